"""Square patches of a painting: those nearest to others are found exactly, in the few numbers that tell them apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Integers = NDArray[np.intp]

BLOCK = 512  # patches that are compared at a time: what comes out stays in the processor's cache
AT_ONCE = 4096  # patches that are taken out of a picture at a time
SEEN = 2000  # patches by which the axes are chosen
CROWD = 5000  # keys by which it is known how they are spread
TURN = 0.7  # share of the way that is gone along axes chosen at random


class Patches:
    """count patches of some pictures (each h×w×n), chosen at random, of side×side pixels.

    keys: count×axes, what they are told apart by: their projections on the axes in which they vary most. like: the
    pictures as they are compared, in the place of the pictures themselves. apart: only every such row and column of
    a patch is compared.
    """

    def __init__(
        self, pictures: Sequence[Floats], side: int, count: int, axes: int, rng: np.random.Generator, *,
        like: Sequence[Floats] | None = None, apart: int = 1,
    ) -> None:  # fmt: skip
        self.side, self._apart = side, apart
        self._views = [_views(picture, side) for picture in pictures]
        shown = self._views if like is None else [_views(picture, side) for picture in like]
        self._shown = [view[..., ::apart, ::apart] for view in shown]
        self._places = _chosen([view.shape[:2] for view in self._views], count, rng)
        some = np.sort(rng.permutation(len(self._places))[:SEEN])
        sample = _taken(self._shown, self._places[some])
        self._mean = sample.mean(axis=0)
        self._axes = _principal(sample - self._mean, axes)
        blocks = range(0, len(self._places), AT_ONCE)
        self.keys = np.concatenate(
            [self._described(_taken(self._shown, self._places[first : first + AT_ONCE])) for first in blocks]
        )

    def values(self, numbers: Integers) -> Floats:
        """len(numbers)×n×side×side: the patches themselves."""
        found = _taken(self._views, self._places[numbers])
        return found.reshape(len(numbers), -1, self.side, self.side)

    def seen(self, picture: Floats, rows: int, columns: int, gap: int) -> Floats:
        """(rows · columns)×axes: the keys of a picture's patches that begin at every gap-th pixel."""
        view = _views(picture, self.side)[::gap, ::gap, :, :: self._apart, :: self._apart]
        return np.concatenate([self._described(view[row, :columns].reshape(columns, -1)) for row in range(rows)])

    def _described(self, patches: Floats) -> Floats:
        return np.asarray((patches - self._mean) @ self._axes, np.float32)


def nearest(queries: Floats, keys: Floats) -> Integers:
    """For each of n×d queries the number of the nearest of m×d keys, exactly (within float32)."""
    half = np.square(keys).sum(axis=1) / np.float32(2)
    found = np.empty(len(queries), np.intp)
    room = np.empty((min(BLOCK, len(queries)), len(keys)), np.float32)
    for first in range(0, len(queries), BLOCK):
        block = queries[first : first + BLOCK]
        alike = np.matmul(block, keys.T, out=room[: len(block)])
        alike -= half
        found[first : first + BLOCK] = alike.argmax(axis=1)
    return found


def transported(queries: Floats, keys: Floats, rounds: int, rng: np.random.Generator) -> Floats:
    """n×d queries moved so that, as a crowd, they are spread as m×d keys are.

    Without it flat places of a photo would find none but the flattest places of a painting. Along each axis the
    queries take the keys' values in their own order, over and over along other axes: Rabin, Peyré, Delon, Bernot,
    "Wasserstein barycenter and its application to texture mixing", SSVM 2011.
    """
    some = np.ascontiguousarray(keys[:: max(1, len(keys) // CROWD)].T)
    moved = np.ascontiguousarray(queries.T)
    at = np.linspace(0, some.shape[1] - 1, len(queries))
    low = at.astype(np.intp)
    part = (at - low).astype(np.float32)
    high = np.minimum(low + 1, some.shape[1] - 1)
    for number in range(rounds):
        turned = _rotation(len(some), rng) if number else np.eye(len(some), dtype=np.float32)
        mine, theirs = turned @ moved, np.sort(turned @ some, axis=1)
        target = np.empty_like(mine)
        np.put_along_axis(
            target, np.argsort(mine, axis=1), theirs[:, low] * (1 - part) + theirs[:, high] * part, axis=1
        )
        moved += turned.T @ (target - mine) * np.float32(TURN if number else 1)
    return np.ascontiguousarray(moved.T)


def unevenness(keys: Floats) -> Floats:
    """d: by how much keys may be moved so that another patch of much the same tone is the nearest."""
    deviation = keys.std(axis=0)
    return np.asarray(np.minimum(deviation, np.median(deviation)), np.float32)


def _rotation(size: int, rng: np.random.Generator) -> Floats:
    return np.asarray(np.linalg.qr(rng.normal(size=(size, size)))[0], np.float32)


def _views(picture: Floats, side: int) -> Floats:
    """h'×w'×n×side×side: every patch, without a copy."""
    return sliding_window_view(picture, (side, side), axis=(0, 1))


def _chosen(sizes: Sequence[tuple[int, ...]], count: int, rng: np.random.Generator) -> Integers:
    """At most about count×3 places: number of the picture, row, column; in the order in which they lie in memory."""
    total = sum(height * width for height, width in sizes)
    parts = []
    for number, (height, width) in enumerate(sizes):
        share = min(height * width, max(1, count * height * width // total))
        places = np.sort(rng.permutation(height * width)[:share])
        parts.append(np.stack([np.full(share, number), places // width, places % width], axis=1))
    return np.concatenate(parts)


def _taken(views: Sequence[Floats], places: Integers) -> Floats:
    """len(places)×values: the patches at places that are sorted by picture, or in any order."""
    out = np.empty((len(places), int(np.prod(views[0].shape[2:]))), np.float32)
    for number, view in enumerate(views):
        here = np.flatnonzero(places[:, 0] == number)
        if here.size:
            out[here] = view[places[here, 1], places[here, 2]].reshape(here.size, -1)
    return out


def _principal(sample: Floats, count: int) -> Floats:
    """values×count: the axes in which n×values vary most."""
    values, axes = np.linalg.eigh((sample.T @ sample).astype(np.float64))
    strong = values[::-1][:count] > max(values[-1], 0) * 1e-7
    if not strong.any():
        return np.zeros((sample.shape[1], 1), np.float32)  # all are alike
    return np.ascontiguousarray(axes[:, ::-1][:, :count][:, strong], np.float32)
