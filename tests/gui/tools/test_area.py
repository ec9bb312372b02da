"""Areas as paint: the inside is full, the edge antialiased or soft, and tiles do not show."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from photofix.core.mask import FULL_TILE, TILE, Mask
from photofix.core.region import Region
from photofix.gui.tools.area import Area, ellipse, rectangle
from photofix.gui.tools.stroke import Segment, WorkingMask


def painted(area: Area, width: int = 900, height: int = 700, base: Mask | None = None) -> Mask:
    work = WorkingMask(base or Mask(width, height))
    work.paint(area)
    return work.finished()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(-200, 1100), st.integers(-200, 900)), min_size=3, max_size=3))
@example([(0, 0), (0, 2), (16, 1)])
def test_the_inside_is_marked_and_the_outside_is_not(points: list[tuple[int, int]]) -> None:
    """Triangles, against OpenCV's, drawn four times as large; what its edges touch is left out."""
    triangle = np.array(points)
    values = painted(Area(triangle)).read()
    rim = 4  # pixels around the photo: what is eroded at its border needs to know what lies beyond
    exact = np.zeros(((700 + 2 * rim) * 4, (900 + 2 * rim) * 4), np.uint8)
    cv2.fillPoly(exact, [(triangle + rim) * 4], 255)
    inside = cv2.erode(exact, np.ones((13, 13)))[2::4, 2::4][rim:-rim, rim:-rim] > 0
    outside = cv2.dilate(exact, np.ones((13, 13)))[2::4, 2::4][rim:-rim, rim:-rim] == 0
    assert (values[inside] == 255).all() and (values[outside] == 0).all()


def test_an_edge_between_pixels_is_exact() -> None:
    values = painted(Area(rectangle(100.25, 100, 200.75, 200))).read()
    assert (values[100:200, 101:200] == 255).all()
    assert np.abs(values[100:200, 100].astype(int) - 191).max() <= 2
    assert np.abs(values[100:200, 200].astype(int) - 191).max() <= 2


@pytest.mark.parametrize("feather", [1, 6, 25, 90])
def test_feathers_are_gaussian_and_without_seams(feather: float) -> None:
    values = painted(Area(ellipse(150, 120, 760, 600), feather=feather)).read().astype(float)
    sharp = painted(Area(ellipse(150, 120, 760, 600))).read().astype(np.float32)
    blurred = cv2.GaussianBlur(sharp, (0, 0), feather / 2, borderType=cv2.BORDER_CONSTANT)
    inner = np.s_[140:-140, 140:-140] if feather > 50 else np.s_[:, :]
    assert np.abs(values - blurred)[inner].max() <= 8
    steps = np.abs(np.diff(values, axis=1))
    assert steps[:, TILE - 2 : TILE + 1].max() <= steps.max() * 1.05 + 1


def test_a_large_area_shares_its_full_tiles() -> None:
    mask = painted(Area(rectangle(-10, -10, 5000, 5000)), 4096, 4096)
    assert all(tile is FULL_TILE for tile in mask.tiles.values()) and len(mask.tiles) == 256
    assert painted(Area(rectangle(-10, -10, 5000, 5000), erase=True), base=mask).empty


def test_what_is_shared_is_not_painted_on() -> None:
    mask = painted(Area(rectangle(0, 0, 900, 700)))
    work = WorkingMask(mask)
    work.paint(Area(rectangle(0, 0, 512, 512), erase=True))
    work.paint(Segment(100, 100, 10, 100, 100, 10, 1, 255, False))
    work.paint(Segment(600, 100, 10, 600, 100, 10, 1, 255, True))
    made = work.finished().read()
    assert made[100, 100] == 255 and made[50, 50] == 0 and made[100, 600] == 0 and made[200, 700] == 255
    assert (FULL_TILE == 255).all() and (mask.read() == 255).all()


def test_ellipses_are_round() -> None:
    points = ellipse(0, 0, 8000, 8000)
    middles = (points + np.roll(points, 1, axis=0)) / 2
    assert 4000 - np.hypot(*(middles - 4000).T).min() <= 0.021
    assert Area(ellipse(10, 20, 30, 60)).reach == Region(10, 20, 20, 40)
