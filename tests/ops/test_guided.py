"""Coarse planes at a fine size: nothing blurs over an edge of the guide, and a part is the part of the whole."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.ops.guided import at, finer, lines

Floats = NDArray[np.float32]


def disc(side: int) -> Floats:
    """Lightness 30 about a disc of 70."""
    large = np.full((8 * side, 8 * side), 30, np.float32)
    cv2.circle(large, (4 * side, 4 * side), 2 * side, 70, -1)
    return np.asarray(cv2.resize(large, (side, side), interpolation=cv2.INTER_AREA), np.float32)


def planes(guide: Floats) -> Floats:
    return np.stack([guide - 50, 100 - 2 * guide], axis=2)


def test_finer_planes_keep_the_edge() -> None:
    coarse, fine = disc(24), disc(120)
    made, truth = finer(planes(coarse), coarse, fine), planes(fine)
    plain = cv2.resize(planes(coarse), (120, 120), interpolation=cv2.INTER_LINEAR)
    assert np.abs(made - truth).mean() < 0.5 * np.abs(plain - truth).mean()


def test_where_nothing_is_alike_the_nearest_counts() -> None:
    coarse = np.zeros((4, 4), np.float32)
    made = finer(np.ones((4, 4, 2), np.float32), coarse, np.full((8, 8), 100, np.float32))
    np.testing.assert_allclose(made, 1, rtol=1e-5)


def test_lines_follow_the_guide() -> None:
    guide = disc(64) / np.float32(100)
    found = lines(guide, planes(disc(64)), 2, 1e-4)
    made = found.slope * guide[..., None] + found.offset
    assert np.abs(made - planes(disc(64))).max() < 1.5


def test_a_part_is_the_part_of_the_whole() -> None:
    plane = np.random.default_rng(0).random((20, 30, 2)).astype(np.float32)
    whole = at(plane, (300, 200), 0, 0, 300, 200)
    np.testing.assert_allclose(at(plane, (300, 200), 110, 40, 90, 70), whole[40:110, 110:200], atol=0.03)
    middle = cv2.resize(plane, (300, 200), interpolation=cv2.INTER_LINEAR)
    assert np.abs(whole - middle).max() < 0.05
