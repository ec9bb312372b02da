"""Learns a dust map from the frames of a shoot."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from photofix.core.document import State
from photofix.core.dust_map import Camera, DustMap, Shot, from_sensor
from photofix.core.dust_shadow import Floats, shadow
from photofix.core.photo import Photo
from photofix.core.progress import Progress
from photofix.errors import UserError
from photofix.files.shot import shot
from photofix.ops.base import Source
from photofix.ops.dust_evidence import LEAST_NOISE, LIMIT, OPACITY, Evidence, Place, difference
from photofix.ops.dust_fit import Witnesses, centred, fitted, judged
from photofix.ops.dust_measure import Cut, cut, measure

LOOK = 192  # samples on the longer side of the picture by which frames are compared
SAME_SCENE = 0.5  # correlation from which two frames show the same
CLEARLY = 4.0  # by so much a frame must fit better in one position than in another
PLAIN = 0.02  # difference of the logarithms up to which a place is as plain as the sky
SKY = 0.4  # of a single frame must be plain


@dataclass(frozen=True)
class Frame:
    """A photo to learn from. load: called twice or less, may raise UserError."""

    name: str
    load: Callable[[], Photo]


@dataclass(frozen=True)
class Skipped:
    """A photo that could not be used, and why, in words for the person."""

    name: str
    reason: str


@dataclass(frozen=True)
class Learnt:
    """The map, which photos it was made from and which not."""

    dust: DustMap
    used: tuple[str, ...]
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True)
class _Looked:
    frame: Frame
    shot: Shot


def learn(frames: Sequence[Frame], progress: Progress) -> Learnt:
    """The map of the camera that took most of the frames; at least one, of the plain sky, or several of anything.

    Each photo is decoded at most three times, and one is in memory at a time. Raises UserError if nothing can be
    learnt, Cancelled if asked to stop.
    """
    skipped: list[Skipped] = []
    looked = list(_looked(frames, skipped, progress.part(0, 0.2)))
    camera, size, chosen = _one_camera(looked, skipped)
    evidence, used = _gathered(chosen, size, skipped, progress.part(0.2, 0.4))
    if not used and not any(len(entry.shot.turns(*size)) > 1 for entry in chosen):
        raise UserError(
            "There is no photo to learn from.", hint="; ".join(f"{skip.name}: {skip.reason}" for skip in skipped[:4])
        )
    places = evidence.places()
    witnesses, turned = _witnesses(places, chosen, used, size, skipped, progress.part(0.6, 0.3))
    kept = [name for name in (entry.frame.name for entry in chosen) if name in turned]
    progress.report(0.9, "measuring the spots")
    reach = 1.5 * evidence.step + 1.5
    sure = [moved for place in witnesses if (moved := centred(place, reach)) and judged(moved) is not None]
    distance, spots = fitted(sure, max(size)) if sure else (0.0, [])
    progress.report(1, "")
    ordered = tuple(sorted(spots, key=lambda spot: -spot.confidence))
    return Learnt(DustMap(camera, *size, distance, len(kept), ordered), tuple(kept), tuple(skipped))


def _looked(frames: Sequence[Frame], skipped: list[Skipped], progress: Progress) -> Iterable[_Looked]:
    for index, frame in enumerate(frames):
        progress.report(index / len(frames), f"reading {frame.name}")
        try:
            yield _Looked(frame, shot(frame.load()))
        except UserError as error:
            skipped.append(Skipped(frame.name, error.message))


def _one_camera(
    looked: Sequence[_Looked], skipped: list[Skipped]
) -> tuple[Camera, tuple[int, int], list[_Looked]]:  # fmt: skip
    """The camera and size of the sensor that most have, and those frames."""
    if not looked:
        reasons = "; ".join(f"{skip.name}: {skip.reason}" for skip in skipped[:4])
        raise UserError("There is no photo to learn from.", hint=reasons)
    cameras = Counter(entry.shot.camera for entry in looked)
    camera = cameras.most_common(1)[0][0]
    same = [entry for entry in looked if camera.is_same(entry.shot.camera)]
    sizes = Counter(tuple(sorted(entry.shot.stored, reverse=True)) for entry in same)
    longer, shorter = sizes.most_common(1)[0][0]
    size = (longer, shorter)
    chosen = [entry for entry in same if tuple(sorted(entry.shot.stored, reverse=True)) == size]
    if not any(entry.shot.stored == size for entry in chosen):
        size = (shorter, longer)  # all stand upright in their files: that is how the sensor is taken to lie
    for entry in looked:
        if entry not in same:
            skipped.append(Skipped(entry.frame.name, f"taken with another camera: {entry.shot.camera.name}"))
        elif entry not in chosen:
            width, height = entry.shot.stored
            reason = f"{width} × {height} pixels, most have {size[0]} × {size[1]}: it was cropped or resized"
            skipped.append(Skipped(entry.frame.name, reason))
    return camera, size, chosen


def _gathered(
    chosen: Sequence[_Looked], size: tuple[int, int], skipped: list[Skipped], progress: Progress
) -> tuple[Evidence, list[_Looked]]:
    """The evidence of those frames of which it is known how they lie on the sensor."""
    evidence = Evidence(*size, limit=LIMIT if len(chosen) > 1 else 3 * LIMIT)
    scenes: list[tuple[str, Floats]] = []
    used = []
    for index, entry in enumerate(chosen):
        turns = entry.shot.turns(*size)
        if len(turns) > 1:
            continue
        progress.report(index / len(chosen), f"looking at {entry.frame.name}")
        values, known = evidence.grid(entry.frame.load(), turns[0])
        scene = _scene(values)
        twin = next((name for name, other in scenes if float((scene * other).mean()) > SAME_SCENE), None)
        if twin is not None:
            skipped.append(Skipped(entry.frame.name, f"shows the same as {twin}: what repeats would be taken for dust"))
            continue
        if len(chosen) == 1 and _plain(values) < SKY:
            raise UserError(
                "One photo is only enough if it shows the plain sky or a white wall.",
                hint="Give several photos of the same camera, or one of the sky, stopped down and out of focus.",
            )
        scenes.append((entry.frame.name, scene))
        evidence.add(values, known, entry.shot.aperture)
        used.append(entry)
    return evidence, used


def _scene(values: Floats) -> Floats:
    """What a frame shows, without its light and colour: two with a mean product near 1 show the same."""
    scale = LOOK / max(values.shape)
    size = max(8, round(values.shape[1] * scale)), max(8, round(values.shape[0] * scale))
    small = np.asarray(cv2.resize(values, size, interpolation=cv2.INTER_AREA), np.float32)
    small -= cv2.GaussianBlur(small, (0, 0), LOOK / 12)
    return np.asarray(small / (small.std() + LEAST_NOISE), np.float32)


def _plain(values: Floats) -> float:
    """The part of the frame that is as plain as the sky, 0..1."""
    return float((np.abs(difference(values, 12.0)) < PLAIN).mean())


def _witnesses(
    places: Sequence[Place], chosen: Sequence[_Looked], used: Sequence[_Looked], size: tuple[int, int],
    skipped: list[Skipped], progress: Progress,
) -> tuple[list[Witnesses], dict[str, int]]:  # fmt: skip
    """What all frames show at the places, and how each frame was turned."""
    cuts: list[list[Cut]] = [[] for _ in places]
    turned: dict[str, int] = {}
    for index, entry in enumerate(chosen):
        turns = entry.shot.turns(*size)
        if entry not in used and len(turns) == 1:
            continue
        progress.report(index / len(chosen), f"looking closely at {entry.frame.name}")
        source = Source(State.of(entry.frame.load()))
        views = {turn: _cuts(source, places, entry.shot, size, turn) for turn in turns}
        best = max(views, key=lambda turn: _speaks(views[turn], places))
        others = [_speaks(view, places) for turn, view in views.items() if turn != best]
        if others and _speaks(views[best], places) < max(others) + CLEARLY:
            skipped.append(Skipped(entry.frame.name, "stands upright, and it is not clear how the camera was turned"))
            continue
        turned[entry.frame.name] = best
        for held, found in zip(cuts, views[best], strict=True):
            if found is not None:
                held.append(found)
    return [Witnesses(p.x, p.y, p.guess, tuple(held)) for p, held in zip(places, cuts, strict=True)], turned


def _cuts(source: Source, places: Sequence[Place], taken: Shot, size: tuple[int, int], turned: int) -> list[Cut | None]:
    found = []
    for place in places:
        x, y = from_sensor(place.x, place.y, *size, turned)
        shade = shadow(place.guess.particle, OPACITY, place.guess.distance, taken.aperture)
        found.append(cut(source, x, y, shade, taken.aperture, turned))
    return found


def _speaks(view: Sequence[Cut | None], places: Sequence[Place]) -> float:
    """How much a frame speaks for the places, seen so: the sum of its limited scores over its usual size."""
    scores = [
        measure(found, shadow(place.guess.particle, OPACITY, place.guess.distance, found.f_number)).score
        for found, place in zip(view, places, strict=True)
        if found is not None
    ]
    return sum(max(-LIMIT, min(LIMIT, score)) for score in scores) / math.sqrt(max(1, len(scores)))
