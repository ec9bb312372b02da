"""Curves of what a training tells, painted as they come: two plots over the same time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

HEAD, FOOT, LEFT, RIGHT, APART = 24, 20, 46, 10, 12  # logical pixels around the plots and between them
MOST_POINTS = 1200  # of a curve: more are not to be told apart
FEW_TICKS = 4
HEADROOM = 1.06
TICK = 4
ROUND = 5  # corners of the frame while it is empty


class Plot(NamedTuple):
    """One plot: its title and its curves."""

    title: str
    curves: tuple[Curve, ...]


@dataclass(frozen=True)
class Curve:
    """One curve. dark, light: its colour in either theme, from the palette of Okabe and Ito, which the colour-blind can
    tell apart; besides, curves differ by their lines. dots: its points are seen.
    """

    name: str
    dark: str
    light: str
    dashed: bool = False
    dots: bool = False


class Curves(QWidget):
    """points: for each curve of each plot, times in seconds and values in order."""

    def __init__(self, plots: Sequence[Plot]) -> None:
        super().__init__()
        self._plots = tuple(plots)
        self._points: list[list[list[tuple[float, float]]]] = [[[] for _ in plot.curves] for plot in plots]
        self.words = ""  # shown while there is nothing to be seen
        self.setMinimumSize(QSize(320, 180))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def empty(self) -> bool:
        return not any(curve for plot in self._points for curve in plot)

    def clear(self) -> None:
        self._points = [[[] for _ in plot.curves] for plot in self._plots]
        self._describe()
        self.update()

    def add(self, time: float, values: Sequence[Sequence[float | None]]) -> None:
        """One more point for every curve for which there is a value."""
        for plot, row in zip(self._points, values, strict=True):
            for points, value in zip(plot, row, strict=True):
                if value is not None and math.isfinite(value):
                    points.append((time, value))
        self._describe()
        self.update()

    def last(self, plot: int, curve: int) -> float | None:
        """The newest value of a curve."""
        points = self._points[plot][curve]
        return points[-1][1] if points else None

    def measured(self, plot: int, curve: int) -> int:
        """How many points a curve has."""
        return len(self._points[plot][curve])

    def _describe(self) -> None:
        """The same for who does not see: what the newest values are."""
        said = [
            f"{curve.name} {value:.3g}"
            for number, plot in enumerate(self._plots)
            for place, curve in enumerate(plot.curves)
            if (value := self.last(number, place)) is not None
        ]
        self.setAccessibleDescription(", ".join(said))

    # Painting

    def paintEvent(self, _event: Any) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.empty and self.words:
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Mid), 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), ROUND, ROUND)
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            wrapped = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(QRectF(self.rect()).adjusted(24, 0, -24, 0), wrapped, self.words)
            painter.end()
            return
        longest = max((curve[-1][0] for plot in self._points for curve in plot if curve), default=0.0)
        height = (self.height() - APART * (len(self._plots) - 1)) / len(self._plots)
        for number in range(len(self._plots)):
            area = QRectF(0, number * (height + APART), self.width(), height)
            self._paint_plot(painter, area, number, max(60.0, longest))
        painter.end()

    def _paint_plot(self, painter: QPainter, area: QRectF, number: int, longest: float) -> None:
        plot, points = self._plots[number], self._points[number]
        inner = area.adjusted(LEFT, HEAD, -RIGHT, -FOOT)
        highest = max((value for curve in points for _, value in curve), default=1.0) * HEADROOM or 1.0
        self._paint_axes(painter, inner, highest, longest)
        self._paint_head(painter, QRectF(area.left(), area.top(), area.width(), HEAD), number)
        painter.save()
        painter.setClipRect(inner.adjusted(-3, -3, 3, 3))
        for curve, values in zip(plot.curves, points, strict=True):
            self._paint_curve(painter, inner, curve, values, highest, longest)
        painter.restore()

    def _paint_axes(self, painter: QPainter, inner: QRectF, highest: float, longest: float) -> None:
        palette = self.palette()
        line, text = palette.color(QPalette.ColorRole.Mid), palette.color(QPalette.ColorRole.PlaceholderText)
        metrics = painter.fontMetrics()
        step = nice(highest / FEW_TICKS)
        for count in range(int(highest / step) + 1):
            y = inner.bottom() - count * step / highest * inner.height()
            painter.setPen(QPen(line, 1))
            painter.drawLine(QPointF(inner.left(), y), QPointF(inner.right(), y))
            painter.setPen(text)
            room = QRectF(0, y - metrics.height() / 2, inner.left() - 8, metrics.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{count * step:.3g}")
        unit, words = (3600.0, self.tr("{0} h")) if longest > 5400 else (60.0, self.tr("{0} min"))
        step = max(nice(longest / unit / FEW_TICKS), 0.5 if unit == 60 else 0.25)
        for count in range(int(longest / unit / step) + 1):
            x = inner.left() + count * step * unit / longest * inner.width()
            painter.setPen(QPen(line, 1))
            painter.drawLine(QPointF(x, inner.bottom()), QPointF(x, inner.bottom() + TICK))
            label = words.format(f"{count * step:g}")
            width = metrics.horizontalAdvance(label)
            left = min(max(inner.left(), x - width / 2), inner.right() - width)
            painter.setPen(text)
            painter.drawText(QPointF(left, inner.bottom() + TICK + metrics.ascent()), label)

    def _paint_head(self, painter: QPainter, area: QRectF, number: int) -> None:
        """The title at the left; at the right each curve with a piece of its line and its newest value."""
        plot, palette = self._plots[number], self.palette()
        font = self.font()
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(palette.color(QPalette.ColorRole.WindowText))
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, plot.title)
        painter.setFont(self.font())
        x = area.right() - RIGHT
        for place in reversed(range(len(plot.curves))):
            curve, value = plot.curves[place], self.last(number, place)
            label = curve.name if value is None else f"{curve.name} {value:.3f}"
            width = painter.fontMetrics().horizontalAdvance(label)
            room = QRectF(x - width, area.top(), width, area.height())
            painter.setPen(palette.color(QPalette.ColorRole.WindowText))
            painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, label)
            y = area.center().y()
            painter.setPen(self._pen(curve))
            painter.drawLine(QPointF(room.left() - 26, y), QPointF(room.left() - 6, y))
            if curve.dots:
                self._dot(painter, curve, QPointF(room.left() - 16, y))
            x = room.left() - 42

    def _paint_curve(
        self, painter: QPainter, inner: QRectF, curve: Curve, values: list[tuple[float, float]], highest: float,
        longest: float,
    ) -> None:  # fmt: skip
        stride = max(1, len(values) // MOST_POINTS)
        chosen = [*values[:-1:stride], *values[-1:]]
        places = [
            QPointF(inner.left() + time / longest * inner.width(), inner.bottom() - value / highest * inner.height())
            for time, value in chosen
        ]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(self._pen(curve))
        painter.drawPolyline(QPolygonF(places))
        if curve.dots or len(places) == 1:
            for place in places:
                self._dot(painter, curve, place)

    def _pen(self, curve: Curve) -> QPen:
        pen = QPen(self._colour(curve), 1.8)
        if curve.dashed:
            pen.setDashPattern([4, 2.5])
        return pen

    def _dot(self, painter: QPainter, curve: Curve, place: QPointF) -> None:
        painter.save()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour(curve))
        painter.drawEllipse(place, 3, 3)
        painter.restore()

    def _colour(self, curve: Curve) -> QColor:
        dark = self.palette().color(QPalette.ColorRole.Window).lightness() < 128
        return QColor(curve.dark if dark else curve.light)


def nice(step: float) -> float:
    """The next number of the row 1, 2, 5, 10, 20 and so on that is not below."""
    power = 10.0 ** math.floor(math.log10(step))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= step * (1 - 1e-9))
