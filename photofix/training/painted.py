"""Photographs painted by patches of a painting, for a network to learn from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.progress import Progress
from photofix.ops.flow import abstracted
from photofix.ops.painting import FAITHFUL, LEVELS
from photofix.ops.palette import lab, way
from photofix.ops.texture_transfer import painted, stacked, strokes
from photofix.training.photos import read_rgb

Floats = NDArray[np.float32]

CANVAS = 640  # pixels of the longer side of photographs and paintings alike


class Pair(NamedTuple):
    """picture: h×w×3, simplified and in the painting's palette (see ops.palette.lab); lines: h×w×2, streaks, fine and
    coarse; made: h×w×3, as it was painted. All float16."""

    picture: NDArray[np.float16]
    lines: NDArray[np.float16]
    made: NDArray[np.float16]


def pairs(
    photos: Sequence[Path], paintings: Sequence[Path], out: Path, *, seed: int, say: Callable[[str], None]
) -> list[list[Pair]]:
    """Photographs painted like each of the paintings: for each painting its pairs.

    They are kept in `out`, and what is there already is not painted again.
    """
    out.mkdir(parents=True, exist_ok=True)
    styles = [canvas(path) for path in paintings]
    found: list[list[Pair]] = [[] for _ in paintings]
    for number, photo in enumerate(photos):
        for style, path in enumerate(paintings):
            file = out / f"{path.stem}-{number}.npz"
            if not file.is_file():
                made = pair(canvas(photo), styles[style], np.random.default_rng([seed, number, style]))
                with file.with_suffix(".part").open("wb") as part:
                    np.savez(part, **made._asdict())
                file.with_suffix(".part").replace(file)
            with np.load(file, allow_pickle=False) as kept:
                found[style].append(Pair(**kept))
        say(f"{number + 1} of {len(photos)} photographs painted")
    return found


def canvas(path: Path) -> Floats:
    """A picture as planes of `ops.palette.lab`, CANVAS pixels long."""
    pixels = read_rgb(path)
    factor = CANVAS / max(pixels.shape[:2])
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    sized = cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=how)
    return lab(np.asarray(sized, np.float32) / np.float32(255))


def pair(photo: Floats, painting: Floats, rng: np.random.Generator) -> Pair:
    """One photograph painted like one painting, both as planes."""
    picture = abstracted(way(photo, painting).of(photo))
    lines = strokes(picture, LEVELS, rng)
    made = painted(picture, painting, lines, FAITHFUL, rng, Progress.silent())
    return Pair(*(np.asarray(planes, np.float16) for planes in (picture, stacked(lines), made)))


def chosen(photos: Sequence[Path], count: int, seed: int) -> list[Path]:
    """Some of the photographs, by chance."""
    order = np.random.default_rng([seed, 11]).permutation(len(photos))
    return [photos[int(number)] for number in order[:count]]
