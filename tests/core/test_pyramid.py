"""The mip pyramid against means worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photofix.core.pyramid import COARSEST, Pyramid
from photofix.core.region import Region


def halved(pixels: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The definition, slowly: the last row and column doubled where odd, then means rounded half up."""
    padded = np.pad(pixels, ((0, pixels.shape[0] % 2), (0, pixels.shape[1] % 2), (0, 0)), mode="edge").astype(np.int64)
    total = padded[::2, ::2] + padded[1::2, ::2] + padded[::2, 1::2] + padded[1::2, 1::2]
    return ((total + 2) // 4).astype(pixels.dtype)


def picture(width: int, height: int, channels: int, dtype: Any, seed: int = 0) -> np.ndarray[Any, Any]:
    return np.random.default_rng(seed).integers(0, np.iinfo(dtype).max + 1, (height, width, channels), dtype)


def check(pyramid: Pyramid, base: np.ndarray[Any, Any]) -> None:
    for level in range(pyramid.levels):
        assert pyramid.size(level) == (base.shape[1], base.shape[0])
        np.testing.assert_array_equal(pyramid.read(level, Region.of(base)), base)
        base = halved(base)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("size", [(700, 511), (513, 1024), (1, 900), (1030, 1)])
def test_every_level_is_the_mean_of_the_finer(size: tuple[int, int], channels: int, dtype: Any) -> None:
    base = picture(*size, channels, dtype)
    pyramid = Pyramid(base)
    assert max(pyramid.size(pyramid.levels - 1)) <= COARSEST < max(pyramid.size(pyramid.levels - 2))
    check(pyramid, base)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_update_equals_building_anew(data: st.DataObject) -> None:
    width, height = data.draw(st.integers(257, 700)), data.draw(st.integers(1, 600))
    base = picture(width, height, 3, np.uint16)
    before = base.copy()
    pyramid = Pyramid(base)
    expected = base.copy()
    for seed in range(2):
        x, y = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
        region = Region(x, y, data.draw(st.integers(0, width - x)), data.draw(st.integers(0, height - y)))
        fresh = picture(region.w, region.h, 3, np.uint16, seed + 1)
        expected[region.slices] = fresh
        pyramid.update(region, fresh)
    check(pyramid, expected)
    np.testing.assert_array_equal(base, before)


def test_level_0_is_the_array_itself_until_it_is_written() -> None:
    base = picture(600, 400, 3, np.uint8)
    base.flags.writeable = False
    pyramid = Pyramid(base)
    assert np.shares_memory(pyramid.read(0, Region.of(base)), base)
    assert pyramid.nbytes < base.nbytes * 0.34
    pyramid.update(Region(5, 5, 1, 1), np.zeros((1, 1, 3), np.uint8))
    assert not np.shares_memory(pyramid.read(0, Region.of(base)), base)


def test_an_owned_array_is_written_in_place() -> None:
    base = picture(600, 400, 3, np.uint8)
    Pyramid(base, owned=True).update(Region(5, 6, 2, 1), np.full((1, 2, 3), 7, np.uint8))
    assert (base[6, 5:7] == 7).all()


def test_views_cannot_be_written() -> None:
    view = Pyramid(picture(300, 30, 3, np.uint8)).read(1, Region(0, 0, 4, 4))
    with pytest.raises(ValueError, match="read-only"):
        view[0, 0] = 1


@pytest.mark.parametrize("region", [Region(0, 0, 31, 5), Region(28, 0, 3, 3), Region(-1, 0, 3, 3)])
def test_what_does_not_fit_is_refused(region: Region) -> None:
    pyramid = Pyramid(picture(30, 20, 3, np.uint8))
    with pytest.raises(ValueError, match="inside"):
        pyramid.read(0, region)
    with pytest.raises(ValueError, match="fit"):
        pyramid.update(region, np.zeros((region.h, region.w, 3), np.uint8))


def test_pixels_of_another_depth_are_refused() -> None:
    with pytest.raises(ValueError, match="fit"):
        Pyramid(picture(30, 20, 3, np.uint8)).update(Region(0, 0, 2, 2), np.zeros((2, 2, 3), np.uint16))
    with pytest.raises(ValueError, match="stands on"):
        Pyramid(np.zeros((0, 4, 3), np.uint8))
