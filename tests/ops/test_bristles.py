"""Traces of bristles: along what was painted, the same in whatever parts they are made."""

from __future__ import annotations

import numpy as np
import pytest

from photofix.ops.bristles import AMOUNT, Bristles
from tests.ops.test_flow import ramp

SIZE = (640.0, 640.0)


@pytest.mark.parametrize("angle", [0, 45, 90])
def test_traces_follow_the_strokes(angle: float) -> None:
    made = Bristles(ramp(angle, 160), SIZE, np.random.default_rng(0)).added(np.zeros((640, 640), np.float32), 0, 0)
    assert made.std() == pytest.approx(AMOUNT, rel=0.2) and abs(made.mean()) < AMOUNT / 5
    way = np.deg2rad(angle)
    ahead = made[200:440, 200:440] - made[200 + round(4 * np.sin(way)) :, 200 + round(4 * np.cos(way)) :][:240, :240]
    aside = made[200:440, 200:440] - made[200 + round(4 * np.cos(way)) :, 200 - round(4 * np.sin(way)) :][:240, :240]
    assert ahead.std() < 0.7 * aside.std()


def test_parts_are_those_of_the_whole() -> None:
    bristles = Bristles(ramp(30, 160), SIZE, np.random.default_rng(0))
    whole = bristles.added(np.zeros((640, 640), np.float32), 0, 0)
    part = bristles.added(np.zeros((90, 130), np.float32), 417, 239)
    np.testing.assert_allclose(part, whole[239:329, 417:547], atol=1e-5)


def test_a_picture_that_is_hardly_enlarged_has_all_it_needs() -> None:
    light = np.ones((150, 150), np.float32)
    assert not Bristles(ramp(0, 140), (150, 150), np.random.default_rng(0)).added(light, 0, 0).any()
