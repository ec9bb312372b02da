"""Grows what was seen of an object by its antialiased edge, as far as that still shows."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]

FURTHEST = 4  # pixels by which marks are grown at most, where the edge still shows; by the first one always
SHOWS = 0.05  # share of the object's contrast from which a pixel is part of its edge
DISTINCT = 3.0  # how many times more than the surroundings among themselves
CALM, FAR = 5, 15  # pixels from the marks between which the surroundings are taken to be free of the object
SIGHT = 31  # pixels a side of the places in which they are averaged
MARGIN = FAR + SIGHT // 2  # pixels around marks that their edge is judged by
CROSS = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))


def rimmed(rgb: Floats, marks: Bools, others: Bools) -> Bools:
    """The marks of an object with the rest of it that its repair would otherwise be painted from.

    rgb: h×w×3 float32; marks: h×w bool; others: h×w bool, what is marked of other objects. Blur, sharpening and
    resampling spread an object over pixels of which it covers a tenth, and a fill that begins there keeps a ghost of it
    along the whole of a wire. Pixels next to the marks belong to them if they differ from the surroundings as the
    object does (or, beside a sharpened edge, the other way), by more than these do among themselves: where texture
    would hide a ghost nothing is lost to it.
    """
    grown = _wider(marks)
    distance = np.asarray(cv2.distanceTransform((~marks).astype(np.uint8), cv2.DIST_L2, 5), np.float32)
    calm = (distance > CALM) & (distance <= FAR) & ~_wider(_wider(others))
    if not calm.any():
        return grown
    depth = np.asarray(cv2.distanceTransform(marks.astype(np.uint8), cv2.DIST_L2, 3), np.float32)
    outside = _mean(rgb, calm.astype(np.float32), SIGHT)
    contrast = _mean(rgb, depth**2, SIGHT // 2) - outside
    power = np.maximum((contrast**2).sum(2), 1e-6)
    share = np.clip(((rgb - outside) * contrast).sum(2) / power, -1, 1)
    spread = np.sqrt(np.maximum(0, _mean(share[..., None] ** 2, calm.astype(np.float32), SIGHT)[..., 0]))
    edge = np.abs(share) > np.maximum(SHOWS, DISTINCT * spread)
    for _ in range(FURTHEST - 1):
        grown |= _wider(grown) & edge
    return grown


def _wider(marks: Bools) -> Bools:
    return cv2.dilate(marks.astype(np.uint8), CROSS).astype(bool)


def _mean(values: Floats, weight: Floats, size: int) -> Floats:
    """h×w×C: the mean of `values` (h×w×C), weighed, around every pixel; where there are no weights that of them all."""
    total = cv2.blur(values * weight[..., None], (size, size))
    total = total if total.ndim == 3 else total[..., None]
    count = cv2.blur(weight, (size, size))[..., None]
    overall = (values * weight[..., None]).sum((0, 1)) / weight.sum()
    return np.asarray(np.where(count > 1e-6, total / np.maximum(count, 1e-6), overall), np.float32)
