"""The shadow that a dust particle throws on the sensor, as the lens is stopped down.

A particle lies on the filter stack, a little before the photosites. Each of them sees the exit pupil through the filter
as a disc, and what the particle covers of that disc is the light that it loses. So the shadow is the particle's disc
convolved with a disc of the diameter t / N, where t is the (optical) distance from the particle to the photosites and N
the f-number: wide open large, soft and faint; stopped down small, sharp and dark. What the particle takes away
altogether, the sum of 1 - T over the shadow, is the same at every aperture.

Sources: A. E. Dirik, H. T. Sencar, N. Memon, "Digital Single Lens Reflex Camera Identification From Traces of Sensor
Dust", IEEE Trans. Information Forensics and Security 3(3), 2008; C. Zhou, S. Lin, "Removal of Image Artifacts Due to
Sensor Dust", CVPR 2007.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
SOFTEST = 0.02  # transmission below which a shadow is not darkened further: a logarithm has to be taken of it


class Shadow(NamedTuple):
    """A particle's shadow at one aperture. particle, penumbra: diameters in pixels; opacity 0..1 of the particle."""

    particle: float
    penumbra: float
    opacity: float

    @property
    def diameter(self) -> float:
        """The disc with the shadow's second moment, pixels: those of two convolved discs add up."""
        return math.hypot(self.particle, self.penumbra)

    @property
    def reach(self) -> float:
        """Beyond this distance from the centre there is no shadow. Pixels."""
        return (self.particle + self.penumbra) / 2

    @property
    def deepest(self) -> float:
        """The part of the light that is lost in the centre, 0..1."""
        return self.opacity * min(1.0, (self.particle / self.penumbra) ** 2)

    @property
    def density(self) -> float:
        """Optical density of the centre."""
        return -math.log10(max(SOFTEST, 1 - self.deepest))

    def transmission(self, distance: Floats) -> Floats:
        """The part of the light that is left, 0..1, at distances from the centre in pixels; same shape."""
        left: Floats = np.maximum(np.float32(SOFTEST), 1 - np.float32(self.opacity) * self._covered(distance))
        return left

    def _covered(self, distance: Floats) -> Floats:
        """The part of the pupil that the particle covers: the area that two discs have in common."""
        a, b = self.particle / 2, self.penumbra / 2
        r = np.asarray(distance, np.float64)
        inside, outside = abs(a - b), a + b
        d = np.clip(r, inside + 1e-9, outside)
        first = a * a * np.arccos(np.clip((d * d + a * a - b * b) / (2 * d * a), -1, 1))
        second = b * b * np.arccos(np.clip((d * d + b * b - a * a) / (2 * d * b), -1, 1))
        kite = 0.5 * np.sqrt(np.maximum(0, (-d + a + b) * (d + a - b) * (d - a + b) * (d + a + b)))
        common = np.where(r <= inside, math.pi * min(a, b) ** 2, first + second - kite)
        return np.where(r >= outside, 0, common / (math.pi * b * b)).astype(np.float32)


def shadow(particle: float, opacity: float, distance: float, f_number: float) -> Shadow:
    """The shadow at an aperture. particle: diameter in pixels; distance: from the sensor, pixels.

    The penumbra has at least the width of a pixel, over which every sample is averaged.
    """
    return Shadow(particle, math.hypot(distance / f_number, 1.0), opacity)


def distances(width: int, height: int, x: float, y: float, pitch: float = 1.0) -> Floats:
    """height×width distances of samples from a point, in pixels. x, y: the point in samples; sample i covers i..i+1."""
    across = (np.arange(width, dtype=np.float32) + np.float32(0.5 - x)) * np.float32(pitch)
    down = (np.arange(height, dtype=np.float32) + np.float32(0.5 - y)) * np.float32(pitch)
    return np.asarray(np.hypot(across[None, :], down[:, None]), np.float32)
