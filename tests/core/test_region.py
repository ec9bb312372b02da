"""Regions against sets of pixels."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from photofix.core.region import Region

coordinates, sides = st.integers(-12, 12), st.integers(-2, 12)
regions = st.builds(Region, coordinates, coordinates, sides, sides)


def pixels(region: Region) -> set[tuple[int, int]]:
    return {(x, y) for x in range(region.x, region.right) for y in range(region.y, region.bottom)}


@given(regions)
def test_area_and_empty(region: Region) -> None:
    assert region.area == len(pixels(region))
    assert region.empty == (not pixels(region))


@given(regions, regions)
def test_intersect_is_that_of_the_pixels(a: Region, b: Region) -> None:
    common = a.intersect(b)
    assert pixels(common) == pixels(a) & pixels(b)
    assert common.w >= 0 and common.h >= 0
    assert a.overlaps(b) == bool(pixels(a) & pixels(b))


@given(regions, regions)
def test_contains_is_that_of_the_pixels(a: Region, b: Region) -> None:
    assert a.contains(b) == (pixels(b) <= pixels(a))


@given(regions, regions)
def test_union_is_the_smallest_region_with_both(a: Region, b: Region) -> None:
    both, points = a.union(b), pixels(a) | pixels(b)
    assert points <= pixels(both)
    if points:
        xs, ys = {x for x, _ in points}, {y for _, y in points}
        assert both == Region(min(xs), min(ys), max(xs) - min(xs) + 1, max(ys) - min(ys) + 1)


@given(regions, st.integers(0, 5))
def test_growing_and_shrinking_cancel_out(region: Region, margin: int) -> None:
    assert region.grow(margin).grow(-margin) == region
    if not region.empty:
        assert region.grow(margin).area == (region.w + 2 * margin) * (region.h + 2 * margin)


@given(regions, regions)
def test_within_moves_the_origin(a: Region, b: Region) -> None:
    assert pixels(a.within(b)) == {(x - b.x, y - b.y) for x, y in pixels(a)}


@given(regions, st.integers(1, 7))
def test_tiles_cover_exactly_once_and_lie_on_the_grid(region: Region, size: int) -> None:
    seen: list[tuple[int, int]] = []
    for tile in region.tiles(size):
        assert not tile.empty and len({(x // size, y // size) for x, y in pixels(tile)}) == 1
        seen += pixels(tile)
    assert len(seen) == len(set(seen)) and set(seen) == pixels(region)


@given(regions)
def test_slices_and_clip_pick_the_pixels_of_an_array(region: Region) -> None:
    array = np.zeros((9, 7), np.uint8)
    clipped = region.clip(7, 9)
    array[clipped.slices] = 1
    assert {(int(x), int(y)) for y, x in np.argwhere(array)} == pixels(region) & pixels(Region.of(array))


@given(st.sets(st.tuples(st.integers(0, 8), st.integers(0, 5))), st.sampled_from([bool, np.uint8, np.uint16]))
def test_bounds_hold_every_marked_pixel(points: set[tuple[int, int]], dtype: type) -> None:
    mask = np.zeros((6, 9), dtype)
    for x, y in points:
        mask[y, x] = 1
    found = Region.bounds(mask)
    assert found == Region(0, 0, 0, 0) if not points else points <= pixels(found)
    if points:
        edges = (mask[found.y], mask[found.bottom - 1], mask[:, found.x], mask[:, found.right - 1])
        assert all(edge.any() for edge in edges)


@given(regions, st.integers(1, 40))
def test_cells_are_those_of_the_tiles(region: Region, size: int) -> None:
    assert list(region.cells(size)) == [(tile.y // size, tile.x // size) for tile in region.tiles(size)]
