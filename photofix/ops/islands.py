"""The islands of a mask: which marked pixels belong together, how thick they are, and how to cut up large ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.mask import TILE, Mask
from photofix.core.region import Region

CELL = 8  # pixels of one cell of the coarse map on which islands are told apart
PIECE = 720  # largest side of what is repaired in one go


@dataclass(frozen=True)
class Island:
    """Marked pixels that are repaired together.

    region: their bounds. cells: rows×columns bool, the 8-pixel cells (aligned to the photo's corner, starting
    at the cell of region's corner) that belong to the island. thickness: diameter in pixels of the largest
    disc that fits, to about 4 pixels.
    """

    region: Region
    cells: NDArray[np.bool_]
    thickness: float

    def hole(self, mask: Mask, region: Region) -> NDArray[np.uint8]:
        """The island's own mask values in `region`: h×w uint8, 0 where the mask is empty or another island's."""
        values = mask.read(region)
        left, top = region.x // CELL, region.y // CELL
        near = Region(left, top, -(-region.right // CELL) - left, -(-region.bottom // CELL) - top)
        mine = Region(self.region.x // CELL, self.region.y // CELL, self.cells.shape[1], self.cells.shape[0])
        common = near.intersect(mine)
        own = np.zeros((near.h, near.w), np.uint8)
        own[common.within(near).slices] = self.cells[common.within(mine).slices]
        pixels = own.repeat(CELL, axis=0).repeat(CELL, axis=1)
        values *= pixels[region.within(Region(left * CELL, top * CELL, 0, 0)).slices]
        return values

    def cells_in(self, part: Region) -> int:
        """How many of the island's cells touch a part of its region."""
        left, top = self.region.x // CELL, self.region.y // CELL
        rows = slice(part.y // CELL - top, -(-part.bottom // CELL) - top)
        columns = slice(part.x // CELL - left, -(-part.right // CELL) - left)
        return int(self.cells[rows, columns].sum())

    def pieces(self, grow: int, picture: Region) -> Iterator[Region]:
        """The island's region, grown and clipped to the picture, cut into parts of at most PIECE pixels a side."""
        whole = self.region.grow(grow).intersect(picture)
        for part in Region(0, 0, whole.w, whole.h).tiles(PIECE):
            yield part.shift(whole.x, whole.y)


def islands(mask: Mask) -> list[Island]:
    """All islands of the mask, top to bottom. Marks that lie within about 8 pixels count as one island."""
    covered = _coarse(mask, 1)
    # A cell's neighbours belong to it, so that islands are at least one empty cell apart.
    joined = cv2.dilate(covered.astype(np.uint8), np.ones((2, 2), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    found = []
    for label in range(1, count):
        x, y, w, h = (int(v) for v in stats[label, :4])
        cells = (labels[y : y + h, x : x + w] == label) & covered[y : y + h, x : x + w]
        tight = Region.bounds(cells)
        cells = cells[tight.slices]
        whole = Region((x + tight.x) * CELL, (y + tight.y) * CELL, tight.w * CELL, tight.h * CELL)
        whole = whole.clip(mask.width, mask.height)
        island = Island(whole, cells, 0)
        bounds, thickness = _measure(island, mask)
        left, top = bounds.x // CELL - whole.x // CELL, bounds.y // CELL - whole.y // CELL
        right, bottom = -(-bounds.right // CELL) - whole.x // CELL, -(-bounds.bottom // CELL) - whole.y // CELL
        found.append(Island(bounds, cells[top:bottom, left:right], thickness))
    return found


def _coarse(mask: Mask, least: int) -> NDArray[np.bool_]:
    """Which 8-pixel cells of the photo hold a mask value of at least `least`."""
    rows, columns = -(-mask.height // TILE), -(-mask.width // TILE)
    per = TILE // CELL
    cells = np.zeros((rows * per, columns * per), bool)
    for (row, column), tile in mask.tiles.items():
        blocks = tile.reshape(per, CELL, per, CELL).max(axis=(1, 3)) >= least
        cells[row * per : (row + 1) * per, column * per : (column + 1) * per] = blocks
    return cells[: -(-mask.height // CELL), : -(-mask.width // CELL)]


def _measure(island: Island, mask: Mask) -> tuple[Region, float]:
    """Exact bounds, and the thickness measured on the mask reduced to a quarter, read in bands to spare memory."""
    bounds = Region(0, 0, 0, 0)
    bands = []
    region = island.region
    for top in range(region.y, region.bottom, 512):
        band = Region(region.x, top, region.w, min(512, region.bottom - top))
        values = island.hole(mask, band)
        bounds = bounds.union(Region.bounds(values).shift(band.x, band.y) if values.any() else Region(0, 0, 0, 0))
        small = (max(1, -(-band.w // 4)), max(1, -(-band.h // 4)))
        bands.append(cv2.resize((values > 0).astype(np.uint8) * 255, small, interpolation=cv2.INTER_AREA) > 127)
    inside = np.pad(np.concatenate(bands), 1).astype(np.uint8)
    deepest = float(cv2.distanceTransform(inside, cv2.DIST_L2, 3).max())
    return bounds, 8 * deepest
