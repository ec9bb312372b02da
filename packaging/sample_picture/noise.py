"""Seeded noise from which the landscape takes its shapes and textures."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]


def smoothstep(low: float, high: float, x: Array) -> Array:
    """0 below low, 1 above high, and a cubic between; low may be above high. Any shape, float32."""
    t = np.clip((x - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), np.float32)


def mix(a: Array | float, b: Array | float, t: Array) -> Array:
    """a where t is 0, b where t is 1; arrays broadcast."""
    return np.asarray(a + (b - a) * t, np.float32)


def value(x: Array, y: Array, seed: int) -> Array:
    """Value noise of wavelength 1 with quintic interpolation; same shape as x and y, -1..1."""
    table = np.random.default_rng(seed).random((256, 256), np.float32).ravel() * 2 - 1
    out = np.empty(x.shape, np.float32)
    for top in range(0, x.shape[0], 64):
        px, py = x[top : top + 64], y[top : top + 64]
        ix, iy = np.floor(px), np.floor(py)
        fx, fy = px - ix, py - iy
        fx = fx * fx * fx * (fx * (fx * 6 - 15) + 10)
        fy = fy * fy * fy * (fy * (fy * 6 - 15) + 10)
        left, right = ix.astype(np.int32) & 255, (ix.astype(np.int32) + 1) & 255
        upper, lower = (iy.astype(np.int32) & 255) << 8, ((iy.astype(np.int32) + 1) & 255) << 8
        above = table[upper | left] * (1 - fx) + table[upper | right] * fx
        below = table[lower | left] * (1 - fx) + table[lower | right] * fx
        out[top : top + 64] = above * (1 - fy) + below * fy
    return out


def fbm(x: Array, y: Array, octaves: int, seed: int, gain: float = 0.5) -> Array:
    """Fractal sum of value noise, each octave turned by 37 degrees to hide the lattice; about -1..1."""
    total = np.zeros(x.shape, np.float32)
    amplitude = 1.0
    for octave in range(octaves):
        total += amplitude * value(x, y, seed + octave)
        x, y = (x * 1.60 - y * 1.21 + 17.3).astype(np.float32), (x * 1.21 + y * 1.60 - 9.1).astype(np.float32)
        amplitude *= gain
    return total


def ridged(x: Array, y: Array, octaves: int, seed: int, gain: float = 0.5) -> Array:
    """Ridged multifractal: sharp crests, detail only where the coarser octave is high; about 0..1.

    Source: Musgrave in Ebert et al., Texturing and Modeling, 3rd edition, chapter 16.
    """
    total = np.zeros(x.shape, np.float32)
    weight = np.ones(x.shape, np.float32)
    amplitude, norm = 1.0, 0.0
    for octave in range(octaves):
        crest = 1 - np.abs(value(x, y, seed + octave))
        crest = crest * crest * weight
        total += amplitude * crest
        norm += amplitude
        weight = np.clip(0.25 + crest * 1.5, 0, 1)
        x, y = (x * 1.60 - y * 1.21 + 17.3).astype(np.float32), (x * 1.21 + y * 1.60 - 9.1).astype(np.float32)
        amplitude *= gain
    return total / np.float32(norm)


def tile(size: int, falloff: float, seed: int, lowest: float = 1.0) -> Array:
    """A tileable texture of amplitude frequency**-falloff above `lowest` cycles per tile; size×size, mean 0, std 1."""
    rng = np.random.default_rng(seed)
    fy, fx = np.fft.fftfreq(size)[:, None] * size, np.fft.rfftfreq(size)[None, :] * size
    frequency = np.maximum(np.hypot(fx, fy), 1e-6)
    spectrum = np.fft.rfft2(rng.standard_normal((size, size))) * frequency**-falloff
    spectrum[frequency < lowest] = 0
    texture = np.fft.irfft2(spectrum, s=(size, size))
    return (texture / texture.std()).astype(np.float32)


def sample(texture: Array, x: Array, y: Array) -> Array:
    """The texture at (x, y) in units of its side, repeated without end; shape of x."""
    size = texture.shape[0]
    wrapped = cv2.copyMakeBorder(texture, 0, 1, 0, 1, cv2.BORDER_WRAP)
    mx = np.asarray((x - np.floor(x)) * size, np.float32)
    my = np.asarray((y - np.floor(y)) * size, np.float32)
    return np.asarray(cv2.remap(wrapped, mx, my, cv2.INTER_LINEAR), np.float32)
