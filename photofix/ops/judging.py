"""Judges what was found: how likely it is what it was found as, by more than its likeliest pixel."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from photofix.core.finding import Kind

Floats = NDArray[np.float64]

# Weights of the features, in their order: logistic regressions over what the finder sees in training photographs with
# and without rendered defects. Made by `photofix train finder-judge`.
WEIGHTS: dict[Kind, tuple[float, ...]] = {
    # By ops.line_features and ops.mark_features.
    Kind.WIRES: (-0.256, -1.095, -0.594, 1.786, 0.159, 0.646, 1.056, 5.405, -7.774),
    Kind.SCRATCHES: (0.574, 0.575, 0.398, 1.026, -0.886, -0.684),
}


def odds(kind: Kind, features: Floats) -> float:
    """How likely something is of the kind that it was found as, 0..1. features: what its kind is judged by."""
    score = float(features @ np.array(WEIGHTS[kind]))
    return float(1 / (1 + np.exp(-np.clip(score, -30, 30))))
