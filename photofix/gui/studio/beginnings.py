"""Makes sketches out of photos, on workers: the picture, its edges or its greys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from photofix.core.document import State
from photofix.core.progress import Progress
from photofix.errors import UserError
from photofix.gui.studio.drawing import Bytes
from photofix.gui.studio.kinds import Kind
from photofix.gui.studio.starts import Lines, drawn_from, picture_of
from photofix.gui.workers import Task, Workers


@dataclass(frozen=True)
class Begun:
    """A sketch of a kind from a photo. picture: H×W×3. fresh: of another photo or size than before."""

    kind: Kind
    picture: Bytes
    fresh: bool


class Beginnings(QObject):
    """Remembers the photo that was taken last, so that other kinds of sketch and other lines begin with it."""

    made = Signal(object)  # Begun
    refused = Signal(object)  # UserError

    def __init__(self, workers: Workers, parent: QObject) -> None:
        super().__init__(parent)
        self._workers = workers
        self._read: Callable[[], State] | None = None
        self._photo: tuple[int, Bytes] | None = None  # the side at which it was read, and the photo
        self._task: Task | None = None

    @property
    def busy(self) -> bool:
        return self._task is not None

    def take(self, read: Callable[[], State], kind: Kind, side: int, lines: Lines) -> None:
        """Begin with another photo. read: called on a worker; may raise UserError. side: pixels of its shorter side."""
        self._photo, self._read = None, read
        self.again(kind, side, lines)

    @property
    def known(self) -> bool:
        """Was a photo taken?"""
        return self._read is not None

    def again(self, kind: Kind, side: int, lines: Lines) -> None:
        """The same photo as another kind of sketch, at another size or with other edges; the newest wish wins."""
        read, photo = self._read, self._photo
        if read is None:
            return
        self.stop()

        def work(_prepared: None, progress: Progress) -> tuple[Bytes, Begun]:
            old = photo is not None and photo[0] == side
            found = photo[1] if photo is not None and old else picture_of(read(), side)
            progress.check()
            return found, Begun(kind, drawn_from(found, kind, lines), not old)

        def finish(made: tuple[Bytes, Begun]) -> None:
            self._task, self._photo = None, (side, made[0])
            self.made.emit(made[1])

        self._task = self._workers.submit("", work, finish, shown=False, failed=self._failed)

    def stop(self) -> None:
        if self._task is not None:
            task, self._task = self._task, None
            self._workers.cancel(task)

    def _failed(self, error: BaseException) -> None:
        self._task = None
        if isinstance(error, UserError):
            if self._photo is None:
                self._read = None
            self.refused.emit(error)
        else:
            self._workers.failed.emit(error)
