"""Which of the places that may hold dust do, exactly where, and how large and dense the particle is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.dust_map import Spot
from photofix.core.dust_shadow import Floats, shadow
from photofix.ops.dust_evidence import LIMIT, OPACITY, UNIT, Guess
from photofix.ops.dust_measure import MIDDLE, SIDE, Cut, Seen, answers, shadow_filter, spread

DISTANCES = tuple(30.0 * 1.3**k for k in range(9))  # samples of a grid with UNIT on the longer side, as PARTICLES
PARTICLES = (1.5, 2.5, 4.0, 6.0, 9.0, 13.0)
OPACITIES = tuple(np.linspace(0.1, 1.0, 19).tolist())
USUAL = 90.0  # samples, likewise: 1.6 mm on a sensor of 36 × 24, 1.1 mm on one of 24 × 16
RANGE = 1.4  # of the f-numbers from which on the distance can be told
FINE = 41  # samples a side in which the exact place is looked for
SURE = 5.0  # the score of a spot
SURE_WITHOUT = 3.0  # and without the frame that says most
SURE_ALONE = 9.0  # of a spot in the only frame
AGREEING = 0.7  # of what the frames can say must speak for it
STRAY = 0.4  # share by which frames may differ in a particle's opacity


@dataclass(frozen=True)
class Witnesses:
    """A place, in pixels of the sensor, and the frames in which something can be seen there."""

    x: float
    y: float
    guess: Guess
    cuts: tuple[Cut, ...]

    @property
    def trials(self) -> list[Seen]:
        """What each frame says of a typical particle of the guessed kind."""
        return [self.seen(cut, self.guess, OPACITY) for cut in self.cuts]

    @staticmethod
    def seen(cut: Cut, guess: Guess, opacity: float) -> Seen:
        shade = shadow(guess.particle, opacity, guess.distance, cut.f_number)
        found = answers(cut, shade)
        return Seen(opacity * float(found[MIDDLE, MIDDLE]), opacity * spread(found, shade, cut.pitch))


def centred(place: Witnesses, reach: float) -> Witnesses:
    """The same around the point, at most `reach` pixels away, for which the frames speak most."""
    step = 2 * reach / (FINE - 1)
    total = np.zeros((FINE, FINE), np.float32)
    for cut in place.cuts:
        shade = shadow(place.guess.particle, OPACITY, place.guess.distance, cut.f_number)
        found = answers(cut, shade)
        sigma = spread(found, shade, cut.pitch)
        weight = min(LIMIT, 1 / sigma)
        scale, start = step / cut.pitch, MIDDLE - reach / cut.pitch
        fine = _sampled(found, scale, start, start, FINE)
        # Limited, but so that the highest place of a very clear spot still is the highest.
        total += weight * fine / (sigma + np.abs(fine) / (3 * LIMIT))
    y, x = np.unravel_index(int(total.argmax()), total.shape)
    dx, dy = _peak(total, int(x), int(y), step, reach)
    moved = tuple(
        cut._replace(values=_sampled(cut.values, 1.0, dx / cut.pitch, dy / cut.pitch, SIDE)) for cut in place.cuts
    )
    return replace(place, x=place.x + dx, y=place.y + dy, cuts=moved)


def judged(place: Witnesses, opacity: float | None = None) -> tuple[float, float, int] | None:
    """(score, opacity, frames that show it) of a place, or None if it is not sure enough.

    opacity: of the shadow that is looked for; by default that of a typical particle.
    """
    seen = [Witnesses.seen(cut, place.guess, opacity or OPACITY) for cut in place.cuts]
    if not seen:
        return None
    typical = _typical(seen)
    if typical <= 0:
        return None
    single = len(seen) == 1
    limit = 3 * LIMIT if single else LIMIT
    weights = np.array([min(limit, typical / s.sigma) for s in seen])
    scores = np.array([min(limit, max(-limit, s.score)) for s in seen])
    power = float((weights**2).sum()) + 1e-9
    parts = weights * scores
    score = float(parts.sum() / math.sqrt(power))
    if single:
        return (score, typical, 1) if score > SURE_ALONE else None
    without = (parts.sum() - parts.max()) / math.sqrt(max(1e-9, power - weights[parts.argmax()] ** 2))
    agreeing = float(np.maximum(parts, 0).sum() / np.abs(parts).sum())
    if score < SURE or without < SURE_WITHOUT or agreeing < AGREEING:
        return None
    return score, typical, int((scores > 1.5).sum())


def fitted(places: Sequence[Witnesses], longer_side: int) -> tuple[float, list[Spot]]:
    """(the distance that all particles have from the photosites, the spots), in pixels of the sensor.

    All lie on the same glass, so one distance is sought for all, and each one's diameter with it, by least squares of
    the gradients weighted by each frame's noise; frames that say something else than most are left out. places: sure.
    """
    unit = longer_side / UNIT
    particles = [unit * size for size in PARTICLES]
    distances = [unit * size for size in DISTANCES]
    gains = np.array([_gains(place, distances, particles) for place in places])  # place, distance, particle
    by_distance = gains.max(axis=2).sum(axis=0)
    best = int(by_distance.argmax())
    distance = distances[best] * (DISTANCES[1] / DISTANCES[0]) ** _vertex(by_distance, best)
    f_numbers = [cut.f_number for place in places for cut in place.cuts]
    if max(f_numbers) < RANGE * min(f_numbers):
        distance = unit * USUAL  # what the aperture does is not to be seen
    spots = []
    for place in places:
        along = _gains(place, [distance], particles)[0]
        size = int(along.argmax())
        shift = _vertex(along, size)
        other = particles[min(len(particles) - 1, max(0, size + (1 if shift > 0 else -1)))]
        particle = particles[size] * (other / particles[size]) ** abs(shift)
        spot = _dense(replace(place, guess=Guess(distance, particle)))
        if spot is not None:
            spots.append(spot)
    return distance, spots


def _dense(place: Witnesses) -> Spot | None:
    """The spot with the opacity that fits best; None if, seen so, it is no longer sure."""
    seen = place.trials
    usable = _agreeing(seen, _typical(seen))
    gains = [sum(_gain(place.cuts[i], place.guess, o, seen[i].sigma)[0] for i in usable) for o in OPACITIES]
    best = int(np.argmax(gains))
    opacity = OPACITIES[best] + _vertex(np.array(gains), best) * (OPACITIES[1] - OPACITIES[0])
    verdict = judged(place, min(1.0, opacity))
    if verdict is None:
        return None
    score, _, frames = verdict
    confidence = 1 - math.exp(-score / SURE)
    return Spot(place.x, place.y, place.guess.particle, min(1.0, opacity), confidence, max(1, frames))


def _gains(place: Witnesses, distances: Sequence[float], particles: Sequence[float]) -> NDArray[np.float64]:
    """By how much each (distance, particle) explains the frames, at the opacity that is best for it."""
    seen = place.trials
    usable = _agreeing(seen, _typical(seen))
    out = np.zeros((len(distances), len(particles)))
    for i, distance in enumerate(distances):
        for j, particle in enumerate(particles):
            parts = [_gain(place.cuts[k], Guess(distance, particle), OPACITY, seen[k].sigma) for k in usable]
            common, energy = sum(p[1] for p in parts), sum(p[2] for p in parts) + 1e-9
            factor = min(1 / OPACITY, max(0.0, common / energy))
            out[i, j] = 2 * factor * common - factor**2 * energy
    return out


def _gain(cut: Cut, guess: Guess, opacity: float, sigma: float) -> tuple[float, float, float]:
    """(gain, what frame and shadow have in common, the shadow's own energy), over the noise in the gradients."""
    shade = shadow(guess.particle, opacity, guess.distance, cut.f_number)
    kernel, energy = shadow_filter(shade, cut.pitch)
    half = kernel.shape[0] // 2
    middle = slice(MIDDLE - half, MIDDLE + half + 1)
    common = float((cut.values[middle, middle] * kernel).sum())
    noise = sigma**2
    return (2 * common - energy) / noise, common / noise, energy / noise


def _typical(seen: Sequence[Seen]) -> float:
    """The opacity that the frames say, by their weighted median."""
    values = np.array([s.opacity for s in seen])
    weights = np.array([min(1 / s.sigma, 4 / OPACITY) for s in seen])
    order = np.argsort(values)
    along = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(along, along[-1] / 2)])


