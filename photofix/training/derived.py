"""Pairs made of single pictures: each is what is wanted, and what is given is derived from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.errors import UserError
from photofix.ops.edges import edges as drawn
from photofix.ops.edges import means, regions
from photofix.training import jitter
from photofix.training.pairs import FEW, LEAST, MOST, SUFFIXES, Pair, by_name, pixels
from photofix.training.photos import MANIFEST, rows, tags

Values = NDArray[np.uint8]
Floats = NDArray[np.float32]
Derivation = Callable[[Values, np.random.Generator], Values]
Subject = Callable[[frozenset[str]], bool]  # are photographs of these tags wanted?

COLOURLESS = "black-and-white"  # tag of photographs

LINES = (0.25, 0.75)  # strength of edges, by chance: few lines and many
UNSURE, BARE = 8.0, 0.4  # deviation of colours that are filled in, of 255; share of drawings without any
BLUR = (0.006, 0.02)  # sigma, as shares of a side
SMALLER = (3, 8)
HOLES, HOLE = (1, 4), (0.1, 0.35)  # how many, and their sides as shares of the picture's
STEPS, SMOOTHED = (3, 7), 5  # levels of a channel, and pixels of the median filter before
AHEAD = 3  # times that a picture is derived ahead where there are few
STOPS, WARM = (1.5, 5.0), 0.25  # underexposure, and the colour of the light as a share either way
SHOT, READ = (0.0, 0.012), (0.0, 0.004)  # noise: of light (at full scale) and of reading, as exposed
ENLARGED = 1.6  # how much larger than they are cut photographs are kept at most


def edges(picture: Values, rng: np.random.Generator) -> Values:
    """Drawn lines, black on white."""
    return _shown(_ink(picture, rng))


def drawing(picture: Values, rng: np.random.Generator) -> Values:
    """Drawn lines with flat colours between them, as a person fills them in: all, some or none."""
    return _coloured(picture, *_parted(picture, rng), rng)


def _ink(picture: Values, rng: np.random.Generator) -> Values:
    """H×W: 255 is paper."""
    ink = drawn((picture / 255).astype(np.float32), float(rng.uniform(*LINES)))
    return np.asarray(np.rint(ink * 255), np.uint8)


def _shown(ink: Values) -> Values:
    return np.repeat(ink[..., None], 3, axis=2)


def _parted(picture: Values, rng: np.random.Generator) -> tuple[Values, NDArray[np.uint16]]:
    """Ink, and the numbers of the parts between the lines."""
    ink = _ink(picture, rng)
    return ink, regions((ink / 255).astype(np.float32)).astype(np.uint16)


def _coloured(picture: Values, ink: Values, parts: NDArray[np.uint16], rng: np.random.Generator) -> Values:
    """Parts in about their colours, or white."""
    numbers = parts.astype(np.int32)
    colours: NDArray[Any] = means(numbers, picture)
    colours = colours + rng.normal(0, UNSURE, colours.shape)
    share = 0.0 if rng.random() < BARE else rng.uniform(0.1, 1.8)  # often all
    colours[rng.random(len(colours)) >= share] = 255
    flat = np.clip(colours, 0, 255)[numbers] * (ink[..., None] / 255)
    return np.asarray(np.rint(flat), np.uint8)


def grey(picture: Values, rng: np.random.Generator) -> Values:
    """Lightness alone."""
    light = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)
    return np.repeat(light[..., None], 3, axis=2)


def blurred(picture: Values, rng: np.random.Generator) -> Values:
    """Out of focus, by chance more or less."""
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), float(rng.uniform(*BLUR)) * picture.shape[0]), np.uint8)


def small(picture: Values, rng: np.random.Generator) -> Values:
    """Reduced 3 to 8 times, shown as large as before."""
    size = picture.shape[1::-1]
    factor = float(rng.uniform(*SMALLER))
    reduced = cv2.resize(picture, tuple(max(1, round(side / factor)) for side in size), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(reduced, size, interpolation=cv2.INTER_CUBIC), np.uint8)


def masked(picture: Values, rng: np.random.Generator) -> Values:
    """With one to four grey rectangles instead of what is there."""
    made, side = picture.copy(), picture.shape[0]
    for _ in range(int(rng.integers(HOLES[0], HOLES[1] + 1))):
        height, width = (int(rng.uniform(*HOLE) * side) for _ in range(2))
        top, left = int(rng.integers(side - height + 1)), int(rng.integers(side - width + 1))
        made[top : top + height, left : left + width] = 128
    return made


def posterised(picture: Values, rng: np.random.Generator) -> Values:
    """Of few flat colours, like a cut-out."""
    steps = int(rng.integers(STEPS[0], STEPS[1] + 1)) - 1
    return np.asarray(np.rint(np.rint(cv2.medianBlur(picture, SMOOTHED) / 255.0 * steps) / steps * 255), np.uint8)


def dark(picture: Values, rng: np.random.Generator) -> Values:
    """Underexposed by 1.5 to 5 stops, with a sensor's noise and a colour cast."""
    light = _linear(picture) * 2.0 ** -rng.uniform(*STOPS) * rng.uniform(1 - WARM, 1 + WARM, 3)
    shot, read = rng.uniform(*SHOT), rng.uniform(*READ)
    noise: NDArray[Any] = rng.standard_normal(picture.shape, np.float32)
    if rng.random() < 0.5:  # as cameras smooth it, in blotches
        noise = cv2.GaussianBlur(noise, (0, 0), float(rng.uniform(0.4, 0.9)))
    light = light + noise * np.sqrt(read**2 + shot**2 * np.maximum(light, 0) * 4)
    return _encoded(light)


