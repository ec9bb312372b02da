"""The finest brushwork without a painting to take it from: traces of bristles that follow what was painted."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from photofix.core.region import Region
from photofix.ops.flow import directions
from photofix.ops.planes import enlarged

Floats = NDArray[np.float32]

LEAST = 1.25  # enlargement below which nothing is missing
TURNS = 16  # directions in which traces are made; those between are blended
PERIOD = 512  # pixels a side after which the traces begin anew
WIDTH = 0.8  # standard deviation of a trace's width in pixels
LENGTH = 6.0  # of its length, in pixels of what was painted
LONGEST = 60.0
AMOUNT = 0.022  # standard deviation of the lightness (0..1) that is added


class Bristles:
    """Adds traces to the lightness of an enlarged painting. They lie where they do in whatever parts it is made."""

    side, gap = 0, 1  # pixels that it must see around, and what corners of parts are multiples of

    def __init__(self, light: Floats, size: tuple[float, float], rng: np.random.Generator, share: float = 1) -> None:
        """light: h×w, what was painted. size: width and height to which it is enlarged. share: of traces, 0..1."""
        factor = max(size) / max(light.shape)
        self._size = size
        self._traces: Floats | None = None
        if share and factor >= LEAST:
            ways = directions(light)
            across, down = ways[..., 0], ways[..., 1]
            # Twice the angle, since a way has no sign: such numbers may be blended.
            self._double = np.dstack([across * across - down * down, 2 * across * down])
            self._traces = _traces(min(LONGEST, LENGTH * factor), rng) * np.float32(share)

    def added(self, light: Floats, x: int, y: int) -> Floats:
        """h×w: what is to be added to a lightness h×w that begins at x, y of the photo."""
        height, width = light.shape
        if self._traces is None:
            return np.zeros_like(light)
        double = enlarged(self._double, self._size, Region(x, y, width, height))
        turn = (np.arctan2(double[..., 1], double[..., 0]) / (2 * np.pi) % 1) * TURNS
        low = turn.astype(np.intp) % TURNS
        share = (turn - np.floor(turn)).astype(np.float32)
        rows, columns = (np.arange(y, y + height) % PERIOD)[:, None], (np.arange(x, x + width) % PERIOD)[None]
        found = self._traces[low, rows, columns] * (1 - share)
        found += self._traces[(low + 1) % TURNS, rows, columns] * share
        return np.asarray(found, np.float32)


def _traces(length: float, rng: np.random.Generator) -> Floats:
    """TURNS×PERIOD×PERIOD: the same noise smeared in each direction, without a border."""
    spectrum = np.fft.rfft2(rng.standard_normal((PERIOD, PERIOD)))
    down, across = np.meshgrid(np.fft.fftfreq(PERIOD), np.fft.rfftfreq(PERIOD), indexing="ij")
    made = []
    for turn in range(TURNS):
        angle = np.pi * turn / TURNS
        ahead, aside = across * np.cos(angle) + down * np.sin(angle), down * np.cos(angle) - across * np.sin(angle)
        passed = np.exp(-2 * np.pi**2 * ((ahead * length / 2) ** 2 + (aside * WIDTH) ** 2))
        trace = np.fft.irfft2(spectrum * passed, (PERIOD, PERIOD))
        made.append((trace - trace.mean()) / trace.std())
    return np.asarray(AMOUNT * np.stack(made), np.float32)
