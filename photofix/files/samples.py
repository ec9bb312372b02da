"""Sample values: the conversions between depths, and what they lose."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from photofix.core.photo import Pixels
from photofix.files.decoded import DecodeError

_ROWS = 256  # conversions run in bands of rows, so that they need little memory beside the result


def from_any(values: NDArray[Any]) -> tuple[Pixels, tuple[str, ...]]:
    """H×W×C samples of any unsigned or float type as uint8 or uint16, with notes on what was lost.

    Floats mean 0..1. Raises DecodeError for signed and complex samples.
    """
    if values.dtype in (np.uint8, np.uint16):
        return values, ()
    out = np.empty(values.shape, np.uint16)
    if values.dtype == np.uint32:
        for rows in _bands(values):
            out[rows] = values[rows] >> 16
        return out, ("32-bit samples were reduced to 16 bit",)
    if values.dtype.kind != "f":
        raise DecodeError(f"it holds {values.dtype} samples, which are no photograph's")
    clipped = 0
    for rows in _bands(values):
        band = values[rows]
        inside = (band >= 0) & (band <= 1)
        clipped += band.size - int(np.count_nonzero(inside))
        out[rows] = np.rint(np.clip(np.nan_to_num(band, nan=0.0), 0, 1) * 65535)
    notes = ["floating-point samples were converted to 16 bit"]
    if clipped:
        notes.append(f"{clipped} of {values.size} samples lay outside 0..1 and were clipped")
    return out, tuple(notes)


def contiguous(values: NDArray[Any]) -> Pixels:
    """The samples in C order, copied only if they are not."""
    ordered: Pixels = np.ascontiguousarray(values)
    return ordered


def to_8_bit(pixels: Pixels) -> NDArray[np.uint8]:
    """uint16 as uint8, rounded; uint8 as it is."""
    if pixels.dtype == np.uint8:
        return pixels.astype(np.uint8, copy=False)
    out = np.empty(pixels.shape, np.uint8)
    for rows in _bands(pixels):
        out[rows] = (pixels[rows].astype(np.uint32) * 255 + 32767) // 65535
    return out


def fill_low_bits(pixels: Pixels, bits: int) -> Pixels:
    """uint16 whose upper `bits` hold the samples, spread in place so that white is 65535."""
    for rows in _bands(pixels):
        pixels[rows] |= pixels[rows] >> bits
    return pixels


def on_white(pixels: Pixels) -> Pixels:
    """H×W×(2 or 4) with straight alpha as H×W×(1 or 3) over white."""
    top = int(np.iinfo(pixels.dtype).max)
    out = np.empty((*pixels.shape[:2], pixels.shape[2] - 1), pixels.dtype)
    for rows in _bands(pixels):
        band = pixels[rows].astype(np.uint64)
        alpha = band[..., -1:]
        out[rows] = (band[..., :-1] * alpha + top * (top - alpha) + top // 2) // top
    return out


def _bands(values: NDArray[Any]) -> list[slice]:
    return [slice(start, start + _ROWS) for start in range(0, values.shape[0], _ROWS)]
