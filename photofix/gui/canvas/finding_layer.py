"""Findings over the photo: outlines of what is accepted and rejected, handles and a label of the one in hand."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from photofix.core.finding import Finding, Points, Shape
from photofix.gui.canvas.labels import paint_label
from photofix.gui.canvas.lines import HANDLE, Placing
from photofix.gui.canvas.outline import DARK
from photofix.gui.review.handles import coarse, width_handle
from photofix.gui.review.review import Review, boxes_of
from photofix.gui.review.wording import label_of

ACCEPTED = QColor(255, 214, 10)  # seen on sky, leaves and brick; told from the mask's and the protection's colour
REJECTED = QColor(255, 255, 255, 150)
FAINT = QColor(0, 0, 0, 90)
AROUND = 3.0  # logical pixels between a finding and its outline, so that what is judged stays visible
LEAST = 5.0  # logical pixels: no ring is smaller
REACH = 12.0  # logical pixels around its shape that a finding's outline and handles may touch
MANY = 600  # outlines at once above which they are drawn without their dark edge and without smoothing
TINY = 24.0  # logical pixels: then what is no larger gets a circle, whatever its shape
DASH = (3.0, 3.0)
COARSE = 2.5  # logical pixels by which the points that can be dragged may miss the shape


@dataclass(frozen=True)
class Shown:
    """What of a review is to be seen. marked: ids of the selected and the hovered finding. trial: see Session."""

    review: Review
    marked: tuple[str, ...] = ()
    trial: Finding | None = None


class FindingLayer:
    """Paints what is visible, and nothing else."""

    def __init__(self) -> None:
        self.shown: Shown | None = None

    def paint(self, painter: QPainter, placing: Placing) -> None:
        """Paint what `dirty` shows of it, in logical pixels."""
        shown = self.shown
        if shown is None:
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        review, trial = shown.review, shown.trial
        seen = [finding for finding in visible(review, placing) if trial is None or finding.id != trial.id]
        if trial is not None:
            seen.append(trial)
        accepted = [finding for finding in seen if finding is trial or review.accepts(finding.id)]
        rejected = [finding for finding in seen if finding is not trial and not review.accepts(finding.id)]
        many = len(seen) > MANY
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, not many)
        least = TINY if many else 0.0
        self._outlines(painter, rejected, placing, ((FAINT, 2.0, False), (REJECTED, 1.0, True))[many:], least)
        self._outlines(painter, accepted, placing, ((DARK, 3.0, False), (ACCEPTED, 1.5, False))[many:], least)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._marked(painter, shown, placing)

    def _outlines(
        self, painter: QPainter, findings: Sequence[Finding], placing: Placing,
        pens: Iterable[tuple[QColor, float, bool]], least: float,
    ) -> None:  # fmt: skip
        """least: logical pixels; what is smaller gets a circle, whatever its shape."""
        spots = [finding for finding in findings if finding.shape is Shape.SPOT]
        others = [finding for finding in findings if finding.shape is not Shape.SPOT]
        boxes = boxes_of(others) * placing.scale
        large = (boxes[:, 2:] - boxes[:, :2] > least).any(axis=1)
        rest = [ring for place in np.flatnonzero(large).tolist() for ring in _rings(others[place], placing)]
        circles = _circles(spots, placing) + _around(boxes[~large], placing)
        for colour, thickness, dashed in pens:
            pen = QPen(colour, thickness)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            if dashed:
                pen.setDashPattern(DASH)
            painter.setPen(pen)
            for rect in circles:
                painter.drawEllipse(rect)
            for ring in rest:
                painter.drawPolyline(ring)

    def _marked(self, painter: QPainter, shown: Shown, placing: Placing) -> None:
        """Handles and label of the selected and the hovered finding."""
        for finding_id in dict.fromkeys(shown.marked):
            trial = shown.trial
            finding = trial if trial is not None and trial.id == finding_id else shown.review.get(finding_id)
            if finding is None:
                continue
            handles = _placed(coarse(finding, COARSE / placing.scale).points, placing)
            points = _placed(finding.points, placing)
            glow = [*_rings(finding, placing), *(_ellipse(rect) for rect in _circles([finding], placing))]
            painter.setPen(QPen(QColor(255, 255, 255), 2.0))
            for ring in glow:
                painter.drawPolyline(ring)
            if finding.shape is not Shape.SPOT:
                self._handles(painter, handles)
            grip = width_handle(coarse(finding, COARSE / placing.scale), AROUND / placing.scale, LEAST / placing.scale)
            if grip is not None:
                ((x, y),) = _placed(np.array([grip]), placing).tolist()
                painter.setPen(QPen(QColor(0, 0, 0, 220), 1.25))
                painter.setBrush(ACCEPTED)
                painter.drawEllipse(QPointF(x, y), HANDLE / 2 + 0.5, HANDLE / 2 + 0.5)
                painter.setBrush(Qt.BrushStyle.NoBrush)
            self._label(painter, shown, finding, points, placing)

    def _handles(self, painter: QPainter, points: Points) -> None:
        painter.setPen(QPen(QColor(0, 0, 0, 220), 1.25))
        painter.setBrush(QColor(255, 255, 255))
        for x, y in points.tolist():
            painter.drawRect(QRectF(x - HANDLE / 2, y - HANDLE / 2, HANDLE, HANDLE))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _label(self, painter: QPainter, shown: Shown, finding: Finding, points: Points, placing: Placing) -> None:
        """Its name, how certain it is and what becomes of it, above the part of it that is seen."""
        area = QRectF(painter.viewport()) if painter.clipBoundingRect().isEmpty() else painter.clipBoundingRect()
        inside = points[[area.contains(x, y) for x, y in points.tolist()]]
        places = inside if len(inside) else np.clip(
            points, (area.left(), area.top()), (area.right(), area.bottom())
        )  # fmt: skip
        x, y = places[len(places) // 2].tolist()
        reach = max(finding.width / 2 * placing.scale + AROUND, LEAST) + 10
        text = label_of(shown.review, finding)
        width = painter.fontMetrics().horizontalAdvance(text) + 30
        left = min(max(area.left() + 4, x - width / 2), area.right() - width)
        above = y - reach - 24
        top = above if above > area.top() + 4 else y + reach
        paint_label(painter, text, QPointF(left, top))


def visible(review: Review, placing: Placing) -> list[Finding]:
    """The findings of which `dirty` may show something."""
    boxes, area, (x, y) = review.boxes, placing.dirty, (placing.origin.x(), placing.origin.y())
    low = (np.array([area.left() - x, area.top() - y]) - REACH) / placing.scale
    high = (np.array([area.right() - x, area.bottom() - y]) + REACH) / placing.scale
    near = (boxes[:, :2] <= high).all(axis=1) & (boxes[:, 2:] >= low).all(axis=1)
    return [review.listed[place] for place in np.flatnonzero(near).tolist()]


def _placed(points: NDArray[np.float64], placing: Placing) -> Points:
    return points * placing.scale + (placing.origin.x(), placing.origin.y())


def _circles(findings: Sequence[Finding], placing: Placing) -> list[QRectF]:
    spots = [finding for finding in findings if finding.shape is Shape.SPOT]
    return _around(boxes_of(spots) * placing.scale, placing)


def _around(boxes: NDArray[np.float64], placing: Placing) -> list[QRectF]:
    """Circles around boxes, N×4: left, top, right and bottom in logical pixels from the photo's corner."""
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2 + (placing.origin.x(), placing.origin.y())
    radii = np.maximum((boxes[:, 2:] - boxes[:, :2]).max(axis=1) / 2 + AROUND, LEAST)
    return [
        QRectF(x - radius, y - radius, 2 * radius, 2 * radius)
        for (x, y), radius in zip(middles.tolist(), radii.tolist(), strict=True)
    ]


