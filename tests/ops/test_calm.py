"""What painters change is parted in tones, patches and strokes; and no painter lays patches in a smooth sky."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest

from photofix.core.document import State
from photofix.core.painters import PAINTERS
from photofix.core.photo import Photo
from photofix.core.progress import Progress
from photofix.models.pool import Pool
from photofix.ops.base import Context, perform
from photofix.ops.calm import parted
from photofix.ops.palette import lab
from photofix.ops.stylize import OPERATION, Stylize

Pixels = np.ndarray[Any, Any]

# How strong patches may be: each between what there is, and what there was if nothing were parted.
LIMITS = {
    "van-gogh": 1.5,
    "munch": 0.87,
    "hokusai": 0.6,
    "monet": 0.6,
    "seurat": 1.8,
    "klimt": 0.9,
    "picabia": 0.6,
    "cezanne": 0.8,
    "turner": 0.8,
    "renoir": 0.9,
    "thomson": 1.0,
    "pissarro": 0.6,
}


@pytest.fixture(scope="module")
def pool() -> Pool:
    return Pool("cpu", "fp32")


def sky(height: int = 128, width: int = 192) -> Pixels:
    """A soft sky over dark hills: h×w×3 sRGB."""
    down, across = np.mgrid[:height, :width].astype(np.float32)
    share = (down / height + 0.15 * across / width)[..., None]
    made = (1 - share) * np.float32([0.35, 0.55, 0.85]) + share * np.float32([0.9, 0.85, 0.75])
    hills = down > 0.8 * height + 0.05 * height * np.sin(across / 25)
    made[hills] = (0.15, 0.25, 0.12)
    return np.asarray(cv2.GaussianBlur(made, (0, 0), 1), np.float32)


def noise(sigma: float, size: tuple[int, int], seed: int) -> Pixels:
    made = cv2.GaussianBlur(np.random.default_rng(seed).standard_normal(size, np.float32), (0, 0), sigma)
    return made / made.std()


def patches(photo: Pixels, made: Pixels) -> float:
    """How strong what is wider than strokes is in the sky that no function of its place's colour explains."""
    inside = np.s_[: photo.shape[0] * 2 // 3]
    values = (photo - photo.mean(axis=(0, 1)))[inside].reshape(-1, 3)
    terms = np.column_stack([np.ones(len(values)), values, values**2, values * np.roll(values, 1, axis=1)])
    wanted = made[inside].reshape(-1, 3)
    rest = (wanted - terms @ np.linalg.lstsq(terms, wanted, rcond=None)[0]).reshape(made[inside].shape)
    band = cv2.GaussianBlur(rest, (0, 0), 8) - cv2.GaussianBlur(rest, (0, 0), 32)
    return float(np.sqrt(np.square(band).sum(axis=2).mean())) * 100


def test_patches_go_and_strokes_stay() -> None:
    picture = lab(sky())
    wide, fine = (0.05 * noise(sigma, picture.shape[:2], round(sigma))[..., None] for sigma in (12.0, 1.2))
    change = parted(picture, picture + wide + fine)
    assert patches(picture, picture + change.tone + change.strokes) < 0.3 * patches(picture, picture + wide + fine)
    assert np.corrcoef(change.strokes.ravel(), np.broadcast_to(fine, picture.shape).ravel())[0, 1] > 0.85


def test_what_happens_to_a_colour_everywhere_is_a_tone() -> None:
    picture = lab(sky())
    made = 0.9 * picture + 0.3 * picture[..., :1] ** 2 - 0.05
    change = parted(picture, made)
    assert np.abs(picture + change.tone - made).mean() < 0.2 * np.abs(made - picture).mean()


def test_outlines_do_not_bleed_into_the_sky() -> None:
    picture = lab(sky())
    made = picture.copy()
    edge = np.abs(np.gradient(picture[..., 0])[0]) > 0.03
    made[edge, 0] -= 0.3
    assert np.abs(parted(picture, made).strokes[:60]).max() < 0.02


@pytest.mark.parametrize("size", [(1, 1), (1, 40), (5, 3)])
@pytest.mark.parametrize("planes", [1, 3])
def test_pictures_of_any_size(size: tuple[int, int], planes: int) -> None:
    picture = np.full((*size, planes), 0.5, np.float32)
    assert all(np.isfinite(part).all() and part.shape == picture.shape for part in parted(picture, picture + 0.1))


@pytest.mark.parametrize("style", [name for name, _ in PAINTERS])
def test_no_painter_lays_patches_in_a_smooth_sky(pool: Pool, style: str) -> None:
    photo = sky()
    state = State.of(Photo(np.rint(photo * 255).astype(np.uint8)))
    edit = perform(OPERATION, state, Stylize(style, stroke=4.0), Context(pool, Progress.silent()))
    made = state.with_edit(edit).composite().astype(np.float32) / 255
    assert patches(lab(photo), lab(made)) < LIMITS[style]
