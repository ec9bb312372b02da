"""What lies on the canvas from bottom to top: surround, photo, mask, pixel grid, outlines, divider."""

from __future__ import annotations

import time
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QSizeF
from PySide6.QtGui import QBrush, QColor, QColorSpace, QPainter, QPainterPath, QPixmap

from photofix.core.document import State
from photofix.core.region import Region
from photofix.gui.canvas.colour import ToScreen
from photofix.gui.canvas.compare import Divider
from photofix.gui.canvas.live import Live
from photofix.gui.canvas.outline import paint_border
from photofix.gui.canvas.overlay import MaskOverlay
from photofix.gui.canvas.picture import Picture
from photofix.gui.canvas.tiles import Painting, TileLayer
from photofix.gui.canvas.view import View

TILE_BUDGET = 256 * 2**20  # bytes of tiles kept
GRID_ZOOM = 8.0
CHECK = 12  # device pixels of a square of the checkerboard


class Scene:
    """Everything that is drawn but the cursor. Without a photo there is nothing but the surround."""

    def __init__(self) -> None:
        self.layer: TileLayer | None = None
        self.overlay = MaskOverlay(QColor(255, 0, 110, 128))
        self.divider = Divider()
        self.compare = "none"
        self.mask_visible = True
        self.grown = QPainterPath()
        self.surround = QColor(64, 64, 64)
        self._checks: QBrush | None = None

    @property
    def picture(self) -> Picture | None:
        return self.layer.picture if self.layer else None

    def load(self, state: State | None, screen: QColorSpace) -> None:
        """Show this state, or nothing, from now on."""
        self.layer = TileLayer(Picture(state), ToScreen(state.base, screen), TILE_BUDGET) if state else None
        self.overlay.show(state.mask if state else None)
        self.grown = QPainterPath()
        self._checks = _checkerboard() if state and state.base.has_alpha else None

    def manage_colours(self, screen: QColorSpace) -> None:
        """The screen has another colour space."""
        if self.layer is not None:
            picture = self.layer.picture
            self.layer = TileLayer(picture, ToScreen(picture.photo, screen), TILE_BUDGET)

    def follow(self, state: State, regions: Sequence[Region]) -> None:
        """The composite is that of `state` now, changed in `regions`; `catch_up` does the coarser levels."""
        assert self.layer is not None
        self.layer.picture.follow(state, regions)
        for region in regions:
            self.layer.mark_stale(region, range(1))

    def show_live(self, live: Live | None) -> list[Region]:
        """Show these pixels in the place of the composite's, or nothing; returns the regions to be repainted."""
        assert self.layer is not None
        both = [part for part in (self.layer.picture.live, live) if part is not None]
        self.layer.picture.live = live
        for part in both:
            self.layer.mark_stale(part.region, range(part.level, part.level + 1))
        return [part.region for part in both]

    def catch_up(self, end: float) -> list[Region]:
        """Work on the coarser levels until time.perf_counter() is `end`; returns the regions to be repainted."""
        done: list[Region] = []
        while self.layer is not None and self.layer.picture.pending and (not done or time.perf_counter() < end):
            done.append(self.layer.picture.step())
            self.layer.mark_stale(done[-1], range(1, self.layer.picture.levels))
        return done

    def paint(self, painting: Painting, view: View, dirty: Region) -> list[Region]:
        """Paint the device pixels `dirty`; returns the parts that are to be painted again when there is time."""
        assert self.layer is not None
        self._ground(painting, view, dirty)
        port = Region(0, 0, view.port_w, view.port_h)
        before, after = {
            "none": (Region(0, 0, 0, 0), port),
            "before": (port, Region(0, 0, 0, 0)),
            "split": self.divider.halves(port),
        }[self.compare]
        owed = self.layer.draw(painting, view, dirty.intersect(before), before=True)
        owed += self.layer.draw(painting, view, dirty.intersect(after), before=False)
        if self.mask_visible:
            level = self.layer.picture.level_for(view.zoom)
            owed += self.overlay.draw(painting, view, dirty.intersect(after), level)
        if view.zoom >= GRID_ZOOM:
            self._grid(painting, view, dirty)
        painting.painter.setTransform(painting.to_device)
        if not after.intersect(dirty).empty and not self.grown.isEmpty():
            painting.painter.setClipRect(QRect(*after.intersect(dirty)))
            paint_border(painting.painter, self.grown, QPointF(*view.origin), view.zoom)
        painting.painter.setClipping(False)
        return owed

    def paint_divider(self, painter: QPainter, size: QSizeF) -> None:
        """Over everything else, in logical pixels."""
        if self.compare == "split":
            self.divider.paint(painter, size.width(), size.height())

    def _ground(self, painting: Painting, view: View, dirty: Region) -> None:
        painter = painting.painter
        painter.setTransform(painting.to_device)
        painter.fillRect(QRect(*dirty), self.surround)
        inside = view.frame.intersect(dirty)
        if self._checks is not None and not inside.empty:
            painter.setBrushOrigin(*view.origin)
            painter.fillRect(QRect(*inside), self._checks)

    def _grid(self, painting: Painting, view: View, dirty: Region) -> None:
        """Hairlines between photo pixels."""
        painter = painting.painter
        painter.setTransform(painting.to_device)
        area = view.frame.intersect(dirty)
        painter.setClipRect(QRect(*area))
        shown = view.covered(area)
        left, top = view.origin
        for column in range(shown.x, shown.right + 1):
            painter.fillRect(left + round(column * view.zoom), area.y, 1, area.h, QColor(128, 128, 128, 60))
        for row in range(shown.y, shown.bottom + 1):
            painter.fillRect(area.x, top + round(row * view.zoom), area.w, 1, QColor(128, 128, 128, 60))


def _checkerboard() -> QBrush:
    tile = QPixmap(2 * CHECK, 2 * CHECK)
    tile.fill(QColor(204, 204, 204))
    painter = QPainter(tile)
    for corner in (0, CHECK):
        painter.fillRect(corner, corner, CHECK, CHECK, QColor(153, 153, 153))
    painter.end()
    return QBrush(tile)
