"""Links pieces of lines into long smooth ones, across gaps and crossings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

WINDOW = 160  # pixels at a piece's end by which its course is judged
SAMPLES = 9  # places in it
EVEN = 6  # points to both sides of a place that its position is the mean of
BENT = (60.0, 100.0)  # a window shorter than the first says nothing of the bend, from their sum on all
ROUNDS = (16.0, 80.0, 220.0)  # pixels: the largest gap, time after time
REACH = 1.5  # and not more than so many times the shorter piece
NEAR = 20.0  # gaps up to this are crossed from pieces of any length
MISS = (3.0, 0.08)  # pixels by which one may pass beside the other, and pixels more for each pixel of the gap
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


Line = list[tuple[int, bool]]  # pieces in order, and whether each one's points are to be taken backwards


def linked(pieces: Pieces) -> list[Line]:
    """Which pieces follow each other in one line. Every piece is in one line; most often alone.

    The best continuations are taken first, each end is used once, so that at a crossing each line finds its own
    other side. Small gaps are closed first: of a longer piece it is better known where it goes.
    """
    lines: list[Line] = [[(piece, False)] for piece in range(len(pieces))]
    for reach in ROUNDS:
        if len(lines) < 2:
            break
        longer = Pieces([path_of(pieces.paths, line) for line in lines],
                        np.array([_width(pieces, line) for line in lines]))  # fmt: skip
        joined = _joined(len(lines), _candidates(_ends_of(longer), reach))
        lines = [[part for number, back in line for part in _turned(lines[number], back)] for line in joined]
    return lines


def path_of(paths: list[Floats], line: Line) -> Floats:
    """The points of a line of pieces, in order."""
    if len(line) == 1 and not line[0][1]:
        return paths[line[0][0]]
    return np.concatenate([paths[piece][::-1] if back else paths[piece] for piece, back in line])


def _width(pieces: Pieces, line: Line) -> float:
    lengths = [len(pieces.paths[piece]) for piece, _ in line]
    return sum(float(pieces.widths[piece]) * n for (piece, _), n in zip(line, lengths, strict=True)) / sum(lengths)


def _turned(line: Line, back: bool) -> Line:
    return [(piece, not turned) for piece, turned in reversed(line)] if back else line


def _joined(count: int, candidates: list[tuple[int, int]]) -> list[Line]:
    """Take the candidates (pairs of ends, the best first) whose ends are free, without making rings."""
    partner: dict[int, int] = {}
    root = list(range(count))

    def top(piece: int) -> int:
        while root[piece] != piece:
            root[piece] = root[root[piece]]
            piece = root[piece]
        return piece

    for a, b in candidates:
        if a not in partner and b not in partner and top(a // 2) != top(b // 2):
            partner[a], partner[b] = b, a
            root[top(a // 2)] = top(b // 2)
    return _walked(count, partner)


def _walked(count: int, partner: dict[int, int]) -> list[Line]:
    """Follow the links from free ends; there are no rings."""
    seen: set[int] = set()
    lines: list[Line] = []
    for end in range(2 * count):
        if end in partner or end // 2 in seen:
            continue
        line: Line = []
        here = end
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
    """The ends of all pieces. As much as a line is wide is left out: there its middle leans to one of its corners."""
    fit = np.linalg.pinv(np.vander(np.linspace(-1, 0, SAMPLES), 3, increasing=True))
    straight = np.linalg.pinv(np.vander(np.linspace(-1, 0, SAMPLES), 2, increasing=True))
    whole = np.array([len(path) for path in pieces.paths])
    trim = np.minimum(np.rint(pieces.widths), whole // 5).astype(int)
    length = whole - 2 * trim
    first = np.cumsum(whole) - whole + trim
    inward = np.minimum(length, WINDOW)[:, None] - 1
    steps = np.rint(inward * np.linspace(1, 0, SAMPLES)).astype(int)
    index = np.stack([first[:, None] + steps, (first + length - 1)[:, None] - steps], axis=1).reshape(-1, SAMPLES)
    at = _means(np.concatenate(pieces.paths), index, first.repeat(2)[:, None], (first + length - 1).repeat(2)[:, None])
    window = np.maximum(1.0, np.linalg.norm(at[:, -1] - at[:, 0], axis=1))
    curve, line = fit @ at, np.concatenate([straight @ at, np.zeros((len(at), 1, 2))], axis=1)
    trust = np.clip((window - BENT[0]) / BENT[1], 0, 1)[:, None, None]
    course = trust * curve + (1 - trust) * line
    scale = window[:, None]
    course[:, 1] /= scale
    course[:, 2] /= scale**2
    return _Ends(at[:, -1], course, window, length.repeat(2).astype(float), pieces.widths.repeat(2))


def _means(points: Floats, index: Ints, first: Ints, last: Ints) -> Floats:
    """The mean of the points around each index: pixels jump from row to row. Towards a piece's end it is of fewer."""
    sums = np.concatenate([np.zeros((1, 2)), np.cumsum(points, axis=0)])
    reach = np.minimum(EVEN, np.minimum(index - first, last - index))
    means: Floats = (sums[index + reach + 1] - sums[index - reach]) / (2 * reach + 1)[..., None]
    return means


def _candidates(ends: _Ends, reach: float) -> list[tuple[int, int]]:
    """Pairs of ends that may be two sides of a gap in one line, the likeliest first."""
    a, b = _close(ends.place, reach)
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
