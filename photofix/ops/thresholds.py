"""From sensitivity to the two thresholds of a detection."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from photofix.core.finding import Kind
from photofix.ops.sighting import LEAST

STEPS = 10  # the objects of a sensitivity are chosen in this many steps


class Thresholds(NamedTuple):
    """Odds of 0..255: low, from which on a pixel belongs to an object; high, which the object must reach.

    A wire reaches it by what it is judged to be (ops.judging), other objects by their likeliest pixel.
    """

    low: int
    high: int


# By kind: (low, high) at sensitivities 0, 0.5 and 1. Those in the middle were chosen on training photographs: as much
# F1 as can be had with hardly anything found where nothing is.
_TABLE = {
    Kind.WIRES: ((130, 200), (88, 100), (LEAST, 30)),
    Kind.DUST: ((150, 245), (80, 180), (LEAST, 60)),
    Kind.SCRATCHES: ((165, 245), (110, 200), (LEAST, 60)),
}


def thresholds(kind: Kind, sensitivity: float) -> Thresholds:
    """Thresholds of a sensitivity 0..1: both fall as it rises."""
    low, high = (np.interp(sensitivity, (0, 0.5, 1), values) for values in zip(*_TABLE[kind], strict=True))
    return Thresholds(round(float(low)), round(float(high)))


def step(sensitivity: float) -> int:
    """The last step that is not above a sensitivity, 0..STEPS."""
    return int(np.floor(sensitivity * STEPS + 1e-9))
