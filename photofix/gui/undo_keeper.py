"""Keeps the limit of what undo may hold in memory, off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from photofix.core.document import Document
from photofix.core.undo_memory import Clearing, UndoMemory
from photofix.errors import UserError

HISTORY_BYTES = 2 * 2**30  # what undo may hold in memory beyond the current states, before it goes to the disk

RunInBackground = Callable[[Callable[[], Any], Callable[[Any], None]], None]


class UndoKeeper(QObject):
    """One for all open documents."""

    refused = Signal(object)  # UserError: the disk is full; said once
    forgot = Signal()  # the oldest steps of some documents are gone

    def __init__(
        self,
        memory: UndoMemory | None = None,
        run_in_background: RunInBackground | None = None,
        parent: QObject | None = None,
    ) -> None:
        """memory: by default one that never uses the disk. Without `run_in_background` all is done at once."""
        super().__init__(parent)
        self.memory = memory or UndoMemory(HISTORY_BYTES)
        self._run = run_in_background or (lambda work, done: done(work()))
        self._clearing = self._told = False

    @property
    def nbytes(self) -> int | None:
        """The limit; None: there is none."""
        return self.memory.nbytes

    def set_nbytes(self, nbytes: int | None) -> None:
        self.memory.nbytes = nbytes
        self._look()

    def close(self) -> None:
        """The program ends: what lies on the disk goes."""
        if self.memory.folder is not None:
            self.memory.folder.close()

    def used(self, document: Document) -> None:
        """A document has another state: it counts, and the limit is looked at."""
        self.memory.join(document)
        self._look()

    def _look(self) -> None:
        if self._clearing:
            return  # looked at again when it is done
        clearing = self.memory.clearing()
        if clearing is not None:
            self._clearing = True
            self._run(lambda: _tried(clearing), lambda error: self._conclude(clearing, error))
        elif self.memory.folder is None:
            self._forget()

    def _conclude(self, clearing: Clearing, error: OSError | None) -> None:
        self._clearing = False
        if error is None:
            self.memory.conclude(clearing)
            self._look()  # more may have come meanwhile
            return
        self._forget()
        if not self._told:
            self._told = True
            self.refused.emit(self._full(error))

    def _forget(self) -> None:
        if self.memory.forget():
            self.forgot.emit()

    def _full(self, error: OSError) -> UserError:
        reason = error.strerror or str(error)
        return UserError(
            self.tr("There is no room for more undo steps: {0}.").format(reason),
            hint=self.tr("The oldest steps are forgotten from now on; the photo and its edits are not touched. "
                         "Free some disk space, or allow more memory for undo."),
        )  # fmt: skip


def _tried(clearing: Clearing) -> OSError | None:
    """Run it; what stopped it, if something did."""
    try:
        clearing.run()
    except OSError as error:
        return error
    return None
