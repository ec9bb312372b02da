"""The system's clipboard: the result out, pictures of other programs in."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QByteArray, QFile, QIODevice, QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage

from photofix.core.document import State
from photofix.core.progress import Progress
from photofix.gui.arrivals import Arrival, Arrivals, read
from photofix.gui.document_model import DocumentModel
from photofix.gui.messages import Message
from photofix.gui.qt_pictures import to_image
from photofix.gui.workers import Workers


class _Copy(NamedTuple):
    image: QImage
    png: QByteArray


class Clipboard(QObject):
    """Copies as 8-bit sRGB, which every program understands."""

    message = Signal(object)  # Message
    copied = Signal()

    def __init__(
        self, model: DocumentModel, workers: Workers, arrivals: Arrivals, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._model, self._workers, self._arrivals = model, workers, arrivals

    def paste(self) -> None:
        """Open what lies there as a new photo."""
        mime = QGuiApplication.clipboard().mimeData()
        arrival = read(mime) if mime is not None else Arrival()  # none: another program holds the clipboard
        if arrival.any:
            self._arrivals.take(arrival)
        else:
            text = self.tr("There is no picture in the clipboard.")
            self.message.emit(Message(text, self.tr("Copy a picture or a file in another program first.")))

    def copy(self) -> None:
        """Copy the shown photo as it is now; it is made on a worker."""
        state = self._model.state
        if state is not None:
            self._workers.submit(
                self.tr("Copy"), lambda _prepared, progress: _copy_of(state, progress), self._offer,
                about=self._model.current,
            )  # fmt: skip

    def _offer(self, copy: _Copy) -> None:
        clipboard = QGuiApplication.clipboard()
        # Qt's own QMimeData: one that was made here would be destroyed after Python has ended, and crash.
        clipboard.setImage(copy.image)
        # Made beforehand: Qt would encode it in the window's thread when another program asks for it.
        clipboard.mimeData().setData("image/png", copy.png)
        self.copied.emit()


def _copy_of(state: State, progress: Progress) -> _Copy:
    from photofix.files.srgb import to_srgb, write_png

    pixels = to_srgb(state.composite(), state.base.icc)
    progress.check()
    with tempfile.TemporaryDirectory() as folder:
        # By a file: bytes would be copied under Python's lock, and the window would stand still.
        path = Path(folder) / "copied.png"
        write_png(pixels, path)
        progress.check()
        file = QFile(str(path))
        file.open(QIODevice.OpenModeFlag.ReadOnly)
        png = file.readAll()
        file.close()
    return _Copy(to_image(pixels), png)
