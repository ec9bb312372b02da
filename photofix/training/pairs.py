"""Pairs of pictures to learn a translation from: found in folders, checked, and handed out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol
from zlib import crc32

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.errors import UserError
from photofix.training import jitter

Values = NDArray[np.uint8]

SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".bmp")
SPLITS = {"train": False, "val": True, "test": True}  # folders of the original data sets: are they for the score?
DIRECTIONS = ("AtoB", "BtoA")
FEW = 400  # pairs; fewer are turned and recoloured besides
ONE_IN, MOST = 10, 50  # of the pairs one in so many is kept for the score, and no more than that
SHAPE = 0.02  # by how much the proportions of a pair may differ
KEPT = 2 << 30  # bytes of pictures that stay in memory; more are read again
SAMPLED = 8  # pairs that are looked at to know what kind of pictures they are
LEAST = 2  # pairs: one to learn from and one for the score


class Pair(NamedTuple):
    """What is given and what is to be made of it, H×W×3 uint8 each, of one size."""

    source: Values
    target: Values


class Examples(Protocol):
    """What a translation is learnt from."""

    takes: str  # what the sources are: photo, edges, labels, grey ...
    gives: str
    colours: bool  # are the sources drawings that are filled in with flat colours?

    @property
    def val(self) -> Sequence[Pair]:
        """Pairs for the score, size×size, never trained on."""
        ...

    def __len__(self) -> int:
        """How many there are to train on."""
        ...

    def example(self, number: int, rng: np.random.Generator) -> Pair:
        """The pair of a number, size×size, shifted and mirrored by chance."""
        ...


@dataclass(frozen=True)
class Item:
    """One pair on the disk: two files, or one that holds both side by side."""

    name: str
    files: tuple[Path, ...]
    val: bool | None  # None where the folders do not say


@dataclass
class FilePairs:
    """Pairs from files, read when they are needed and kept as long as there is room."""

    size: int
    items: list[Item]
    val_items: list[Item]
    direction: str = DIRECTIONS[0]
    more: bool = False  # small set: turn and recolour
    mirror: bool = True
    takes: str = "photo"
    gives: str = "photo"
    colours: bool = False
    val: list[Pair] = field(default_factory=list)
    _kept: dict[tuple[Path, ...], Pair] = field(default_factory=dict)
    _bytes: int = 0

    def __len__(self) -> int:
        return len(self.items)

    def example(self, number: int, rng: np.random.Generator) -> Pair:
        pair = self.read(self.items[number])
        if not self.more:
            return Pair(*jitter.cut(rng, pair, self.size, mirror=self.mirror))
        made = jitter.turned(rng, pair, self.size, self._flat(), mirror=self.mirror)
        if "photo" in (self.takes, self.gives) and not {"edges", "labels"} & {self.takes, self.gives}:
            made = jitter.relit(rng, made, coloured=self.takes == self.gives)
        return Pair(*made)

    def read(self, item: Item) -> Pair:
        """The pair at the size that is cut from. Raises UserError as `opened` does."""
        if item.files not in self._kept:
            short = round(self.size * jitter.LARGER)
            source, target = opened(item, self.direction)
            source, target = (
                jitter.fitted(p, short, flat=flat) for p, flat in zip((source, target), self._flat(), strict=True)
            )
            if source.shape != target.shape:
                source = np.asarray(cv2.resize(source, target.shape[1::-1], interpolation=cv2.INTER_NEAREST), np.uint8)
            pair = Pair(source, target)
            if self._bytes + source.nbytes + target.nbytes > KEPT:
                return pair
            self._bytes += source.nbytes + target.nbytes
            self._kept[item.files] = pair
        return self._kept[item.files]

    def _flat(self) -> tuple[bool, bool]:
        return self.takes == "labels", self.gives == "labels"


class Checked(NamedTuple):
    """What was found: the pairs that are fit to learn from (see `enough`), and what is wrong with others, in words."""

    pairs: FilePairs
    problems: list[str]


def checked(places: Sequence[Path], direction: str, size: int, *, more: bool | None = None) -> Checked:
    """Find, read and check all pairs.

    places: the folders A and B, or one that holds them or pictures side by side (A left). direction: "AtoB" or
    "BtoA". size: pixels a side to train with. more: turn and recolour; None: if there are fewer than FEW. Raises
    UserError if a folder is missing.
    """
    found, problems = items(places)
    good = []
    for item in found:
        fault = _fault(item)
        if fault:
            problems.append(f"{item.name}: {fault}")
        else:
            good.append(item)
    if len(good) < LEAST:
        return Checked(FilePairs(size, good, [], direction), sorted(problems))
    train, val = split(good)
    pairs = FilePairs(size, train, val, direction, more=len(train) < FEW if more is None else more)
    pairs.takes, pairs.gives = _kinds(train, direction)
    pairs.val = [Pair(*(jitter.middle(_at(p, size), size) for p in pairs.read(item))) for item in val]
    return Checked(pairs, sorted(problems))


def enough(examples: Examples, problems: Sequence[str]) -> None:
    """Raise UserError, with what is wrong, if there is nothing to learn from or nothing for the score."""
    if not len(examples) or not examples.val:
        raise UserError(
            "There are too few pictures to learn from.",
            hint="; ".join(problems[:5]) or "Pairs have equal names in two folders A and B, or stand side by side.",
        )


def _at(pixels: Values, size: int) -> Values:
    return jitter.fitted(pixels, size, flat=kind(pixels) == "labels")


def items(places: Sequence[Path]) -> tuple[list[Item], list[str]]:
    """Every pair by name, and in words those that lack their partner. Raises UserError if a folder is missing."""
    for place in places:
        if not place.is_dir():
            raise UserError(f"There is no folder {place}.")
    if len(places) == 1:
        inner = {path.name.lower(): path for path in places[0].iterdir() if path.is_dir()}
        if not {"a", "b"} <= set(inner):
            return [Item(name, (path,), val) for (val, name), path in _pictures(places[0]).items()], []
        places = inner["a"], inner["b"]
    both = [_pictures(place) for place in places]
    problems = [
        f"{path.name}: no partner in {other.name}"
        for one, two, other in ((both[0], both[1], places[1]), (both[1], both[0], places[0]))
        for key, path in one.items()
        if key not in two
    ]
    paired = [key for key in both[0] if key in both[1]]
    return [Item(name, (both[0][val, name], both[1][val, name]), val) for val, name in paired], problems


def _pictures(folder: Path) -> dict[tuple[bool | None, str], Path]:
    """The pictures of a folder by split and name without suffix; those of its folders train, val and test, if any."""
    inner: dict[Path, bool | None] = {folder / name: val for name, val in SPLITS.items() if (folder / name).is_dir()}
    return {
        (val, path.stem): path
        for place, val in (inner or {folder: None}).items()
        for path in sorted(place.iterdir())
        if path.suffix.lower() in SUFFIXES
    }


def split(found: Sequence[Item]) -> tuple[list[Item], list[Item]]:
    """Those to train on and those for the score: as the folders say, else by a hash of the name, which stays."""
    train, val = ([item for item in found if item.val is wanted] for wanted in (False, True))
    if train and val:
        return train, val[:MOST]
    ranked = sorted(found, key=lambda item: crc32(item.name.encode()))
    count = min(MOST, max(1, len(ranked) // ONE_IN))
    chosen = {item.name for item in ranked[:count]}
    return [item for item in found if item.name not in chosen], [item for item in found if item.name in chosen]


def by_name(paths: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """Single pictures split as `split` does."""
    train, val = split([Item(path.name, (path,), None) for path in paths])
    return [item.files[0] for item in train], [item.files[0] for item in val]


def _fault(item: Item) -> str:
    """What is wrong with a pair, in words; nothing if it is fit."""
    read = [pixels(path) for path in item.files]
    unreadable = [path.name for path, found in zip(item.files, read, strict=True) if found is None]
    if unreadable:
        return f"{' and '.join(unreadable)} cannot be read"
    shapes = [found.shape[1::-1] for found in read if found is not None]
    if len(shapes) == 1:
        (width, height) = shapes[0]
        return "" if width % 2 == 0 and width > height else f"{width}×{height} are not two pictures side by side"
    proportions = [width / height for width, height in shapes]
    if abs(proportions[0] / proportions[1] - 1) <= SHAPE:
        return ""
    return "the shapes differ: " + " and ".join(f"{width}×{height}" for width, height in shapes)


def pixels(path: Path) -> Values | None:
    """H×W×3 uint8 RGB; None if it cannot be read."""
    coded = np.fromfile(path, np.uint8)  # OpenCV cannot open every name on every system
    read = cv2.imdecode(coded, cv2.IMREAD_COLOR_RGB) if coded.size else None
    return None if read is None else np.asarray(read, np.uint8)


def opened(item: Item, direction: str) -> tuple[Values, Values]:
    """Source and target as they are on the disk. Raises UserError if they are no longer there or cannot be read."""
    read = []
    for path in item.files:
        found = pixels(path) if path.is_file() else None
        if found is None:
            raise UserError(f"{path} cannot be read as a picture.")
        read.append(found)
    if len(read) == 1:
        half = read[0].shape[1] // 2
        read = [read[0][:, :half], read[0][:, half : 2 * half]]
    first, second = read
    return (first, second) if direction == DIRECTIONS[0] else (second, first)


def _kinds(found: Sequence[Item], direction: str) -> tuple[str, str]:
    """What sources and targets are, by some of them: what most of them are."""
    some = [opened(item, direction) for item in found[:: max(1, len(found) // SAMPLED)]]
    names = [[kind(side) for side in sides] for sides in zip(*some, strict=True)]
    takes, gives = (max(set(side), key=side.count) for side in names)
    return takes, gives


def kind(picture: Values) -> str:
    """What a picture H×W×3 seems to be: "edges", "grey", "labels" or "photo"."""
    small = np.ascontiguousarray(picture[:: max(1, picture.shape[0] // 256), :: max(1, picture.shape[1] // 256)])
    if float(np.ptp(small.astype(int), axis=2).mean()) < 2:
        extreme = (small < 16) | (small > 239)
        return "edges" if extreme.mean() > 0.75 else "grey"
    codes = (small.astype(int) >> 4) @ np.array([256, 16, 1])
    shares = np.sort(np.bincount(codes.ravel(), minlength=1))[::-1] / codes.size
    return "labels" if shares[:16].sum() > 0.9 else "photo"
