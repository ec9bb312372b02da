"""Paints a picture anew out of patches of a painting, coarse strokes first.

After Elad and Milanfar, "Style transfer via texture synthesis", IEEE Transactions on Image Processing 26 (2017), with
two things of our own: patches are moved, as a crowd, to those of the painting before the nearest ones are looked for;
and it begins with streaks along the picture's edges, which patches with strokes of that direction then match.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from photofix.core.progress import Progress
from photofix.ops.flow import directions, streaks
from photofix.ops.painting_patches import Patches, nearest, transported, unevenness
from photofix.ops.planes import resized

Floats = NDArray[np.float32]

# Chosen by looking at paintings of many kinds on faces, streets and landscapes.
COARSEST = 320  # pixels of the longer side at which painting begins: at fewer, patches show whole things, no strokes


class Size(NamedTuple):
    """Patches of side×side pixels, one at every gap-th pixel, compared at every `apart`-th of their rows."""

    side: int
    gap: int
    apart: int


SIZES = (Size(21, 6, 2), Size(13, 4, 1), Size(8, 3, 1))
COUNT = 20_000  # patches of the painting to choose from
AXES = 48
CROWD = 6  # rounds of the transport
CROWDED = 0.9  # share of it
LENGTH = 8  # pixels to either side that a streak is long
FINE = 3.0  # standard deviation, in pixels: what of the painting is finer says how strong streaks are
AGAIN = 0.5  # how strong they are once more on top of what a coarser level has painted,
RETURN = 0.5  # and how much of the picture comes back there
UNEVEN = 0.5  # noise by which neighbours find other patches, so that none repeats in rows
ROBUST = 3  # times that patches are weighed by how well they agree with what lies about them
NORM = 0.8  # the less, the less those count which do not
AGREED = 1e-4  # squared difference that is as good as none
MIDDLE = 0.3  # standard deviation of a patch's weights, in sides
EDGE = 0.02  # slope of lightness (0..1) a pixel at which a place counts half as structured


class Faithful(NamedTuple):
    """How much of the picture is given back in every round: everywhere, and in addition where it has structure."""

    flat: float
    structured: float


def levels(picture: Floats) -> int:
    """At how many sizes a picture h×w×n is painted, each half as large as the one before."""
    return max(1, round(math.log2(max(picture.shape[:2]) / COARSEST)) + 1)


def strokes(picture: Floats, count: int, rng: np.random.Generator, calm: bool = False) -> list[Floats]:
    """Streaks along the picture's edges at its own size and `count` - 1 halved ones, mean 0 and deviation 1.

    calm: see ops.flow.directions.
    """
    sizes = [_halved(picture, level) for level in range(count)]
    return [streaks(directions(np.ascontiguousarray(here[..., 0]), calm), LENGTH, rng) for here in sizes]


def stacked(lines: Sequence[Floats]) -> Floats:
    """h×w×n: streaks of all sizes at the size of the finest."""
    height, width = lines[0].shape
    return np.dstack([cv2.resize(line, (width, height), interpolation=cv2.INTER_LINEAR) for line in lines])


def painted(
    picture: Floats,
    painting: Floats,
    lines: Sequence[Floats],
    faithful: Faithful,
    rng: np.random.Generator,
    progress: Progress,
) -> Floats:
    """The picture, h×w×n of about 0..1, painted like a painting h'×w'×n whose palette it has already.

    lines: `strokes` at each of `levels`. The painting's strokes keep their size in pixels. Raises Cancelled if asked
    to stop.
    """
    made = None
    spent, total = 0.0, sum(0.25**level for level in range(len(lines)))
    for level in range(len(lines) - 1, -1, -1):
        here, there = _halved(picture, level), _halved(painting, level)
        brushed = lines[level][..., None] * _contrast(there)
        start = here + brushed
        if made is not None:
            start = _grown(made, here) * np.float32(1 - RETURN) + here * np.float32(RETURN) + brushed * AGAIN
        part = progress.part(spent / total, 0.25**level / total)
        made = _repainted(start, here, there, faithful, rng, part)
        spent += 0.25**level
    assert made is not None
    progress.report(1, "painting")
    return made


def _contrast(painting: Floats) -> Floats:
    """n: the standard deviation of what is fine in a painting."""
    fine = painting - cv2.GaussianBlur(painting, (0, 0), FINE).reshape(painting.shape)
    return np.asarray(fine.std(axis=(0, 1)), np.float32)


def weight(light: Floats, faithful: Faithful, scale: float = 1.0) -> Floats:
    """h×w: how much the picture counts beside what is painted, by its lightness h×w, 0..1.

    scale: by how much the picture is larger than the one that is painted: slopes are as much flatter in it.
    """
    soft = cv2.GaussianBlur(light, (0, 0), scale)
    across, down = (cv2.Sobel(soft, cv2.CV_32F, *way) / 8 for way in ((1, 0), (0, 1)))
    slope = np.sqrt(cv2.GaussianBlur(across * across + down * down, (0, 0), 2 * scale)) * np.float32(scale)
    return np.asarray(faithful.flat + faithful.structured * (slope / (slope + EDGE)), np.float32)


def _repainted(
    start: Floats, picture: Floats, painting: Floats, faithful: Faithful, rng: np.random.Generator, progress: Progress
) -> Floats:
    """One level: patches of every size over the whole picture."""
    sizes = [size for size in SIZES if size.side <= min(*picture.shape[:2], *painting.shape[:2]) // 2]
    if not sizes:
        return picture
    given = weight(np.ascontiguousarray(picture[..., 0]), faithful)[..., None]
    turned = [painting, np.ascontiguousarray(painting[:, ::-1])]
    made = np.asarray(start, np.float32)
    for number, size in enumerate(sizes):
        progress.report(number / len(sizes), "painting")
        patches = Patches(turned, size.side, COUNT, AXES, rng, apart=size.apart)
        if number:
            made = np.asarray((made + given * picture) / (1 + given), np.float32)
        made = laid(made, patches, size.gap, rng, progress)
    return made


def laid(picture: Floats, patches: Patches, gap: int, rng: np.random.Generator, progress: Progress) -> Floats:
    """The picture with each of its patches replaced by one of the painting, these blended where they overlap."""
    height, width = picture.shape[:2]
    rows, columns, larger = framed(picture, patches.side, gap)
    queries = patches.seen(larger, rows, columns, gap)
    progress.check()
    queries += np.float32(CROWDED) * (transported(queries, patches.keys, CROWD, rng) - queries)
    queries += rng.normal(0, UNEVEN, queries.shape).astype(np.float32) * unevenness(patches.keys)
    progress.check()
    found = patches.values(nearest(queries, patches.keys))
    progress.check()
    blended = overlaid(found.reshape(rows, columns, *found.shape[1:]), gap, ROBUST)
    return np.ascontiguousarray(blended[:height, :width])


def framed(picture: Floats, side: int, gap: int) -> tuple[int, int, Floats]:
    """Rows and columns of patches that cover the picture, and the picture mirrored as far as they reach."""
    rows, columns = (max(0, -(-(length - side) // gap)) + 1 for length in picture.shape[:2])
    bottom, right = ((count - 1) * gap + side for count in (rows, columns))
    larger = cv2.copyMakeBorder(
        picture, 0, bottom - picture.shape[0], 0, right - picture.shape[1], cv2.BORDER_REFLECT_101
    )
    return rows, columns, np.asarray(larger, np.float32).reshape(bottom, right, picture.shape[2])


def overlaid(patches: Floats, gap: int, rounds: int) -> Floats:
    """rows×columns×n×side×side patches, one at every gap-th pixel, blended to a picture of ×n.

    By iteratively reweighted least squares: patches that disagree with the blend count less in each round, so that
    strokes stay sharp where most agree.
    """
    rows, columns, count, side, _ = patches.shape
    across = np.exp(-0.5 * ((np.arange(side) - (side - 1) / 2) / (MIDDLE * side)) ** 2)
    window = np.outer(across, across).astype(np.float32)
    trust = np.ones((rows, columns), np.float32)
    for number in range(rounds):
        total = np.zeros(((rows - 1) * gap + side, (columns - 1) * gap + side, count), np.float32)
        weights = np.zeros((*total.shape[:2], 1), np.float32)
        for y in range(side):
            for x in range(side):
                lie = np.s_[y : y + (rows - 1) * gap + 1 : gap, x : x + (columns - 1) * gap + 1 : gap]
                counted = trust[..., None] * window[y, x]
                total[lie] += patches[..., y, x] * counted
                weights[lie] += counted
        total /= weights
        if number < rounds - 1:
            view = sliding_window_view(total, (side, side), axis=(0, 1))[::gap, ::gap]
            for row in range(rows):
                apart = np.square(view[row] - patches[row]).mean(axis=(1, 2, 3))
                trust[row] = (apart + AGREED) ** (NORM / 2 - 1)
            trust /= trust.mean()
    return total


def _halved(planes: Floats, times: int) -> Floats:
    height, width = planes.shape[:2]
    return planes if not times else resized(planes, (max(1, round(height / 2**times)), max(1, round(width / 2**times))))


def _grown(planes: Floats, like: Floats) -> Floats:
    made = cv2.resize(planes, (like.shape[1], like.shape[0]), interpolation=cv2.INTER_CUBIC)
    return np.asarray(made, np.float32).reshape(like.shape)