def _agreeing(seen: Sequence[Seen], opacity: float) -> list[int]:
    near = [i for i, s in enumerate(seen) if abs(s.opacity - opacity) < 3 * math.hypot(s.sigma, STRAY * opacity)]
    return near or list(range(len(seen)))


def _sampled(values: Floats, scale: float, x: float, y: float, side: int) -> Floats:
    """side×side samples, `scale` apart, from (x, y) on."""
    place = np.array([[scale, 0, x], [0, scale, y]])
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    found = cv2.warpAffine(values, place, (side, side), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(found, np.float32)


def _peak(total: Floats, x: int, y: int, step: float, reach: float) -> tuple[float, float]:
    """The peak between the samples, as an offset in pixels."""
    dx, dy = _vertex(total[y].astype(float), x), _vertex(total[:, x].astype(float), y)
    return (x + dx) * step - reach, (y + dy) * step - reach


def _vertex(values: NDArray[np.float64], at: int) -> float:
    """Where, between -0.5 and 0.5 from the largest value, the parabola through it and its neighbours is highest."""
    if not 0 < at < len(values) - 1:
        return 0.0
    before, here, after = values[at - 1 : at + 2].tolist()
    bend = before - 2 * here + after
    return max(-0.5, min(0.5, 0.5 * (before - after) / bend)) if bend < 0 else 0.0
