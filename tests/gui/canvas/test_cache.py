"""The tiles that are kept."""

from __future__ import annotations

from PySide6.QtGui import QImage

from photofix.gui.canvas.cache import TileCache, TileKey

KB = 1024


def image() -> QImage:
    """One kilobyte."""
    return QImage(16, 16, QImage.Format.Format_RGB32)


def key(column: int) -> TileKey:
    return TileKey(False, 0, 0, column)


def test_the_least_recently_used_goes_first() -> None:
    cache = TileCache(3 * KB)
    for column in range(3):
        cache.put(key(column), image())
    assert cache.fresh(key(0)) is not None
    cache.put(key(3), image())
    assert cache.nbytes == 3 * KB
    assert [column for column in range(4) if cache.any(key(column)) is not None] == [0, 2, 3]


def test_a_stale_tile_can_be_shown_until_it_is_made_anew() -> None:
    cache = TileCache(3 * KB)
    cache.put(key(1), image())
    cache.put(key(2), image())
    cache.mark_stale(lambda k: k.column == 1)
    assert cache.fresh(key(1)) is None and cache.any(key(1)) is not None and cache.fresh(key(2)) is not None
    cache.put(key(1), image())
    assert cache.fresh(key(1)) is not None and cache.nbytes == 2 * KB
    cache.clear()
    assert cache.any(key(1)) is None and cache.nbytes == 0


def test_a_tile_larger_than_the_budget_is_kept_alone() -> None:
    cache = TileCache(KB // 2)
    cache.put(key(1), image())
    cache.put(key(2), image())
    assert cache.any(key(1)) is None and cache.any(key(2)) is not None
