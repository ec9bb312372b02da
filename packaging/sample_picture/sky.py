"""The morning sky with its clouds."""

from __future__ import annotations

import numpy as np

from sample_picture.noise import Array, mix, sample, smoothstep, tile
from sample_picture.terrain import Camera


def gradient(camera: Camera) -> tuple[Array, Array, Array]:
    """The clear sky (H×W×3 linear RGB) with the tangents of elevation and azimuth of each pixel (H×1, 1×W)."""
    up = ((camera.horizon - np.arange(camera.height) - 0.5) / camera.focal).astype(np.float32)[:, None]
    across = ((np.arange(camera.width) + 0.5 - camera.width / 2) / camera.focal).astype(np.float32)[None, :]
    stops = np.array([-0.1, 0.02, 0.10, 0.22, 0.36, 0.60])
    colours = np.array([
        [0.86, 0.64, 0.47], [0.86, 0.66, 0.50], [0.72, 0.66, 0.62], [0.44, 0.55, 0.68],
        [0.235, 0.375, 0.58], [0.12, 0.23, 0.43],
    ])  # fmt: skip
    lean = up - 0.05 * across
    clear = np.stack([np.interp(lean, stops, colours[:, c]) for c in range(3)], axis=-1).astype(np.float32)
    warm = np.exp(-(((across + 0.75) / 0.55) ** 2) - ((up - 0.02) / 0.22) ** 2)[..., None]
    return clear + warm * np.array([0.30, 0.17, 0.04], np.float32), up, across


def paint(camera: Camera) -> Array:
    """Sky and clouds, linear RGB, H×W×3."""
    out, up, across = gradient(camera)
    billow, wisp = tile(2048, 1.75, 21), tile(2048, 1.55, 22, 2)
    lift = np.maximum(up, 0) + 0.085
    x, y = across / lift, np.broadcast_to(1 / lift, out.shape[:2])
    # High cirrus, drawn out along the wind.
    bend = 0.05 * sample(billow, x / 9, y / 9)
    streak = sample(wisp, (x * 0.94 + y * 0.34) / 16 + bend, (y * 0.94 - x * 0.34) / 4.2 + bend)
    patch = sample(billow, x / 14 + 0.3, y / 14 + 0.1)
    cirrus = smoothstep(-0.3, 2.6, streak + 0.9 * patch) * smoothstep(0.03, 0.14, up)
    out = mix(out, np.array([0.98, 0.86, 0.78], np.float32), 0.55 * cirrus[..., None])
    # Cumulus layer: warped billows lit from the left, where the sun is.
    wx = x / 5.2 + 0.045 * sample(billow, x / 3.1 + 0.5, y / 3.1)
    wy = y / 5.2 + 0.045 * sample(billow, x / 3.1, y / 3.1 + 0.5)

    def density(dx: float, dy: float) -> Array:
        big = sample(billow, wx + dx + 0.62, wy + dy + 0.18)
        small = sample(wisp, (wx + dx) * 3.7, (wy + dy) * 3.7)
        return big + 0.26 * small

    here = density(0, 0)
    toward = density(-0.012, -0.003)
    edge = 0.62 + 0.9 * smoothstep(0.20, 0.42, up) - 0.25 * across
    body = smoothstep(0, 1.1, here - edge)
    thick = smoothstep(0.2, 1.9, here - edge)
    lit = np.clip(0.62 - 0.30 * thick + 1.1 * (here - toward) * 0.55, 0, 1)
    cloud = mix(np.array([0.50, 0.47, 0.52], np.float32), np.array([1.18, 0.97, 0.78], np.float32), lit[..., None])
    veil = smoothstep(0.0, 0.13, up)
    cloud = mix(out, cloud, (0.35 + 0.65 * veil)[..., None])
    return mix(out, cloud, (0.92 * body)[..., None])
