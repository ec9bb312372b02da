"""Film scans with an infrared plane, made from clean pictures and shapes of dust, with truth."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

VISIBLE = 0.1  # opacity from which a pixel counts as dusty


@dataclass(frozen=True)
class Scanner:
    """What a scanner and a film do. Shifts are in pixels, of the plane against the photo; leaks are exponents.

    leak: how much of the densities of red, green and blue the infrared light meets. noise: of the infrared light,
    relative. grain: of the picture, in logarithms. blur: of the infrared plane, standard deviation in pixels. dark:
    how much less light the corners have. gamma: of the picture's encoding; the plane is linear.
    """

    shift: tuple[float, float] = (0.0, 0.0)
    scale: float = 1.0
    leak: tuple[float, float, float] = (0.15, 0.03, 0.01)
    noise: float = 0.012
    grain: float = 0.04
    blur: float = 0.4
    dark: float = 0.1
    gamma: float = 2.2
    negative: bool = False
    depth: int = 16


def scan(
    clean: Floats, dust: Floats, scanner: Scanner, seed: int
) -> tuple[NDArray, NDArray, NDArray, NDArray[np.bool_]]:
    """(the photo without dust, the photo, the infrared plane, the dusty pixels).

    clean: H×W×3 0..1, encoded; dust: H×W opacity 0..1. Light passes the dyes, then the dust, and meets the sensor.
    """
    rng = np.random.default_rng(seed)
    height, width = dust.shape
    light = 0.002 + 0.998 * np.clip(clean, 0, 1) ** scanner.gamma  # film of density 2.7 is the blackest
    soft = cv2.GaussianBlur(rng.normal(0, 1, clean.shape).astype(np.float32), (0, 0), 0.7)
    light *= np.exp(scanner.grain * soft / soft.std())
    film = np.exp(sum(k * np.log(light[..., i]) for i, k in enumerate(scanner.leak)))
    y, x = np.mgrid[:height, :width] / max(height, width)
    film = film * (0.7 - scanner.dark * ((x - 0.4) ** 2 + (y - 0.6) ** 2) * 2)
    through = film * (1 - 0.97 * dust)
    through = cv2.GaussianBlur(through, (0, 0), scanner.blur) if scanner.blur else through
    through = moved(through.astype(np.float32), scanner.shift, scanner.scale)
    through = through * (1 + rng.normal(0, scanner.noise, dust.shape)) + rng.normal(0, 0.002, dust.shape)
    seen = light * (1 - 0.97 * dust[..., None])
    pair = [np.clip(v, 0, 1) ** (1 / scanner.gamma) for v in (light, seen)]
    if scanner.negative:
        pair = [1 - v for v in pair]
    top, kind = (65535, np.uint16) if scanner.depth == 16 else (255, np.uint8)
    plane = np.clip(through, 0, 1) if scanner.depth == 16 else np.clip(through, 0, 1) ** (1 / 2.2)
    whole, dusty = (np.rint(v * top).astype(kind) for v in pair)
    return whole, dusty, np.rint(plane * top).astype(kind), dust >= VISIBLE


def moved(values: Floats, shift: tuple[float, float], scale: float = 1.0) -> Floats:
    """The picture as it lies after a shift by (dx, dy) and a scaling about its centre."""
    height, width = values.shape[:2]
    cx, cy = (width - 1) / 2, (height - 1) / 2
    matrix = np.array([[scale, 0, cx - scale * cx + shift[0]], [0, scale, cy - scale * cy + shift[1]]])
    out = cv2.warpAffine(values, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT)
    return np.asarray(out, np.float32)


def scores(found: NDArray[np.bool_], truth: NDArray[np.bool_]) -> tuple[float, float]:
    """(recall, precision): a dusty pixel is found, and a found one right, if one of the other lies within 1 pixel."""
    near = np.ones((3, 3), np.uint8)
    wide_found, wide_truth = (cv2.dilate(v.astype(np.uint8), near) > 0 for v in (found, truth))
    recall = (truth & wide_found).sum() / max(1, truth.sum())
    precision = (found & wide_truth).sum() / max(1, found.sum())
    return float(recall), float(precision)
