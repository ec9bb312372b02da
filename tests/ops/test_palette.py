"""Palettes: what is carried over is mean and covariance, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from photofix.ops.palette import lab, rgb, way
from tests.ops.conftest import landscape


def test_there_and_back() -> None:
    picture = np.random.default_rng(1).random((20, 30, 3), np.float32)
    np.testing.assert_allclose(rgb(lab(picture)), picture, atol=2e-4)


@pytest.mark.parametrize("planes", [1, 3])
def test_mean_and_covariance_become_the_others(planes: int) -> None:
    rng = np.random.default_rng(2)
    one = lab(landscape(60, 80))[..., :planes]
    other = lab(rng.random((50, 40, 3), np.float32) * np.array([1, 0.5, 0.2], np.float32))[..., :planes]
    made = way(one, other).of(one).reshape(-1, planes)
    wanted = other.reshape(-1, planes)
    np.testing.assert_allclose(made.mean(axis=0), wanted.mean(axis=0), atol=1e-4)
    # The landscape is so smooth that what keeps the way from being steep shows a little.
    difference = np.cov(made.T) - np.cov(wanted.T)
    assert np.abs(difference).max() < 0.1 * np.abs(np.cov(wanted.T)).max()


def test_the_way_to_itself_changes_nothing() -> None:
    picture = lab(landscape(30, 40))
    np.testing.assert_allclose(way(picture, picture).of(picture), picture, atol=1e-5)


def test_a_picture_of_one_colour_takes_the_others_mean() -> None:
    plain = np.full((10, 10, 3), 0.4, np.float32)
    other = lab(np.random.default_rng(3).random((20, 20, 3), np.float32))
    np.testing.assert_allclose(way(plain, other).of(plain)[0, 0], other.mean(axis=(0, 1)), atol=1e-4)
