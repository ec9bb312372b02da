"""Blending: exact at both ends, whole-number arithmetic between."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photofix.core.blend import lay
from photofix.core.edit import Patch
from photofix.core.photo import Photo
from photofix.core.region import Region

Make = Callable[..., Any]
depths = pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
WHOLE = Region(0, 0, 60, 40)


def reference(old: int, new: int, alpha: int, steps: int) -> int:
    """Python's whole numbers: no rounding but the one that is meant."""
    return old + ((new - old) * alpha * steps + 255 * 65535 // 2) // (255 * 65535)


@depths
@pytest.mark.parametrize("opacity", [1.0, 0.3, 0.0])
def test_alpha_0_leaves_every_bit(make_photo: Make, make_patch: Make, dtype: Any, opacity: float) -> None:
    base = make_photo(dtype=dtype).pixels
    patch: Patch = make_patch(Region(10, 5, 30, 20), dtype=dtype, seed=1)
    pixels = base.copy()
    lay(pixels, WHOLE, patch, opacity)
    untouched = np.ones((40, 60), bool)
    untouched[patch.region.slices] = (patch.alpha == 0) | (opacity == 0)
    np.testing.assert_array_equal(pixels[untouched], base[untouched])
    assert (pixels != base).any() == (opacity > 0)


@depths
def test_full_alpha_gives_exactly_the_patch(make_photo: Make, make_patch: Make, dtype: Any) -> None:
    pixels = make_photo(dtype=dtype).pixels.copy()
    for patch in (make_patch(Region(10, 5, 30, 20), dtype=dtype, seed=s, alpha=a) for s, a in ((1, None), (2, 255))):
        lay(pixels, WHOLE, patch, 1.0)
        full = patch.alpha == 255
        assert full.any()
        np.testing.assert_array_equal(pixels[patch.region.slices][full], patch.pixels[full])


@depths
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_between_it_is_whole_number_arithmetic(dtype: Any, data: st.DataObject) -> None:
    top = np.iinfo(dtype).max
    value = st.integers(0, top)
    points = data.draw(st.lists(st.tuples(value, value, st.integers(0, 255)), min_size=1, max_size=20))
    opacity = data.draw(st.floats(0, 1))
    old, new, alpha = (np.array(column) for column in zip(*points, strict=True))
    pixels = old.astype(dtype)[None, :, None]
    region = Region(0, 0, len(points), 1)
    lay(pixels, region, Patch(region, new.astype(dtype)[None, :, None], alpha.astype(np.uint8)[None]), opacity)
    expected = [reference(*point, round(opacity * 65535)) for point in points]
    assert pixels[0, :, 0].tolist() == expected


@depths
def test_it_rises_steadily_with_alpha_and_with_opacity(dtype: Any) -> None:
    top = np.iinfo(dtype).max
    region = Region(0, 0, 256, 1)
    alpha = np.arange(256, dtype=np.uint8)[None]
    last: np.ndarray[Any, Any] | None = None
    for opacity in np.linspace(0, 1, 40):
        for start, goal, sign in ((top // 5, top, 1), (top, 3, -1)):
            pixels = np.full((1, 256, 1), start, dtype)
            lay(pixels, region, Patch(region, np.full((1, 256, 1), goal, dtype), alpha), float(opacity))
            row = pixels.astype(int)[0, :, 0] * sign
            assert (np.diff(row) >= 0).all() and (min(start, goal) <= row * sign).all()
            if sign > 0:
                assert last is None or (row >= last).all()
                last = row


@depths
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_a_part_is_the_same_as_the_part_of_the_whole(
    make_photo: Make, make_patch: Make, dtype: Any, channels: int
) -> None:
    photo: Photo = make_photo(channels=channels, dtype=dtype)
    patch: Patch = make_patch(Region(-4, 30, 50, 30), channels=channels, dtype=dtype, seed=4)
    whole = photo.pixels.copy()
    lay(whole, WHOLE, patch, 0.7)
    for region in (Region(3, 25, 20, 9), Region(40, 35, 20, 5), Region(0, 0, 60, 30), Region(5, 39, 1, 1)):
        part = photo.pixels[region.slices].copy()
        lay(part, region, patch, 0.7)
        np.testing.assert_array_equal(part, whole[region.slices])


def test_a_patch_of_many_bands_is_laid_in_all_of_them(make_photo: Make, make_patch: Make) -> None:
    photo: Photo = make_photo(500, 300)
    patch: Patch = make_patch(Region(0, 0, 500, 300), seed=2)
    pixels = photo.pixels.copy()
    lay(pixels, patch.region, patch, 0.5)
    steps = round(0.5 * 65535)
    weight = patch.alpha.astype(np.int64)[:, :, None] * steps
    old, new = photo.pixels.astype(np.int64), patch.pixels.astype(np.int64)
    np.testing.assert_array_equal(pixels, old + ((new - old) * weight + 255 * 65535 // 2) // (255 * 65535))


@depths
def test_what_counts_by_its_difference_is_exact_on_what_it_was_made_from(
    make_photo: Make, make_patch: Make, dtype: Any
) -> None:
    under, new = (make_photo(dtype=dtype, seed=seed).pixels for seed in (1, 2))
    patch = Patch(WHOLE, new.copy(), np.full((40, 60), 255, np.uint8), under.copy())
    pixels = under.copy()
    lay(pixels, WHOLE, patch, 1.0)
    np.testing.assert_array_equal(pixels, new)
    for opacity in (0.4, 1.0):
        soft = make_patch(WHOLE, dtype=dtype, seed=5)
        once, plain = under.copy(), under.copy()
        lay(once, WHOLE, Patch(WHOLE, soft.pixels, soft.alpha, under.copy()), opacity)
        lay(plain, WHOLE, soft, opacity)
        np.testing.assert_array_equal(once, plain)


@depths
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_difference_is_carried_over_to_what_lies_below_as_far_as_there_is_room(
    dtype: Any, data: st.DataObject
) -> None:
    top = np.iinfo(dtype).max
    value = st.integers(0, top)
    points = data.draw(st.lists(st.tuples(value, value, value, st.integers(0, 255)), min_size=1, max_size=20))
    opacity = data.draw(st.floats(0, 1))
    old, under, new, alpha = (np.array(column) for column in zip(*points, strict=True))
    pixels = old.astype(dtype)[None, :, None]
    region = Region(0, 0, len(points), 1)
    made = [array.astype(dtype)[None, :, None] for array in (new, under)]
    lay(pixels, region, Patch(region, made[0], alpha.astype(np.uint8)[None], made[1]), opacity)
    steps = round(opacity * 65535)
    expected = [o + ((n - u) * a * steps + 255 * 65535 // 2) // (255 * 65535) for o, u, n, a in points]
    assert pixels[0, :, 0].tolist() == np.clip(expected, 0, top).tolist()


def test_a_difference_must_be_of_the_same_kind_of_pixels(make_photo: Make) -> None:
    new, alpha = make_photo().pixels.copy(), np.full((40, 60), 255, np.uint8)
    for under in (new[:, :, :1], new.astype(np.uint16)):
        with pytest.raises(ValueError, match="made from"):
            Patch(WHOLE, new, alpha, under)
