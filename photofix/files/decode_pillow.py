"""Decoding with Pillow what libvips cannot: BMP, and TIFF in 8-bit Lab."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from photofix.core.photo import Metadata, Pixels
from photofix.files import tiff_exif
from photofix.files.decoded import Decoded, DecodeError
from photofix.files.lab import NOTE, to_prophoto
from photofix.files.limits import check_size
from photofix.files.profiles import prophoto
from photofix.files.tiff_tags import BadTiff, read_entries, read_layout

_PHOTOMETRIC, _BITS, _ORIENTATION, _CIELAB = 262, 258, 274, 8
_MODES = {"1": "L", "L": "L", "P": "RGB", "RGB": "RGB", "RGBA": "RGBA"}


def decode_bmp(path: Path, max_pixels: int) -> Decoded:
    """Decode a BMP file. Raises DecodeError and, for a bomb, UserError."""
    # The plug-in is used directly: Image.open would add a bomb warning of its own.
    from PIL.BmpImagePlugin import BmpImageFile

    try:
        with BmpImageFile(path) as image:
            check_size(*image.size, max_pixels)
            dpi = image.info.get("dpi")
            picture = image.convert(_MODES.get(image.mode, "RGB"))
            pixels: Pixels = np.array(picture)
    except (OSError, ValueError, SyntaxError, EOFError, IndexError) as error:
        raise DecodeError(str(error) or "damaged") from error
    resolution = (round(float(dpi[0]), 2), round(float(dpi[1]), 2)) if dpi and all(dpi) else None
    return Decoded(pixels.reshape(*pixels.shape[:2], -1), dpi=resolution)


def is_8_bit_lab(path: Path) -> bool:
    """Whether a TIFF file holds 8-bit Lab, the one kind of TIFF that libvips refuses."""
    try:
        with path.open("rb") as file:
            layout, at = read_layout(file)
            tags = {entry.tag: entry for entry in read_entries(file, layout, at)}
            return [tags[tag].numbers(layout.order)[0] for tag in (_PHOTOMETRIC, _BITS)] == [_CIELAB, 8]
    except (BadTiff, KeyError, IndexError):
        return False


def decode_lab(path: Path, max_pixels: int) -> Decoded:
    """Decode a TIFF file in 8-bit Lab. Raises DecodeError and, for a bomb, UserError."""
    from PIL.TiffImagePlugin import TiffImageFile

    try:
        with TiffImageFile(path) as image:
            check_size(*image.size, max_pixels)
            orientation = image.tag_v2.get(_ORIENTATION, 1)
            stored = np.array(image)
    except (OSError, ValueError, SyntaxError, EOFError, IndexError) as error:
        raise DecodeError(str(error) or "damaged") from error
    with path.open("rb") as file:
        metadata = Metadata(tiff_exif.extract(file))
    values = stored.view(np.int8).astype(np.float32)
    values[..., 0] = stored[..., 0] * np.float32(100 / 255)
    return Decoded(to_prophoto(values), prophoto(), metadata, orientation=orientation, notes=(NOTE,))
