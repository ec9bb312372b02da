"""Runs the restorer over a photo."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from photofix.ops.base import Context, Result, Source
from photofix.ops.ensemble import ensemble
from photofix.ops.network import Network
from photofix.ops.tiled import mapped

Floats = NDArray[np.float32]
Mix = Callable[[Floats, Floats], Floats]

MODEL = "restorer"
REACH = 64  # pixels around a tile that the network is shown: what lies farther off changes nothing that can be seen


class Told(NamedTuple):
    """What the network is told: the noise's standard deviation, 0..1, and JPEG's coarseness, 1 - quality/100."""

    noise: float
    coarseness: float


def cleaned(source: Source, told: Told, mix: Mix, context: Context, *, best: bool = False) -> Result:
    """The whole photo cleaned. mix(before, after): what is made of a tile and of the network's result for it.

    best: the mean of eight turned and mirrored passes.
    """
    clean = Network(MODEL, context)

    def once(picture: Floats) -> Floats:
        return np.asarray(clean(picture, told.noise, told.coarseness), np.float32)

    def change(picture: Floats) -> Floats:
        return mix(picture, ensemble(once, picture, context.progress) if best else once(picture))

    return Result((mapped(source, change, REACH, context, clean),), {MODEL: context.models.sha256(MODEL)})
