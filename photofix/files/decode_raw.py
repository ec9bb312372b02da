"""Developing camera RAW files with LibRaw."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from photofix.core.photo import Metadata, Pixels
from photofix.files import exif, tiff_exif
from photofix.files.decode_vips import exif_of_jpeg
from photofix.files.decoded import Decoded, DecodeError
from photofix.files.limits import check_size
from photofix.files.profiles import PROPHOTO_GAMMA, prophoto


def decode(path: Path, max_pixels: int) -> Decoded:
    """Develop a RAW file: 16-bit ProPhoto RGB, camera white balance, upright.

    Raises DecodeError and, for a bomb, UserError.
    """
    import rawpy

    try:
        with rawpy.imread(str(path)) as raw:
            check_size(raw.sizes.raw_width, raw.sizes.raw_height, max_pixels)
            pixels: Pixels = raw.postprocess(
                use_camera_wb=True,
                no_auto_bright=True,
                output_bps=16,
                output_color=rawpy.ColorSpace.ProPhoto,
                gamma=(PROPHOTO_GAMMA, 0),
            )
            preview = _preview(rawpy, raw)
    except rawpy.LibRawError as error:
        text = error.args[0].decode(errors="replace") if error.args and isinstance(error.args[0], bytes) else str(error)
        raise DecodeError(text) from error
    with path.open("rb") as file:
        block = (exif_of_jpeg(preview) if preview else None) or tiff_exif.extract(file)
    return Decoded(pixels, prophoto(), Metadata(block), exif.resolution(block))


def _preview(rawpy: Any, raw: Any) -> bytes | None:
    """The embedded JPEG, which holds the camera's EXIF; None if there is none."""
    try:
        thumbnail = raw.extract_thumb()
    except rawpy.LibRawError:
        return None
    return thumbnail.data if thumbnail.format == rawpy.ThumbFormat.JPEG else None
