"""libvips: loaded on first use, quiet, and without its cache of whole pictures."""

from __future__ import annotations

from typing import Any

import numpy as np

from photofix.core.photo import Pixels


def vips() -> Any:
    """The pyvips module. Its operation cache is off, or libvips would keep whole pictures alive."""
    import pyvips

    pyvips.cache_set_max(0)
    pyvips.vips_lib.vips_error_clear()  # warnings of earlier files would be told as errors of this one
    return pyvips


def to_array(image: Any) -> Pixels:
    """The pixels of a uchar or ushort image as H×W×C uint8 or uint16. Raises pyvips.Error."""
    dtype = {"uchar": np.uint8, "ushort": np.uint16}[image.format]
    pixels: Pixels = np.frombuffer(image.write_to_memory(), dtype)
    return pixels.reshape(image.height, image.width, image.bands)


def from_array(pixels: Pixels) -> Any:
    """An image over the memory of H×W×(1..4) uint8 or uint16 pixels; nothing is copied."""
    height, width, bands = pixels.shape
    deep = pixels.dtype == np.uint16
    meaning = ("grey16" if deep else "b-w") if bands <= 2 else ("rgb16" if deep else "srgb")
    image = vips().Image.new_from_memory(pixels.data, width, height, bands, "ushort" if deep else "uchar")
    return image.copy(interpretation=meaning)


def first_line(error: Exception) -> str:
    """The part of a libvips error that says something, without the name of the function or file that said it."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    telling = [line for line in lines if not line.startswith("unable to")]
    return (telling or lines or ["unknown error"])[0].rpartition(": ")[2]
