"""Opens and saves the document's photo, on the workers for files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from photofix.core.document import Document, State
from photofix.core.mask import Mask
from photofix.core.photo import Photo
from photofix.core.progress import Progress
from photofix.errors import Cancelled, UserError
from photofix.files.edited import edited
from photofix.files.formats import by_suffix
from photofix.gui.asking import Asking, Choice
from photofix.gui.document_model import DocumentModel
from photofix.gui.messages import Message
from photofix.gui.workers import Task, Workers

AFTER = Callable[[], None]
UNWRITABLE = ".tif"  # what a photo is saved as whose own format can only be read


class FileStore:
    """Load and save by photofix.files, which is only imported on the worker."""

    def __init__(self, max_pixels: int) -> None:
        self._max_pixels = max_pixels

    def load(self, path: Path) -> Photo:
        from photofix.files.load import load

        return load(path, max_pixels=self._max_pixels)

    def save(self, photo: Photo, path: Path) -> Any:
        """A report with `path` and `notes`. What is there is overwritten."""
        from photofix.files.save import save

        return save(photo, path, overwrite=True)

    def load_mask(self, path: Path, photo: Photo) -> Mask:
        from photofix.files.masks import load_mask

        return load_mask(path, photo, max_pixels=self._max_pixels, soft=True)

    def save_mask(self, mask: Mask, path: Path, *, overwrite: bool) -> Any:
        from photofix.files.masks import save_mask

        return save_mask(mask, path, overwrite=overwrite)


@dataclass(frozen=True)
class _ToSave:
    document: Document
    state: State


class PhotoFiles(QObject):
    """Never overwrites an original or drops changes without asking."""

    message = Signal(object)  # Message
    opened = Signal(object)  # Path
    saved = Signal(object)  # Path

    def __init__(
        self, model: DocumentModel, workers: Workers, asking: Asking, store: FileStore, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._model, self._workers, self._asking, self._store = model, workers, asking, store
        self._opening: Task | None = None
        self._own: set[Path] = set()  # files written here, or agreed to be overwritten

    # Opening

    def ask_and_open(self) -> None:
        folder = self._model.path.parent if self._model.path else None
        path = self._asking.open_path(folder)
        if path is not None:
            self.open(path)

    def open(self, path: Path) -> None:
        """Open a photo in the place of the one that is open, once that may go."""
        self.leave(lambda: self._load(path))

    def _load(self, path: Path) -> None:
        if self._opening is not None:
            self._workers.cancel(self._opening)  # the newest wish wins

        def prepare() -> None:
            # Something may have been changed while this waited or the question was open: ask nothing twice.
            if self._opening is not task:
                raise Cancelled

        def finish(photo: Photo) -> None:
            self._model.open(photo)
            self.opened.emit(path)
            for note in photo.notes:
                self.message.emit(Message(note))

        def failed(error: BaseException) -> None:
            if not isinstance(error, UserError):
                raise error
            self.message.emit(Message.of(error))

        task = self._opening = self._workers.submit(
            self.tr("Open {0}").format(path.name), lambda _prepared, _progress: self._store.load(path), finish,
            prepare=prepare, failed=failed,
        )  # fmt: skip

    # Saving

    def save(self, then: AFTER | None = None) -> None:
        """Save where the photo was saved before; an original only after asking. then: called once it lies on disk."""
        path = self._model.path
        if self._model.state is None:
            return
        if path is None or not self._writable(path):
            self.save_as(then)
        elif path in self._own:
            self._write(path, then)
        else:
            copy = self.suggested()
            choice = self._asking.overwrite(path, copy)
            if choice is Choice.OVERWRITE:
                self._own.add(path)
                self._write(path, then)
            elif choice is Choice.COPY:
                self._write(copy, then)

    def save_as(self, then: AFTER | None = None) -> None:
        if self._model.state is None:
            return
        path = self._asking.save_path(self.suggested())
        if path is not None:
            self._write(path if path.suffix else path.with_suffix(self.suggested().suffix), then)

    def suggested(self) -> Path:
        """A name beside the original that is not taken: name-fixed.jpg, name-fixed-2.jpg and so on."""
        path = self._model.path or Path.home() / "photo.png"
        if path in self._own:
            return path
        suffix = path.suffix if self._writable(path) else UNWRITABLE
        number, name = 1, path.with_name(f"{path.stem}-fixed{suffix}")
        while name.exists():
            number += 1
            name = path.with_name(f"{path.stem}-fixed-{number}{suffix}")
        return name

    @staticmethod
    def _writable(path: Path) -> bool:
        found = by_suffix(path)
        return found is not None and found.can_write

    def _write(self, path: Path, then: AFTER | None) -> None:
        def prepare() -> _ToSave:
            if self._model.document is None:
                raise Cancelled
            return _ToSave(self._model.document, self._model.document.state)

        def work(what: _ToSave, progress: Progress) -> tuple[_ToSave, Any]:
            photo = edited(what.state)
            progress.check()
            return what, self._store.save(photo, path)

        def finish(made: tuple[_ToSave, Any]) -> None:
            what, report = made
            self._own.add(report.path)
            self._model.mark_saved(what.document, what.state, report.path)
            self.saved.emit(report.path)
            for note in report.notes:
                self.message.emit(Message(note))
            if then is not None:
                then()

        def failed(error: BaseException) -> None:
            if not isinstance(error, UserError):
                raise error
            self.message.emit(Message(error.message, error.hint, True, (self.tr("Save As…"), self.save_as)))

        self._workers.submit(
            self.tr("Save {0}").format(path.name), work, finish, prepare=prepare, failed=failed
        )  # fmt: skip

    # Leaving

    def leave(self, then: AFTER) -> None:
        """Go on with `then` if nothing is lost by it: asks about what is not saved."""
        if not self._model.modified:
            then()
            return
        name = self._model.path.name if self._model.path else self.tr("the photo")
        choice = self._asking.unsaved(name)
        if choice is Choice.DISCARD:
            then()
        elif choice is Choice.SAVE:
            self.save(then)
