"""From photo pixels to the screen's."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QColorSpace, QImage

from photofix.core.photo import Photo
from photofix.gui.canvas.colour import ToScreen, profile_space

SRGB = QColorSpace(QColorSpace.NamedColorSpace.SRgb)
ADOBE = bytes(QColorSpace(QColorSpace.NamedColorSpace.AdobeRgb).iccProfile().data())
PROPHOTO = bytes(QColorSpace(QColorSpace.NamedColorSpace.ProPhotoRgb).iccProfile().data())

# Linear Adobe RGB (1998) to linear sRGB; both have the white point D65.
ADOBE_TO_SRGB = np.array([[1.39836, -0.39836, 0.0], [0.0, 1.0, 0.0], [0.0, -0.04293, 1.04293]])


def shown(photo: Photo, screen: QColorSpace = SRGB) -> NDArray[np.uint8]:
    """height×width×4 uint8, straight alpha."""
    image = ToScreen(photo, screen)(photo.pixels).convertToFormat(QImage.Format.Format_RGBA8888)
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4).copy()


def noise(channels: int, dtype: Any) -> NDArray[Any]:
    return np.random.default_rng(3).integers(0, np.iinfo(dtype).max + 1, (33, 57, channels), dtype=dtype)


def test_8_bit_srgb_is_shown_as_it_is() -> None:
    pixels = noise(3, np.uint8)
    assert np.array_equal(shown(Photo(pixels))[:, :, :3], pixels)


def test_grey_is_shown_as_equal_red_green_and_blue() -> None:
    pixels = noise(1, np.uint8)
    assert np.array_equal(shown(Photo(pixels))[:, :, :3], pixels.repeat(3, axis=2))


@pytest.mark.parametrize("channels", [1, 3])
def test_16_bit_is_rounded_to_8(channels: int) -> None:
    pixels = noise(channels, np.uint16)
    expected = np.rint(pixels / 257).astype(np.uint8)
    assert np.array_equal(shown(Photo(pixels))[:, :, :3], np.broadcast_to(expected, (33, 57, 3)))


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [2, 4])
def test_alpha_is_kept(channels: int, dtype: Any) -> None:
    pixels = noise(channels, dtype)
    pixels[:10, :, -1] = np.iinfo(dtype).max
    alpha = np.rint(pixels[:, :, -1] / (np.iinfo(dtype).max / 255)).astype(np.uint8)
    result = shown(Photo(pixels))
    assert np.array_equal(result[:, :, 3], alpha)
    colours = np.rint(pixels[:10, :, :-1] / (np.iinfo(dtype).max / 255)).astype(np.uint8)
    assert np.array_equal(result[:10, :, :3], np.broadcast_to(colours, (10, 57, 3)))


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_the_profile_is_honoured(dtype: Any) -> None:
    top = np.iinfo(dtype).max
    adobe = np.array([[[0.5, 0.5, 0.5], [0.4, 0.6, 0.35], [0.9, 0.8, 0.7]]])
    linear = adobe ** (563 / 256) @ ADOBE_TO_SRGB.T
    expected = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * np.abs(linear) ** (1 / 2.4) - 0.055)
    result = shown(Photo(np.rint(adobe * top).astype(dtype), icc=ADOBE))[:, :, :3]
    assert np.abs(result - expected * 255).max() <= 1.5


def test_16_bit_wide_gamut_is_converted_before_it_is_rounded() -> None:
    ramp = np.linspace(0, 3000, 512).astype(np.uint16)
    pixels = ramp[None, :, None].repeat(3, axis=2)
    fine = shown(Photo(pixels, icc=PROPHOTO))[0, :, 0]
    coarse = shown(Photo(np.rint(pixels / 257).astype(np.uint8), icc=PROPHOTO))[0, :, 0]
    assert len(np.unique(fine)) > len(np.unique(coarse))


def test_the_screens_space_is_the_target() -> None:
    screen = QColorSpace(QColorSpace.NamedColorSpace.AdobeRgb)
    pixels = noise(3, np.uint8)
    assert np.array_equal(shown(Photo(pixels, icc=ADOBE), screen)[:, :, :3], pixels)


@pytest.mark.parametrize("icc", [b"no profile", ADOBE[:200], ADOBE[:128] + b"\xff" * 400, b"\0" * 600, None, b""])
def test_a_broken_profile_means_srgb_without_a_word(icc: bytes | None, qtlog: Any) -> None:
    pixels = noise(3, np.uint8)
    assert np.array_equal(shown(Photo(pixels, icc=icc))[:, :, :3], pixels)
    assert not qtlog.records


def test_a_profile_for_another_kind_of_photo_means_srgb() -> None:
    pixels = noise(1, np.uint8)
    assert profile_space(ADOBE, grey=True) == SRGB
    assert np.array_equal(shown(Photo(pixels, icc=ADOBE))[:, :, 0], pixels[:, :, 0])


def test_a_grey_profile_is_honoured() -> None:
    linear = QColorSpace(QColorSpace.NamedColorSpace.SRgb).whitePoint()
    space = QColorSpace(linear, QColorSpace.TransferFunction.Linear)
    photo = Photo(np.full((4, 4, 1), 55, np.uint8), icc=bytes(space.iccProfile().data()))
    assert abs(int(shown(photo)[0, 0, 0]) - 128) <= 2  # linear 0.2157 is 0.50 in sRGB
