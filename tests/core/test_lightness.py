"""Lightness is that of CIELAB, and stays when colours are put on it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from photofix.core.colour import srgb_decoded
from photofix.core.lightness import colours_of, lightness, luminance, with_colours


def linear(seed: int = 0) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return srgb_decoded(np.random.default_rng(seed).random((40, 50, 3)).astype(np.float32))


@pytest.mark.parametrize(
    ("rgb", "expected"),
    [
        ((1, 1, 1), (100, 0, 0)),
        ((0, 0, 0), (0, 0, 0)),
        ((1, 0, 0), (53.24, 80.09, 67.2)),
        ((0, 1, 0), (87.73, -86.18, 83.18)),
        ((0, 0, 1), (32.3, 79.19, -107.86)),
    ],
)
def test_known_colours(rgb: tuple[int, ...], expected: tuple[float, ...]) -> None:
    pixel = np.array([[rgb]], np.float32)
    assert lightness(luminance(pixel))[0, 0] == pytest.approx(expected[0], abs=0.02)
    assert colours_of(pixel)[0, 0] == pytest.approx(expected[1:], abs=0.05)


def test_taken_apart_and_put_together_it_is_the_same() -> None:
    before = linear()
    after = with_colours(lightness(luminance(before)), colours_of(before))
    np.testing.assert_allclose(after, before, atol=2e-6)


def test_colours_that_srgb_cannot_hold_become_paler_and_not_darker() -> None:
    light = lightness(luminance(linear()))
    wanted = np.random.default_rng(1).normal(0, 80, (*light.shape, 2)).astype(np.float32)
    made = with_colours(light, wanted)
    assert made.min() >= 0 and made.max() <= 1
    np.testing.assert_allclose(lightness(luminance(made)), light, atol=1e-3)
    got = colours_of(made)
    lost = np.linalg.norm(got, axis=2) / np.linalg.norm(wanted, axis=2)
    assert lost.max() < 1.001 and (lost < 0.9).any() and (lost > 0.99).any()
    across = got[..., 0] * wanted[..., 1] - got[..., 1] * wanted[..., 0]
    assert np.abs(across / np.linalg.norm(wanted, axis=2)).max() < 0.05  # of the same hue
    grey = cv2.transform(made, np.ones((1, 3))).ravel()[np.argmax(light)]
    assert 0 < grey <= 3
