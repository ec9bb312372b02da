"""Dabs and lines in the mask."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photofix.core.mask import TILE, Mask
from photofix.core.region import Region
from photofix.gui.tools.stroke import Segment, WorkingMask


def dab(x: float, y: float, radius: float, hardness: float = 1.0, strength: int = 255, erase: bool = False) -> Segment:
    return Segment(x, y, radius, x, y, radius, hardness, strength, erase)


def painted(*segments: Segment, width: int = 700, height: int = 600) -> np.ndarray:
    work = WorkingMask(Mask(width, height))
    for segment in segments:
        work.paint(segment)
    return work.finished().read()


@pytest.mark.parametrize("radius", [1.0, 2.5, 10.0, 150.0])
@pytest.mark.parametrize("centre", [(300.0, 300.0), (300.5, 300.5), (255.8, 256.3)])
def test_a_hard_dab_has_the_area_of_its_circle(radius: float, centre: tuple[float, float]) -> None:
    area = painted(dab(*centre, radius)).sum() / 255
    assert area == pytest.approx(math.pi * radius**2, rel=0.1 if radius < 5 else 0.003)


def test_a_dab_is_full_inside_empty_outside_and_soft_for_one_pixel() -> None:
    y, x = np.mgrid[0:600, 0:700] + 0.5
    distance = np.hypot(x - 300, y - 260)
    values = painted(dab(300, 260, 80))
    assert (values[distance < 79.4] == 255).all()
    assert (values[distance > 80.6] == 0).all()


def test_the_feather_falls_from_the_hard_core_to_the_edge() -> None:
    row = painted(dab(300, 260.5, 80, hardness=0.5))[260, 300:].astype(int)
    assert (row[:39] == 255).all() and (row[82:] == 0).all()
    assert (np.diff(row) <= 0).all() and 100 < row[60] < 155


@given(
    st.floats(-50, 750), st.floats(-50, 650), st.floats(-50, 750), st.floats(-50, 650),
    st.floats(0.5, 200), st.floats(0.5, 200), st.floats(0, 1), st.integers(1, 255),
)  # fmt: skip
@settings(deadline=None, max_examples=40)
def test_tiles_do_not_show(
    x0: float, y0: float, x1: float, y1: float, r0: float, r1: float, hardness: float, strength: int
) -> None:
    segment = Segment(x0, y0, r0, x1, y1, r1, hardness, strength, erase=False)
    exact = segment.values(Region(0, 0, 700, 600))
    assert np.abs(painted(segment).astype(int) - exact).max() <= 1


def test_a_line_has_straight_sides() -> None:
    values = painted(Segment(100, 200.5, 30, 500, 200.5, 30, 1.0, 255, False))
    assert (values[:, 100:500] == values[:, 300:301]).all()


def test_a_line_is_the_envelope_of_its_dabs() -> None:
    line = painted(Segment(100, 100, 20, 400, 300, 20, 0.3, 255, False)).astype(int)
    dabs = painted(*(dab(100 + 300 * i / 720, 100 + 200 * i / 720, 20, 0.3) for i in range(721))).astype(int)
    assert np.abs(line - dabs).max() <= 3


def test_pressure_tapers_a_line() -> None:
    values = painted(Segment(100, 200, 5, 400, 200, 40, 1.0, 255, False))
    widths = (values[:, [110, 250, 390]] > 127).sum(axis=0)
    assert widths[0] < widths[1] < widths[2]


def test_painting_twice_is_painting_once_and_never_lowers() -> None:
    soft = dab(200, 200, 60, 0.2, strength=128)
    assert np.array_equal(painted(soft), painted(soft, soft))
    assert (painted(dab(200, 200, 30), soft) >= painted(dab(200, 200, 30))).all()


def test_erasing_takes_away() -> None:
    base = Mask.from_array(np.full((600, 700), 255, np.uint8))
    work = WorkingMask(base)
    work.paint(dab(300, 300, 100, erase=True))
    values = work.finished().read()
    assert values[300, 300] == 0 and values[10, 10] == 255
    assert np.array_equal(255 - values, painted(dab(300, 300, 100)))


def test_only_touched_tiles_are_copied_and_the_base_stays() -> None:
    base = Mask.from_array(np.full((1024, 1024), 100, np.uint8))
    work = WorkingMask(base)
    touched = work.paint(dab(300, 300, 20))
    mask = work.finished()
    assert touched == [Region(279, 279, 42, 42)]
    assert sum(mask.tiles[cell] is base.tiles[cell] for cell in base.tiles) == 15
    assert (base.read() == 100).all()
    assert mask.changes(base) == [Region(TILE, TILE, TILE, TILE)]
    assert not mask.tiles[1, 1].flags.writeable


@pytest.mark.parametrize(
    "segment",
    [dab(-100, -100, 20), dab(900, 900, 100), dab(300, 300, 50, erase=True), dab(300, 300, 40, strength=0)],
)
def test_a_stroke_without_effect_gives_the_same_mask(segment: Segment) -> None:
    base = Mask(700, 600)
    work = WorkingMask(base)
    work.paint(segment)
    assert work.finished() is base


def test_what_goes_beyond_the_photo_is_cut() -> None:
    work = WorkingMask(Mask(300, 280))
    work.paint(dab(295, 275, 50))
    mask = work.finished()
    assert mask.read()[279, 299] == 255
    assert not mask.tiles[1, 1][280 - TILE :, :].any() and not mask.tiles[1, 1][:, 300 - TILE :].any()


def test_erasing_everything_of_a_tile_drops_it() -> None:
    work = WorkingMask(Mask.from_array(np.pad(np.full((4, 4), 9, np.uint8), 50)))
    work.paint(replace(dab(52, 52, 30), erase=True))
    assert work.finished().empty
