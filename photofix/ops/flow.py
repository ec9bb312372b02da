"""The way things run in a picture, and what follows it: colours smoothed along edges, streaks as of a brush."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.ops.planes import resized

Floats = NDArray[np.float32]

FINEST = 1.5  # standard deviation, in pixels, of what is smoothed away before slopes are measured
NEAR, FAR = 4.0, 20.0  # standard deviations over which slopes are gathered,
FARTHER = 0.1  # and how much the farther ones count: they decide where nothing near has an edge
FAINT = 0.0075  # slope (of 0..1 a pixel) at which near ones count half: noise in a sky has no direction
WIDER, LESS = 40.0, 4  # of far slopes where faint ones do not count, and times that a picture is reduced for them
SIMILAR, APART = 0.05, 2.5  # of the bilateral filter: of values (0..1) and of places
ROUNDS, LENGTH = 2, 3  # of smoothing, and pixels to either side that are smoothed along an edge
WIDTH = 1.2  # of a streak: standard deviation, in pixels


def directions(light: Floats, calm: bool = False) -> Floats:
    """h×w×2 (x, y) of length 1: along which way a lightness h×w changes least, as its structure tensor has it.

    calm: where slopes are faint the way follows what lies around, not noise.
    """
    soft = cv2.GaussianBlur(light, (0, 0), FINEST)
    across, down = (cv2.Sobel(soft, cv2.CV_32F, *way) / 8 for way in ((1, 0), (0, 1)))
    slopes = np.asarray(np.dstack([across * across, down * down, across * down]), np.float32)
    near = cv2.GaussianBlur(slopes, (0, 0), NEAR)
    if calm:
        strong = near[..., :1] + near[..., 1:2]
        near *= strong / (strong + np.float32(FAINT**2))
    far = _gathered(slopes) if calm else cv2.GaussianBlur(slopes, (0, 0), FAR)
    tensor = near + np.float32(FARTHER) * far
    angle = 0.5 * np.arctan2(2 * tensor[..., 2], tensor[..., 0] - tensor[..., 1]) + np.pi / 2
    return np.asarray(np.dstack([np.cos(angle), np.sin(angle)]), np.float32)


def _gathered(slopes: Floats) -> Floats:
    """The mean of what lies far around."""
    height, width = slopes.shape[:2]
    small = resized(slopes, (-(-height // LESS), -(-width // LESS)))
    soft = np.asarray(cv2.GaussianBlur(small, (0, 0), WIDER / LESS), np.float32)
    return resized(soft, (height, width))


def along(planes: Floats, ways: Floats, length: int) -> Floats:
    """h×w or h×w×n: the mean of each pixel and `length` others to either side of it, along the ways (h×w×2).

    Line integral convolution: Cabral and Leedom, "Imaging vector fields using line integral convolution", SIGGRAPH
    1993.
    """
    height, width = ways.shape[:2]
    begin = np.dstack(np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)))
    total = planes.copy()
    for side in (1, -1):
        place, step = begin, ways * np.float32(side)
        for _ in range(length):
            place = place + step
            total += _at(planes, place, cv2.INTER_LINEAR).reshape(planes.shape)
            there = _at(ways, place, cv2.INTER_NEAREST)
            back = np.einsum("hwc,hwc->hw", there, step) < 0  # a way has no sign of its own
            step = np.where(back[..., None], -there, there)
    return np.asarray(total / np.float32(2 * length + 1), np.float32)


def streaks(ways: Floats, length: int, rng: np.random.Generator) -> Floats:
    """h×w of mean 0 and standard deviation 1: noise smeared along the ways, as bristles leave paint."""
    noise = cv2.GaussianBlur(rng.standard_normal(ways.shape[:2], np.float32), (0, 0), WIDTH)
    smeared = along(np.asarray(noise, np.float32), ways, length)
    smeared -= smeared.mean()
    return np.asarray(smeared / max(float(smeared.std()), 1e-6), np.float32)


def abstracted(planes: Floats) -> Floats:
    """h×w×n of about 0..1, lightness first: without what is finer than a brush draws, edges smooth and sharp.

    After Kang, Lee, Chui, "Flow-based image abstraction", IEEE TVCG 15 (2009): by turns smoothed among what is alike
    and along the edges.
    """
    made = planes
    for _ in range(ROUNDS):
        made = _bilateral(made)
        made = along(made, directions(np.ascontiguousarray(made[..., 0])), LENGTH)
    return made


def _bilateral(planes: Floats) -> Floats:
    """Of 1 or 3 planes, which is what OpenCV knows."""
    return np.asarray(cv2.bilateralFilter(planes, -1, SIMILAR, APART), np.float32).reshape(planes.shape)


def _at(planes: Floats, places: Floats, way: int) -> Floats:
    """The values at places (h×w×2: x, y), mirrored at the borders."""
    found = cv2.remap(planes, places[..., 0], places[..., 1], way, borderMode=cv2.BORDER_REFLECT_101)
    return np.asarray(found, np.float32)
