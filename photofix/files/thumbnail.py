"""A small picture of a file, made without reading all of it where the format allows that."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from photofix.errors import UserError
from photofix.files.formats import HEAD_BYTES, sniff
from photofix.files.limits import MAX_PIXELS, check_size
from photofix.files.samples import to_8_bit
from photofix.files.vips import to_array, vips

_BY_VIPS = ("jpeg", "png", "tiff", "webp", "gif", "avif")


def thumbnail(path: Path, side: int, *, max_pixels: int = MAX_PIXELS) -> NDArray[np.uint8] | None:
    """h×w×(3 or 4) uint8 in sRGB, upright, at most `side` pixels a side; None where there is none to be had cheaply.

    Never raises for a bad file: it is only a preview, and opening the file says what is wrong with it.
    """
    pyvips = vips()
    try:
        with path.open("rb") as file:
            format_id = sniff(file.read(HEAD_BYTES), path)
        if format_id == "raw":
            preview = _preview_of_raw(path)
            return None if preview is None else _pixels(pyvips.Image.thumbnail_buffer(preview, side, **_asked(side)))
        if format_id not in _BY_VIPS:
            return None
        head = pyvips.Image.new_from_file(str(path))
        check_size(head.width, head.height, max_pixels)
        return _pixels(pyvips.Image.thumbnail(str(path), side, **_asked(side)))
    except (OSError, ValueError, UserError, pyvips.Error):
        return None


def _asked(side: int) -> dict[str, Any]:
    return {"height": side, "size": "down", "export_profile": "srgb", "fail_on": "truncated"}


def _pixels(image: Any) -> NDArray[np.uint8]:
    pixels = to_8_bit(to_array(image.colourspace("srgb").cast("uchar")))
    if pixels.shape[2] <= 2:
        pixels = pixels[:, :, [0, 0, 0] + [1] * (pixels.shape[2] - 1)]
    return np.ascontiguousarray(pixels)


def _preview_of_raw(path: Path) -> bytes | None:
    """The JPEG that the camera put into the file."""
    import rawpy

    try:
        with rawpy.imread(str(path)) as raw:
            preview = raw.extract_thumb()
    except rawpy.LibRawError:
        return None
    return bytes(preview.data) if preview.format == rawpy.ThumbFormat.JPEG else None
