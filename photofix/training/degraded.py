"""Photographs made small as the world does it: blurred, resampled, noisy and compressed, once or twice."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.training.rendered import Floats, blurred, floats

Values = NDArray[np.uint8]

CLEAN = 0.08  # share that is reduced and nothing else
TWICE = 0.5  # share that goes through it a second time, as a picture does that is shared again
WAYS = (cv2.INTER_AREA, cv2.INTER_LINEAR, cv2.INTER_CUBIC)
RINGING = 0.15  # share that is sharpened too much before it is compressed, which leaves halos


def degrade(rng: np.random.Generator, large: Values, scale: float) -> Values:
    """h×w×3 uint8: a photograph (H×W×3 uint8) at 1/scale of its size, damaged by chance.

    After the second-order degradation of Wang et al., "Real-ESRGAN: Training real-world blind super-resolution with
    pure synthetic data" (ICCVW 2021), and milder than there: blur, a size, noise and JPEG, and half of the time all of
    them again. What is so much damaged that its letters cannot be read is not learnt from: they would be invented.
    """
    size = round(large.shape[1] / scale), round(large.shape[0] / scale)
    picture = floats(large / 255)
    if rng.random() < CLEAN:
        return _levels(_resized(rng, picture, size))
    picture = _smeared(rng, picture, 0.2 * scale, 0.75 * scale)
    between = float(rng.uniform(0.8, 1.4))
    twice = rng.random() < TWICE
    first = (max(8, round(size[0] * between)), max(8, round(size[1] * between))) if twice else size
    picture = _noisy(rng, _resized(rng, picture, first), 9 / 255)
    if rng.random() < RINGING:
        picture = floats(picture + rng.uniform(0.3, 1.0) * (picture - blurred(picture, float(rng.uniform(0.7, 1.2)))))
    levels = _compressed(rng, picture, 45) if rng.random() < 0.8 else _levels(picture)
    if not twice:
        return levels
    picture = _smeared(rng, floats(levels / 255), 0.1, 0.7)
    picture = _noisy(rng, _resized(rng, picture, size), 4 / 255)
    return _compressed(rng, picture, 55) if rng.random() < 0.8 else _levels(picture)


def _resized(rng: np.random.Generator, picture: Floats, size: tuple[int, int]) -> Floats:
    """At another size, by a way that programs use; without aliasing, as sensors have none to speak of."""
    if size == picture.shape[1::-1]:
        return picture
    way = int(rng.choice(WAYS))
    shrink = picture.shape[1] / size[0]
    if way != cv2.INTER_AREA and shrink > 1:
        picture = blurred(picture, 0.35 * shrink)
    return floats(cv2.resize(picture, size, interpolation=way))


def _smeared(rng: np.random.Generator, picture: Floats, least: float, most: float) -> Floats:
    """Out of focus or shaken a little: a Gaussian, round or not."""
    wide = float(rng.uniform(least, most))
    if rng.random() < 0.7:
        return blurred(picture, wide)
    narrow, angle = float(rng.uniform(0.3, 1.0)) * wide, float(rng.uniform(0, np.pi))
    reach = int(np.ceil(3 * wide))
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    along, across = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
    kernel = np.exp(-0.5 * ((along / wide) ** 2 + (across / max(narrow, 0.2)) ** 2))
    return floats(cv2.filter2D(picture, -1, floats(kernel / kernel.sum()), borderType=cv2.BORDER_REFLECT_101))


def _noisy(rng: np.random.Generator, picture: Floats, most: float) -> Floats:
    """With a sensor's noise: in all channels alike or not, of one strength or growing with light."""
    if rng.random() < 0.2:
        return picture
    grain = rng.standard_normal((*picture.shape[:2], 1 if rng.random() < 0.4 else 3)).astype(np.float32)
    if rng.random() < 0.4:
        grain = floats(grain * np.sqrt(0.1 + np.clip(picture, 0, 1)) * 1.3)
    return floats(picture + float(rng.uniform(0, most)) * grain)


def _compressed(rng: np.random.Generator, picture: Floats, worst: int) -> Values:
    quality = int(rng.integers(worst, 97))
    coded = cv2.imencode(".jpg", _levels(picture)[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR_RGB), np.uint8)


def _levels(picture: Floats) -> Values:
    return np.rint(np.clip(picture, 0, 1) * 255).astype(np.uint8)
