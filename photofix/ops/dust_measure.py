"""Measures how opaque the particle at a place of a frame is, and how sure that is.

The logarithm of the light around the place is compared with the logarithm of a shadow's transmission. Scenes have most
of their power in low frequencies, about 1/f² (D. J. Field, J. Opt. Soc. Am. A 4, 1987), so the gradients of both are
compared: a matched filter for such noise, blind to slopes of the background. The same filter at places around tells
what it shows where no dust is.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import cv2
import numpy as np

from photofix.core.colour import Working
from photofix.core.dust_shadow import Floats, Shadow, distances
from photofix.core.region import Region
from photofix.ops.base import Source
from photofix.ops.dust_evidence import light, straightened

SIDE = 65  # samples of a cut-out
MIDDLE = SIDE // 2
ACROSS = 12.0  # samples across the shadow that is looked for
LEAST_SIGMA = 2e-3
DARKEST = 0.006  # linear light: in deeper shade the offset before the logarithm would hide the dust
KNOWN = 0.9  # of the light under a shadow must be known: it is neither blown out nor beyond the border
ROUND = 3  # decimals to which what makes a filter is rounded, so that it need not be made again


class Cut(NamedTuple):
    """The surroundings of a place. values: SIDE×SIDE logarithmic light, as on the sensor. pitch: pixels per sample."""

    values: Floats
    pitch: float
    f_number: float


class Seen(NamedTuple):
    """What a frame says of a particle: `opacity` (1: it is as the shadow that was asked for), give or take `sigma`."""

    opacity: float
    sigma: float

    @property
    def score(self) -> float:
        return self.opacity / self.sigma


class Filter(NamedTuple):
    """kernel: odd and square. energy: what it makes of the very shadow that it looks for."""

    kernel: Floats
    energy: float


def cut(source: Source, x: float, y: float, shade: Shadow, f_number: float, turned: int = 1) -> Cut | None:
    """The surroundings of a place of the upright frame, fine enough for the shadow; None if too little is known there.

    turned: the EXIF orientation that made the frame upright; the cut-out is turned back.
    """
    pitch = max(1.0, shade.diameter / ACROSS)
    half = math.ceil((MIDDLE + 1) * pitch) + 2
    wanted = Region(math.floor(x) - half, math.floor(y) - half, 2 * half + 1, 2 * half + 1)
    there = wanted.clip(source.width, source.height)
    reach = shade.diameter / 2
    if there.empty or min(x, y, source.width - x, source.height - y) < reach * 0.7:
        return None
    pixels = source.read(there)
    values, known = light(pixels, Working.of(source.icc, pixels.shape[2]))
    near = distances(there.w, there.h, x - there.x, y - there.y) < 2 * reach + 1
    if known[near].mean() < KNOWN or float(np.median(values[near])) < math.log(DARKEST):
        return None
    if pitch > 1.2:
        values = np.asarray(cv2.GaussianBlur(values, (0, 0), 0.4 * pitch), np.float32)
    left, top = x - 0.5 - there.x - MIDDLE * pitch, y - 0.5 - there.y - MIDDLE * pitch
    place = np.array([[pitch, 0, left], [0, pitch, top]])
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    sampled = cv2.warpAffine(values, place, (SIDE, SIDE), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return Cut(np.ascontiguousarray(straightened(sampled, turned), np.float32), pitch, f_number)


def shadow_filter(shade: Shadow, pitch: float) -> Filter:
    """The filter for a shadow; its answer divided by its energy is 1 where there is just that."""
    return _filter(*(round(value, ROUND) for value in (*shade, pitch)))


@lru_cache(maxsize=2048)
def _filter(particle: float, penumbra: float, opacity: float, pitch: float) -> Filter:
    shade = Shadow(particle, penumbra, opacity)
    half = min(MIDDLE - 2, math.ceil(shade.reach / pitch) + 2)
    side = 2 * half + 1
    change = np.log(shade.transmission(distances(side, side, half + 0.5, half + 0.5, pitch)))
    # The product of two pictures' gradients is that of one with the other's negative Laplacian.
    kernel = np.asarray(-cv2.Laplacian(change, cv2.CV_32F, borderType=cv2.BORDER_REPLICATE), np.float32)
    return Filter(kernel, max(1e-9, float((change * kernel).sum())))


def answers(place: Cut, shade: Shadow) -> Floats:
    """What the filter says at each sample of the cut-out: 1 where such a shadow lies. SIDE×SIDE."""
    kernel, energy = shadow_filter(shade, place.pitch)
    return np.asarray(
        cv2.filter2D(place.values, cv2.CV_32F, kernel, borderType=cv2.BORDER_REPLICATE) / energy, np.float32
    )


def spread(found: Floats, shade: Shadow, pitch: float) -> float:
    """What `answers` are where there is no dust: their usual size around the middle (median deviation, Gaussian)."""
    away = distances(SIDE, SIDE, SIDE / 2, SIDE / 2)
    inner = min(shade.diameter / pitch * 0.75 + 2, MIDDLE * 0.5)
    around = np.abs(found[(away > inner) & (away < MIDDLE - 8)])
    return max(LEAST_SIGMA, 1.4826 * float(np.median(around)))


def measure(place: Cut, shade: Shadow) -> Seen:
    """Of the middle of the cut-out."""
    found = answers(place, shade)
    return Seen(float(found[MIDDLE, MIDDLE]), spread(found, shade, place.pitch))
