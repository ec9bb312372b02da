"""The exact centre line and width of a wire whose course is known to a few pixels: a bar is fitted to its profile."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.wire_contrast import Contrast, contrast
from photofix.core.wire_search import Floats, Frame, Points, to_levels

REACH = 22.0  # pixels to each side that are looked at
FINE = 0.5  # pixels between samples across the wire
STRETCH = 8  # columns that share a profile: short, so that each lies before one thing
SOFT = 1.0  # pixels: how soft lens, sampling and averaging make a bar's edge; 0.85 and 1.2 measure widths worse
WIDTHS = np.arange(0.5, 14.01, 0.25)  # pixels
WIDEST = 24.0  # pixels: a given width beyond that is fitted as this one; beside it there must be something to see
FIRST_WIDTH = 3.0  # pixels: from which the measuring starts; from 5 it ends at the same
NEAR = 7.0  # pixels: sigma of the profile's weight when the width is measured; 5 is blind to wide ones, 15 to thin ones
ASIDE = np.arange(-1.5, 1.51, 0.5)  # pixels that a profile's middle may lie beside the wire's
STRAY = 3.0  # pixels that the centre may lie from the course
TRIED = np.arange(-STRAY, STRAY + 0.01, 0.25)  # pixels
BEYOND = 4.0  # pixels beside the wire that count when its centre is looked for
HOMEWARD = 0.05  # price of a centre as far from the course as it may be, in units of the doubt
MOST = 9.0  # how much of that a single stretch has to say
TOGETHER = 24.0  # pixels along the wire over which the centre hardly moves
ROUNDS = 3  # width and centre need each other


@dataclass(frozen=True)
class Fit:
    """A wire's centre line, its width in pixels, and how much it looks like a wire all along, 0..1."""

    points: Points
    width: float
    certainty: float


def fit(pixels: NDArray[Any], line: Points, step: float, hint: float | None) -> Fit:
    """Fit a bar along a polyline.

    pixels: H×W×C uint8 or uint16. step: pixels between columns. hint: a known width in pixels; None to measure it.

    What a bar is asked to explain is not the picture, but what a wire of one colour would make of what lies behind
    it (see `wire_contrast`): places where such a wire cannot be seen have no say, and neither has clutter.
    """
    offsets = np.arange(-REACH, REACH + FINE / 2, FINE)
    frame = Frame.along(line, step, offsets)
    samples = to_levels(frame.sample(pixels))
    count = max(1, round(samples.shape[1] / STRETCH))
    borders = np.round(np.linspace(0, samples.shape[1], count + 1)).astype(int)
    stretches = _averaged(samples[..., None] if samples.ndim == 2 else samples, borders)
    width = FIRST_WIDTH if hint is None else min(hint, WIDEST)
    shifts = np.zeros(count)
    moved, seen = stretches, contrast(stretches, width, FINE)
    for _ in range(ROUNDS):
        if hint is None:
            width = _width(moved, seen, offsets)
        shifts = np.clip(shifts + _centres(moved, seen, offsets, width, TOGETHER / (STRETCH * step)), -STRAY, STRAY)
        moved = _moved(stretches, shifts)
        seen = contrast(moved, width, FINE)
    middles = (borders[:-1] + borders[1:] - 1) / 2
    away = np.interp(np.arange(len(frame.spine)), middles, shifts)
    return Fit(frame.places(away), hint or width, seen.certainty)


def _averaged(samples: NDArray[np.uint8], borders: NDArray[np.int_]) -> Floats:
    """rows × columns × colours to stretch × row × colour."""
    sums = np.add.reduceat(samples, borders[:-1], axis=1, dtype=np.float32)
    return np.ascontiguousarray((sums / np.diff(borders)[:, None].astype(np.float32)).swapaxes(0, 1))


def _moved(stretches: Floats, shifts: NDArray[np.float64]) -> Floats:
    """The stretches with what lies at their shifts (pixels) in the middle; what is beyond the ends repeats them."""
    rows = stretches.shape[1]
    at = np.clip(np.arange(rows) + shifts[:, None] / FINE, 0, rows - 1)
    first = np.minimum(at.astype(int), rows - 2)
    part = (at - first)[..., None].astype(np.float32)
    stretch = np.arange(len(stretches))[:, None]
    return np.asarray(stretches[stretch, first] * (1 - part) + stretches[stretch, first + 1] * part, np.float32)


