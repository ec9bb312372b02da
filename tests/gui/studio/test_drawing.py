"""Marks on sketches, exact to the pixel."""

from __future__ import annotations

import numpy as np
import pytest

from photofix.core.region import Region
from photofix.gui.studio.drawing import Bytes, Marks, changed_part, filled, flood, fresh

RED = (255, 0, 0)


def paper(width: int = 12, height: int = 10) -> Bytes:
    return fresh(np.full((height, width, 3), 255, np.uint8))


def inked(pixels: Bytes) -> list[tuple[int, int]]:
    """Places (x, y) that are wholly red."""
    rows, columns = np.nonzero((pixels[..., :3] == RED).all(axis=2))
    return sorted(zip(columns.tolist(), rows.tolist(), strict=True))


@pytest.mark.parametrize(
    ("at", "width", "places"),
    [
        ((3.1, 4.9), 1, [(3, 4)]),
        ((3.9, 4.1), 1, [(3, 4)]),
        ((4.2, 4.2), 2, [(3, 3), (3, 4), (4, 3), (4, 4)]),
        ((4.5, 4.5), 3, [(x, y) for x in (3, 4, 5) for y in (3, 4, 5)]),
    ],
)
def test_a_hard_dab_is_as_wide_as_it_is_said(
    at: tuple[float, float], width: float, places: list[tuple[int, int]]
) -> None:
    marks = Marks(paper(), RED, smooth=False)
    marks.line((*at, width), (*at, width))
    assert inked(marks.pixels) == places
    assert set(np.unique(marks.pixels[..., 1])) == {0, 255}  # nothing in between


def test_a_hard_line_has_no_gaps_and_its_width() -> None:
    marks = Marks(paper(), RED, smooth=False)
    marks.line((1.5, 2.5, 1), (8.5, 2.5, 1))
    assert inked(marks.pixels) == [(x, 2) for x in range(1, 9)]


def test_what_was_drawn_is_marked_as_by_hand() -> None:
    marks = Marks(paper(), RED, smooth=True)
    touched = marks.line((5.5, 5.5, 3), (5.5, 5.5, 3))
    hand, ink = marks.pixels[..., 3] > 0, (marks.pixels[..., :3] != 255).any(axis=2)
    assert hand[5, 5] and not hand[0, 0] and (hand | ~ink).all()
    assert touched.contains(changed_part(marks.before, marks.pixels))


def test_a_smooth_stroke_that_crosses_itself_gets_no_darker() -> None:
    once, twice = (Marks(paper(), RED, smooth=True) for _ in range(2))
    once.line((2.2, 5.3, 3), (9.7, 5.3, 3))
    for _ in range(3):
        twice.line((2.2, 5.3, 3), (9.7, 5.3, 3))
    assert np.array_equal(once.pixels, twice.pixels)
    assert len(np.unique(once.pixels[..., 1])) > 2


def test_a_filled_rectangle_holds_the_pixels_of_both_corners() -> None:
    marks = Marks(paper(), RED, smooth=False)
    assert marks.rectangle((7.9, 6.1), (2.2, 3.8), None) == Region(2, 3, 6, 4)
    assert inked(marks.pixels) == sorted((x, y) for x in range(2, 8) for y in range(3, 7))


def test_a_drawn_rectangle_is_empty_inside() -> None:
    marks = Marks(paper(), RED, smooth=False)
    marks.rectangle((2.5, 2.5), (7.5, 6.5), 1)
    border = {(x, y) for x in range(2, 8) for y in range(2, 7)} - {(x, y) for x in range(3, 7) for y in range(3, 6)}
    assert set(inked(marks.pixels)) == border


def test_marks_outside_are_cut_and_can_be_wiped() -> None:
    marks = Marks(paper(), RED, smooth=False)
    touched = marks.line((-20.0, 5.5, 3), (40.0, 5.5, 3))
    assert len(inked(marks.pixels)) == 36
    marks.wipe(touched)
    assert np.array_equal(marks.pixels, marks.before)
    assert marks.rectangle((-9, -9), (-3, -3), None).empty


def room_with_a_door(gap: int) -> Bytes:
    """A black frame with an opening of some pixels in its right side."""
    sketch = np.full((30, 30, 3), 255, np.uint8)
    sketch[4, 4:20] = sketch[22, 4:20] = 0
    sketch[4:23, 4] = sketch[4:23, 19] = 0
    sketch[10 : 10 + gap, 19] = 255
    return sketch


@pytest.mark.parametrize(("gap", "leaks"), [(1, False), (4, False), (9, True)])
def test_a_fill_does_not_run_out_through_a_gap(gap: int, leaks: bool) -> None:
    picture = room_with_a_door(gap)
    area = flood(picture, 10, 14, tolerance=10, gap=2)
    assert area[5:22, 5:19].all(), "it reaches every corner"
    assert area[0, 0] == leaks
    assert flood(picture, 10, 14, tolerance=10, gap=0)[0, 0]


def test_a_fill_in_a_narrow_place_fills_it() -> None:
    picture = np.zeros((20, 20, 3), np.uint8)
    picture[8:11, 3:17] = 255
    assert flood(picture, 5, 9, tolerance=10, gap=2).sum() == 3 * 14


def test_a_fill_heeds_the_tolerance_in_every_channel() -> None:
    picture = np.full((6, 9, 3), 100, np.uint8)
    picture[:, 3:6, 2] = 110
    picture[:, 6:, 0] = 111
    area = flood(picture, 0, 0, tolerance=10, gap=0)
    assert area[:, :6].all() and not area[:, 6:].any()
    made = filled(fresh(picture), 0, 0, RED, tolerance=9, gap=0)
    assert len(inked(made)) == 18 and (made[:, :3, 3] == 255).all() and not made[:, 3:, 3].any()


def test_areas_that_touch_at_a_corner_only_are_two() -> None:
    picture = np.zeros((4, 4, 3), np.uint8)
    picture[:2, :2] = picture[2:, 2:] = 255
    assert flood(picture, 0, 0, tolerance=0, gap=0).sum() == 4


def test_a_wash_lies_under_the_lines() -> None:
    """The soft edges of a line become dark shades of the colour, so that no pale seam is left beside it."""
    marks = Marks(paper(24, 24), (0, 0, 0), smooth=True)
    marks.rectangle((5.5, 5.5), (18.5, 18.5), 2)
    made = filled(marks.pixels, 12, 12, (200, 100, 40), tolerance=96, gap=2, wash=True)
    inner, outer = made[12, 7:17, :3], made[12, :4, :3]
    assert (inner[1:-1] == (200, 100, 40)).all() and (outer == 255).all()
    row = made[12, 4:9, :3].astype(int)
    assert (row.min(axis=0) == 0).all(), "the line itself is as black as it was"
    seam = row[np.argmin(row[:, 0]) :]
    assert (np.diff(seam[:, 0]) >= 0).all() and (seam <= (200, 100, 40)).all()
