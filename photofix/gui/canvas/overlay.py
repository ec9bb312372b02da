"""The mask as a translucent colour over the photo."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtGui import QColor, qRgba

from photofix.core.mask import Cell
from photofix.core.region import Region
from photofix.gui.canvas.max_tiles import MaxTiles, Values
from photofix.gui.canvas.tiles import Painting
from photofix.gui.canvas.view import View
from photofix.gui.tools.base import MaskTiles


class MaskOverlay:
    """Coloured tiles of the mask. A thin marking stays visible in a small view."""

    def __init__(self, colour: QColor) -> None:
        self._tiles: Mapping[Cell, Values] = {}
        self._shown = MaxTiles(self._of_cell, ())
        self.colour = colour

    def _of_cell(self, cell: Cell) -> Values | None:
        return self._tiles.get(cell)

    @property
    def made(self) -> int:
        """Images made so far."""
        return self._shown.made

    @property
    def colour(self) -> QColor:
        return self._colour

    @colour.setter
    def colour(self, colour: QColor) -> None:
        """Its alpha is kept below opaque: the photo under the mask must stay visible."""
        self._colour = QColor(colour)
        self._colour.setAlpha(min(colour.alpha(), 217))
        red, green, blue = self._colour.red(), self._colour.green(), self._colour.blue()
        self._shown.set_table([qRgba(red, green, blue, round(i * self._colour.alpha() / 255)) for i in range(256)])

    def show(self, mask: MaskTiles | None, regions: Iterable[Region] | None = None) -> None:
        """Show this mask, which differs from the one shown in `regions` (None: everywhere)."""
        self._tiles = mask.tiles if mask is not None else {}
        self._shown.renew(regions)

    def draw(self, painting: Painting, view: View, clip: Region, level: int) -> list[Region]:
        """Draw what `clip` (device pixels) shows of the mask; returns the parts for which time was up."""
        if not self._tiles:
            return []
        return self._shown.draw(painting, view, clip, level, smooth=view.zoom < 2)
