"""Which colours a place of a photo is likely to have had, for a person to choose from."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from photofix.core.colour import srgb_encoded
from photofix.core.colour_hint import RGB, Point
from photofix.core.lightness import with_colours
from photofix.models.colorizer import Guess
from photofix.ops.base import Context, Source
from photofix.ops.chroma import GUIDE, MODEL, as_seen, likely, seen
from photofix.ops.network import Network

Floats = NDArray[np.float32]

COUNT = 6
AROUND = 2  # cells of the distribution to either side that speak for the place
NEAR = 10.0  # within which colours are one, in a* and b*
APART = 14.0  # at least, between two that are offered
LEAST = 0.004  # share of what colours near it have, for one to be offered
DARKEST, LIGHTEST = 30.0, 85.0  # L* at which colours are shown: outside there is hardly any to be seen

# Colours that are asked for often, from pale to deep. The lightness is the photo's; what counts is the colour.
PALETTES: tuple[tuple[str, tuple[RGB, ...]], ...] = (
    ("Skin", ((244, 214, 194), (233, 192, 164), (213, 163, 129), (178, 124, 90), (124, 80, 55), (82, 53, 39))),
    ("Hair", ((224, 196, 146), (178, 128, 72), (140, 76, 42), (104, 70, 46), (66, 46, 36), (150, 142, 136))),
    ("Sky", ((205, 224, 240), (150, 192, 228), (98, 150, 204), (58, 104, 164), (240, 196, 160), (226, 150, 118))),
    ("Foliage", ((188, 198, 110), (132, 156, 72), (92, 122, 56), (58, 88, 46), (70, 98, 78), (178, 134, 60))),
    ("Cloth", ((122, 32, 40), (44, 62, 110), (52, 84, 66), (124, 94, 58), (196, 176, 140), (88, 58, 96))),
)  # fmt: skip


def colours_at(source: Source, place: Point, context: Context, count: int = COUNT) -> tuple[RGB, ...]:
    """Up to `count` colours, the likeliest first, all told apart easily; sRGB, as light as the place is.

    place: x and y in photo pixels. What is computed of the whole photo goes through `context.recall`.
    """
    whole = source.measured
    light = context.recall(whole.state, "light", lambda: seen(whole, GUIDE))
    network = Network(MODEL, context)
    guess = likely(as_seen(light), network, lambda key, make: context.recall(whole.state, key, make))
    x, y = (min(max(at / length, 0), 1 - 1e-6) for at, length in zip(place, (whole.width, whole.height), strict=True))
    shade = float(np.clip(light[int(y * light.shape[0]), int(x * light.shape[1])], DARKEST, LIGHTEST))
    chosen = modes(guess, (x, y), count)
    linear = with_colours(np.full((1, len(chosen)), shade, np.float32), chosen[None])
    shown = np.rint(np.clip(srgb_encoded(linear), 0, 1)[0] * 255).astype(int)
    return tuple(dict.fromkeys((red, green, blue) for red, green, blue in shown.tolist()))


def modes(guess: Guess, place: Point, count: int) -> Floats:
    """n×2: the colours (a*, b*) around which the distribution of a place has most, the likeliest first.

    place: x and y as shares of the width and height.
    """
    height, width, number = guess.odds.shape
    row, column = int(place[1] * height), int(place[0] * width)
    rows, columns = slice(max(0, row - AROUND), row + AROUND + 1), slice(max(0, column - AROUND), column + AROUND + 1)
    odds = guess.odds[rows, columns].reshape(-1, number).astype(np.float64)
    shares = np.exp(odds - odds.max(axis=1, keepdims=True))
    share = (shares / shares.sum(axis=1, keepdims=True)).mean(axis=0)
    apart = np.linalg.norm(guess.palette[:, None] - guess.palette[None], axis=2)
    near = np.exp(-((apart / NEAR) ** 2) / 2)
    allowed = np.ones(number, bool)
    found: list[NDArray[np.floating]] = []
    while len(found) < count and (mass := np.where(allowed, near @ share, 0)).max() > LEAST:
        best = int(mass.argmax())
        weights = near[best] * share
        found.append((weights[:, None] * guess.palette).sum(axis=0) / weights.sum())
        share -= weights  # else the flank of a high peak would be offered before another peak
        allowed &= apart[best] >= APART
    return np.asarray(found, np.float32).reshape(-1, 2)
