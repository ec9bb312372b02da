"""From findings to the mask of what is to be repaired."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.finding import Finding, Points, Shape
from photofix.core.mask import Mask
from photofix.core.region import Region

CHUNK = 64.0  # pixels of a line that are drawn at a time, so that a slanting wire does not cost its whole rectangle
FINE = 4  # an area is drawn so many times larger,
CELL = 512  # in cells of so many pixels, and reduced
SUB = 4  # binary digits of a pixel with which its corners are placed
RIM = 2  # pixels around a shape that its antialiased edge may reach


def marks(findings: Iterable[Finding], width: int, height: int) -> Mask:
    """What is to be repaired: each finding's `pixels` where it has them, else its drawn shape; the stronger counts.

    width, height: of the photo in pixels; what lies outside is left out.
    """
    found = Mask(width, height)
    for finding in findings:
        found = found.joined(marked(finding, width, height))
    return found


def marked(finding: Finding, width: int, height: int) -> Mask:
    """The same for one finding."""
    if finding.at is not None and finding.pixels is not None:
        return _placed(finding.at, finding.pixels, width, height)
    return _placed(*drawn(finding), width, height)


def drawn(finding: Finding) -> tuple[Region, NDArray[np.uint8]]:
    """The finding's shape, antialiased: where, and h×w values 0..255. Parts may lie outside the photo.

    Only `shape`, `points` and `width` count, not `pixels`. A pixel is as strong as the part of it that is covered.
    """
    reach = finding.width / 2 + RIM
    left, top = np.floor(finding.points.min(axis=0) - reach).astype(int).tolist()
    right, bottom = np.ceil(finding.points.max(axis=0) + reach).astype(int).tolist()
    region = Region(left, top, right - left, bottom - top)
    values = np.zeros((region.h, region.w), np.uint8)
    points = finding.points - (left, top)
    if finding.shape is Shape.AREA:
        _draw_area(values, points)
    else:
        for a, b in _chunks(points):
            _draw_stroke(values, a, b, finding.width)
    return region, values


def _draw_area(values: NDArray[np.uint8], corners: Points) -> None:
    """Fill a closed outline."""
    for cell in Region.of(values).tiles(CELL):
        large = np.zeros((cell.h * FINE, cell.w * FINE), np.uint8)
        places = ((corners - (cell.x, cell.y)) * FINE - 0.5) * (1 << SUB)
        cv2.fillPoly(large, [np.round(places).astype(np.int32)], 255, shift=SUB)
        values[cell.slices] = cv2.resize(large, (cell.w, cell.h), interpolation=cv2.INTER_AREA)


def _chunks(points: Points) -> Iterable[tuple[Points, Points]]:
    """The line's segments, cut into short ones; a single point is a segment of no length."""
    if len(points) == 1:
        yield points[0], points[0]
    for a, b in pairwise(points):
        count = max(1, int(np.ceil(float(np.hypot(*(b - a))) / CHUNK)))
        yield from pairwise(a + (b - a) * (i / count) for i in range(count + 1))


def _draw_stroke(values: NDArray[np.uint8], a: Points, b: Points, width: float) -> None:
    """Draw a segment with round ends: a pixel's coverage follows from its centre's distance to the segment."""
    reach = width / 2 + RIM
    low, high = np.floor(np.minimum(a, b) - reach), np.ceil(np.maximum(a, b) + reach)
    near = Region(int(low[0]), int(low[1]), int(high[0] - low[0]), int(high[1] - low[1])).intersect(Region.of(values))
    if near.empty:
        return
    x = np.arange(near.x, near.right)[None, :] + 0.5 - a[0]
    y = np.arange(near.y, near.bottom)[:, None] + 0.5 - a[1]
    along = b - a
    share = np.clip((x * along[0] + y * along[1]) / max(float(along @ along), 1e-9), 0, 1)
    distance = np.hypot(x - share * along[0], y - share * along[1])
    coverage = np.clip(width / 2 + 0.5 - distance, 0, min(1.0, width))
    part = values[near.slices]
    np.maximum(part, np.rint(coverage * 255).astype(np.uint8), out=part)


def _placed(region: Region, values: NDArray[np.uint8], width: int, height: int) -> Mask:
    """A mask that is `values` in a region, of which parts may lie outside."""
    return Mask(width, height).replaced(region, values)
