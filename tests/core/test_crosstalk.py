"""What shows through of a picture in its infrared plane."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from photofix.core.crosstalk import cell_for, fit
from photofix.core.region import Region

Floats = NDArray[np.float32]


def cells(channels: int = 3, seed: int = 0) -> Floats:
    """rows×columns×C logarithms of light, channels related as in a picture."""
    rng = np.random.default_rng(seed)
    common = rng.uniform(-4, -0.1, (50, 70, 1))
    return np.asarray(np.clip(common + rng.normal(0, 0.4, (50, 70, channels)), -5.5, 0), np.float32)


@pytest.mark.parametrize("channels", [1, 3])
def test_densities_are_found_under_dust_and_a_fading_lamp(channels: int) -> None:
    visible = cells(channels)
    rng = np.random.default_rng(1)
    y, x = np.mgrid[:50, :70] / 70
    film = 0.15 * visible[..., 0] - 0.3 - 0.3 * (x - 0.5) ** 2
    seen = film + rng.normal(0, 0.01, film.shape)
    dusty = rng.random(film.shape) < 0.08
    seen[dusty] -= rng.uniform(0.2, 2, film.shape)[dusty]
    found = fit(visible, seen.astype(np.float32), 1)
    left = found.predicted(visible, Region(0, 0, 70, 50)) - film
    assert np.abs(left[2:-2, 2:-2]).mean() < 0.02
    assert found.share == pytest.approx(0.15, abs=0.05)
    assert found.kept > 0.9
    assert y.shape == film.shape


def test_no_crosstalk_is_none() -> None:
    noise = np.random.default_rng(1).normal(-0.3, 0.01, (50, 70)).astype(np.float32)
    found = fit(cells(), noise, 8)
    assert found.share < 0.02
    assert abs(found.kept) < 0.5


def test_silver_is_all_crosstalk() -> None:
    visible = cells(1)
    noise = np.random.default_rng(1).normal(0, 0.02, (50, 70))
    found = fit(visible, (visible[..., 0] * 0.95 + noise).astype(np.float32), 8)
    assert found.share > 0.85 and found.kept > 0.95


def test_colours_never_seen_are_predicted_straight_on() -> None:
    visible = cells(1)
    found = fit(visible, (0.2 * visible[..., 0]).astype(np.float32), 8)
    dark = np.full((8, 8, 1), -8, np.float32)
    assert found.predicted(dark, Region(200, 200, 8, 8)).mean() == pytest.approx(-1.6, abs=0.2)


def test_flat_pictures_and_planes_do_no_harm() -> None:
    for visible in (np.zeros((3, 4, 3), np.float32), cells()[:1, :1]):
        found = fit(visible, np.zeros(visible.shape[:2], np.float32), 8)
        assert np.isfinite(found.predicted(visible, Region(0, 0, visible.shape[1], visible.shape[0]))).all()


@pytest.mark.parametrize(("size", "cell"), [((100, 80), 8), ((5600, 3700), 18), ((1, 1), 8)])
def test_cells_grow_with_the_photo(size: tuple[int, int], cell: int) -> None:
    assert cell_for(*size) == cell
