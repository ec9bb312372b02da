"""Opens photos: lists what is asked for, and reads each from its file when it is first shown."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from photofix.core.photo import Photo
from photofix.core.progress import Progress
from photofix.errors import UserError
from photofix.files.formats import by_suffix
from photofix.gui.asking import Asking
from photofix.gui.document_model import DocumentModel
from photofix.gui.file_store import FileStore
from photofix.gui.messages import Message
from photofix.gui.open_photos import OpenPhoto, OpenPhotos
from photofix.gui.workers import COMPUTE, Task, Workers

KEPT = 4  # untouched photos, the shown one among them, that stay decoded


class _Wish(NamedTuple):
    photo: OpenPhoto
    task: Task


class Opening(QObject):
    """One photo is read at a time: the newest wish wins. Until it is there, the photo before stays on the screen.

    Photos not yet shown are only listed; of those that were shown and left as they were, the oldest are only listed
    again. Opening a folder of a thousand photos costs no more memory than looking at a few.
    """

    message = Signal(object)  # Message
    refused = Signal(object, object)  # Path, UserError: this photo could not be opened
    opened = Signal(object)  # Path: the photo is shown for the first time

    def __init__(
        self, model: DocumentModel, workers: Workers, asking: Asking, store: FileStore, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._model, self._workers, self._asking, self._store = model, workers, asking, store
        self._photos = model.photos
        self._wish: _Wish | None = None
        self._seen: list[OpenPhoto] = []  # decoded, the newest last
        self._closed: list[Path] = []
        workers.removed.connect(self._given_up)

    @property
    def photos(self) -> OpenPhotos:
        return self._photos

    @property
    def wished(self) -> OpenPhoto | None:
        """The photo that is shown, or will be as soon as it is read."""
        return self._wish.photo if self._wish else self._model.current

    @property
    def closed(self) -> bool:
        """Is there a closed photo that can be opened again?"""
        return bool(self._closed)

    def ask(self) -> None:
        folder = self._model.path.parent if self._model.path else None
        self.open_files(self._asking.open_paths(folder))

    def open_files(self, paths: Sequence[Path]) -> None:
        """Open photos and what lies in folders; the first is shown, the others are listed."""
        if paths:
            self._workers.submit(
                "", lambda _prepared, _progress: photos_in(paths), partial(self._list, paths[0]), shown=False
            )

    def open_anyway(self, path: Path) -> None:
        """Open a photo whatever its size."""
        self.show(*self._photos.of_files([path]), any_size=True)

    def open_passing(self, path: Path) -> None:
        """Show a photo that, if it is the only one, goes when another comes."""
        alone = not self._photos.all
        (photo,) = self._photos.of_files([path])
        photo.passing = photo.passing or alone
        self.show(photo)

    def open_photo(self, photo: Photo) -> None:
        """Show a photo that has no file yet."""
        self._let_wish_go()
        entry = self._photos.add(None, untitled=self.tr("Untitled"))
        self._model.load(entry, photo)
        self._show(entry)

    def reopen(self) -> None:
        """Open the photo that was closed last again, as its file has it."""
        while self._closed:
            path = self._closed.pop()
            if self._photos.at(path) is None:
                self.open_files([path])
                return

    def step(self, steps: int) -> None:
        """Go to another photo of the list, going round."""
        if self.wished is not None:
            self.show(self._photos.beside(self.wished, steps))

    def show(self, photo: OpenPhoto, *, any_size: bool = False) -> None:
        """Show a photo of the list, as soon as it is read."""
        self._let_wish_go()
        if photo.document is not None:
            self._show(photo)
            return
        path = photo.path
        assert path is not None

        def read(_prepared: None, _progress: Progress) -> Photo:
            return self._store.load(path, any_size=any_size)

        task = self._workers.submit(
            self.tr("Open {0}").format(photo.name), read, partial(self._read, photo),
            failed=partial(self._failed, photo), about=photo,
        )  # fmt: skip
        self._wish = _Wish(photo, task)
        self._photos.described.emit(photo)

    def close(self, photo: OpenPhoto) -> None:
        """Let a photo go and show its neighbour. Asks nothing."""
        follower = self._photos.after_closing(photo)
        shown = photo is self.wished
        if shown:
            self._let_wish_go()
        for task in [task for task in self._workers.tasks if task.about is photo and task.lane == COMPUTE]:
            self._workers.cancel(task)
        if photo.path is not None and not photo.passing:
            self._closed.append(photo.path)
        if photo in self._seen:
            self._seen.remove(photo)
        self._model.close(photo)
        if shown and self._model.current is None and follower is not None:
            self.show(follower)

    # What comes of it

    def _list(self, asked: Path, paths: list[Path]) -> None:
        entries = self._photos.of_files(paths)
        if entries:
            self.show(entries[0])
        else:
            text = self.tr("There is no photo in “{0}”.").format(asked.name)
            self.message.emit(Message(text, self.tr("Folders inside it are not looked into."), warning=True))

    def _read(self, photo: OpenPhoto, read: Photo) -> None:
        self._wish = None
        self._model.load(photo, read)
        self._show(photo)
        if photo.path is not None:
            self.opened.emit(photo.path)
        for note in read.notes:
            self.message.emit(Message(note, about=photo))

    def _show(self, photo: OpenPhoto) -> None:
        self._model.show(photo)
        if photo in self._seen:
            self._seen.remove(photo)
        self._seen.append(photo)
        for other in self._photos.all:
            if other.passing and other is not photo:
                if other.untouched:
                    self.close(other)
                other.passing = False
        resting = [p for p in self._seen if p.untouched and not any(t.about is p for t in self._workers.tasks)]
        for old in resting[:-KEPT]:
            self._seen.remove(old)
            self._model.unload(old)

    def _failed(self, photo: OpenPhoto, error: BaseException) -> None:
        self._wish = None
        follower = self._drop(photo)
        if not isinstance(error, UserError):
            raise error
        if photo.path is not None:
            self.refused.emit(photo.path, error)
        if follower is not None:
            self.show(follower)

    def _given_up(self, task: Task) -> None:
        """Its job was cancelled by the person."""
        if self._wish is not None and task is self._wish.task and task.job.progress.cancelled:
            photo, self._wish = self._wish.photo, None
            self._drop(photo)

    def _drop(self, photo: OpenPhoto) -> OpenPhoto | None:
        """Strike a photo off that cannot be read; returns what is to be shown if nothing is."""
        follower = self._photos.after_closing(photo)
        self._model.close(photo)
        return follower if self._model.current is None else None

    def _let_wish_go(self) -> None:
        if self._wish is not None:
            photo, task = self._wish
            self._wish = None
            self._workers.cancel(task)
            self._photos.described.emit(photo)


def photos_in(paths: Sequence[Path]) -> list[Path]:
    """The paths, absolute, with folders replaced by the pictures in them, by name; 2.jpg comes before 10.jpg."""
    found: list[Path] = []
    for path in paths:
        whole = Path(os.path.abspath(path))
        found += _inside(whole) if whole.is_dir() else [whole]
    return list(dict.fromkeys(found))


def _inside(folder: Path) -> list[Path]:
    try:
        return sorted((file for file in folder.iterdir() if by_suffix(file)), key=_natural)
    except OSError as error:
        raise UserError(f"The folder “{folder.name}” cannot be read: {error.strerror}.") from error


def _natural(path: Path) -> list[tuple[int, int, str]]:
    parts = re.findall(r"\d+|\D+", path.name.lower())
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts]
