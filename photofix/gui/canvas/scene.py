"""What lies on the canvas from bottom to top: surround, photo, mask, pixel grid, outlines, divider."""

from __future__ import annotations

import time
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QBrush, QColor, QColorSpace, QPainter, QPainterPath, QPixmap

from photofix.core.document import State
from photofix.core.region import Region
from photofix.gui.canvas.colour import ToScreen
from photofix.gui.canvas.compare import Divider
from photofix.gui.canvas.difference import DifferenceMap
from photofix.gui.canvas.frame import Pane
from photofix.gui.canvas.grid import paint_grid
from photofix.gui.canvas.labels import GAP, paint_label
from photofix.gui.canvas.live import Live
from photofix.gui.canvas.outline import paint_border
from photofix.gui.canvas.overlay import MaskOverlay
from photofix.gui.canvas.picture import Picture
from photofix.gui.canvas.side_by_side import halves
from photofix.gui.canvas.spot_view import SpotView
from photofix.gui.canvas.tiles import Painting, TileLayer
from photofix.gui.canvas.view import View

TILE_BUDGET = 256 * 2**20  # bytes of tiles kept
CHECK = 12  # device pixels of a square of the checkerboard


class Scene:
    """Everything that is drawn but the cursor. Without a photo there is nothing but the surround."""

    def __init__(self) -> None:
        self.layer: TileLayer | None = None
        self.overlay = MaskOverlay(QColor(255, 0, 110, 128))
        self.difference = DifferenceMap()
        self.spots = SpotView()
        self.divider = Divider()
        self.compare = "none"
        self.mask_visible = True
        self.grid_visible = True
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
        self.difference.show(self.picture)
        self.spots.show(self.picture)
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
        self.difference.show(self.layer.picture, regions)
        for region in regions:
            self._mark_stale(region, range(1))

    def show_live(self, live: Live | None) -> list[Region]:
        """Show these pixels in the place of the composite's, or nothing; returns the regions to be repainted."""
        assert self.layer is not None
        both = [part for part in (self.layer.picture.live, live) if part is not None]
        self.layer.picture.live = live
        for part in both:
            self._mark_stale(part.region, range(part.level, part.level + 1))
        return [part.region for part in both]

    def catch_up(self, end: float) -> list[Region]:
        """Work on the coarser levels until time.perf_counter() is `end`; returns the regions to be repainted."""
        done: list[Region] = []
        while self.layer is not None and self.layer.picture.pending and (not done or time.perf_counter() < end):
            done.append(self.layer.picture.step())
            self._mark_stale(done[-1], range(1, self.layer.picture.levels))
        return done

    def _mark_stale(self, region: Region, levels: range) -> None:
        assert self.layer is not None
        self.layer.mark_stale(region, levels)
        self.spots.mark_stale(region, levels)

    def home(self, port: Region) -> Region:
        """The part of the canvas in which the composite is shown and tools draw. Device pixels."""
        sides = self.sides(port)
        return sides[1] if sides else port

    def sides(self, port: Region) -> tuple[Region, Region] | None:
        """Where before and after are side by side, if they are. Device pixels."""
        return halves(port, vertical=self.divider.vertical) if self.compare == "side_by_side" else None

    def panes(self, port: Region, view: View) -> list[Pane]:
        """What is shown where. view: in the port that `home` says."""
        sides = self.sides(port)
        if sides:
            first, second = sides
            return [Pane(first, view.moved_to(first), "before"), Pane(second, view, "after")]
        if self.compare == "split":
            first, second = self.divider.halves(port)
            return [Pane(first, view, "before"), Pane(second, view, "after")]
        return [Pane(port, view, "after" if self.compare == "none" else self.compare)]

    def paint(self, painting: Painting, panes: Sequence[Pane], dirty: Region) -> list[Region]:
        """Paint the device pixels `dirty`; returns the parts that are to be painted again when there is time."""
        owed: list[Region] = []
        painting.painter.resetTransform()
        painting.painter.setClipping(False)
        painting.painter.fillRect(QRect(*dirty), self.surround)
        for pane in panes:
            clip = pane.area.intersect(dirty)
            if not clip.empty:
                owed += self._paint_pane(painting, pane, clip)
        return owed

    def _paint_pane(self, painting: Painting, pane: Pane, clip: Region) -> list[Region]:
        assert self.layer is not None
        painter, view = painting.painter, pane.view
        painter.resetTransform()
        painter.setClipping(False)
        if pane.shows == "difference":
            owed = self.difference.draw(painting, view, clip)
        elif pane.shows == "spots":
            owed = self.spots.draw(painting, view, clip)
        else:
            owed = self.paint_picture(painting, view, clip, before=pane.shows == "before")
        if self.mask_visible and pane.shows != "before":
            owed += self.overlay.draw(painting, view, clip, self.layer.picture.level_for(view.zoom))
        painter.resetTransform()
        painter.setClipRect(QRect(*clip))
        if self.grid_visible:
            paint_grid(painter, view, clip)
        if pane.shows != "before" and not self.grown.isEmpty():
            paint_border(painter, self.grown, QPointF(*view.origin), view.zoom)
        painter.setClipping(False)
        return owed

    def paint_marks(self, painter: QPainter, size: QSizeF, ratio: float) -> None:
        """What names and divides the panes, over everything else. Logical pixels; ratio: device pixels in each."""
        sides = self.sides(Region(0, 0, round(size.width() * ratio), round(size.height() * ratio)))
        if self.compare == "split":
            self.divider.paint(painter, size.width(), size.height(), ratio)
        elif sides:
            for text, pane in zip(("Before", "After"), sides, strict=True):
                paint_label(painter, text, QPointF(pane.x / ratio + GAP, pane.y / ratio + GAP))
        elif self.compare == "before":
            paint_label(painter, "Before", QPointF(GAP, GAP))
        elif self.compare == "difference":
            paint_label(painter, f"Difference ×{self.difference.gain}", QPointF(GAP, GAP))
        elif self.compare == "spots":
            paint_label(painter, "Spots", QPointF(GAP, GAP))

    def paint_hint(self, painter: QPainter, area: QRectF, hint: str) -> None:
        """What is said where there is no photo."""
        painter.fillRect(area, self.surround)
        painter.setPen(QColor(255, 255, 255) if self.surround.lightness() < 128 else QColor(0, 0, 0))
        painter.setOpacity(0.6)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, hint)

    def paint_picture(self, painting: Painting, view: View, clip: Region, *, before: bool = False) -> list[Region]:
        """The photo alone in the device pixels `clip`; returns the parts for which time was up."""
        assert self.layer is not None
        inside = view.frame.intersect(clip)
        if self._checks is not None and not inside.empty:
            painting.painter.resetTransform()
            painting.painter.setClipping(False)
            painting.painter.setBrushOrigin(*view.origin)
            painting.painter.fillRect(QRect(*inside), self._checks)
        return self.layer.draw(painting, view, clip, before=before)


def _checkerboard() -> QBrush:
    tile = QPixmap(2 * CHECK, 2 * CHECK)
    tile.fill(QColor(204, 204, 204))
    painter = QPainter(tile)
    for corner in (0, CHECK):
        painter.fillRect(corner, corner, CHECK, CHECK, QColor(153, 153, 153))
    painter.end()
    return QBrush(tile)
