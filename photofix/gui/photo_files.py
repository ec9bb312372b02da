"""Saves and closes photos: nothing is overwritten or lost unasked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from photofix.core.document import Document, State
from photofix.core.progress import Progress
from photofix.errors import Cancelled, Remedy, UserError
from photofix.files.edited import edited
from photofix.files.formats import by_suffix
from photofix.gui.asking import Asking, Choice, Unsaved
from photofix.gui.document_model import DocumentModel
from photofix.gui.file_store import FileStore
from photofix.gui.messages import Message
from photofix.gui.open_photos import OpenPhoto
from photofix.gui.opening import Opening
from photofix.gui.workers import Workers

AFTER = Callable[[], None]
UNWRITABLE = ".tif"  # what a photo is saved as whose own format can only be read


@dataclass(frozen=True)
class _ToSave:
    document: Document
    state: State


class PhotoFiles(QObject):
    """Methods without a photo mean the one that is shown."""

    message = Signal(object)  # Message
    saved = Signal(object)  # Path

    def __init__(
        self,
        model: DocumentModel,
        workers: Workers,
        asking: Asking,
        store: FileStore,
        opening: Opening,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._model, self._workers, self._asking, self._store = model, workers, asking, store
        self._opening = opening
        self._own: set[Path] = set()  # files written here, or agreed to be overwritten

    # Saving

    def save(self, then: AFTER | None = None, photo: OpenPhoto | None = None) -> None:
        """Save where the photo was saved before; an original only after asking. then: called once it lies on disk."""
        photo = photo or self._model.current
        if photo is None or photo.document is None:
            return
        path = photo.path
        if path is None or not self._writable(path):
            self.save_as(then, photo)
        elif path in self._own:
            self._write(photo, path, then)
        else:
            copy = self.suggested(photo)
            choice = self._asking.overwrite(path, copy)
            if choice is Choice.OVERWRITE:
                self._own.add(path)
                self._write(photo, path, then)
            elif choice is Choice.COPY:
                self._write(photo, copy, then)

    def save_as(self, then: AFTER | None = None, photo: OpenPhoto | None = None) -> None:
        photo = photo or self._model.current
        if photo is None or photo.document is None:
            return
        self._opening.show(photo)  # the person sees what is asked about
        suggested = self.suggested(photo)
        path = self._asking.save_path(suggested)
        if path is None:
            return
        path = path if path.suffix else path.with_suffix(suggested.suffix)
        other = self._model.photos.at(path)
        if other is None or other is photo:
            self._write(photo, path, then)
        else:
            error = UserError(
                self.tr("“{0}” is open itself.").format(path.name),
                hint=self.tr("Choose another name, or close that photo first."), action=Remedy.SAVE_AS,
            )  # fmt: skip
            self.message.emit(Message.of(error, {Remedy.SAVE_AS: partial(self._save_as_again, photo, then)}))

    def suggested(self, photo: OpenPhoto) -> Path:
        """A name beside the original that is not taken: name-fixed.jpg, name-fixed-2.jpg and so on."""
        if photo.path is None:
            return _free(Path.home() / f"{photo.name}.png", first="")
        if photo.path in self._own:
            return photo.path
        suffix = photo.path.suffix if self._writable(photo.path) else UNWRITABLE
        return _free(photo.path.with_suffix(suffix), first="-fixed")

    @staticmethod
    def _writable(path: Path) -> bool:
        found = by_suffix(path)
        return found is not None and found.can_write

    def _save_as_again(self, photo: OpenPhoto, then: AFTER | None) -> None:
        if photo in self._model.photos.all:
            self.save_as(then, photo)

    def _write(self, photo: OpenPhoto, path: Path, then: AFTER | None) -> None:
        def prepare() -> _ToSave:
            if photo.document is None:
                raise Cancelled
            return _ToSave(photo.document, photo.document.state)

        def work(what: _ToSave, progress: Progress) -> tuple[_ToSave, Any]:
            made = edited(what.state)
            progress.check()
            return what, self._store.save(made, path)

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
            error.action = Remedy.SAVE_AS
            self.message.emit(Message.of(error, {Remedy.SAVE_AS: partial(self._save_as_again, photo, then)}))

        self._workers.submit(
            self.tr("Save {0}").format(path.name), work, finish, prepare=prepare, failed=failed, about=photo
        )  # fmt: skip

    # Closing

    def close(self, photo: OpenPhoto | None = None) -> None:
        """Close a photo, after asking if something would be lost."""
        photo = photo or self._model.current
        if photo is not None:
            self._leave([photo], partial(self._opening.close, photo))

    def close_all(self) -> None:
        self.leave(self._close_all)

    def leave(self, then: AFTER) -> None:
        """Go on with `then` if nothing is lost by it: asks about all photos that are not saved, in one question."""
        self._leave(self._model.photos.modified, then)

    def _close_all(self) -> None:
        for photo in reversed(self._model.photos.all):
            if photo is not self._model.current:
                self._opening.close(photo)
        if self._model.current is not None:
            self._opening.close(self._model.current)

    def _leave(self, photos: Sequence[OpenPhoto], then: AFTER) -> None:
        unsaved = [photo for photo in photos if photo.modified]
        if not unsaved:
            then()
        elif len(unsaved) == 1:
            self._opening.show(unsaved[0])
            choice = self._asking.unsaved(unsaved[0].name)
            if choice is Choice.DISCARD:
                then()
            elif choice is Choice.SAVE:
                self.save(then, unsaved[0])
        else:
            choice = self._asking.unsaved_photos([Unsaved(photo.name, self._target(photo)) for photo in unsaved])
            if choice is Choice.DISCARD:
                then()
            elif choice is Choice.SAVE:
                self._save_all(unsaved, then)

    def _target(self, photo: OpenPhoto) -> Path | None:
        """Where "Save all" puts a photo: an original stays as it is, its copy lies beside it. None: it is asked."""
        if photo.path is None or not photo.path.parent.is_dir():
            return None
        return self.suggested(photo)

    def _save_all(self, photos: Sequence[OpenPhoto], then: AFTER) -> None:
        """One after the other; whatever fails or is cancelled ends it, and all stays open."""
        if not photos:
            then()
            return
        photo, go_on = photos[0], partial(self._save_all, photos[1:], then)
        target = self._target(photo)
        if target is None:
            self.save_as(go_on, photo)
        else:
            self._write(photo, target, go_on)


def _free(path: Path, *, first: str) -> Path:
    """The path with `first` behind its name, and a number if that is taken."""
    number, name = 1, path.with_stem(path.stem + first)
    while name.exists():
        number += 1
        name = path.with_stem(f"{path.stem}{first}-{number}")
    return name
