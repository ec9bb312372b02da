"""The wire pen's path: along the thin line between clicked points, with its width."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.region import Region
from photofix.core.wire_arcs import best_arcs
from photofix.core.wire_fit import Fit, fit
from photofix.core.wire_search import (
    OUTSIDE,
    Beams,
    Floats,
    Frame,
    Points,
    best_path,
    evidence,
    likeness,
    luma,
    to_levels,
)

SNAP = 6.0  # pixels that a click may lie beside the wire
SAG = 0.18  # of the distance between two clicks: how far the wire may hang beside the straight line
WANDER = 0.02  # of the distance: how far it may leave that hanging shape
AROUND = 64  # pixels beside the farthest course: what bands and profiles around it look at
STEEPEST = 0.75  # slope of the wire against the straight line
COLUMNS = 900  # of the first search, at most
FINE_COLUMNS = 1200  # of the second, in the band around the course that was found
ARCS = 3  # of each way to count evidence
FIRST_ARCS = 2  # that come before the free course
SMOOTH = 5  # degree of the polynomial that a course is smoothed to: a catenary is one of 4 to a tenth of a pixel
OUTLIER = 1.0  # pixels from it from which a point begins to lose its weight
REWEIGHTED = 6  # times
BAND = 24  # pixels to each side of a free course in which it is searched for again
ARC_BAND = 5  # the same around an arc, which a wire leaves less
ARC_PRICE = 0.5  # of a place at the edge of that band, in evidence
BENDING = 0.25  # rows per pixel: slope against a free course
ARC_BENDING = 0.1  # and against an arc
SHORTEST = 8.0  # pixels: less is a straight line
PLAIN_WIDTH = 4.0  # where there is no wire to measure
CERTAIN = 0.28  # below, there is no wire
SURE = 0.8  # from here on, no other course is tried
SURE_IF_LONG = 0.67  # the same for a wire so long that every course takes its time: longer than
TWICE = 2000.0  # pixels; a shorter one is also searched for with what is known of its colour
SIMPLER = 0.1  # pixels
WIDTHS = (1, 2, 3, 5, 7, 10)  # pixels: of the bars that are looked for
OPPONENTS = np.array([[0.5, -0.5, 0, 128], [0.25, 0.25, -0.5, 128]], np.float32)  # red-green, yellow-blue


@dataclass(frozen=True)
class WirePath:
    """A path: N×2 float64 points (x, y in photo pixels; pixel i covers i..i+1) a few pixels apart, one width in
    pixels, and whether there is a wire there at all; if not, the points are straight lines between the clicks."""

    points: Points
    width: float
    found: bool


def trace(pixels: NDArray[Any], clicks: Points, *, width: float | None = None, snap: float = SNAP) -> WirePath:
    """Follow the thin line from click to click.

    pixels: H×W×C uint8 or uint16, read only along the way. clicks: N×2 (N >= 2) points in photo pixels. width: the
    wire's width if it is known, in pixels. snap: how far beside the wire a click may lie, in pixels.
    """
    pieces = [piece(pixels, a, b, width=width, snap=snap) for a, b in pairwise(clicks)]
    return joined(pieces)


def joined(pieces: list[WirePath]) -> WirePath:
    """One path of several in a row; its width is the median along those that are wires, or along all."""
    some = [piece for piece in pieces if piece.found] or pieces
    widths = np.concatenate([np.full(len(piece.points), piece.width) for piece in some])
    points = np.concatenate([piece.points for piece in pieces])
    return WirePath(points, float(np.median(widths)), any(piece.found for piece in pieces))


def straight(start: Points, end: Points, width: float | None = None) -> WirePath:
    """The straight line between two points, which follows no wire."""
    return WirePath(np.stack([start, end]).astype(np.float64), width or PLAIN_WIDTH, False)


def reach(start: Points, end: Points, snap: float = SNAP) -> Region:
    """All pixels that `piece` may look at between two clicks; parts may lie beyond the photo."""
    corners = np.stack([start, end])
    margin = int(np.ceil((SAG + WANDER) * float(np.hypot(*(end - start))) + snap + AROUND))
    left, top = np.floor(corners.min(0)).astype(int).tolist()
    right, bottom = np.ceil(corners.max(0)).astype(int).tolist()
    return Region(left, top, right - left, bottom - top).grow(margin)


def simplified(points: Points) -> Points:
    """The polyline with as few of its points as keep it within a tenth of a pixel of itself."""
    kept = cv2.approxPolyDP(points.astype(np.float32)[:, None], SIMPLER, False)
    return np.asarray(kept[:, 0], np.float64)


def piece(
    pixels: NDArray[Any], start: Points, end: Points, *, width: float | None = None, snap: float = SNAP
) -> WirePath:
    """The wire between two clicks; see `trace`."""
    chord = np.stack([start, end]).astype(np.float64)
    length = float(np.hypot(*(chord[1] - chord[0])))
    if length < SHORTEST:
        return straight(start, end, width)
    corridor = _Corridor.between(pixels, chord, length, snap)
    fitted = _best(pixels, corridor, width)
    if fitted.certainty < CERTAIN:
        return straight(start, end, width)
    return WirePath(fitted.points, fitted.width, True)


def _best(pixels: NDArray[Any], corridor: _Corridor, width: float | None) -> Fit:
    """The fit of most certainty of several courses, the likeliest first, until one is sure."""
    beams = corridor.beams(None)
    arcs = corridor.arcs(beams)
    best = Fit(corridor.frame.spine, PLAIN_WIDTH, -1.0)
    sure = SURE if corridor.length <= TWICE else SURE_IF_LONG

    def courses() -> Iterator[Fit]:
        for arc in arcs[:FIRST_ARCS]:
            yield _fitted(pixels, corridor, arc, None, width, arc=True)
        yield _fitted(pixels, corridor, corridor.course(beams), None, width)
        if corridor.length <= TWICE:
            for arc in arcs[FIRST_ARCS:]:
                yield _fitted(pixels, corridor, arc, None, width, arc=True)
            colour = _colour(pixels, best.points)
            yield _fitted(pixels, corridor, corridor.course(corridor.beams(colour)), colour, width)
        yield fit(pixels, _smoothed(best.points), max(1.0, corridor.length / FINE_COLUMNS), width)

    for fitted in courses():
        if fitted.certainty > best.certainty:
            best = fitted
        if best.certainty >= sure:
            break
    return best


@dataclass(frozen=True)
class _Corridor:
    """What the search goes through: the strip along the chord."""

    frame: Frame
    samples: NDArray[np.uint8]
    clues: list[Floats]
    pool: int
    length: float
    snap: float

    @classmethod
    def between(cls, pixels: NDArray[Any], chord: Points, length: float, snap: float) -> _Corridor:
        step = max(1.0, length / COLUMNS)
        pool = max(1, int(0.75 * step))
        half = pool * int(np.ceil((SAG * length + snap + 6) / pool))
        frame = Frame.along(chord, step, np.arange(-half, half + pool).astype(np.float64))
        samples = to_levels(frame.sample(pixels))
        clues = _clues(samples, pool, colours=length <= TWICE)
        middle = frame.offsets.reshape(-1, pool).mean(1)
        t = np.linspace(0, 1, len(frame.spine))
        allowed = 4 * t * (1 - t) * SAG * length + snap + 4 + WANDER * length
        outside = np.abs(middle)[None] > allowed[:, None]
        pooled = Frame(frame.spine, frame.normal, middle)
        outside |= ~pooled.inside(pixels.shape[1], pixels.shape[0]).T
        for clue in clues:
            clue[outside] = OUTSIDE
        return cls(frame, samples, clues, pool, length, snap)

    @property
    def step(self) -> float:
        return max(1.0, self.length / COLUMNS)

    @property
    def middle(self) -> NDArray[np.float64]:
        """Where the rows of the evidence lie beside the chord, in pixels."""
        return np.asarray(self.frame.offsets.reshape(-1, self.pool).mean(1))

    def beams(self, colour: NDArray[np.float64] | None) -> Beams:
        """Evidence along short pieces; colour: of the wire, in levels, if it is known."""
        clues = self.clues
        if colour is not None:
            alike = likeness(self.samples, colour, self.pool)
            clues = [clue + alike for clue in clues]
        return Beams.along(clues, STEEPEST * self.step / self.pool, self.pool / self.step)

    def course(self, beams: Beams) -> Points:
        """The wire's course to a few pixels, whatever its shape."""
        allowed = np.abs(self.middle) <= self.snap + self.pool
        price = np.where(allowed, (self.middle / self.snap) ** 2 * 2, np.inf).astype(np.float32)
        found = best_path(beams, price, price)
        return self.frame.places(np.interp(found.rows, np.arange(len(self.middle)), self.middle))

    def arcs(self, beams: Beams) -> list[Points]:
        """The courses of the hanging wires that there may be."""
        columns = len(self.frame.spine)
        zero = float(np.interp(0, self.middle, np.arange(len(self.middle)))) - (len(self.middle) - 1) / 2
        arcs = best_arcs(beams, self.snap, SAG * self.length, self.pool, ARCS)
        return [self.frame.places((arc.offsets(columns) - zero) * self.pool) for arc in arcs]


