"""Guesses a photo's colours at a moderate size, as its hints and its lightness have it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Protocol, TypeVar, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.colour import Working, srgb_decoded
from photofix.core.lightness import colours_of, lightness, luminance
from photofix.core.photo import Pixels
from photofix.core.region import Region
from photofix.models.colorizer import Guess
from photofix.ops import colour_hints
from photofix.ops.base import Source
from photofix.ops.colour_hints import Hints, Lock, Told
from photofix.ops.guided import Lines, finer, lines
from photofix.ops.network import Network
from photofix.ops.spreading import spread
from photofix.ops.toned import GREY, colour_left

Floats = NDArray[np.float32]
T = TypeVar("T")


class Remembered(Protocol):
    """What was made for a key before, or is made now."""

    def __call__(self, key: Hashable, make: Callable[[], T], /) -> T: ...


def _afresh(_key: Hashable, make: Callable[[], T]) -> T:
    return make()


MODEL = "colorizer"
SEEN = 256  # pixels of the longer side that the network sees
GUIDE = 768  # of the longer side at which colours are fitted to edges
SAMPLES = 3  # rows and columns that are read of what becomes one pixel of the guide
RADIUS = 1  # pixels of the guide within which colours follow lightness
LEAST = 0.01**2  # variance of lightness (0..1) that counts as an edge
HINT = 2  # pixels to either side that the network sees of a hint
TEMPERATURE = 0.25  # at which a distribution is decoded: Zhang et al., ECCV 2016
SHARP = 0.7  # share of the decoded distribution in the colours; the rest is their mean
# Share of what the network makes of hints in what they are spread over; the rest is what it makes of the picture alone.
TOLD = 0.3
STRONG = 50.0  # chroma that a variant does not seek
DARING = 2.0  # logits by which a variant prefers some colours


def seen(source: Source, side: int) -> Floats:
    """The photo's lightness, h×w L*, with at most `side` pixels a side."""
    return lightness(luminance(_small(source, side)))


def colours_of_its_own(source: Source) -> bool:
    """Has the photo more than the one tone that a print or a scan gives to all of it?"""
    if source.state.base.grey:
        return False
    linear = _small(source, SEEN)
    return colour_left(np.dstack([lightness(luminance(linear)), colours_of(linear)])) >= GREY


