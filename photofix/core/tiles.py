"""The tile engine: runs a function over a large array piece by piece, without seams."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from photofix.core.progress import Progress
from photofix.core.region import Region

Floats = NDArray[np.float32]


class OutOfMemory(Exception):
    """The function could not get the memory for a tile. A smaller one may do."""


@dataclass(frozen=True)
class Tiling:
    """How an array is cut, in pixels of the input.

    size: longest side of a tile, overlaps included. overlap: what neighbours share at least, at most half of size.
    multiple: sides handed to the function are multiples of it. smallest: memory running out never makes tiles
    whose longest side is less.
    """

    size: int
    overlap: int
    multiple: int = 1
    smallest: int = 64

    def __post_init__(self) -> None:
        if not (1 <= self.multiple <= self.size and self.smallest >= 1 and 0 <= self.overlap <= self.size // 2):
            raise ValueError(f"impossible tiling: {self}")


@dataclass(frozen=True)
class Span:
    """One tile along one axis: where it begins, how long it is, and its share (float32) of every pixel it covers."""

    start: int
    length: int
    weights: Floats


def spans(length: int, tiling: Tiling, scale: int = 1) -> list[Span]:
    """Equal tiles over an axis of `length` pixels, evenly spread: their number is chosen first, as low as can be.

    They are as long as that number asks for, rounded up to `multiple` where the axis has the pixels. The weights are
    for `scale` times the pixels; they ramp over the overlaps, and those of all tiles sum to one.
    """
    if length <= tiling.size:
        return [Span(0, length, np.ones(length * scale, np.float32))]
    size = tiling.size // tiling.multiple * tiling.multiple
    overlap = min(tiling.overlap, size // 2)
    count = -(-(length - overlap) // (size - overlap))
    each = -(-(length + (count - 1) * overlap) // count)
    each = -(-each // tiling.multiple) * tiling.multiple
    starts = [i * (length - each) // (count - 1) for i in range(count)]
    total = np.zeros(length * scale)
    raw = []
    for i, start in enumerate(starts):
        before = starts[i - 1] + each - start if i else 0
        after = start + each - starts[i + 1] if i + 1 < count else 0
        weights = _ramp(each * scale, before * scale) * _ramp(each * scale, after * scale)[::-1]
        total[start * scale : (start + each) * scale] += weights
        raw.append(weights)
    shares = [w / total[s * scale : (s + each) * scale] for s, w in zip(starts, raw, strict=True)]
    return [Span(start, each, share.astype(np.float32)) for start, share in zip(starts, shares, strict=True)]


def _ramp(length: int, rise: int) -> NDArray[np.float64]:
    """Rises over the first `rise` pixels, never 0, then stays 1."""
    ramp: NDArray[np.float64] = np.minimum(1.0, (np.arange(length) + 0.5) / max(rise, 0.5))
    return ramp


def over(
    function: Callable[[Floats], Floats],
    source: Floats,
    tiling: Tiling,
    progress: Progress,
    scale: int = 1,
) -> Floats:
    """The function's result for the whole of `source` (H×W×C float32), as (H*scale)×(W*scale)×C' float32.

    function: h×w×C float32 -> (h*scale)×(w*scale)×C'. A tile that is too small for `multiple` is padded at its right
    and bottom, mirrored as far as there are pixels. Where the function raises OutOfMemory (or MemoryError) that tile
    is made of smaller ones, and so are those after it; what is done stays. Raises OutOfMemory when tiles of
    `smallest` are still too large, and Cancelled between two tiles.
    """
    return _Engine(function, tiling, scale).run(source, tiling.size, progress)


class _Engine:
    """One run: remembers the size of tile for which the memory sufficed."""

    def __init__(self, function: Callable[[Floats], Floats], tiling: Tiling, scale: int) -> None:
        self._function = function
        self._tiling = tiling
        self._scale = scale
        self._limit = tiling.size

    def run(self, source: Floats, size: int, progress: Progress) -> Floats:
        """`source` in tiles of at most `size`."""
        tiling = replace(self._tiling, size=size, overlap=min(self._tiling.overlap, size // 2))
        height, width = source.shape[:2]
        grid = [(v, h) for v in spans(height, tiling, self._scale) for h in spans(width, tiling, self._scale)]
        if len(grid) == 1:
            return self._tile(source, progress)
        out: Floats | None = None
        for number, (v, h) in enumerate(grid):
            region = Region(h.start, v.start, h.length, v.length)
            part = progress.part(number / len(grid), 1 / len(grid))
            made = self._tile(source[region.slices], part)
            if out is None:
                out = np.zeros((height * self._scale, width * self._scale, made.shape[2]), np.float32)
            place = Region(*(side * self._scale for side in region))
            out[place.slices] += made * v.weights[:, None, None] * h.weights[None, :, None]
        assert out is not None  # a grid has at least one tile
        return out

    def _tile(self, tile: Floats, progress: Progress) -> Floats:
        """One tile: by the function if the memory suffices, else of smaller ones."""
        longest = max(tile.shape[:2])
        if longest <= self._limit:
            progress.report(0.0)
            try:
                made = self._call(tile)
            except (OutOfMemory, MemoryError) as error:
                self._limit = longest // 2
                if self._limit < max(self._tiling.smallest, self._tiling.multiple):
                    raise OutOfMemory(f"not even a tile of {tile.shape[1]}×{tile.shape[0]} fits into memory") from error
            else:
                progress.report(1.0)
                return made
        return self.run(tile, self._limit, progress)

    def _call(self, tile: Floats) -> Floats:
        height, width = tile.shape[:2]
        padded = tile[_mirrored(height, self._tiling.multiple)][:, _mirrored(width, self._tiling.multiple)]
        expected = (padded.shape[0] * self._scale, padded.shape[1] * self._scale)
        made = self._function(np.ascontiguousarray(padded, np.float32))
        if made.ndim != 3 or made.shape[:2] != expected:
            raise ValueError(f"a tile of {padded.shape} became {made.shape}, not {expected} pixels")
        return made[: height * self._scale, : width * self._scale]


def _mirrored(length: int, multiple: int) -> NDArray[np.intp]:
    """Indices along an axis padded to a multiple: mirrored at the last pixel, then the first one repeated."""
    last = length - 1
    index: NDArray[np.intp] = np.maximum(0, last - np.abs(np.arange(-(-length // multiple) * multiple) - last))
    return index
