"""The palette of a picture: its mean and covariance in CIELAB, and the way from one palette to another."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from photofix.core.colour import srgb_decoded, srgb_encoded
from photofix.core.lightness import colours_of, lightness, luminance, with_colours

Floats = NDArray[np.float32]

LEAST = 1e-5  # variance (of values of 0..1) below which a picture counts as of one colour


class Palette(NamedTuple):
    """mean: n; covariance: n×n, of a picture's values."""

    mean: Floats
    covariance: Floats


class Way(NamedTuple):
    """What carries values x to another palette: (x - before) · matrix + after."""

    matrix: Floats
    before: Floats
    after: Floats

    def of(self, planes: Floats) -> Floats:
        """h×w×n in the other palette."""
        return np.asarray((planes - self.before) @ self.matrix + self.after, np.float32)


def lab(rgb: Floats) -> Floats:
    """h×w×3 sRGB-encoded (clipped to 0..1) -> h×w×3: L*, a*, b*, each divided by 100."""
    linear = srgb_decoded(np.clip(rgb, 0, 1))
    out = np.dstack([lightness(luminance(linear)), colours_of(linear)])
    out /= np.float32(100)
    return np.asarray(out, np.float32)


def rgb(planes: Floats) -> Floats:
    """The inverse of `lab`: sRGB within 0..1 of that lightness; colours that sRGB cannot hold become paler."""
    hundredfold = planes * np.float32(100)
    return srgb_encoded(with_colours(np.clip(hundredfold[..., 0], 0, 100), hundredfold[..., 1:]))


def way(planes: Floats, towards: Floats) -> Way:
    """From one picture's palette to that of another, both h×w×n."""
    return between(palette(planes), palette(towards))


def palette(planes: Floats) -> Palette:
    """Of a picture h×w×n."""
    values = planes.reshape(-1, planes.shape[2])
    mean = values.mean(axis=0)
    apart = (values - mean).astype(np.float64)
    return Palette(mean, (apart.T @ apart / len(values)).astype(np.float32))


def between(one: Palette, other: Palette) -> Way:
    """From one palette to another: mean and covariance become the other's.

    Of all linear ways it moves colours least: Pitié and Kokaram, "The linear Monge-Kantorovitch linear colour mapping
    for example-based colour transfer", CVMP 2007.
    """
    least = LEAST * np.eye(len(one.mean))
    mine, theirs = (of.covariance.astype(np.float64) + least for of in (one, other))
    root, back = _power(mine, 0.5), _power(mine, -0.5)
    matrix = back @ _power(root @ theirs @ root, 0.5) @ back
    return Way(matrix.astype(np.float32), one.mean, other.mean)


def _power(matrix: NDArray[np.float64], exponent: float) -> NDArray[np.float64]:
    """Of a symmetric positive one."""
    values, axes = np.linalg.eigh(matrix)
    powered: NDArray[np.float64] = (axes * np.maximum(values, LEAST**2) ** exponent) @ axes.T
    return powered
