"""Pictures from other programs, dropped or pasted: files, folders, or the pixels themselves."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QByteArray, QFile, QIODevice, QMimeData, QObject, Signal
from PySide6.QtGui import QImage

from photofix.core.photo import Photo
from photofix.errors import UserError
from photofix.gui.document_model import DocumentModel
from photofix.gui.file_store import FileStore
from photofix.gui.messages import Message
from photofix.gui.opening import Opening
from photofix.gui.qt_pictures import to_photo
from photofix.gui.workers import Workers

# Best first: what keeps depth and profile.
ENCODED = {"image/tiff": ".tif", "image/png": ".png", "image/webp": ".webp", "image/jpeg": ".jpg", "image/bmp": ".bmp"}


@dataclass(frozen=True)
class Arrival:
    """What was brought. data with suffix: an encoded picture; image: one that the system has decoded.

    remote: the address of something that is not on this machine.
    """

    paths: tuple[Path, ...] = ()
    data: QByteArray | None = None
    suffix: str = ""
    image: QImage | None = None
    remote: str = ""

    @property
    def any(self) -> bool:
        return bool(self.paths or self.data is not None or self.image is not None or self.remote)


def promised(mime: QMimeData) -> bool:
    """Is there anything to be opened? Nothing is fetched for the answer."""
    return mime.hasUrls() or mime.hasImage() or any(mime.hasFormat(kind) for kind in ENCODED)


def read(mime: QMimeData) -> Arrival:
    """Take over what is offered, as long as it is offered."""
    paths = tuple(Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile())
    if paths:
        return Arrival(paths)
    for kind, suffix in ENCODED.items():
        if mime.hasFormat(kind) and not (data := mime.data(kind)).isEmpty():
            return Arrival(data=data, suffix=suffix)
    image = mime.imageData() if mime.hasImage() else None
    if isinstance(image, QImage) and not image.isNull():
        return Arrival(image=image)
    remote = next((url.toString() for url in mime.urls()), "")
    return Arrival(remote=remote)


class Arrivals(QObject):
    """Opens what arrives: files as themselves, pixels as untitled photos."""

    message = Signal(object)  # Message

    def __init__(
        self,
        model: DocumentModel,
        workers: Workers,
        opening: Opening,
        store: FileStore,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._model, self._workers, self._opening, self._store = model, workers, opening, store

    def take(self, arrival: Arrival) -> None:
        if arrival.paths:
            self._opening.open_files(arrival.paths)
        elif arrival.data is not None or arrival.image is not None:
            self._workers.submit(
                self.tr("Open picture"), lambda _prepared, _progress: self._decoded(arrival), self._open,
                failed=self._failed,
            )  # fmt: skip
        elif arrival.remote:
            text = self.tr("This picture lies on another machine: {0}").format(arrival.remote)
            self.message.emit(Message(text, self.tr("Save it to a file first, then open that."), warning=True))

    def _decoded(self, arrival: Arrival) -> Photo:
        """On a worker. Encoded pictures go the way of files, which keeps their profile and depth."""
        if arrival.data is None:
            assert arrival.image is not None
            return to_photo(arrival.image)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"picture{arrival.suffix}"
            file = QFile(str(path))
            file.open(QIODevice.OpenModeFlag.WriteOnly)
            file.write(arrival.data)
            file.close()
            return replace(self._store.load(path), path=None)

    def _open(self, photo: Photo) -> None:
        self._opening.open_photo(photo)

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, UserError):
            raise error
        self.message.emit(Message.of(error))
