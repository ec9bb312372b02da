"""What undo may hold in memory: a limit for all open documents, beyond which arrays go to the disk."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any

from numpy.typing import NDArray

from photofix.core.document import Document, State
from photofix.core.edit import Patch
from photofix.core.mask import Mask
from photofix.core.memory import Moved
from photofix.core.photo import Photo
from photofix.core.spill import SpillFolder, on_disk

KEPT = 0.75  # share of the limit that may stay, so that not every stroke has to clear something


class UndoMemory:
    """Watches over the documents that have joined. Everything but `Clearing.run` belongs to their thread.

    nbytes: what their states may hold in memory beyond the current ones; None = no limit. What several states share
    counts once.
    """

    def __init__(self, nbytes: int | None = None, folder: SpillFolder | None = None) -> None:
        """folder: where arrays go; without one the oldest steps are forgotten instead."""
        self.nbytes = nbytes
        self.folder = folder
        self._documents: list[weakref.ref[Document]] = []

    def join(self, document: Document) -> None:
        """Count this document from now on, as the one used last: it is the last to be cleared."""
        self._documents = [ref for ref in self._documents if ref() not in (None, document)]
        self._documents.append(weakref.ref(document))

    @property
    def documents(self) -> list[Document]:
        """Those that are still open, the one used last at the end."""
        return [document for ref in self._documents if (document := ref()) is not None]

    @property
    def spare_nbytes(self) -> int:
        """What the limit is for: bytes that undo and redo hold now."""
        return sum(document.spare_nbytes for document in self.documents)

    def clearing(self) -> Clearing | None:
        """What brings memory below the limit; None if it is. `run` it, then `conclude`; one at a time."""
        spare = self.spare_nbytes
        if self.nbytes is None or self.folder is None or spare <= self.nbytes:
            return None
        return Clearing(self.documents, spare - int(self.nbytes * KEPT), self.folder)

    def conclude(self, clearing: Clearing) -> None:
        """Let the documents use what was written."""
        clearing.adopt(self.documents)

    def forget(self) -> bool:
        """Forget the oldest steps until the limit is kept; False if it was."""
        forgot = False
        for document in self.documents:
            while self.nbytes is not None and self.spare_nbytes > self.nbytes and document.forget_oldest():
                forgot = True
        return forgot

    def keep(self) -> None:
        """Keep the limit, here and now. Raises OSError if the disk is full; `forget` helps then."""
        clearing = self.clearing()
        if clearing is not None:
            clearing.run()
            self.conclude(clearing)
        elif self.folder is None:
            self.forget()


class Clearing:
    """Some arrays on their way to the disk."""

    def __init__(self, documents: list[Document], nbytes: int, folder: SpillFolder) -> None:
        """nbytes: how much is to go."""
        self._nbytes, self._folder = nbytes, folder
        self._needed = [document.state for document in documents]
        self._states = [state for document in documents for state in document.other_states]
        self._steps: list[Callable[[], None]] = []
        self._moved: Moved = {}

    def run(self) -> None:
        """Choose and write; any thread. Raises OSError."""
        chosen = self._choose()
        written = self._folder.put(chosen) if chosen else []
        self._moved = {id(old): (old, new) for old, new in zip(chosen, written, strict=True)}
        steps = (holder.moving(self._moved) for holder in _distinct(self._states))
        self._steps = [step for step in steps if step is not None]

    def adopt(self, documents: list[Document]) -> None:
        for step in self._steps:
            step()
        known = {id(state) for state in self._states}
        for document in documents:
            document.move(self._moved, known)

    def _choose(self) -> list[NDArray[Any]]:
        """Arrays that no current state needs, enough of them if there are."""
        seen = {id(array) for state in self._needed for array in state.arrays()}
        chosen: list[NDArray[Any]] = []
        left = self._nbytes
        for holder in _distinct(self._states):
            for array in holder.arrays():
                if id(array) in seen:
                    continue
                seen.add(id(array))
                if array.nbytes and not on_disk(array):
                    chosen.append(array)
                    left -= array.nbytes
            if left <= 0:
                break
        return chosen


def _distinct(states: list[State]) -> list[Photo | Mask | Patch]:
    """What holds the states' arrays, each once. Most states share most of it with the one before."""
    found: dict[int, Photo | Mask | Patch] = {}
    edits: Any = None
    for state in states:
        found.setdefault(id(state.base), state.base)
        found.setdefault(id(state.mask), state.mask)
        if state.edits is not edits:
            edits = state.edits
            found.update((id(holder), holder) for holder in state.holders() if id(holder) not in found)
    return list(found.values())
