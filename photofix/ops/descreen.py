"""The operation that takes out the dots of print: newspapers, books and postcards, scanned."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.params import number
from photofix.ops.base import Context, Operation, Result, Scope, Source, Task
from photofix.ops.cleaning import MODEL, REACH
from photofix.ops.network import Network
from photofix.ops.samples import samples
from photofix.ops.screen_estimate import Screen, screens
from photofix.ops.tiled import mapped

Floats = NDArray[np.float32]

# Measured on val photos printed in many ways: a wider notch takes detail, a narrower one leaves dots at edges.
WIDTH = 0.13  # standard deviation of a notch, as a share of the screen's frequency
LEFT = 14 / 255  # noise that the network is told to take out: what is left of the dots looks like it
FADES = 48  # pixels around a place that its notches reach: four standard deviations at the coarsest screen
SAMPLED = 0.75  # cycles a pixel beyond which a scanner leaves nothing of dots
BOUND = 4  # standard deviations at which a notch ends


@dataclass(frozen=True)
class Descreen:
    """Parameters of `descreen`."""

    strength: float = number(
        1.0, "Strength", "How much of the printing dots is taken out; 0 leaves all.", 0.0, 1.0, step=0.05
    )
    period: float | None = number(
        None, "Dots", "Pixels from dot to dot; told, fainter dots are found, too.", 2.3, 11.5, step=0.1, unit="px",
        automatic="measured", advanced=True,
    )  # fmt: skip


def measured(source: Source, period: float | None = None) -> tuple[Screen, ...]:
    """The screens that the photo was printed with; none if it was not. period: of their dots, if that is known."""
    return screens(samples(source), period)


def words(found: Sequence[Screen]) -> str:
    """What was found, for the person."""
    alike = [screen.period for screen in found if abs(screen.angle - found[0].angle) < 1]
    return f"dots {max(alike):.1f} pixels apart"  # half of that may stand out more


def run(source: Source, params: Descreen, context: Context) -> Result:
    """Take the dots out of the whole photo."""
    context.progress.report(0, "measuring")
    found = measured(source.measured, params.period) if params.strength else ()
    if params.strength:
        context.note(f"it was printed with {words(found)}" if found else "no printing dots are to be seen in it")
    if not found:
        context.progress.report(1)
        return Result(())
    points = np.concatenate([screen.points() for screen in found]) * source.scale
    widths = np.concatenate([np.full(len(screen.points()), WIDTH / screen.period) for screen in found]) * source.scale
    clean = Network(MODEL, context)
    share = cache(partial(kept, points, widths))  # nearly all tiles are of one size

    def change(picture: Floats) -> Floats:
        quiet = notched(picture, share)
        made = np.asarray(clean(np.clip(quiet, 0, 1), LEFT, 0.0), np.float32)
        return np.asarray(picture + np.float32(params.strength) * (made - picture), np.float32)

    patch = mapped(source, change, REACH + FADES, context, clean)
    return Result((patch,), {MODEL: context.models.sha256(MODEL)})


def notched(picture: Floats, share: Callable[[int, int], Floats]) -> Floats:
    """h×w×C without some frequencies. share(height, width): how much stays of each of a real spectrum.

    What lies beyond the picture's edges is its mirror image.
    """
    padded = cv2.copyMakeBorder(picture, FADES, FADES, FADES, FADES, cv2.BORDER_REFLECT_101)
    height, width = padded.shape[:2]
    stays = share(height, width)
    out = np.empty_like(picture)
    for channel in range(picture.shape[2]):
        spectrum = np.fft.rfft2(padded[..., channel]) * stays
        out[..., channel] = np.fft.irfft2(spectrum, s=(height, width))[FADES:-FADES, FADES:-FADES]
    return out


def kept(points: NDArray[np.float64], widths: NDArray[np.float64], height: int, width: int) -> Floats:
    """How much stays of each frequency of a real spectrum: little around n×2 points (across, down; cycles a pixel).

    widths: n standard deviations. Frequencies above half a cycle a pixel lie where sampling has put them.
    """
    down, across = np.fft.fftfreq(height), np.fft.rfftfreq(width)
    stays = np.ones((height, width // 2 + 1), np.float32)
    near = np.abs(points).max(axis=1) < SAMPLED
    folded = points[near] - np.rint(points[near])
    for (x, y), spread in zip(folded, widths[near], strict=True):
        # Around the edges of the spectrum a notch comes in on the other side.
        for x_turn in (-1, 0, 1):
            columns = np.flatnonzero(np.abs(across - x - x_turn) < BOUND * spread)
            for y_turn in (-1, 0, 1):
                rows = np.flatnonzero(np.abs(down - y - y_turn) < BOUND * spread)
                if columns.size and rows.size:
                    falls = (np.exp(-(((axis - at) / spread) ** 2) / 2) for axis, at in (
                        (down[rows], y + y_turn), (across[columns], x + x_turn)))  # fmt: skip
                    stays[np.ix_(rows, columns)] *= 1 - np.outer(*falls).astype(np.float32)
    return stays


OPERATION = Operation(
    id="descreen",
    title="Printing Dots",
    verb="Take Out Dots",
    help="Take the dots of print out of scans from newspapers, books and postcards; how they lie is measured.",
    params=Descreen,
    run=run,
    scope=Scope.WHOLE,
    halo=REACH + FADES,
    task=Task.IMPROVE,
)
