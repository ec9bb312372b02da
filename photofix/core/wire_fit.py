"""The exact centre line and width of a wire whose course is known to a few pixels: a bar is fitted to its profile."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.wire_search import Floats, Frame, Points, arc_length

REACH = 22.0  # pixels to each side that are looked at
FINE = 0.5  # pixels between samples across the wire
SOFT = 1.0  # sigma of the edge that lens, sampling and averaging give a bar, pixels
WIDTHS = np.arange(0.5, 14.01, 0.25)
STRAY = 3.0  # pixels that the centre may lie from the course
STRETCH = 24.0  # pixels along the wire that share a profile
BESIDE = 3.5  # pixels from the middle: what is farther is beside the wire
FOREMOST = 0.9  # share of the places that the middle must stand out more than
NOISE = 1.0  # levels of 255 by which even a smooth surface differs
STRETCHES = 160  # at most, on a long wire


@dataclass(frozen=True)
class Fit:
    """A wire's centre line, its width in pixels, and how much it looks like a wire all along, 0..1."""

    points: Points
    width: float
    certainty: float


def fit(pixels: NDArray[Any], line: Points, step: float, hint: float | None) -> Fit:
    """Fit a bar along a polyline.

    step: pixels between columns. hint: a known width in pixels; None to measure it.
    """
    offsets = np.arange(-REACH, REACH + FINE / 2, FINE)
    frame = Frame.along(line, step, offsets)
    samples = frame.sample(pixels)
    if samples.ndim == 2:
        samples = samples[..., None]
    span = max(STRETCH, float(arc_length(line)[-1]) / STRETCHES)
    count = max(1, round(float(arc_length(line)[-1]) / span))
    borders = np.round(np.linspace(0, samples.shape[1], count + 1)).astype(int)
    stretches = np.stack([samples[:, a:b].mean(1, dtype=np.float32) for a, b in pairwise(borders)])
    if pixels.dtype != np.uint8:
        stretches *= np.float32(255 / 65535)
    profiles = _darkened(stretches, offsets)
    width = hint
    shifts = np.zeros(count)
    for _ in range(2):
        if hint is None:
            width = _width(np.median(_moved(profiles, offsets, shifts), axis=0), offsets)
        assert width is not None
        shifts = _centres(profiles, offsets, width)
    middle = (borders[:-1] + borders[1:]) / 2
    away = np.interp(np.arange(len(frame.spine)), middle, shifts)
    certainty = _certainty(_moved(profiles, offsets, shifts), offsets, width or 1.0)
    return Fit(frame.places(away), float(width or 1.0), certainty)


def _darkened(stretches: Floats, offsets: NDArray[np.float64]) -> Floats:
    """Stretch × offset × colour to stretch × offset: projected onto the line from the colour of the surroundings to
    that of the wire, so that the wire is dark whatever it differs in."""
    wire = np.median(stretches[:, np.abs(offsets) <= FINE].mean(1), axis=0)
    beside = (np.abs(offsets) > 6) & (np.abs(offsets) < 14)
    toward = np.median(stretches[:, beside], axis=1) - wire
    toward /= np.maximum(np.linalg.norm(toward, axis=1, keepdims=True), 1e-3)
    return np.asarray(np.einsum("soc,sc->so", stretches, toward), np.float32)


def _moved(profiles: Floats, offsets: NDArray[np.float64], shifts: NDArray[np.float64]) -> Floats:
    """Profiles with their centres at 0, without their linear background."""
    moved = np.stack([np.interp(offsets + shift, offsets, row) for row, shift in zip(profiles, shifts, strict=True)])
    outer = np.abs(offsets) > REACH / 2
    return np.asarray(moved - np.median(moved[:, outer], axis=1, keepdims=True), np.float32)


def _bars(offsets: NDArray[np.float64], centres: NDArray[np.float64], widths: NDArray[np.float64]) -> Floats:
    """Soft dark bars (0 beside, -1 in the middle): centre × width × offset."""
    grid = offsets[None, None, :] - centres[:, None, None]
    half = widths[None, :, None] / 2
    edge = np.float64(SOFT)
    return np.asarray((np.tanh((grid - half) / edge) - np.tanh((grid + half) / edge)) / 2, np.float32)