def _linear(picture: Values) -> NDArray[Any]:
    levels = np.arange(256) / 255
    return np.asarray(np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4)[picture])


def _encoded(light: NDArray[Any]) -> Values:
    light = np.clip(light, 0, 1)
    encoded = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.asarray(np.rint(encoded * 255), np.uint8)


class Ahead(NamedTuple):
    """What is done once of each picture: planes of its size, and what makes a source of their pixels and its own."""

    planes: Callable[[Values, np.random.Generator], tuple[NDArray[Any], ...]]
    source: Callable[..., Values]


class Way(NamedTuple):
    """How to derive. colourless: what is derived has no colours, so that black-and-white photographs among the others
    would teach that things are grey. ahead: in two steps instead, where it is slow."""

    derive: Derivation
    colourless: bool = False
    ahead: Ahead | None = None


DERIVATIONS = {
    "edges": Way(edges, True, Ahead(lambda picture, rng: (_ink(picture, rng),), lambda picture, ink, rng: _shown(ink))),
    "drawing": Way(drawing, True, Ahead(_parted, _coloured)),
    "grey": Way(grey, True),
    "blurred": Way(blurred),
    "small": Way(small),
    "masked": Way(masked),
    "posterised": Way(posterised),
    "dark": Way(dark),
}  # by the name on the command line
# What the sources are, where they are no photographs as others are.
KINDS = {"edges": "edges", "drawing": "edges", "grey": "grey", "dark": "dark"}