def _ellipse(rect: QRectF) -> QPolygonF:
    path = QPainterPath()
    path.addEllipse(rect)
    return path.toFillPolygon()


def _rings(finding: Finding, placing: Placing) -> list[QPolygonF]:
    """The outline of a line or an area, cut down to what is near `dirty`."""
    if finding.shape is Shape.SPOT:
        return []
    points = _placed(finding.points, placing)
    if finding.shape is Shape.AREA:
        return _seen(np.concatenate([points, points[:1]]), placing.dirty)
    half = max(finding.width / 2 * placing.scale + AROUND, LEAST - 1)
    return _seen(band(points, half), placing.dirty)


def band(points: Points, half: float) -> Points:
    """The closed outline of a line through N×2 points, `half` to either side of it and beyond its ends."""
    run = np.diff(points, axis=0)
    length = np.hypot(run[:, 0], run[:, 1])
    keep = np.concatenate([[True], length > 1e-6])
    points, run, length = points[keep], run[keep[1:]], length[keep[1:]]
    if len(points) < 2:
        turn = np.linspace(0, 2 * math.pi, 17)[:, None]
        return np.asarray(points[:1] + half * np.concatenate([np.cos(turn), np.sin(turn)], axis=1))
    along = run / length[:, None]
    normals = np.stack([-along[:, 1], along[:, 0]], axis=1)
    joined = np.concatenate([normals[:1], normals[:-1] + normals[1:], normals[-1:]])
    size = np.maximum(np.hypot(joined[:, 0], joined[:, 1]), 0.5)
    # A mitre: the sum of two unit normals is 2·cos(half the turn) long, and is to reach 1/cos of it.
    mitre = joined / size[:, None] * np.concatenate([[1], np.minimum(2 / size[1:-1], 2.0), [1]])[:, None]
    ends = points.copy()
    ends[0] -= along[0] * half
    ends[-1] += along[-1] * half
    ring = np.concatenate([ends + half * mitre, (ends - half * mitre)[::-1]])
    return np.concatenate([ring, ring[:1]])


def _seen(path: Points, dirty: QRectF) -> list[QPolygonF]:
    """The pieces of a path that come near `dirty`, cut there: the time for dashes grows with what is not seen, too."""
    low = np.array([dirty.left(), dirty.top()]) - REACH
    high = np.array([dirty.right(), dirty.bottom()]) + REACH
    if bool(((path >= low) & (path <= high)).all()):
        return [_polygon(path)]
    start, run = path[:-1], np.diff(path, axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        first, last = (low - start) / run, (high - start) / run
    still = run == 0
    within = (start >= low) & (start <= high)
    enter = np.where(still, np.where(within, -np.inf, np.inf), np.minimum(first, last)).max(axis=1).clip(0, None)
    leave = np.where(still, np.where(within, np.inf, -np.inf), np.maximum(first, last)).min(axis=1).clip(None, 1)
    pieces: list[list[tuple[float, float]]] = []
    for place in np.flatnonzero(enter < leave).tolist():
        a = start[place] + run[place] * enter[place]
        b = start[place] + run[place] * leave[place]
        joins = bool(pieces) and enter[place] == 0 and np.allclose(pieces[-1][-1], a)
        if joins:
            pieces[-1].append(tuple(b.tolist()))
        else:
            pieces.append([tuple(a.tolist()), tuple(b.tolist())])
    return [QPolygonF([QPointF(x, y) for x, y in piece]) for piece in pieces]


def _polygon(points: Points) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in points.tolist()])
