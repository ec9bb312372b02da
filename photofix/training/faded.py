"""Photographs faded as old prints are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def fade(rng: np.random.Generator, picture: Floats) -> Floats:
    """h×w×3, 0..1, with lifted black, dull white, and each dye faded on its own: yellowed, reddened or bluish."""
    grey = bool(np.abs(np.ptp(picture, axis=2)).max() < 1e-3)
    low = rng.uniform(0.06, 0.25) + rng.uniform(-0.05, 0.07, 3)
    high = rng.uniform(0.72, 0.92) + rng.uniform(-0.05, 0.05, 3)
    if rng.random() < 0.5:
        high[2] -= rng.uniform(0.05, 0.2)  # yellowed paper, most where it is bright
    if rng.random() < 0.3:
        low[int(rng.integers(3))] += rng.uniform(0.03, 0.1)
    gamma = rng.uniform(0.85, 1.15) * rng.uniform(0.93, 1.07, 3)
    if grey:
        gamma[:] = gamma[0]
    low, high = np.clip(low, 0.02, 0.4), np.clip(high, 0.5, 0.97)
    return np.asarray(low + (high - low) * np.power(np.clip(picture, 0, 1), gamma), np.float32)
