"""Tests of the exemplar fill."""

from __future__ import annotations

import numpy as np
import pytest

from photofix.core.progress import Progress
from photofix.errors import Cancelled
from photofix.ops import fill_diffusion, fill_texture


def stripes(height: int, width: int) -> np.ndarray:
    """Slanting stripes 10 pixels apart, with a little noise."""
    y, x = np.mgrid[:height, :width]
    wave = 0.5 + 0.25 * np.sin(2 * np.pi * (x + 0.5 * y) / 10)
    noise = np.random.default_rng(3).normal(0, 0.02, (height, width))
    return np.repeat((wave + noise)[..., None], 3, axis=2).astype(np.float32)


def disc(height: int, width: int, y: int, x: int, radius: int) -> np.ndarray:
    rows, columns = np.ogrid[:height, :width]
    return (rows - y) ** 2 + (columns - x) ** 2 <= radius**2


def filled(picture: np.ndarray, hole: np.ndarray, seed: int = 0, progress: Progress | None = None) -> np.ndarray:
    progress = progress or Progress.silent()
    damaged = np.where(hole[..., None], np.float32(np.nan), picture)
    guide = fill_diffusion.fill(damaged, hole, Progress.silent())
    return fill_texture.fill(damaged, hole, guide, progress, np.random.default_rng(seed))


def gradient(picture: np.ndarray, hole: np.ndarray) -> float:
    return float(np.abs(np.diff(picture[..., 0], axis=1))[hole[:, 1:]].mean())


def test_texture_and_structure_continue() -> None:
    picture, hole = stripes(160, 171), disc(160, 171, 80, 85, 26)
    result = filled(picture, hole)
    guide = fill_diffusion.fill(picture, hole, Progress.silent())
    assert result.shape == picture.shape and result.dtype == np.float32
    assert np.array_equal(result[~hole], picture[~hole])
    assert 0.6 < gradient(result, hole) / gradient(picture, hole) < 1.1
    wrong = np.square(result - picture)[hole].mean()
    assert wrong < 0.5 * np.square(guide - picture)[hole].mean()


def test_no_seam_on_a_slope() -> None:
    y, x = np.mgrid[:120, :120].astype(np.float32)
    picture = np.repeat((0.2 + 0.003 * x + 0.002 * y)[..., None], 3, axis=2)
    result = filled(picture, disc(120, 120, 60, 60, 24))
    assert np.abs(result - picture).max() < 0.02


def test_same_rng_same_result(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fill_texture, "MOST", 500)  # fewer than there are, so that chance picks them
    picture, hole = stripes(120, 120), disc(120, 120, 60, 60, 15)
    first = filled(picture, hole, seed=5)
    assert np.array_equal(first, filled(picture, hole, seed=5))
    assert not np.array_equal(first, filled(picture, hole, seed=6))


@pytest.mark.parametrize("centre", [(0, 0), (0, 50), (99, 98), (50, 98)])
def test_holes_at_the_border(centre: tuple[int, int]) -> None:
    picture, hole = stripes(100, 99), disc(100, 99, *centre, 22)
    result = filled(picture, hole)
    assert np.array_equal(result[~hole], picture[~hole])
    assert np.isfinite(result).all()
    assert gradient(result, hole) > 0.5 * gradient(picture, hole)


@pytest.mark.parametrize("shape", [(1, 12), (12, 1), (7, 9), (24, 25)])
def test_little_known_gives_the_guide(shape: tuple[int, int]) -> None:
    picture = np.random.default_rng(0).random((*shape, 3), np.float32)
    hole = np.ones(shape, bool)
    hole[0, 0] = False
    guide = np.full_like(picture, 0.5)
    result = fill_texture.fill(picture, hole, guide, Progress.silent(), np.random.default_rng(0))
    assert np.array_equal(result[hole], guide[hole]) and np.array_equal(result[~hole], picture[~hole])


def test_stays_in_the_range_of_the_known_pixels() -> None:
    picture = stripes(120, 120) * 4 - 1
    hole = disc(120, 120, 60, 60, 20)
    result = filled(picture, hole)
    assert result.min() >= picture[~hole].min() and result.max() <= picture[~hole].max()


def test_no_hole() -> None:
    picture = stripes(40, 40)
    hole = np.zeros((40, 40), bool)
    result = fill_texture.fill(picture, hole, picture, Progress.silent(), np.random.default_rng(0))
    assert np.array_equal(result, picture) and result is not picture


def test_cancel_and_progress() -> None:
    picture, hole = stripes(100, 100), disc(100, 100, 50, 50, 20)
    heard: list[float] = []

    def listen(share: float, _: str) -> None:
        heard.append(share)
        if share > 0.4:
            progress.cancel()

    progress = Progress(listen)
    with pytest.raises(Cancelled):
        filled(picture, hole, progress=progress)
    assert 0.4 < heard[-1] < 0.7
    heard.clear()
    filled(picture, hole, progress=Progress(lambda share, _: heard.append(share)))
    assert heard == sorted(heard) and heard[-1] == 1.0
