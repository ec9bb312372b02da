"""The built-in finder, with its weights, on a photo with wires: the whole way from pixels to healed pixels."""

from __future__ import annotations

from functools import reduce

import cv2
import numpy as np

from photofix.core.document import State, changed_outside
from photofix.core.photo import Photo, from_float
from photofix.core.progress import Progress
from photofix.core.region import Region
from photofix.models.pool import Pool
from photofix.ops.base import Context, Source
from photofix.ops.detect import Detect, detect
from photofix.ops.heal import heal
from tests.ops.conftest import landscape


def test_dark_wires_before_a_calm_background_are_found_and_healed() -> None:
    truth = landscape(256, 384)
    picture, drawn = truth.copy(), np.zeros((256, 384), np.uint8)
    for start, end in ((60, 90), (150, 120)):
        cv2.line(drawn, (0, start), (384, end), 255, 3, cv2.LINE_AA)
    picture *= 1 - 0.75 * (drawn[..., None] / np.float32(255))
    state = State.of(Photo(from_float(picture, np.dtype(np.uint8))))
    context = Context(Pool(device="cpu"), Progress.silent())
    found = detect(Source(state), Detect("wires"), context).findings
    long = [one for one in found if np.ptp(one.points[:, 0]) > 300]
    assert len(long) == 2 and all(1.5 < one.width < 7 for one in long)
    healed = reduce(State.with_edit, heal(Source(state), found, Detect(), context), state)
    assert changed_outside(healed, [Region(0, 0, 384, 256)]) == 0
    before, after = (float(np.square(p / 255.0 - truth).mean()) for p in (state.base.pixels, healed.composite()))
    assert after < before / 3
