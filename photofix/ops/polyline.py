"""From the pixels of a line to a smooth polyline of few points."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

EVEN = 9  # points along a line over which its course is evened out
EXACT = 0.6  # pixels by which a polyline may differ from that course


def length_of(path: Floats) -> float:
    """The length in pixels of a line of pixels (N×2, in order), at least 1; their zigzag does not count."""
    few = path[np.unique(np.append(np.arange(0, len(path), EVEN // 2), len(path) - 1))]
    return max(1.0, float(np.linalg.norm(np.diff(few, axis=0), axis=1).sum()))


def polyline(path: Floats) -> Floats:
    """A course of pixels as a smooth polyline of few points, at most EXACT pixels beside it."""
    around = EVEN // 2
    index = np.arange(-around, len(path) + around)
    # Mirrored through the end points, so that these stay where they are.
    inner = np.clip(index, 0, len(path) - 1)
    mirrored = np.clip(np.where(index < 0, -index, np.where(index >= len(path), 2 * len(path) - 2 - index, index)),
                       0, len(path) - 1)  # fmt: skip
    padded = np.where((index != inner)[:, None], 2 * path[inner] - path[mirrored], path[inner])
    kernel = np.ones(EVEN) / EVEN
    even = np.stack([np.convolve(padded[:, axis], kernel, "valid") for axis in (0, 1)], axis=1)
    few = cv2.approxPolyDP(even.astype(np.float32)[:, None], EXACT, False)[:, 0].astype(np.float64)
    return few if len(few) >= 2 else path[[0, -1]]
