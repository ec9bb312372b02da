"""Which points of lines run beside others in the same direction: wires are strung together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Courses = NDArray[np.int64]
Bools = NDArray[np.bool_]

CELL = 24  # pixels: what lies in a cell next to it is beside a point
ALONG = 6  # points to both sides from which a line's direction is told
WAYS = 16  # directions that are told apart; the next ones to both sides count as the same


def courses(points: Ints, lines: Ints) -> Courses:
    """N: the direction of each point's line, 0..WAYS - 1 for half a turn. points: N×2 (x, y); lines: N, of each."""
    if not len(points):
        return np.zeros(0, np.int64)
    first = np.searchsorted(lines, lines, side="left")
    last = np.searchsorted(lines, lines, side="right") - 1
    place = np.arange(len(points))
    way = points[np.minimum(place + ALONG, last)] - points[np.maximum(place - ALONG, first)]
    turn = np.arctan2(way[:, 1], way[:, 0]) / np.pi % 1
    return np.asarray(np.rint(turn * WAYS), np.int64) % WAYS


def beside(points: Ints, courses: Courses, known: Bools) -> Bools:
    """N: which of the points have known ones nearby whose lines take the same direction."""
    cells = points.astype(np.int64) // CELL + 1
    width = int(cells[:, 0].max(initial=0)) + 2
    there = np.unique(_keys(cells[known], courses[known], width))
    found = np.zeros(len(points), bool)
    for dx, dy, turn in np.ndindex(3, 3, 3):
        moved = cells + np.array([dx - 1, dy - 1])
        keys = _keys(moved, (courses + turn - 1) % WAYS, width)
        found |= np.isin(keys, there)
    return found


def _keys(cells: Courses, courses: Courses, width: int) -> Courses:
    return (cells[:, 1] * width + cells[:, 0]) * WAYS + courses