def _fitted(
    pixels: NDArray[Any],
    corridor: _Corridor,
    course: Points,
    colour: NDArray[np.float64] | None,
    width: float | None,
    *,
    arc: bool = False,
) -> Fit:
    fine = _fine(pixels, course, corridor, colour, arc=arc)
    return fit(pixels, fine, max(1.0, corridor.length / FINE_COLUMNS), width)


def _clues(samples: NDArray[np.uint8], pool: int, *, colours: bool) -> list[Floats]:
    """Evidence for a dark and for a light line; with `colours` also for one that differs in hue alone."""
    clues = evidence(luma(samples), WIDTHS, pool)
    if colours and samples.ndim == 3:
        planes = np.asarray(cv2.transform(samples, OPPONENTS), np.uint8)
        for index in range(len(OPPONENTS)):
            hue = np.maximum(*evidence(np.ascontiguousarray(planes[..., index]), WIDTHS, pool))
            clues = [np.maximum(clue, hue) for clue in clues]
    return clues


def _colour(pixels: NDArray[Any], line: Points) -> NDArray[np.float64]:
    """The median colour along a line, in levels."""
    samples = to_levels(Frame.along(line, 1.0, np.zeros(1)).sample(pixels))
    flat = samples.reshape(-1, samples.shape[2] if samples.ndim == 3 else 1)
    return np.asarray(np.median(flat, axis=0), np.float64)


