"""The mask as a translucent colour over the photo."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage, qRgba

from photofix.core.mask import TILE, Cell
from photofix.core.region import Region
from photofix.gui.canvas.cache import TileCache, TileKey
from photofix.gui.canvas.tiles import Painting, cells_in
from photofix.gui.canvas.view import View
from photofix.gui.tools.base import MaskTiles

Values = NDArray[np.uint8]
BUDGET = 96 * 2**20
LEVELS = 10  # more than a photo of 130,000 pixels a side has


def cells_of(regions: Iterable[Region]) -> set[Region]:
    """The mask's cells that the regions touch, each whole."""
    return {
        Region(part.x // TILE * TILE, part.y // TILE * TILE, TILE, TILE)
        for region in regions
        for part in region.tiles(TILE)
    }


class MaskOverlay:
    """Coloured tiles of the mask, at halved sizes too so that a whole 100-megapixel mask is cheap to show.

    Coarser levels take the strongest of four pixels: a thin marking stays visible in a small view.
    """

    def __init__(self, colour: QColor) -> None:
        self._tiles: Mapping[Cell, Values] = {}
        self._values: dict[TileKey, Values | None] = {}  # levels above 0
        self._images = TileCache(BUDGET)
        self.made = 0  # images made so far
        self.colour = colour

    @property
    def colour(self) -> QColor:
        return self._colour

    @colour.setter
    def colour(self, colour: QColor) -> None:
        """Its alpha is kept below opaque: the photo under the mask must stay visible."""
        self._colour = QColor(colour)
        self._colour.setAlpha(min(colour.alpha(), 217))
        red, green, blue = self._colour.red(), self._colour.green(), self._colour.blue()
        self._table = [qRgba(red, green, blue, round(i * self._colour.alpha() / 255)) for i in range(256)]
        self._images.clear()

    def show(self, mask: MaskTiles | None, regions: Iterable[Region] | None = None) -> None:
        """Show this mask, which differs from the one shown in `regions` (None: everywhere)."""
        self._tiles = mask.tiles if mask is not None else {}
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

    def draw(self, painting: Painting, view: View, clip: Region, level: int) -> list[Region]:
        """Draw what `clip` (device pixels) shows of the mask; returns the parts for which time was up."""
        if not self._tiles:
            return []
        scale = view.zoom * 2**level
        left, top = view.origin
        owed: list[Region] = []
        made_one = False
        for cell in cells_in(view, clip, scale, TILE):
            key = TileKey(False, level, cell.row, cell.column)
            image = self._images.fresh(key)
            if image is None and made_one and painting.late:
                owed.append(cell.device)
                image = self._images.any(key)
            elif image is None:
                image = self._make(key)
                made_one = made_one or image is not None
            if image is not None:
                x, y = left + cell.column * TILE * scale, top + cell.row * TILE * scale
                painting.image(image, cell.device, scale, x, y, smooth=view.zoom < 2)
        return owed

    def _make(self, key: TileKey) -> QImage | None:
        values = self._level_values(key)
        if values is None:
            return None
        indexed = QImage(values.data, TILE, TILE, TILE, QImage.Format.Format_Indexed8)
        indexed.setColorTable(self._table)
        image = indexed.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
        self._images.put(key, image)
        self.made += 1
        return image

    def _level_values(self, key: TileKey) -> Values | None:
        """256×256 values of a cell of a level, or None where nothing is marked."""
        if key.level == 0:
            return self._tiles.get((key.row, key.column))
        if key in self._values:
            return self._values[key]
        values: Values | None = None
        half = TILE // 2
        for row in (0, 1):
            for column in (0, 1):
                child = TileKey(False, key.level - 1, key.row * 2 + row, key.column * 2 + column)
                fine = self._level_values(child)
                if fine is not None:
                    values = np.zeros((TILE, TILE), np.uint8) if values is None else values
                    rows = np.maximum(fine[::2], fine[1::2])
                    np.maximum(
                        rows[:, ::2], rows[:, 1::2],
                        out=values[row * half : (row + 1) * half, column * half : (column + 1) * half],
                    )  # fmt: skip
        self._values[key] = values
        return values
