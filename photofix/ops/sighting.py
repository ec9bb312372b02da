"""What was seen in a photo: probabilities kept sparsely, infrared, and what was traced in them once for all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from photofix.core.finding import Kind
from photofix.core.mask import TILE, Cell, Mask
from photofix.core.region import Region
from photofix.ops.infrared import InfraredSighting

Values = NDArray[np.uint8]

LEAST = 20  # of 255: what is less likely is never taken for anything, and not kept
KINDS = tuple(Kind)  # in the order of the network's channels


@dataclass(frozen=True, eq=False)
class Sighting:
    """Probabilities 0..255 of some kinds, as sparse pictures of the photo's size (0 below LEAST), by kind.

    infrared: what the infrared plane of a film scan shows; if it is there, dust is found by it and by nothing else.
    memory: what `findings` worked out for this sighting, so that another sensitivity costs little. It belongs to the
    sighting and is dropped with it.
    """

    width: int
    height: int
    maps: Mapping[Kind, Mask]
    infrared: InfraredSighting | None = None
    memory: dict[object, object] = field(default_factory=dict, repr=False)

    @property
    def nbytes(self) -> int:
        """Bytes of what was seen."""
        strength = self.infrared.strength.nbytes if self.infrared is not None else 0
        return strength + sum(seen.nbytes for seen in self.maps.values())


class Gathering:
    """Probabilities while they come in, tile by tile; the highest counts where several say something of a pixel."""

    def __init__(self, width: int, height: int) -> None:
        self._width, self._height = width, height
        self._tiles: dict[Cell, Values] = {}

    def add(self, region: Region, values: Values) -> None:
        """h×w values of a region; what lies outside the photo is left out."""
        for cell in region.clip(self._width, self._height).tiles(TILE):
            fresh = values[cell.within(region).slices]
            fresh = np.where(fresh >= LEAST, fresh, np.uint8(0))
            if fresh.any():
                key = cell.y // TILE, cell.x // TILE
                tile = self._tiles.setdefault(key, np.zeros((TILE, TILE), np.uint8))
                place = tile[cell.within(Region(key[1] * TILE, key[0] * TILE, TILE, TILE)).slices]
                np.maximum(place, fresh, out=place)

    def picture(self) -> Mask:
        """All that came in."""
        return Mask(self._width, self._height, self._tiles)
