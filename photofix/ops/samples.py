"""Parts of a photo at full resolution, spread over it, from which estimates are made."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from photofix.core.colour import Working
from photofix.core.region import Region
from photofix.ops.base import Source

Floats = NDArray[np.float32]

SIDE = 256  # pixels of a part
ACROSS = 4  # parts in each direction
GRID = 8  # pixels: the corners of parts are multiples of it, so that JPEG's blocks lie alike in all of them


def places(width: int, height: int) -> tuple[Region, ...]:
    """The whole of a small picture, else 4×4 regions spread evenly."""
    if width * height <= (SIDE * ACROSS) ** 2:
        return (Region(0, 0, width, height),)
    w, h = min(SIDE, width), min(SIDE, height)
    columns, rows = (
        sorted({round(i * room / (ACROSS - 1)) // GRID * GRID for i in range(ACROSS)})
        for room in (width - w, height - h)
    )
    return tuple(Region(x, y, w, h) for y in rows for x in columns)


def samples(source: Source) -> list[Floats]:
    """Each of the places as h×w×3 float32, sRGB-encoded 0..1."""
    working = Working.of(source.icc, source.state.base.channels)
    regions = places(source.width, source.height)
    return [np.clip(working.to_srgb(source.read(region)), 0, 1) for region in regions]
