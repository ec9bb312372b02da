"""Rectangles of pixels: every crop calculation of the program is made here."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray


class Region(NamedTuple):
    """A rectangle in whole pixels: left x, top y, width w, height h. Empty if w or h is 0 or less."""

    x: int
    y: int
    w: int
    h: int

    @property
    def right(self) -> int:
        """First column beyond the region."""
        return self.x + self.w

    @property
    def bottom(self) -> int:
        """First row beyond the region."""
        return self.y + self.h

    @property
    def empty(self) -> bool:
        return self.w <= 0 or self.h <= 0

    @property
    def area(self) -> int:
        return 0 if self.empty else self.w * self.h

    @property
    def slices(self) -> tuple[slice, slice]:
        """Index of the region in an array: array[region.slices]. The region must not start before 0."""
        return slice(self.y, max(self.y, self.bottom)), slice(self.x, max(self.x, self.right))

    def grow(self, pixels: int) -> Region:
        """The region with a margin on all sides (negative: shrunken)."""
        return Region(self.x - pixels, self.y - pixels, self.w + 2 * pixels, self.h + 2 * pixels)

    def shift(self, dx: int, dy: int) -> Region:
        return Region(self.x + dx, self.y + dy, self.w, self.h)

    def within(self, other: Region) -> Region:
        """This region in coordinates whose origin is the corner of `other`."""
        return self.shift(-other.x, -other.y)

    def intersect(self, other: Region) -> Region:
        """The common part; an empty region (w or h 0) where there is none."""
        x, y = max(self.x, other.x), max(self.y, other.y)
        return Region(x, y, max(0, min(self.right, other.right) - x), max(0, min(self.bottom, other.bottom) - y))

    def clip(self, width: int, height: int) -> Region:
        """The part inside a picture of the given size."""
        return self.intersect(Region(0, 0, width, height))

    def union(self, other: Region) -> Region:
        """The smallest region holding both; an empty one adds nothing."""
        if self.empty:
            return other
        if other.empty:
            return self
        x, y = min(self.x, other.x), min(self.y, other.y)
        return Region(x, y, max(self.right, other.right) - x, max(self.bottom, other.bottom) - y)

    def overlaps(self, other: Region) -> bool:
        return not self.intersect(other).empty

    def contains(self, other: Region) -> bool:
        return other.empty or self.intersect(other) == other

    def snapped(self, grid: int) -> Region:
        """The smallest region that holds this one and begins at multiples of `grid`."""
        x, y = self.x // grid * grid, self.y // grid * grid
        return Region(x, y, self.right - x, self.bottom - y)

    def tiles(self, size: int) -> Iterator[Region]:
        """The cells of a grid of `size` pixels (aligned to 0, 0) cut by this region: they cover it exactly once."""
        if self.empty:
            return
        for y in range(self.y // size * size, self.bottom, size):
            for x in range(self.x // size * size, self.right, size):
                yield Region(x, y, size, size).intersect(self)

    def cells(self, size: int) -> Iterator[tuple[int, int]]:
        """Row and column of each of these cells in their grid; much faster where their own places do not matter."""
        if self.empty:
            return iter(())
        rows = range(self.y // size, (self.bottom - 1) // size + 1)
        return product(rows, range(self.x // size, (self.right - 1) // size + 1))

    @classmethod
    def of(cls, array: NDArray[Any]) -> Region:
        """The whole of an H×W(×C) array."""
        return cls(0, 0, array.shape[1], array.shape[0])

    @classmethod
    def bounds(cls, mask: NDArray[Any]) -> Region:
        """The smallest region holding all non-zero pixels of an H×W array; empty if there are none."""
        rows = np.flatnonzero(mask.any(axis=1))
        if rows.size == 0:
            return cls(0, 0, 0, 0)
        columns = np.flatnonzero(mask[rows[0] : rows[-1] + 1].any(axis=0))
        x, y = int(columns[0]), int(rows[0])
        return cls(x, y, int(columns[-1]) - x + 1, int(rows[-1]) - y + 1)
