"""The only writer of the document: the window's parts read it here and are told what changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from photofix.core.document import Changes, Document, State
from photofix.core.photo import Photo
from photofix.gui.undo_keeper import UndoKeeper


class DocumentModel(QObject):
    """One open photo, or none. Lives on the GUI thread."""

    replaced = Signal()  # another photo or base, or none
    changed = Signal(object)  # core.document.Changes: what views repaint, and nothing else
    history_changed = Signal()  # undo, redo, the list of steps or the saved mark

    def __init__(self, parent: QObject | None = None, *, keeper: UndoKeeper | None = None) -> None:
        """keeper: of the undo memory that all models share; by default one of its own that forgets the oldest steps."""
        super().__init__(parent)
        self._keeper = keeper or UndoKeeper(parent=self)
        self._keeper.forgot.connect(self.history_changed)
        self._document: Document | None = None
        self._path: Path | None = None

    @property
    def document(self) -> Document | None:
        return self._document

    @property
    def state(self) -> State | None:
        return self._document.state if self._document else None

    @property
    def path(self) -> Path | None:
        """The file that the photo was opened from or last saved as."""
        return self._path

    @property
    def modified(self) -> bool:
        """Does the picture differ from its file?"""
        return self._document is not None and self._document.modified

    def open(self, photo: Photo) -> None:
        """Show another photo; the one before, with its history, is let go."""
        self._document = Document(photo)
        self._path = photo.path
        self._keeper.used(self._document)
        self.replaced.emit()
        self.history_changed.emit()

    def close(self) -> None:
        self._document = self._path = None
        self.replaced.emit()
        self.history_changed.emit()

    def set_history_bytes(self, history_bytes: int | None) -> None:
        """What undo may hold in memory from now on, for all documents together; None = no limit."""
        self._keeper.set_nbytes(history_bytes)

    def push(self, label: str, state: State) -> None:
        """Make `state` the current one, with one step of undo."""
        self._apply(lambda document: document.push(label, state))

    def amend(self, update: Callable[[State], State]) -> None:
        """Change the current state without a step of undo."""
        self._apply(lambda document: document.amend(update))

    def undo(self) -> None:
        self._apply(Document.undo)

    def redo(self) -> None:
        self._apply(Document.redo)

    def go_to(self, step: int) -> None:
        """Make a step of the history the current one; 0 is the oldest."""
        self._apply(lambda document: document.go_to(step))

    def mark_saved(self, document: Document, state: State, path: Path) -> None:
        """`state`, maybe no longer the current one, lies on disk as `path` now. Nothing if `document` was closed."""
        if document is self._document:
            document.mark_saved(state)
            self._path = path
            self.history_changed.emit()

    def _apply(self, change: Callable[[Document], Changes]) -> None:
        document = self._document
        if document is None:
            return
        changes = change(document)
        if changes.geometry:
            self.replaced.emit()
        elif changes.any:
            self.changed.emit(changes)
        self.history_changed.emit()
        self._keeper.used(document)
