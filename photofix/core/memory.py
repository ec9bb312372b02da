"""What a history holds in memory, arrays that are shared counted once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from numpy.typing import NDArray

from photofix.core.spill import on_disk

Moved = Mapping[int, tuple[NDArray[Any], NDArray[Any]]]  # id of an array -> the array, and its equal elsewhere


class Holdings:
    """How many holders each array has, and the bytes of all arrays together. The holders keep the arrays alive.

    Arrays that are mapped from files count nothing.
    """

    def __init__(self) -> None:
        self._holders: dict[int, int] = {}
        self.nbytes = 0

    def add(self, arrays: Iterable[NDArray[Any]]) -> None:
        """One more holder of these arrays."""
        for key, array in _each(arrays).items():
            holders = self._holders.get(key, 0)
            self._holders[key] = holders + 1
            self.nbytes += 0 if holders else _weight(array)

    def remove(self, arrays: Iterable[NDArray[Any]]) -> None:
        """One holder less: the same arrays as in an earlier `add`."""
        for key, array in _each(arrays).items():
            self._holders[key] -= 1
            if not self._holders[key]:
                del self._holders[key]
                self.nbytes -= _weight(array)

    def move(self, moved: Moved) -> None:
        """All holders of the moved arrays have the equal ones instead."""
        for key, (old, new) in moved.items():
            if key in self._holders:
                self._holders[id(new)] = self._holders.pop(key)
                self.nbytes += _weight(new) - _weight(old)


def replacing(holder: object, names: Iterable[str], moved: Moved) -> Callable[[], None] | None:
    """A step that puts equal arrays in the place of the holder's moved ones; None if it holds none of these."""
    found = {name: moved[id(array)][1] for name in names if id(array := getattr(holder, name)) in moved}
    if not found:
        return None

    def replace() -> None:
        for name, array in found.items():
            object.__setattr__(holder, name, array)  # frozen, but equal to what it was

    return replace


def total_nbytes(arrays: Iterable[NDArray[Any]]) -> int:
    """Bytes in memory of all arrays, each counted once."""
    return sum(map(_weight, _each(arrays).values()))


def _each(arrays: Iterable[NDArray[Any]]) -> dict[int, NDArray[Any]]:
    return {id(array): array for array in arrays}


def _weight(array: NDArray[Any]) -> int:
    return 0 if on_disk(array) else array.nbytes
