"""How one plane of a scan lies on another: shift, scale and turn, found from what both show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.region import Region

Floats = NDArray[np.float32]
Read = Callable[[Region], Floats]

TILE = 384  # pixels a side of what is compared at a time
MOST = 24  # tiles that are compared
SEARCH = 24  # largest shift, pixels
NEAR = 8  # by how much single tiles may differ from the common shift, pixels
SURE = 7.0  # a correlation peak this many standard deviations above the rest is no chance
FEWEST = 5  # tiles for more than a shift
_SOFT = 3.0  # details up to about this size are compared
_EDGE = 4.0  # infrared details this many standard deviations strong are dust


@dataclass(frozen=True)
class Alignment:
    """Where the pixel (x, y) of a photo lies in the other plane: at (x, y) + shift + what scale and turn add.

    dx, dy: pixels at the centre. scale: 1 = the same size; turn: radians, small. sure: False where nothing was found
    to go by and no shift is assumed.
    """

    dx: float = 0.0
    dy: float = 0.0
    scale: float = 1.0
    turn: float = 0.0
    sure: bool = False

    def matrix(self, width: int, height: int) -> NDArray[np.float64]:
        """2×3: photo coordinates (x, y, 1) to those of the plane."""
        cx, cy = (width - 1) / 2, (height - 1) / 2
        a, b = self.scale, self.turn
        return np.array([[a, -b, self.dx + cx - a * cx + b * cy], [b, a, self.dy + cy - b * cx - a * cy]])

    def read(self, plane: Read, region: Region, width: int, height: int) -> Floats:
        """h×w of a region of the photo, read from the plane of the same size; beyond its border the border goes on."""
        matrix = self.matrix(width, height)
        corners = np.array([[x, y, 1] for x in (region.x, region.right) for y in (region.y, region.bottom)]) @ matrix.T
        left, top = np.floor(corners.min(axis=0)).astype(int) - 3
        right, bottom = np.ceil(corners.max(axis=0)).astype(int) + 4
        near = Region(left, top, right - left, bottom - top).clip(width, height)
        if near.empty:
            near = Region(min(max(left, 0), width - 1), min(max(top, 0), height - 1), 1, 1)
        moved = matrix.copy()
        moved[:, 2] += matrix[:, :2] @ (region.x, region.y) - (near.x, near.y)
        how = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
        out = cv2.warpAffine(plane(near), moved, (region.w, region.h), flags=how, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(out, np.float32)


@dataclass(frozen=True)
class _Match:
    """What one tile says: its centre (x, y), its correlation by shift, and how strong its infrared details are."""

    centre: tuple[float, float]
    surface: Floats  # (2·SEARCH+1)², of shift (dy, dx)

    def peak(self, sign: float, around: tuple[int, int], reach: int) -> tuple[float, float, float]:
        """(dx, dy, height in standard deviations of the surface) of the best shift within `reach` of `around`."""
        surface = self.surface * sign
        x, y = around[0] + SEARCH, around[1] + SEARCH
        top, left = max(1, y - reach), max(1, x - reach)
        part = surface[top : min(2 * SEARCH, y + reach + 1), left : min(2 * SEARCH, x + reach + 1)]
        row, column = (int(v) for v in np.unravel_index(int(part.argmax()), part.shape))
        row, column = row + top, column + left
        spread = float(np.median(np.abs(surface - np.median(surface)))) * 1.4826 + 1e-12
        dx = _between(*(float(v) for v in surface[row, column - 1 : column + 2]))
        dy = _between(*(float(v) for v in surface[row - 1 : row + 2, column]))
        return column - SEARCH + dx, row - SEARCH + dy, float(surface[row, column]) / spread


def align(photo: Read, plane: Read, width: int, height: int, check: Callable[[], None] = lambda: None) -> Alignment:
    """Where a plane lies on a photo, both given as readers of h×w float32 values (logarithms of light).

    Cross-correlation of the details of both (after Kuglin and Hines' phase correlation, 1975, but with details
    weighted by how far they stand out, since dust is what both planes share, instead of whitened), in the tiles with
    the most dust, the peak found to a fraction of a pixel by a parabola; then a similarity through the tiles' shifts,
    by weighted least squares with outliers removed. Shifts up to SEARCH pixels are found. check: called between
    tiles, may raise.
    """
    matches = []
    for tile in _telling(plane, width, height, check):
        check()
        matches.append(_match(photo(tile), plane(tile), tile))
    if not matches:
        return Alignment()
    common = _Match((0, 0), np.sum([match.surface for match in matches], axis=0))
    sign = max((1.0, -1.0), key=lambda s: common.peak(s, (0, 0), SEARCH)[2])
    dx, dy, height_ = common.peak(sign, (0, 0), SEARCH)
    if height_ < SURE:
        return Alignment()
    around = round(dx), round(dy)
    single = [(match.centre, match.peak(sign, around, NEAR)) for match in matches]
    found = [(centre, peak) for centre, peak in single if peak[2] > SURE]
    centres = np.array([centre for centre, _ in found]).reshape(-1, 2) - ((width - 1) / 2, (height - 1) / 2)
    shifts = np.array([peak for _, peak in found]).reshape(-1, 3)
    return _similarity(centres, shifts) or Alignment(dx, dy, sure=True)


def _telling(plane: Read, width: int, height: int, check: Callable[[], None]) -> list[Region]:
    """Up to MOST tiles with the strongest details, at most one from each part of the picture; within it entirely."""
    size = min(TILE, width, height)
    if size < 4 * _SOFT:
        return []
    columns, rows = max(1, width // size), max(1, height // size)
    per = max(1.0, (columns * rows / MOST / 4) ** 0.5)  # of large pictures only some tiles are looked at
    xs = np.unique(np.linspace(0, width - size, max(1, round(columns / per))).astype(int))
    ys = np.unique(np.linspace(0, height - size, max(1, round(rows / per))).astype(int))
    rated = []
    for y in ys.tolist():
        for x in xs.tolist():
            check()
            tile = Region(x, y, size, size)
            rated.append((float(np.square(_dust(plane(tile))).sum()), tile))
    rated.sort(key=lambda pair: -pair[0])
    return [tile for energy, tile in rated[:MOST] if energy > 0]


def _match(photo: Floats, plane: Floats, tile: Region) -> _Match:
    """The correlation of one tile by shift."""
    dust, seen = _dust(plane), _details(photo)
    # Where the photo itself is full of detail, dust tells less.
    loud = np.sqrt(cv2.GaussianBlur(np.square(seen), (0, 0), 12)) + 1e-6
    seen = np.clip(seen / loud, -4, 4)
    size = cv2.getOptimalDFTSize(tile.w + SEARCH)
    product = np.fft.rfft2(dust, (size, size)) * np.conj(np.fft.rfft2(seen, (size, size)))
    correlation = np.fft.irfft2(product, (size, size))
    surface = np.roll(correlation, (SEARCH, SEARCH), (0, 1))[: 2 * SEARCH + 1, : 2 * SEARCH + 1]
    energy = float(np.sqrt(np.square(dust).sum() * np.square(seen).sum())) + 1e-12
    return _Match((tile.x + (tile.w - 1) / 2, tile.y + (tile.h - 1) / 2), np.asarray(surface / energy, np.float32))


def _details(values: Floats) -> Floats:
    soft = cv2.GaussianBlur(values, (0, 0), 0.7)
    return np.asarray(soft - cv2.GaussianBlur(values, (0, 0), _SOFT), np.float32)


def _dust(plane: Floats) -> Floats:
    """The details of an infrared plane that stand out of its noise, 0 elsewhere; the strongest limited."""
    details = _details(plane)
    spread = float(np.median(np.abs(details))) * 1.4826 + 1e-6
    strong = np.where(np.abs(details) > _EDGE * spread, details, 0)
    return np.asarray(np.clip(strong, -12 * spread, 12 * spread), np.float32)


def _between(before: float, at: float, after: float) -> float:
    """Where the top of the parabola through three values lies, -0.5..0.5 from the middle one."""
    curve = before - 2 * at + after
    return 0.0 if curve >= 0 else float(np.clip(0.5 * (before - after) / curve, -0.5, 0.5))


def _similarity(centres: NDArray[np.float64], shifts: NDArray[np.float64]) -> Alignment | None:
    """The similarity that explains the tiles' shifts (dx, dy, weight) best; None if they are too few or too close."""
    kept = np.ones(len(centres), bool)
    for _ in range(4):
        if kept.sum() < FEWEST or np.linalg.matrix_rank(centres[kept] - centres[kept].mean(axis=0)) < 2:
            return None
        x, y = centres[kept].T
        weight = np.tile(np.sqrt(shifts[kept, 2]), 2)
        one, zero = np.ones(len(x)), np.zeros(len(x))
        design = np.concatenate([np.stack([one, zero, x, -y], axis=1), np.stack([zero, one, y, x], axis=1)])
        wanted = np.concatenate([shifts[kept, 0], shifts[kept, 1]])
        dx, dy, grown, turn = np.linalg.lstsq(design * weight[:, None], wanted * weight, rcond=None)[0].tolist()
        off = np.hypot(
            shifts[:, 0] - dx - grown * centres[:, 0] + turn * centres[:, 1],
            shifts[:, 1] - dy - turn * centres[:, 0] - grown * centres[:, 1],
        )
        agreed = off <= max(0.3, 3 * float(np.median(off[kept])))
        if np.array_equal(agreed, kept):
            break
        kept = agreed
    # A plane that is larger or turned by more than this is no second look at the same film.
    if abs(grown) > 0.02 or abs(turn) > 0.02:
        return None
    return Alignment(dx, dy, 1 + grown, turn, sure=True)
