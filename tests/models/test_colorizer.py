"""The colorizer as it ships: sizes, hints that are followed, and reduced precision that agrees."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from photofix.models.colorizer import Guess
from photofix.models.pool import Pool
from tests.ops.conftest import landscape


@pytest.fixture(scope="module")
def pool() -> Pool:
    return Pool("cpu", "fp32")


def guess(
    pool: Pool, height: int = 120, width: int = 160, hints: tuple[tuple[int, int, float, float], ...] = ()
) -> Guess:
    light = landscape(height, width)[..., 0] * 100
    told = np.zeros((height, width, 3), np.float32)
    for y, x, a, b in hints:
        told[y - 2 : y + 3, x - 2 : x + 3] = (a, b, 1)
    made: Guess = pool.get("colorizer")(light, told)
    return made


@pytest.mark.parametrize(("height", "width"), [(1, 1), (5, 70), (33, 47), (120, 160)])
def test_sizes(pool: Pool, height: int, width: int) -> None:
    made = guess(pool, height, width)
    assert made.colours.shape == (-(-height // 2), -(-width // 2), 2)
    assert made.odds.shape == (-(-height // 4), -(-width // 4), len(made.palette))
    assert np.isfinite(made.colours).all() and np.isfinite(made.odds).all()


@pytest.mark.parametrize(("a", "b"), [(40.0, 30.0), (-35.0, 30.0), (10.0, -45.0)])
def test_a_hint_turns_colours_towards_it(pool: Pool, a: float, b: float) -> None:
    plain, told = guess(pool), guess(pool, hints=((60, 80, a, b),))
    towards = (told.colours - plain.colours)[26:34, 36:44].mean(axis=(0, 1)) @ np.array([a, b]) / np.hypot(a, b)
    assert towards > 5


def test_reduced_precision_agrees(pool: Pool) -> None:
    exact, rough = guess(pool), guess(Pool("cpu", "bf16"))
    assert np.abs(cv2.blur(exact.colours - rough.colours, (5, 5))).max() < 4
