"""Marks on a sketch: strokes, straight lines, rectangles and fills, exact to the pixel.

A sketch is H×W×4 uint8: sRGB, and a fourth plane that is 255 wherever the person has drawn since it was begun.
"""

from __future__ import annotations

import math
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.region import Region
from photofix.gui.tools.stroke import Segment

Bytes = NDArray[np.uint8]
Colour = tuple[int, int, int]

HALF = 128  # coverage from which a pixel of a hard stroke is painted


def fresh(picture: Bytes) -> Bytes:
    """H×W×3 as a sketch in which nothing was drawn yet."""
    return np.dstack([picture, np.zeros(picture.shape[:2], np.uint8)])


class Marks:
    """What one gesture draws over a sketch.

    colour: sRGB. smooth: edges fall over a pixel; else every pixel has the colour or keeps its own, as labels need it.
    """

    def __init__(self, before: Bytes, colour: Colour, *, smooth: bool) -> None:
        self.before, self.pixels = before, before.copy()
        self._colour, self._smooth = np.array(colour, np.int16), smooth
        self._covered = np.zeros(before.shape[:2], np.uint8)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.before.shape[1], self.before.shape[0]

    def line(self, start: tuple[float, float, float], end: tuple[float, float, float]) -> Region:
        """A round pencil from one point to another: x, y and its width there. Returns what was touched."""
        if not self._smooth:
            start, end = _snapped(*start), _snapped(*end)
        segment = Segment(*start[:2], start[2] / 2, *end[:2], end[2] / 2, 1.0, 255, erase=False)
        region = segment.reach.clip(*self.size)
        if not region.empty:
            values = segment.values(region)
            if not self._smooth:
                values = np.where(values >= HALF, np.uint8(255), np.uint8(0))
            self._cover(region, values)
        return region

    def rectangle(self, corner: tuple[float, float], other: tuple[float, float], width: float | None) -> Region:
        """From one corner to the other, the pixels of both included. width: of its outline; None: it is filled."""
        (x0, x1), (y0, y1) = (sorted(pair) for pair in zip(corner, other, strict=True))
        if width is None:
            left, top = math.floor(x0), math.floor(y0)
            region = Region(left, top, math.floor(x1) + 1 - left, math.floor(y1) + 1 - top).clip(*self.size)
            if not region.empty:
                self._cover(region, np.full((region.h, region.w), 255, np.uint8))
            return region
        corners = (x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)
        touched = Region(0, 0, 0, 0)
        for here, there in pairwise(corners):
            touched = touched.union(self.line((*here, width), (*there, width)))
        return touched

    def wipe(self, region: Region) -> None:
        """Take back what was drawn of a region."""
        part = region.clip(*self.size).slices
        self.pixels[part], self._covered[part] = self.before[part], 0

    def _cover(self, region: Region, values: Bytes) -> None:
        part = region.slices
        covered = np.maximum(self._covered[part], values)
        self._covered[part] = covered
        before = self.before[part]
        share = covered[..., None].astype(np.int32)
        ground = before[..., :3].astype(np.int32)
        self.pixels[part][..., :3] = (ground * (255 - share) + self._colour * share + 127) // 255
        self.pixels[part][..., 3] = np.where(covered > 0, np.uint8(255), before[..., 3])


def filled(sketch: Bytes, x: int, y: int, colour: Colour, *, tolerance: int, gap: int, wash: bool = False) -> Bytes:
    """The sketch with the area around a pixel in one colour. wash: lines in it and around it shine through."""
    area = flood(sketch[..., :3], x, y, tolerance=tolerance, gap=gap)
    made = sketch.copy()
    if wash:
        seed = max(1, int(sketch[y, x, :3].max()))
        dark = np.clip(sketch[..., :3].max(axis=2).astype(np.float32) / seed, 0, 1)
        area = cv2.dilate(area.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool)
        made[area, :3] = np.rint(np.array(colour, np.float32) * dark[area, None]).astype(np.uint8)
        made[area, 3] = 255
    else:
        made[area] = (*colour, 255)
    return made


def flood(picture: Bytes, x: int, y: int, *, tolerance: int, gap: int) -> NDArray[np.bool_]:
    """H×W: what hangs together with a pixel and differs from it by at most `tolerance` (0..255) in every channel.

    It does not run out through openings of up to 2 × `gap` pixels in what encloses it: the area is first made narrower
    by as much, and what hangs together then is grown back. A pixel in a place narrower than that is filled plainly.
    """
    seed = picture[y, x].astype(np.int16)
    alike = (np.abs(picture.astype(np.int16) - seed).max(axis=2) <= tolerance).astype(np.uint8)
    square = np.ones((3, 3), np.uint8)
    core = cv2.erode(alike, square, iterations=gap) if gap else alike
    if not core[y, x]:
        core, gap = alike, 0
    _, parts = cv2.connectedComponents(core, connectivity=4)
    area = (parts == parts[y, x]).astype(np.uint8)
    for _ in range(gap):
        area = cv2.dilate(area, square) & alike
    return np.asarray(area, np.bool_)


def changed_part(before: Bytes, after: Bytes) -> Region:
    """What encloses all pixels in which two pictures of one size differ; empty if none does."""
    apart = (before != after).any(axis=2)
    rows, columns = np.flatnonzero(apart.any(axis=1)), np.flatnonzero(apart.any(axis=0))
    if not len(rows):
        return Region(0, 0, 0, 0)
    x, y = int(columns[0]), int(rows[0])
    return Region(x, y, int(columns[-1]) + 1 - x, int(rows[-1]) + 1 - y)


def _snapped(x: float, y: float, width: float) -> tuple[float, float, float]:
    """Where a hard pencil of whole width stands: on the middle of a pixel, or on a corner if its width is even."""
    whole = max(1, round(width))
    if whole % 2:
        return math.floor(x) + 0.5, math.floor(y) + 0.5, whole
    return float(round(x)), float(round(y)), whole
