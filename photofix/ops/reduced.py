"""Reads a whole photo at a moderate size, a row at a time."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.colour import Working
from photofix.core.photo import Pixels
from photofix.core.region import Region
from photofix.ops.base import Source

Floats = NDArray[np.float32]

SAMPLES = 3  # rows and columns that are read of what becomes one pixel


def reduced(source: Source, side: int) -> Floats:
    """The photo, h×w×3 sRGB, with at most `side` pixels a side."""
    working = Working.of(source.icc, source.state.base.channels)
    factor = min(1.0, side / max(source.width, source.height))
    width, height = (max(1, round(length * factor)) for length in (source.width, source.height))
    step = max(1, source.width // width // SAMPLES)
    out = np.empty((height, width, 3), np.float32)
    for row in range(height):
        top, bottom = row * source.height // height, (row + 1) * source.height // height
        apart = max(1, (bottom - top) // SAMPLES)
        pixels = source.read(Region(0, top, source.width, max(1, bottom - top)))[::apart, ::step]
        rgb = working.to_srgb(cast(Pixels, np.ascontiguousarray(pixels)))
        out[row] = cv2.resize(rgb, (width, 1), interpolation=cv2.INTER_AREA)
    return out
