"""Where between two points of a photo a thin line runs: evidence for lines, and the best smooth path through it.

The corridor between the points is resampled so that the line becomes a function y(x). Evidence at each place is how
much a bar of some width stands out against *both* its sides, in units of the local texture (the line detector of
F. Tupin et al., "Detection of linear features in SAR images", IEEE TGRS 36(2), 1998; asking both sides leaves out the
edges that ridge filters by second derivatives such as C. Steger's, "An unbiased detector of curvilinear structures",
IEEE PAMI 20(2), 1998, also answer to). The path is found by dynamic programming (A. Amini, T. Weymouth, R. Jain,
"Using dynamic programming for solving variational problems in vision", IEEE PAMI 12(9), 1990) over short straight
pieces, so that the bend between pieces, not the slope, has its price.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Points = NDArray[np.float64]  # N×2, x and y in photo pixels (pixel i covers i..i+1)

LONGEST = 32_000  # OpenCV's remap addresses pixels with 16 bits
CEILING = 4.0  # evidence beyond this many times the texture counts no more: a strong edge cannot outvote a long line
FLOOR = 1.5  # levels of 255: texture weaker than this is noise
OUTSIDE = -4.0  # evidence beyond the photo's border
TEXTURE = (65, 33)  # rows and columns over which the texture is measured
PIECE = 16  # columns of a straight piece
BEND = 0.35  # price of a bend by one step of slope, in units of evidence; grows with its square
LIKE = 4.0  # evidence that the very colour of the wire is
TOLERANCE = 18.0  # levels: sigma of a wire's colour along it
TURN = 12.0  # price of a change between dark and light


@dataclass(frozen=True)
class Frame:
    """A curved grid over the photo: a spine (one point per column) and offsets across it (one per row)."""

    spine: Points
    normal: Points
    offsets: NDArray[np.float64]

    @classmethod
    def along(cls, line: Points, step: float, offsets: NDArray[np.float64]) -> Frame:
        """Columns every `step` pixels (or a little less) along a polyline."""
        at = arc_length(line)
        columns = np.linspace(0, at[-1], max(2, int(np.ceil(at[-1] / step)) + 1))
        spine = interpolated(columns, at, line)
        slope = np.gradient(spine, axis=0)
        slope /= np.maximum(np.hypot(slope[:, 0], slope[:, 1]), 1e-9)[:, None]
        return cls(spine, np.stack([-slope[:, 1], slope[:, 0]], 1), offsets)

    def places(self, offsets: NDArray[Any]) -> Points:
        """The photo points that lie the given offsets (one per column) from the spine."""
        return np.asarray(self.spine + self.normal * offsets[:, None], np.float64)

    def sample(self, pixels: NDArray[Any]) -> NDArray[Any]:
        """The photo on the grid: rows × columns (× 3), of the photo's dtype, edge pixels repeated beyond it."""
        x = (self.spine[:, 0] - 0.5).astype(np.float32), self.normal[:, 0].astype(np.float32)
        y = (self.spine[:, 1] - 0.5).astype(np.float32), self.normal[:, 1].astype(np.float32)
        down = self.offsets.astype(np.float32)[:, None]
        return _sampled(pixels, x[0] + down * x[1], y[0] + down * y[1])

    def inside(self, width: int, height: int) -> NDArray[np.bool_]:
        """Which grid places lie in the photo: rows × columns."""
        down = self.offsets.astype(np.float32)[:, None]
        (x, y), (nx, ny) = self.spine.astype(np.float32).T, self.normal.astype(np.float32).T
        across, along = x + down * nx, y + down * ny
        return np.asarray((across >= 0) & (across <= width) & (along >= 0) & (along <= height), np.bool_)


def arc_length(line: Points) -> NDArray[np.float64]:
    """Distance of each point of a polyline from its start."""
    return np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])


def interpolated(at: NDArray[np.float64], known: NDArray[np.float64], points: Points) -> Points:
    """The polyline's points at distances `at` along it; known: its points' own distances, as of `arc_length`."""
    return np.stack([np.interp(at, known, points[:, k]) for k in (0, 1)], 1)