@dataclass
class Derived:
    """Pairs by one derivation. Pictures are in memory, reduced to a little more than what is cut from them."""

    size: int
    derivation: str
    pictures: list[Values]
    exam: list[Values]
    more: bool = False  # few pictures: turn and recolour
    mirror: bool = True
    gives: str = "photo"
    val: list[Pair] = field(init=False)
    _ahead: dict[tuple[int, int], tuple[NDArray[Any], ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.colours = self.derivation == "drawing"
        self.takes = KINDS.get(self.derivation, "photo")
        self.val = [self._pair(jitter.middle(picture, self.size), number) for number, picture in enumerate(self.exam)]

    def __len__(self) -> int:
        return len(self.pictures)

    def example(self, number: int, rng: np.random.Generator) -> Pair:
        """With what costs much derived once of each picture, some times of few of them, and else each time anew."""
        way = DERIVATIONS[self.derivation]
        if way.ahead is None:
            planes: tuple[NDArray[Any], ...] = (self._placed(self.pictures[number], rng),)
        else:
            planes = self.planes_ahead(number, int(rng.integers(AHEAD)) if self.more else 0)
        if self.more:
            flat = (False,) * min(2, len(planes)) + (True,) * max(0, len(planes) - 2)  # numbers are not to be mixed
            planes = jitter.turned(rng, planes, self.size, flat, mirror=self.mirror)
            planes = (*jitter.relit(rng, planes[:1], coloured=True), *planes[1:])
        else:
            planes = jitter.cut(rng, planes, self.size, mirror=self.mirror)
        source = way.derive(planes[0], rng) if way.ahead is None else way.ahead.source(*planes, rng)
        return Pair(source, planes[0])

    def planes_ahead(self, number: int, time: int = 0) -> tuple[NDArray[Any], ...]:
        """The picture, and what was derived of it for the first, second... time."""
        ahead = DERIVATIONS[self.derivation].ahead
        if (number, time) not in self._ahead and ahead is not None:
            picture = jitter.fitted(self.pictures[number], round(self.size * jitter.LARGER))
            self._ahead[number, time] = (picture, *ahead.planes(picture, np.random.default_rng([1 + time, number])))
        return self._ahead[number, time]

    def _placed(self, picture: Values, rng: np.random.Generator) -> Values:
        """At a size by chance between the paper's and that at which it is kept: wholes and parts."""
        least = round(self.size * jitter.LARGER)
        kept = min(picture.shape[:2])
        return picture if kept <= least else jitter.fitted(picture, int(rng.integers(least, kept + 1)))

    def _pair(self, picture: Values, number: int) -> Pair:
        return Pair(DERIVATIONS[self.derivation].derive(picture, np.random.default_rng([1, number])), picture)


def derived(
    folder: Path, derivation: str, size: int, *,
    more: bool | None = None, limit: int | None = None, of: Subject | None = None,
) -> tuple[Derived, list[str]]:  # fmt: skip
    """Pairs from the photographs of a folder, and in words what is wrong with those that are left out.

    With a manifest, its splits are kept, and photographs tagged black-and-white are left out where colours are to be
    made up; without one, every tenth by its name is for the score. limit: photographs to read. of: those of a manifest
    whose tags it says yes to. Whether there are enough, `pairs.enough` says. Raises UserError if the folder is missing.
    """
    train, val = listed(folder, colours=DERIVATIONS[derivation].colourless, of=of)
    problems: list[str] = []
    least = round(size * jitter.LARGER)
    pictures = _read(train[:limit], (least, round(size * ENLARGED)), problems)
    exam = _read(val[: MOST if limit is None else limit], (size, size), problems)
    few = len(pictures) < FEW if more is None else more
    return Derived(size, derivation, pictures, exam, more=few), problems


def listed(folder: Path, *, colours: bool, of: Subject | None = None) -> tuple[list[Path], list[Path]]:
    """The photographs to learn from and those for the score. Raises UserError if the folder is missing."""
    if not folder.is_dir():
        raise UserError(f"There is no folder {folder}.")
    if not (folder / MANIFEST).is_file():
        found = [path for path in sorted(folder.iterdir()) if path.suffix.lower() in SUFFIXES]
        return by_name(found) if len(found) >= LEAST else ([], [])
    train, val = (
        [
            folder / row["file"]
            for row, words in zip(rows(folder, split), tags(folder, split), strict=True)
            if not (colours and COLOURLESS in words) and (of is None or of(words))
        ]
        for split in ("train", "val")
    )
    return train, val


def _read(paths: Sequence[Path], short: tuple[int, int], problems: list[str]) -> list[Values]:
    """Pictures at a size at which the shorter side is within limits."""
    found = []
    for path in paths:
        read = pixels(path)
        if read is None:
            problems.append(f"{path.name}: cannot be read")
        else:
            found.append(jitter.fitted(read, min(max(min(read.shape[:2]), short[0]), short[1])))
    return found
