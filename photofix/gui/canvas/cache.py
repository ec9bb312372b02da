"""Ready tiles of the picture, the least recently used of which go first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtGui import QImage


class TileKey(NamedTuple):
    """A tile's place: the base photo (before) or the composite, pyramid level, row and column."""

    before: bool
    level: int
    row: int
    column: int


class TileCache:
    """Images by key within a budget of bytes. A stale image may still be shown until it is made anew."""

    def __init__(self, budget: int) -> None:
        self._budget = budget
        self._bytes = 0
        self._images: OrderedDict[TileKey, QImage] = OrderedDict()
        self._stale: set[TileKey] = set()

    @property
    def nbytes(self) -> int:
        return self._bytes

    def fresh(self, key: TileKey) -> QImage | None:
        return None if key in self._stale else self.any(key)

    def any(self, key: TileKey) -> QImage | None:
        """The image even if it is stale."""
        if key in self._images:
            self._images.move_to_end(key)
        return self._images.get(key)

    def put(self, key: TileKey, image: QImage) -> None:
        self._forget(key)
        self._images[key] = image
        self._bytes += image.sizeInBytes()
        while self._bytes > self._budget and len(self._images) > 1:
            self._forget(next(iter(self._images)))

    def mark_stale(self, matches: Callable[[TileKey], bool]) -> None:
        self._stale.update(key for key in self._images if matches(key))

    def clear(self) -> None:
        self._images.clear()
        self._stale.clear()
        self._bytes = 0

    def _forget(self, key: TileKey) -> None:
        self._stale.discard(key)
        image = self._images.pop(key, None)
        if image is not None:
            self._bytes -= image.sizeInBytes()
