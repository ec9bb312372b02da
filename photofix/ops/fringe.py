"""How far an object's fringe still shows beyond its mask."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

FURTHEST = 4  # pixels the mask is grown by at most when nobody says otherwise
VISIBLE = 0.12  # share of the object's contrast at which a fringe is worth removing
DISTINCT = 4.0  # how much more than the surroundings among themselves an object must differ (squared contrast)
CALM = 5  # from this distance on the surroundings are taken to be free of the object


def fringe(rgb: NDArray[np.float32], hole: NDArray[np.bool_]) -> int:
    """Pixels (0..4) by which the mask must grow so that nothing of the object is left to repaint it from.

    rgb: h×w×3 float32; hole: h×w bool. At every distance 1..4 from the mask the pixels are compared with their
    surroundings farther out: if they still lean towards the colour just inside the mask, by more than an eighth
    of the object's contrast, more than the surroundings themselves vary and more than a few pixels may by chance,
    the fringe reaches that far. Growing costs accuracy (about 2 dB a pixel around thin
    wires), so doubt keeps the mask as it is.
    """
    distance = np.asarray(cv2.distanceTransform((~hole).astype(np.uint8), cv2.DIST_L2, 5), np.float32)
    depth = cv2.distanceTransform(hole.astype(np.uint8), cv2.DIST_L2, 5)
    outside = _local_mean(rgb, _band(distance, CALM, CALM + 10), 31)
    inside = _local_mean(rgb, hole & (depth <= 3), 15)
    if outside is None or inside is None:
        return 0
    contrast = inside - outside
    power = (contrast**2).sum(axis=2)
    if not _stands_out(rgb, distance, power):
        return 0
    lean = ((rgb - outside) * contrast).sum(axis=2)
    calm = _band(distance, CALM, CALM + 3)
    base = max(_share(lean, power, calm), 0.0)
    noise = float(np.abs(np.clip(lean[calm] / np.maximum(power[calm], 1e-4), -1, 1)).mean()) if calm.any() else 0.0
    grown = 0
    for step in range(1, FURTHEST + 1):
        ring = _band(distance, step - 0.5, step + 0.5)
        doubt = min(noise, 0.4) / 4 + 0.8 / np.sqrt(max(1, int(ring.sum())))
        if _share(lean, power, ring) - base < VISIBLE + doubt:
            break
        grown = step
    return grown


def _stands_out(rgb: NDArray[np.float32], distance: NDArray[np.float32], power: NDArray[np.float32]) -> bool:
    """Whether what lies just inside the mask differs from the surroundings by more than these do among themselves.

    A generous mask has surroundings on both sides of its edge; nearby pixels being alike is then no fringe.
    """
    near = _local_mean(rgb, _band(distance, CALM, CALM + 3), 15)
    far = _local_mean(rgb, _band(distance, CALM + 8, CALM + 18), 31)
    if near is None or far is None:
        return True
    edge = _band(distance, 0, 2)
    natural = ((near - far) ** 2).sum(axis=2)[_band(distance, CALM, CALM + 3)]
    return bool(edge.any()) and float(power[edge].mean()) > DISTINCT * float(natural.mean()) + 1e-5


def _band(distance: NDArray[np.float32], low: float, high: float) -> NDArray[np.bool_]:
    """Pixels outside the mask farther than `low` and up to `high` pixels from it."""
    return (distance > low) & (distance <= high)


def _share(lean: NDArray[np.float32], power: NDArray[np.float32], where: NDArray[np.bool_]) -> float:
    """Mean share of the object's colour in the pixels of `where`, strong contrasts counting most."""
    total = float(power[where].sum())
    return float(lean[where].sum()) / total if total > 1e-6 else 0.0


def _local_mean(rgb: NDArray[np.float32], where: NDArray[np.bool_], size: int) -> NDArray[np.float32] | None:
    """Mean colour of the pixels of `where` around every pixel; None if there are none at all."""
    if not where.any():
        return None
    weight = where.astype(np.float32)
    kernel = (size, size)
    total = cv2.blur(rgb * weight[..., None], kernel)
    count = cv2.blur(weight, kernel)
    overall = rgb[where].mean(axis=0)
    mean = np.where(count[..., None] > 1e-6, total / np.maximum(count, 1e-6)[..., None], overall)
    return np.asarray(mean, np.float32)
