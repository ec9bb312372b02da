"""Photos: what may be one, and the way to floats and back."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from photofix.core.photo import Photo, from_float, to_float


@pytest.mark.parametrize("shape", [(4, 5), (4, 5, 5), (4, 5, 0), (0, 5, 3), (4, 0, 3)])
def test_other_shapes_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="a photo is"):
        Photo(np.zeros(shape, np.uint8))


@pytest.mark.parametrize("dtype", [np.float32, np.int16, bool, ">u2"])
def test_other_depths_are_refused(dtype: Any) -> None:
    with pytest.raises(ValueError, match="a photo is"):
        Photo(np.zeros((4, 5, 3), dtype))


@pytest.mark.parametrize(
    ("channels", "grey", "alpha"), [(1, True, False), (2, True, True), (3, False, False), (4, False, True)]
)
def test_channels_say_what_they_are(channels: int, grey: bool, alpha: bool) -> None:
    photo = Photo(np.zeros((4, 5, channels), np.uint16))
    assert (photo.channels, photo.grey, photo.has_alpha) == (channels, grey, alpha)
    assert (photo.width, photo.height, photo.depth) == (5, 4, 16)


def test_pixels_become_contiguous() -> None:
    turned = np.arange(60, dtype=np.uint8).reshape(4, 5, 3)[:, ::-1]
    photo = Photo(turned)
    assert photo.pixels.flags.c_contiguous and photo.depth == 8
    np.testing.assert_array_equal(photo.pixels, turned)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_every_level_survives_as_a_float(dtype: Any) -> None:
    levels = np.arange(np.iinfo(dtype).max + 1).astype(dtype).reshape(-1, 64, 1)
    values = to_float(levels)
    assert values.dtype == np.float32 and values.min() == 0 and values.max() == 1
    np.testing.assert_array_equal(from_float(values, levels.dtype), levels)


def test_floats_are_rounded_and_clipped() -> None:
    values = np.array([-1, 0.5, 0.501, 2], np.float32)
    assert from_float(values, np.dtype(np.uint8)).tolist() == [0, 128, 128, 255]


def test_an_infrared_plane_has_the_photos_size_and_is_no_channel() -> None:
    pixels, plane = np.zeros((4, 5, 3), np.uint16), np.ones((4, 5), np.uint8)
    photo = Photo(pixels, infrared=plane)
    assert (photo.channels, photo.has_alpha) == (3, False)
    assert [array is wanted for array, wanted in zip(photo.arrays(), (pixels, plane), strict=True)] == [True, True]
    for wrong in (np.ones((5, 4), np.uint8), np.ones((4, 5, 1), np.uint8), np.ones((4, 5), np.float32)):
        with pytest.raises(ValueError, match="infrared"):
            Photo(pixels, infrared=wrong)
    step = photo.moving({id(plane): (plane, plane.copy())})
    assert step is not None
    step()
    assert photo.infrared is not plane and np.array_equal(photo.infrared, plane)
