"""Tiles of values 0..255 over the photo that are mostly 0, coarser ones taking the strongest of four pixels."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage

from photofix.core.mask import TILE, Cell
from photofix.core.region import Region
from photofix.gui.canvas.cache import TileCache, TileKey
from photofix.gui.canvas.tiles import Painting, cells_in
from photofix.gui.canvas.view import View

Values = NDArray[np.uint8]
BUDGET = 96 * 2**20
LEVELS = 10  # more than a photo of 130,000 pixels a side has


class _TimeUpError(Exception):
    """What is wanted is not there yet; the parts of it that were made are kept."""


def cells_of(regions: Iterable[Region]) -> set[Region]:
    """The cells of 256×256 photo pixels that the regions touch, each whole."""
    return {
        Region(part.x // TILE * TILE, part.y // TILE * TILE, TILE, TILE)
        for region in regions
        for part in region.tiles(TILE)
    }


class MaxTiles:
    """Shown at halved sizes too, so that the whole of 100 megapixels is cheap to show and no pixel gets lost in it."""

    def __init__(self, source: Callable[[Cell], Values | None], table: Sequence[int]) -> None:
        """source: 256×256 uint8 of a cell of the photo, None where all is 0. table: a QRgb for each value."""
        self._source = source
        self._table = list(table)
        self._values: dict[TileKey, Values | None] = {}  # levels above 0
        self._images = TileCache(BUDGET)
        self.made = 0  # images made so far

    def set_table(self, table: Sequence[int]) -> None:
        """Other colours for the same values."""
        self._table = list(table)
        self._images.clear()

    def renew(self, regions: Iterable[Region] | None = None) -> None:
        """The source's values are others in `regions` (None: everywhere)."""
        if regions is None:
            self._values.clear()
            self._images.clear()
            return
        places = {(cell.y // TILE, cell.x // TILE) for cell in cells_of(regions)}
        touched: set[TileKey] = set()
        for level in range(LEVELS):
            touched.update(TileKey(False, level, row, column) for row, column in places)
            places = {(row >> 1, column >> 1) for row, column in places}
        for key in touched:
            self._values.pop(key, None)
        self._images.mark_stale(touched.__contains__)

    def draw(
        self, painting: Painting, view: View, clip: Region, level: int, *, smooth: bool, unknown: QColor | None = None
    ) -> list[Region]:
        """Draw what `clip` (device pixels) shows; returns the parts for which time was up.

        unknown: what those are filled with if nothing older can stand in for them.
        """
        scale = view.zoom * 2**level
        left, top = view.origin
        owed: list[Region] = []
        for cell in cells_in(view, clip, scale, TILE):
            key = TileKey(False, level, cell.row, cell.column)
            image = self._images.fresh(key)
            if image is None:
                try:
                    image = self._make(key, painting)
                except _TimeUpError:
                    owed.append(cell.device)
                    image = self._images.any(key)
                    if image is None and unknown is not None:
                        painting.painter.resetTransform()
                        painting.painter.setClipping(False)
                        painting.painter.fillRect(QRect(*cell.device), unknown)
            if image is not None:
                x, y = left + cell.column * TILE * scale, top + cell.row * TILE * scale
                painting.image(image, cell.device, scale, x, y, smooth=smooth)
        return owed

    def _make(self, key: TileKey, painting: Painting) -> QImage | None:
        values = self._level_values(key, painting)
        if values is None:
            return None
        indexed = QImage(values.data, TILE, TILE, TILE, QImage.Format.Format_Indexed8)
        indexed.setColorTable(self._table)
        image = indexed.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
        self._images.put(key, image)
        self.made += 1
        return image

    def _level_values(self, key: TileKey, painting: Painting) -> Values | None:
        """256×256 values of a cell of a level, or None where all is 0. Raises _TimeUpError."""
        if key in self._values:
            return self._values[key]
        # What is begun at these levels is brought to its end: each painting gets further, however slow the source is.
        if key.level <= 1 and painting.full:
            raise _TimeUpError
        if key.level == 0:
            values = self._source((key.row, key.column))
        else:
            values = self._values[key] = self._halved(key, painting)
        painting.made = painting.made or values is not None
        return values

    def _halved(self, key: TileKey, painting: Painting) -> Values | None:
        values: Values | None = None
        half = TILE // 2
        for row in (0, 1):
            for column in (0, 1):
                child = TileKey(False, key.level - 1, key.row * 2 + row, key.column * 2 + column)
                at_ground = child.level == 0
                fine = self._source((child.row, child.column)) if at_ground else self._level_values(child, painting)
                if fine is not None:
                    values = np.zeros((TILE, TILE), np.uint8) if values is None else values
                    rows = np.maximum(fine[::2], fine[1::2])
                    np.maximum(
                        rows[:, ::2], rows[:, 1::2],
                        out=values[row * half : (row + 1) * half, column * half : (column + 1) * half],
                    )  # fmt: skip
        return values
