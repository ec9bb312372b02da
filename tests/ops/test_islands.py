"""Islands: what belongs together, measured and cut up."""

from __future__ import annotations

import cv2
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from photofix.core.mask import Mask
from photofix.core.region import Region
from photofix.ops.islands import PIECE, islands


def marked(width: int, height: int, *boxes: Region) -> Mask:
    values = np.zeros((height, width), np.uint8)
    for box in boxes:
        values[box.slices] = 255
    return Mask.from_array(values)


def test_an_empty_mask_has_no_islands() -> None:
    assert islands(Mask(300, 200)) == []


def test_marks_far_apart_are_separate_islands_with_exact_bounds() -> None:
    first, second = Region(13, 21, 5, 4), Region(200, 150, 30, 9)
    found = islands(marked(300, 200, first, second))
    assert [island.region for island in found] == [first, second]


def test_marks_next_to_each_other_are_one_island() -> None:
    found = islands(marked(300, 200, Region(40, 40, 10, 10), Region(54, 40, 10, 10)))
    assert [island.region for island in found] == [Region(40, 40, 24, 10)]


def test_thickness_is_that_of_the_largest_disc() -> None:
    values = np.zeros((400, 400), np.uint8)
    cv2.circle(values, (200, 200), 50, 255, -1)
    cv2.line(values, (0, 10), (399, 30), 255, 5)
    wire, disc = islands(Mask.from_array(values))
    assert abs(disc.thickness - 100) < 10
    assert wire.thickness < 16


def test_cells_are_counted_by_the_parts_they_touch() -> None:
    (island,) = islands(marked(300, 200, Region(13, 21, 5, 4)))
    assert island.cells_in(island.region) == island.cells.sum() > 0
    (wide,) = islands(marked(300, 200, Region(13, 21, 200, 4)))
    assert wide.cells_in(wide.region) == wide.cells.sum()
    assert 0 < wide.cells_in(Region(13, 21, 40, 4)) < wide.cells.sum()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**31), st.integers(1, 6))
def test_pieces_of_all_islands_cover_every_mark_exactly_once(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    values = np.zeros((PIECE + 300, PIECE + 500), np.uint8)
    for _ in range(count):
        x, y = int(rng.integers(PIECE + 400)), int(rng.integers(PIECE + 200))
        values[y : y + int(rng.integers(1, 300)), x : x + int(rng.integers(1, 500))] = rng.integers(1, 256)
    mask = Mask.from_array(values)
    seen = np.zeros(values.shape, int)
    for island in islands(mask):
        for piece in island.pieces(3, Region.of(values)):
            assert max(piece.w, piece.h) <= PIECE
            seen[piece.slices] += island.hole(mask, piece) > 0
    np.testing.assert_array_equal(seen, values > 0)
