"""Finds wires in a sighting: traced lines, linked across gaps and crossings, long against their width."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.colour import Working
from photofix.core.finding import Finding, Kind, Shape
from photofix.core.mask import Mask
from photofix.core.region import Region
from photofix.ops import company
from photofix.ops.base import Source
from photofix.ops.judging import odds
from photofix.ops.line_features import features
from photofix.ops.linking import Pieces, linked
from photofix.ops.polyline import length_of, polyline
from photofix.ops.thresholds import STEPS, step, thresholds
from photofix.ops.tracing import Traced, trace

Floats = NDArray[np.float64]
Values = NDArray[np.uint8]
Bools = NDArray[np.bool_]

DIPS = 8  # points of a line that may be less likely between others
PIECE = 6  # points: shorter pieces are left out
SHORTEST = 44  # pixels: a wire's least length,
SLENDER = 6.0  # and its least length in widths
STRAIGHT = 0.6  # least ratio of a wire's chord to its length
FARTHER = 5  # steps of sensitivity farther on, in which a wire is followed to where it is fainter:
SURE = 0.35  # if so much of it is one already,
FAINTER = 0.6  # and the whole is as likely as this share of what a wire must be
SURER = 4  # steps of sensitivity by which others must be surer for a line that runs beside them to be a wire, too:
TOGETHER = 0.6  # if so much of it does,
COMPANY = 0.45  # and it is as likely as this share of what one alone must be;
FEWEST, CLOSE = 14, 0.8  # or if it has so many points, is sure, and so much of it runs beside them
BODY = 0.5  # of the probability along its middle: from there on a pixel belongs to it where it is faint
CROSSING = 40  # pixels: the longest gap that may be another wire crossing


@dataclass(frozen=True)
class Stretch:
    """Points first..end of a line that was traced; backwards: in which order the linked line goes along them."""

    first: int
    end: int
    backwards: bool = False


@dataclass(frozen=True, eq=False)
class Wires:
    """What is worked out once for a picture of probabilities. onset: N int8, from which step of sensitivity on each
    point is in a wire; STEPS + 1 = never. So a higher sensitivity never finds less, however pieces are linked."""

    traced: Traced
    onset: NDArray[np.int8]
    judge: _Judge


def prepared(seen: Mask, source: Source) -> Wires:
    """Trace the lines and work out at which sensitivity each becomes a wire. source: the picture that was looked at."""
    traced = trace(seen)
    onset = np.full(len(traced.points), STEPS + 1, np.int8)
    judge = _Judge(traced, source)
    for number in range(STEPS + 1):
        high = thresholds(Kind.WIRES, number / STEPS).high / 255
        for line in judge.lines(number):
            if judge.odds(line) >= high:
                _begin(onset, line, number)
    for number in range(STEPS):  # of what is a wire, the farther course
        high = thresholds(Kind.WIRES, number / STEPS).high / 255
        for line in judge.lines(min(STEPS, number + FARTHER)):
            sure = sum(int((onset[part.first : part.end] <= number).sum()) for part in line)
            if sure >= SURE * sum(part.end - part.first for part in line) and judge.odds(line) >= FAINTER * high:
                _begin(onset, line, number)
    _join_company(onset, traced, judge)
    return Wires(traced, onset, judge)


def _join_company(onset: NDArray[np.int8], traced: Traced, judge: _Judge) -> None:
    """Wires are strung together: what runs beside surer ones is a wire at less odds, and when it is short."""
    courses = company.courses(traced.points, traced.lines)
    for number in range(SURER, STEPS):
        high = thresholds(Kind.WIRES, number / STEPS).high
        beside = company.beside(traced.points, courses, onset <= number - SURER)

        def share(line: list[Stretch], beside: Bools = beside) -> float:
            return float(beside[_points(line)].mean())

        for line in judge.lines(number):
            if share(line) >= TOGETHER and judge.odds(line) >= COMPANY * high / 255:
                _begin(onset, line, number)
        for line in judge.short(number):
            points = _points(line)
            if len(points) >= FEWEST and share(line) >= CLOSE and traced.likely[points].mean() >= high:
                _begin(onset, line, number)


def _begin(onset: NDArray[np.int8], line: list[Stretch], number: int) -> None:
    for part in line:
        np.minimum(onset[part.first : part.end], number, out=onset[part.first : part.end])


class _Judge:
    """How likely each linked line is a wire; judged once, since from step to step most lines stay as they are."""

    def __init__(self, traced: Traced, source: Source) -> None:
        self._traced, self._source = traced, source
        self._working = Working.of(source.icc, source.state.base.channels)
        self._known: dict[tuple[Stretch, ...], float] = {}
        self._known_lines: dict[int, tuple[list[list[Stretch]], list[list[Stretch]]]] = {}

    def lines(self, number: int) -> list[list[Stretch]]:
        """The linked lines of a step of sensitivity that may be wires."""
        return self._linked(thresholds(Kind.WIRES, number / STEPS).low)[0]

    def short(self, number: int) -> list[list[Stretch]]:
        """Those that are too short or too bent to be wires on their own."""
        return self._linked(thresholds(Kind.WIRES, number / STEPS).low)[1]

    def _linked(self, low: int) -> tuple[list[list[Stretch]], list[list[Stretch]]]:
        if low not in self._known_lines:
            found: tuple[list[list[Stretch]], list[list[Stretch]]] = [], []
            for line in _lines(self._traced, _likely(self._traced, low)):
                found[0 if _is_wire(self._traced, line) else 1].append(line)
            self._known_lines[low] = found
        return self._known_lines[low]

    def odds(self, line: list[Stretch]) -> float:
        key = tuple(line)
        if key not in self._known:
            path, width, likely = described(self._traced, line)
            self._known[key] = odds(Kind.WIRES, features(self._source, self._working, path, width, likely))
        return self._known[key]


def candidates(traced: Traced, sensitivity: float) -> Iterator[list[Stretch]]:
    """The linked lines that are long, straight and slender enough for a wire, however likely they are."""
    lines = _lines(traced, _likely(traced, thresholds(Kind.WIRES, sensitivity).low))
    return (line for line in lines if _is_wire(traced, line))


def described(traced: Traced, line: list[Stretch]) -> tuple[Floats, float, float]:
    """(path N×2, width in pixels, mean probability 0..1) of a linked line."""
    points = _points(line)
    return _path(traced, line), float(np.median(traced.widths[points])), float(traced.likely[points].mean()) / 255


def wires(found: Wires, sensitivity: float) -> tuple[Finding, ...]:
    """The wires of a sensitivity 0..1, the most certain first."""
    traced, low = found.traced, thresholds(Kind.WIRES, sensitivity).low
    lines = list(_lines(traced, found.onset <= step(sensitivity)))
    made = [_finding(traced, line, low, found.judge.odds(line)) for line in lines]
    pairs = [(line, finding) for line, finding in zip(lines, made, strict=True) if finding is not None]
    whole = [_bridged(traced, line, finding, (f for _, f in pairs if f is not finding)) for line, finding in pairs]
    return tuple(sorted(whole, key=lambda finding: -finding.confidence))


def _likely(traced: Traced, low: int) -> Bools:
    """Which points are likely enough, short dips between likely ones included."""
    good = traced.likely >= low
    runs = _runs(good, traced.lines)
    for before, after in pairwise(runs):
        if after[0] - before[1] <= DIPS and traced.lines[after[0]] == traced.lines[before[0]]:
            good[before[1] : after[0]] = True
    return good


def _runs(good: Bools, lines: NDArray[np.int32]) -> list[tuple[int, int]]:
    """(first, end) of all unbroken stretches of good points, none longer than its line."""
    if not len(good):
        return []
    breaks = np.flatnonzero((good[1:] != good[:-1]) | (lines[1:] != lines[:-1])) + 1
    edges = [0, *breaks.tolist(), len(good)]
    return [(a, b) for a, b in pairwise(edges) if good[a]]


def _lines(traced: Traced, good: Bools) -> Iterable[list[Stretch]]:
    """The stretches of good points, linked."""
    runs = [(a, b) for a, b in _runs(good, traced.lines) if b - a >= PIECE]
    paths = [traced.points[a:b].astype(np.float64) + 0.5 for a, b in runs]
    widths = np.array([traced.widths[a] for a, _ in runs], float)
    for line in linked(Pieces(paths, widths)):
        yield [Stretch(*runs[piece], backwards) for piece, backwards in line]


def _is_wire(traced: Traced, line: list[Stretch]) -> bool:
    length = sum(part.end - part.first for part in line)
    if length < SHORTEST:
        return False
    points = _points(line)
    if length < SLENDER * float(np.median(traced.widths[points])):
        return False
    path = _path(traced, line)
    return float(np.linalg.norm(path[-1] - path[0])) >= STRAIGHT * length_of(path)


def _points(line: list[Stretch]) -> NDArray[np.intp]:
    return np.concatenate([np.arange(part.first, part.end) for part in line])


def _path(traced: Traced, line: list[Stretch]) -> Floats:
    """The points of a linked line in order: N×2, centres of pixels."""
    parts = [traced.points[part.first : part.end][:: -1 if part.backwards else 1] for part in line]
    return np.concatenate(parts).astype(np.float64) + 0.5


def _finding(traced: Traced, line: list[Stretch], low: int, likely: float) -> Finding | None:
    """The wire of a linked line; its pixels are those that belong to its points and are likely enough."""
    parts = [traced.pixels_of(part.first, part.end) for part in line]
    pixels = np.concatenate([np.arange(part.start, part.stop) for part in parts])
    pixels = pixels[traced.values[pixels] >= np.minimum(low, BODY * traced.likely[traced.owner[pixels]])]
    path = _path(traced, line)
    if not len(pixels):
        return None
    ys, xs = traced.ys[pixels], traced.xs[pixels]
    at = Region(int(xs.min()), int(ys.min()), int(np.ptp(xs)) + 1, int(np.ptp(ys)) + 1)
    values = np.zeros((at.h, at.w), np.uint8)
    values[ys - at.y, xs - at.x] = 255
    seen = sum(length_of(_path(traced, [part])) for part in line)
    return Finding(Kind.WIRES, Shape.LINE, polyline(path), len(pixels) / seen, likely, at, values)


def _bridged(traced: Traced, line: list[Stretch], finding: Finding, others: Iterable[Finding]) -> Finding:
    """The wire with what it shares with others where it crosses them: pixels of theirs on its own course.

    What they do not mark either (leaves in front of it) stays unmarked.
    """
    assert finding.at is not None and finding.pixels is not None
    gaps = []
    for a, b in pairwise(line):
        start = traced.points[a.first if a.backwards else a.end - 1]
        end = traced.points[b.end - 1 if b.backwards else b.first]
        if float(np.hypot(*(end - start))) <= CROSSING:
            gaps.append((start, end))
    if not gaps:
        return finding
    values, at, near = finding.pixels, finding.at, list(others)
    thick = max(1, round(finding.width))
    for start, end in gaps:
        low, high = np.minimum(start, end) - thick, np.maximum(start, end) + thick + 1
        region = Region(int(low[0]), int(low[1]), int(high[0] - low[0]), int(high[1] - low[1])).intersect(at)
        if region.empty:
            continue
        course = np.zeros((region.h, region.w), np.uint8)
        ends = np.stack([start, end]) - (region.x, region.y)
        cv2.polylines(course, [ends.astype(np.int32)], False, 255, thick)
        part = values[region.within(at).slices]
        for other in near:
            if other.at is not None and other.pixels is not None and other.at.overlaps(region):
                common = other.at.intersect(region)
                theirs = other.pixels[common.within(other.at).slices]
                mine = part[common.within(region).slices]
                np.maximum(mine, theirs & course[common.within(region).slices], out=mine)
    return replace(finding, pixels=values)
