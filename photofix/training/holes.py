"""Random masks as people and detectors draw them: wires, brush strokes, dust and blobs."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.uint8]


def wires(rng: np.random.Generator, height: int, width: int, count: int, thick: tuple[float, float]) -> Mask:
    """Catenaries and straight lines across the picture, `thick` = range of widths in pixels. H×W uint8 0/255."""
    mask = np.zeros((height, width), np.uint8)
    angle = rng.uniform(0, np.pi)
    for _ in range(count):
        if rng.random() < 0.5:  # bundles run in parallel; others cross
            angle = rng.uniform(0, np.pi)
        centre = rng.uniform(0.1, 0.9, 2) * (width, height)
        reach = np.hypot(height, width)
        t = np.linspace(-1, 1, 48)
        sag = rng.normal(0, 0.08) * reach * (t**2 - 1)
        along, across = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
        points = centre + t[:, None] * reach * along + sag[:, None] * across
        draw_path(mask, points, float(rng.uniform(*thick)))
    return mask


def draw_path(mask: Mask, points: NDArray[np.floating], thickness: float) -> None:
    """Stroke a polyline (N×2, x y, pixels) onto the mask in place, widths below a pixel still leave one."""
    fixed = np.round(points * 16).astype(np.int32)[:, None]
    cv2.polylines(mask, [fixed], False, 255, max(1, round(thickness)), cv2.LINE_8, 4)


def strokes(rng: np.random.Generator, height: int, width: int, count: int, thick: tuple[float, float]) -> Mask:
    """Free-hand brush strokes: short smooth random walks. H×W uint8 0/255."""
    mask = np.zeros((height, width), np.uint8)
    for _ in range(count):
        steps = int(rng.integers(4, 16))
        heading = rng.uniform(0, 2 * np.pi) + np.cumsum(rng.normal(0, 0.5, steps))
        stride = rng.uniform(3, 14)
        walk = np.cumsum(np.stack([np.cos(heading), np.sin(heading)], 1) * stride, axis=0)
        points = walk + rng.uniform(0, 1, 2) * (width, height) - walk.mean(0)
        draw_path(mask, points, float(rng.uniform(*thick)))
    return mask


def dust(rng: np.random.Generator, height: int, width: int, count: int, radius: tuple[float, float]) -> Mask:
    """Specks: small rotated ellipses. H×W uint8 0/255."""
    mask = np.zeros((height, width), np.uint8)
    for _ in range(count):
        r = float(np.exp(rng.uniform(*np.log(radius))))
        axes = (max(1, round(r)), max(1, round(r * rng.uniform(0.6, 1.0))))
        centre = (int(rng.integers(width)), int(rng.integers(height)))
        cv2.ellipse(mask, centre, axes, float(rng.uniform(0, 180)), 0, 360, 255, -1)
    return mask


def blob(rng: np.random.Generator, height: int, width: int, diameter: tuple[float, float]) -> Mask:
    """One irregular filled shape of about the given diameter, somewhere inside. H×W uint8 0/255."""
    mask = np.zeros((height, width), np.uint8)
    size = float(rng.uniform(*diameter))
    angles = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    wobble = sum(rng.normal(0, 0.16 / k) * np.cos(k * angles + rng.uniform(0, 6.3)) for k in range(2, 6))
    radius = size / 2 * (1 + wobble)
    squeeze = rng.uniform(0.7, 1.0)
    turn = rng.uniform(0, np.pi)
    x, y = radius * np.cos(angles), radius * np.sin(angles) * squeeze
    centre = rng.uniform(0.15, 0.85, 2) * (width, height)
    points = np.stack([x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)], 1) + centre
    cv2.fillPoly(mask, [np.round(points).astype(np.int32)], 255)
    return mask


def any_hole(rng: np.random.Generator, size: int) -> Mask:
    """A training mask for one size×size crop: the mixture the eraser must know. Never empty, never everything."""
    while True:
        kind = rng.random()
        if kind < 0.35:
            mask = wires(rng, size, size, int(rng.integers(1, 5)), (1, 10))
        elif kind < 0.5:
            mask = strokes(rng, size, size, int(rng.integers(1, 5)), (3, 20))
        elif kind < 0.7:
            mask = dust(rng, size, size, int(rng.integers(2, 16)), (1, 9))
        else:
            mask = blob(rng, size, size, (size * 0.15, size * 0.5))
        if 0.002 < float(mask.mean()) / 255 < 0.6:
            return mask


def specks(rng: np.random.Generator, size: int) -> Mask:
    """Dust everywhere, each speck in a cell of its own, so that known pixels lie around it. size×size uint8 0/255."""
    mask = np.zeros((size, size), np.uint8)
    pitch = int(rng.integers(16, 36))
    for corner in np.ndindex(-(-size // pitch), -(-size // pitch)):
        radius = float(np.exp(rng.uniform(0, np.log(0.28 * pitch))))
        axes = (max(1, round(radius)), max(1, round(radius * rng.uniform(0.6, 1.0))))
        x, y = (np.array(corner) + rng.random(2)) * pitch
        cv2.ellipse(mask, (int(x), int(y)), axes, float(rng.uniform(0, 180)), 0, 360, 255, -1)
    return mask


def thin_hole(rng: np.random.Generator, size: int) -> Mask:
    """A training mask of thin holes only, as many as leave each some surroundings: all a crop can teach of them."""
    while True:
        kind = rng.random()
        if kind < 0.22:
            mask = wires(rng, size, size, int(rng.integers(2, 6)), (1.5, 12))
        elif kind < 0.55:
            mask = wires(rng, size, size, int(rng.integers(3, 7)), (2, 7))
        elif kind < 0.65:
            mask = strokes(rng, size, size, int(rng.integers(2, 6)), (3, 14))
        else:
            mask = specks(rng, size)
        if 0.02 < float(mask.mean()) / 255 < 0.5:
            return mask
