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

Read = Callable[[], State]


@dataclass(frozen=True)
class Begun:
    """A sketch of a kind from a photo. picture: H×W×3. fresh: of another photo or size than that kind had before."""

    kind: Kind
    picture: Bytes
    fresh: bool


class Beginnings(QObject):
    """One at a time; the newest wish wins. The photo that was read last is kept for other kinds and other lines."""

    made = Signal(object)  # Begun
    refused = Signal(object)  # UserError

    def __init__(self, workers: Workers, parent: QObject) -> None:
        super().__init__(parent)
        self._workers = workers
        self._photo: tuple[Read, int, Bytes] | None = None  # from where, pixels of its shorter side, the photo
        self._last: dict[Kind, tuple[Read, int]] = {}  # what the sketch of a kind was made of last
        self._task: Task | None = None

    @property
    def busy(self) -> bool:
        return self._task is not None

    def take(self, read: Read, kind: Kind, side: int, lines: Lines) -> None:
        """Make a sketch of a photo. read: called on a worker; may raise UserError. side: pixels of its shorter side."""
        self.stop()
        photo, fresh = self._photo, self._last.get(kind) != (read, side)

        def work(_prepared: None, progress: Progress) -> tuple[Bytes, Begun]:
            known = photo is not None and photo[:2] == (read, side)
            found = photo[2] if photo is not None and known else picture_of(read(), side)
            progress.check()
            return found, Begun(kind, drawn_from(found, kind, lines), fresh)

        def finish(made: tuple[Bytes, Begun]) -> None:
            self._task, self._photo = None, (read, side, made[0])
            self._last[kind] = read, side
            self.made.emit(made[1])

        self._task = self._workers.submit("", work, finish, shown=False, failed=self._failed)

    def stop(self) -> None:
        if self._task is not None:
            task, self._task = self._task, None
            self._workers.cancel(task)

    def _failed(self, error: BaseException) -> None:
        self._task = None
        if isinstance(error, UserError):
            self.refused.emit(error)
        else:
            self._workers.failed.emit(error)
