"""How noisy a picture is, told by its calmest places."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.grain import Grain, measure

Floats = NDArray[np.float32]

_ROOM = 0.02  # share of the range that is made free at its ends, so that no clipped value is at an end


def noise(parts: list[Floats]) -> Grain:
    """The grain of a picture, of which parts are given: each h×w×C float32, 0 black and 1 white.

    By the calmest blocks of all of them (see photofix.core.grain). Very noisy pictures, which are clipped nearly
    everywhere, are measured with their clipped pixels, which makes a little less of their noise.
    """
    laid = _side_by_side(parts)
    inside = np.asarray(np.isfinite(laid).all(axis=2))
    laid[~inside] = 0.5
    found = measure(laid, inside)
    if found.sigma.any():
        return found
    clipped = np.asarray(((laid <= 0.5 / 255) | (laid >= 254.5 / 255)).any(axis=2), np.uint8)
    flat = cv2.morphologyEx(clipped, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8)).astype(bool)
    squeezed = measure(laid * np.float32(1 - 2 * _ROOM) + np.float32(_ROOM), inside & ~flat)
    return Grain(squeezed.covariance / (1 - 2 * _ROOM) ** 2, squeezed.blur)


def _side_by_side(parts: list[Floats]) -> Floats:
    """One picture with all parts; what belongs to none, also the gaps between them, is not a number."""
    gap = 8
    height, width = max(part.shape[0] for part in parts), sum(part.shape[1] + gap for part in parts)
    laid = np.full((height, width, parts[0].shape[2]), np.nan, np.float32)
    left = 0
    for part in parts:
        laid[: part.shape[0], left : left + part.shape[1]] = part
        left += part.shape[1] + gap
    return laid
