"""How far the pixels of a picture are from some places, where crossing an edge counts as a long way."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

SWEEPS = 3  # down and up again; more change next to nothing


def distances(picture: Floats, places: NDArray[np.intp], length: float) -> Floats:
    """n×h×w: the shortest way from each of n×2 places (row, column), along rows, columns and diagonals.

    A step between neighbours costs the difference of their values in the h×w picture, and `length`. By sweeps over the
    rows, up and down (Toivanen, "New geodesic distance transforms for gray-scale images", 1996); within a row the
    shortest way is a running minimum over summed costs, so that no pixel is visited one by one.
    """
    height, width = picture.shape
    found = np.full((len(places), height, width), np.inf, np.float32)
    found[np.arange(len(places)), places[:, 0], places[:, 1]] = 0
    along = np.abs(np.diff(picture, axis=1)) + length
    sums = np.concatenate([np.zeros((height, 1), np.float32), np.cumsum(along, axis=1, dtype=np.float32)], axis=1)
    down = np.abs(np.diff(picture, axis=0)) + length
    slant = np.float32(length * 2**0.5)
    falling = np.abs(picture[1:, 1:] - picture[:-1, :-1]) + slant
    rising = np.abs(picture[1:, :-1] - picture[:-1, 1:]) + slant
    for row in range(height):
        _along(found[:, row], sums[row])
    for _ in range(SWEEPS):
        for row in range(1, height):
            _across(found[:, row - 1], found[:, row], down[row - 1], falling[row - 1], rising[row - 1])
            _along(found[:, row], sums[row])
        for row in range(height - 2, -1, -1):
            _across(found[:, row + 1], found[:, row], down[row], rising[row], falling[row])
            _along(found[:, row], sums[row])
    return found


def _across(known: Floats, row: Floats, straight: Floats, falling: Floats, rising: Floats) -> None:
    """Ways into a row from the one beside it. falling: from the left of it to the right; rising: the other way."""
    np.minimum(row, known + straight, out=row)
    np.minimum(row[:, 1:], known[:, :-1] + falling, out=row[:, 1:])
    np.minimum(row[:, :-1], known[:, 1:] + rising, out=row[:, :-1])


def _along(row: Floats, sums: Floats) -> None:
    """Ways along a row, in both directions."""
    right = np.minimum.accumulate(row - sums, axis=1) + sums
    left = np.minimum.accumulate((row + sums)[:, ::-1], axis=1)[:, ::-1] - sums
    np.minimum(row, np.minimum(right, left), out=row)