def _width(stretches: Floats, seen: Contrast, offsets: NDArray[np.float64]) -> float:
    """The width of the bar that explains most of the wire's mean profile.

    Each stretch has a share in that profile by what a wire would change there and by how plainly that is seen.
    """
    profile = np.einsum("s,sc,soc->o", seen.trust, seen.expected, stretches - seen.behind[:, None], optimize=True)
    weight, bars = _all_bars(tuple(offsets.tolist()))
    fits = np.maximum(bars @ _straightened(profile[None].astype(np.float32), weight)[0], 0)
    return float(WIDTHS[int((fits**2).reshape(len(ASIDE), -1).max(0).argmax())])


@cache
def _all_bars(offsets: tuple[float, ...]) -> tuple[Floats, Floats]:
    """(weights of a profile's offsets, bars of all widths at all places so weighted, of length one)."""
    at = np.array(offsets)
    weight = np.exp(-((at / NEAR) ** 2)).astype(np.float32)
    bars = _straightened(_bars(at, ASIDE, WIDTHS).reshape(-1, len(at)), weight)
    return weight, bars / np.linalg.norm(bars, axis=1, keepdims=True)


def _centres(
    stretches: Floats, seen: Contrast, offsets: NDArray[np.float64], width: float, together: float
) -> NDArray[np.float64]:
    """How far beside the middle the wire lies in each stretch, in pixels: where the expected bar explains most.

    together: stretches (sigma) over which the likelihoods are summed before the best is chosen.
    """
    amount = np.maximum(np.linalg.norm(seen.expected, axis=1), 1e-3).astype(np.float32)
    toward = seen.expected / amount[:, None]
    profiles = np.einsum("sc,soc->so", toward, stretches - seen.behind[:, None], optimize=True)
    weight = (np.abs(offsets) < width / 2 + STRAY + BEYOND).astype(np.float32)
    bars = _straightened(_bars(offsets, TRIED, np.array([width]))[:, 0], weight)
    agreement = _straightened(profiles, weight) @ bars.T
    strength = np.minimum(amount**2 * seen.trust, MOST)[:, None]
    likely = strength * (2 * agreement / amount[:, None] - (bars**2).sum(1)) * np.float32(FINE)
    likely = cv2.GaussianBlur(likely.astype(np.float32), (1, 0), 0.1, sigmaY=max(together, 0.3))
    likely -= np.float32(HOMEWARD) * ((TRIED / STRAY) ** 2).astype(np.float32)
    best = np.clip(likely.argmax(1), 1, len(TRIED) - 2)
    before, here, after = (likely[np.arange(len(best)), best + k] for k in (-1, 0, 1))
    between = np.clip(0.5 * (before - after) / np.minimum(before - 2 * here + after, -1e-6), -0.5, 0.5)
    found = TRIED[best] + between * (TRIED[1] - TRIED[0])
    return np.asarray(cv2.GaussianBlur(found[:, None], (1, 0), 0.1, sigmaY=max(together, 0.3))[:, 0], np.float64)


def _bars(offsets: NDArray[np.float64], centres: NDArray[np.float64], widths: NDArray[np.float64]) -> Floats:
    """Soft dark bars (0 beside, -1 in the middle): centre × width × offset."""
    grid = offsets[None, None, :] - centres[:, None, None]
    half = widths[None, :, None] / 2
    return np.asarray((np.tanh((grid - half) / SOFT) - np.tanh((grid + half) / SOFT)) / 2, np.float32)


def _straightened(rows: Floats, weight: Floats) -> Floats:
    """Rows times the root of the weights, without the straight line that fits them best."""
    root = np.sqrt(weight)
    ramp = np.stack([np.ones_like(weight), np.linspace(-1, 1, len(weight), dtype=np.float32)], 1)
    basis = np.linalg.qr(ramp * root[:, None])[0]
    weighted = rows * root
    return np.asarray(weighted - (weighted @ basis) @ basis.T, np.float32)
