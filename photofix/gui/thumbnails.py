"""Makes the small pictures of the open photos, one at a time, on the workers for files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from photofix.core.document import State
from photofix.core.region import Region
from photofix.gui.open_photos import OpenPhoto, OpenPhotos
from photofix.gui.qt_pictures import to_image
from photofix.gui.workers import Workers

SIDE = 224  # pixels: enough for a screen of twice the usual resolution

Looks = tuple[Any, ...] | None  # what a photo looks like, without holding on to its pixels


class Thumbnails(QObject):
    """Only what is wanted is made: whoever paints a photo wants its picture."""

    def __init__(self, photos: OpenPhotos, workers: Workers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._photos, self._workers = photos, workers
        self._wanted: dict[OpenPhoto, None] = {}  # in the order in which they are made
        self._made: dict[OpenPhoto, Looks] = {}  # what their pictures show
        self._busy = False
        photos.listed.connect(self._forget)

    def want(self, photo: OpenPhoto) -> None:
        """See to it that the photo's picture is made, or made anew if it looks otherwise by now."""
        known = self._made.get(photo, ())
        if known == () or (photo.document is not None and known != _looks(photo)):
            self._wanted[photo] = None
            self._next()

    def _next(self) -> None:
        if self._busy or not self._wanted:
            return
        photo = next(iter(self._wanted))
        del self._wanted[photo]
        looks, state, path = _looks(photo), photo.document.state if photo.document else None, photo.path
        self._busy = True

        def finish(image: QImage | None) -> None:
            self._busy = False
            if photo in self._photos.all:
                self._made[photo] = looks
                photo.thumbnail = image or photo.thumbnail
                self._photos.described.emit(photo)
            self._next()

        self._workers.run_in_background(lambda: _of_state(state) if state else _of_file(path), finish)

    def _forget(self) -> None:
        here = set(self._photos.all)
        for photo in [photo for photo in (*self._wanted, *self._made) if photo not in here]:
            self._wanted.pop(photo, None)
            self._made.pop(photo, None)


def _looks(photo: OpenPhoto) -> Looks:
    if photo.document is None:
        return None
    state = photo.document.state
    edits = tuple((edit.id, edit.visible, edit.opacity) for edit in state.edits)
    return state.base.width, state.base.height, edits


def _of_file(path: Path | None) -> QImage | None:
    from photofix.files.thumbnail import thumbnail

    pixels = thumbnail(path, SIDE) if path else None
    return None if pixels is None else to_image(pixels)


def _of_state(state: State) -> QImage:
    from photofix.files.srgb import to_srgb

    return to_image(to_srgb(_reduced(state), state.base.icc))


def _reduced(state: State) -> NDArray[Any]:
    """The composite reduced by a whole factor to about SIDE pixels, in bands: never the whole of it in memory."""
    width, height = state.base.width, state.base.height
    factor = max(1, max(width, height) // SIDE)
    columns = max(1, width // factor)
    rows = max(1, height // factor)
    bands = []
    for top in range(0, rows, 16):
        count = min(16, rows - top)
        region = Region(0, top * factor, min(width, columns * factor), min(height, count * factor))
        band = cv2.resize(state.composite(region), (columns, count), interpolation=cv2.INTER_AREA)
        bands.append(np.asarray(band).reshape(count, columns, state.base.channels))
    return np.concatenate(bands)
