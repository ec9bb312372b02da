"""Photographs made noisy and compressed, with what is to be told to a network that undoes it."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.training.rendered import Floats, blurred, floats

Values = NDArray[np.uint8]

BLOCK = 16  # pixels a side of the largest units of JPEG: two blocks where colour is halved
SAMPLINGS = (
    cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420,
    cv2.IMWRITE_JPEG_SAMPLING_FACTOR_422,
    cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444,
)
NOISE = 55 / 255  # largest standard deviation
WEAK = 1.4  # above 1, weak noise is more frequent than strong


class Spoiled(NamedTuple):
    """seen: S×S×3 float32, 0..1, the picture to be cleaned. wanted: S×S×3 float32, what is to come of it.

    noise: standard deviation that is told, 0..1; coarseness: 1 minus a hundredth of the JPEG quality that is told.
    """

    seen: Floats
    wanted: Floats
    noise: float
    coarseness: float


def spoil(rng: np.random.Generator, clean: Values) -> Spoiled:
    """Noise, JPEG, both, or now and then neither. clean: (S+BLOCK)×(S+BLOCK)×3 uint8; the result is S×S.

    Values are as files have them: in whole steps of 8 bits after JPEG and for half of the rest. What is told is a
    little wrong, as estimates are. Now and then grain is there and not told: then it is to be left, so that the
    network can be asked to take out compression alone.
    """
    picture = floats(clean / 255)
    kind = rng.choice(5, p=(0.6, 0.13, 0.16, 0.06, 0.05))  # noise, JPEG, both, JPEG over grain to be kept, neither
    noisy = _noisy(rng, picture, kind) if kind in (0, 2, 3) else picture
    seen, coarseness = _compressed(rng, noisy) if kind in (1, 2, 3) else (noisy, 0.0)
    if kind in (0, 4) and rng.random() < 0.5:
        seen = floats(np.rint(np.clip(seen, 0, 1) * 255) / 255)
    sigma = 0.0
    if kind == 0:
        sigma = float((noisy - picture).std())
    elif kind == 2:  # what compression has left of it is all that an estimate can see
        bare, _ = _compressed(rng, picture, 1 - coarseness)
        sigma = float((seen - bare).std())
    y, x = (0, 0) if rng.random() < 0.5 else rng.integers(0, BLOCK, 2)
    inside = np.s_[y : y + len(clean) - BLOCK, x : x + len(clean) - BLOCK]
    wrong = 0.12 if kind == 0 else 0.3
    return Spoiled(
        seen[inside],
        (np.clip(noisy, 0, 1) if kind == 3 else picture)[inside],
        sigma * float(np.exp(rng.normal(0, wrong))) if sigma else 0.0,
        float(np.clip(coarseness + rng.normal(0, 0.03), 0.02, 1)) if coarseness else 0.0,
    )


def _noisy(rng: np.random.Generator, picture: Floats, kind: int) -> Floats:
    """With noise of a sensor, plain or growing with light, or grain of film: soft, and in all channels alike or not."""
    grey = bool((picture[..., 0] == picture[..., 2]).all())
    most = NOISE if kind == 0 else 30 / 255 if kind == 2 else 12 / 255
    sigma = float(most * rng.uniform() ** WEAK)
    together = 1.0 if grey else float(rng.choice([0, 0, rng.uniform(0, 1), 1]))
    grain = rng.standard_normal(picture.shape).astype(np.float32)
    shared = rng.standard_normal(picture.shape[:2]).astype(np.float32)[..., None]
    grain = floats(np.sqrt(together) * shared + np.sqrt(1 - together) * grain)
    if rng.random() < 0.25:
        grain = blurred(grain, float(rng.uniform(0.3, 1.0)))
        grain /= max(float(grain.std()), 1e-6)
    look = rng.random()
    if look < 0.2:  # photons: the square root of light, which sRGB encoding flattens to about this
        grain = floats(grain * np.sqrt(0.1 + picture) * 1.3)
    elif look < 0.35:  # film: least in black and in white
        grain = floats(grain * (0.4 + 2.4 * picture * (1 - picture)))
    return floats(picture + sigma * grain)


def _compressed(rng: np.random.Generator, picture: Floats, quality: float | None = None) -> tuple[Floats, float]:
    """After JPEG, and its coarseness. quality: 0..1, else by chance 0.08 to 0.95."""
    chosen = round(100 * quality) if quality is not None else int(rng.uniform(8, 96))
    options = [cv2.IMWRITE_JPEG_QUALITY, chosen]
    options += [cv2.IMWRITE_JPEG_SAMPLING_FACTOR, int(rng.choice(SAMPLINGS, p=(0.6, 0.1, 0.3)))]
    levels = np.rint(np.clip(picture, 0, 1) * 255).astype(np.uint8)
    data = cv2.imencode(".jpg", np.ascontiguousarray(levels[..., ::-1]), options)[1]
    return floats(np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR_RGB)) / np.float32(255)), 1 - chosen / 100
