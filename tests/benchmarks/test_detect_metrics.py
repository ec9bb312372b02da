"""The detection benchmark's measures, on cases whose answers are known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tests.benchmarks.detect_metrics import TOLERANCE, Found, Marked, Score, judge, macro, micro, near

masks = arrays(bool, (24, 31), elements=st.booleans(), fill=st.just(False))


def line(row: int, start: int = 10, end: int = 60, size: tuple[int, int] = (50, 80)) -> Marked:
    mask = np.zeros(size, bool)
    mask[row, start:end] = True
    return mask


def measured(found: Marked, truth: Marked) -> Score:
    return judge(Found.of(found), Found.of(truth))


def test_near_is_a_disc() -> None:
    mask = np.zeros((15, 15), bool)
    mask[7, 7] = True
    y, x = np.mgrid[:15, :15] - 7
    assert np.array_equal(near(mask), np.hypot(x, y) <= TOLERANCE)


@pytest.mark.parametrize(("away", "f1"), [(0, 1.0), (TOLERANCE, 1.0), (TOLERANCE + 1, 0.0)])
def test_a_shifted_line_counts_within_the_tolerance(away: int, f1: float) -> None:
    score = measured(line(20 + away), line(20))
    assert score.f1 == f1
    assert score.iou == (1.0 if away == 0 else 0.0)
    assert score.object_recall == score.object_precision == f1


def test_half_a_line_is_half_a_recall() -> None:
    score = measured(line(20, 10, 35), line(20))
    assert (score.precision, score.iou) == (1.0, 0.5)
    assert score.recall == (25 + TOLERANCE) / 50


def test_a_wrong_line_halves_precision() -> None:
    score = measured(line(20) | line(40), line(20))
    assert (score.precision, score.recall, score.iou) == (0.5, 1.0, 0.5)
    assert (score.objects, score.right_objects) == (2, 1)
    assert score.f1 == pytest.approx(2 / 3)


def test_what_nobody_can_see_is_neither_asked_for_nor_wrong() -> None:
    found, truth = line(20) | line(40), Found.of(line(20))
    score = judge(Found.of(found), truth, faint=line(41))
    assert (score.precision, score.recall, score.objects, score.right_objects) == (1.0, 1.0, 1, 1)
    assert judge(Found.of(line(20)), truth, faint=line(22)).recall == 1.0
    assert judge(Found.of(line(40)), truth, faint=line(48)).precision == 0.0


def test_nothing_found_and_nothing_there() -> None:
    nothing = np.zeros((50, 80), bool)
    assert measured(nothing, nothing).f1 == 1
    assert (measured(nothing, line(20)).recall, measured(nothing, line(20)).f1) == (0, 0)
    assert (measured(line(20), nothing).precision, measured(line(20), nothing).f1) == (0, 0)


def test_pieces_of_one_line_are_one_object() -> None:
    broken = line(20, 10, 30) | line(20, 30 + TOLERANCE, 60)
    assert Found.of(broken).count == 1
    assert Found.of(line(20, 10, 30) | line(20, 30 + 2 * TOLERANCE + 2, 60)).count == 2


def test_bits_of_a_line_are_no_objects() -> None:
    broken = line(20, 10, 50) | line(20, 60, 65)
    assert Found.of(broken).count == 2
    assert Found.of(broken, least=12).count == 1
    assert judge(Found.of(line(20, 10, 50)), Found.of(broken, least=12)).true == 45


def test_objects_may_overlap() -> None:
    first, second = np.flatnonzero(line(20)), np.flatnonzero(line(20, 40, 75))
    found = Found(
        line(20, 10, 75), np.concatenate([first, second]), np.repeat([0, 1], [len(first), len(second)]), count=2
    )
    score = judge(found, Found.of(line(20)))
    assert (score.objects, score.right_objects) == (2, 2)  # 23 of the second one's 35 pixels are near the truth


def test_micro_weighs_pixels_and_macro_photos() -> None:
    small, large = Score(found=1, right=1, true=1, met=1), Score(found=99, right=0, true=99, met=0)
    assert micro([small, large]).precision == 0.01
    assert macro([small, large], "precision") == 0.5
    assert macro([small, Score(found=5)], "f1") == 1.0  # a photo without truth says nothing about recall


@given(masks, masks)
def test_bounds_and_symmetry(one: Marked, other: Marked) -> None:
    there, back = measured(one, other), measured(other, one)
    assert (there.precision, there.iou, there.f1) == (back.recall, back.iou, back.f1)
    assert (there.object_precision, there.object_recall) == (back.object_recall, back.object_precision)
    assert 0 <= there.iou <= 1
    assert there.both <= min(there.right, there.met)
    assert there.right_objects <= there.objects


@given(masks)
def test_a_mask_agrees_with_itself(mask: Marked) -> None:
    score = measured(mask, mask)
    assert score.f1 == score.iou == score.object_precision == score.object_recall == 1
