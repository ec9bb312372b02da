"""Hanging wires: the smooth arcs between two ends that collect evidence all along, not only in places."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photofix.core.wire_search import Beams, Floats

CAPS = (1.5, 2.5)  # evidence per column beyond which a piece counts no more: no strong edge replaces a long wire
ENDS = 2.5  # pixels between the ends that are tried
SAGS = 2.0  # rows between the sags that are tried
LIKELY = 600  # arcs of the first search, the best, of which
KEPT = 24  # are refined that lie
ALIKE = 6.0  # pixels apart: without that, all would be neighbours of one
APART = 4.0  # pixels between arcs that are two
ROUNDS = ((1.2, 1.2, 1.5, 6.0), (0.7, 0.7, 0.8, 4.0), (0.5, 0.5, 0.5, 2.0))  # steps of refinement, rows
LIKED = 2.0  # price of an end that lies as far off the click as it may, in evidence
MIXED = 0.85  # worth of evidence that is dark here and light there


@dataclass(frozen=True)
class Arc:
    """Rows off the chord at both ends, the sag and the skew (a wire hangs straight down, also from a slanted chord)."""

    start: float
    end: float
    sag: float
    skew: float

    def offsets(self, columns: int) -> NDArray[np.float64]:
        """Rows off the chord at so many columns."""
        shape = np.array([[self.start, self.end, self.sag, self.skew]])
        return np.asarray(_curves(shape, np.linspace(0, 1, columns))[0], np.float64)


def best_arcs(beams: Beams, snap: float, sag: float, pool: int, count: int) -> list[Arc]:
    """Up to `count` arcs of most evidence that lie apart for each of two ways to count it, the likeliest first.

    snap: how far the ends may lie off the chord; sag: the most; both in pixels, of which `pool` make a row.

    A Hough transform (R. Duda, P. Hart, "Use of the Hough transformation to detect lines and curves in pictures",
    CACM 15(1), 1972) over the sums along short straight pieces (beamlets; D. Donoho, X. Huo, "Beamlets and
    multiscale image analysis", 2001) instead of over pixels: first coarsely with each piece's best neighbour, then
    the best arcs are refined on all four of their numbers.
    """
    padded = np.pad(beams.score, ((0, 0), (0, 0), (0, 0), (1, 1)), mode="edge")
    blurred = np.maximum(np.maximum(padded[..., :-2], padded[..., 2:]), beams.score)
    tried = _tried(beams, snap / pool, sag / pool, max(1.0, ENDS / pool))
    around = np.stack(np.meshgrid(*[(-1.0, 0.0, 1.0)] * 4, indexing="ij"), -1).reshape(-1, 4)
    found = []
    coarse = _evidence(blurred, tried, beams)
    for cap in CAPS:
        likely = np.argsort(-_worth(coarse, tried, cap, beams, snap / pool))[:LIKELY]
        best = np.array(_apart(tried[likely], ALIKE / pool, KEPT))
        for steps in ROUNDS:
            near = best[:, None] + around * steps
            flat = near.reshape(-1, 4)
            worth = _worth(_evidence(beams.score, flat, beams), flat, cap, beams, snap / pool)
            chosen = worth.reshape(len(best), -1).argmax(1)
            best, worth = near[np.arange(len(best)), chosen], worth.reshape(len(best), -1).max(1)
        found.append(_apart(best[np.argsort(-worth)], APART / pool, count))
    ranked = [arcs[rank] for rank in range(count) for arcs in found if rank < len(arcs)]
    return [Arc(*arc.tolist()) for arc in _apart(np.array(ranked), APART / pool, len(ranked))]


def _tried(beams: Beams, snap: float, sag: float, step: float) -> NDArray[np.float64]:
    """Arcs of the first search: N×4. The skew is that of a wire that hangs at 45 degrees to its chord, or none."""
    ends = np.linspace(-snap, snap, max(1, round(2 * snap / step) | 1)) if snap > 1 else np.zeros(1)
    sags = np.arange(-sag, sag + 0.1, SAGS)
    start, end, hang, turn = (part.ravel() for part in np.meshgrid(ends, ends, sags, (-1, 0, 1), indexing="ij"))
    skew = turn * 16 * hang**2 / beams.columns * beams.aspect
    kept = (turn == 0) | (np.abs(skew) > ROUNDS[0][3])
    return np.asarray(np.stack([start, end, hang, skew], 1)[kept], np.float64)


def _curves(arcs: NDArray[np.float64], along: NDArray[np.float64]) -> NDArray[np.float64]:
    start, end, sag, skew = (part[:, None] for part in arcs.T)
    bulge = along * (1 - along)
    return np.asarray(start * (1 - along) + end * along + 4 * sag * bulge + skew * bulge * (1 - 2 * along))


def _evidence(score: Floats, arcs: NDArray[np.float64], beams: Beams) -> Floats:
    """Each arc's evidence by piece: arc × kind × piece."""
    pieces, kinds, slopes, rows = score.shape
    middle = (rows - 1) / 2
    at = np.rint(_curves(arcs, beams.knots / beams.knots[-1]) + middle).astype(np.int32)
    slope = np.clip(np.diff(at, axis=1) + beams.steps, 0, slopes - 1)
    place = (np.arange(pieces, dtype=np.int32) * (kinds * slopes) + slope) * rows + np.clip(at[:, :-1], 0, rows - 1)
    flat = score.reshape(-1)
    return np.stack([flat[place + kind * slopes * rows] for kind in range(kinds)], 1)


def _worth(evidence: Floats, arcs: NDArray[np.float64], cap: float, beams: Beams, snap: float) -> Floats:
    capped = np.minimum(evidence, np.float32(cap * beams.length))
    total = np.maximum(capped.sum(2).max(1), MIXED * capped.max(1).sum(1))
    return np.asarray(total - LIKED * (arcs[:, :2] ** 2).sum(1) / snap**2, np.float32)


def _apart(arcs: NDArray[np.float64], limit: float, count: int) -> list[NDArray[np.float64]]:
    """The first of the arcs, and in their order up to `count` that lie `limit` rows (on average) from all before."""
    courses = _curves(arcs, np.linspace(0, 1, 16))
    left = np.arange(len(arcs))
    kept: list[NDArray[np.float64]] = []
    while len(left) and len(kept) < count:
        first = left[0]
        kept.append(arcs[first])
        left = left[np.abs(courses[left] - courses[first]).mean(1) > limit]
    return kept
