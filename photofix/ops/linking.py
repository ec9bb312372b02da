"""Links pieces of lines into long smooth ones, across gaps and crossings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

WINDOW = 120  # pixels at a piece's end by which its course is judged
SAMPLES = 9  # places in it
BENT = (40.0, 80.0)  # a window shorter than the first says nothing of the bend, from their sum on all
FURTHEST = 220.0  # pixels: the largest gap
REACH = 0.8  # and not more than this part of the shorter piece
NEAR = 12.0  # gaps up to this are crossed from pieces of any length
MISS = (2.0, 0.05)  # pixels by which one may pass beside the other, and pixels more for each pixel of the gap
TURN = 14.0  # degrees by which directions may differ
WAVER = 110.0  # degrees · pixels: an end known from a short window may point that much elsewhere
STEEPEST = 50.0  # degrees more are never the same line
ALIKE = 2.2  # ratio of the widths


@dataclass(frozen=True, eq=False)
class Pieces:
    """Pieces of lines. paths: their points (N×2, in order); widths: in pixels."""

    paths: list[Floats]
    widths: Floats

    def __len__(self) -> int:
        return len(self.paths)


@dataclass(frozen=True, eq=False)
class _Ends:
    """Both ends of every piece: end 2i is the start of piece i, 2i + 1 its end. course: E×3×2, the coefficients of the
    parabola through the last pixels, by pixels beyond the end. A catenary of little sag is a parabola."""

    place: Floats
    course: Floats
    window: Floats
    length: Floats
    width: Floats

    def beyond(self, ends: Ints, distance: Floats) -> tuple[Floats, Floats]:
        """Where the lines would be that far beyond their ends, and their directions there."""
        t = distance[:, None]
        course = self.course[ends]
        place = course[:, 0] + course[:, 1] * t + course[:, 2] * t**2
        way = course[:, 1] + 2 * course[:, 2] * t
        return place, way / np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-9)


def linked(pieces: Pieces) -> list[list[tuple[int, bool]]]:
    """Which pieces follow each other in one line: (piece, whether its points are to be taken backwards).

    The best continuations are taken first, each end is used once, so that at a crossing each line finds its own
    other side. Every piece is in one line; most often alone.
    """
    count = len(pieces)
    partner: dict[int, int] = {}
    root = list(range(count))

    def top(piece: int) -> int:
        while root[piece] != piece:
            root[piece] = root[root[piece]]
            piece = root[piece]
        return piece

    for a, b in _candidates(_ends_of(pieces)) if count > 1 else ():
        if a not in partner and b not in partner and top(a // 2) != top(b // 2):
            partner[a], partner[b] = b, a
            root[top(a // 2)] = top(b // 2)
    return _walked(count, partner)


def _walked(count: int, partner: dict[int, int]) -> list[list[tuple[int, bool]]]:
    """Follow the links from free ends; there are no rings."""
    seen: set[int] = set()
    lines = []
    for end in range(2 * count):
        if end in partner or end // 2 in seen:
            continue
        line, here = [], end
        while True:
            piece = here // 2
            line.append((piece, here % 2 == 1))
            seen.add(piece)
            out = here ^ 1
            if out not in partner:
                break
            here = partner[out]
        lines.append(line)
    return lines


def _ends_of(pieces: Pieces) -> _Ends:
    fit = np.linalg.pinv(np.vander(np.linspace(-1, 0, SAMPLES), 3, increasing=True))
    straight = np.linalg.pinv(np.vander(np.linspace(-1, 0, SAMPLES), 2, increasing=True))
    samples, windows, lengths = [], [], []
    for path in pieces.paths:
        for way in (path[::-1], path):
            last = min(len(way), WINDOW)
            index = np.linspace(len(way) - last, len(way) - 1, SAMPLES).round().astype(int)
            taken = way[index]
            samples.append(taken)
            windows.append(max(1.0, float(np.hypot(*(taken[-1] - taken[0])))))
            lengths.append(float(len(way)))
    at, window = np.array(samples), np.array(windows)
    curve, line = fit @ at, np.concatenate([straight @ at, np.zeros((len(at), 1, 2))], axis=1)
    trust = np.clip((window - BENT[0]) / BENT[1], 0, 1)[:, None, None]
    course = trust * curve + (1 - trust) * line
    scale = window[:, None]
    course[:, 1] /= scale
    course[:, 2] /= scale**2
    return _Ends(at[:, -1], course, window, np.array(lengths), pieces.widths.repeat(2))


def _candidates(ends: _Ends) -> list[tuple[int, int]]:
    """Pairs of ends that may be two sides of a gap in one line, the likeliest first."""
    a, b = _close(ends.place, FURTHEST)
    gap = np.linalg.norm(ends.place[b] - ends.place[a], axis=1)
    shorter = np.minimum(ends.length[a], ends.length[b])
    wide = np.maximum(ends.width[a], ends.width[b])
    alike = wide + 1 <= ALIKE * (np.minimum(ends.width[a], ends.width[b]) + 1)
    possible = (a // 2 != b // 2) & (gap <= np.maximum(NEAR + wide, REACH * shorter)) & alike
    a, b, gap = a[possible], b[possible], gap[possible]
    (there, way), (back, return_way) = ends.beyond(a, gap), ends.beyond(b, gap)
    miss = np.maximum(np.linalg.norm(there - ends.place[b], axis=1), np.linalg.norm(back - ends.place[a], axis=1))
    _, out_a = ends.beyond(a, gap / 2)
    _, out_b = ends.beyond(b, gap / 2)
    turn = np.degrees(np.arccos(np.clip(-(out_a * out_b).sum(1), -1, 1)))
    slack = WAVER / np.minimum(ends.window[a], ends.window[b])
    ahead = ((ends.place[b] - ends.place[a]) * way).sum(1) > -np.minimum(gap, 3)
    ahead &= ((ends.place[a] - ends.place[b]) * return_way).sum(1) > -np.minimum(gap, 3)
    allowed = MISS[0] + MISS[1] * gap + gap * np.sin(np.radians(np.minimum(slack, STEEPEST)))
    fits = (miss <= allowed) & (turn <= np.minimum(TURN + slack, STEEPEST)) & ahead
    a, b, gap, miss, turn = (values[fits] for values in (a, b, gap, miss, turn))
    cost = gap + 4 * miss + turn
    return [(int(a[i]), int(b[i])) for i in np.argsort(cost, kind="stable")]


def _close(places: Floats, reach: float) -> tuple[Ints, Ints]:
    """All pairs (a, b) of places, each once, at most `reach` apart in x and in y."""
    order = np.argsort(places[:, 0], kind="stable")
    x = places[order, 0]
    last = np.searchsorted(x, x + reach, side="right")
    counts = last - np.arange(len(x)) - 1
    first = np.repeat(np.arange(len(x)), counts)
    within = np.arange(len(first)) - np.repeat(np.cumsum(counts) - counts, counts)
    a, b = order[first], order[first + 1 + within]
    near = np.abs(places[a, 1] - places[b, 1]) <= reach
    return a[near], b[near]
