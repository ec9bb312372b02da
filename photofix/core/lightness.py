"""Lightness of pixels, and pixels of a lightness with other colours: CIELAB (CIE 15:2018) over linear sRGB.

Lightness is kept exactly: where sRGB cannot hold a colour at a lightness, the colour becomes paler.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from photofix.core.colour import srgb_decoded, srgb_encoded

Floats = NDArray[np.float32]

# IEC 61966-2-1, linear sRGB -> XYZ relative to D65; the second row is luminance.
_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
_XYZ = _XYZ / _XYZ.sum(axis=1, keepdims=True)  # relative to white
FROM_XYZ = np.linalg.inv(_XYZ).astype(np.float32)  # relative to white -> linear sRGB
_LUMINANCE = _XYZ[1].astype(np.float32)
_EDGE = 6 / 29  # of the cube root's straight beginning
HALVINGS = 10  # of the interval in which the most colour that sRGB can hold is looked for
HELD = 1e-6  # beyond 0..1 by no more is held


def luminance(linear: Floats) -> Floats:
    """h×w×3 linear sRGB -> h×w, relative to white."""
    total: Floats = linear[..., 0] * _LUMINANCE[0]
    total += linear[..., 1] * _LUMINANCE[1]
    total += linear[..., 2] * _LUMINANCE[2]
    return total


def lightness(luminances: Floats) -> Floats:
    """Relative luminance (of any shape, clipped to 0..1) -> L*, 0..100."""
    return np.asarray(116 * _root(np.clip(luminances, 0, 1)) - 16, np.float32)


def colours_of(linear: Floats) -> Floats:
    """h×w×3 linear sRGB -> h×w×2: a* and b*."""
    roots = _root(np.clip(linear, 0, 1) @ _XYZ.T.astype(np.float32))
    return np.stack([500 * (roots[..., 0] - roots[..., 1]), 200 * (roots[..., 1] - roots[..., 2])], axis=-1)


def with_colours(lightnesses: Floats, colours: Floats) -> Floats:
    """h×w L* and h×w×2 a*, b* -> h×w×3 linear sRGB within 0..1, of exactly that lightness."""
    made = _linear(lightnesses, colours)
    beyond = ~_held(made)
    if beyond.any():
        made[beyond] = _palest(lightnesses[beyond], colours[beyond])
    return np.clip(made, 0, 1, out=made)


def recoloured(picture: Floats, colours: Floats) -> Floats:
    """h×w×3 sRGB-encoded 0..1 in colours (h×w×2: a*, b*) and its own lightness."""
    return srgb_encoded(with_colours(lightness(luminance(srgb_decoded(np.clip(picture, 0, 1)))), colours))


def _held(linear: Floats) -> NDArray[np.bool_]:
    """Which of h×w×3 or n×3 sRGB can hold. Channel by channel: four times as fast as a minimum over the last axis."""
    red, green, blue = (linear[..., channel] for channel in range(3))
    least = np.minimum(np.minimum(red, green), blue)
    most = np.maximum(np.maximum(red, green), blue)
    return np.asarray((least >= -HELD) & (most <= 1 + HELD))


def _palest(lightnesses: Floats, colours: Floats) -> Floats:
    """n L* and n×2 colours that sRGB cannot hold -> n×3 with as much of the colour as it can."""
    low, step = np.zeros(len(lightnesses), np.float32), np.float32(0.5)
    for _ in range(HALVINGS):
        more = low + step
        made = _linear(lightnesses, colours * more[:, None])
        low = np.where(_held(made), more, low)
        step /= 2
    return _linear(lightnesses, colours * low[:, None])


def _linear(lightnesses: Floats, colours: Floats) -> Floats:
    middle = (lightnesses + np.float32(16)) * np.float32(1 / 116)
    x = _cube(middle + colours[..., 0] * np.float32(1 / 500))
    y = _cube(middle)
    z = _cube(middle - colours[..., 1] * np.float32(1 / 200))
    out = np.empty((*lightnesses.shape, 3), np.float32)
    for channel in range(3):
        np.multiply(x, FROM_XYZ[channel, 0], out=out[..., channel])
        out[..., channel] += y * FROM_XYZ[channel, 1]
        out[..., channel] += z * FROM_XYZ[channel, 2]
    return out


def _root(values: Floats) -> Floats:
    straight = values * np.float32(1 / (3 * _EDGE**2)) + np.float32(4 / 29)
    return np.where(values > np.float32(_EDGE**3), np.cbrt(values), straight)


def _cube(values: Floats) -> Floats:
    straight = (values - np.float32(4 / 29)) * np.float32(3 * _EDGE**2)
    return np.where(values > np.float32(_EDGE), values * values * values, straight)
