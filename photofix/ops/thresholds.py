"""From sensitivity to the two thresholds of a detection."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from photofix.core.finding import Kind
from photofix.ops.sighting import LEAST

STEPS = 10  # the wires of a sensitivity are chosen in this many steps
DOUBTFUL = 0.75  # sensitivity


class Thresholds(NamedTuple):
    """Odds of 0..255: low, from which on a pixel belongs to an object; high, which the object must reach.

    Wires and scratches reach it by what they are judged to be (ops.judging), dust by its likeliest pixel.
    """

    low: int
    high: int


# By kind, at sensitivities 0, 0.5 and 1. Those in the middle were chosen on training photographs: as much F1 as can be
# had with hardly anything found where nothing is.
_HIGHS = {Kind.WIRES: (230, 150, 30), Kind.DUST: (245, 160, 60), Kind.SCRATCHES: (225, 140, 50)}

# A wire's parts are chosen anew at every step. What else hangs together is worked out for few thresholds: for dust two,
# up to DOUBTFUL and above it, for scratches, which are judged as they hang together, one. So the sensitivity says which
# objects are found, and not how large each is.
_LOWS = {Kind.WIRES: (115, 88, LEAST), Kind.DUST: (80, 50), Kind.SCRATCHES: (70, 70)}


def thresholds(kind: Kind, sensitivity: float) -> Thresholds:
    """Thresholds of a sensitivity 0..1: both fall as it rises."""
    lows, high = _LOWS[kind], _between(sensitivity, _HIGHS[kind])
    low = _between(sensitivity, lows) if kind is Kind.WIRES else lows[sensitivity > DOUBTFUL]
    return Thresholds(low, high)


def _between(sensitivity: float, values: tuple[int, ...]) -> int:
    return round(float(np.interp(sensitivity, (0, 0.5, 1), values)))


def step(sensitivity: float) -> int:
    """The last step that is not above a sensitivity, 0..STEPS."""
    return int(np.floor(sensitivity * STEPS + 1e-9))
