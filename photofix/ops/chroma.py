"""Guesses a photo's colours at a moderate size, as its hints and its lightness have it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Protocol, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.colour import srgb_decoded
from photofix.core.lightness import lightness, luminance
from photofix.models.colorizer import Guess
from photofix.ops import colour_hints
from photofix.ops.base import Source
from photofix.ops.colour_hints import Hints, Lock, Told
from photofix.ops.guided import Lines, finer, lines
from photofix.ops.network import Network
from photofix.ops.planes import resized
from photofix.ops.reduced import reduced
from photofix.ops.reference import Reference, borrowed
from photofix.ops.spreading import spread

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
RADIUS = 1  # pixels of the guide within which colours follow lightness
LEAST = 0.01**2  # variance of lightness (0..1) that counts as an edge
HINT = 2  # pixels to either side that the network sees of a hint
TEMPERATURE = 0.25  # at which a distribution is decoded: Zhang et al., ECCV 2016
SHARP = 0.3  # share of the decoded distribution in the colours; the rest is their mean
OTHER = 0.7  # the same in variants, which the mean knows nothing of
# Share of what the network makes of hints in what they are spread over; the rest is what it makes of the picture alone.
TOLD = 0.3
STRONG = 50.0  # chroma that a variant does not seek
DARING = 1.1  # logits by which a variant prefers some colours: the standard deviation over colours as common as usual
LIKINGS = 64  # among which variants are chosen
WAVE = 30.0  # distance of colours over which a liking changes
USUAL = 15.0  # chroma beyond which colours are rare, for 1/e
SEED = 6


def seen(source: Source, side: int) -> Floats:
    """The photo's lightness, h×w L*, with at most `side` pixels a side."""
    return lightness(luminance(srgb_decoded(reduced(source, side))))


def guessed(
    light: Floats, said: Told, network: Network, variant: int, reference: Reference | None = None,
    recall: Remembered = _afresh,
) -> Lines:  # fmt: skip
    """The colours (a*, b*) of a photo whose lightness is h×w L*: at every pixel a line by its lightness, L* / 100.

    What hints say comes before what a reference says.
    """
    small = as_seen(light)

    def made(hints: Hints, number: int) -> Floats:
        key = hints.places.tobytes(), hints.colours.tobytes(), number, reference and reference.colours.tobytes()
        return recall(key, lambda: _hinted(small, hints, network, number, reference, recall))

    colours = made(said.hints, variant)
    kept: list[tuple[NDArray[np.bool_], Floats]] = []
    for lock in said.locks:
        inside = _within(lock, colours.shape[:2])
        kept.append((inside, _over(made(said.until(lock), lock.variant), kept)))
    colours = _over(colours, kept)
    return lines(light / np.float32(100), finer(colours, resized(light, colours.shape[:2]), light), RADIUS, LEAST)


def published(light: Floats, said: Told, network: Network, sha256: str, recall: Remembered = _afresh) -> Lines:
    """The same by somebody else's network, whose colours count everywhere but around hints."""
    colours: Floats = recall((sha256, "likely"), lambda: network.last_resort(lambda: network(light)))
    dim = resized(light, colours.shape[:2])
    places = placed(said.hints, colours.shape[:2])
    wanted = said.hints.colours - colours[places[:, 0], places[:, 1]]
    colours = np.asarray(colours + spread(dim, places, wanted), np.float32)
    return lines(light / np.float32(100), finer(colours, dim, light), RADIUS, LEAST)


def as_seen(light: Floats) -> Floats:
    """Lightness at the size at which the network sees it."""
    factor = SEEN / max(light.shape)
    return resized(light, tuple(max(1, round(length * factor)) for length in light.shape))


def _hinted(
    small: Floats, hints: Hints, network: Network, variant: int, reference: Reference | None, recall: Remembered
) -> Floats:
    """h×w×2, half as large as h×w L*: the colours with hints and without locks."""
    guess = likely(small, network, recall)
    colours = decoded(guess, variant)
    dim = resized(small, colours.shape[:2])
    if len(hints.places):
        colours = colours + np.float32(TOLD) * (decoded(_guess(small, hints, network), variant) - colours)
    if reference is not None:
        given = borrowed(small, guess, colours, reference, _guess(reference.light, colour_hints.NONE, network))
        colours = colours + finer(given, resized(small, given.shape[:2]), dim)
    places = placed(hints, colours.shape[:2])
    wanted = hints.colours - colours[places[:, 0], places[:, 1]]
    return np.asarray(colours + spread(dim, places, wanted), np.float32)


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
    sharp = resized(share @ guess.palette, guess.colours.shape[:2])
    part = np.float32(OTHER if variant else SHARP)
    return np.asarray(part * sharp + (1 - part) * guess.colours, np.float32)


def preference(palette: Floats, variant: int) -> Floats:
    """K: how much a variant, from 1, likes each of K×2 colours: the more alike they are the more alike.

    Of many likings those are taken, one after the other, that differ the most from all before.
    """
    rng = np.random.default_rng(SEED)
    waves, phases = rng.normal(0, 1 / WAVE, (LIKINGS, 2, 6)), rng.uniform(0, 2 * np.pi, (LIKINGS, 1, 6))
    liked = np.cos(palette @ waves + phases).sum(axis=2)
    chroma = np.linalg.norm(palette, axis=1)
    common = np.exp(-chroma / USUAL)
    common /= common.sum()
    liked -= (liked @ common)[:, None]
    liked /= np.sqrt(np.square(liked) @ common)[:, None]
    chosen = [0]
    apart = np.square(liked - liked[0]) @ common
    for _ in range(variant - 1):
        chosen.append(int(apart.argmax()))
        apart = np.minimum(apart, np.square(liked - liked[chosen[-1]]) @ common)
    return np.asarray(liked[chosen[-1]] - (chroma / STRONG) ** 2, np.float32)


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
