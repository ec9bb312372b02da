"""Carries coarse planes to a fine size along the edges of a guide: joint bilateral at first, then a guided filter."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


# Measured on val photos whose true colours were reduced to what a network makes.
NEAR = 0.5  # standard deviation of the distance, in coarse pixels,
ALIKE = 6.0  # and of the difference of the guide, in which coarse pixels count
LIMIT = 80.0  # of the squared difference, so that where nothing is alike the nearest counts
AROUND = (-1, 0, 1, 2)


def finer(planes: Floats, coarse: Floats, fine: Floats) -> Floats:
    """h×w×n planes at the size of `fine`, H×W: each pixel is a mean of the coarse ones around it that are like it.

    coarse: h×w, the guide at the size of the planes; fine: H×W, the same guide. Kopf et al., "Joint bilateral
    upsampling", SIGGRAPH 2007.
    """
    (low, rows), (left, columns) = (_places(*sizes) for sizes in zip(coarse.shape, fine.shape, strict=True))
    total = np.zeros((*fine.shape, planes.shape[2]), np.float32)
    weights = np.zeros(fine.shape, np.float32)
    for down in AROUND:
        row = np.clip(low + down, 0, coarse.shape[0] - 1)
        by_row = ((rows - low - down) / NEAR) ** 2
        for across in AROUND:
            column = np.clip(left + across, 0, coarse.shape[1] - 1)
            by_column = ((columns - left - across) / NEAR) ** 2
            there = np.ix_(row, column)
            apart = (fine - coarse[there]) / np.float32(ALIKE)
            weight = (by_row[:, None] + by_column).astype(np.float32)
            weight += np.minimum(apart * apart, LIMIT)
            weight = np.exp(weight / np.float32(-2))
            weights += weight
            total += weight[..., None] * planes[there]
    return np.asarray(total / weights[..., None], np.float32)


def _places(coarse: int, fine: int) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Where the middles of `fine` pixels lie among `coarse` ones, and the number of the one before each."""
    at = (np.arange(fine) + 0.5) * coarse / fine - 0.5
    return np.floor(at).astype(np.intp), at


class Lines(NamedTuple):
    """What a plane is of its guide, at every pixel: slope · guide + offset. Both h×w×n."""

    slope: Floats
    offset: Floats


def lines(guide: Floats, planes: Floats, radius: int, least: float) -> Lines:
    """The lines by which h×w×n planes follow an h×w guide (He, Sun, Tang, "Guided image filtering", TPAMI 2013).

    Computed at a moderate size and applied at the full one they are the fast guided filter (He, Sun, 2015).
    least: the variance of the guide that counts as an edge.
    """

    def mean(values: Floats) -> Floats:
        side = 2 * radius + 1
        return cv2.blur(values, (side, side), borderType=cv2.BORDER_REPLICATE).reshape(values.shape).astype(np.float32)

    one = guide[..., None].astype(np.float32)
    middle, means = mean(one), mean(planes)
    variance = mean(one * one) - middle * middle
    slope = np.asarray((mean(one * planes) - middle * means) / (variance + np.float32(least)), np.float32)
    return Lines(mean(slope), mean(means - slope * middle))


def at(plane: Floats, size: tuple[float, float], x: int, y: int, w: int, h: int) -> Floats:
    """The region x, y, w, h of h×w×n planes that are enlarged to `size` (width, height), bilinearly."""
    height, width = plane.shape[:2]
    across, down = width / size[0], height / size[1]
    place = np.array([[across, 0, (x + 0.5) * across - 0.5], [0, down, (y + 0.5) * down - 0.5]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    made = cv2.warpAffine(plane, place, (w, h), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(made, np.float32).reshape(h, w, plane.shape[2])
