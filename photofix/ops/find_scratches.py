"""Finds scratches in a sighting: lines where they are lines, outlines where they are areas."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from photofix.core.finding import Finding, Kind, Shape
from photofix.core.mask import Mask
from photofix.core.region import Region
from photofix.ops.components import Component, components
from photofix.ops.linking import Pieces, linked, path_of
from photofix.ops.polyline import length_of, polyline
from photofix.ops.shapes import outline
from photofix.ops.thresholds import thresholds
from photofix.ops.tracing import Traced

Floats = NDArray[np.float64]

FEWEST = 8  # pixels
LONG = 4.0  # widths from which on a scratch is a line
ALONG = 0.65  # the part of it that must lie along one line; what branches more is an area


@dataclass(frozen=True, eq=False)
class _Line:
    """A component that is a line: its course."""

    component: Component
    path: Floats
    width: float


@dataclass(frozen=True, eq=False)
class Scratches:
    """What may be scratches where pixels of at least one threshold hang together; for each its course, if a line."""

    parts: tuple[Component, ...]
    courses: tuple[_Line | None, ...]
    areas: dict[int, Finding]  # those that were asked for, by the part's place


def prepared(seen: Mask, traced: Traced, low: int) -> Scratches:
    """Worked out once for all sensitivities that share the lower threshold. traced: the lines of `seen`."""
    parts = [part for part in components(seen, low) if len(part.ys) >= FEWEST]
    return Scratches(tuple(parts), tuple(_courses(parts, traced, seen.width)), {})


def scratches(found: Scratches, sensitivity: float) -> tuple[Finding, ...]:
    """The scratches of a sensitivity 0..1, the most certain first."""
    high = thresholds(Kind.SCRATCHES, sensitivity).high
    lines, areas = [], []
    for place, (part, course) in enumerate(zip(found.parts, found.courses, strict=True)):
        if part.peak < high:
            continue
        if course is not None:
            lines.append(course)
            continue
        if place not in found.areas:
            found.areas[place] = _area(part)
        areas.append(found.areas[place])
    joined = linked(Pieces([line.path for line in lines], np.array([line.width for line in lines])))
    made = [*areas, *(_joined([(lines[i], back) for i, back in group]) for group in joined)]
    return tuple(sorted(made, key=lambda finding: -finding.confidence))


def _courses(parts: list[Component], traced: Traced, width: int) -> list[_Line | None]:
    """For each component its course, if it is a line."""
    if not parts:
        return []
    keys = [part.ys.astype(np.int64) * width + part.xs for part in parts]
    every = np.concatenate(keys)
    number = np.repeat(np.arange(len(parts)), [len(key) for key in keys])
    order = np.argsort(every)
    points = traced.points[:, 1].astype(np.int64) * width + traced.points[:, 0]
    place = np.minimum(np.searchsorted(every[order], points), len(every) - 1)
    inside = every[order][place] == points
    owner = np.where(inside, number[order][place], -1)
    breaks = np.flatnonzero((owner[1:] != owner[:-1]) | (traced.lines[1:] != traced.lines[:-1])) + 1
    runs: dict[int, list[tuple[int, int]]] = {}
    edges = [0, *breaks.tolist(), len(owner)] if len(owner) else []
    for first, end in pairwise(edges):
        if owner[first] >= 0:
            runs.setdefault(int(owner[first]), []).append((first, end))
    return [_course(part, runs.get(i, []), traced) for i, part in enumerate(parts)]


def _course(part: Component, runs: list[tuple[int, int]], traced: Traced) -> _Line | None:
    if not runs:
        return None
    paths = [traced.points[first:end].astype(np.float64) + 0.5 for first, end in runs]
    total = sum(length_of(path) for path in paths)
    if len(paths) > 1:
        lines = linked(Pieces(paths, np.array([float(traced.widths[first]) for first, _ in runs])))
        paths = [path_of(paths, line) for line in lines]
    path = max(paths, key=len)
    width = len(part.ys) / total
    length = length_of(path)
    if len(path) < 2 or length < max(ALONG * total, LONG * width):
        return None
    return _Line(part, path, width)


def _joined(group: list[tuple[_Line, bool]]) -> Finding:
    """One scratch of pieces that follow each other; only what was seen of it is marked."""
    path = np.concatenate([line.path[::-1] if back else line.path for line, back in group])
    whole = Component.of([line.component for line, _ in group])
    at = whole.bounds
    width = float(np.average([line.width for line, _ in group], weights=[len(line.path) for line, _ in group]))
    return Finding(Kind.SCRATCHES, Shape.LINE, polyline(path), width, whole.confidence, at, whole.pixels(at))


def _area(part: Component) -> Finding:
    at: Region = part.bounds
    pixels = part.pixels(at)
    return Finding(
        Kind.SCRATCHES, Shape.AREA, outline(pixels) + np.array([at.x, at.y]), 0.0, part.confidence, at, pixels
    )
