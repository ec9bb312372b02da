"""Growing, shrinking, feathering and inverting a mask, against what each is by definition."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from photofix.core import mask_edit
from photofix.core.mask import TILE, Mask
from photofix.core.mask_edit import WIDEST, everything, feather, grow, invert, shrink
from photofix.core.region import Region

SIZES = st.tuples(st.integers(1, 600), st.integers(1, 600))


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small photos then have several, and what lies at their borders is tested."""
    monkeypatch.setattr(mask_edit, "BLOCK", TILE)


@st.composite
def masks(draw: st.DrawFn, soft: bool = False) -> Mask:
    """Some rectangles, of any strength if soft."""
    width, height = draw(SIZES)
    values = np.zeros((height, width), np.uint8)
    for _ in range(draw(st.integers(0, 4))):
        x, y = draw(st.integers(0, width - 1)), draw(st.integers(0, height - 1))
        w, h = draw(st.integers(1, 300)), draw(st.integers(1, 300))
        values[y : y + h, x : x + w] = draw(st.integers(1, 255)) if soft else 255
    return Mask.from_array(values)


def distance(marked: NDArray[np.bool_]) -> NDArray[np.float32]:
    """To the nearest marked pixel; far where there is none."""
    if not marked.any():
        return np.full(marked.shape, 1e6, np.float32)
    return cv2.distanceTransform(np.where(marked, 0, 1).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)


@settings(max_examples=40, deadline=None)
@given(masks(), st.integers(0, 60))
def test_growing_marks_what_is_near_and_nothing_else(mask: Mask, pixels: int) -> None:
    away = distance(mask.read() > 0)
    grown = grow(mask, pixels).read()
    assert (grown[away <= pixels] == 255).all() and (grown[away >= pixels + 1] == 0).all()


@settings(max_examples=40, deadline=None)
@given(masks(), st.integers(0, 60))
def test_shrinking_clears_what_is_near_the_edge_and_nothing_else(mask: Mask, pixels: int) -> None:
    away = distance(mask.read() == 0)
    shrunken = shrink(mask, pixels).read()
    assert (shrunken[away <= pixels] == 0).all() and (shrunken[away >= pixels + 1] == 255).all()


@settings(max_examples=30, deadline=None)
@given(masks(soft=True), st.floats(0, 20))
def test_soft_masks_grow_and_shrink_in_order(mask: Mask, pixels: float) -> None:
    values = mask.read()
    grown, shrunken = grow(mask, pixels).read(), shrink(mask, pixels).read()
    assert (grown >= values).all() and (shrunken <= values).all()
    assert grown.max() == values.max()  # nothing becomes stronger than the strongest


def test_a_soft_edge_stays_soft_and_moves_by_the_amount() -> None:
    ramp = np.clip((100 - np.arange(300)) * 8 + 128, 0, 255).astype(np.uint8)
    mask = Mask.from_array(np.repeat(ramp[None], 50, axis=0))
    row = grow(mask, 20).read()[25].astype(int)
    assert np.abs(row[20:] - ramp[:-20]).max() <= 16
    row = shrink(mask, 20).read()[25].astype(int)
    assert np.abs(row[:-20] - ramp[20:]).max() <= 16


@settings(max_examples=25, deadline=None)
@given(masks(soft=True), st.floats(0.2, 60))
def test_feathering_is_a_gaussian(mask: Mask, pixels: float) -> None:
    blurred = cv2.GaussianBlur(
        mask.read().astype(np.float32), (0, 0), pixels / 2, borderType=cv2.BORDER_REFLECT
    )  # fmt: skip
    assert np.abs(feather(mask, pixels).read() - blurred).max() <= 4  # large ones are made on a reduced picture


def test_the_border_of_the_photo_is_no_edge() -> None:
    mask = everything(500, 300)
    assert shrink(mask, 30).changes(mask) == [] and feather(mask, 30).changes(mask) == []


def test_feathering_reaches_as_far_as_it_says() -> None:
    values = np.zeros((400, 900), np.uint8)
    values[:, :400] = 255
    row = feather(Mask.from_array(values), 50).read()[200].astype(int)
    assert (np.diff(row) <= 0).all() and abs(row[399] + row[400] - 255) <= 2
    assert row[345] > 247 and row[454] < 8 and 200 < row[375] < 230


@settings(max_examples=30, deadline=None)
@given(masks(soft=True))
def test_inverting(mask: Mask) -> None:
    inverted = invert(mask)
    assert np.array_equal(inverted.read(), 255 - mask.read())
    assert all(tile.any() and not tile.flags.writeable for tile in inverted.tiles.values())
    assert np.array_equal(invert(inverted).read(), mask.read())


@settings(max_examples=20, deadline=None)
@given(SIZES)
def test_everything_is_marked_and_nothing_beyond(size: tuple[int, int]) -> None:
    mask = everything(*size)
    assert (mask.read() == 255).all() and mask.bounds == Region(0, 0, *size)
    assert sum(int(tile.astype(np.int64).sum()) for tile in mask.tiles.values()) == 255 * size[0] * size[1]
    assert invert(mask).empty


def test_a_whole_mask_of_a_large_photo_weighs_little() -> None:
    inner = {id(tile) for (row, column), tile in everything(12_000, 8_000).tiles.items() if row < 31 and column < 46}
    assert len(inner) == 1


@pytest.mark.parametrize("change", [grow, shrink, feather])
def test_amounts(change: mask_edit.Change) -> None:
    values = np.zeros((100, 100), np.uint8)
    values[40:60, 40:60] = 255
    mask = Mask.from_array(values)
    assert change(mask, 0) is mask
    assert change(Mask(100, 100), 5).empty
    for wrong in (-1, WIDEST + 1):
        with pytest.raises(ValueError, match="pixels"):
            change(mask, wrong)


def test_only_what_is_near_the_marks_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two specks in the corners of 100 megapixels: what is worked on is what lies around them."""
    mask = Mask(12_000, 8_000)
    for region in (Region(100, 100, 9, 9), Region(11_900, 7_900, 9, 9)):
        mask = mask.replaced(region, np.full((9, 9), 255, np.uint8))
    pixels = []
    original = mask_edit._grown

    def spy(values: NDArray[np.uint8], amount: float) -> NDArray[np.uint8]:
        pixels.append(values.size)
        return original(values, amount)

    monkeypatch.setattr(mask_edit, "_grown", spy)
    grown = grow(mask, 20)
    assert len(pixels) == 2 and sum(pixels) < 40_000
    assert grown.bounds == Region(80, 80, 11_849, 7_849)
