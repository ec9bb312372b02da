"""Evidence for lines, its sums along pieces, the best path and the best arcs through them."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from photofix.core.wire_arcs import Arc, best_arcs
from photofix.core.wire_search import CEILING, Beams, Frame, best_path, evidence, likeness, to_levels

COLUMNS, ROWS = 320, 121
MIDDLE = ROWS // 2


def clue(*courses: NDArray[np.float64], seed: int = 0) -> NDArray[np.float32]:
    """Columns × rows: weak evidence everywhere, strong along the courses (row offsets from the middle)."""
    found = np.random.default_rng(seed).uniform(0, 0.8, (COLUMNS, ROWS)).astype(np.float32)
    for course in courses:
        found[np.arange(COLUMNS), np.rint(course + MIDDLE).astype(int)] = 3
    return found


def none() -> NDArray[np.float32]:
    return np.zeros((COLUMNS, ROWS), np.float32)


def hanging(sag: float, start: float = 0, end: float = 0) -> NDArray[np.float64]:
    t = np.linspace(0, 1, COLUMNS)
    return np.asarray(start + t * (end - start) + 4 * sag * t * (1 - t))


def test_a_bar_is_evidence_and_an_edge_is_less() -> None:
    grey = np.random.default_rng(1).normal(120, 2, (81, 200))
    grey[20:23] -= 40
    grey[60:] += 60
    dark, light = evidence(np.clip(grey, 0, 255).astype(np.uint8), (1, 3, 5), 1)
    assert dark.shape == (200, 81) and np.all(dark[:, 21] > 0.9 * CEILING)
    assert light[:, 21].max() < 1.5 and dark[:, 58:62].mean() < 1.5 and light[:, 58:62].mean() < 1.5


def test_of_pooled_rows_the_best_counts() -> None:
    grey = np.full((80, 100), 120, np.uint8)
    grey[33] = 40
    dark, _ = evidence(grey, (1,), 4)
    assert dark.shape == (100, 20) and set(dark.argmax(1)) == {8}


def test_likeness_is_of_the_colour() -> None:
    samples = np.full((10, 6, 3), (200, 60, 60), np.uint8)
    samples[4] = 60, 60, 200
    alike = likeness(samples, np.array([60.0, 60, 200]), 1)
    assert alike.shape == (6, 10) and alike[:, 4].min() > 3.9 and np.delete(alike, 4, axis=1).max() < 0.1


def test_a_dark_16_bit_photo_uses_all_levels() -> None:
    dark = np.random.default_rng(0).integers(500, 4000, (64, 64, 3)).astype(np.uint16)
    levels = to_levels(dark)
    assert levels.dtype == np.uint8 and np.ptp(levels) > 240


@pytest.mark.parametrize("slope", [-5, 0, 3])
def test_beams_sum_along_straight_pieces(slope: int) -> None:
    course = np.arange(COLUMNS) * slope / 15
    beams = Beams.along([clue(np.clip(course, -55, 55)), none()], 0.5)
    first = beams.score[0, 0]
    best_slope, row = np.unravel_index(first.argmax(), first.shape)
    assert beams.length == 15 and (best_slope - beams.steps, row) == (slope, MIDDLE)
    assert first.max() > 2 * beams.length and beams.score[0, 1].max() <= 0


@pytest.mark.parametrize("kinds", ["one", "both"])
def test_the_best_path_follows_the_line_also_where_it_turns_from_dark_to_light(kinds: str) -> None:
    course = hanging(22, -3, 4)
    dark, light = clue(course), none()
    if kinds == "both":
        light[160:], dark[160:] = dark[160:], light[160:].copy()
    price = np.abs(np.arange(ROWS) - MIDDLE).astype(np.float32) * 0.1
    found = best_path(Beams.along([dark, light], 0.5), price, price)
    assert np.abs(found.rows - (course + MIDDLE)).mean() < 0.8 and 0.5 < found.strength < 1


def test_where_the_path_ends_is_bounded_by_the_price() -> None:
    price = np.where(np.abs(np.arange(ROWS) - MIDDLE) <= 2, 0, np.inf).astype(np.float32)
    found = best_path(Beams.along([clue(hanging(0, 20, 20)), none()], 0.5), price, price)
    assert abs(found.rows[0] - MIDDLE) <= 2 and abs(found.rows[-1] - MIDDLE) <= 2


def test_the_arc_that_hangs_there_comes_first() -> None:
    course = hanging(31, 2, -3)
    first = best_arcs(Beams.along([clue(course), none()], 0.75), 6, 50, 1, 3)[0]
    assert np.abs(first.offsets(COLUMNS) - course).mean() < 1
    assert abs(first.sag - 31) < 2


def test_other_arcs_lie_apart() -> None:
    courses = hanging(-30), hanging(24), hanging(4)
    arcs = best_arcs(Beams.along([clue(*courses), none()], 0.75), 6, 50, 1, 3)
    found = [arc.offsets(COLUMNS) for arc in arcs]
    for course in courses:
        assert min(np.abs(other - course).mean() for other in found) < 1
    for index, one in enumerate(found):
        assert all(np.abs(one - other).mean() > 4 for other in found[:index])


def test_a_long_faint_arc_beats_a_short_strong_edge() -> None:
    found = clue(seed=4)
    course = hanging(25)
    found[np.arange(COLUMNS), np.rint(course + MIDDLE).astype(int)] = 1.5
    found[100:160, MIDDLE] = CEILING
    first = best_arcs(Beams.along([found, none()], 0.75), 6, 50, 1, 3)[0]
    assert np.abs(first.offsets(COLUMNS) - course).mean() < 1.5


def test_an_arc_of_nothing_but_ends_is_its_chord() -> None:
    assert np.allclose(Arc(2, 6, 0, 0).offsets(5), [2, 3, 4, 5, 6])
    assert Arc(0, 0, 10, 0).offsets(5)[2] == 10


def test_a_frame_samples_across_the_line() -> None:
    photo = np.tile(np.arange(60, dtype=np.uint8)[:, None, None], (1, 80, 3))
    frame = Frame.along(np.array([[10.0, 30.5], [70.0, 30.5]]), 1.0, np.arange(-5.0, 6.0))
    assert frame.sample(photo)[:, 20, 0].tolist() == list(range(25, 36))
    assert frame.inside(80, 33)[:, 20].tolist() == [True] * 8 + [False] * 3
    assert np.allclose(frame.places(np.full(len(frame.spine), 4.0))[:, 1], 34.5)
