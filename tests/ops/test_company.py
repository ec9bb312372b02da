"""Which lines run beside others in the same direction."""

from __future__ import annotations

import numpy as np

from photofix.ops.company import CELL, WAYS, beside, courses
from photofix.ops.tracing import Ints


def line(x: int, y: int, dx: float, dy: float, count: int = 60) -> Ints:
    steps = np.arange(count)[:, None] * [dx, dy]
    return np.rint(np.array([x, y]) + steps).astype(np.int32)


def numbered(*lines: Ints) -> tuple[Ints, Ints]:
    number = np.repeat(np.arange(len(lines), dtype=np.int32), [len(each) for each in lines])
    return np.concatenate(lines), number


def test_directions_are_told_apart_whichever_way_the_points_go() -> None:
    level, upright, slanted, back = line(0, 0, 1, 0), line(0, 0, 0, 1), line(0, 0, 1, 1), line(90, 90, -1, -1)
    found = courses(*numbered(level, upright, slanted, back)).reshape(4, -1)
    assert (found == np.array([0, WAYS // 2, WAYS // 4, WAYS // 4])[:, None]).all()


def test_nearly_level_lines_count_as_the_same_direction_on_both_sides_of_level() -> None:
    points, lines = numbered(line(0, 20, 1, 0.03), line(0, 26, 1, -0.03))
    assert beside(points, courses(points, lines), lines == 0)[lines == 1].all()


def test_only_what_is_near_and_goes_the_same_way_has_company() -> None:
    wire = line(40, 40, 1, 0)
    near, across, far = line(40, 50, 1, 0), line(60, 20, 0, 1), line(40, 40 + 3 * CELL, 1, 0)
    points, lines = numbered(wire, near, across, far)
    found = beside(points, courses(points, lines), lines == 0)
    assert found[lines == 1].all()
    assert not found[lines >= 2].any()


def test_without_known_wires_or_without_points_there_is_none() -> None:
    points, lines = numbered(line(0, 0, 1, 0), line(0, 6, 1, 0))
    assert not beside(points, courses(points, lines), np.zeros(len(points), bool)).any()
    none = np.zeros((0, 2), np.int32)
    assert len(beside(none, courses(none, np.zeros(0, np.int32)), np.zeros(0, bool))) == 0
