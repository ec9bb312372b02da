"""Grain: what is measured is what was put in, and texture is not taken for it."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest

from photofix.core.grain import Grain, measure

Array = np.ndarray[Any, Any]
HEIGHT, WIDTH = 90, 140


def gradient(channels: int = 3) -> Array:
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    flat = 0.3 + x / 500 + y / 400
    return np.stack([flat * (1 - 0.2 * i) for i in range(channels)], axis=2)


def ring(width: int = 22) -> Array:
    marks = np.zeros((HEIGHT, WIDTH), bool)
    marks[5:-5, 5:-5] = True
    marks[5 + width : -5 - width, 5 + width : -5 - width] = False
    return marks


def noise(sigma: float, blur: float, seed: int, channels: int = 3) -> Array:
    white = np.random.default_rng(seed).standard_normal((HEIGHT + 20, WIDTH + 20, channels))
    soft = cv2.GaussianBlur(white, (0, 0), blur).reshape(white.shape) if blur else white
    return (soft / soft.std() * sigma)[10:-10, 10:-10].astype(np.float32)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("blur", [0.0, 0.5, 0.8])
@pytest.mark.parametrize("sigma", [1, 2, 4, 8])
def test_the_deviation_is_found(sigma: float, blur: float, seed: int) -> None:
    grain = measure(gradient() + noise(sigma / 255, blur, seed), ring())
    np.testing.assert_allclose(grain.sigma * 255, sigma, rtol=0.2 if not blur else 0.25)
    assert grain.blur == pytest.approx(blur, abs=0.4 if not blur else 0.12)


def test_the_ring_alone_counts() -> None:
    pixels = gradient() + noise(3 / 255, 0, 1)
    marks = ring()
    pixels[~marks] = np.random.default_rng(2).random((int((~marks).sum()), 3))
    np.testing.assert_allclose(measure(pixels, marks).sigma * 255, 3, rtol=0.2)


def test_half_of_the_ring_may_be_texture() -> None:
    pixels = gradient() + noise(2 / 255, 0, 1)
    pixels[:, : WIDTH // 2] += 0.3 * (np.random.default_rng(0).random((HEIGHT, WIDTH // 2, 1), np.float32) - 0.5)
    np.testing.assert_allclose(measure(pixels, ring()).sigma * 255, 2, rtol=0.25)


def stripes(period: float, angle: float) -> Array:
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    wave = np.sin((x * np.cos(angle) + y * np.sin(angle)) * 2 * np.pi / period)
    return (0.5 + 0.2 * wave)[:, :, None].repeat(3, axis=2).astype(np.float32)


def enlarged(seed: int) -> Array:
    small = np.random.default_rng(seed).random((HEIGHT // 2, WIDTH // 2, 3), np.float32)
    detail = cv2.GaussianBlur(small, (0, 0), 0.8) * 0.6 + 0.2
    return cv2.resize(detail, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)


def blobs() -> Array:
    return cv2.GaussianBlur(np.random.default_rng(4).random((HEIGHT, WIDTH, 3), np.float32), (0, 0), 3)


@pytest.mark.parametrize(
    "pixels",
    [
        gradient(),
        stripes(8, 0),
        stripes(3, np.pi / 2),
        stripes(8, 0.7),
        stripes(12, 0.3),
        stripes(3, 0.6),
        stripes(2.5, 0.785),
        enlarged(1),
        enlarged(2),
        blobs(),
    ],
    ids=[
        "gradient",
        "columns",
        "rows",
        "diagonal",
        "slant",
        "fine slant",
        "finest diagonal",
        "enlarged 1",
        "enlarged 2",
        "blobs",
    ],
)
def test_texture_without_noise_has_next_to_none(pixels: Array) -> None:
    assert (measure(pixels, ring()).sigma * 255 < 0.3).all()


def test_channels_keep_their_correlation() -> None:
    shared = noise(3 / 255, 0, 5, 1)
    own = noise(1 / 255, 0, 6, 3)
    own[:, :, 2] *= 4
    grain = measure(gradient() + shared + own, ring())
    rendered = grain.render(200, 300, 3, np.random.default_rng(1)).reshape(-1, 3)
    expected = np.array([[10, 9, 9], [9, 10, 9], [9, 9, 25]])
    np.testing.assert_allclose(np.cov(rendered, rowvar=False) * 255**2, expected, rtol=0.4)


@pytest.mark.parametrize("blur", [0.0, 0.4, 0.9])
def test_rendered_grain_has_the_deviation_it_was_asked_for(blur: float) -> None:
    made = Grain(np.diag([1.0, 4.0, 9.0]), blur).render(150, 211, 3, np.random.default_rng(8))
    assert made.dtype == np.float32 and made.shape == (150, 211, 3)
    np.testing.assert_allclose(made.std(axis=(0, 1)), [1, 2, 3], rtol=0.04)
    neighbours = np.corrcoef(made[:, 1:, 2].ravel(), made[:, :-1, 2].ravel())[0, 1]
    kernel = cv2.getGaussianKernel(9, blur).ravel() if blur else np.array([1.0, 0.0])
    expected = (kernel[1:] * kernel[:-1]).sum() / (kernel**2).sum()
    assert neighbours == pytest.approx(expected, abs=0.03)


def test_the_same_seed_gives_the_same_grain() -> None:
    grain = Grain(np.eye(3), 0.5)
    first, again, other = (grain.render(9, 7, 3, np.random.default_rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first != other).mean() > 0.9


def test_grey_and_colour_can_be_exchanged() -> None:
    rng = np.random.default_rng(0)
    to_three = Grain(np.array([[4.0]])).render(60, 50, 3, rng)
    assert to_three.std() == pytest.approx(2, rel=0.1) and not np.ptp(to_three, axis=2).any()
    assert Grain(np.full((3, 3), 4.0)).render(60, 50, 1, rng).std() == pytest.approx(2, rel=0.1)
    with pytest.raises(ValueError, match="channels"):
        Grain(np.eye(3)).render(5, 5, 2, rng)


def test_where_nothing_can_be_measured_there_is_no_grain() -> None:
    pixels = gradient(1) + noise(4 / 255, 0, 1, 1)
    for marks in (np.zeros((HEIGHT, WIDTH), bool), ring(3)):
        grain = measure(pixels, marks)
        assert grain.covariance.shape == (1, 1)
        assert not grain.render(4, 4, 1, np.random.default_rng(0)).any()


def test_clipped_white_does_not_hide_the_grain() -> None:
    pixels = gradient() + noise(3 / 255, 0, 1)
    pixels[:, : WIDTH // 2] = 1
    np.testing.assert_allclose(measure(pixels, ring()).sigma * 255, 3, rtol=0.25)
