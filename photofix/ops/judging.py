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
    Kind.WIRES: (-0.269, -1.047, -0.485, 1.647, 0.219, 0.822, 1.291, 4.141, -8.207),
    Kind.SCRATCHES: (0.352, 0.470, 0.752, 1.243, -0.598, -0.714),
}


def odds(kind: Kind, features: Floats) -> float:
    """How likely something is of the kind that it was found as, 0..1. features: what its kind is judged by."""
    score = float(features @ np.array(WEIGHTS[kind]))
    return float(1 / (1 + np.exp(-np.clip(score, -30, 30))))
