"""Finds scratches in a sighting: lines where they are lines, outlines where they are areas."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from photofix.core.finding import Finding, Kind, Shape
from photofix.core.mask import Mask
from photofix.ops.components import Component, components
from photofix.ops.judging import odds
from photofix.ops.linking import Pieces, linked, path_of
from photofix.ops.mark_features import features
from photofix.ops.polyline import length_of, polyline
from photofix.ops.shapes import outline
from photofix.ops.thresholds import thresholds
from photofix.ops.tracing import Traced

Floats = NDArray[np.float64]

FEWEST = 8  # pixels
LEAST_PEAK = 100  # of 255: what the network is nowhere surer of is not judged
LONG = 4.0  # widths from which on a scratch is a line
ALONG = 0.65  # the part of it that must lie along one line; what branches more is an area


@dataclass(frozen=True, eq=False)
class _Line:
    """The course of a component that is a line."""

    path: Floats
    width: float


@dataclass(frozen=True, eq=False)
class Scratches:
    """What may be scratches where pixels of at least one threshold hang together: how likely each is one, 0..1, and its
    course, if it is a line."""

    parts: tuple[Component, ...]
    odds: tuple[float, ...]
    courses: tuple[_Line | None, ...]
    made: dict[tuple[int, ...], Finding]  # those that were asked for, by the places of their parts


def candidates(seen: Mask, low: int) -> list[Component]:
    """What hangs together and is worth judging."""
    return [part for part in components(seen, low) if len(part.ys) >= FEWEST and part.peak >= LEAST_PEAK]


def prepared(seen: Mask, traced: Traced, low: int) -> Scratches:
    """Worked out once for all sensitivities that share the lower threshold. traced: the lines of `seen`."""
    parts = candidates(seen, low)
    likely = [odds(Kind.SCRATCHES, features(part)) for part in parts]
    return Scratches(tuple(parts), tuple(likely), tuple(_courses(parts, traced, seen.width)), {})


def scratches(found: Scratches, sensitivity: float) -> tuple[Finding, ...]:
    """The scratches of a sensitivity 0..1, the most certain first."""
    high = thresholds(Kind.SCRATCHES, sensitivity).high
    wanted = [place for place, likely in enumerate(found.odds) if likely >= high / 255]
    lines = [(place, line) for place in wanted if (line := found.courses[place]) is not None]
    groups = linked(Pieces([line.path for _, line in lines], np.array([line.width for _, line in lines])))
    made = [_area(found, place) for place in wanted if found.courses[place] is None]
    made += [_joined(found, [(lines[i][0], lines[i][1], back) for i, back in group]) for group in groups]
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
    return _Line(path, width)


def _joined(found: Scratches, group: list[tuple[int, _Line, bool]]) -> Finding:
    """One scratch of pieces that follow each other; only what was seen of it is marked."""
    key = tuple(place for place, _, _ in group)
    if key not in found.made:
        path = np.concatenate([line.path[::-1] if back else line.path for _, line, back in group])
        whole = Component.of([found.parts[place] for place in key])
        at, lengths = whole.bounds, [len(line.path) for _, line, _ in group]
        width = float(np.average([line.width for _, line, _ in group], weights=lengths))
        likely = float(np.average([found.odds[place] for place in key], weights=lengths))
        found.made[key] = Finding(Kind.SCRATCHES, Shape.LINE, polyline(path), width, likely, at, whole.pixels(at))
    return found.made[key]


def _area(found: Scratches, place: int) -> Finding:
    if (place,) not in found.made:
        at = found.parts[place].bounds
        pixels = found.parts[place].pixels(at)
        points = outline(pixels) + np.array([at.x, at.y])
        found.made[place,] = Finding(Kind.SCRATCHES, Shape.AREA, points, 0.0, found.odds[place], at, pixels)
    return found.made[place,]
