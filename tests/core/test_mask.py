"""The mask: what is written is read, and what is not touched is shared."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photofix.core.mask import TILE, Mask
from photofix.core.region import Region

WIDTH, HEIGHT = 2 * TILE + 88, TILE + 44
WHOLE = Region(0, 0, WIDTH, HEIGHT)


@st.composite
def strokes(draw: st.DrawFn) -> list[tuple[Region, int]]:
    places = st.builds(
        Region, st.integers(-30, WIDTH), st.integers(-30, HEIGHT), st.integers(0, 400), st.integers(0, 200)
    )
    return draw(st.lists(st.tuples(places, st.integers(0, 255)), max_size=5))


def paint(mask: Mask, region: Region, value: int) -> Mask:
    return mask.replaced(region, np.full((region.h, region.w), value, np.uint8))


@settings(max_examples=60, deadline=None)
@given(strokes(), st.tuples(st.integers(0, WIDTH - 1), st.integers(0, HEIGHT - 1)))
def test_a_mask_is_what_was_painted(done: list[tuple[Region, int]], corner: tuple[int, int]) -> None:
    mask, expected = Mask(WIDTH, HEIGHT), np.zeros((HEIGHT, WIDTH), np.uint8)
    for region, value in done:
        before, kept = mask, expected.copy()
        mask = paint(mask, region, value)
        expected[region.clip(WIDTH, HEIGHT).slices] = value
        np.testing.assert_array_equal(before.read(), kept)
        differing = np.zeros((HEIGHT, WIDTH), bool)
        for change in before.changes(mask):
            assert WHOLE.contains(change) and (kept[change.slices] != expected[change.slices]).any()
            differing[change.slices] = True
        assert not ((kept != expected) & ~differing).any()
    np.testing.assert_array_equal(mask.read(), expected)
    part = Region(*corner, WIDTH, HEIGHT).clip(WIDTH, HEIGHT)
    np.testing.assert_array_equal(mask.read(part), expected[part.slices])
    assert mask.bounds == Region.bounds(expected)
    assert mask.empty == (not expected.any())
    np.testing.assert_array_equal(Mask.from_array(expected).read(), expected)


@settings(max_examples=40, deadline=None)
@given(strokes(), strokes())
def test_untouched_and_unchanged_tiles_are_the_same_objects(
    first: list[tuple[Region, int]], second: list[tuple[Region, int]]
) -> None:
    mask = Mask(WIDTH, HEIGHT)
    for stroke in first:
        mask = paint(mask, *stroke)
    for region, value in second:
        after = paint(mask, region, value)
        for (row, column), tile in mask.tiles.items():
            corner = Region(column * TILE, row * TILE, TILE, TILE)
            common = region.intersect(corner)
            if common.empty or (tile[common.within(corner).slices] == value).all():
                assert after.tiles[row, column] is tile
        mask = after


def test_writing_what_is_there_changes_nothing() -> None:
    mask = paint(Mask(WIDTH, HEIGHT), Region(10, 10, 500, 100), 200)
    again = mask.replaced(WHOLE, mask.read())
    assert mask.changes(again) == [] and dict(again.tiles) == dict(mask.tiles)


def test_erasing_frees_the_tiles() -> None:
    mask = paint(paint(Mask(WIDTH, HEIGHT), Region(0, 0, 300, 20), 9), WHOLE, 0)
    assert mask.empty and mask.nbytes == 0 and mask.bounds.empty


def test_a_mask_costs_what_is_painted() -> None:
    assert paint(Mask(40_000, 30_000), Region(20_000, 9_000, 300, 10), 255).nbytes <= 3 * TILE * TILE


def test_tiles_cannot_be_written() -> None:
    mask = paint(Mask(WIDTH, HEIGHT), Region(0, 0, 3, 3), 1)
    with pytest.raises(ValueError, match="read-only"):
        mask.tiles[0, 0][0, 0] = 7
    with pytest.raises(TypeError):
        mask.tiles[0, 0] = mask.tiles[0, 0]  # type: ignore[index]


@pytest.mark.parametrize("values", [np.zeros((4, 4), bool), np.zeros((4, 5), np.uint8), np.zeros((4, 4, 1), np.uint8)])
def test_values_of_another_kind_are_refused(values: np.ndarray[Any, Any]) -> None:
    with pytest.raises(ValueError, match="cannot be"):
        Mask(10, 10).replaced(Region(0, 0, 4, 4), values)


def test_tiles_can_be_kept_elsewhere() -> None:
    mask = paint(Mask(WIDTH, HEIGHT), Region(0, 0, 300, 20), 9)
    kept, other = mask.tiles[0, 0], mask.tiles[0, 1]
    elsewhere = kept.copy()
    step = mask.moving({id(kept): (kept, elsewhere)})
    assert step is not None and mask.tiles[0, 0] is kept  # not yet
    step()
    assert mask.tiles[0, 0] is elsewhere and mask.tiles[0, 1] is other
    assert mask.moving({id(kept): (kept, elsewhere)}) is None


@given(strokes(), strokes())
@settings(max_examples=20, deadline=None)
def test_without_common_and_joined_are_what_the_arrays_say(
    one: list[tuple[Region, int]], two: list[tuple[Region, int]]
) -> None:
    a = b = Mask(WIDTH, HEIGHT)
    for stroke in one:
        a = paint(a, *stroke)
    for stroke in two:
        b = paint(b, *stroke)
    assert np.array_equal(a.without(b).read(), np.where(b.read() > 0, 0, a.read()))
    assert np.array_equal(a.common(b).read(), np.minimum(a.read(), b.read()))
    assert np.array_equal(a.joined(b).read(), np.maximum(a.read(), b.read()))
    assert a.common(a) is a and a.without(a).empty and a.joined(a).changes(a) == []
    assert all(not tile.flags.writeable and tile.any() for tile in a.without(b).tiles.values())
