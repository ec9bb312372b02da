"""The painter as it ships: sizes, styles that differ, palettes, and reduced precision that agrees."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from photofix.core.painters import PAINTERS
from photofix.models.pool import Pool
from photofix.ops.flow import directions, streaks
from photofix.ops.palette import lab
from tests.ops.conftest import landscape


@pytest.fixture(scope="module")
def pool() -> Pool:
    return Pool("cpu", "fp32")


def style(*numbers: int) -> np.ndarray:
    return np.eye(len(PAINTERS), dtype=np.float32)[list(numbers)].mean(axis=0)


def painted(pool: Pool, mix: np.ndarray, height: int = 90, width: int = 122) -> Any:
    picture = lab(landscape(height, width))
    lines = streaks(directions(picture[..., 0]), 8, np.random.default_rng(0))
    return pool.get("painter")(picture, np.dstack([lines, lines]), mix)


@pytest.mark.parametrize(("height", "width"), [(1, 1), (5, 70), (33, 47), (90, 122)])
def test_sizes(pool: Pool, height: int, width: int) -> None:
    made = painted(pool, style(0), height, width)
    assert made.shape == (height, width, 3) and made.dtype == np.float32 and np.isfinite(made).all()


def test_every_style_is_another(pool: Pool) -> None:
    made = [painted(pool, style(number)) for number in range(len(PAINTERS))]
    palettes = [pool.get("painter").palette(style(number))[0] for number in range(len(PAINTERS))]
    for one in range(len(PAINTERS)):
        for other in range(one):
            assert np.abs(made[one] - made[other]).mean() > 0.003
            assert np.abs(palettes[one] - palettes[other]).max() > 0.01


def test_strokes_are_laid(pool: Pool) -> None:
    before = np.abs(np.diff(lab(landscape(90, 122))[..., 0], axis=0)).mean()
    for number, (name, _) in enumerate(PAINTERS):
        assert np.abs(np.diff(painted(pool, style(number))[..., 0], axis=0)).mean() > before, name


@pytest.mark.parametrize("folded", [2, 4])
def test_the_pixels_that_the_network_folds_do_not_show(pool: Pool, folded: int) -> None:
    for number, (name, _) in enumerate(PAINTERS):
        light = painted(pool, style(number), 160, 200)[..., 0]
        for axis in (0, 1):
            steps = np.abs(np.diff(light, axis=axis)).mean(axis=1 - axis)
            borders = steps[folded - 1 :: folded]
            assert borders.mean() < 1.3 * steps.mean(), (name, axis)


def test_a_mixture_lies_between(pool: Pool) -> None:
    one, other, both = (painted(pool, mix) for mix in (style(0), style(1), style(0, 1)))
    across = np.abs(one - other).mean()
    assert np.abs(both - one).mean() < across and np.abs(both - other).mean() < across
    mean, covariance = pool.get("painter").palette(style(0, 1))
    assert mean.shape == (3,) and covariance.shape == (3, 3) and np.linalg.eigvalsh(covariance).min() > 0


def test_reduced_precision_agrees(pool: Pool) -> None:
    rough = Pool("cpu", "bf16")
    assert np.abs(painted(pool, style(0)) - painted(rough, style(0))).mean() < 0.004
    assert np.array_equal(pool.get("painter").palette(style(3))[1], rough.get("painter").palette(style(3))[1])
