"""The repair mask: full size, kept in tiles so that a state costs what the stroke touched."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from photofix.core.memory import Moved
from photofix.core.region import Region

TILE = 256
Cell = tuple[int, int]  # row, column of a tile

# Shared by all masks, as many tiles are like them.
EMPTY_TILE = np.zeros((TILE, TILE), np.uint8)
FULL_TILE = np.full((TILE, TILE), 255, np.uint8)
EMPTY_TILE.flags.writeable = FULL_TILE.flags.writeable = False


class Mask:
    """An immutable H×W uint8 picture: 0 keep, 255 repair, soft between. All-zero tiles are not stored."""

    __slots__ = ("height", "tiles", "width")

    def __init__(self, width: int, height: int, tiles: Mapping[Cell, NDArray[np.uint8]] | None = None) -> None:
        self.width = width
        self.height = height
        self.tiles: Mapping[Cell, NDArray[np.uint8]] = MappingProxyType(dict(tiles or {}))

    @classmethod
    def from_array(cls, values: NDArray[np.uint8]) -> Mask:
        """From an H×W uint8 array."""
        return cls(values.shape[1], values.shape[0]).replaced(Region.of(values), values)

    @property
    def empty(self) -> bool:
        return not self.tiles

    @property
    def bounds(self) -> Region:
        """The smallest region holding every marked pixel; empty if nothing is marked."""
        found = Region(0, 0, 0, 0)
        for (row, column), tile in self.tiles.items():
            found = found.union(Region.bounds(tile).shift(column * TILE, row * TILE))
        return found

    def read(self, region: Region | None = None) -> NDArray[np.uint8]:
        """A new h×w uint8 array of the region (default: everything). The region must lie inside."""
        region = region or Region(0, 0, self.width, self.height)
        out = np.zeros((region.h, region.w), np.uint8)
        for cell in region.tiles(TILE):
            key = cell.y // TILE, cell.x // TILE
            if key in self.tiles:
                corner = Region(key[1] * TILE, key[0] * TILE, TILE, TILE)
                out[cell.within(region).slices] = self.tiles[key][cell.within(corner).slices]
        return out

    def replaced(self, region: Region, values: NDArray[np.uint8]) -> Mask:
        """A mask whose pixels in `region` are `values` (h×w uint8); what lies outside the picture is left out.

        Tiles that stay as they are, are shared with this mask.
        """
        if values.shape != (region.h, region.w) or values.dtype != np.uint8:
            raise ValueError(f"{region} of a mask cannot be {values.shape} {values.dtype}")
        tiles = dict(self.tiles)
        for cell in region.clip(self.width, self.height).tiles(TILE):
            key = cell.y // TILE, cell.x // TILE
            corner = Region(key[1] * TILE, key[0] * TILE, TILE, TILE)
            fresh = values[cell.within(region).slices]
            old = tiles.get(key, EMPTY_TILE)
            place = cell.within(corner).slices
            if np.array_equal(old[place], fresh):
                continue
            tile = old.copy()
            tile[place] = fresh
            _put(tiles, key, tile)
        return Mask(self.width, self.height, tiles)

    def without(self, other: Mask) -> Mask:
        """What is marked here and not at all in `other`, a mask of the same size."""
        tiles = dict(self.tiles)
        for key in tiles.keys() & other.tiles.keys():
            _put(tiles, key, np.where(other.tiles[key] > 0, np.uint8(0), tiles[key]))
        return Mask(self.width, self.height, tiles)

    def common(self, other: Mask) -> Mask:
        """What is marked in both, as strongly as in the weaker; `other` is of the same size."""
        if other is self:
            return self
        tiles: dict[Cell, NDArray[np.uint8]] = {}
        for key in self.tiles.keys() & other.tiles.keys():
            _put(tiles, key, np.minimum(self.tiles[key], other.tiles[key]))
        return Mask(self.width, self.height, tiles)

    def changes(self, other: Mask) -> list[Region]:
        """The tiles in which two masks of one size may differ, clipped to the picture."""
        keys = {k for k in {*self.tiles, *other.tiles} if self.tiles.get(k) is not other.tiles.get(k)}
        cells = [Region(column * TILE, row * TILE, TILE, TILE) for row, column in sorted(keys)]
        return [cell.clip(self.width, self.height) for cell in cells]

    def joined(self, other: Mask) -> Mask:
        """What is marked in either, as strongly as in the stronger; `other` is of the same size."""
        tiles = {**other.tiles, **self.tiles}
        for key in self.tiles.keys() & other.tiles.keys():
            if self.tiles[key] is not other.tiles[key]:
                _put(tiles, key, np.maximum(self.tiles[key], other.tiles[key]))
        return Mask(self.width, self.height, tiles)

    def arrays(self) -> Collection[NDArray[np.uint8]]:
        return self.tiles.values()

    def moving(self, moved: Moved) -> Callable[[], None] | None:
        """A quick step, to hold equal arrays in the place of the moved ones; None if it holds none of these."""
        if moved.keys().isdisjoint(map(id, self.tiles.values())):
            return None
        tiles = {key: moved[id(tile)][1] if id(tile) in moved else tile for key, tile in self.tiles.items()}
        return partial(setattr, self, "tiles", MappingProxyType(tiles))

    @property
    def nbytes(self) -> int:
        return sum(tile.nbytes for tile in self.tiles.values())


def _put(tiles: dict[Cell, NDArray[np.uint8]], key: Cell, tile: NDArray[np.uint8]) -> None:
    """Set a tile, or drop it if nothing is marked in it."""
    tile.flags.writeable = False
    if tile.any():
        tiles[key] = tile
    else:
        tiles.pop(key, None)
