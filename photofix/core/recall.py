"""Remembers what was computed of a thing, as long as that very thing is asked about again."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Protocol, TypeVar

T = TypeVar("T")

MOST = 16


class Recall(Protocol):
    def __call__(self, about: object, key: Hashable, make: Callable[[], T], /) -> T:
        """What `make` returns, or has returned for this very `about` and an equal key."""


def afresh(_about: object, _key: Hashable, make: Callable[[], T]) -> T:
    """Remembers nothing."""
    return make()


class Memory:
    """A `Recall` that keeps the last `MOST` results. What it tells of must not change. For any thread."""

    def __init__(self) -> None:
        self._kept: deque[tuple[object, Hashable, Any]] = deque(maxlen=MOST)
        self._lock = Lock()

    def __call__(self, about: object, key: Hashable, make: Callable[[], T]) -> T:
        with self._lock:
            for entry in self._kept:
                if entry[0] is about and entry[1] == key:
                    self._kept.remove(entry)
                    self._kept.append(entry)
                    found: T = entry[2]
                    return found
        made = make()
        with self._lock:
            self._kept.append((about, key, made))
        return made

    def forget(self) -> None:
        with self._lock:
            self._kept.clear()
