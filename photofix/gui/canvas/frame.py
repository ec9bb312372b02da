"""The finished picture of the canvas, kept so that panning moves it and the cursor costs no scaling."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPixmap, QRegion

from photofix.core.region import Region
from photofix.gui.canvas.tiles import Painting
from photofix.gui.canvas.view import View

MANY = 24  # rectangles that are no longer painted one by one


class Pane(NamedTuple):
    """A part of the canvas (device pixels), and what it shows there: "before", "after", "difference" or "spots"."""

    area: Region
    view: View
    shows: str


class Frame:
    """Device pixels, and which of them are to be painted anew."""

    def __init__(self) -> None:
        self._pixmap = QPixmap()
        self._panes: tuple[Pane, ...] = ()
        self._dirty = QRegion()

    @property
    def clean(self) -> bool:
        """Is nothing left to be painted?"""
        return self._dirty.isEmpty()

    def spoil(self, region: Region | None = None) -> None:
        """These device pixels (None: all) show something else from now on."""
        self._dirty += self._pixmap.rect() if region is None else QRect(*region).intersected(self._pixmap.rect())

    def show(self, port: Region, panes: Sequence[Pane]) -> None:
        """What is to be seen: what can be moved to where it belongs is moved, the rest is to be painted."""
        if (self._pixmap.width(), self._pixmap.height()) != (port.w, port.h):
            self._pixmap = QPixmap(port.w, port.h)
            self._pixmap.fill()
            self.spoil()
        elif tuple(panes) != self._panes:
            if _at_origin(panes) == _at_origin(self._panes):
                for pane, old in zip(panes, self._panes, strict=True):
                    self._scroll(pane, old)
            else:
                self.spoil()
        self._panes = tuple(panes)

    def _scroll(self, pane: Pane, old: Pane) -> None:
        area, (x, y), (old_x, old_y) = QRect(*pane.area), pane.view.origin, old.view.origin
        dx, dy = x - old_x, y - old_y
        if abs(dx) >= area.width() or abs(dy) >= area.height():
            self.spoil(pane.area)
            return
        self._pixmap.scroll(dx, dy, area)
        kept = QRegion(area) & QRegion(area.translated(dx, dy))
        moved = (self._dirty & QRegion(area)).translated(dx, dy) & QRegion(area)
        self._dirty = (self._dirty - QRegion(area)) + moved + (QRegion(area) - kept)

    def paint(self, paint: Callable[[Painting, Region], list[Region]], deadline: float) -> list[Region]:
        """Have the dirty parts painted; returns what `paint` still owes. deadline: of the Painting it is given."""
        dirty, self._dirty = self._dirty, QRegion()
        if dirty.isEmpty():
            return []
        rects: Any = dirty if dirty.rectCount() <= MANY else [dirty.boundingRect()]  # the stubs know no iteration
        painter = QPainter(self._pixmap)
        painting = Painting(painter, deadline)
        parts = [Region(rect.x(), rect.y(), rect.width(), rect.height()) for rect in rects]
        owed = [part for region in parts for part in paint(painting, region)]
        painter.end()
        return owed

    def blit(self, painter: QPainter, ratio: float) -> None:
        """Draw the picture on a widget with `ratio` device pixels per logical pixel."""
        painter.scale(1 / ratio, 1 / ratio)
        painter.drawPixmap(0, 0, self._pixmap)
        painter.resetTransform()


def _at_origin(panes: Sequence[Pane]) -> list[Pane]:
    """The panes without where the photo is in them: alike if one can be scrolled to the other."""
    return [pane._replace(view=replace(pane.view, x=0.0, y=0.0)) for pane in panes]
