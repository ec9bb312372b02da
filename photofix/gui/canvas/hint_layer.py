"""Colour hints over the photo: their colours as dots and strokes, locked regions, the one in hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from photofix.core.colour_hint import ColourHint
from photofix.gui.canvas.labels import paint_label
from photofix.gui.canvas.lines import DASH, Placing
from photofix.gui.canvas.outline import DARK, LIGHT

RADIUS, LARGER = 7.0, 10.0  # logical pixels of a dot, and of the one in hand
THINNEST = 3.0  # logical pixels of a stroke
FAINT = 110  # alpha of strokes, through which the photo is to be seen


@dataclass(frozen=True)
class Shown:
    """What is to be seen. selected, hovered: numbers of hints. locked: what a locked region is called."""

    hints: Sequence[ColourHint]
    selected: int | None
    hovered: int | None
    locked: str


class HintLayer:
    def __init__(self) -> None:
        self.shown: Shown | None = None

    def paint(self, painter: QPainter, placing: Placing) -> None:
        shown = self.shown
        if shown is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, hint in enumerate(shown.hints):
            points = [_placed(placing, x, y) for x, y in hint.points]
            marked = number in (shown.selected, shown.hovered)
            if hint.rgb is None:
                _paint_region(painter, points, marked=marked)
                paint_label(painter, shown.locked, points[0] + QPointF(RADIUS + 4, -9))
            elif hint.stroke:
                _paint_stroke(painter, points, QColor(*hint.rgb), max(hint.width * placing.scale, THINNEST))
            colour = QColor(*hint.rgb) if hint.rgb is not None else QColor(LIGHT)
            _paint_dot(painter, points[0], colour, marked=marked, selected=number == shown.selected)


def _placed(placing: Placing, x: float, y: float) -> QPointF:
    return QPointF(placing.origin.x() + x * placing.scale, placing.origin.y() + y * placing.scale)


def _paint_region(painter: QPainter, points: list[QPointF], *, marked: bool) -> None:
    polygon = QPolygonF([*points, points[0]])
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(DARK, 3.5 if marked else 2.5))
    painter.drawPolyline(polygon)
    pen = QPen(LIGHT, 2.0 if marked else 1.25, Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.FlatCap)
    pen.setDashPattern([DASH / pen.widthF()] * 2)
    painter.setPen(pen)
    painter.drawPolyline(polygon)


def _paint_stroke(painter: QPainter, points: list[QPointF], colour: QColor, width: float) -> None:
    colour.setAlpha(FAINT)
    painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.drawPolyline(QPolygonF(points))


def _paint_dot(painter: QPainter, middle: QPointF, colour: QColor, *, marked: bool, selected: bool) -> None:
    """Its colour in a white ring with dark edges, seen on any photo."""
    radius = LARGER if selected else RADIUS + marked
    painter.setPen(QPen(DARK, 1.0))
    painter.setBrush(QColor(255, 255, 255))
    painter.drawEllipse(QRectF(middle.x() - radius, middle.y() - radius, 2 * radius, 2 * radius))
    inner = radius - (3.5 if selected else 2.0)
    painter.setBrush(colour)
    painter.drawEllipse(QRectF(middle.x() - inner, middle.y() - inner, 2 * inner, 2 * inner))
    painter.setBrush(Qt.BrushStyle.NoBrush)
