"""Renders what looks like wires, dust or scratches but belongs to the picture: to be left alone."""

from __future__ import annotations

import cv2
import numpy as np

from photofix.training.rendered import Floats, blurred, coverage, filled, floats, lay, luma

LETTERS = "ABCDEFGHKLMNOPRSTUVWXYZabcdefghiklmnoprstuvwxyz0123456789&?!"


def render(rng: np.random.Generator, picture: Floats) -> Floats:
    """The picture (h×w×3 float32, sRGB-encoded 0..1) with one of: an edge, a railing, grass or hair, letters, a bar."""
    size = picture.shape[:2]
    shape = (_edge, _railing, _strands, _letters, _bar)[rng.integers(5)](rng, size)
    behind = float(luma(picture).mean())
    tone = rng.uniform(0, 1)
    tone = tone if abs(tone - behind) > 0.15 else 1 - behind
    colour = np.clip(tone * (1 + rng.normal(0, 0.15, 3)), 0, 1).astype(np.float32)
    return lay(picture, blurred(shape, float(rng.choice([0, 0.5, 0.9]))) * float(rng.uniform(0.5, 1)), colour)


def _edge(rng: np.random.Generator, size: tuple[int, int]) -> Floats:
    """A large plain surface: the border of it is no line."""
    angle, reach = rng.uniform(0, 2 * np.pi), 2.0 * max(size)
    along = np.array([np.cos(angle), np.sin(angle)])
    across = np.array([-along[1], along[0]])
    at = rng.uniform(0.1, 0.9, 2) * size[::-1]
    corners = [at - reach * along, at + reach * along, at + reach * (along + across), at + reach * (across - along)]
    return filled(size, np.array(corners, np.float32))


def _railing(rng: np.random.Generator, size: tuple[int, int]) -> Floats:
    """Bars side by side, or a grid of them: railings, window frames, tiles, blinds."""
    angle = rng.choice([0, np.pi / 2]) + rng.normal(0, 0.1)
    pitch, broad = rng.uniform(7, 34), rng.uniform(1, 5)
    half = rng.uniform(20, 110, 2)
    at = rng.uniform(0, 1, 2) * size[::-1]
    shape = np.zeros(size, np.float32)
    for turn, (reach, extent) in ((angle, half), (angle + np.pi / 2, half[::-1])):
        along = np.array([np.cos(turn), np.sin(turn)])
        across = np.array([-along[1], along[0]])
        for place in np.arange(-extent, extent, pitch):
            line = at + place * across + np.array([-reach, reach])[:, None] * along
            shape = np.maximum(shape, coverage(size, line.astype(np.float32), min(broad, pitch / 2.5)))
        if rng.random() < 0.5:
            break
        pitch *= rng.uniform(0.7, 2)
    return shape


def _strands(rng: np.random.Generator, size: tuple[int, int]) -> Floats:
    """Grass, hair, twigs: many short bent strokes from one place."""
    shape = np.zeros(size, np.float32)
    at = rng.uniform(0, 1, 2) * size[::-1]
    heading, spread = rng.uniform(0, 2 * np.pi), rng.uniform(0.05, 0.5)
    bend, broad = rng.normal(0, 0.1), rng.uniform(1, 2.5)
    for _ in range(int(rng.integers(8, 28))):
        steps = 8
        turns = heading + rng.normal(0, spread) + np.cumsum(np.full(steps, bend + rng.normal(0, 0.05)))
        line = np.cumsum(np.stack([np.cos(turns), np.sin(turns)], 1) * rng.uniform(2, 8), axis=0)
        line += at + rng.normal(0, 25, 2)
        shape = np.maximum(shape, coverage(size, line.astype(np.float32), broad))
    return shape


def _letters(rng: np.random.Generator, size: tuple[int, int]) -> Floats:
    """A line of text."""
    shape = np.zeros(size, np.uint8)
    text = "".join(rng.choice(list(LETTERS), int(rng.integers(3, 14))))
    at = (int(rng.uniform(-0.1, 0.7) * size[1]), int(rng.uniform(0.1, 1) * size[0]))
    scale, thick = float(rng.uniform(0.35, 1.6)), int(rng.integers(1, 4))
    cv2.putText(shape, text, at, int(rng.integers(8)), scale, 255, thick, cv2.LINE_AA)
    return floats((np.rot90(shape) if rng.random() < 0.3 and size[0] == size[1] else shape) / 255)


def _bar(rng: np.random.Generator, size: tuple[int, int]) -> Floats:
    """Too wide to be a wire: a beam, a lamp post, a branch."""
    reach = 1.5 * max(size)
    angle = rng.uniform(0, np.pi)
    line = rng.uniform(0, 1, 2) * size[::-1] + np.array([[-reach], [reach]]) * [np.cos(angle), np.sin(angle)]
    return coverage(size, line.astype(np.float32), float(rng.uniform(18, 50)))