def _explained(profiles: Floats, bars: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """(how much of each profile's weighted variance about a straight line each bar explains, its contrast):
    profiles × bars; 0 for bars of the wrong sign."""
    ramp = np.stack([np.ones_like(weight), np.linspace(-1, 1, len(weight), dtype=np.float32)], 1)
    root = np.sqrt(weight)
    basis = np.linalg.qr(ramp * root[:, None])[0]

    def straightened(rows: Floats) -> Floats:
        rows = rows * root
        return np.asarray(rows - (rows @ basis) @ basis.T, np.float32)

    flat, shapes = straightened(profiles), straightened(bars)
    norm = np.maximum((shapes**2).sum(1), 1e-6)
    amount = np.maximum(flat @ shapes.T, 0) / norm
    return amount**2 * norm, amount


def _width(profile: Floats, offsets: NDArray[np.float64]) -> float:
    centres = np.arange(-1.5, 1.51, 0.5)
    bars = _bars(offsets, centres, WIDTHS)
    weight = np.exp(-((offsets / 10) ** 2)).astype(np.float32)
    gain, _ = _explained(profile[None], bars.reshape(-1, len(offsets)), weight)
    best = gain.reshape(len(centres), len(WIDTHS)).max(0)
    index = int(np.argmax(best))
    return float(WIDTHS[index])


def _centres(profiles: Floats, offsets: NDArray[np.float64], width: float) -> NDArray[np.float64]:
    """Each stretch's offset of the bar, kept smooth along the wire."""
    centres = np.arange(-STRAY, STRAY + 0.01, 0.25)
    bars = _bars(offsets, centres, np.array([width]))[:, 0]
    weight = (np.abs(offsets) < width / 2 + STRAY + 4).astype(np.float32)
    gain, contrast = _explained(profiles, bars, weight)
    gain -= np.float32(0.02) * gain.max(1, keepdims=True) * (centres / STRAY).astype(np.float32) ** 2
    best = gain.argmax(1)
    typical = float(np.median(contrast[np.arange(len(best)), best]))
    trust = np.minimum(contrast[np.arange(len(best)), best] / max(typical, 1e-3), 2.0).astype(np.float32)
    kernel = (1, 5)
    smooth = cv2.medianBlur(centres[best].astype(np.float32)[None], 3)[0] if len(best) >= 3 else centres[best]
    weighted = cv2.GaussianBlur((smooth * trust)[None].astype(np.float32), kernel[::-1], 1.0)[0]
    total = cv2.GaussianBlur(trust[None], kernel[::-1], 1.0)[0]
    return np.asarray(weighted / np.maximum(total, 1e-3), np.float64)


def _certainty(profiles: Floats, offsets: NDArray[np.float64], width: float) -> float:
    """How much the wire looks like one all along, 0..1: half is the share of the stretches in which a bar in the
    middle stands out more than nearly anywhere beside it; half by how many times what is usual beside it, up to two."""
    contrast = _two_sided(profiles, width)
    middle = contrast.shape[1] // 2
    here = contrast[:, middle - 1 : middle + 2].max(1)
    beside = np.abs(np.arange(contrast.shape[1]) - middle) * FINE > BESIDE
    usual = np.sqrt((contrast[:, beside] ** 2).mean(1))
    foremost = (here[:, None] > contrast).mean(1) > FOREMOST
    times = np.clip(here / (NOISE + usual), -1, 2)
    return float(np.clip((foremost.mean() + times.mean() / 2) / 2, 0, 1))


def _two_sided(profiles: Floats, width: float) -> Floats:
    """By how much a dark bar of the width differs from the nearer of its two sides, at all places of the profiles
    where both sides are known; the middle one is the profiles' own."""
    half = max(1, round(width / 2 / FINE))
    flank = min(max(round(3 / FINE), 2 * half), round(6 / FINE))
    total = np.pad(np.cumsum(profiles, axis=1, dtype=np.float64), ((0, 0), (1, 0)))
    reach = half + 2 + flank
    at = np.arange(reach, profiles.shape[1] - reach)

    def mean(first: int, last: int) -> NDArray[np.float64]:
        return np.asarray((total[:, at + last + 1] - total[:, at + first]) / (last - first + 1))

    sides = np.minimum(mean(-reach, -half - 3), mean(half + 3, reach))
    return np.asarray(sides - mean(-half, half), np.float32)
