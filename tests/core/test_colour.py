"""Colour: round trips, known colours, and profiles that nobody should trust."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from photofix.core import icc as profiles
from photofix.core.colour import Working

MakeIcc = Callable[..., bytes]
SRGB = "srgb"
PARA_SRGB = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)


def noise(channels: int, dtype: Any, seed: int = 1) -> np.ndarray[Any, Any]:
    """Random pixels with many at the very ends of the range and near black, where round trips break."""
    rng, top = np.random.default_rng(seed), np.iinfo(dtype).max
    pixels = rng.integers(0, top + 1, (90, 70, channels), dtype)
    ends = pixels[:40]
    ends[rng.random(ends.shape) < 0.4] = 0
    ends[rng.random(ends.shape) < 0.4] = top
    pixels[60:, :, 0] = rng.integers(0, top // 100 + 2, (30, 70))
    return pixels


SPACES = {
    "sRGB": {"primaries": "srgb", "curve": PARA_SRGB},
    "Adobe RGB": {"primaries": "adobe", "curve": 2.19921875},
    "ProPhoto": {"primaries": "prophoto", "curve": 1.80078125},
    "linear": {"primaries": "prophoto", "curve": 1.0},
    "table": {"primaries": "adobe", "curve": np.linspace(0, 1, 1024) ** 2.2},
    "grey gamma": {"primaries": None, "curve": 1.8},
}


@pytest.mark.parametrize("version", [2, 4])
@pytest.mark.parametrize("alpha", [False, True])
@pytest.mark.parametrize("space", SPACES)
def test_16_bit_comes_back_within_one_level_and_8_bit_exactly(
    make_icc: MakeIcc, space: str, alpha: bool, version: int
) -> None:
    icc = make_icc(**SPACES[space], version=version)
    channels = (1 if space.startswith("grey") else 3) + alpha
    working = Working.of(icc, channels)
    for dtype, allowed in ((np.uint16, 1), (np.uint8, 0)):
        pixels = noise(channels, dtype)
        values = working.to_srgb(pixels)
        assert values.dtype == np.float32 and values.shape == (90, 70, 3)
        back = working.from_srgb(values, pixels)
        assert back.dtype == pixels.dtype and back.shape == pixels.shape
        assert np.abs(back.astype(int) - pixels).max() <= allowed
        if alpha:
            np.testing.assert_array_equal(back[:, :, -1], pixels[:, :, -1])


def test_every_16_bit_grey_level_comes_back(make_icc: MakeIcc) -> None:
    levels = np.arange(65536, dtype=np.uint16).reshape(256, 256, 1)
    for curve in (2.2, 1.0, PARA_SRGB):
        working = Working.of(make_icc(primaries=None, curve=curve), 1)
        np.testing.assert_array_equal(working.from_srgb(working.to_srgb(levels), levels), levels)


def test_wide_gamut_goes_outside_the_range_and_neutral_stays_neutral(make_icc: MakeIcc) -> None:
    working = Working.of(make_icc(primaries="prophoto", curve=1.8), 3)
    green, *greys = working.to_srgb(np.array([[[0, 255, 0], [255] * 3, [90] * 3, [0] * 3]], np.uint8))[0]
    assert green[1] > 1 and green[0] < -0.5 and green[2] < 0
    for grey in greys:
        assert np.ptp(grey) < 1e-6
    assert greys[0][0] == pytest.approx(1, abs=1e-6) and greys[2][0] == 0


@pytest.mark.parametrize("space", ["Adobe RGB", "table"])
def test_colours_agree_with_little_cms(make_icc: MakeIcc, space: str) -> None:
    """For colours inside sRGB and above the shadows, where the least slope acts."""
    icc = make_icc(**SPACES[space])
    pixels = np.random.default_rng(2).integers(100, 160, (40, 50, 3), np.uint8)
    ours = Working.of(icc, 3).to_srgb(pixels)
    target = ImageCms.createProfile("sRGB")
    theirs = ImageCms.profileToProfile(
        Image.fromarray(pixels), ImageCms.ImageCmsProfile(io.BytesIO(icc)), target,
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
    )  # fmt: skip
    assert theirs is not None
    assert np.abs(ours * 255 - np.asarray(theirs)).max() < 1.5


def test_an_srgb_profile_is_the_identity(make_icc: MakeIcc) -> None:
    theirs = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    pixels = noise(3, np.uint16)
    for icc in (theirs, make_icc(primaries="srgb", curve=PARA_SRGB), None):
        np.testing.assert_array_equal(Working.of(icc, 3).to_srgb(pixels), pixels / np.float32(65535))


def test_parametric_curves_are_those_of_the_standard(make_icc: MakeIcc) -> None:
    x = np.linspace(0, 1, profiles.STEPS)
    expected = {
        (2.0,): x**2,
        (2.0, 1.25, -0.25): np.where(x >= 0.2, np.maximum(0, 1.25 * x - 0.25) ** 2, 0),
        (2.0, 0.75, -0.25, 0.25): np.where(x >= 1 / 3, np.maximum(0, 0.75 * x - 0.25) ** 2, 0) + 0.25,
        (2.0, 1.0, 0.0, 0.25, 0.25): np.where(x >= 0.25, x**2, 0.25 * x),
        (2.0, 0.75, 0.25, 0.25, 0.0, 0.0, 0.0): (0.75 * x + 0.25) ** 2,
        (3.0, 0.75, 0.0, 0.25, 0.25, 0.125, 0.0625): np.where(x >= 0.25, (0.75 * x) ** 3 + 0.125, 0.25 * x + 0.0625),
    }
    for params, curve in expected.items():
        profile = profiles.parse(make_icc(primaries=None, curve=params, version=4))
        assert (profile is None) == (curve[-1] - curve[0] <= 0.5), params
        if profile is not None:
            np.testing.assert_allclose(profile.curves[0], np.clip(curve, 0, 1), atol=1e-4, err_msg=str(params))


def test_a_flat_stretch_of_a_curve_can_still_be_turned_round(make_icc: MakeIcc) -> None:
    curve = np.clip(np.linspace(-0.2, 1.2, 512), 0, 1)
    working = Working.of(make_icc(primaries="adobe", curve=curve), 3)
    pixels = noise(3, np.uint8)
    np.testing.assert_array_equal(working.from_srgb(working.to_srgb(pixels), pixels), pixels)


def plain(icc: bytes | None, channels: int = 3) -> bool:
    """Whether the encoded values are taken as they are."""
    pixels = noise(channels, np.uint8)
    values = Working.of(icc, channels).to_srgb(pixels)
    return bool(np.array_equal(values[:, :, 0], pixels[:, :, 0] / np.float32(255)))


def test_unusable_profiles_leave_the_values_as_they_are(make_icc: MakeIcc) -> None:
    good = make_icc(primaries="adobe", curve=2.2)
    assert not plain(good)
    assert plain(good, channels=1) and plain(make_icc(primaries=None, curve=2.2), channels=3)
    assert plain(b"") and plain(b"acsp" * 40) and plain(good[:131])
    assert plain(good.replace(b"RGB XYZ ", b"CMYKXYZ ")) and plain(good.replace(b"RGB XYZ ", b"RGB Lab "))
    assert plain(good.replace(b"gTRC", b"zTRC", 1)) and plain(good.replace(b"gXYZ", b"zXYZ", 1))
    assert plain(make_icc(primaries="adobe", curve=np.linspace(1, 0, 64)))
    assert plain(make_icc(primaries="adobe", curve=np.zeros(64)))
    assert plain(make_icc(primaries="adobe", curve=100.0))
    assert plain(make_icc(primaries=((0.3, 0.3, 0.3),) * 3, curve=2.2))


def test_offsets_outside_the_profile_are_not_followed(make_icc: MakeIcc) -> None:
    good = bytearray(make_icc(primaries="adobe", curve=2.2))
    struct.pack_into(">I", good, 132 + 4, len(good) - 4)
    assert plain(bytes(good))
    struct.pack_into(">I", good, 132 + 4, 2**32 - 1)
    assert plain(bytes(good))


def test_a_table_longer_than_its_tag_is_refused(make_icc: MakeIcc) -> None:
    icc = make_icc(primaries="adobe", curve=np.linspace(0, 1, 64) ** 2)
    assert not plain(icc)
    assert plain(icc.replace(struct.pack(">I", 64), struct.pack(">I", 2**31)))


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_damaged_profiles_never_raise(make_icc: MakeIcc, data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from([PARA_SRGB, 1.8, np.linspace(0, 1, 9) ** 2]))
    icc = bytearray(make_icc(primaries="adobe", curve=kind))
    for _ in range(data.draw(st.integers(1, 6))):
        icc[data.draw(st.integers(100, len(icc) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(icc[: data.draw(st.integers(0, len(icc)))] if data.draw(st.booleans()) else icc)
    pixels = noise(3, np.uint8)[:2]
    working = Working.of(cut, 3)
    values = working.to_srgb(pixels)
    assert np.isfinite(values).all()
    assert working.from_srgb(values, pixels).shape == pixels.shape


def test_what_the_photo_cannot_hold_is_clipped(make_icc: MakeIcc) -> None:
    like = np.zeros((1, 2, 3), np.uint16)
    beyond = np.array([[[2.0, 2.0, 2.0], [-1.0, -1.0, -1.0]]], np.float32)
    for icc in (None, make_icc(primaries="adobe", curve=2.2)):
        back = Working.of(icc, 3).from_srgb(beyond, like)
        np.testing.assert_array_equal(back, [[[65535] * 3, [0] * 3]])
