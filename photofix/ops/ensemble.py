"""The self-ensemble: a network's mean over the eight ways to turn and mirror a picture, better and 8 times slower."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from photofix.core.progress import Progress

Floats = NDArray[np.float32]

TURNS = 8


def ensemble(network: Callable[[Floats], Floats], picture: Floats, progress: Progress) -> Floats:
    """What a network makes of a picture, h×w×3 float32, each way turned back.

    After Timofte et al., "Seven ways to improve example-based single image super resolution" (CVPR 2016). Raises
    Cancelled between two ways.
    """
    total: Floats | None = None
    for turn in range(TURNS):
        progress.check()
        view = np.rot90(picture, turn % 4)
        made = network(np.ascontiguousarray(view[:, ::-1] if turn >= 4 else view))
        back = np.rot90(made[:, ::-1] if turn >= 4 else made, -(turn % 4))
        total = np.array(back, np.float32) if total is None else total + back
    assert total is not None
    return np.asarray(total / TURNS, np.float32)
