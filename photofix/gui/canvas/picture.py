"""The shown photo as pixels of any pyramid level: the composite, and the base photo before the edits."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from photofix.core.document import State
from photofix.core.mask import Cell
from photofix.core.photo import Pixels
from photofix.core.pyramid import COARSEST, Pyramid, coarser
from photofix.core.region import Region
from photofix.gui.canvas.live import Live
from photofix.ops.grey import three

CELL = 64  # small, so that an edit makes few tiles differ from those before
PART = 512  # what `step` does at a time


class Picture:
    """The levels of one base photo, and over them the cells (64 pixels of a level) that edits have touched.

    The base photo's pyramid is never written to: it is the picture before. An edit costs the cells under its
    patches at every level. Without a pyramid (it is built elsewhere) only level 0 can be read.
    """

    def __init__(self, state: State) -> None:
        self.photo = state.base
        self._state = state
        self._pyramid: Pyramid | None = None
        self._sizes = _level_sizes(self.photo.width, self.photo.height)
        self._touched: set[Cell] = set()  # cells of level 0; their pixels are made when asked for
        self._cells: list[dict[Cell, NDArray[np.generic]]] = [{} for _ in self._sizes]
        self.live: Live | None = None  # what is shown in the place of the composite
        self._pending: dict[Region, None] = {}  # parts of level 0 whose coarser levels are out of date
        self.follow(state, [patch.region for edit in state.edits if edit.visible for patch in edit.patches])

    @property
    def levels(self) -> int:
        return len(self._sizes)

    @property
    def ready(self) -> bool:
        """True once the coarser levels can be read."""
        return self._pyramid is not None or self.levels == 1

    @property
    def pending(self) -> bool:
        """True while `step` has work to do."""
        return bool(self._pending) and self.ready

    def size(self, level: int) -> tuple[int, int]:
        """Width and height of a level."""
        return self._sizes[level]

    def level_for(self, zoom: float) -> int:
        """The coarsest level that is shown reduced, never enlarged, at this zoom."""
        level = 0
        while level + 1 < self.levels and zoom * 2 ** (level + 1) <= 1:
            level += 1
        return level

    def adopt(self, pyramid: Pyramid) -> None:
        """Take the pyramid of the base photo."""
        self._pyramid = pyramid

    def differs(self, level: int, region: Region) -> bool:
        """May what is shown differ from the base photo in this region of the level?"""
        if self.live is not None and self.live.level == level and self.live.area.overlaps(region):
            return True
        return self._edited(level, region)

    def _edited(self, level: int, region: Region) -> bool:
        cells = self._cells[level] if level else self._touched
        return bool(cells) and any(cell in cells for cell in region.cells(CELL))

    def read(self, level: int, region: Region, *, before: bool) -> Pixels:
        """h×w×C pixels of a region in the level's coordinates, which must lie inside. Not to be written to.

        A grey photo's have three channels of colour where what is shown live has.
        """
        pixels = self.composite(level, region, before=before)
        live = None if before or self.live is None or self.live.level != level else self.live
        common = live.area.intersect(region) if live is not None else Region(0, 0, 0, 0)
        if live is None or common.empty:
            return pixels
        pixels = pixels.copy() if live.pixels.shape[2] == pixels.shape[2] else three(pixels)
        pixels[common.within(region).slices] = live.pixels[common.within(live.area).slices]
        return pixels

    def composite(self, level: int, region: Region, *, before: bool = False) -> Pixels:
        """The same without what is shown live."""
        differs = not before and self._edited(level, region)
        if level == 0:
            return self._state.composite(region) if differs else self.photo.pixels[region.slices]
        assert self._pyramid is not None
        pixels = self._pyramid.read(level, region)
        if not differs:
            return pixels
        pixels = pixels.copy()
        for part in region.tiles(CELL):
            key = part.y // CELL, part.x // CELL
            if key in self._cells[level]:
                corner = Region(key[1] * CELL, key[0] * CELL, CELL, CELL)
                pixels[part.within(region).slices] = self._cells[level][key][part.within(corner).slices]
        return pixels

    def follow(self, state: State, regions: Iterable[Region]) -> None:
        """The composite is now that of `state` (same base), changed in `regions` of level 0."""
        self._state = state
        for region in regions:
            inside = region.clip(self.photo.width, self.photo.height)
            self._touched.update(inside.cells(CELL))
            if self.levels > 1:
                self._pending.update(dict.fromkeys(inside.tiles(PART)))

    def step(self) -> Region:
        """Bring the coarser levels of one part up to date and return it, in pixels of level 0. A few milliseconds."""
        part = next(iter(self._pending))
        del self._pending[part]
        area = part
        for level in range(self.levels - 1):
            source = _halvable(area, *self._sizes[level])
            fine = self.composite(level, source)
            area = coarser(source)
            self._write(level + 1, area, Pyramid(fine).read(1, Region(0, 0, area.w, area.h)))
        return part

    def _write(self, level: int, region: Region, pixels: Pixels) -> None:
        assert self._pyramid is not None
        cells = self._cells[level]
        for part in region.tiles(CELL):
            key = part.y // CELL, part.x // CELL
            corner = Region(key[1] * CELL, key[0] * CELL, CELL, CELL)
            if key not in cells:
                cells[key] = self._pyramid.read(level, corner.clip(*self._sizes[level])).copy()
            cells[key][part.within(corner).slices] = pixels[part.within(region).slices]


def _level_sizes(width: int, height: int) -> list[tuple[int, int]]:
    """The sizes that `Pyramid` will have."""
    sizes = [(width, height)]
    while max(width, height) > COARSEST:
        width, height = (width + 1) // 2, (height + 1) // 2
        sizes.append((width, height))
    return sizes


def _halvable(region: Region, width: int, height: int) -> Region:
    """The region grown to even corners and to a length that `Pyramid` halves (it leaves short pictures alone)."""
    x, y = region.x // 2 * 2, region.y // 2 * 2
    right, bottom = min(width, (region.right + 1) // 2 * 2), min(height, (region.bottom + 1) // 2 * 2)
    if max(right - x, bottom - y) <= COARSEST:
        shortest = COARSEST + 2
        if width >= height:
            x = max(0, min(x, (width - shortest + 1) // 2 * 2))
            right = min(width, x + shortest)
        else:
            y = max(0, min(y, (height - shortest + 1) // 2 * 2))
            bottom = min(height, y + shortest)
    return Region(x, y, right - x, bottom - y)