def _small(source: Source, side: int) -> Floats:
    """The photo with at most `side` pixels a side: h×w×3, linear sRGB."""
    working = Working.of(source.icc, source.state.base.channels)
    factor = min(1.0, side / max(source.width, source.height))
    width, height = (max(1, round(length * factor)) for length in (source.width, source.height))
    step = max(1, source.width // width // SAMPLES)
    out = np.empty((height, width, 3), np.float32)
    for row in range(height):
        top, bottom = row * source.height // height, (row + 1) * source.height // height
        apart = max(1, (bottom - top) // SAMPLES)
        pixels = source.read(Region(0, top, source.width, max(1, bottom - top)))[::apart, ::step]
        rgb = working.to_srgb(cast(Pixels, np.ascontiguousarray(pixels)))
        out[row] = cv2.resize(rgb, (width, 1), interpolation=cv2.INTER_AREA)
    return srgb_decoded(out)


def guessed(light: Floats, said: Told, network: Network, variant: int, recall: Remembered = _afresh) -> Lines:
    """The colours (a*, b*) of a photo whose lightness is h×w L*: at every pixel a line by its lightness, L* / 100."""
    small = reduced(light)

    def made(hints: Hints, number: int) -> Floats:
        key = hints.places.tobytes(), hints.colours.tobytes(), number
        return recall(key, lambda: _hinted(small, hints, network, number, recall))

    colours = made(said.hints, variant)
    kept: list[tuple[NDArray[np.bool_], Floats]] = []
    for lock in said.locks:
        inside = _within(lock, colours.shape[:2])
        kept.append((inside, _over(made(said.until(lock), lock.variant), kept)))
    colours = _over(colours, kept)
    return lines(light / np.float32(100), finer(colours, _resized(light, colours.shape[:2]), light), RADIUS, LEAST)


def reduced(light: Floats) -> Floats:
    """Lightness at the size at which the network sees it."""
    factor = SEEN / max(light.shape)
    return _resized(light, tuple(max(1, round(length * factor)) for length in light.shape))


def _hinted(small: Floats, hints: Hints, network: Network, variant: int, recall: Remembered) -> Floats:
    """h×w×2, half as large as h×w L*: the colours with hints and without locks."""
    colours = decoded(likely(small, network, recall), variant)
    if not len(hints.places):
        return colours
    colours = colours + np.float32(TOLD) * (decoded(_guess(small, hints, network), variant) - colours)
    places = placed(hints, colours.shape[:2])
    wanted = hints.colours - colours[places[:, 0], places[:, 1]]
    return np.asarray(colours + spread(_resized(small, colours.shape[:2]), places, wanted), np.float32)


def likely(small: Floats, network: Network, recall: Remembered) -> Guess:
    """What the network makes of h×w L* by itself."""
    return recall("likely", lambda: _guess(small, colour_hints.NONE, network))


def _guess(small: Floats, hints: Hints, network: Network) -> Guess:
    guess: Guess = network.last_resort(lambda: network(small, drawn(hints, small.shape)))
    return guess


def _within(lock: Lock, size: tuple[int, ...]) -> NDArray[np.bool_]:
    """Which pixels of a picture of h×w lie in a region."""
    filled = np.zeros(size, np.uint8)
    corners = np.rint(lock.corners * size[::-1] - 0.5).astype(np.int32)
    cv2.fillPoly(filled, [corners[:, None]], 1)
    return filled > 0


def _over(colours: Floats, kept: Sequence[tuple[NDArray[np.bool_], Floats]]) -> Floats:
    """Colours with those of the regions that keep theirs."""
    for inside, before in kept:
        colours = np.where(inside[..., None], before, colours)
    return colours


def decoded(guess: Guess, variant: int) -> Floats:
    """h×w×2: the likely colours, or those of a variant, which prefers other ones wherever they are likely, too."""
    odds = guess.odds if not variant else guess.odds + DARING * preference(guess.palette, variant)
    odds = (odds - odds.max(axis=2, keepdims=True)) / np.float32(TEMPERATURE)
    share = np.exp(odds, out=odds)
    share /= share.sum(axis=2, keepdims=True)
    sharp = _resized(share @ guess.palette, guess.colours.shape[:2])
    return np.asarray(SHARP * sharp + (1 - SHARP) * guess.colours, np.float32)


def preference(palette: Floats, variant: int) -> Floats:
    """K: how much a variant likes each of K×2 colours: the more alike they are the more alike, and the very strong ones
    least; at most about 1."""
    rng = np.random.default_rng([variant, 6])
    waves = rng.normal(0, 1 / 30, (6, 2))
    phases, heights = rng.uniform(0, 2 * np.pi, 6), rng.normal(0, 1, 6) / np.sqrt(3)
    liked = np.cos(palette @ waves.T + phases) @ heights
    return np.asarray(liked - (np.linalg.norm(palette, axis=1) / STRONG) ** 2, np.float32)


def placed(hints: Hints, size: tuple[int, ...]) -> NDArray[np.intp]:
    """n×2: the rows and columns of hints in a picture of h×w."""
    rows, columns = (hints.places[:, i] * size[1 - i] for i in (1, 0))
    return np.stack([np.clip(rows, 0, size[0] - 1), np.clip(columns, 0, size[1] - 1)], axis=1).astype(np.intp)


def drawn(hints: Hints, size: tuple[int, ...]) -> Floats:
    """h×w×3: hints as the network is shown them, the last on top."""
    out = np.zeros((*size, 3), np.float32)
    for (row, column), colour in zip(placed(hints, size), hints.colours, strict=True):
        around = np.s_[max(0, row - HINT) : row + HINT + 1, max(0, column - HINT) : column + HINT + 1]
        out[around] = (*colour, 1)
    return out


def _resized(planes: Floats, size: tuple[int, ...]) -> Floats:
    """h×w or h×w×n at another size (height, width)."""
    smaller = size[0] * size[1] < planes.shape[0] * planes.shape[1]
    way = cv2.INTER_AREA if smaller else cv2.INTER_LINEAR
    made = cv2.resize(planes, (size[1], size[0]), interpolation=way)
    return np.asarray(made, np.float32).reshape(*size[:2], *planes.shape[2:])
