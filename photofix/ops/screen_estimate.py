"""Finds the screens of a printed picture: grids of dots, one for each ink, by the peaks in its spectrum."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

SIDE = 256  # pixels of a window
LOWEST, HIGHEST = 0.085, 0.44  # cycles a pixel of a screen's dots
AROUND = 15  # bins of the spectrum among which a peak stands out
FAINT = (0.001 * (SIDE / 2) ** 2 / 2) ** 2  # power in a window of a wave that hardly anybody sees
CALM = 1e-4  # variance of a window that shows nothing
# Logarithm by which a peak stands out of what is around it, in the mean of the windows: on val photos, which were not
# printed, at most 2.2, on the same printed in many ways 5 and more, unless the scanner has blurred the dots away.
CLEAR = 3.2
TOLD = 2.0  # the same where the period is told
ABOUT = 1.15  # by which a told period may be wrong
LEVEL = 2.5  # degrees to either side of the picture's axes, where grids of pixels and blocks leave peaks, too
MOST = 7  # screens, and the rosettes that they make together
ORDERS = 5  # multiples of a screen's frequencies that it has


class Screen(NamedTuple):
    """across, down: cycles a pixel along the picture's axes, of the dots in one direction of a screen; it has the same
    at right angles."""

    across: float
    down: float

    @property
    def period(self) -> float:
        """Pixels from dot to dot."""
        return 1 / float(np.hypot(self.across, self.down))

    @property
    def angle(self) -> float:
        """Degrees, 0 to 90."""
        return float(np.degrees(np.arctan2(self.down, self.across))) % 90

    def points(self, orders: int = ORDERS) -> NDArray[np.float64]:
        """n×2: all frequencies of the grid but 0, across and down, up to some multiple."""
        number = np.arange(-orders, orders + 1)
        i, j = (part.ravel() for part in np.meshgrid(number, number))
        some = (i != 0) | (j != 0)
        i, j = i[some], j[some]
        return np.stack([i * self.across - j * self.down, i * self.down + j * self.across], axis=1)


def screens(parts: list[Floats], period: float | None = None) -> tuple[Screen, ...]:
    """The screens that parts of a picture, each h×w×3 float32, 0..1, have in common, the clearest first; none if it was
    not printed with one.

    A peak of dots stands out of what is around it in nearly every window, whatever the window shows, and has its like
    at right angles: bricks, cloth, blinds and the grids of pixels have not. period: of the dots, if the person knows
    it; then they may be fainter.
    """
    shown = standing_out(parts)
    if shown is None:
        return ()
    lowest, highest = (LOWEST, HIGHEST) if period is None else (1 / (period * ABOUT), ABOUT / period)
    least = CLEAR if period is None else TOLD
    found: list[Screen] = []
    while len(found) < MOST:
        screen, height = _clearest(shown, lowest, highest)
        if screen is None or height < least or (not found and _level(screen)):
            break
        lowest, highest, least = LOWEST, HIGHEST, CLEAR
        found.append(screen)
        _forget(shown, screen)
    return tuple(found)


def standing_out(parts: list[Floats]) -> Floats | None:
    """SIDE×SIDE/2+1: by how much each frequency stands out of those around it, a logarithm; the clearest of the three
    channels, in the mean of all windows that show something. None if none does.

    Rows are frequencies down, from 0 up and then the negative ones, columns those across.
    """
    hann = np.hanning(SIDE + 2)[1:-1]
    total, count = np.zeros((3, SIDE, SIDE // 2 + 1)), np.zeros(3)
    for part in parts:
        for window in _windows(part):
            for channel in range(3):
                values = window[..., channel] - window[..., channel].mean()
                if values.var() < CALM:
                    continue
                power = np.log(np.abs(np.fft.rfft2(values * np.outer(hann, hann))) ** 2 + FAINT)
                total[channel] += power - _background(power)
                count[channel] += 1
    if not count.any():
        return None
    return np.asarray((total / np.maximum(count, 1)[:, None, None]).max(axis=0), np.float32)


def _windows(part: Floats) -> list[Floats]:
    """Windows of SIDE that cover a part, overlapping by half; a smaller part is mirrored up to one."""
    height, width = part.shape[:2]
    more = max(0, SIDE - height), max(0, SIDE - width)
    part = np.pad(part, ((0, more[0]), (0, more[1]), (0, 0)), mode="reflect") if any(more) else part
    rows, columns = (
        sorted({round(place) for place in np.linspace(0, length - SIDE, 1 + 2 * (length - SIDE) // SIDE)})
        for length in part.shape[:2]
    )
    return [part[y : y + SIDE, x : x + SIDE] for y in rows for x in columns]


def _background(power: NDArray[np.float64]) -> NDArray[np.float64]:
    """What is around each frequency, in the mean: a box without its middle."""
    around = np.pad(power, ((AROUND, AROUND), (AROUND, AROUND)), mode="wrap")
    around[:, :AROUND] = around[::-1, 2 * AROUND : AROUND : -1]  # negative frequencies mirror the positive ones
    around[:, -AROUND:] = around[::-1, -AROUND - 2 : -2 * AROUND - 2 : -1]
    wide, near = (cv2.boxFilter(around, -1, (side, side), normalize=False) for side in (2 * AROUND - 1, 5))
    mean = (wide - near) / ((2 * AROUND - 1) ** 2 - 25)
    return np.asarray(mean[AROUND:-AROUND, AROUND:-AROUND])


def _at(shown: Floats, points: NDArray[np.float64]) -> Floats:
    """What stands out at n×2 frequencies (across, down) of any size: the highest within a bin."""
    folded = points - np.rint(points)
    folded = np.where(folded[:, :1] < 0, -folded, folded)
    high = cv2.dilate(shown, np.ones((3, 3), np.uint8))
    rows, columns = np.rint(folded[:, 1] * SIDE).astype(int) % SIDE, np.rint(folded[:, 0] * SIDE).astype(int)
    return np.asarray(high[rows, columns], np.float32)


def _clearest(shown: Floats, lowest: float, highest: float) -> tuple[Screen | None, float]:
    """The grid whose weaker one of two directions stands out most, and by how much; of some frequencies."""
    peaks = (shown == cv2.dilate(shown, np.ones((5, 5), np.uint8))) & (shown > TOLD)
    rows, columns = np.nonzero(peaks)
    down, across = np.where(rows > SIDE // 2, rows - SIDE, rows) / SIDE, columns / SIDE
    radius = np.hypot(across, down)
    good = (radius > lowest) & (radius < highest)
    if not good.any():
        return None, 0.0
    points = np.stack([across, down], axis=1)[good]
    turned = np.stack([-points[:, 1], points[:, 0]], axis=1)
    heights = np.minimum(_at(shown, points), _at(shown, turned))
    best = int(heights.argmax())
    return _refined(shown, points[best]), float(heights[best])


def _refined(shown: Floats, point: NDArray[np.float64]) -> Screen:
    """A screen by its peak and that at right angles, each between bins where a parabola through three has its top."""
    one = _top(shown, point)
    other = _top(shown, np.array([-point[1], point[0]]))
    across, down = (one + np.array([other[1], -other[0]])) / 2
    return Screen(float(across), float(down))


def _top(shown: Floats, point: NDArray[np.float64]) -> NDArray[np.float64]:
    sign = -1 if point[0] < 0 else 1
    x, y = (round(float(value) * sign * SIDE) for value in point)
    near = [(shown[(y + j) % SIDE, x + i], i, j) for i in (-1, 0, 1) for j in (-1, 0, 1) if 0 <= x + i <= SIDE // 2]
    _, i, j = max(near)
    x, y = x + i, y + j
    column = [shown[(y + k) % SIDE, x] for k in (-1, 0, 1)]
    row = [shown[y % SIDE, min(abs(x + k), SIDE // 2)] for k in (-1, 0, 1)]
    return np.array([x + _vertex(row), y + _vertex(column)]) / SIDE * sign


def _vertex(values: list[np.float32]) -> float:
    left, middle, right = (float(value) for value in values)
    bend = left - 2 * middle + right
    return float(np.clip(0.5 * (left - right) / bend, -0.5, 0.5)) if bend < 0 else 0.0


def _level(screen: Screen) -> bool:
    return min(screen.angle, 90 - screen.angle) < LEVEL


def _forget(shown: Floats, screen: Screen) -> None:
    """Take a screen's frequencies out, with what the picture's own tones leave beside the first ones."""
    for orders, reach in ((1, 8), (3, 3)):
        points = screen.points(orders)
        folded = points - np.rint(points)
        for across, down in np.concatenate([folded, -folded]):
            x, y = round(float(across) * SIDE), round(float(down) * SIDE)
            for row in range(y - reach, y + reach + 1):
                shown[row % SIDE, max(0, x - reach) : max(0, x + reach + 1)] = 0
