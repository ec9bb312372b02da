"""The crisp upscaler as it ships: better than bicubic, the same in tiles, harmless at any size."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from photofix.core.document import State
from photofix.core.photo import Photo, from_float, to_float
from photofix.core.progress import Progress
from photofix.models.pool import Pool
from photofix.ops import upscale
from photofix.ops.base import Context, reshaped
from photofix.ops.resampling import resampled
from photofix.ops.upscale import OPERATION, Upscale

Floats = NDArray[np.float32]
Enlarge = Callable[[Floats, int], Floats]


@pytest.fixture(scope="module")
def pool() -> Pool:
    return Pool("cpu", "fp32")


def drawn(side: int = 144) -> Floats:
    """Sharp shapes, as buildings and letters have them: side×side×3."""
    picture = np.full((side, side, 3), 0.8, np.float32)
    cv2.circle(picture, (side // 2, side // 2), side // 3, (0.2, 0.3, 0.5), -1, cv2.LINE_AA)
    for i in range(6):
        cv2.line(picture, (10 + 9 * i, 5), (30 + 14 * i, side - 5), (0.1, 0.1, 0.15), 2, cv2.LINE_AA)
    return picture


@pytest.mark.parametrize("scale", [2, 3, 4])
def test_it_is_sharper_and_nearer_to_the_truth_than_bicubic(pool: Pool, scale: int) -> None:
    truth = drawn()
    small = resampled(truth, (truth.shape[1] // scale, truth.shape[0] // scale))
    ours = np.asarray(pool.get("upscale-crisp")(small, scale))
    plain = resampled(small, (truth.shape[1], truth.shape[0]))
    assert ours.shape == truth.shape
    inner = np.s_[8:-8, 8:-8]
    ratio = ((ours - truth)[inner] ** 2).mean() / ((plain - truth)[inner] ** 2).mean()
    assert ratio < 10**-0.12, "at least 1.2 dB better"


def test_tiles_leave_no_seams(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    photo = Photo(from_float(drawn(150), np.dtype(np.uint8)))
    whole, tiled = (made_in(photo, pool, monkeypatch, side) for side in (512, 48))
    assert np.abs(whole.astype(int) - tiled).max() <= 1


def made_in(photo: Photo, pool: Pool, monkeypatch: pytest.MonkeyPatch, side: int) -> NDArray[np.uint8]:
    monkeypatch.setattr(upscale, "TILE", side)
    made, _ = reshaped(OPERATION, State.of(photo), Upscale(2), Context(pool, Progress.silent()))
    return np.asarray(made.pixels, np.uint8)


@pytest.mark.parametrize("size", [(1, 1), (1, 7), (5, 3)])
def test_tiny_pictures_do_no_harm(pool: Pool, size: tuple[int, int]) -> None:
    made = pool.get("upscale-crisp")(np.full((*size, 3), 0.5, np.float32), 3)
    assert made.shape == (3 * size[0], 3 * size[1], 3) and np.isfinite(made).all()


def test_what_srgb_cannot_hold_is_carried_over(pool: Pool) -> None:
    flat = np.full((20, 20, 3), (1.3, -0.2, 0.5), np.float32)
    made = np.asarray(pool.get("upscale-crisp")(flat, 2))
    assert np.abs(made - (1.3, -0.2, 0.5)).max() < 0.05


def test_a_flat_tone_stays_flat(pool: Pool) -> None:
    for tone in (0.0, 0.25, 0.5, 1.0):
        made = np.asarray(pool.get("upscale-crisp")(np.full((32, 32, 3), tone, np.float32), 2))
        assert np.abs(to_float(from_float(made, np.dtype(np.uint8))) - tone).max() <= 2 / 255
