"""Measures the shape of one object's pixels: thickness, centre line, outline."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.ops.linking import Pieces, linked, path_of
from photofix.ops.polyline import polyline
from photofix.ops.thin import chains, junctions, thinned, widened

Floats = NDArray[np.float64]
Values = NDArray[np.uint8]

PIECE = 3  # pixels: what is shorter between two junctions is no line


def thickness(pixels: Values) -> float:
    """The diameter in pixels of the largest disc that fits in the marked pixels (h×w)."""
    return max(1.0, 2 * float(cv2.distanceTransform(np.pad(pixels, 1), cv2.DIST_L2, 5).max()) - 1)


def centre_line(pixels: Values) -> Floats | None:
    """The longest smooth line through an object's pixels (h×w), N×2 (x, y); None if there is none."""
    skeleton = thinned(np.pad(pixels > 0, 1).astype(np.uint8))
    skeleton &= 1 - widened(junctions(skeleton))
    paths = [chain.astype(np.float64) - 0.5 for chain in chains(skeleton) if len(chain) >= PIECE]
    if not paths:
        return None
    lines = linked(Pieces(paths, np.full(len(paths), thickness(pixels))))
    return polyline(max((path_of(paths, line) for line in lines), key=len))


def outline(pixels: Values) -> Floats:
    """The outer border of an object's pixels (h×w) as a closed polygon of few corners, N×2 (x, y)."""
    # Twice as large, so that the border goes around the pixels' corners and not through their centres.
    large = np.pad(pixels, 1).repeat(2, axis=0).repeat(2, axis=1)
    contours, _ = cv2.findContours(large, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    largest = max(contours, key=len)
    few = cv2.approxPolyDP(largest, 1.5, True)[:, 0]
    corners = few if len(few) >= 3 else largest[:: max(1, len(largest) // 4), 0]
    return (corners.astype(np.float64) + 0.5) / 2 - 1
