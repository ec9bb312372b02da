"""From sensitivity to the two thresholds of a detection."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from photofix.core.finding import Kind
from photofix.ops.sighting import LEAST

STEPS = 10  # the objects of a sensitivity are chosen in this many steps


class Thresholds(NamedTuple):
    """Probabilities of 0..255: low, from which on a pixel belongs to an object; high, which an object must reach."""

    low: int
    high: int


# By kind: (low, high) at sensitivities 0, 0.5 and 1.
_TABLE = {
    Kind.WIRES: ((165, 225), (95, 140), (LEAST, 45)),
    Kind.DUST: ((165, 240), (95, 165), (LEAST, 60)),
    Kind.SCRATCHES: ((165, 240), (95, 165), (LEAST, 60)),
}


def thresholds(kind: Kind, sensitivity: float) -> Thresholds:
    """Thresholds of a sensitivity 0..1: both fall as it rises."""
    low, high = (np.interp(sensitivity, (0, 0.5, 1), values) for values in zip(*_TABLE[kind], strict=True))
    return Thresholds(round(float(low)), round(float(high)))


def step(sensitivity: float) -> int:
    """The last step that is not above a sensitivity, 0..STEPS."""
    return int(np.floor(sensitivity * STEPS + 1e-9))
