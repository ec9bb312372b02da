"""Runs the finder over a photo at several scales, and gathers what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.colour import Working
from photofix.core.finding import Kind
from photofix.core.mask import Mask
from photofix.core.progress import Progress
from photofix.core.region import Region
from photofix.core.tiles import OutOfMemory, Tiling, over, spans
from photofix.ops.base import Context, Source
from photofix.ops.network import Network
from photofix.ops.sighting import KINDS, Gathering, Values
from photofix.ops.worth import worth

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]

MODEL = "finder"
VIEWS = ((), (2,), (1,))  # axes of N×h×w×3 along which they are turned round: as they are, mirrored, upside down
TILING = Tiling(size=512, overlap=48, multiple=16, smallest=96)
TOGETHER = 8  # tiles at a time on a GPU; a CPU gains nothing by more than one
BAND = 512  # rows that are read at once for the coarse pass; a multiple of 4
WIDE = 5  # reduced pixels: what is narrower there was seen better at full size
LARGE = 5e6  # pixels from which on the photo reduced to half tells where to look at full size
HUGE = 16e6  # and from which on it is looked at reduced to a quarter, too
SMALL = 2e6  # pixels below which all views are taken in any case
PROMISING = 64  # of 255: what the half-size photo must be taken for, to be worth a look at full size
STEP = 128  # pixels: sides of what is shown are multiples of it, or a whole tile's
CELL = 64  # pixels a side of what is or is not looked at there
LUMA = np.array([[0.299, 0.587, 0.114]], np.float32)


@dataclass(frozen=True, eq=False)
class Level:
    """A photo reduced by `scale`. picture: h×w×3 float16, sRGB-encoded 0..1; None at full size, where it is read."""

    scale: int
    width: int
    height: int
    picture: NDArray[np.float16] | None = None


@dataclass(frozen=True)
class Piece:
    """A tile: what the network is shown of a level, and the part of it for which its answer is taken."""

    shown: Region
    taken: Region


def probabilities(
    source: Source, context: Context, kinds: Iterable[Kind], *, thorough: bool = False
) -> dict[Kind, Mask]:
    """The probabilities of some kinds of defects, as sparse pictures of the photo's size, 0 below sighting.LEAST.

    The photo is first looked at reduced: the network sees some 60 pixels far, which is less than a soft spot of a
    sensor of 24 megapixels is wide. From there only what is wide is taken, in small photos dust alone. In large ones it
    tells where to look at full size, too: where nothing shows at half size, nothing is.

    thorough: take the mean of what the network says of the photo, of it mirrored and of it upside down. That takes
    three times as long, and is done for SMALL ones in any case. Raises Cancelled, UserError if memory does not suffice.
    """
    kinds = tuple(kinds)
    size = source.width * source.height
    progress = context.progress
    working = Working.of(source.icc, source.state.base.channels)
    reduced = _reduced(source, working, progress.part(0, 0.08))
    gathered = {kind: Gathering(source.width, source.height) for kind in kinds}
    wide = {kind: gathered[kind] for kind in kinds if size >= LARGE or kind is Kind.DUST}
    levels = _levels(source, reduced) if wide else [Level(1, source.width, source.height)]
    views = VIEWS if thorough or size < SMALL else VIEWS[:1]
    eyes = _Eyes(Network(MODEL, context), 1 if context.models.device == "cpu" else TOGETHER, views, progress.check)
    promising: Bools | None = None
    begun, total = 0.08, sum(1 / level.scale**2 for level in levels)
    for level in levels:
        share = 0.92 / level.scale**2 / total
        part = progress.part(begun, share)
        begun += share
        pieces = [piece for piece in _pieces(level, promising) if _worth(reduced, level, piece)]
        seen = eyes.seen(pieces, partial(_shown, source, working, level), part)
        if level.scale == 1:
            _add(gathered, seen)
        else:
            shown = _add_wide(wide, level, seen)
            promising = shown if size >= LARGE else None
    progress.report(1)
    return {kind: gathering.picture() for kind, gathering in gathered.items()}


def _reduced(source: Source, working: Working, progress: Progress) -> NDArray[np.float16]:
    """The photo at half size, h×w×3, sRGB-encoded 0..1; an odd last row or column is a pixel of its own."""
    height, width = -(-source.height // 2), -(-source.width // 2)
    out = np.empty((height, width, 3), np.float16)
    for y in range(0, source.height, BAND):
        progress.report(y / source.height, "looking")
        band = Region(0, y, source.width, BAND).clip(source.width, source.height)
        rgb = np.clip(working.to_srgb(source.read(band)), 0, 1)
        out[y // 2 : -(-band.bottom // 2)] = _halved(rgb)
    return out


def _halved(picture: Floats) -> Floats:
    """Half the size, each pixel the mean of four."""
    odd = picture.shape[0] % 2, picture.shape[1] % 2
    if any(odd):
        picture = np.pad(picture, ((0, odd[0]), (0, odd[1]), (0, 0)), mode="edge")
    return np.asarray(cv2.resize(picture, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.float32)


def _levels(source: Source, half: NDArray[np.float16]) -> list[Level]:
    """The reduced ones that a photo of this size needs, smallest first, then full size."""
    found = [Level(1, source.width, source.height), Level(2, half.shape[1], half.shape[0], half)]
    if source.width * source.height >= HUGE:
        quarter = _halved(half.astype(np.float32)).astype(np.float16)
        found.append(Level(4, quarter.shape[1], quarter.shape[0], quarter))
    return found[::-1]


def _pieces(level: Level, promising: Bools | None) -> Iterator[Piece]:
    """Equal tiles over a level. Of two that overlap each answers for its half of what they share.

    promising: for full size, the cells that are to be looked at. Of a tile that part is left that holds them.
    """
    rows, columns = (spans(length, TILING) for length in (level.height, level.width))
    tops, lefts = _borders([(s.start, s.length) for s in rows]), _borders([(s.start, s.length) for s in columns])
    for row, (top, bottom) in zip(rows, tops, strict=True):
        for column, (left, right) in zip(columns, lefts, strict=True):
            shown = Region(column.start, row.start, column.length, row.length)
            taken = Region(left, top, right - left, bottom - top)
            if level.scale == 1 and promising is not None:
                taken = _bounds(promising, taken)
                shown = _around(taken, shown)
            if not taken.empty:
                yield Piece(shown, taken)


def _bounds(promising: Bools, region: Region) -> Region:
    """What of a region holds its promising cells."""
    top, left = region.y // CELL, region.x // CELL
    found = Region.bounds(promising[top : -(-region.bottom // CELL), left : -(-region.right // CELL)])
    cells = found.shift(left, top)
    return Region(*(side * CELL for side in cells)).intersect(region)


def _around(taken: Region, tile: Region) -> Region:
    """What the network must be shown to answer for a region, at a size of which there are few: each costs time once."""
    near = taken.grow(TILING.overlap).intersect(tile)
    w, h = (min(-(-side // STEP) * STEP, most) for side, most in ((near.w, tile.w), (near.h, tile.h)))
    return Region(min(near.x, tile.right - w), min(near.y, tile.bottom - h), w, h)


def _borders(tiles: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """(first, end) of what each of the overlapping tiles (start, length) of an axis answers for."""
    middles = [(b + a + n) // 2 for (a, n), (b, _) in pairwise(tiles)]
    edges = [tiles[0][0], *middles, sum(tiles[-1])]
    return list(pairwise(edges))


def _worth(half: NDArray[np.float16], level: Level, piece: Piece) -> bool:
    """Whether a tile is worth the network, judged on the photo reduced to half, or on the level if that is smaller."""
    picture, region = half, piece.shown
    if level.scale == 1:
        region = Region(region.x // 2, region.y // 2, -(-region.w // 2), -(-region.h // 2))
    elif level.picture is not None:
        picture = level.picture
    luma = cv2.transform(picture[region.slices].astype(np.float32), LUMA)
    return worth(np.asarray(luma, np.float32).reshape(luma.shape[:2]))


def _shown(source: Source, working: Working, level: Level, piece: Piece) -> Floats:
    """h×w×3 of a level, as the network wants it."""
    region = piece.shown
    if level.picture is not None:
        return level.picture[region.slices].astype(np.float32)
    return np.clip(working.to_srgb(source.read(region)), 0, 1)


def _add(gathered: dict[Kind, Gathering], seen: Iterable[tuple[Piece, Values]]) -> None:
    """Take everything from full size."""
    for piece, values in seen:
        for kind, gathering in gathered.items():
            gathering.add(piece.taken, values[(*piece.taken.within(piece.shown).slices, KINDS.index(kind))])


def _add_wide(gathered: dict[Kind, Gathering], level: Level, seen: Iterable[tuple[Piece, Values]]) -> Bools:
    """Take from a reduced level what is wide there: opened by a disc, so that thin lines and specks vanish.

    They are seen better at full size, and would come from here twice as fat. Returns the cells of the photo in or
    beside which anything shows, h×w.
    """
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (WIDE, WIDE))
    side = CELL // level.scale
    promising = np.zeros((-(-level.height // side), -(-level.width // side)), np.uint8)
    for piece, values in seen:
        place = Region(*(length * level.scale for length in piece.taken))
        for kind, gathering in gathered.items():
            odds = np.ascontiguousarray(values[..., KINDS.index(kind)])
            taken = odds[piece.taken.within(piece.shown).slices]
            rows, columns = np.nonzero(taken >= PROMISING)
            promising[(rows + piece.taken.y) // side, (columns + piece.taken.x) // side] = 1
            wide = cv2.morphologyEx(odds, cv2.MORPH_OPEN, disc)[piece.taken.within(piece.shown).slices]
            if wide.any():
                size = place.w, place.h
                gathering.add(place, np.asarray(cv2.resize(wide, size, interpolation=cv2.INTER_LINEAR), np.uint8))
    return np.asarray(cv2.dilate(promising, np.ones((3, 3), np.uint8)), bool)


class _Eyes:
    """The network, in which views it is shown things, and how many tiles the memory lets it see at once."""

    def __init__(
        self, network: Network, together: int, views: Sequence[tuple[int, ...]], check: Callable[[], None]
    ) -> None:
        """check: called between views; may raise Cancelled."""
        self._network = network
        self._views = views
        self._check = check
        self._together = together
        self._limit = TILING.size

    def seen(
        self, pieces: list[Piece], show: Callable[[Piece], Floats], progress: Progress
    ) -> Iterator[tuple[Piece, Values]]:
        """Every piece with the network's answer for all that it was shown, h×w×3."""
        done = 0
        while done < len(pieces):
            progress.report(done / len(pieces), "looking")
            batch = pieces[done : done + self._together]
            yield from zip(batch, self._answers([show(piece) for piece in batch]), strict=True)
            done += len(batch)

    def _find(self, pictures: Floats) -> Values:
        """The mean of what the network says of N×h×w×3 pictures in all views."""
        made: list[Values] = []
        for view in self._views:
            self._check()
            made.append(np.flip(self._network(np.ascontiguousarray(np.flip(pictures, view))), view))
        return made[0] if len(made) == 1 else np.rint(np.mean(made, axis=0, dtype=np.float32)).astype(np.uint8)

    def _answers(self, pictures: list[Floats]) -> list[Values]:
        if self._limit == TILING.size:
            try:
                return list(self._find(np.stack(pictures)))
            except (OutOfMemory, MemoryError):
                if len(pictures) > 1:
                    self._together = max(1, len(pictures) // 2)
                    halves = pictures[: self._together], pictures[self._together :]
                    return [answer for half in halves for answer in self._answers(half)]
                self._limit //= 2
        return [self._network.last_resort(partial(self._in_parts, picture)) for picture in pictures]

    def _in_parts(self, picture: Floats) -> Values:
        """One tile's answer, from as small tiles as the memory allows."""
        tiling = Tiling(self._limit, TILING.overlap, TILING.multiple, TILING.smallest)
        seen = over(lambda tile: self._find(tile[None])[0].astype(np.float32), picture, tiling, Progress.silent())
        return np.rint(seen).astype(np.uint8)
