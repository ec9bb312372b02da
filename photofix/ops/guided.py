"""The guided filter: carries a coarse plane to a fine one along the edges of a guide."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


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
    slope = (mean(one * planes) - middle * means) / (variance + np.float32(least))
    return Lines(mean(slope), mean(means - slope * middle))


def at(plane: Floats, size: tuple[int, int], x: int, y: int, w: int, h: int) -> Floats:
    """The region x, y, w, h of h×w×n planes that are enlarged to `size` (width, height), bilinearly."""
    height, width = plane.shape[:2]
    across, down = width / size[0], height / size[1]
    place = np.array([[across, 0, (x + 0.5) * across - 0.5], [0, down, (y + 0.5) * down - 0.5]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    made = cv2.warpAffine(plane, place, (w, h), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(made, np.float32).reshape(h, w, plane.shape[2])
