"""Pixels that stand in for the composite: at one level, in one area, and never in the levels above."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photofix.core.document import State
from photofix.core.edit import Edit, Patch, Record
from photofix.core.photo import Photo
from photofix.core.pyramid import Pyramid
from photofix.core.region import Region
from photofix.gui.canvas.live import Live, at_ground, at_level
from photofix.gui.canvas.picture import Picture


@pytest.fixture
def picture() -> Picture:
    photo = Photo(np.random.default_rng(1).integers(0, 200, (700, 900, 3), np.uint8))
    picture = Picture(State.of(photo))
    picture.adopt(Pyramid(photo.pixels))
    return picture


@pytest.mark.parametrize("level", [0, 1])
def test_it_is_shown_at_its_level_and_place_and_only_after(picture: Picture, level: int) -> None:
    area = Region(20, 30, 100, 50)
    plain = {n: picture.read(n, Region(0, 0, *picture.size(n)), before=False) for n in (0, 1)}
    picture.live = Live(level, area, np.full((50, 100, 3), 255, np.uint8))
    for other in (0, 1):
        whole = Region(0, 0, *picture.size(other))
        assert np.array_equal(picture.read(other, whole, before=True), plain[other])
        assert np.array_equal(picture.composite(other, whole), plain[other])
        expected = plain[other].copy()
        if other == level:
            expected[area.slices] = 255
        assert np.array_equal(picture.read(other, whole, before=False), expected)
        part = Region(100, 60, 60, 60)
        assert np.array_equal(picture.read(other, part, before=False), expected[part.slices])
        assert picture.differs(other, Region(110, 70, 5, 5)) == (other == level)
        assert not picture.differs(other, Region(200, 200, 5, 5))


def test_the_coarser_levels_are_made_without_it(picture: Picture) -> None:
    photo = picture.photo
    place = Region(64, 64, 128, 128)
    patch = Patch(place, 255 - photo.pixels[place.slices], np.full((128, 128), 255, np.uint8))
    state = State.of(photo).with_edit(Edit("x", (patch,), Record("x", {})))
    picture.live = Live(0, Region(0, 0, 300, 300), np.zeros((300, 300, 3), np.uint8))
    picture.follow(state, [place])
    while picture.pending:
        picture.step()
    reference = Pyramid(state.composite())
    whole = Region(0, 0, *picture.size(1))
    assert np.array_equal(picture.read(1, whole, before=False), reference.read(1, whole))


@settings(max_examples=100, deadline=None)
@given(
    st.integers(0, 5),
    st.builds(Region, st.integers(0, 999), st.integers(0, 999), st.integers(1, 500), st.integers(1, 500)),
)
def test_areas_of_levels_stand_for_all_of_their_pixels(level: int, region: Region) -> None:
    area = at_level(level, region)
    assert at_ground(level, area).contains(region)
    assert at_level(level, at_ground(level, area)) == area
    smaller = (area.grow(-1),) if area.w > 2 and area.h > 2 else ()
    assert all(not at_ground(level, less).contains(region) for less in smaller)
