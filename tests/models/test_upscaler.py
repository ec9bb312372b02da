"""The upscalers as they ship: better than bicubic, the same in tiles, harmless at any size; one of the person's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from photofix.core.document import State
from photofix.core.model_id import of_file
from photofix.core.photo import Photo, from_float, to_float
from photofix.core.progress import Progress
from photofix.errors import UserError
from photofix.models.pool import Pool, weights
from photofix.ops import upscale
from photofix.ops.base import Context, reshaped
from photofix.ops.resampling import resampled
from photofix.ops.upscale import OPERATION, Upscale
from photofix.training.degraded import degrade
from tests.benchmarks.upscale_quality import combed
from tests.ops.conftest import landscape

Floats = NDArray[np.float32]
Enlarge = Callable[[Floats, int], Floats]
BOTH = pytest.mark.parametrize("model", ["upscale-crisp", "upscale-photo"])


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
def test_photo_leaves_noise_and_jpeg_behind(pool: Pool, scale: int) -> None:
    truth = drawn()
    small = resampled(cv2.GaussianBlur(truth, (0, 0), 0.4 * scale), (truth.shape[1] // scale, truth.shape[0] // scale))
    noisy = from_float(small + np.random.default_rng(0).normal(0, 0.02, small.shape).astype(np.float32), np.dtype("u1"))
    coded = cv2.imencode(".jpg", noisy[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 70])[1]
    seen = to_float(np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR_RGB)))
    photo, crisp = (np.asarray(pool.get(f"upscale-{name}")(seen, scale)) for name in ("photo", "crisp"))
    plain = resampled(seen, (truth.shape[1], truth.shape[0]))
    inner = np.s_[8:-8, 8:-8]
    ours, faithful, bicubic = (float(((made - truth)[inner] ** 2).mean()) for made in (photo, crisp, plain))
    assert ours < bicubic * 10**-0.1, "at least 1 dB better than bicubic"
    assert ours < faithful * 0.97, "and better than the network that knows clean photos alone"


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


@BOTH
@pytest.mark.parametrize("scale", [2, 3, 4])
def test_it_leaves_no_comb(model: str, pool: Pool, scale: int) -> None:
    """Trained against a critic, such a network soon answers with dots as far apart as the scale."""
    truth = np.asarray(from_float(landscape(192, 192), np.dtype(np.uint8)), np.uint8)
    small = to_float(degrade(np.random.default_rng(3), truth, scale))
    made = np.asarray(from_float(np.asarray(pool.get(model)(small, scale)), np.dtype(np.uint8)), np.uint8)
    assert combed(made, scale) < 1.15
    lines = made.copy()
    lines[:, ::scale] = np.clip(lines[:, ::scale].astype(int) + 2, 0, 255)
    assert combed(lines, scale) > 1.3, "two levels are seen"


def test_tiles_leave_no_seams(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    photo = Photo(from_float(drawn(150), np.dtype(np.uint8)))
    whole, tiled = (made_in(photo, pool, monkeypatch, side) for side in (512, 48))
    assert np.abs(whole.astype(int) - tiled).max() <= 1


def made_in(photo: Photo, pool: Pool, monkeypatch: pytest.MonkeyPatch, side: int) -> NDArray[np.uint8]:
    monkeypatch.setattr(upscale, "TILE", side)
    made, _ = reshaped(OPERATION, State.of(photo), Upscale(2), Context(pool, Progress.silent()))
    return np.asarray(made.pixels, np.uint8)


@BOTH
@pytest.mark.parametrize("size", [(1, 1), (1, 7), (5, 3)])
def test_tiny_pictures_do_no_harm(model: str, pool: Pool, size: tuple[int, int]) -> None:
    made = pool.get(model)(np.full((*size, 3), 0.5, np.float32), 3)
    assert made.shape == (3 * size[0], 3 * size[1], 3) and np.isfinite(made).all()


@BOTH
def test_what_srgb_cannot_hold_is_carried_over(model: str, pool: Pool) -> None:
    flat = np.full((20, 20, 3), (1.3, -0.2, 0.5), np.float32)
    made = np.asarray(pool.get(model)(flat, 2))
    assert np.abs(made - (1.3, -0.2, 0.5)).max() < 0.05


@BOTH
def test_a_flat_tone_stays_flat(model: str, pool: Pool) -> None:
    for tone in (0.0, 0.25, 0.5, 1.0):
        made = np.asarray(pool.get(model)(np.full((32, 32, 3), tone, np.float32), 2))
        assert np.abs(to_float(from_float(made, np.dtype(np.uint8))) - tone).max() <= 2 / 255


def test_a_file_of_ones_own_is_used_as_it_is(tmp_path: Path) -> None:
    own = tmp_path / "mine.safetensors"
    own.write_bytes(weights("upscale-photo.safetensors").read_bytes())
    pool, picture = Pool("cpu", "fp32"), drawn(48)
    made = np.asarray(pool.get(of_file("upscale", own))(picture, 2))
    np.testing.assert_array_equal(made, np.asarray(pool.get("upscale-photo")(picture, 2)))
    assert pool.sha256(of_file("upscale", own)) == pool.sha256("upscale-photo")
    own.write_bytes(weights("upscale-crisp.safetensors").read_bytes())
    again = np.asarray(pool.get(of_file("upscale", own))(picture, 2))
    np.testing.assert_array_equal(again, np.asarray(pool.get("upscale-crisp")(picture, 2)))


@pytest.mark.parametrize("other", ["restorer.safetensors", None])
def test_a_file_that_is_no_upscaler_is_refused(other: str | None, tmp_path: Path) -> None:
    own = tmp_path / "mine.safetensors"
    own.write_bytes(weights(other).read_bytes() if other else b"never a model")
    with pytest.raises(UserError, match=r"mine\.safetensors is not an upscaling model") as caught:
        Pool("cpu", "fp32").get(of_file("upscale", own))
    assert "photofix train" in caught.value.hint


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"gone\.safetensors") as caught:
        Pool("cpu", "fp32").get(of_file("upscale", tmp_path / "gone.safetensors"))
    assert "Install" not in caught.value.hint
