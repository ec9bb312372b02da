"""How pictures that belong together are shifted, mirrored and, where there are few of them, turned and recoloured."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.uint8]

LARGER = 286 / 256  # pictures are read so much larger than they are cut
TURN, ENLARGED = 6.0, 1.3  # of small sets: degrees either way, and at most how much larger
GAIN, CAST, GAMMA = 0.12, 0.06, 0.15  # of small sets: brightness, colour of the light, tones; shares either way
RECOLOURED = 0.7  # share of them that have another light


def fitted(pixels: Values, short: int, *, flat: bool = False) -> Values:
    """H×W×C at the size at which the shorter side has `short` pixels. flat: label colours, which must not be mixed."""
    factor = short / min(pixels.shape[:2])
    if factor == 1:
        return pixels
    size = tuple(max(short, round(side * factor)) for side in pixels.shape[1::-1])
    smooth = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_NEAREST if flat else smooth), np.uint8)


def middle(pixels: Values, size: int) -> Values:
    """The size×size pixels in the middle."""
    top, left = ((side - size) // 2 for side in pixels.shape[:2])
    return np.ascontiguousarray(pixels[top : top + size, left : left + size])


def cut(
    rng: np.random.Generator, pictures: tuple[NDArray[Any], ...], size: int, *, mirror: bool = True
) -> tuple[NDArray[Any], ...]:
    """The same size×size pixels of all pictures, which have one size, by chance; mirrored half of the time."""
    top, left = (int(rng.integers(side - size + 1)) for side in pictures[0].shape[:2])
    way = -1 if rng.random() < 0.5 and mirror else 1
    return tuple(np.ascontiguousarray(p[top : top + size, left : left + size][:, ::way]) for p in pictures)


def turned(
    rng: np.random.Generator,
    pictures: tuple[NDArray[Any], ...],
    size: int,
    flat: tuple[bool, ...],
    *,
    mirror: bool = True,
) -> tuple[NDArray[Any], ...]:
    """Like `cut`, and a little turned and enlarged before: more of few pictures."""
    height, width = pictures[0].shape[:2]
    angle, scale = np.radians(rng.uniform(-TURN, TURN)), 1 / rng.uniform(1.0, ENLARGED)
    way = -1.0 if rng.random() < 0.5 and mirror else 1.0
    room = [max(0.0, side - size * scale) / 2 for side in (width, height)]
    x, y = width / 2 + rng.uniform(-1, 1) * room[0], height / 2 + rng.uniform(-1, 1) * room[1]
    linear = scale * np.array([[way * np.cos(angle), -np.sin(angle)], [way * np.sin(angle), np.cos(angle)]])
    shift = np.array([x, y]) - 0.5 - linear @ np.full(2, (size - 1) / 2)
    matrix = np.column_stack([linear, shift])
    made = []
    for picture, hard in zip(pictures, flat, strict=True):
        flags = (cv2.INTER_NEAREST if hard else cv2.INTER_LINEAR) | cv2.WARP_INVERSE_MAP
        warped = cv2.warpAffine(picture, matrix, (size, size), flags=flags, borderMode=cv2.BORDER_REFLECT_101)
        made.append(np.asarray(warped, picture.dtype))
    return tuple(made)


def relit(rng: np.random.Generator, pictures: tuple[NDArray[Any], ...], *, coloured: bool) -> tuple[NDArray[Any], ...]:
    """All pictures in another light, the same for each: brightness, tones and, if `coloured`, its colour."""
    if rng.random() >= RECOLOURED:
        return pictures
    gain = rng.uniform(1 - GAIN, 1 + GAIN) * (rng.uniform(1 - CAST, 1 + CAST, 3) if coloured else np.ones(3))
    gamma = rng.uniform(1 - GAMMA, 1 + GAMMA)
    ramp: NDArray[Any] = (np.arange(256) / 255)[:, None] ** gamma * gain
    table = np.rint(np.clip(ramp, 0, 1) * 255).astype(np.uint8)[None]  # 1×256×3
    return tuple(np.asarray(cv2.LUT(picture, table), np.uint8) for picture in pictures)
