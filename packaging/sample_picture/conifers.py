"""Spruces on the slopes and at the near shore."""

from __future__ import annotations

import cv2
import numpy as np

from sample_picture.noise import Array, fbm
from sample_picture.terrain import LAKE_NEAR, SUN_LIGHT, Camera, View, haze, height, meadow

SHIFT = 4  # OpenCV's fixed-point bits for drawing between pixels
ONE = 1 << SHIFT


def _fixed(points: Array) -> np.ndarray:
    return np.round(points * ONE).astype(np.int32)


def _conifer(rng: np.random.Generator) -> Array:
    """One spruce, 384×192×2 float32: how sunlit (0..1) and alpha."""
    tall, wide = 384, 192
    lit, alpha = np.zeros((tall, wide), np.uint8), np.zeros((tall, wide), np.uint8)
    slender = rng.uniform(0.17, 0.27)
    crown = rng.uniform(0.86, 0.95)
    lean = rng.normal(0, 0.015)
    cv2.line(lit, _pair(wide / 2, tall), _pair(wide / 2 + lean * tall, 4), 50, 2, cv2.LINE_AA, SHIFT)
    cv2.line(alpha, _pair(wide / 2, tall), _pair(wide / 2 + lean * tall, 4), 255, 2, cv2.LINE_AA, SHIFT)
    tiers = np.sort(rng.uniform(0.02, 1, 460) ** 0.8)[::-1]
    gaps = rng.uniform(0.6, 1.15, 40)
    for down in tiers:
        reach = slender * tall * down**0.85 * rng.uniform(0.55, 1.1) * gaps[int(down * 39)]
        angle = rng.uniform(-np.pi, np.pi)
        side, front = np.cos(angle), np.sin(angle)
        x0, y0 = wide / 2 + lean * tall * (1 - down), 6 + down * tall * crown
        x1, y1 = x0 + side * reach, y0 + reach * (0.30 + 0.18 * front)
        shade = float(np.clip(0.42 - 0.42 * side + 0.12 * front + rng.normal(0, 0.12), 0.03, 1))
        for tuft in np.linspace(0.2, 1, 8):
            px, py = x0 + (x1 - x0) * tuft, y0 + (y1 - y0) * tuft
            drop = reach * 0.16 * rng.uniform(0.4, 1.4) + 3
            tip = _pair(px + rng.normal(0, 4) + side * 4, py + drop)
            cv2.line(alpha, _pair(px, py), tip, 255, 2, cv2.LINE_AA, SHIFT)
            cv2.line(lit, _pair(px, py), tip, int(255 * shade * (0.25 + 0.75 * tuft)), 2, cv2.LINE_AA, SHIFT)
    return np.stack([lit, alpha], axis=-1).astype(np.float32) / 255


def _pair(x: float, y: float) -> tuple[int, int]:
    return round(x * ONE), round(y * ONE)