def _sampled(pixels: NDArray[Any], x: Floats, y: Floats) -> NDArray[Any]:
    """Bilinear samples of the photo's colours at pixel indices; an alpha channel is left out."""
    height, width = pixels.shape[:2]
    left, top = max(0, min(width - 1, int(x.min()) - 1)), max(0, min(height - 1, int(y.min()) - 1))
    right, bottom = max(left + 1, min(width, int(x.max()) + 3)), max(top + 1, min(height, int(y.max()) + 3))
    if max(right - left, bottom - top) > LONGEST and x.shape[1] > 1:
        half = x.shape[1] // 2
        return np.hstack([_sampled(pixels, x[:, part], y[:, part]) for part in (slice(half), slice(half, None))])
    crop = pixels[top:bottom, left:right]
    found = cv2.remap(crop, x - np.float32(left), y - np.float32(top), cv2.INTER_LINEAR, None, cv2.BORDER_REPLICATE)
    if found.ndim == 2:
        return found
    return np.ascontiguousarray(found[..., :3] if found.shape[2] >= 3 else found[..., 0])


def luma(samples: NDArray[Any]) -> NDArray[Any]:
    """rows × columns (× 3) to rows × columns."""
    return samples if samples.ndim == 2 else cv2.cvtColor(samples, cv2.COLOR_RGB2GRAY)


def to_levels(samples: NDArray[Any]) -> NDArray[np.uint8]:
    """Samples in 8 bits; 16-bit ones are stretched to their own range, so that dark photos keep their lines."""
    if samples.dtype == np.uint8:
        return samples
    low, high = np.percentile(samples[::4, ::4], (0.5, 99.5))
    scale = 255 / max(high - low, 2048.0)
    return np.asarray((np.clip(samples, low, high) - low) * scale, np.uint8)


def likeness(samples: NDArray[np.uint8], colour: NDArray[np.float64], pool: int) -> Floats:
    """How much each place has a colour: columns × ceil(rows / pool), 0..LIKE. Of `pool` rows the best counts."""
    away = cv2.absdiff(samples, np.resize(colour, 4))
    if away.ndim == 3:
        away = cv2.transform(away, np.full((1, 3), 1 / 3, np.float32))
    levels = 255 * np.exp(-0.5 * (np.arange(256) / TOLERANCE) ** 2)
    alike = _pooled(np.asarray(cv2.LUT(away, levels.astype(np.uint8)), np.uint8), pool)
    return np.ascontiguousarray(alike.T * np.float32(LIKE / 255))


def evidence(grey: NDArray[np.uint8], widths: tuple[int, ...], pool: int) -> list[Floats]:
    """How well dark and light lines along the rows stand out: two arrays, columns × ceil(rows / pool), 0..CEILING.

    grey is rows × columns. Of `pool` rows the best counts.
    """
    means = {}

    def mean(size: int) -> NDArray[np.uint8]:
        if size not in means:
            means[size] = np.asarray(cv2.blur(grey, (1, size), borderType=cv2.BORDER_REPLICATE), np.uint8)
        return means[size]

    dark = np.zeros_like(grey)
    light = np.zeros_like(grey)
    for width in widths:
        bar, side = mean(width), mean(max(3, width))
        above, below = _shifted(side, width, 1), _shifted(side, width, -1)
        # saturating subtraction: 0 where the bar does not stand out
        cv2.max(dark, cv2.min(cv2.subtract(above, bar), cv2.subtract(below, bar)), dark)
        cv2.max(light, cv2.min(cv2.subtract(bar, above), cv2.subtract(bar, below)), light)
    return [_in_texture(response, pool) for response in (dark, light)]


