"""From findings to a mask: what they hold counts, else what they look like."""

from __future__ import annotations

import numpy as np
import pytest

from photofix.core.finding import Finding, Kind, Shape
from photofix.core.finding_marks import drawn, marked, marks
from photofix.core.region import Region


def line(*points: tuple[float, float], width: float = 3.0) -> Finding:
    return Finding(Kind.WIRES, Shape.LINE, np.array(points), width)


def test_nothing_found_marks_nothing() -> None:
    assert marks([], 40, 30).empty


def test_a_level_line_covers_its_width_exactly() -> None:
    values = marks([line((-5, 10.5), (45, 10.5))], 40, 30).read()
    assert np.array_equal(np.flatnonzero(values.any(axis=1)), [9, 10, 11])
    assert (values[9:12] == 255).all()


@pytest.mark.parametrize("width", [1.0, 2.5, 6.0])
@pytest.mark.parametrize("angle", [0.0, 0.4, 1.2])
def test_a_line_covers_as_much_as_it_is_wide(width: float, angle: float) -> None:
    way = 80 * np.array([np.cos(angle), np.sin(angle)])
    one = line((20.0, 20.0), tuple(way + 20), width=width)
    _, values = drawn(one)
    round_ends = np.pi * width**2 / 4
    assert values.sum() / 255 == pytest.approx(80 * width + round_ends, rel=0.06, abs=3)


def test_a_spot_is_a_disc_and_an_area_is_filled() -> None:
    spot = Finding(Kind.DUST, Shape.SPOT, np.array([[20.0, 15.0]]), 10.0)
    region, values = drawn(spot)
    assert values.sum() / 255 == pytest.approx(np.pi * 25, rel=0.05)
    assert region.contains(spot.bounds)
    area = Finding(Kind.SCRATCHES, Shape.AREA, np.array([[5.0, 5.0], [25.0, 5.0], [25.0, 15.0], [5.0, 15.0]]), 0.0)
    filled = marks([area], 40, 30).read()
    assert (filled[6:14, 6:24] == 255).all() and not filled[17:].any()
    assert (filled > 127).sum() == pytest.approx(200, abs=31)


def test_pixels_count_more_than_the_shape_and_the_stronger_of_two_wins() -> None:
    exact = np.array([[90, 0], [255, 10]], np.uint8)
    held = Finding(Kind.DUST, Shape.SPOT, np.array([[3.0, 3.0]]), 30.0, at=Region(2, 2, 2, 2), pixels=exact)
    over = Finding(Kind.DUST, Shape.SPOT, np.array([[3.0, 3.0]]), 3.0, at=Region(2, 2, 2, 2), pixels=exact[::-1].copy())
    assert np.array_equal(marked(held, 10, 10).read(Region(2, 2, 2, 2)), exact)
    assert np.count_nonzero(marked(held, 10, 10).read()) == 3
    assert np.array_equal(marks([held, over], 10, 10).read(Region(2, 2, 2, 2)), [[255, 10], [255, 10]])


def test_what_lies_outside_the_photo_is_left_out() -> None:
    outside = line((-50, -50), (-20, -30))
    assert marks([outside], 40, 30).empty
    held = Finding(
        Kind.DUST,
        Shape.SPOT,
        np.array([[0.0, 0.0]]),
        4.0,
        at=Region(-2, -2, 4, 4),
        pixels=np.full((4, 4), 255, np.uint8),
    )
    assert np.count_nonzero(marks([held], 40, 30).read()) == 4


def test_a_long_slanting_wire_is_drawn_without_gaps() -> None:
    values = marks([line((0, 0), (3000, 2100), width=2.0)], 3000, 2100).read()
    assert values.any(axis=0).all() and values.any(axis=1).all()
