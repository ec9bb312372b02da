"""Pixels that are shown in the place of the composite while an operation is being adjusted."""

from __future__ import annotations

from dataclasses import dataclass

from photofix.core.photo import Pixels
from photofix.core.region import Region


@dataclass(frozen=True, eq=False)
class Live:
    """h×w×C pixels, in the photo's own depth and profile, of an area of one pyramid level (in its coordinates).

    Of a grey photo they may be RGB, as `photofix.ops.grey.with_room` makes it.
    """

    level: int
    area: Region
    pixels: Pixels

    @property
    def region(self) -> Region:
        """The photo's pixels that it stands for."""
        return at_ground(self.level, self.area)


def at_ground(level: int, area: Region) -> Region:
    """An area of a level in pixels of the photo; may reach beyond its right and lower edge."""
    return Region(*(value << level for value in area))


def at_level(level: int, region: Region) -> Region:
    """The pixels of a level that a region of the photo has a share in."""
    x, y = region.x >> level, region.y >> level
    return Region(x, y, -(-region.right >> level) - x, -(-region.bottom >> level) - y)
