"""How blurred a picture is, told by its sharpest edges."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

AGAIN = 1.0  # pixels of blur that are added, to see what they change
STRONG = 0.06  # height of an edge over 2 pixels, at least
ABOVE_NOISE = 8.0  # and by how many standard deviations of the noise
FEWEST = 200  # edges
SHARPEST = 85  # per cent of the edges that may be softer than those that count: what is out of focus is not blur
LUMA = np.array([[0.299, 0.587, 0.114]], np.float32)
NOISY = 1 / 255  # from here on the picture is smoothed first
SMOOTHING, LEFT = 1.5, 0.19  # pixels; and what that leaves of the noise
# What is measured, plain and smoothed, of photographs that were blurred by so much: medians of 39.
_BLURS = (0.0, 0.6, 1.0, 1.5, 2.0, 3.0)
_PLAIN, _SMOOTHED = (0.28, 0.43, 0.66, 1.02, 1.44, 2.19), (1.02, 1.11, 1.27, 1.55, 1.88, 2.5)


def blur(parts: list[Floats], noise: float = 0.0) -> float | None:
    """The standard deviation, in pixels, of the Gaussian that would make a sharp photo as soft; None: no edges.

    parts: h×w×3 float32, sRGB-encoded 0..1. noise: its standard deviation there. By how much edges lose when the
    picture is blurred once more (Zhuo and Sim, "Defocus map estimation from a single image", Pattern Recognition 2011),
    compared with photographs of the size at which they are published.
    """
    noisy = noise > NOISY
    if noisy:
        parts = [np.asarray(cv2.GaussianBlur(part, (0, 0), SMOOTHING), np.float32) for part in parts]
    found = np.concatenate([_ratios(part, noise * (LEFT if noisy else 1)) for part in parts] or [np.empty(0)])
    if found.size < FEWEST:
        return None
    ratio = max(float(np.percentile(found, SHARPEST)), 1.001)
    seen = AGAIN / float(np.sqrt(ratio**2 - 1))
    return float(np.interp(seen, _SMOOTHED if noisy else _PLAIN, _BLURS))


def _ratios(part: Floats, noise: float) -> NDArray[np.float64]:
    """For every strong edge by how much it is steeper than when it is blurred again."""
    luma = np.asarray(cv2.transform(part, LUMA), np.float32)
    again = np.asarray(cv2.GaussianBlur(luma, (0, 0), AGAIN), np.float32)
    steep, softer = _slope(luma), _slope(again)
    crest = steep >= cv2.dilate(steep, np.ones((3, 3), np.uint8)) - 1e-6  # the middle of an edge
    chosen = crest & (steep > max(STRONG, ABOVE_NOISE * noise)) & (softer > 1e-4)
    return np.asarray(steep[chosen] / softer[chosen], np.float64)


def _slope(picture: Floats) -> Floats:
    """Central differences, for which a step of height 1 has about 1."""
    across, down = (cv2.Sobel(picture, cv2.CV_32F, *order, ksize=1) for order in ((1, 0), (0, 1)))
    return np.asarray(np.hypot(across, down), np.float32)
