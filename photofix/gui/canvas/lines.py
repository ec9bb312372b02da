"""Lines that tools show over the photo, dark and light to be seen on any."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from photofix.gui.canvas.outline import DARK, LIGHT
from photofix.gui.tools.base import Line

LINE_REACH = 7.0  # logical pixels around its points that a line, its handles included, may touch
HANDLE = 7.0  # side of a handle
DASH = 5.0
CHUNK = 32  # pieces of a path that are left out together where they are not seen

Points = NDArray[np.floating[Any]]


class Placing(NamedTuple):
    """Where the photo lies: its corner and logical pixels per photo pixel; `dirty`: the logical pixels to be painted.

    colour: of the bands.
    """

    origin: QPointF
    scale: float
    dirty: QRectF
    colour: QColor


def lines_touched(old: Sequence[Line], new: Sequence[Line]) -> list[QRectF]:
    """The rectangles, in photo pixels, in which these lines look different; LINE_REACH is still to be added.

    What a growing line has in common with the line it was, is not repainted.
    """
    areas = []
    for before, after in zip_longest(old, new):
        if before is after:
            continue
        start = _common(before, after) if before is not None and after is not None else 0
        areas += [_box(line, max(0, start - 1)) for line in (before, after) if line is not None and len(line.points)]
    return areas


def paint_lines(painter: QPainter, lines: Sequence[Line], placing: Placing) -> None:
    """Paint what `dirty` shows of the lines, in logical pixels."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for line in lines:
        points = _path(line) * placing.scale + (placing.origin.x(), placing.origin.y())
        if line.width is not None and len(points):
            _paint_band(painter, points, line.width * placing.scale, placing)
        if len(points) > 1:
            _paint_path(painter, points, placing.dirty)
        if line.handles:
            _paint_handles(painter, points[: len(line.points)], placing.dirty)
    painter.restore()


def _path(line: Line) -> Points:
    points = np.asarray(line.points, np.float64).reshape(-1, 2)
    return np.concatenate([points, points[:1]]) if line.closed else points


def _common(before: Line, after: Line) -> int:
    """How many points both paths begin with; 0 if they do not look alike."""
    if (before.width, before.handles) != (after.width, after.handles):
        return 0
    one, two = _path(before), _path(after)
    length = min(len(one), len(two))
    other = np.flatnonzero((one[:length] != two[:length]).any(axis=1))
    return int(other[0]) if other.size else length


def _box(line: Line, start: int) -> QRectF:
    points = _path(line)[min(start, len(line.points) - 1) :]
    margin = (line.width or 0) / 2
    (x0, y0), (x1, y1) = points.min(axis=0) - margin, points.max(axis=0) + margin
    return QRectF(x0, y0, x1 - x0, y1 - y0)


def _polygon(points: Points) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in points.tolist()])


def _seen(points: Points, dirty: QRectF, reach: float) -> NDArray[np.bool_]:
    """Which chunks of a path come near `dirty`."""
    starts = np.arange(0, len(points) - 1, CHUNK)
    low = np.minimum.reduceat(np.minimum(points[:-1], points[1:]), starts)
    high = np.maximum.reduceat(np.maximum(points[:-1], points[1:]), starts)
    near = (low <= (dirty.right() + reach, dirty.bottom() + reach)) & (
        high >= (dirty.left() - reach, dirty.top() - reach)
    )
    return np.asarray(near.all(axis=1), np.bool_)


def _paint_band(painter: QPainter, points: Points, width: float, placing: Placing) -> None:
    painter.setPen(
        QPen(placing.colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    )
    if len(points) == 1:
        painter.drawPoint(QPointF(*points[0]))
        return
    # Neighbours are drawn in one go: where translucent strokes overlap, they would be seen twice.
    edges = np.flatnonzero(np.diff(np.concatenate([[False], _seen(points, placing.dirty, width), [False]])))
    for first, last in edges.reshape(-1, 2).tolist():
        painter.drawPolyline(_polygon(points[first * CHUNK : last * CHUNK + 1]))


def _paint_path(painter: QPainter, points: Points, dirty: QRectF) -> None:
    """A dark line with light dashes, which run on behind what is not seen.

    In chunks, as the time for one long line grows with the square of its length.
    """
    along = np.concatenate([[0.0], np.hypot(*np.diff(points, axis=0).T).cumsum()])
    starts = np.flatnonzero(_seen(points, dirty, LINE_REACH)) * CHUNK
    chunks = [(along[start], _polygon(points[start : start + CHUNK + 1])) for start in starts.tolist()]
    painter.setPen(QPen(DARK, 2.5))
    for _, chunk in chunks:
        painter.drawPolyline(chunk)
    pen = QPen(LIGHT, 1.25, Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.FlatCap)
    pen.setDashPattern([DASH / pen.widthF()] * 2)
    for begin, chunk in chunks:
        pen.setDashOffset(begin % (2 * DASH) / pen.widthF())
        painter.setPen(pen)
        painter.drawPolyline(chunk)


def _paint_handles(painter: QPainter, points: Points, dirty: QRectF) -> None:
    painter.setPen(QPen(QColor(0, 0, 0, 220), 1.25))
    painter.setBrush(QColor(255, 255, 255))
    area = dirty.adjusted(-LINE_REACH, -LINE_REACH, LINE_REACH, LINE_REACH)
    for x, y in points.tolist():
        if area.contains(x, y):
            painter.drawRect(QRectF(x - HANDLE / 2, y - HANDLE / 2, HANDLE, HANDLE))
    painter.setBrush(Qt.BrushStyle.NoBrush)