def _shifted(side: NDArray[np.uint8], width: int, sign: int) -> NDArray[np.uint8]:
    """Means of the neighbouring strip: its middle lies half the bar, a pixel's gap and half the strip away."""
    away = sign * (width // 2 + 1 + (max(3, width) + 1) // 2)
    rows = np.clip(np.arange(len(side)) + away, 0, len(side) - 1)
    return side[rows]


def _pooled(values: NDArray[np.uint8], pool: int) -> NDArray[np.uint8]:
    """The best of every `pool` rows."""
    if pool == 1:
        return values
    padded = np.pad(values, ((0, -len(values) % pool), (0, 0)), mode="edge")
    return np.asarray(padded.reshape(-1, pool, values.shape[1]).max(1))


def _in_texture(response: NDArray[np.uint8], pool: int) -> Floats:
    response = _pooled(response, pool)
    columns = response.shape[1]
    size = (min(columns | 1, TEXTURE[1]), min(len(response) | 1, max(9, TEXTURE[0] // pool | 1)))
    texture = cv2.blur(response.astype(np.float32), size, borderType=cv2.BORDER_REFLECT_101)
    strength = response / (texture + np.float32(FLOOR))
    return np.ascontiguousarray(np.minimum(strength, np.float32(CEILING)).T)


@dataclass(frozen=True)
class Found:
    """A path through the evidence: its row at each column, mean evidence 0..1."""

    rows: NDArray[np.float64]
    strength: float


@dataclass(frozen=True)
class Beams:
    """Sums of evidence along short straight pieces, over all columns."""

    score: Floats  # piece × kind of line × slope (-steps..steps rows a piece) × row in which the piece starts
    knots: NDArray[np.float64]  # columns between the pieces, with both ends
    columns: int
    steps: int
    length: int  # columns of a piece
    aspect: float  # pixels of a row by pixels of a column

    @classmethod
    def along(cls, clues: list[Floats], steepest: float, aspect: float = 1.0) -> Beams:
        """clues: for dark and for light lines, columns × rows. steepest: rows per column."""
        columns = len(clues[0])
        pieces = max(1, round((columns - 1) / PIECE))
        length = max(1, (columns - 1) // pieces)
        steps = int(np.ceil(steepest * length))
        knots = np.minimum(np.arange(pieces + 1) * (columns - 1) / pieces, columns - 1)
        score = np.stack([_pieces(clue, knots, steps, length) for clue in clues], 1)
        return cls(score, knots, columns, steps, length, aspect)


def best_path(beams: Beams, start: Floats, end: Floats) -> Found:
    """The smooth path of most evidence from the first column to the last.

    start, end: price of each row at the ends (infinite: not allowed). The best predecessor of each piece is
    found over all rows, slopes and both kinds of line at once.
    """
    score, steps = beams.score, beams.steps
    total = np.broadcast_to(-start, score.shape[1:]) + score[0]
    choices = []
    for piece in range(1, len(score)):
        arrived = _advanced(total, steps)  # by the row that the piece ended in
        choice = np.zeros(arrived.shape, np.int8)
        best = arrived.copy()
        for bend in (-2, -1, 1, 2):
            other = _bent(arrived, bend) - np.float32(BEND * bend * bend)
            better = other > best
            np.copyto(best, other, where=better)
            np.copyto(choice, np.int8(bend), where=better)
        turned = best[::-1] - np.float32(TURN)
        better = turned > best
        choice = np.where(better, choice[::-1] + np.int8(100), choice)
        best = np.where(better, turned, best)
        choices.append(choice)
        total = best + score[piece]
    total = _advanced(total, steps) - end
    return _traced(total, choices, beams.knots, steps, beams.columns)


def _pieces(clue: Floats, knots: NDArray[np.float64], steps: int, length: int) -> Floats:
    """Sum of evidence along every straight piece: piece × slope × the row it starts in."""
    columns, rows = clue.shape
    padded = np.pad(clue, ((0, 0), (steps, steps)), constant_values=OUTSIDE)
    starts = np.round(knots[:-1]).astype(int)
    sums = np.zeros((len(starts), 2 * steps + 1, rows), np.float32)
    for column in range(length):
        here = padded[np.minimum(starts + column, columns - 1)]
        for slope in range(-steps, steps + 1):
            shift = steps + round(slope * (column + 0.5) / length)
            sums[:, slope + steps] += here[:, shift : shift + rows]
    return sums


def _advanced(total: Floats, steps: int) -> Floats:
    """Each slope's totals moved to the rows in which its piece ends."""
    moved = np.full_like(total, -np.inf)
    rows = total.shape[2]
    for slope in range(-steps, steps + 1):
        first, last = max(0, slope), min(rows, rows + slope)
        if last > first:
            moved[:, slope + steps, first:last] = total[:, slope + steps, first - slope : last - slope]
    return moved


def _bent(arrived: Floats, bend: int) -> Floats:
    """Totals of the paths whose last slope was `bend` steps more."""
    moved = np.full_like(arrived, -np.inf)
    if bend > 0:
        moved[:, :-bend] = arrived[:, bend:]
    else:
        moved[:, -bend:] = arrived[:, :bend]
    return moved


def _traced(
    total: Floats, choices: list[NDArray[np.int8]], knots: NDArray[np.float64], steps: int, columns: int
) -> Found:
    kind, slope, row = (int(index) for index in np.unravel_index(int(np.argmax(total)), total.shape))
    strength = float(total[kind, slope, row]) / columns / CEILING
    rows = [row]
    for piece in range(len(knots) - 2, -1, -1):
        row -= slope - steps
        rows.append(row)
        if piece:
            choice = int(choices[piece - 1][kind, slope, row])
            if choice > 50:
                kind, choice = 1 - kind, choice - 100
            slope += choice
    at = np.arange(columns)
    return Found(np.interp(at, knots, np.array(rows[::-1], float)), strength)
