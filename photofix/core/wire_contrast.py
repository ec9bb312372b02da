"""What a wire of one colour makes of what lies behind it, and how plainly a supposed wire does just that."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from photofix.core.wire_search import Floats

GAP = 1.5  # pixels between the wire and what is taken for its surroundings: its soft edge
FLANK = 3.0  # pixels of surroundings to each side
BESIDE = 3.0  # pixels from the middle from which on the same measure tells of clutter, not of the wire
NOISE = 1.0  # levels of 255 by which even a smooth surface differs
EDGE = 0.25  # share of the squared difference of both sides that is doubt: behind the wire, there is an edge
ROUNDS = 4  # of the robust fit
BEST, WORST = 3.0, -1.5  # in units of the doubt: the most that a stretch can speak for a wire, or against it


@dataclass(frozen=True)
class Contrast:
    """A supposed wire, stretch by stretch.

    behind: what lies behind it, as its two sides tell; expected: by how much a wire of one colour is darker than that
    (both stretch × colour, levels); trust: one over the squared doubt, less where the wire does not behave as expected.
    certainty: how much the whole looks like a wire, 0..1.
    """

    behind: Floats
    expected: Floats
    trust: Floats
    certainty: float


def contrast(stretches: Floats, width: float, fine: float) -> Contrast:
    """Explain the middles of profiles as a wire of one colour and one opacity.

    stretches: stretch × offset × colour, levels, `fine` pixels between offsets. width: of the wire, pixels.

    Light from behind is mixed with the wire's by one share all along (T. Porter, T. Duff, "Compositing digital images",
    SIGGRAPH 1984): wire = behind + share · (colour - behind). So the difference is a straight line of what lies behind,
    with one slope and a constant for each colour, found by iteratively reweighted least squares with Cauchy's weights
    (P. Holland, R. Welsch, "Robust regression using iteratively reweighted least-squares", 1977). A wire before
    something of its own colour is expected to be invisible, and counts neither for nor against.
    """
    both, middle = _sides(stretches, width, fine)
    centre = middle.shape[1] // 2
    beside = np.abs(np.arange(middle.shape[1]) - centre) * fine > BESIDE
    difference = np.asarray((both[0] + both[1]) / 2 - middle, np.float32)
    clutter = (difference[:, beside] ** 2).mean((1, 2))
    edge = ((both[0] - both[1])[:, centre] ** 2).mean(1)
    doubt = NOISE**2 + clutter + EDGE * edge
    behind, seen = np.asarray((both[0] + both[1])[:, centre] / 2, np.float32), difference[:, centre]
    expected, trust = _explained(behind, seen, np.asarray(doubt, np.float32))
    unexplained = ((seen - expected) ** 2).mean(1)
    gain = np.clip(((seen**2).mean(1) - unexplained) / doubt, WORST, BEST)
    return Contrast(behind, expected, trust, float(np.clip(gain.mean() / BEST, 0, 1)))


def _explained(behind: Floats, seen: Floats, doubt: Floats) -> tuple[Floats, Floats]:
    """(the differences that fit best, stretch × colour; one over the squared doubt times the robust weight)."""
    trust, expected = 1 / doubt, seen
    for _ in range(ROUNDS):
        share = (trust / trust.sum())[:, None]
        far, high = behind - (share * behind).sum(0), (share * seen).sum(0)
        slope = float((share * far * (seen - high)).sum() / max(1e-6, float((share * far**2).sum())))
        expected = high + np.float32(min(1.0, max(0.0, slope))) * far
        trust = 1 / (doubt + ((seen - expected) ** 2).mean(1))
    return np.asarray(expected, np.float32), np.asarray(trust, np.float32)


def _sides(stretches: Floats, width: float, fine: float) -> tuple[tuple[Floats, Floats], Floats]:
    """Means of both sides and of the middle of a wire at every offset where all three are known: stretch × offset ×
    colour; the middle one is the profiles' own."""
    half, gap, flank = max(1, round(width / 2 / fine)), round(GAP / fine), round(FLANK / fine)
    total = np.pad(np.cumsum(stretches, axis=1, dtype=np.float32), ((0, 0), (1, 0), (0, 0)))
    reach, rows = half + gap + flank, stretches.shape[1]

    def mean(first: int, last: int) -> Floats:
        sums = total[:, reach + last + 1 : rows - reach + last + 1] - total[:, reach + first : rows - reach + first]
        return np.asarray(sums / np.float32(last - first + 1), np.float32)

    return (mean(-reach, -half - gap), mean(half + gap, reach)), mean(-half, half)