def _fine(
    pixels: NDArray[Any], line: Points, corridor: _Corridor, colour: NDArray[np.float64] | None, *, arc: bool
) -> Points:
    """The course to a pixel, found in a narrow band around a coarse one; around an arc the band is narrower still."""
    step = max(1.0, corridor.length / FINE_COLUMNS)
    half = round(corridor.step) + (ARC_BAND if arc else BAND)
    edge = max(WIDTHS) * 2 if arc else 0  # evidence looks that far
    frame = Frame.along(line, step, np.arange(-half - edge, half + edge + 1).astype(np.float64))
    samples = to_levels(frame.sample(pixels))
    clues = _clues(samples, 1, colours=True)
    if colour is not None:
        alike = likeness(samples, colour, 1)
        clues = [clue + alike for clue in clues]
    clues = [np.ascontiguousarray(clue[:, edge : clue.shape[1] - edge]) for clue in clues]
    offsets = frame.offsets[edge : len(frame.offsets) - edge]
    if arc:
        clues = [clue - (ARC_PRICE * (offsets / ARC_BAND) ** 2).astype(np.float32) for clue in clues]
    price = ((offsets / corridor.snap) ** 2).astype(np.float32)
    found = best_path(Beams.along(clues, (ARC_BENDING if arc else BENDING) * step), price, price)
    return frame.places(np.interp(found.rows, np.arange(len(offsets)), offsets))


def _smoothed(line: Points) -> Points:
    """A low polynomial that lies on most of a line: each coordinate by the way along it."""
    t = np.linspace(-1, 1, len(line))
    weight = np.ones(len(line))
    for _ in range(REWEIGHTED):
        smooth = np.stack([np.polynomial.Polynomial.fit(t, line[:, k], SMOOTH, w=weight)(t) for k in (0, 1)], 1)
        away = np.hypot(*(line - smooth).T)
        weight = 1 / (1 + (away / OUTLIER) ** 2)
    return smooth
