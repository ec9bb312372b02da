"""What a history holds in memory, arrays that are shared counted once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from numpy.typing import NDArray


class Holdings:
    """How many holders each array has, and the bytes of all arrays together. The holders keep the arrays alive."""

    def __init__(self) -> None:
        self._holders: dict[int, int] = {}
        self.nbytes = 0

    def add(self, arrays: Iterable[NDArray[Any]]) -> None:
        """One more holder of these arrays."""
        for key, nbytes in _sizes(arrays).items():
            holders = self._holders.get(key, 0)
            self._holders[key] = holders + 1
            self.nbytes += 0 if holders else nbytes

    def remove(self, arrays: Iterable[NDArray[Any]]) -> None:
        """One holder less: the same arrays as in an earlier `add`."""
        for key, nbytes in _sizes(arrays).items():
            self._holders[key] -= 1
            if not self._holders[key]:
                del self._holders[key]
                self.nbytes -= nbytes


def total_nbytes(arrays: Iterable[NDArray[Any]]) -> int:
    """Bytes of all arrays, each counted once."""
    return sum(_sizes(arrays).values())


def _sizes(arrays: Iterable[NDArray[Any]]) -> dict[int, int]:
    return {id(array): array.nbytes for array in arrays}
