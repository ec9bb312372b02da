"""Tests of the smooth fill."""

from __future__ import annotations

import numpy as np
import pytest

from photofix.core.progress import Progress
from photofix.errors import Cancelled
from photofix.ops import fill_diffusion


def plane(height: int, width: int, channels: int = 3) -> np.ndarray:
    y, x = np.mgrid[:height, :width].astype(np.float32)
    return np.stack([0.1 + 0.004 * x + 0.002 * k * y for k in range(channels)], axis=2)


def disc(height: int, width: int, y: int, x: int, radius: int) -> np.ndarray:
    rows, columns = np.ogrid[:height, :width]
    return (rows - y) ** 2 + (columns - x) ** 2 <= radius**2


@pytest.mark.parametrize("radius", [1, 4, 15, 45])
@pytest.mark.parametrize("channels", [1, 3])
def test_a_plane_is_continued(radius: int, channels: int) -> None:
    picture, hole = plane(120, 131, channels), disc(120, 131, 60, 66, radius)
    damaged = np.where(hole[..., None], np.float32(np.nan), picture)
    filled = fill_diffusion.fill(damaged, hole, Progress.silent())
    assert filled.shape == picture.shape and filled.dtype == np.float32
    assert np.array_equal(filled[~hole], picture[~hole])
    assert np.abs(filled - picture).max() < 0.005


def test_input_is_left_alone() -> None:
    picture, hole = plane(40, 40), disc(40, 40, 20, 20, 6)
    before = picture.copy()
    fill_diffusion.fill(picture, hole, Progress.silent())
    assert np.array_equal(picture, before)


def test_values_outside_0_to_1_survive() -> None:
    picture, hole = plane(60, 60) * 8 - 2, disc(60, 60, 30, 30, 9)
    filled = fill_diffusion.fill(picture, hole, Progress.silent())
    assert np.abs(filled - picture).max() < 0.02


@pytest.mark.parametrize("centre", [(0, 0), (0, 30), (59, 59), (30, 59)])
def test_border_and_corner(centre: tuple[int, int]) -> None:
    picture, hole = plane(60, 60), disc(60, 60, *centre, 12)
    filled = fill_diffusion.fill(picture, hole, Progress.silent())
    assert np.abs(filled - picture).max() < 0.06  # flat beyond the border, as nothing is known there
    assert np.array_equal(filled[~hole], picture[~hole])


def test_noise_around_a_large_hole_does_not_blow_it_up() -> None:
    noisy = np.random.default_rng(1).normal(0.5, 0.1, (260, 250, 3)).astype(np.float32)
    hole = disc(260, 250, 130, 125, 100)
    filled = fill_diffusion.fill(noisy, hole, Progress.silent())
    assert np.abs(filled[hole].mean(axis=0) - 0.5).max() < 0.03
    assert filled[hole].std() < 0.06


@pytest.mark.parametrize("shape", [(1, 9), (9, 1), (2, 2), (5, 7)])
def test_tiny_pictures(shape: tuple[int, int]) -> None:
    hole = np.ones(shape, bool)
    hole[0, 0] = False
    filled = fill_diffusion.fill(np.full((*shape, 3), 0.25, np.float32), hole, Progress.silent())
    assert np.allclose(filled, 0.25, atol=1e-3)


def test_one_known_column_fills_a_wide_picture() -> None:
    hole = np.ones((33, 70), bool)
    hole[:, 0] = False
    filled = fill_diffusion.fill(np.full((33, 70, 1), 0.75, np.float32), hole, Progress.silent())
    assert np.allclose(filled, 0.75, atol=1e-3)


def test_no_hole_and_nothing_known() -> None:
    picture = plane(8, 8)
    filled = fill_diffusion.fill(picture, np.zeros((8, 8), bool), Progress.silent())
    assert np.array_equal(filled, picture) and filled is not picture
    with pytest.raises(ValueError, match="nothing is known"):
        fill_diffusion.fill(picture, np.ones((8, 8), bool), Progress.silent())


def test_cancel_and_progress() -> None:
    picture, hole = plane(80, 80), disc(80, 80, 40, 40, 30)
    heard: list[float] = []
    fill_diffusion.fill(picture, hole, Progress(lambda share, _: heard.append(share)))
    assert heard == sorted(heard) and heard[-1] == 1.0 and len(heard) > 3
    progress = Progress.silent()
    progress.cancel()
    with pytest.raises(Cancelled):
        fill_diffusion.fill(picture, hole, progress)
