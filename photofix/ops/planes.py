"""Planes of numbers at another size."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def resized(planes: Floats, size: tuple[int, ...]) -> Floats:
    """h×w or h×w×n at another size (height, width)."""
    smaller = size[0] * size[1] < planes.shape[0] * planes.shape[1]
    way = cv2.INTER_AREA if smaller else cv2.INTER_LINEAR
    made = cv2.resize(planes, (size[1], size[0]), interpolation=way)
    return np.asarray(made, np.float32).reshape(*size[:2], *planes.shape[2:])
