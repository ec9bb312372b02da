"""The only writer of documents: the window's parts read the shown one here and are told what changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from photofix.core.document import Changes, Document, State
from photofix.core.photo import Photo
from photofix.gui.open_photos import OpenPhoto, OpenPhotos
from photofix.gui.undo_keeper import UndoKeeper


class DocumentModel(QObject):
    """The photo that is shown, or none; the others lie in `photos`. Lives on the GUI thread."""

    leaving = Signal()  # another photo is about to be shown, or none
    replaced = Signal()  # another photo or base, or none
    changed = Signal(object)  # core.document.Changes: what views repaint, and nothing else
    history_changed = Signal()  # undo, redo, the list of steps or the saved mark

    def __init__(self, parent: QObject | None = None, *, keeper: UndoKeeper | None = None) -> None:
        """keeper: of the undo memory that all models share; by default one of its own that forgets the oldest steps."""
        super().__init__(parent)
        self._keeper = keeper or UndoKeeper(parent=self)
        self._keeper.forgot.connect(self.history_changed)
        self.photos = OpenPhotos(self)

    @property
    def current(self) -> OpenPhoto | None:
        """The photo that is shown."""
        return self.photos.current

    @property
    def document(self) -> Document | None:
        return self.current.document if self.current else None

    @property
    def state(self) -> State | None:
        return self.document.state if self.document else None

    @property
    def path(self) -> Path | None:
        """The file that the photo was opened from or last saved as."""
        return self.current.path if self.current else None

    @property
    def modified(self) -> bool:
        """Does the picture differ from its file, or has it none?"""
        return self.current is not None and self.current.modified

    def set_history_bytes(self, history_bytes: int | None) -> None:
        """What undo may hold in memory from now on, for all documents together; None = no limit."""
        self._keeper.set_nbytes(history_bytes)

    def open(self, photo: Photo, *, untitled: str = "") -> None:
        """Put a photo beside the others and show it. untitled: its name if it has no file."""
        entry = self.photos.add(photo.path, untitled=untitled or self.tr("Untitled"))
        self.load(entry, photo)
        self.show(entry)

    def load(self, entry: OpenPhoto, photo: Photo) -> None:
        """Give a photo that was only listed its pixels."""
        entry.document = Document(photo)
        self._keeper.used(entry.document)
        self.photos.described.emit(entry)

    def unload(self, entry: OpenPhoto) -> None:
        """Only list a photo that is not shown, and let its pixels and its history go."""
        assert entry is not self.current
        entry.document = None

    def show(self, entry: OpenPhoto) -> None:
        """Show one of the photos that have their pixels."""
        if entry is not self.current:
            self.leaving.emit()
            self.photos.show(entry)
            self._replace()

    def close(self, entry: OpenPhoto | None = None) -> None:
        """Let a photo go, with its history; the one that is shown if none is named, and then none is shown."""
        entry = entry or self.current
        if entry is None:
            return
        shown = entry is self.current
        self.photos.remove(entry)
        if shown:
            self._replace()

    def push(self, label: str, state: State, *, of: Document | None = None) -> None:
        """Make `state` the current one, with one step of undo. of: the document, if it may not be the shown one."""
        self._apply(lambda document: document.push(label, state), of)

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
        entry = self.photos.of(document)
        if entry is None:
            return
        document.mark_saved(state)
        entry.path = path
        self.photos.described.emit(entry)
        if entry is self.current:
            self.history_changed.emit()

    def _replace(self) -> None:
        self.replaced.emit()
        self.history_changed.emit()

    def _apply(self, change: Callable[[Document], Changes], of: Document | None = None) -> None:
        document = of or self.document
        entry = self.photos.of(document) if document else None
        if document is None or entry is None:
            return
        changes = change(document)
        if entry is self.current:
            if changes.geometry:
                self.replaced.emit()
            elif changes.any:
                self.changed.emit(changes)
            self.history_changed.emit()
        elif changes.geometry:
            entry.view = None
        self.photos.described.emit(entry)
        self._keeper.used(document)
