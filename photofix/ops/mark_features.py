"""By what is judged whether pixels that hang together are a scratch: how many, how wide, how sure the network is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from photofix.ops.components import Component

Floats = NDArray[np.float64]

STRONG = 180  # of 255: odds from which on the network is taken to be sure of a pixel
FEW = 0.01  # keeps logarithms finite


def features(part: Component) -> Floats:
    """What hanging pixels are judged by: 6 values, the last of them 1.

    What the photo shows of them adds next to nothing to what the network has seen there: contrast inside and around,
    roughness and steepness, fitted together with these, lowered the entropy by 1.5 %.
    """
    odds = part.values.astype(np.float64) / 255
    return np.array(
        [
            np.log(len(odds)),
            _logit(odds.max()),
            _logit(odds.mean()),
            (part.values >= STRONG).mean(),
            np.log(np.hypot(part.bounds.w, part.bounds.h)),
            1,
        ]
    )


def _logit(odds: float) -> float:
    return float(np.log((odds + FEW) / (1 + FEW - odds)))