class Sprites:
    """Conifers of several shapes, scaled on demand to a height in pixels."""

    def __init__(self, seed: int, shapes: int = 14) -> None:
        rng = np.random.default_rng(seed)
        self.masters = [_conifer(rng) for _ in range(shapes)]
        self.sizes: dict[tuple[int, int], Array] = {}

    def get(self, shape: int, tall: float) -> Array:
        """Sprite number shape (wraps) about `tall` pixels high: h×w×2."""
        master = self.masters[shape % len(self.masters)]
        step = round(np.log(max(tall, 2)) * 14)
        key = (shape % len(self.masters), step)
        if key not in self.sizes:
            rows = max(2, round(np.exp(step / 14)))
            self.sizes[key] = cv2.resize(master, (max(2, rows // 2), rows), interpolation=cv2.INTER_AREA)
        return self.sizes[key]


def forest(picture: Array, view: View, sun: Array, camera: Camera) -> None:
    """Set spruces on the slopes and the near shore, farthest first; changes picture (linear RGB) in place."""
    rng = np.random.default_rng(51)
    sprites = Sprites(52)
    count = 150000
    z = np.sqrt(rng.uniform(LAKE_NEAR**2, 5000.0**2, count))
    x = rng.uniform(-0.56, 0.56, count) * z
    order = np.argsort(-z)
    x, z = x[order].astype(np.float32)[:, None], z[order].astype(np.float32)[:, None]
    ground = height(x[::-1], z[::-1])[::-1]
    clump = fbm(x / 240, z / 240, 3, 300) + 0.55 - 0.0012 * np.maximum(ground - 260, 0)
    keep = (ground > 0.6) & (rng.uniform(0, 1, x.shape) < clump + 0.35)
    x, z, ground = x[keep], z[keep], ground[keep]
    tall = (rng.uniform(9, 22, x.shape) * np.clip(1.15 - ground / 900, 0.45, 1)).astype(np.float32)
    kinds = rng.integers(0, 14, x.shape)
    tint = rng.normal(0, 0.16, x.shape)
    warm = rng.uniform(0, 1, x.shape)
    u, v = camera.project(x, ground, z)
    pixels = tall * camera.focal / z
    _plant(picture, view, sun, sprites, u, v, z, ground, x, pixels, kinds, tint, warm)


def shore_trees(picture: Array, view: View, camera: Camera) -> None:
    """Groups of larger spruces between the meadow and the lake; changes picture in place."""
    rng = np.random.default_rng(61)
    sprites = Sprites(62, 8)
    groups = ((-62, 215, 9, 8), (-38, 222, 5, 5), (58, 226, 7, 4), (-83, 190, 12, 12), (10, 229, 4, 2))
    tall = [(gx + rng.normal(0, 1.2 * spread), min(gz + rng.normal(0, spread), LAKE_NEAR - 3), rng.uniform(6, 14))
            for gx, gz, spread, n in groups for _ in range(n)]  # fmt: skip
    # Young trees in drifts along the waterline hide its straightness.
    drift = rng.uniform(-125, 75, 900)
    grown = fbm((drift / 24).astype(np.float32)[None], np.zeros((1, drift.size), np.float32), 3, 310)[0]
    young = [(x, LAKE_NEAR - 3 - abs(rng.normal(0, 9)), rng.uniform(1.0, 2.4) + 4.2 * max(g, 0) * rng.uniform(0.4, 1))
             for x, g in zip(drift, grown, strict=True) if g > -0.35]  # fmt: skip
    spots = np.array(tall + young, np.float32)
    spots = spots[np.argsort(-spots[:, 1])]
    x, z, tall = spots[:, :1], spots[:, 1:2], spots[:, 2]
    ground = meadow(x[::-1], z[::-1])[::-1][:, 0] - 0.4
    x, z = x[:, 0], z[:, 0]
    u, v = camera.project(x, ground, z)
    lit = np.ones(view.z.shape, np.float32)
    _plant(picture, view, lit, sprites, u, v, z, ground, x, tall * camera.focal / z, rng.integers(0, 8, x.shape),
           rng.normal(0, 0.1, x.shape), rng.uniform(0, 1, x.shape))  # fmt: skip


def _plant(
    picture: Array, view: View, sun: Array, sprites: Sprites, u: Array, v: Array, z: Array, y: Array, x: Array,
    pixels: Array, kinds: np.ndarray, tint: np.ndarray, warm: np.ndarray,
) -> None:  # fmt: skip
    """Blend one sprite per entry into the picture where nothing nearer hides it."""
    rows, columns = view.z.shape
    dark = np.array([0.012, 0.021, 0.013], np.float32)
    bright = np.array([0.046, 0.072, 0.024], np.float32) * SUN_LIGHT * 0.95
    both = np.stack([np.broadcast_to(dark, (u.size, 3)), np.broadcast_to(bright, (u.size, 3))], axis=1)
    both = both * np.exp(tint)[:, None, None] * (1 + 0.5 * warm[:, None, None] * np.array([0.5, 0.1, -0.3]))
    both = haze(both.astype(np.float32), z[:, None], y[:, None], x[:, None])
    for i in range(u.size):
        sprite = sprites.get(int(kinds[i]), float(pixels[i]))
        tall, wide = sprite.shape[:2]
        left, top = round(float(u[i]) - wide / 2), round(float(v[i])) - tall + 1
        x0, y0, x1, y1 = max(left, 0), max(top, 0), min(left + wide, columns), min(top + tall, rows)
        if x0 >= x1 or y0 >= y1:
            continue
        seen = view.z[y0:y1, x0:x1] > z[i] * 0.985
        if not seen[0].any():
            continue
        part = sprite[y0 - top : y1 - top, x0 - left : x1 - left]
        alpha = (part[..., 1] * seen)[..., None]
        foot = sun[min(max(round(float(v[i])), 0), rows - 1), min(max(round(float(u[i])), 0), columns - 1)]
        lit = (part[..., 0] * (0.22 + 0.78 * foot) / np.maximum(part[..., 1], 0.05))[..., None]
        area = picture[y0:y1, x0:x1]
        area += alpha * (both[i, 0] + (both[i, 1] - both[i, 0]) * lit - area)
