"""The levels of the composite and of the base photo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from photofix.core.document import State, changes
from photofix.core.edit import Edit, Patch, Record
from photofix.core.photo import Photo
from photofix.core.pyramid import Pyramid
from photofix.core.region import Region
from photofix.gui.canvas.picture import CELL, Picture

RANDOM = np.random.default_rng(5)


def whole(picture: Picture, level: int) -> Region:
    return Region(0, 0, *picture.size(level))


def edited(state: State, region: Region) -> State:
    region = region.clip(state.base.width, state.base.height)
    pixels = RANDOM.integers(0, 256, (region.h, region.w, state.base.pixels.shape[2]), dtype=np.uint8)
    patch = Patch(region, pixels, RANDOM.integers(0, 256, (region.h, region.w), dtype=np.uint8))
    return replace(state, edits=(*state.edits, Edit("e", (patch,), Record("x", {}))))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.integers(1, 1300), st.integers(1, 1300), st.sampled_from([1, 2, 3, 4]),
    st.lists(st.tuples(*[st.integers(0, 1299)] * 2, *[st.integers(1, 700)] * 2), max_size=3),
    st.booleans(),
)  # fmt: skip
def test_every_level_is_the_pyramid_of_the_composite(
    w: int, h: int, channels: int, edits: list[tuple[int, int, int, int]], late: bool
) -> None:
    state = State.of(Photo(RANDOM.integers(0, 256, (h, w, channels), dtype=np.uint8)))
    base = state.base.pixels.copy()
    picture = Picture(state)
    if not late:
        picture.adopt(Pyramid(state.base.pixels))
    for numbers in edits:
        region = Region(*numbers).clip(w, h)
        if not region.empty:
            before, state = state, edited(state, region)
            picture.follow(state, list(changes(before, state).pixels))
    if late:
        picture.adopt(Pyramid(state.base.pixels))
    while picture.pending:
        picture.step()
    after, plain = Pyramid(state.composite()), Pyramid(base)
    assert picture.levels == after.levels
    for level in range(picture.levels):
        area = whole(picture, level)
        assert picture.size(level) == after.size(level)
        assert np.array_equal(picture.read(level, area, before=False), after.read(level, area))
        assert np.array_equal(picture.read(level, area, before=True), plain.read(level, area))
    assert np.array_equal(state.base.pixels, base)


def test_a_state_with_edits_can_be_opened(noise: Callable[..., Photo]) -> None:
    state = edited(State.of(noise(700, 600)), Region(100, 100, 300, 50))
    picture = Picture(state)
    picture.adopt(Pyramid(state.base.pixels))
    while picture.pending:
        picture.step()
    area = whole(picture, 1)
    assert np.array_equal(picture.read(1, area, before=False), Pyramid(state.composite()).read(1, area))


def test_an_edit_costs_the_cells_under_it(noise: Callable[..., Photo]) -> None:
    state = State.of(noise(2200, 1100))
    picture = Picture(state)
    picture.adopt(Pyramid(state.base.pixels))
    region = Region(1700, 600, 20, 20)
    picture.follow(edited(state, region), [region])
    assert picture.differs(0, region)
    assert not picture.differs(0, region.shift(2 * CELL, 0))
    while picture.pending:
        picture.step()
    assert picture.differs(1, Region(850, 300, 10, 10))
    assert not picture.differs(1, Region(850 - 5 * CELL, 300, 1, 1))


@pytest.mark.parametrize(("zoom", "level"), [(1.0, 0), (5.0, 0), (0.51, 0), (0.5, 1), (0.26, 1), (0.25, 2), (0.01, 3)])
def test_levels_are_shown_reduced_never_enlarged(noise: Callable[..., Photo], zoom: float, level: int) -> None:
    assert Picture(State.of(noise(2000, 500))).level_for(zoom) == level
