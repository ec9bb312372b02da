"""Decoding HEIC, whose HEVC pictures libvips' binaries cannot read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from photofix.core.photo import Metadata, Pixels
from photofix.files import exif
from photofix.files.decoded import Decoded, DecodeError
from photofix.files.limits import check_size
from photofix.files.samples import fill_low_bits


def decode(path: Path, max_pixels: int) -> Decoded:
    """Decode the main picture of a HEIC file, which libheif turns upright. Raises DecodeError; UserError for a bomb."""
    import pi_heif

    try:
        container = pi_heif.open_heif(path, convert_hdr_to_8bit=False)
        picture = container[container.primary_index]
        width, height = picture.size
        check_size(width, height, max_pixels)
        pixels: Pixels = np.array(picture)
        info: dict[str, Any] = dict(picture.info)
    except (OSError, ValueError, RuntimeError, EOFError, SyntaxError, IndexError) as error:
        raise DecodeError(str(error) or "damaged") from error
    pixels = pixels.reshape(*pixels.shape[:2], -1)
    if pixels.dtype == np.uint16:
        pixels = fill_low_bits(pixels, info["bit_depth"])
    block = exif.bare(info.get("exif"))
    metadata = Metadata(block, info.get("xmp") or None)
    more = len(container) - 1
    notes = (f"only the main picture was opened; {more} more left out",) if more else ()
    return Decoded(pixels, info.get("icc_profile") or None, metadata, exif.resolution(block), notes=notes)
