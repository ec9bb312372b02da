"""From scene light to a photograph: exposure, tone, lens, sensor."""

from __future__ import annotations

import cv2
import numpy as np

from sample_picture.noise import Array, smoothstep


def encode(linear: Array) -> Array:
    """Linear light to sRGB (IEC 61966-2-1), 0..1; any shape."""
    x = np.clip(linear, 0, 1)
    return np.where(x <= 0.0031308, 12.92 * x, 1.055 * np.maximum(x, 1e-6) ** (1 / 2.4) - 0.055).astype(np.float32)


def decode(coded: Array) -> Array:
    """sRGB (IEC 61966-2-1) to linear light, 0..1; any shape."""
    x = np.clip(coded, 0, 1)
    return np.where(x <= 0.04045, x / 12.92, ((x + 0.055) / 1.055) ** 2.4).astype(np.float32)


def develop(scene: Array, scale: float) -> Array:
    """Scene light (H×W×3 linear) to a finished sRGB picture, 0..1 float32, still without grain."""
    bright = np.maximum(scene - 0.75, 0)
    glow = cv2.GaussianBlur(
        cv2.resize(bright, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA), (0, 0), max(1, 14 * scale)
    )
    light = scene + 0.10 * cv2.resize(glow, (scene.shape[1], scene.shape[0]), interpolation=cv2.INTER_LINEAR)
    rows, columns = (np.linspace(-1, 1, n, dtype=np.float32) for n in scene.shape[:2])
    radius = np.hypot(rows[:, None] * 0.67, columns[None, :])
    light *= (1 - 0.30 * smoothstep(0.35, 1.35, radius))[..., None]
    light *= 1.24
    light = light * (1 + light * 0.10) / (1 + light * 0.36)
    coded = encode(light)
    # A gentle S-curve and a little more colour.
    coded = coded + 0.30 * (coded - 0.46) * coded * (1 - coded) * 4 * 0.9
    grey = coded @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    coded = grey[..., None] + (coded - grey[..., None]) * 1.12
    soft = cv2.GaussianBlur(coded, (0, 0), 0.62)
    wide = cv2.GaussianBlur(soft, (0, 0), max(0.8, 1.5 * scale))
    return np.clip(soft + 0.45 * (soft - wide), 0, 1).astype(np.float32)


def grain(shape: tuple[int, int]) -> Array:
    """Sensor noise of standard deviation about 1, coarser in colour than in brightness; H×W×3."""
    rng = np.random.default_rng(101)
    luma = rng.standard_normal(shape, np.float32)
    luma = cv2.GaussianBlur(luma, (0, 0), 0.55) * 1.7
    chroma = cv2.GaussianBlur(rng.standard_normal((*shape, 3), np.float32), (0, 0), 1.1) * 3.2
    return np.asarray(luma[..., None] + 0.35 * chroma, np.float32)


def expose(picture: Array, noise: Array) -> np.ndarray:
    """Add grain that is stronger in the middle tones; uint8 H×W×3."""
    grey = picture.mean(axis=-1, keepdims=True)
    strength = (0.0032 + 0.0062 * np.sqrt(np.clip(grey, 0, 1)) * (1 - 0.6 * grey)).astype(np.float32)
    return np.clip((picture + strength * noise) * 255 + 0.5, 0, 255).astype(np.uint8)
