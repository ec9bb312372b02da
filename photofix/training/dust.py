"""Renders dust over a photograph: soft shadows of sensor dust, and the specks and fibres of film and scans."""

from __future__ import annotations

import cv2
import numpy as np

from photofix.training.damage import Shapes, placed
from photofix.training.rendered import (
    Floats,
    Rendered,
    blurred,
    coverage,
    filled,
    floats,
    lay,
    luma,
    outline,
    seen_spot,
    smooth_noise,
)

SENSOR = (2.5, 22.0)  # radius of a soft shadow, pixels
SPECK = (0.7, 7.0)  # radius of a sharp speck, pixels
GAMMA = 2.2


def render(rng: np.random.Generator, picture: Floats, shapes: Shapes) -> Rendered:
    """Dust over a picture (h×w×3 float32, sRGB-encoded 0..1): a sensor's shadows, or a film's specks and fibres."""
    return _sensor(rng, picture) if rng.random() < 0.45 else _film(rng, picture, shapes)


def _sensor(rng: np.random.Generator, picture: Floats) -> Rendered:
    """Shadows: the light is dimmed, the texture under them stays. Around some there is a bright diffraction ring."""
    height, width = picture.shape[:2]
    truth = np.zeros((height, width), np.uint8)
    grey = luma(picture)
    rough = cv2.blur(np.abs(grey - cv2.blur(grey, (9, 9))), (25, 25))
    softness = float(rng.uniform(0.15, 0.8))  # one aperture for the whole photo
    largest = float(np.exp(rng.uniform(*np.log((4, SENSOR[1])))))
    amount = height * width / 200**2
    rows, columns = np.mgrid[:height, :width].astype(np.float32)
    for _ in range(1 + rng.poisson(8 * amount)):
        radius = float(np.exp(rng.uniform(*np.log((SENSOR[0], max(largest, SENSOR[0] * 1.2))))))
        tries = rng.uniform(0, 1, (4 if rng.random() < 0.7 else 1, 2)) * (height - 1, width - 1)
        y, x = min(
            tries.tolist(), key=lambda at: float(rough[int(at[0]), int(at[1])])
        )  # photographers see them in skies
        dim = float(np.exp(rng.uniform(*np.log((0.06, 0.6)))))
        dim = max(dim, min(0.6, 3.5 * float(rough[int(y), int(x)]) / max(0.15, float(grey[int(y), int(x)]))))
        span = int(radius * (2.2 + softness)) + 3
        top, left = max(0, int(y) - span), max(0, int(x) - span)
        part = np.s_[top : int(y) + span, left : int(x) + span]
        away = np.hypot(rows[part] - y, columns[part] - x)
        away *= 1 + 0.12 * smooth_noise(rng, away.shape, max(4.0, radius))  # no speck is a perfect disc
        edge = softness * radius / 2 + 0.4
        shadow = 1 / (1 + np.exp(np.clip((away - radius) / edge * 1.7, -30, 30)))
        light = 1 - dim * shadow
        if rng.random() < 0.3:
            light += dim * float(rng.uniform(0.1, 0.35)) * np.exp(-(((away - radius * 1.35) / (0.3 * radius)) ** 2))
        linear = np.clip(picture[part], 0, 1) ** GAMMA * light[..., None]
        before = picture[part]
        picture = picture.copy()
        picture[part] = np.clip(linear, 0, 1) ** (1 / GAMMA)
        truth[part] |= seen_spot(before, picture[part], np.asarray(shadow > 0.3, np.float32))
    return Rendered(picture, truth)


def _film(rng: np.random.Generator, picture: Floats, shapes: Shapes) -> Rendered:
    """Specks, fibres and hairs: white where they lay on a negative, dark on a slide or a scanner's glass."""
    size = picture.shape[:2]
    truth = np.zeros(size, np.uint8)
    amount = size[0] * size[1] / 200**2
    many = float(np.exp(rng.uniform(*np.log((2, 20)))))
    white = rng.random() < 0.6
    softness = float(rng.choice([0, 0.4, 0.7, 1.1]))
    for _ in range(1 + rng.poisson(many * amount)):
        kind = rng.random()
        shape = _speck(rng, size) if kind < 0.62 else _fibre(rng, size) if kind < 0.78 else _drawn(rng, size, shapes)
        shape = blurred(shape, softness)
        light = rng.uniform(0.7, 1.0) if (rng.random() < 0.9) == white else rng.uniform(0, 0.25)
        colour = np.clip(light * (1 + rng.normal(0, 0.05, 3)), 0, 1).astype(np.float32)
        before = picture
        picture = lay(picture, shape * float(rng.uniform(0.45, 1)), colour)
        truth |= seen_spot(before, picture, shape)
    return Rendered(picture, truth)


def _speck(rng: np.random.Generator, size: tuple[int, int]) -> Floats:
    """h×w 0..1: one irregular grain."""
    radius = float(np.exp(rng.uniform(*np.log(SPECK))))
    border = outline(rng, radius, 0.22, flat=float(rng.uniform(0.45, 1)))
    turn = rng.uniform(0, np.pi)
    border = border @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    half = int(2.5 * radius) + 4
    small = filled((2 * half, 2 * half), floats(border + half + rng.uniform(-0.5, 0.5, 2)))
    return placed(rng, small, size)


def _fibre(rng: np.random.Generator, size: tuple[int, int]) -> Floats:
    """h×w 0..1: a thin bent thread, as lint and hair are."""
    steps = int(rng.integers(8, 40))
    heading = rng.uniform(0, 2 * np.pi) + np.cumsum(rng.normal(0, rng.uniform(0.03, 0.3), steps))
    walk = np.cumsum(np.stack([np.cos(heading), np.sin(heading)], 1) * rng.uniform(1, 3.5), axis=0)
    walk += rng.uniform(0, 1, 2) * size[::-1] - walk.mean(0)
    return coverage(size, walk.astype(np.float32), float(np.exp(rng.uniform(*np.log((1.0, 3.0))))))


def _drawn(rng: np.random.Generator, size: tuple[int, int], shapes: Shapes) -> Floats:
    """Dust as people drew it after real scans; what comes out thicker than a speck is made smaller."""
    shape = shapes.one(rng, (0.06, 0.4))
    solid = np.pad(shape > 1 / 3, 1).astype(np.uint8)
    thick = float(cv2.distanceTransform(solid, cv2.DIST_L2, 3).max())
    if thick > SPECK[1]:
        factor = SPECK[1] / thick
        shape = floats(cv2.resize(shape, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA))
    return placed(rng, shape, size)
