"""Decoding with Pillow what libvips cannot: BMP, and TIFF in 8-bit Lab."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from photofix.core.photo import Pixels
from photofix.files.decoded import Decoded, DecodeError
from photofix.files.limits import check_size

_MODES = {"1": "L", "L": "L", "P": "RGB", "RGB": "RGB", "RGBA": "RGBA"}


def decode_bmp(path: Path, max_pixels: int) -> Decoded:
    """Decode a BMP file. Raises DecodeError and, for a bomb, UserError."""
    # The plug-in is used directly: Image.open would add a bomb warning of its own.
    from PIL.BmpImagePlugin import BmpImageFile

    try:
        with BmpImageFile(path) as image:
            check_size(*image.size, max_pixels)
            dpi = image.info.get("dpi")
            grey_palette = image.mode == "P" and image.palette is not None and _is_grey(image.palette.tobytes())
            picture = image.convert("L" if grey_palette else _MODES.get(image.mode, "RGB"))
            pixels: Pixels = np.array(picture)
    except (OSError, ValueError, SyntaxError, EOFError, IndexError) as error:
        raise DecodeError(str(error) or "damaged") from error
    resolution = (round(float(dpi[0]), 2), round(float(dpi[1]), 2)) if dpi and all(dpi) else None
    return Decoded(pixels.reshape(*pixels.shape[:2], -1), dpi=resolution)


def _is_grey(palette: bytes) -> bool:
    return palette[0::3] == palette[1::3] == palette[2::3]
