"""Changes a whole photo tile by tile, in its own depth and colours, as memory allows."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from photofix.core.colour import Working
from photofix.core.edit import Patch
from photofix.core.region import Region
from photofix.core.tiles import OutOfMemory
from photofix.errors import UserError
from photofix.ops.base import Context, Source

Floats = NDArray[np.float32]

TILE = 512  # pixels a side, without what is around it
SMALLEST = 64


def mapped(source: Source, change: Callable[[Floats], Floats], reach: int, context: Context) -> Patch:
    """The whole photo changed: change(picture h×w×3 float32, sRGB-encoded, unclipped) -> the same shape.

    reach: pixels around a tile that it is shown besides. Where it runs out of memory, a tile is made of smaller ones.
    Raises UserError if memory does not suffice for the smallest, Cancelled between two tiles.
    """
    working = Working.of(source.icc, source.state.base.channels)
    whole = Region(0, 0, source.width, source.height)
    out = np.empty((whole.h, whole.w, source.state.base.channels), source.state.base.pixels.dtype)
    waiting, done = deque(whole.tiles(TILE)), 0
    while waiting:
        tile = waiting.popleft()
        context.progress.report(done / whole.area, "changing")
        around = tile.grow(reach).clip(whole.w, whole.h)
        pixels = source.read(around)
        inside = tile.within(around).slices
        try:
            made = change(working.to_srgb(pixels))
        except (OutOfMemory, MemoryError) as error:
            if max(tile.w, tile.h) <= SMALLEST:
                raise UserError("The memory is not enough for even a small part of the photo.",
                                hint="Close other programs, or choose the device cpu.") from error  # fmt: skip
            waiting.extendleft(reversed(_halves(tile)))
            continue
        out[tile.slices] = working.from_srgb(np.ascontiguousarray(made[inside]), pixels[inside])
        done += tile.area
    context.progress.report(1)
    return Patch(whole, out, np.full((whole.h, whole.w), 255, np.uint8))


def _halves(tile: Region) -> list[Region]:
    parts = Region(0, 0, tile.w, tile.h).tiles(-(-max(tile.w, tile.h) // 2))
    return [part.shift(tile.x, tile.y) for part in parts]
