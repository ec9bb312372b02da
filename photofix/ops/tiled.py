"""Makes pictures tile by tile, as memory allows; and changes a whole photo so, in its own depth and colours."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from photofix.core.colour import Working
from photofix.core.edit import Patch
from photofix.core.photo import Pixels
from photofix.core.progress import Progress
from photofix.core.region import Region
from photofix.core.tiles import OutOfMemory
from photofix.ops.base import Context, Source
from photofix.ops.network import Network, too_little_memory

Floats = NDArray[np.float32]

TILE = 512  # pixels a side, without what is around it: larger ones are no faster
SMALLEST = 64


def mapped(
    source: Source,
    change: Callable[[Floats], Floats],
    reach: int,
    context: Context,
    network: Network | None = None,
    *,
    grid: int = 1,
    in_one: bool = False,
) -> Patch:
    """The whole photo changed: change(picture h×w×3 float32, sRGB-encoded, unclipped) -> the same shape.

    reach: pixels around a tile that it is shown besides, and as many more as make where it begins a multiple of grid.
    in_one: the photo cannot be cut into tiles. network: the one that `change` calls, if any. Where it runs
    out of memory, tiles become smaller; where the smallest do not fit, the network goes on on the CPU. What is done
    stays. Raises UserError if memory does not suffice there either, Cancelled between two tiles.
    """
    working = Working.of(source.icc, source.state.base.channels)
    whole = Region(0, 0, source.width, source.height)
    out: Pixels = np.empty((whole.h, whole.w, source.state.base.channels), source.state.base.pixels.dtype)

    def make(tile: Region) -> Pixels:
        around = tile.grow(reach).snapped(grid).clip(whole.w, whole.h)
        pixels = source.read(around)
        inside = tile.within(around).slices
        made = change(working.to_srgb(pixels))
        return working.from_srgb(np.ascontiguousarray(made[inside]), pixels[inside])

    longest = max(whole.w, whole.h)

    def side() -> int:
        if in_one:
            return longest
        return TILE if network is None else network.side(reach, TILE, SMALLEST)

    fill(out, make, side, longest if in_one else SMALLEST, context.progress, network, "changing")
    context.progress.report(1)
    return Patch(whole, out, np.full((whole.h, whole.w), 255, np.uint8))


def fill(
    out: NDArray[Any],
    make: Callable[[Region], NDArray[Any]],
    side: Callable[[], int],
    smallest: int,
    progress: Progress,
    network: Network | None = None,
    words: str = "",
) -> None:
    """Fill `out` (h×w×C) with make(tile), tile by tile.

    side: how long tiles may be as memory is now, in pixels of `out`. Where `make` raises OutOfMemory or MemoryError,
    that tile and those after it become about half as long, a multiple of `smallest`; where the smallest do not fit,
    the network is moved to the CPU, where tiles may be as long as `side` says again. What is done stays. Raises
    UserError if memory does not suffice there either, Cancelled between two tiles.
    """
    whole, limit = Region.of(out), side()
    waiting, done = deque(whole.tiles(limit)), 0
    while waiting:
        tile = waiting.popleft()
        longest = max(tile.w, tile.h)
        if longest > limit:
            waiting.extendleft(reversed(list(_parts(tile, limit))))
            continue
        progress.report(done / whole.area, words)
        try:
            out[tile.slices] = make(tile)
        except (OutOfMemory, MemoryError) as error:
            waiting.appendleft(tile)
            if longest > smallest:
                limit = -(-longest // 2 // smallest) * smallest
            elif network is not None and network.moved_to_cpu():
                limit = side()
            else:
                raise too_little_memory() from error
        else:
            done += tile.area


def _parts(tile: Region, side: int) -> Iterator[Region]:
    """A tile cut into parts of at most `side`."""
    return (part.shift(tile.x, tile.y) for part in Region(0, 0, tile.w, tile.h).tiles(side))
