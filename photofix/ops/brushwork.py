"""The finest brushwork: what a painting shows at a scale that a picture painted at a smaller size has not."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.ops.painting_patches import Patches, nearest, unevenness
from photofix.ops.texture_transfer import framed, overlaid

Floats = NDArray[np.float32]

LEAST = 1.25  # enlargement below which nothing is missing
MOST = 6.0  # of the enlargement: beyond it brushwork becomes coarser, too
COUNT = 8192  # patches of the painting to choose from
AXES = 16
UNEVEN = 1.0  # see ops.texture_transfer
GAIN = 0.6  # share of it that is taken: at another scale it looks stronger than it is
PERIOD = 64  # patches a side after which that noise begins anew


class Brushwork:
    """Adds to an enlarged lightness what the painting has beside the same when it is as soft.

    After Freeman, Jones, Pasztor, "Example-based super-resolution", IEEE CG&A 2002, with the painting for examples.
    """

    def __init__(self, light: Floats, enlarged: float, rng: np.random.Generator) -> None:
        """light: h×w, the painting's lightness. enlarged: by how much the painted picture is to be larger."""
        factor = min(enlarged, MOST)
        self.side = max(6, round(3 * factor))
        self.gap = max(2, self.side // 3)
        self._uneven = rng.normal(0, UNEVEN, (PERIOD, PERIOD, AXES)).astype(np.float32)
        soft = _softened(light, factor)
        self._patches = None
        if enlarged >= LEAST and min(light.shape) >= 2 * self.side:
            missing, like, apart = (light - soft)[..., None], soft[..., None], max(1, self.side // 6)
            self._patches = Patches([missing], self.side, COUNT, AXES, rng, like=[like], apart=apart)

    def added(self, light: Floats, x: int, y: int) -> Floats:
        """h×w: what is to be added to a lightness h×w, that begins at x, y of the photo, multiples of gap."""
        if self._patches is None:
            return np.zeros_like(light)
        rows, columns, larger = framed(light[..., None], self.side, self.gap)
        queries = self._patches.seen(larger, rows, columns, self.gap)
        keys = self._patches.keys
        down, across = ((first // self.gap + np.arange(count)) % PERIOD for first, count in ((y, rows), (x, columns)))
        noise = self._uneven[np.ix_(down, across)].reshape(len(queries), AXES)[:, : keys.shape[1]]
        queries += noise * unevenness(keys)
        found = self._patches.values(nearest(queries, keys))
        blended = overlaid(found.reshape(rows, columns, 1, self.side, self.side), self.gap, 1)
        return np.asarray(GAIN * blended[: light.shape[0], : light.shape[1], 0], np.float32)


def _softened(light: Floats, factor: float) -> Floats:
    """The lightness with as little in it as if it had been enlarged by the factor."""
    height, width = light.shape
    small = (max(1, round(width / factor)), max(1, round(height / factor)))
    reduced = cv2.resize(light, small, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(reduced, (width, height), interpolation=cv2.INTER_CUBIC), np.float32)
