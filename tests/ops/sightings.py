"""Pictures of probabilities as a finder gives them: noisy, broken, with things in them that are none."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.document import State
from photofix.core.finding import Kind
from photofix.core.photo import Photo
from photofix.core.region import Region
from photofix.ops.base import Source
from photofix.ops.detect import Sighting
from photofix.ops.sighting import Gathering

Values = NDArray[np.uint8]


def wire(height: int, width: int, start: float, end: float, sag: float = 0.0, thick: int = 4) -> Values:
    """A wire from the left border to the right one, as a parabola: h×w, 0 or 255."""
    x = np.linspace(-10, width + 10, 40)
    t = (x + 10) / (width + 20)
    points = np.stack([x, start + (end - start) * t + 4 * sag * t * (1 - t)], axis=1)
    values = np.zeros((height, width), np.uint8)
    cv2.polylines(values, [np.round(points * 16).astype(np.int32)], False, 255, thick, cv2.LINE_AA, 4)
    return values


def likely(*shapes: Values, gaps: tuple[tuple[int, int, int], ...] = (), blobs: int = 0, seed: int = 0) -> Values:
    """Probabilities of shapes that a network has seen: soft, uneven, with gaps (x, y, radius) and false blobs."""
    rng = np.random.default_rng(seed)
    values = np.max(np.stack(shapes), axis=0).astype(np.float32) / 255
    height, width = values.shape
    for x, y, radius in gaps:
        cv2.circle(values, (x, y), radius, 0.0, -1)
    size = (width // 12 + 2, height // 12 + 2)
    uneven = cv2.resize(rng.normal(0, 0.12, size[::-1]).astype(np.float32), (width, height))
    values = cv2.GaussianBlur(values, (0, 0), 1.0) * np.clip(0.85 + uneven, 0.3, 1.2)
    for _ in range(blobs):
        centre = int(rng.integers(0, width)), int(rng.integers(0, height))
        size = int(rng.integers(2, 14)), int(rng.integers(1, 5))
        cv2.ellipse(values, centre, size, float(rng.uniform(0, 180)), 0, 360, float(rng.uniform(0.2, 0.9)), -1)
    return np.asarray(np.clip(values, 0, 1) * 255, np.uint8)


def sighting(values: Values, kind: Kind) -> Sighting:
    gathering = Gathering(values.shape[1], values.shape[0])
    gathering.add(Region.of(values), values)
    return Sighting(values.shape[1], values.shape[0], {kind: gathering.picture()})


def plain(values: Values) -> Source:
    """A grey photo of the size of a picture of probabilities."""
    return Source(State.of(Photo(np.full((*values.shape, 3), 128, np.uint8))))
