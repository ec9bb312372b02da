"""The difference map: where the photo is not what it was, and by how much."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from typing import Any

import cv2
import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, qRgb

from photofix.core.mask import TILE, Cell
from photofix.core.region import Region
from photofix.gui.canvas.max_tiles import MaxTiles, Values
from photofix.gui.canvas.picture import Picture
from photofix.gui.canvas.tiles import Painting
from photofix.gui.canvas.view import View

GAINS = (1, 4, 16)
FAINTEST = 96  # how bright the least difference is shown: it must meet the eye beside black
SAME, UNKNOWN = QColor(0, 0, 0), QColor(40, 40, 40)


class DifferenceMap:
    """|after − before| of the photo's own numbers, the largest of the channels: black where nothing changed at all.

    In a small view a screen pixel shows the largest difference of the photo pixels that it stands for, so that not
    one of them can hide.
    """

    def __init__(self, gain: int = GAINS[-1]) -> None:
        self._picture: Picture | None = None
        self._shown = MaxTiles(self._values, ())
        self.gain = gain

    @property
    def gain(self) -> int:
        """How many times the differences are amplified."""
        return self._gain

    @gain.setter
    def gain(self, gain: int) -> None:
        self._gain = gain
        table = [FAINTEST + round((255 - FAINTEST) * min(1.0, value * gain / 255)) for value in range(256)]
        self._shown.set_table([qRgb(0, 0, 0)] + [qRgb(grey, grey, grey) for grey in table[1:]])

    def show(self, picture: Picture | None, regions: Iterable[Region] | None = None) -> None:
        """Show this picture, whose composite differs from the one shown in `regions` (None: everywhere)."""
        self._picture = picture
        self._shown.renew(regions)

    def draw(self, painting: Painting, view: View, clip: Region) -> list[Region]:
        """Draw what `clip` (device pixels) shows; returns the parts for which time was up."""
        assert self._picture is not None
        painting.painter.fillRect(QRect(*clip.intersect(view.frame)), SAME)
        level = self._picture.level_for(view.zoom)
        if view.zoom * 2**level < 1:
            level += 1  # enlarged rather than reduced: every pixel of the level gets at least one of the screen
        return self._shown.draw(painting, view, clip, level, smooth=False, unknown=UNKNOWN)

    def _values(self, cell: Cell) -> Values | None:
        """How much a cell differs, in steps of 8 bit, rounded up."""
        assert self._picture is not None
        row, column = cell
        whole = Region(column * TILE, row * TILE, TILE, TILE)
        region = whole.clip(*self._picture.size(0))
        if region.empty or not self._picture.differs(0, region):
            return None
        after, before = (self._picture.composite(0, region, before=when) for when in (False, True))
        apart: Any = cv2.absdiff(np.ascontiguousarray(after), np.ascontiguousarray(before))
        largest = reduce(np.maximum, np.moveaxis(apart.reshape(after.shape), 2, 0))  # much faster than max(axis=2)
        if not largest.any():
            return None
        if largest.dtype == np.uint16:
            largest = (largest + np.uint32(256)) // 257
        values = np.zeros((TILE, TILE), np.uint8)
        values[region.within(whole).slices] = largest
        return values
