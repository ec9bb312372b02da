"""Painting strokes into a working copy of the mask's tiles."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from photofix.core.mask import EMPTY_TILE, FULL_TILE, TILE, Cell, Mask
from photofix.core.region import Region

SHORTEST = 1e-3  # pixels: what is shorter has no direction to reckon with


@dataclass(frozen=True)
class Segment:
    """A piece of a stroke: a round dab drawn from one point to another, its radius going evenly from r0 to r1.

    Photo pixels. hardness 0..1 is the share of the radius that is covered fully; strength 0..255 is what full
    coverage means. A dab is a segment with both points the same.
    """

    x0: float
    y0: float
    r0: float
    x1: float
    y1: float
    r1: float
    hardness: float
    strength: int
    erase: bool

    @property
    def reach(self) -> Region:
        """Every pixel the segment may touch."""
        x0 = math.floor(min(self.x0 - self.r0, self.x1 - self.r1) - 1)
        y0 = math.floor(min(self.y0 - self.r0, self.y1 - self.r1) - 1)
        x1 = math.ceil(max(self.x0 + self.r0, self.x1 + self.r1) + 1)
        y1 = math.ceil(max(self.y0 + self.r0, self.y1 + self.r1) + 1)
        return Region(x0, y0, x1 - x0, y1 - y0)

    def coverage(self, region: Region) -> NDArray[np.uint8] | int:
        """h×w uint8 values for a region; one number where they are sure to be all alike."""
        distance_here, radius_here = self._distance(region.x + region.w / 2, region.y + region.h / 2)
        spread = math.hypot(region.w, region.h) / 2
        taper = abs(self.r1 - self.r0)
        spread += min(taper, spread * taper / self._length) if self._length else taper
        if distance_here - spread > radius_here + 0.5:
            return 0
        if distance_here + spread < radius_here * self.hardness - 0.5:
            return self.strength
        return self.values(region)

    def values(self, region: Region) -> NDArray[np.uint8]:
        """h×w uint8 values for a region.

        The edge falls over one pixel around the circle (the area that a straight edge covers of a pixel); with
        hardness below 1 smoothly over the feather. Against dabs in a row this has no scallops at any spacing.
        """
        x = np.arange(region.x, region.right, dtype=np.float32)[None, :] + np.float32(0.5)
        y = np.arange(region.y, region.bottom, dtype=np.float32)[:, None] + np.float32(0.5)
        distance, radius = self._distances(x, y)
        feather = radius * (1 - self.hardness) + 1
        share = np.clip((radius + np.float32(0.5) - distance) / feather, 0, 1)
        if max(self.r0, self.r1) * (1 - self.hardness) > 1:
            share = share * share * (3 - 2 * share)
        return np.rint(share * np.float32(self.strength)).astype(np.uint8)

    @property
    def _length(self) -> float:
        length = math.hypot(self.x1 - self.x0, self.y1 - self.y0)
        return length if length > SHORTEST else 0.0

    def _distance(self, x: float, y: float) -> tuple[float, float]:
        along = self._along(x, y)
        dx, dy = self.x0 + along * (self.x1 - self.x0) - x, self.y0 + along * (self.y1 - self.y0) - y
        return math.hypot(dx, dy), self.r0 + along * (self.r1 - self.r0)

    def _along(self, x: float, y: float) -> float:
        square = self._length**2
        if square == 0:
            return 0.0
        share = ((x - self.x0) * (self.x1 - self.x0) + (y - self.y0) * (self.y1 - self.y0)) / square
        return min(1.0, max(0.0, share))

    def _distances(
        self, x: NDArray[np.float32], y: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32] | float]:
        """Distance to the segment's spine and the radius there, for columns x and rows y."""
        square = self._length**2
        if square == 0:
            return np.hypot(x - np.float32(self.x0), y - np.float32(self.y0)), max(self.r0, self.r1)
        dx, dy = self.x1 - self.x0, self.y1 - self.y0
        along = (x - np.float32(self.x0)) * np.float32(dx / square) + (y - np.float32(self.y0)) * np.float32(
            dy / square
        )
        np.clip(along, 0, 1, out=along)
        away_x = x - np.float32(self.x0) - along * np.float32(dx)
        away_y = y - np.float32(self.y0) - along * np.float32(dy)
        distance = np.sqrt(away_x * away_x + away_y * away_y)
        radius = self.r0 if self.r0 == self.r1 else np.float32(self.r0) + along * np.float32(self.r1 - self.r0)
        return distance, radius


class Paint(Protocol):
    """What a mask can be painted with."""

    @property
    def erase(self) -> bool: ...

    @property
    def reach(self) -> Region:
        """Every pixel that may be touched."""

    def coverage(self, region: Region) -> NDArray[np.uint8] | int:
        """h×w uint8 values for a region inside one of the mask's tiles; one number where they are all alike."""


class WorkingMask:
    """A mask being painted on: only the tiles that are touched are copied."""

    def __init__(self, base: Mask) -> None:
        self.base = base
        self.tiles: dict[Cell, NDArray[np.uint8]] = dict(base.tiles)
        self._own: set[Cell] = set()

    def paint(self, what: Paint) -> list[Region]:
        """Raise the mask to the paint's coverage (lower it, if it erases); the touched regions, inside the photo."""
        touched = []
        for part in what.reach.clip(self.base.width, self.base.height).tiles(TILE):
            values = what.coverage(part)
            if isinstance(values, int) and values == 0:
                continue
            cell = part.y // TILE, part.x // TILE
            if isinstance(values, int) and values == 255 and (part.w, part.h) == (TILE, TILE):
                if cell in self.tiles or not what.erase:
                    self.tiles[cell] = (
                        EMPTY_TILE if what.erase else FULL_TILE
                    )  # shared by all: a large area weighs little
                    self._own.add(cell)
                    touched.append(part)
                continue
            tile = self._writable(cell, create=not what.erase)
            if tile is None:
                continue
            view = tile[part.y % TILE : part.y % TILE + part.h, part.x % TILE : part.x % TILE + part.w]
            if what.erase:
                np.minimum(view, np.uint8(255) - np.asarray(values, np.uint8), out=view)
            else:
                np.maximum(view, np.asarray(values, np.uint8), out=view)
            touched.append(part)
        return touched

    def finished(self) -> Mask:
        """The painted mask, sharing every unchanged tile with the base; the base itself if nothing changed."""
        tiles = dict(self.base.tiles)
        changed = False
        for cell in self._own:
            tile, old = self.tiles[cell], tiles.get(cell)
            marked = tile is FULL_TILE or bool(tile.any())
            if np.array_equal(tile, old) if old is not None else not marked:
                continue
            changed = True
            tile.flags.writeable = False
            if marked:
                tiles[cell] = tile
            else:
                tiles.pop(cell, None)
        return Mask(self.base.width, self.base.height, tiles) if changed else self.base

    def _writable(self, cell: Cell, *, create: bool) -> NDArray[np.uint8] | None:
        tile = self.tiles.get(cell, EMPTY_TILE if create else None)
        if tile is None:
            return None
        if cell not in self._own or tile is EMPTY_TILE or tile is FULL_TILE:
            tile = self.tiles[cell] = tile.copy()
            self._own.add(cell)
        return tile
