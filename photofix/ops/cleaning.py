"""Runs the restorer over a photo, in its own depth and colours."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from photofix.core.colour import Working
from photofix.core.edit import Patch
from photofix.core.region import Region
from photofix.core.tiles import OutOfMemory
from photofix.errors import UserError
from photofix.ops.base import Context, Result, Source

Floats = NDArray[np.float32]
Mix = Callable[[Floats, Floats], Floats]

MODEL = "restorer"
REACH = 64  # pixels around a tile that the network is shown: what lies farther off changes nothing that can be seen
TILE = 512
SMALLEST = 64


class Told(NamedTuple):
    """What the network is told: the noise's standard deviation, 0..1, and JPEG's coarseness, 1 - quality/100."""

    noise: float
    coarseness: float


def cleaned(source: Source, told: Told, mix: Mix, context: Context) -> Result:
    """The whole photo cleaned. mix(before, after): what is made of a tile and of the network's result for it."""
    clean = context.models.get(MODEL)

    def change(picture: Floats) -> Floats:
        return mix(picture, np.asarray(clean(picture, told.noise, told.coarseness), np.float32))

    return Result((mapped(source, change, context),), {MODEL: context.models.sha256(MODEL)})


def mapped(source: Source, change: Callable[[Floats], Floats], context: Context) -> Patch:
    """The whole photo changed tile by tile: change(picture h×w×3 float32, sRGB-encoded) -> the same shape.

    Raises UserError if memory does not suffice for the smallest tiles.
    """
    working = Working.of(source.icc, source.state.base.channels)
    whole = Region(0, 0, source.width, source.height)
    out = np.empty((whole.h, whole.w, source.state.base.channels), source.state.base.pixels.dtype)
    waiting, done = deque(whole.tiles(TILE)), 0
    while waiting:
        tile = waiting.popleft()
        context.progress.report(done / whole.area, "cleaning")
        around = tile.grow(REACH).clip(whole.w, whole.h)
        pixels = source.read(around)
        inside = tile.within(around).slices
        try:
            made = change(working.to_srgb(pixels))
        except (OutOfMemory, MemoryError) as error:
            if max(tile.w, tile.h) <= SMALLEST:
                raise UserError("The memory is not enough for even a small part of the photo.",
                                hint="Close other programs, or choose the device cpu.") from error  # fmt: skip
            parts = Region(0, 0, tile.w, tile.h).tiles(max(tile.w, tile.h) // 2)
            waiting.extendleft(reversed([part.shift(tile.x, tile.y) for part in parts]))
            continue
        out[tile.slices] = working.from_srgb(np.ascontiguousarray(made[inside]), pixels[inside])
        done += tile.area
    context.progress.report(1)
    return Patch(whole, out, np.full((whole.h, whole.w), 255, np.uint8))
