"""Photos as 8-bit sRGB."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tiny_pictures import grey_profile

from photofix.core.colour import Working
from photofix.files.load import load
from photofix.files.profiles import prophoto
from photofix.files.srgb import to_srgb, write_png

RAMP = np.linspace(0, 255, 30 * 20 * 3).astype(np.uint8).reshape(20, 30, 3)


@pytest.mark.parametrize("icc", [None, b"broken", grey_profile()])
def test_without_a_profile_that_fits_nothing_changes(icc: bytes | None) -> None:
    assert np.array_equal(to_srgb(RAMP, icc), RAMP)


def test_sixteen_bits_become_eight() -> None:
    assert np.array_equal(to_srgb(RAMP.astype(np.uint16) * 257, None), RAMP)


def test_a_profile_is_followed() -> None:
    muted = (RAMP // 8 + 100).astype(np.uint8)
    exact = Working.of(prophoto(), 3).to_srgb(muted) * 255
    assert np.abs(to_srgb(muted, prophoto()) - exact).max() < 2.5
    assert np.abs(to_srgb(muted.astype(np.uint16) * 257, prophoto()) - exact).max() < 1.5


@pytest.mark.parametrize(("channels", "icc"), [(1, None), (1, grey_profile()), (2, None), (2, grey_profile())])
def test_grey_becomes_three_equal_channels(channels: int, icc: bytes | None) -> None:
    made = to_srgb(np.ascontiguousarray(RAMP[:, :, :channels]), icc)
    assert made.shape == (20, 30, channels + 2) and (np.ptp(made[:, :, :3], axis=2) <= 1).all()


def test_alpha_stays_as_it_is() -> None:
    alpha = np.dstack([RAMP, RAMP[:, :, 0]])
    made = to_srgb(alpha.astype(np.uint16) * 257, prophoto())
    assert np.array_equal(made[:, :, 3], alpha[:, :, 3]) and made.dtype == np.uint8


def test_a_png_holds_the_same(tmp_path: Path) -> None:
    write_png(RAMP, tmp_path / "x.png")
    assert np.array_equal(load(tmp_path / "x.png").pixels, RAMP)
