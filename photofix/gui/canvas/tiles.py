"""Drawing a picture through its tiles: which level, which tiles, and what stands in for one that is not made yet."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter, QTransform

from photofix.core.photo import Pixels
from photofix.core.region import Region
from photofix.gui.canvas.cache import TileCache, TileKey
from photofix.gui.canvas.picture import Picture
from photofix.gui.canvas.view import View

TILE = 512
Render = Callable[[TileKey, Region], QImage]  # a tile, and its pixels in its level: one more on all sides
PREVIEW = 1024  # longer side of what is shown until the pyramid is built


@dataclass
class Painting:
    """What one painting has in hand: the painter in device pixels, and when it should stop making new tiles."""

    painter: QPainter
    deadline: float  # time.perf_counter()
    made: bool = False  # a tile was made

    @property
    def full(self) -> bool:
        """Is time up? Never before one tile is made, so that work comes to its end."""
        return self.made and time.perf_counter() > self.deadline

    def image(self, image: QImage, clip: Region, scale: float, x: float, y: float, *, smooth: bool) -> None:
        """Draw an image with its corner at device pixel (x, y), `scale` device pixels per image pixel."""
        painter = self.painter
        painter.resetTransform()
        painter.setClipRect(QRect(*clip))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth and scale != 1)
        painter.setTransform(QTransform(scale, 0, 0, scale, x, y))
        painter.drawImage(0, 0, image)


class PlacedCell(NamedTuple):
    """A cell of a level's grid and the device pixels it fills."""

    row: int
    column: int
    device: Region


def cells_in(view: View, clip: Region, scale: float, size: int) -> Iterator[PlacedCell]:
    """The grid cells of `size` level pixels seen in `clip`. Neighbours meet without gap or overlap.

    scale: device pixels per level pixel.
    """
    frame = view.frame
    clip = clip.intersect(frame)
    if clip.empty:
        return
    step = size * scale
    first_row, last_row = int((clip.y - frame.y) / step), int((clip.bottom - frame.y - 1) / step)
    first_column, last_column = int((clip.x - frame.x) / step), int((clip.right - frame.x - 1) / step)
    for row in range(max(0, first_row - 1), last_row + 2):
        top, bottom = frame.y + round(row * step), frame.y + round((row + 1) * step)
        for column in range(max(0, first_column - 1), last_column + 2):
            left, right = frame.x + round(column * step), frame.x + round((column + 1) * step)
            device = Region(left, top, right - left, bottom - top).intersect(clip)
            if not device.empty:
                yield PlacedCell(row, column, device)


class TileLayer:
    """The tiles of one picture, made in the screen's colours when they are first seen."""

    def __init__(
        self, picture: Picture, to_screen: Callable[[Pixels], QImage], budget: int, *,
        render: Render | None = None, reach: Callable[[int], int] = lambda _level: 1,
    ) -> None:  # fmt: skip
        """render: what makes a tile, if it is more than its pixels in the screen's colours; reach: how many pixels
        of a level around a tile it looks at.
        """
        self.picture = picture
        self._render, self._reach = render or self._plain, reach
        self.made = 0  # tiles made so far
        self._to_screen = to_screen
        self._cache = TileCache(budget)
        self._preview: QImage | None = None

    def mark_stale(self, region: Region, levels: range) -> None:
        """The composite's pixels of `region` (level 0) are new at these levels."""

        def touched(key: TileKey) -> bool:
            side = TILE << key.level
            apron = self._reach(key.level) << key.level
            tile = Region(key.column * side, key.row * side, side, side).grow(apron)
            return not key.before and key.level in levels and tile.overlaps(region)

        self._cache.mark_stale(touched)

    def mark_all_stale(self) -> None:
        """Every tile is to be made anew; what is there stands in until then."""
        self._cache.mark_stale(lambda _key: True)
        self._preview = None

    def draw(self, painting: Painting, view: View, clip: Region, *, before: bool) -> list[Region]:
        """Draw what `clip` (device pixels) shows; returns the parts drawn from stand-ins because time was up."""
        level = self.picture.level_for(view.zoom)
        scale = view.zoom * 2**level
        width, height = self.picture.size(level)
        owed: list[Region] = []
        for cell in cells_in(view, clip, scale, TILE):
            if cell.row * TILE >= height or cell.column * TILE >= width:
                continue
            key = self._key(before, level, cell.row, cell.column)
            image = self._cache.fresh(key)
            if image is None and self._readable(level):
                if painting.full:
                    owed.append(cell.device)
                else:
                    image, painting.made = self._make(key), True
            if image is not None:
                self._place(painting, view, key, image, cell.device)
            else:
                self._stand_in(painting, view, key, cell.device)
        return owed

    def _readable(self, level: int) -> bool:
        return level == 0 or self.picture.ready

    def _key(self, before: bool, level: int, row: int, column: int) -> TileKey:
        """Where no edit touches a tile, before and after share it."""
        same = before or not self.picture.differs(level, self._area(level, row, column))
        return TileKey(same, level, row, column)

    def _area(self, level: int, row: int, column: int) -> Region:
        """A tile's pixels in its level, with one more on all sides so that smooth scaling knows its neighbours."""
        tile = Region(column * TILE, row * TILE, TILE, TILE).grow(1)
        return tile.clip(*self.picture.size(level))

    def _make(self, key: TileKey) -> QImage:
        area = self._area(key.level, key.row, key.column)
        image = self._render(key, area)
        self._cache.put(key, image)
        self.made += 1
        return image

    def _plain(self, key: TileKey, area: Region) -> QImage:
        return self._to_screen(self.picture.read(key.level, area, before=key.before))

    def _place(self, painting: Painting, view: View, key: TileKey, image: QImage, clip: Region) -> None:
        area = self._area(key.level, key.row, key.column)
        scale = view.zoom * 2**key.level
        left, top = view.origin
        painting.image(image, clip, scale, left + area.x * scale, top + area.y * scale, smooth=view.zoom < 2)

    def _stand_in(self, painting: Painting, view: View, key: TileKey, clip: Region) -> None:
        """Show the tile as it was, else a coarser one that is at hand, else the preview."""
        for candidate in (key, key._replace(before=True)):
            image = self._cache.any(candidate)
            if image is not None:
                return self._place(painting, view, candidate, image, clip)
        top = self.picture.levels - 1
        for level in range(key.level + 1, top + 1):
            up = level - key.level
            coarse = self._key(key.before, level, key.row >> up, key.column >> up)
            image = self._cache.any(coarse)
            if image is None and level == top and self.picture.ready:
                image = self._make(coarse)
            if image is not None:
                return self._place(painting, view, coarse, image, clip)
        stride = -(-max(self.picture.size(0)) // PREVIEW)
        if self._preview is None:
            self._preview = self._to_screen(self.picture.photo.pixels[::stride, ::stride])
        left, edge = view.origin
        return painting.image(self._preview, clip, view.zoom * stride, left, edge, smooth=True)
