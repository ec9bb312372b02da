"""Faded colours come back; what is not faded, or meant to be as it is, stays."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from photofix.core.document import State
from photofix.core.photo import Photo, from_float
from photofix.ops.base import Source
from photofix.ops.fade import Fade, changed, curves, reduced
from photofix.ops.fade_curves import applied, measured
from photofix.training.faded import fade

Floats = NDArray[np.float32]


def scene(seed: int = 0) -> Floats:
    """Patches of many colours from black to white: 60×80×3."""
    rng = np.random.default_rng(seed)
    patches = rng.uniform(0, 1, (12, 16, 3)) ** 1.3
    patches[0, 0], patches[-1, -1] = 0.005, 0.99
    patches[4:6, 4:6], patches[6:8, 8:10] = 0.0, 1.0
    return np.asarray(np.kron(patches, np.ones((5, 5, 1))), np.float32)


def error(a: Floats, b: Floats) -> float:
    return float(np.sqrt(((np.clip(a, 0, 1) - b) ** 2).mean()))


def test_faded_pictures_come_back() -> None:
    shares = []
    for seed in range(12):
        truth = scene(seed)
        pale = fade(np.random.default_rng(seed), truth)
        found = measured(pale)
        assert found.needed
        shares.append(error(applied(pale, found), truth) / error(pale, truth))
    assert max(shares) < 0.95 and np.mean(shares) < 0.45


def test_sound_pictures_stay() -> None:
    picture = scene()
    found = measured(picture)
    assert not found.needed
    assert np.abs(applied(picture, found) - picture).max() < 0.02


@pytest.mark.parametrize("low_high", [(0.0, 0.4), (0.35, 1.0), (0.25, 0.99)], ids=["night", "snow", "fog"])
def test_one_end_missing_is_hardly_corrected(low_high: tuple[float, float]) -> None:
    low, high = low_high
    picture = np.asarray(low + (high - low) * scene(), np.float32)
    assert error(applied(picture, measured(picture)), picture) < 0.05


def test_a_sunset_keeps_its_colour() -> None:
    picture = scene() * np.array([1.0, 0.8, 0.55], np.float32)
    assert error(applied(picture, measured(picture)), picture) < 0.03


def toned(low: float = 0.2, high: float = 0.85) -> Floats:
    """A sepia print that has faded, too."""
    grey = scene().mean(axis=2, keepdims=True)
    grey = (grey - grey.min()) / np.ptp(grey)
    return np.asarray(low + (high - low) * grey ** np.array([0.8, 1.0, 1.25]), np.float32)


def test_sepia_keeps_its_tone_unless_asked() -> None:
    sepia = toned()
    kept, neutral = (applied(sepia, measured(sepia, tone)) for tone in ("auto", "neutral"))
    assert measured(sepia).toned and not measured(scene()).toned
    assert (kept[..., 0] - kept[..., 2]).mean() > 0.8 * (sepia[..., 0] - sepia[..., 2]).mean()
    assert np.ptp(kept) > 1.2 * np.ptp(sepia)
    assert abs(float((neutral[..., 0] - neutral[..., 2]).mean())) < 0.04


def test_what_is_asked_for_is_done_whatever_it_looks_like() -> None:
    cast = scene() * np.array([1.0, 0.9, 0.7], np.float32)
    without = applied(cast, measured(cast, cast=1.0, contrast=0.0))
    assert np.ptp(np.percentile(without.reshape(-1, 3), 99.9, axis=0)) < 0.02
    flat = np.asarray(0.3 + 0.5 * scene(), np.float32)
    assert np.ptp(applied(flat, measured(flat, contrast=1.0))) > 0.9
    assert np.ptp(applied(flat, measured(flat, contrast=0.0, cast=0.0))) == pytest.approx(np.ptp(flat), abs=1e-5)


def test_curves_rise_and_nearly_nothing_is_clipped() -> None:
    ramp = np.repeat(np.linspace(0, 1, 256, dtype=np.float32)[None, :, None], 3, axis=2)
    for seed in range(8):
        pale = fade(np.random.default_rng(seed), scene(seed))
        found = measured(pale)
        assert (np.diff(applied(ramp, found)[0], axis=0) > 0).all()
        made = applied(pale, found)
        assert ((made < -0.02) | (made > 1.02)).any(axis=2).mean() < 0.02


def test_a_white_frame_does_not_count() -> None:
    framed = np.full((70, 90, 3), 1.0, np.float32)
    framed[3:-3, 4:-4] = np.kron(0.2 + 0.55 * scene()[::5, ::5], np.ones((6, 6, 1)))[:64, :82]
    assert measured(framed).faded > 0.5


def test_large_photos_are_measured_reduced(monkeypatch: pytest.MonkeyPatch) -> None:
    pixels = from_float(np.kron(fade(np.random.default_rng(1), scene(1)), np.ones((12, 12, 1))), np.dtype(np.uint8))
    source = Source(State.of(Photo(pixels)))
    small = reduced(source)
    assert max(small.shape[:2]) <= 400 and small.shape[2] == 3
    large, truth = curves(source, Fade()), measured(fade(np.random.default_rng(1), scene(1)))
    assert large.slope == pytest.approx(truth.slope, rel=0.05)


@pytest.mark.parametrize(("warmth", "sign"), [(1.0, 1), (-1.0, -1)])
def test_warmth_is_a_matter_of_taste(warmth: float, sign: int) -> None:
    picture: Any = scene()
    found = measured(picture)
    change = changed(picture, found, Fade(warmth=warmth)) - applied(picture, found)
    assert (change[..., 0] * sign).mean() > 0.01 and (change[..., 2] * sign).mean() < -0.01
    assert np.abs(change[picture.max(axis=2) == 0]).max() < 1e-6, "black stays"
