"""Each painter has a touch of his own: strokes along ways or round dots, in colours around the palette's mean."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from photofix.core.painters import PAINTERS
from photofix.ops.palette import Palette
from photofix.ops.touches import TOUCHES, Touch, broken, dots, enlivened, touch

NAMES = [name for name, _ in PAINTERS]
PALETTE = Palette(np.float32([0.5, 0.05, -0.1]), np.diag(np.float32([0.04, 0.01, 0.0025])))


def laid(touch: Touch, palette: Palette = PALETTE, across: float = 1, seed: int = 0) -> np.ndarray:
    """Upon 120×160 pixels; ways run to the right, or downward."""
    ways = np.zeros((120, 160, 2), np.float32)
    ways[..., 0], ways[..., 1] = across, 1 - across
    return broken(ways, palette, touch, np.random.default_rng(seed))


def steps(planes: np.ndarray) -> tuple[float, float]:
    """How much values differ from those to the right, and below."""
    return float(np.abs(np.diff(planes, axis=1)).mean()), float(np.abs(np.diff(planes, axis=0)).mean())


def test_all_painters_have_a_touch() -> None:
    assert list(TOUCHES) == NAMES and len(set(TOUCHES.values())) == len(NAMES)


def test_the_touch_of_a_mixture_lies_between() -> None:
    mix = np.zeros(len(NAMES), np.float32)
    mix[[NAMES.index("munch"), NAMES.index("seurat")]] = 0.75, 0.25
    wanted = [0.75 * one + 0.25 * other for one, other in zip(TOUCHES["munch"], TOUCHES["seurat"], strict=True)]
    assert touch(mix) == pytest.approx(wanted)


def test_a_style_of_ones_own_is_left_as_it_is() -> None:
    own = touch(np.ones(1, np.float32))
    assert own.strokes == 1 and not own.broken
    same = enlivened(PALETTE, own)
    assert np.allclose(same.mean, PALETTE.mean) and np.allclose(same.covariance, PALETTE.covariance)


def test_a_livelier_palette_keeps_its_lightness() -> None:
    made = enlivened(PALETTE, Touch(vivid=1.5, contrast=2))
    assert made.mean == pytest.approx([0.5, 0.075, -0.15])
    assert np.sqrt(np.diag(made.covariance)) == pytest.approx([0.4, 0.15, 0.075])


@pytest.mark.parametrize("across", [0, 1])
def test_strokes_lie_along_the_ways(across: int) -> None:
    right, down = steps(laid(Touch(length=10, broken=0.3), across=across))
    assert (right < 0.5 * down) if across else (down < 0.5 * right)


@pytest.mark.parametrize("length", [0, 8])
def test_colours_are_the_palettes_and_their_mean_is_nothing(length: int) -> None:
    made = laid(Touch(length=length, broken=0.4)).reshape(-1, 3)
    lightness, red, yellow = made.std(axis=0)
    assert red == pytest.approx(2 * yellow, rel=0.25)  # so far apart are those of the palette
    assert np.abs(made.mean(axis=0)).max() < 0.1 * red
    assert lightness / 0.2 < 0.75 * red / 0.1  # of the palette's spread: colours are broken more than lightness
    twice = laid(Touch(length=length, broken=0.8)).reshape(-1, 3)
    assert np.allclose(twice, 2 * made, atol=1e-5)


def test_dots_are_round_and_each_of_one_colour() -> None:
    made = dots((120, 160), np.random.default_rng(0))
    assert made.shape == (120, 160, 3) and np.abs(made).max() <= 1
    right, down = steps(made)
    assert right == pytest.approx(down, rel=0.05)
    painted = np.linalg.norm(made, axis=2)
    assert painted.max() == pytest.approx(1, abs=1e-4) and 0.4 < (painted > 0.9).mean() < 0.8
    inside = cv2.erode((painted > 0.99).astype(np.uint8), np.ones((2, 2), np.uint8)) > 0
    at = made[inside]
    assert len(np.unique(np.round(at, 4), axis=0)) < 0.2 * len(at)


def test_dots_have_no_lattice() -> None:
    light = dots((160, 160), np.random.default_rng(0))[..., 0]
    found = np.abs(np.fft.rfft2(light - light.mean())) ** 2
    assert found.max() < 25 * found[:20, :20].mean()


@pytest.mark.parametrize("size", [(1, 1), (1, 40), (7, 3)])
@pytest.mark.parametrize("length", [0, 5])
def test_pictures_of_any_size(size: tuple[int, int], length: int) -> None:
    ways = np.zeros((*size, 2), np.float32)
    ways[..., 0] = 1
    made = broken(ways, PALETTE, Touch(length=length, broken=0.3), np.random.default_rng(0))
    assert made.shape == (*size, 3) and made.dtype == np.float32 and np.isfinite(made).all()


def test_variants_differ_and_the_same_variant_does_not() -> None:
    one, again, other = (laid(TOUCHES["seurat"], seed=seed) for seed in (0, 0, 1))
    assert np.array_equal(one, again) and np.abs(one - other).mean() > 0.01
