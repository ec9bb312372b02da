"""Steps that are painted away in places: exact where they are hidden, and as cheap as the stroke."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photofix.core.blend import lay
from photofix.core.document import Document, State, changed_outside, changes
from photofix.core.edit import Edit, Patch, Record, left_of
from photofix.core.mask import TILE, Mask
from photofix.core.photo import Photo
from photofix.core.region import Region

Make = Callable[..., Any]
WIDTH, HEIGHT = 300, 280  # four tiles of the mask


@st.composite
def regions(draw: st.DrawFn) -> Region:
    x, y = draw(st.integers(-20, WIDTH - 1)), draw(st.integers(-20, HEIGHT - 1))
    return Region(x, y, draw(st.integers(1, 320)), draw(st.integers(1, 300)))


def painted(mask: Mask, region: Region, value: int) -> Mask:
    return mask.replaced(region, np.full((region.h, region.w), value, np.uint8))


def whole_edit(photo: Photo, seed: int, opacity: float = 1.0) -> Edit:
    """All of the photo replaced, in tiles that are not the mask's."""
    rng, patches = np.random.default_rng(seed), []
    for tile in Region.of(photo.pixels).tiles(200):
        pixels = rng.integers(0, np.iinfo(photo.pixels.dtype).max + 1, (tile.h, tile.w, photo.channels))
        alpha = np.clip(rng.integers(0, 700, (tile.h, tile.w)), 0, 255).astype(np.uint8)
        patches.append(Patch(tile, pixels.astype(photo.pixels.dtype), alpha))
    return Edit("Whole", tuple(patches), Record("whole", {}), opacity)


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(regions(), st.sampled_from([0, 1, 128, 254, 255])), max_size=4),
    st.sampled_from([0.3, 1.0]), st.sampled_from([np.uint8, np.uint16]), st.sampled_from([1, 3, 4]), regions(),
)  # fmt: skip
def test_the_composite_is_that_of_patches_with_what_is_left_of_their_alpha(
    make_photo: Make, strokes: list[tuple[Region, int]], opacity: float, dtype: Any, channels: int, seen: Region
) -> None:
    photo = make_photo(WIDTH, HEIGHT, channels, dtype)
    hidden = Mask(WIDTH, HEIGHT)
    for region, value in strokes:
        hidden = painted(hidden, region, value)
    edit = whole_edit(photo, 1, opacity)
    masked = State.of(photo).with_edit(edit.with_hidden(hidden))
    values = hidden.read()
    expected = photo.pixels.copy()
    for patch in edit.patches:
        alpha = left_of(patch.alpha, values[patch.region.slices])
        lay(expected, Region.of(expected), Patch(patch.region, patch.pixels, alpha), opacity)
    assert np.array_equal(masked.composite(), expected)
    seen = seen.clip(WIDTH, HEIGHT)
    assert np.array_equal(masked.composite(seen), expected[seen.slices])
    assert np.array_equal(masked.composite()[values == 255], photo.pixels[values == 255])
    plain = State.of(photo).with_edit(edit).composite()
    assert np.array_equal(masked.composite()[values == 0], plain[values == 0])
    assert changed_outside(masked, [Region.of(expected)]) == 0


def test_what_is_left_of_alpha_is_exact_at_both_ends() -> None:
    every = np.arange(256, dtype=np.uint8)
    assert np.array_equal(left_of(every, np.zeros(256, np.uint8)), every)
    assert not left_of(every, np.full(256, 255, np.uint8)).any()
    left = left_of(every[:, None], every[None])
    assert np.array_equal(left, np.rint(every[:, None] * (255.0 - every[None]) / 255))
    assert (np.diff(left.astype(int), axis=1) <= 0).all()


@settings(max_examples=50, deadline=None)
@given(st.lists(regions(), min_size=1, max_size=4))
def test_a_stroke_changes_and_costs_the_tiles_it_touches(make_photo: Make, strokes: list[Region]) -> None:
    photo = make_photo(WIDTH, HEIGHT)
    document = Document(photo)
    edit = whole_edit(photo, 2)
    document.push("Whole", document.state.with_edit(edit))
    for stroke in strokes:
        before, held = document.state, document.nbytes
        old = before.edits[0]
        mask = painted(old.hidden or Mask(WIDTH, HEIGHT), stroke, 255)
        changed = document.push("Stroke", before.with_changed(old.with_hidden(mask)))
        cells = {cell.clip(WIDTH, HEIGHT) for cell in (old.hidden or Mask(WIDTH, HEIGHT)).changes(mask)}
        assert set(changed.pixels) == cells and not changed.mask
        assert document.nbytes - held <= len(cells) * TILE * TILE
        differs = (document.state.composite() != before.composite()).any(axis=2)
        for cell in cells:
            differs[cell.slices] = False
        assert not differs.any()
    for _ in strokes:
        document.undo()
    assert document.state.edits[0] is edit
    reference = State.of(photo).with_edit(edit).composite()
    assert np.array_equal(document.state.composite(), reference)


def test_more_than_the_mask_changes_the_patches(make_photo: Make) -> None:
    photo = make_photo(WIDTH, HEIGHT)
    edit = whole_edit(photo, 3)
    state = State.of(photo).with_edit(edit)
    masked = edit.with_hidden(painted(Mask(WIDTH, HEIGHT), Region(0, 0, 5, 5), 255))
    everywhere = {patch.region for patch in edit.patches}
    assert changes(state, state.with_changed(masked)).pixels == (Region(0, 0, TILE, TILE),)
    assert set(changes(state, state.with_changed(replace(masked, opacity=0.5))).pixels) == everywhere
    assert set(changes(state, state.with_changed(replace(masked, enabled=False))).pixels) == everywhere
    off = state.with_changed(replace(edit, enabled=False))
    assert changes(off, off.with_changed(replace(masked, enabled=False))).pixels == ()
    assert set(changes(state.with_changed(masked), state.without(edit.id)).pixels) == everywhere


@pytest.mark.parametrize("value", [0, 255])
def test_an_empty_mask_is_none(make_photo: Make, value: int) -> None:
    edit = whole_edit(make_photo(WIDTH, HEIGHT), 4)
    hidden = edit.with_hidden(painted(Mask(WIDTH, HEIGHT), Region(0, 0, 5, 5), value))
    assert (hidden.hidden is None) == (value == 0) and hidden.patches is edit.patches and hidden.id == edit.id
    assert hidden.nbytes == edit.nbytes + (TILE * TILE if value else 0)
