"""Where a finding can be taken hold of: its shape, its points and the handle of its width."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from photofix.core.finding import Finding, Points, Shape
from photofix.gui.review.review import Review

NARROWEST, WIDEST = 1.0, 2000.0  # photo pixels


def coarse(finding: Finding, reach: float) -> Finding:
    """With as few points as keep it within `reach` photo pixels of itself, but not farther off than it is wide.

    What was found follows a wire from pixel to pixel: nobody bends that. What the person drew or changed keeps every
    point, also one on a straight line that is only there to be dragged next.
    """
    if finding.shape is Shape.SPOT or finding.pixels is None:
        return finding
    limit = min(reach, max(1.0, finding.width))
    kept = cv2.approxPolyDP(finding.points.astype(np.float32)[:, None], limit, finding.shape is Shape.AREA)[:, 0]
    fewest = 2 if finding.shape is Shape.LINE else 3
    return replace(finding, points=kept.astype(np.float64)) if len(kept) >= fewest else finding


def hit(review: Review, x: float, y: float, reach: float) -> Finding | None:
    """The finding at a point of the photo, or within `reach` photo pixels of it; the nearest, the smallest of these."""
    boxes = review.boxes
    near = ((boxes[:, :2] - reach <= (x, y)) & (boxes[:, 2:] + reach >= (x, y))).all(axis=1)
    found = [(away(review.listed[place], x, y), review.listed[place]) for place in np.flatnonzero(near).tolist()]
    found = [(gap, finding) for gap, finding in found if gap <= reach]
    return min(found, key=lambda pair: (max(0.0, pair[0]), pair[1].width), default=(0.0, None))[1]


def away(finding: Finding, x: float, y: float) -> float:
    """How far a point is from what the finding marks, in photo pixels; 0 or less inside."""
    if finding.shape is Shape.SPOT:
        return float(np.hypot(*(finding.points[0] - (x, y)))) - finding.width / 2
    if finding.shape is Shape.AREA:
        return -cv2.pointPolygonTest(finding.points.astype(np.float32), (x, y), True)
    return _nearest(finding.points, x, y)[0] - finding.width / 2


def point_at(finding: Finding, x: float, y: float, reach: float) -> int | None:
    """Which of the finding's points is within `reach`; a spot's is its middle."""
    gaps = np.hypot(*(finding.points - (x, y)).T)
    best = int(gaps.argmin())
    return best if gaps[best] <= reach else None


def width_handle(finding: Finding, around: float, least: float) -> tuple[float, float] | None:
    """Where the handle of the width is: on the outline, which is `around` the finding and at least `least` from its
    middle. None for areas, which have no width."""
    if finding.shape is Shape.AREA:
        return None
    half = max(finding.width / 2 + around, least)
    if finding.shape is Shape.SPOT:
        x, y = finding.points[0].tolist()
        return x + half, y
    a, b = _middle(finding.points)
    dx, dy = (b - a).tolist()
    length = max(1e-9, float(np.hypot(dx, dy)))
    x, y = ((a + b) / 2).tolist()
    return x - dy / length * half, y + dx / length * half


def moved(finding: Finding, index: int, x: float, y: float) -> Finding:
    """With one of its points elsewhere."""
    points = finding.points.copy()
    points[index] = x, y
    return replace(finding, points=points)


def widened(finding: Finding, x: float, y: float, around: float) -> Finding:
    """As wide as it is when the handle of its width is dragged to a point."""
    middle = finding.points[0] if finding.shape is Shape.SPOT else np.mean(_middle(finding.points), axis=0)
    gap = float(np.hypot(*(middle - (x, y)))) if finding.shape is Shape.SPOT else _nearest(finding.points, x, y)[0]
    return with_width(finding, 2 * (gap - around))


def with_width(finding: Finding, width: float) -> Finding:
    return replace(finding, width=min(WIDEST, max(NARROWEST, width)))


def with_point(finding: Finding, x: float, y: float) -> Finding:
    """With one more point, where the line passes a point."""
    place = _nearest(_closed(finding), x, y)[1] + 1
    return replace(finding, points=np.insert(finding.points, place, (x, y), axis=0))


def without_point(finding: Finding, index: int) -> Finding | None:
    """With a point less; None if it has no point to spare."""
    fewest = {Shape.LINE: 2, Shape.SPOT: 1, Shape.AREA: 3}[finding.shape]
    return replace(finding, points=np.delete(finding.points, index, axis=0)) if len(finding.points) > fewest else None


def _closed(finding: Finding) -> Points:
    points = finding.points
    return np.concatenate([points, points[:1]]) if finding.shape is Shape.AREA else points


def _middle(points: Points) -> tuple[Points, Points]:
    """The ends of the piece in the middle of a line."""
    along = np.concatenate([[0.0], np.hypot(*np.diff(points, axis=0).T).cumsum()])
    place = int(np.clip(np.searchsorted(along, along[-1] / 2) - 1, 0, len(points) - 2))
    return points[place], points[place + 1]


def _nearest(path: Points, x: float, y: float) -> tuple[float, int]:
    """How far a point is from a polyline, and from which piece of it."""
    start, run = path[:-1], np.diff(path, axis=0)
    share = (((x, y) - start) * run).sum(1) / np.maximum((run**2).sum(1), 1e-12)
    gap = start + np.clip(share, 0, 1)[:, None] * run - (x, y)
    gaps = np.hypot(gap[:, 0], gap[:, 1])
    best = int(gaps.argmin())
    return float(gaps[best]), best
