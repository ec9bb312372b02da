"""What a history holds in memory, arrays that are shared counted once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Protocol

from numpy.typing import NDArray

from photofix.core.spill import on_disk

Moved = Mapping[int, tuple[NDArray[Any], NDArray[Any]]]  # id of an array -> the array, and its equal elsewhere


class Holder(Protocol):
    """What holds arrays, always the same or equal ones: a photo, a mask, a patch."""

    def arrays(self) -> Collection[NDArray[Any]]: ...


class Holdings:
    """The bytes in memory of what some states hold, each array counted once; those mapped from files count nothing.

    States share most of their holders, and holders some of their arrays: only a holder that comes or goes is looked
    into.
    """

    def __init__(self) -> None:
        self._users: dict[int, int] = {}  # id of a holder -> how many states have it, which keep it alive
        self._holders: dict[int, int] = {}  # id of an array -> how many holders have it
        self.nbytes = 0

    def add(self, holders: Iterable[Holder]) -> None:
        """One more state, with these holders."""
        users = self._users
        for holder in holders:
            key = id(holder)
            users[key] = users.get(key, 0) + 1
            if users[key] == 1:
                for array in holder.arrays():
                    count = self._holders[id(array)] = self._holders.get(id(array), 0) + 1
                    self.nbytes += _weight(array) if count == 1 else 0

    def remove(self, holders: Iterable[Holder]) -> None:
        """One state less: the same holders as in an earlier `add`."""
        users = self._users
        for holder in holders:
            key = id(holder)
            users[key] -= 1
            if not users[key]:
                del users[key]
                for array in holder.arrays():
                    self._holders[id(array)] -= 1
                    if not self._holders[id(array)]:
                        del self._holders[id(array)]
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


def _weight(array: NDArray[Any]) -> int:
    return 0 if on_disk(array) else array.nbytes
