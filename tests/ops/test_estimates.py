"""What is measured of a photo before it is restored: noise, JPEG quality, blur; also where there is none of it."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from photofix.core.document import State
from photofix.core.photo import Origin, Photo, from_float
from photofix.ops import dejpeg, denoise, sharpen
from photofix.ops.base import Source
from photofix.ops.blur_estimate import blur
from photofix.ops.jpeg_estimate import quality
from photofix.ops.noise_estimate import noise
from photofix.ops.samples import ACROSS, GRID, SIDE, places, samples
from tests.ops.conftest import landscape

Floats = NDArray[np.float32]


def clean(height: int = 300, width: int = 400, seed: int = 0) -> Floats:
    """Smooth shapes with sharp edges: no grain, nothing of JPEG."""
    rng = np.random.default_rng(seed)
    coarse = rng.uniform(0.25, 0.75, (height // 40, width // 40, 3)).astype(np.float32)
    picture = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    for _ in range(60):
        x, y = int(rng.integers(width)), int(rng.integers(height))
        colour = [float(value) for value in rng.uniform(0.2, 0.8, 3)]
        cv2.circle(picture, (x, y), int(rng.integers(5, 30)), colour, -1)
    return picture


def detailed(height: int = 300, width: int = 400) -> Floats:
    """With fine detail, as photographs have it everywhere: thin lines."""
    picture, rng = clean(height, width), np.random.default_rng(5)
    for _ in range(height):
        ends = [(int(rng.integers(width)), int(rng.integers(height))) for _ in range(2)]
        cv2.line(picture, *ends, [float(rng.uniform(0, 1))] * 3, 1)
    return picture


def source(picture: Floats, **about: Any) -> Source:
    return Source(State.of(Photo(from_float(np.clip(picture, 0, 1), np.dtype(np.uint8)), **about)))


def compressed(picture: Floats, setting: int) -> Floats:
    levels = np.rint(np.clip(picture, 0, 1) * 255).astype(np.uint8)
    data = cv2.imencode(".jpg", levels, [cv2.IMWRITE_JPEG_QUALITY, setting])[1]
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.float32) / np.float32(255)


@pytest.mark.parametrize(("width", "height"), [(1, 1), (3, 700), (800, 600), (5000, 4000), (6000, 200)])
def test_places_lie_inside_on_the_grid_and_are_few(width: int, height: int) -> None:
    found = places(width, height)
    assert len(found) <= ACROSS**2 and sum(place.area for place in found) <= max(width * height, 1)
    for place in found:
        assert place.x % GRID == place.y % GRID == 0
        assert place.x >= 0 and place.y >= 0 and place.right <= width and place.bottom <= height
        assert len(found) == 1 or max(place.w, place.h) <= SIDE


@pytest.mark.parametrize("sigma", [4, 10, 25, 45])
def test_noise_is_measured(sigma: float) -> None:
    picture = clean() + np.random.default_rng(1).normal(0, sigma / 255, (300, 400, 3)).astype(np.float32)
    parts = [np.clip(picture[:150], 0, 1), np.clip(picture[150:], 0, 1)]
    found = float(np.sqrt(np.mean(noise(parts).sigma ** 2))) * 255
    assert found == pytest.approx(sigma, rel=0.15)


def test_very_noisy_pictures_are_measured_although_they_are_clipped() -> None:
    picture = clean() * 1.6 - 0.3 + np.random.default_rng(1).normal(0, 60 / 255, (300, 400, 3)).astype(np.float32)
    found = float(np.sqrt(np.mean(noise([np.clip(picture, 0, 1)]).sigma ** 2))) * 255
    assert 35 < found < 65


def test_clean_pictures_have_no_noise_worth_speaking_of() -> None:
    assert denoise.measured(source(clean())) == 0
    assert denoise.measured(source(np.full((50, 60, 3), 0.5, np.float32))) == 0


@pytest.mark.parametrize("size", [(1, 1), (2, 300), (300, 3), (9, 9)])
def test_tiny_pictures_are_no_trouble(size: tuple[int, int]) -> None:
    tiny = source(np.full((*size, 3), 0.4, np.float32))
    assert (denoise.measured(tiny), dejpeg.measured(tiny), sharpen.measured(tiny)) == (0, None, 0)


@pytest.mark.parametrize("setting", [10, 25, 50, 75])
def test_the_quality_of_a_jpeg_is_seen_in_the_picture(setting: int) -> None:
    textured = clean() + 0.05 * landscape(300, 400)
    found = quality([compressed(textured, setting)])
    assert found is not None and abs(found - setting) < 25


def test_qualities_are_in_order() -> None:
    textured = clean() + 0.05 * landscape(300, 400)
    found = [quality([compressed(textured, setting)]) for setting in (8, 20, 40, 70)]
    assert None not in found and found == sorted(found, key=lambda value: value or 0)


def test_a_grid_is_found_wherever_it_lies() -> None:
    textured = compressed(clean() + 0.05 * landscape(300, 400), 20)
    plain, shifted = quality([textured]), quality([np.ascontiguousarray(textured[3:, 5:])])
    assert plain is not None and shifted is not None and abs(plain - shifted) <= 3


def test_what_was_no_jpeg_has_no_quality() -> None:
    assert quality([clean()]) is None
    grainy = clean() + np.random.default_rng(0).normal(0, 0.05, (300, 400, 3)).astype(np.float32)
    assert quality([grainy]) is None


def test_the_file_counts_beside_the_picture() -> None:
    picture = clean()
    assert dejpeg.measured(source(picture)) is None
    assert dejpeg.measured(source(picture, origin=Origin("jpeg", quality=60))) == 60
    assert dejpeg.measured(source(picture, origin=Origin("jpeg", quality=98))) is None
    worse = compressed(picture + 0.05 * landscape(300, 400), 15)
    seen = dejpeg.measured(source(worse, origin=Origin("jpeg", quality=90)))
    assert seen is not None and seen < 40


@pytest.mark.parametrize("grain", [0.0, 0.03])
def test_blur_is_measured_with_and_without_noise(grain: float) -> None:
    found = []
    for sigma in (1.0, 1.6, 2.4):
        soft = cv2.GaussianBlur(detailed(600, 800), (0, 0), sigma)
        soft = soft + np.random.default_rng(2).normal(0, grain, soft.shape).astype(np.float32)
        found.append(blur([np.clip(soft, 0, 1)], grain) or 0.0)
    assert found == sorted(found) and found[0] > 0.2 and 1.2 < found[-1] <= 3


def test_sharp_pictures_and_those_without_edges_are_not_blurred() -> None:
    assert sharpen.measured(source(detailed())) == 0
    flat = cv2.GaussianBlur(clean(), (0, 0), 40)
    assert blur([flat]) is None and sharpen.measured(source(flat)) == 0


def test_samples_are_srgb_within_its_range() -> None:
    parts = samples(source(clean(40, 60)))
    assert [part.shape for part in parts] == [(40, 60, 3)]
    assert parts[0].dtype == np.float32 and 0 <= parts[0].min() <= parts[0].max() <= 1
