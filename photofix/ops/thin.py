"""Thinning: from a mask to lines one pixel wide, and from these to chains of pixels."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.uint8]
Chain = NDArray[np.int32]  # N×2, (x, y) of neighbouring pixels

# A pixel's eight neighbours as the bits of one byte, clockwise from the one above.
_BITS = np.array([[128, 1, 2], [64, 0, 4], [32, 16, 8]], np.float32)


def thinned(mask: Values) -> Values:
    """The skeleton of a mask (h×w, 0 or 1): lines one pixel wide that keep its ends, loops and connections.

    Source: Z. Guo, R. W. Hall, "Parallel thinning with two-subiteration algorithms", CACM 32 (1989), algorithm A1;
    each sub-iteration is one table over the bytes of all neighbourhoods.
    """
    mask = mask.copy()
    while True:
        gone = 0
        for table in _tables():
            doomed = np.asarray(cv2.LUT(neighbours(mask), table), np.uint8) & mask
            found = cv2.countNonZero(doomed)
            if found:
                mask ^= doomed
            gone += found
        if not gone:
            return mask


def neighbours(mask: Values) -> Values:
    """The byte of neighbours of every pixel of a mask of 0 and 1; beyond the border nothing is set."""
    return np.asarray(cv2.filter2D(mask, cv2.CV_8U, _BITS, borderType=cv2.BORDER_CONSTANT), np.uint8)


def junctions(skeleton: Values) -> Values:
    """1 where three or more lines of a skeleton meet, else 0."""
    return np.asarray(cv2.LUT(neighbours(skeleton), _meeting()), np.uint8) & skeleton


def widened(mask: Values) -> Values:
    """The mask (h×w, 0 or 1) with the eight neighbours of what is in it."""
    return np.asarray(cv2.dilate(mask, np.ones((3, 3), np.uint8)), np.uint8)


def chains(skeleton: Values) -> list[Chain]:
    """The pixels of every line, in order from end to end; closed ones begin anywhere.

    skeleton: h×w, 0 or 1, without junctions. A contour goes along such a line and back on the other side of
    it, so that the way between its two turning points is the line.
    """
    contours, _ = cv2.findContours(skeleton, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    return [_there(np.asarray(contour[:, 0], np.int32)) for contour in contours]


def _there(contour: Chain) -> Chain:
    """The longest way between two turning points of a contour; all of it if there are none."""
    if len(contour) <= 2:
        return contour
    before, after = np.roll(contour, 1, axis=0), np.roll(contour, -1, axis=0)
    turns = np.flatnonzero((before == after).all(axis=1))
    if len(turns) < 2:
        return contour
    steps = np.diff(turns, append=turns[0] + len(contour))
    first = int(np.argmax(steps))
    way = np.arange(turns[first], turns[first] + steps[first] + 1) % len(contour)
    chain: Chain = contour[way]
    return chain


def _ring(code: int) -> list[int]:
    """The neighbours of a byte, clockwise from the one above: P2 to P9 of the literature."""
    return [code >> bit & 1 for bit in range(8)]


@cache
def _tables() -> tuple[Values, Values]:
    """Which neighbourhoods are eaten away in the two sub-iterations."""
    tables = np.zeros((2, 256), np.uint8)
    for code in range(256):
        p2, p3, p4, p5, p6, p7, p8, p9 = _ring(code)
        crossings = sum(not a and (b or c) for a, b, c in ((p2, p3, p4), (p4, p5, p6), (p6, p7, p8), (p8, p9, p2)))
        pairs = (p9 | p2) + (p3 | p4) + (p5 | p6) + (p7 | p8), (p2 | p3) + (p4 | p5) + (p6 | p7) + (p8 | p9)
        edge = ((p2 or p3 or not p5) and p4, (p6 or p7 or not p9) and p8)
        for table, held in zip(tables, edge, strict=True):
            table[code] = crossings == 1 and 2 <= min(pairs) <= 3 and not held
    return tables[0], tables[1]


@cache
def _meeting() -> Values:
    table = np.zeros(256, np.uint8)
    for code in range(256):
        ring = _ring(code)
        table[code] = sum(not a and b for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)) >= 3
    return table
