"""An alignment made finer where a plane's values can be predicted, and how much softer the plane is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.alignment import Alignment, Floats, Read
from photofix.core.region import Region

STEPS = 4
FURTHEST = 1.5  # pixels by which a single step may move
BLURS = (0.0, 0.4, 0.6, 0.8, 1.0, 1.3)  # standard deviations in pixels that are tried
_EDGES = 0.8  # quantile of second differences above which there is an edge to compare
_TRUST = 3.0  # differences up to this many standard deviations count; what is darker is dust


def refine(
    alignment: Alignment, wanted: Read, plane: Read, tiles: Sequence[Region], size: tuple[int, int],
    check: Callable[[], None] = lambda: None,
) -> Alignment:  # fmt: skip
    """The alignment for which `plane` differs least from the h×w values `wanted`, over some tiles of the photo.

    Gauss-Newton steps on shift, scale and turn (Lucas and Kanade, 1981), with differences beyond the noise left out.
    size: width and height. Returns the alignment that was given if that is not bettered.
    """
    best, least = alignment, float("inf")
    current = alignment
    for _ in range(STEPS):
        check()
        matrix, vector, error = np.zeros((4, 4)), np.zeros(4), []
        for tile in tiles:
            a, b, e = _equations(current, wanted(tile), plane, tile, size)
            matrix, vector = matrix + a, vector + b
            error.append(e)
        now = float(np.mean(error))
        if now >= least * 0.999:
            break
        best, least = current, now
        # A trace of ridge, in units of one pixel at the border: where there is nothing to go by nothing moves.
        reach = max(size) / 2
        units = np.array([1.0, 1.0, 1 / reach, 1 / reach])
        scaled = matrix * units[:, None] * units
        step = np.linalg.solve(scaled + np.eye(4) * (1e-3 * np.trace(scaled) + 1e-6), vector * units)
        if np.abs(step).max() > FURTHEST:
            break
        dx, dy, grown, turn = (step * units).tolist()
        current = replace(
            current, dx=current.dx + dx, dy=current.dy + dy, scale=current.scale + grown, turn=current.turn + turn
        )
    return best


def softness(alignment: Alignment, wanted: Read, plane: Read, tiles: Sequence[Region], size: tuple[int, int]) -> float:
    """Standard deviation in pixels of the blur that makes `wanted` most like `plane`; one of BLURS."""
    errors = np.zeros(len(BLURS))
    for tile in tiles:
        values, seen = wanted(tile), alignment.read(plane, tile, *size)
        curved = np.abs(cv2.Laplacian(values, cv2.CV_32F))
        difference = values - seen
        clean = (curved > np.quantile(curved, _EDGES)) & (np.abs(difference) < _limit(difference))
        for index, blur in enumerate(BLURS):
            errors[index] += float(np.abs(blurred(values, blur) - seen)[clean].sum())
    return BLURS[int(errors.argmin())]


def blurred(values: Floats, blur: float) -> Floats:
    return np.asarray(cv2.GaussianBlur(values, (0, 0), blur), np.float32) if blur else values


def _limit(difference: Floats) -> float:
    """Up to where a difference may be noise or edges, not dust."""
    return _TRUST * (float(np.median(np.abs(difference - np.median(difference)))) * 1.4826 + 5e-3)


def _equations(
    alignment: Alignment, wanted: Floats, plane: Read, tile: Region, size: tuple[int, int]
) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Normal equations of one tile for (dx, dy, scale, turn), and the mean difference, dust limited."""
    seen = alignment.read(plane, tile, *size)
    difference = wanted - seen
    difference -= np.median(difference)
    limit = _limit(difference)
    calm = np.abs(difference) < limit
    gx = cv2.Sobel(seen, cv2.CV_32F, 1, 0, ksize=3, scale=1 / 8)[calm]
    gy = cv2.Sobel(seen, cv2.CV_32F, 0, 1, ksize=3, scale=1 / 8)[calm]
    rows, columns = np.nonzero(calm)
    x, y = columns + tile.x - (size[0] - 1) / 2, rows + tile.y - (size[1] - 1) / 2
    terms = np.stack([gx, gy, gx * x + gy * y, gy * x - gx * y]).astype(np.float64)
    return (
        terms @ terms.T,
        terms @ difference[calm].astype(np.float64),
        float(np.minimum(np.abs(difference), limit).mean()),
    )
