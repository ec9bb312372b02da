"""Where dust may lie: what the frames of a shoot have in common, added up on a reduced grid of the sensor.

Every frame is evidence. In the logarithm of its light each place is compared with its surroundings, at the scale that a
shadow would have at the frame's aperture, and divided by what that difference usually is near there: a dark spot in the
sky counts for much, one among leaves for little. The sum over the frames is robust because no frame counts for more
than LIMIT times its usual difference (Huber's clipped score, "Robust Statistics", 1981), and is weighted by what a
typical particle would show. What is in the scenes does not repeat, so it does not add up; dust does.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.colour import Working, srgb_decoded
from photofix.core.dust_shadow import Floats, Shadow
from photofix.core.photo import Photo, to_float

GRID = 2560  # the longer side of the grid is at most so many samples
UNIT = 2000.0  # the sizes below are for a grid with so many samples on the longer side
DISTANCES = (45.0, 90.0, 180.0)  # of particles from the photosites, samples: 0.8 to 3 mm on a sensor of 36 × 24
PARTICLES = (2.5, 6.0)  # diameters, samples
OPACITY = 0.5  # of a typical particle
LIMIT = 4.0
WHITE = 0.985  # encoded values from here on are blown out: dust does not show there
DARK = 1e-3  # linear light that is added before the logarithm is taken: below it there is only noise
LEAST_NOISE = 0.004  # of a logarithm: rounding to 8 bit
LEAST_DIAMETER = 3.0  # samples, below which a spot is not told from noise
LUMA = np.array([[0.2126, 0.7152, 0.0722]], np.float32)  # ITU-R BT.709
PEAK = 4.2  # the score from which a place is looked at closely
MOST = 400  # places
BORDER = 3  # samples


class Guess(NamedTuple):
    """A kind of particle that is looked for. In pixels of the sensor."""

    distance: float
    particle: float


class Place(NamedTuple):
    """Where dust may lie, in pixels of the sensor."""

    x: float
    y: float
    guess: Guess
    score: float


def light(pixels: NDArray[np.uint8] | NDArray[np.uint16], working: Working) -> tuple[Floats, NDArray[np.bool_]]:
    """The logarithm of the linear light of h×w×C pixels (h×w float32), and where it can be trusted (h×w)."""
    colours = working.to_srgb(pixels)
    linear = cv2.transform(srgb_decoded(colours), LUMA)
    known = to_float(pixels[..., : 1 if pixels.shape[2] <= 2 else 3]).max(axis=2) < WHITE
    return np.log(np.maximum(linear.reshape(known.shape), 0) + np.float32(DARK)), known


def straightened(array: NDArray[np.generic], turned: int) -> NDArray[np.generic]:
    """An upright H×W(×C) array as it lay on the sensor: the inverse of files.load.turn."""
    if turned in (3, 4, 7, 8):
        array = array[::-1]
    if turned in (2, 3, 6, 7):
        array = array[:, ::-1]
    return array.swapaxes(0, 1) if turned >= 5 else array


@dataclass
class Evidence:
    """The sums. width, height: of the sensor in pixels."""

    width: int
    height: int
    limit: float = LIMIT
    _sums: dict[Guess, tuple[Floats, Floats]] = field(default_factory=dict)  # of weighted scores, of squared weights

    @property
    def step(self) -> int:
        """Pixels of the sensor per sample of the grid."""
        return max(1, math.ceil(max(self.width, self.height) / GRID))

    @property
    def guesses(self) -> Iterator[Guess]:
        unit = max(self.width, self.height) / UNIT
        return (Guess(distance * unit, particle * unit) for distance in DISTANCES for particle in PARTICLES)

    def grid(self, photo: Photo, turned: int) -> tuple[Floats, NDArray[np.bool_]]:
        """The frame's logarithmic light on the grid, as it lay on the sensor, and where it can be trusted."""
        size = max(1, photo.width // self.step), max(1, photo.height // self.step)
        small: Any = photo.pixels
        if self.step > 1:
            small = cv2.resize(small, size, interpolation=cv2.INTER_AREA).reshape(size[1], size[0], -1)
        values, known = light(small, Working.of(photo.icc, photo.channels))
        return (
            np.ascontiguousarray(straightened(values, turned), np.float32),
            np.ascontiguousarray(straightened(known, turned), np.bool_),
        )

    def add(self, values: Floats, known: NDArray[np.bool_], f_number: float) -> None:
        """One more frame, as `grid` gives it."""
        levels: dict[int, tuple[Floats, Floats]] = {}
        for guess in self.guesses:
            shade = Shadow(guess.particle / self.step, guess.distance / f_number / self.step, OPACITY)
            diameter = max(LEAST_DIAMETER, shade.diameter)
            level = max(0, math.floor(math.log2(diameter / 4)))
            if level not in levels:
                levels[level] = _reduced(values, known, level)
            score, weight = self._scores(*levels[level], diameter / 2**level, _contrast(shade, diameter))
            size = values.shape[::-1]
            total, power = self._sums.get(guess) or (np.zeros_like(values), np.zeros_like(values))
            if level:
                score, weight = (_enlarged(a, size) for a in (score, weight))
            cv2.accumulateProduct(score, weight, total)
            cv2.accumulateSquare(weight, power)
            self._sums[guess] = total, power

    def _scores(self, values: Floats, known: Floats, diameter: float, contrast: float) -> tuple[Floats, Floats]:
        """How many times darker than usual each place is, limited, and what a typical particle would be there."""
        change = difference(values, diameter)
        usual = np.sqrt(cv2.GaussianBlur(change * change, (0, 0), 1.5 * diameter)) + np.float32(LEAST_NOISE)
        weight = np.minimum(np.float32(contrast) / usual, np.float32(self.limit))
        weight *= cv2.GaussianBlur(known, (0, 0), diameter / 3) > 0.9
        score = np.clip(change / usual, -self.limit, self.limit)
        return score, weight

    def places(self, least: float = PEAK) -> list[Place]:
        """Where the sum stands out, the clearest first."""
        found: list[Place] = []
        for guess, (total, power) in self._sums.items():
            sums = total / np.sqrt(power + np.float32(1e-6))
            sums[power < 1] = 0
            sums[:BORDER] = sums[-BORDER:] = sums[:, :BORDER] = sums[:, -BORDER:] = 0
            around = cv2.dilate(sums, np.ones((5, 5), np.uint8))
            rows, columns = np.nonzero((sums >= around) & (sums > least))
            found += [
                Place((x + 0.5) * self.step, (y + 0.5) * self.step, guess, float(sums[y, x]))
                for y, x in zip(rows.tolist(), columns.tolist(), strict=True)
            ]
        found.sort(key=lambda place: -place.score)
        return _apart(found[: 10 * MOST])[:MOST]


def difference(values: Floats, diameter: float) -> Floats:
    """How much darker each place is than its surroundings, for discs of this diameter in samples; same shape."""
    inner = cv2.GaussianBlur(values, (0, 0), 0.28 * diameter)
    outer = cv2.GaussianBlur(values, (0, 0), 0.56 * diameter)
    return np.asarray(outer - inner, np.float32)


GAIN = 0.47  # what `difference` makes of a disc that is darker by 1


def _contrast(shade: Shadow, diameter: float) -> float:
    """What `difference` shows of a shadow: what is lost altogether, spread over the disc that is looked for."""
    return GAIN * min(1.0, shade.opacity * (shade.particle / diameter) ** 2)


def _reduced(values: Floats, known: NDArray[np.bool_], level: int) -> tuple[Floats, Floats]:
    known_ = known.astype(np.float32)
    if not level:
        return values, known_
    size = max(1, values.shape[1] >> level), max(1, values.shape[0] >> level)
    return (
        np.asarray(cv2.resize(values, size, interpolation=cv2.INTER_AREA), np.float32),
        np.asarray(cv2.resize(known_, size, interpolation=cv2.INTER_AREA), np.float32),
    )


def _enlarged(values: Floats, size: tuple[int, int]) -> Floats:
    return np.asarray(cv2.resize(values, size, interpolation=cv2.INTER_LINEAR), np.float32)


def _apart(places: list[Place]) -> list[Place]:
    """Without those that lie on a clearer one."""
    kept: list[Place] = []
    for place in places:
        near = 0.8 * math.hypot(place.guess.particle, place.guess.distance / 16)
        if all(math.hypot(place.x - other.x, place.y - other.y) > near for other in kept):
            kept.append(place)
    return kept
