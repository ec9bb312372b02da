"""Planes of numbers at another size."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.region import Region

Floats = NDArray[np.float32]


def resized(planes: Floats, size: tuple[int, ...]) -> Floats:
    """h×w or h×w×n at another size (height, width)."""
    smaller = size[0] * size[1] < planes.shape[0] * planes.shape[1]
    way = cv2.INTER_AREA if smaller else cv2.INTER_LINEAR
    made = cv2.resize(planes, (size[1], size[0]), interpolation=way)
    return np.asarray(made, np.float32).reshape(*size[:2], *planes.shape[2:])


def enlarged(planes: Floats, size: tuple[float, float], part: Region) -> Floats:
    """A part of planes h×w×n that are enlarged to a size (width, height), bicubically."""
    across, down = planes.shape[1] / size[0], planes.shape[0] / size[1]
    if (across, down) == (1, 1) and Region.of(planes).contains(part):
        return planes[part.slices].copy()
    place = np.array([[across, 0, (part.x + 0.5) * across - 0.5], [0, down, (part.y + 0.5) * down - 0.5]])
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    made = cv2.warpAffine(planes, place, (part.w, part.h), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(made, np.float32).reshape(part.h, part.w, planes.shape[2])
