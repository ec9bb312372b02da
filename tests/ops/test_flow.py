"""The way things run: edges are followed, streaks lie along them, and what is fine goes while edges stay."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from photofix.ops.flow import abstracted, along, directions, streaks


def ramp(angle: float, side: int = 80) -> np.ndarray:
    """A lightness with waves whose crests run in a direction, in degrees."""
    y, x = np.mgrid[:side, :side].astype(np.float32)
    across = np.deg2rad(angle + 90)
    return (0.5 + 0.3 * np.sin((x * np.cos(across) + y * np.sin(across)) / 4)).astype(np.float32)


@pytest.mark.parametrize("angle", [0, 30, 90, 135])
def test_directions_run_along_crests(angle: float) -> None:
    found = directions(ramp(angle))[20:60, 20:60]
    assert found.shape == (40, 40, 2) and np.allclose(np.linalg.norm(found, axis=2), 1, atol=1e-5)
    along_it = np.array([np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))])
    assert np.abs(found @ along_it).min() > 0.95


def test_what_has_no_edge_of_its_own_takes_the_direction_of_what_is_near() -> None:
    light = np.full((100, 100), 0.5, np.float32)
    light[60:] = 0.8
    assert np.abs(directions(light)[25, 50, 0]) > 0.9


@pytest.mark.parametrize("angle", [0, 60, 90])
def test_streaks_are_long_along_the_way_and_short_across(angle: float) -> None:
    made = streaks(directions(ramp(angle, 160)), 8, np.random.default_rng(0))
    assert made.mean() == pytest.approx(0, abs=1e-4) and made.std() == pytest.approx(1, abs=1e-3)
    turned = cv2.warpAffine(made, cv2.getRotationMatrix2D((80, 80), angle, 1), (160, 160))[40:120, 40:120]
    across, down = np.abs(np.diff(turned, axis=1)).mean(), np.abs(np.diff(turned, axis=0)).mean()
    assert across < 0.5 * down


def test_smoothing_along_a_way_leaves_what_does_not_change_there() -> None:
    light = ramp(90)
    planes = np.dstack([light, 1 - light])
    made = along(planes, directions(light), 5)
    assert np.abs(made - planes)[10:-10, 10:-10].max() < 0.01
    noisy = planes + np.random.default_rng(0).normal(0, 0.1, planes.shape).astype(np.float32)
    assert (along(noisy, directions(light), 5) - planes).std() < 0.5 * (noisy - planes).std()


@pytest.mark.parametrize("planes", [1, 3])
def test_texture_goes_and_edges_stay(planes: int) -> None:
    clean = np.full((80, 80, planes), 0.3, np.float32)
    clean[:, 40:] = 0.7
    texture = np.random.default_rng(1).normal(0, 0.03, clean.shape).astype(np.float32)
    made = abstracted(clean + texture)
    assert made.shape == clean.shape
    assert (made - clean)[:, :34].std() < 0.4 * texture.std()
    assert np.abs(made[20:60, 45] - made[20:60, 34]).min() > 0.35


@pytest.mark.parametrize("size", [(1, 1), (1, 30), (3, 2)])
def test_small_pictures(size: tuple[int, int]) -> None:
    planes = np.full((*size, 3), 0.4, np.float32)
    assert np.allclose(abstracted(planes), planes, atol=1e-5)
    assert streaks(directions(planes[..., 0]), 8, np.random.default_rng(0)).shape == size
