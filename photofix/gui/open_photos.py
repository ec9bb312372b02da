"""The photos in the window: which, in which order, and which one is shown."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from photofix.core.document import Document
from photofix.gui.canvas.view import View


@dataclass(eq=False)
class OpenPhoto:
    """One of them, with all that is its own.

    path: the file that it was opened from or last saved as; None: it has none yet, and `untitled` is its name.
    document: None as long as the photo is only listed, not decoded. view, fits: how it was looked at when it was left.
    outside: pixels that the last repair changed outside the mask; None before the first.
    passing: it was opened unasked and goes when another comes, unless something was done to it.
    """

    path: Path | None
    untitled: str = ""
    document: Document | None = None
    view: View | None = None
    fits: bool = True
    outside: int | None = None
    thumbnail: QImage | None = None
    passing: bool = False

    @property
    def name(self) -> str:
        return self.path.name if self.path else self.untitled

    @property
    def modified(self) -> bool:
        """Would something be lost if it were closed now?"""
        return self.document is not None and (self.path is None or self.document.modified)

    @property
    def untouched(self) -> bool:
        """Could it be read from its file again, and nothing be missing?"""
        if self.document is None:
            return True
        return self.path is not None and len(self.document.steps) == 1 and self.document.state.mask.empty


class OpenPhotos(QObject):
    """The list. Changed by the document model and by those who list files or put them in order."""

    listed = Signal()  # one came, went or moved, or another is shown
    described = Signal(object)  # OpenPhoto: its name, its picture or whether it is saved is another

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._photos: list[OpenPhoto] = []
        self._current: OpenPhoto | None = None
        self._untitled = 0

    @property
    def all(self) -> tuple[OpenPhoto, ...]:
        """From left to right."""
        return tuple(self._photos)

    @property
    def current(self) -> OpenPhoto | None:
        """The one that is shown. It has a document."""
        return self._current

    @property
    def modified(self) -> tuple[OpenPhoto, ...]:
        """Those of which something would be lost."""
        return tuple(photo for photo in self._photos if photo.modified)

    def add(self, path: Path | None, *, untitled: str = "") -> OpenPhoto:
        """List a photo at the end. untitled: its name where it has no file; a number tells it from others."""
        if path is None:
            self._untitled += 1
            untitled = untitled if self._untitled == 1 else f"{untitled} {self._untitled}"
        photo = OpenPhoto(path, untitled)
        self._photos.append(photo)
        self.listed.emit()
        return photo

    def of_files(self, paths: Iterable[Path]) -> list[OpenPhoto]:
        """The photos of these files: those that are open, and the others listed at the end."""
        known = {_key(photo.path): photo for photo in self._photos if photo.path}
        found = []
        for path in paths:
            photo = known.get(_key(path))
            if photo is None:
                photo = known[_key(path)] = OpenPhoto(path)
                self._photos.append(photo)
            found.append(photo)
        self.listed.emit()
        return found

    def show(self, photo: OpenPhoto | None) -> None:
        """Make a photo that has a document the current one, or none."""
        assert photo is None or (photo in self._photos and photo.document is not None)
        self._current = photo
        self.listed.emit()

    def remove(self, photo: OpenPhoto) -> None:
        """Let a photo go, with all that it holds."""
        self._photos.remove(photo)
        photo.document = photo.thumbnail = None
        if photo is self._current:
            self._current = None
        self.listed.emit()

    def move(self, photo: OpenPhoto, place: int) -> None:
        """Put a photo where it is the number `place` from the left, from 0."""
        self._photos.remove(photo)
        self._photos.insert(place, photo)
        self.listed.emit()

    def at(self, path: Path) -> OpenPhoto | None:
        """The photo of this file, if it is open."""
        wanted = _key(path)
        return next((photo for photo in self._photos if photo.path and _key(photo.path) == wanted), None)

    def of(self, document: Document) -> OpenPhoto | None:
        """The photo with this document; None if it was closed."""
        return next((photo for photo in self._photos if photo.document is document), None)

    def beside(self, photo: OpenPhoto, steps: int) -> OpenPhoto:
        """The photo so many steps to the right, going round."""
        return self._photos[(self._photos.index(photo) + steps) % len(self._photos)]

    def after_closing(self, photo: OpenPhoto) -> OpenPhoto | None:
        """The photo to be shown when this one is closed: the one to the right, else to the left."""
        place = self._photos.index(photo)
        return next(iter(self._photos[place + 1 :] or self._photos[:place][::-1]), None)


def _key(path: Path) -> str:
    return os.path.normcase(os.path.abspath(path))
