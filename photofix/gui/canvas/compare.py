"""The divider between before and after: where it is, how it is grabbed, how it looks."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from photofix.core.region import Region
from photofix.gui.canvas.labels import DARK, GAP, LIGHT, paint_label

REACH = 6.0  # how near to the line the mouse grabs it, in logical pixels
RADIUS = 15.0  # of the handle


class Divider:
    """A line across the canvas at a share of its width (vertical) or height. Sizes and points are logical pixels."""

    def __init__(self) -> None:
        self.vertical = True
        self._position = 0.5

    @property
    def position(self) -> float:
        return self._position

    @position.setter
    def position(self, position: float) -> None:
        self._position = min(1.0, max(0.0, float(position)))

    def line(self, width: float, height: float) -> float:
        """Where the line is, in logical pixels from the left or from the top."""
        return self._position * (width if self.vertical else height)

    def move_to(self, point: QPointF, width: float, height: float) -> None:
        along, length = (point.x(), width) if self.vertical else (point.y(), height)
        self.position = along / max(1.0, length)

    def rotate(self) -> None:
        self.vertical = not self.vertical

    def handle(self, width: float, height: float) -> QPointF:
        """The middle of the round handle."""
        line = self.line(width, height)
        return QPointF(line, height / 2) if self.vertical else QPointF(width / 2, line)

    def on_handle(self, point: QPointF, width: float, height: float) -> bool:
        away = point - self.handle(width, height)
        return away.x() ** 2 + away.y() ** 2 <= RADIUS**2

    def hit(self, point: QPointF, width: float, height: float) -> bool:
        """Would a press here grab the line or its handle?"""
        along = point.x() if self.vertical else point.y()
        return abs(along - self.line(width, height)) <= REACH or self.on_handle(point, width, height)

    def halves(self, port: Region) -> tuple[Region, Region]:
        """The parts of the port (device pixels) that show before and after."""
        if self.vertical:
            cut = round(port.w * self._position)
            return Region(0, 0, cut, port.h), Region(cut, 0, port.w - cut, port.h)
        cut = round(port.h * self._position)
        return Region(0, 0, port.w, cut), Region(0, cut, port.w, port.h - cut)

    def paint(self, painter: QPainter, width: float, height: float, ratio: float) -> None:
        """Line, handle and the two labels, over whatever is there. ratio: device pixels per logical pixel."""
        line = self.line(width, height)
        self._paint_line(painter, QRectF(0, 0, width, height), ratio)
        self._paint_handle(painter, self.handle(width, height))
        if self.vertical:
            paint_label(painter, "Before", QPointF(line - GAP, GAP), Qt.AlignmentFlag.AlignRight)
            paint_label(painter, "After", QPointF(line + GAP, GAP), Qt.AlignmentFlag.AlignLeft)
        else:
            paint_label(painter, "Before", QPointF(GAP, line - GAP), Qt.AlignmentFlag.AlignBottom)
            paint_label(painter, "After", QPointF(GAP, line + GAP), Qt.AlignmentFlag.AlignTop)

    def _paint_line(self, painter: QPainter, area: QRectF, ratio: float) -> None:
        """On whole device pixels, a light line between dark ones, where the halves meet."""
        port = Region(0, 0, round(area.width() * ratio), round(area.height() * ratio))
        before, _ = self.halves(port)
        thick = max(1, round(ratio))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)
        for colour, reach in ((DARK, 3 * thick), (LIGHT, thick)):
            start = (before.right if self.vertical else before.bottom) - reach // 2
            if self.vertical:
                painter.fillRect(start, 0, reach, port.h, colour)
            else:
                painter.fillRect(0, start, port.w, reach, colour)
        painter.restore()

    def _paint_handle(self, painter: QPainter, middle: QPointF) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(LIGHT, 1.5))
        painter.setBrush(DARK)
        painter.drawEllipse(middle, RADIUS, RADIUS)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(LIGHT)
        painter.save()
        painter.translate(middle)
        painter.rotate(0 if self.vertical else 90)
        for side in (-1, 1):
            painter.drawPolygon(QPolygonF([QPointF(side * x, y) for x, y in ((10, 0), (4, -4.5), (4, 4.5))]))
        painter.restore()
