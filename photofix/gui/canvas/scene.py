"""What lies on the canvas from bottom to top: surround, photo, mask, pixel grid, outlines, divider."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QSizeF
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPixmap

from photofix.core.region import Region
from photofix.gui.canvas.compare import Divider
from photofix.gui.canvas.outline import paint_border
from photofix.gui.canvas.overlay import MaskOverlay
from photofix.gui.canvas.tiles import Painting, TileLayer
from photofix.gui.canvas.view import View

GRID_ZOOM = 8.0
CHECK = 12  # device pixels of a square of the checkerboard


class Scene:
    """Everything that is drawn for one photo, apart from the cursor."""

    def __init__(self, layer: TileLayer, overlay: MaskOverlay, divider: Divider) -> None:
        self.layer = layer
        self.overlay = overlay
        self.divider = divider
        self.compare = "none"
        self.mask_visible = True
        self.grown = QPainterPath()
        self._checks = _checkerboard() if layer.picture.photo.has_alpha else None

    def paint(self, painting: Painting, view: View, dirty: Region, surround: QColor) -> list[Region]:
        """Paint the device pixels `dirty`; returns the parts that are to be painted again when there is time."""
        self._ground(painting, view, dirty, surround)
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

    def _ground(self, painting: Painting, view: View, dirty: Region, surround: QColor) -> None:
        painter = painting.painter
        painter.setTransform(painting.to_device)
        painter.fillRect(QRect(*dirty), surround)
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
