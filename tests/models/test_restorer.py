"""The restorer as it ships: takes out noise and JPEG's traces, leaves clean pictures alone, and leaves no seams."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from photofix.core.document import State
from photofix.core.photo import Photo
from photofix.core.progress import Progress
from photofix.models.pool import Pool
from photofix.ops import tiled
from photofix.ops.base import Context, perform
from photofix.ops.denoise import OPERATION, Denoise

Floats = NDArray[np.float32]


@pytest.fixture(scope="module")
def pool() -> Pool:
    return Pool("cpu", "fp32")


def drawn(side: int = 160) -> Floats:
    """Soft areas and shapes as sharp as photographs show them: side×side×3."""
    y, x = np.mgrid[:side, :side].astype(np.float32) / side
    picture = np.stack([0.3 + 0.4 * x, 0.5 + 0.2 * y, 0.6 - 0.3 * x * y], axis=2).astype(np.float32)
    cv2.circle(picture, (side // 2, side // 2), side // 4, (0.8, 0.3, 0.2), -1, cv2.LINE_AA)
    for i in range(5):
        cv2.line(picture, (10 + 12 * i, 5), (40 + 14 * i, side - 5), (0.15, 0.15, 0.2), 2, cv2.LINE_AA)
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), 0.8), np.float32)


def error(a: Floats, b: Floats) -> float:
    return float(np.sqrt(((a - b) ** 2).mean()))


@pytest.mark.parametrize("sigma", [0.04, 0.1, 0.2])
def test_noise_goes_and_what_was_there_stays(pool: Pool, sigma: float) -> None:
    truth = drawn()
    noisy = np.clip(truth + np.random.default_rng(0).normal(0, sigma, truth.shape), 0, 1).astype(np.float32)
    made = np.asarray(pool.get("restorer")(noisy, sigma, 0.0))
    assert error(made, truth) < 0.45 * error(noisy, truth)


@pytest.mark.parametrize("quality", [10, 25, 50])
def test_traces_of_jpeg_go(pool: Pool, quality: int) -> None:
    truth = drawn()
    levels = np.rint(truth * 255).astype(np.uint8)
    data = cv2.imencode(".jpg", levels, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    coded = np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.float32) / np.float32(255)
    made = np.asarray(pool.get("restorer")(coded, 0.0, 1 - quality / 100))
    assert error(made, truth) < 0.9 * error(coded, truth)


def test_grain_stays_if_only_jpeg_is_told(pool: Pool) -> None:
    truth = drawn()
    grainy = np.clip(truth + np.random.default_rng(0).normal(0, 0.04, truth.shape), 0, 1).astype(np.float32)
    kept, cleaned = (np.asarray(pool.get("restorer")(grainy, noise, 0.2)) - truth for noise in (0.0, 0.04))
    assert kept.std() > 1.5 * cleaned.std()


def test_clean_pictures_told_as_clean_stay(pool: Pool) -> None:
    truth = drawn()
    assert error(np.asarray(pool.get("restorer")(truth, 0.0, 0.0)), truth) < 0.01


def test_colours_beyond_srgb_stay_beyond(pool: Pool) -> None:
    beyond = np.full((32, 32, 3), (1.2, 0.5, -0.1), np.float32)
    made = np.asarray(pool.get("restorer")(beyond, 0.02, 0.0))
    assert made[..., 0].mean() > 1.15 and made[..., 2].mean() < -0.05


@pytest.mark.parametrize("size", [(1, 1), (7, 30), (33, 8)])
def test_pictures_of_any_size(pool: Pool, size: tuple[int, int]) -> None:
    made = pool.get("restorer")(np.full((*size, 3), 0.5, np.float32), 0.1, 0.5)
    assert made.shape == (*size, 3) and made.dtype == np.float32


def test_tiles_leave_no_seams(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    truth = drawn(300)
    noisy = np.clip(truth + np.random.default_rng(0).normal(0, 0.1, truth.shape), 0, 1)
    state = State.of(Photo(np.rint(noisy * 255).astype(np.uint8)))

    def made() -> NDArray[np.int64]:
        edit = perform(OPERATION, state, Denoise(sigma=25.0), Context(pool, Progress.silent()))
        return state.with_edit(edit).composite().astype(np.int64)

    whole = made()
    monkeypatch.setattr(tiled, "TILE", 96)
    assert np.abs(made() - whole).max() <= 1
