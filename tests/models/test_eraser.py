"""The eraser with its shipped weights: the contract, and that it is better than nothing."""

from __future__ import annotations

import numpy as np
import pytest

from photofix.models.pool import Pool
from tests.ops.conftest import landscape


@pytest.fixture(scope="module")
def pool() -> Pool:
    return Pool("cpu", "fp32")


def test_the_picture_outside_the_hole_is_returned_exactly(pool: Pool) -> None:
    pictures = np.stack([landscape(50, 70, seed) for seed in range(3)])
    holes = np.zeros((3, 50, 70), bool)
    holes[:, 20:26, 10:60] = True
    filled = pool.get("eraser")(pictures, holes)
    assert filled.dtype == np.float32 and filled.shape == pictures.shape
    np.testing.assert_array_equal(filled[~holes], pictures[~holes])


def test_what_lies_under_the_hole_has_no_influence(pool: Pool) -> None:
    picture, hole = landscape(64, 64)[None], np.zeros((1, 64, 64), bool)
    hole[:, 30:36] = True
    other = np.where(hole[..., None], 7.0, picture).astype(np.float32)
    fill = pool.get("eraser")
    np.testing.assert_array_equal(fill(picture, hole)[hole], fill(other, hole)[hole])


def test_a_wire_over_a_soft_picture_disappears(pool: Pool) -> None:
    picture, hole = landscape(96, 96)[None], np.zeros((1, 96, 96), bool)
    hole[:, 40:46] = True
    for turns in (1, 2, 4, 8):
        error = np.abs(pool.get("eraser")(picture, hole, turns) - picture)[hole]
        assert float(error.mean()) < 0.02


def test_the_network_for_thin_holes_is_another_one(pool: Pool) -> None:
    picture, hole = landscape(64, 64)[None], np.zeros((1, 64, 64), bool)
    hole[:, 30:36] = True
    wide, thin = (pool.get("eraser")(picture, hole, 1, kind) for kind in (False, True))
    assert not np.array_equal(wide, thin)
    assert np.abs(wide - thin)[hole].mean() < 0.05


def test_more_turns_favour_no_direction(pool: Pool) -> None:
    picture, hole = np.full((1, 48, 48, 3), 0.4, np.float32), np.zeros((1, 48, 48), bool)
    hole[:, 20:28, 20:28] = True
    once, often = (pool.get("eraser")(picture, hole, turns)[0] for turns in (1, 8))
    assert np.ptp(often - often.transpose(1, 0, 2)) < 0.75 * np.ptp(once - once.transpose(1, 0, 2))
