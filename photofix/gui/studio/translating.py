"""Keeps the result in step with the sketch: a little after each stroke, on the compute worker, the newest first."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal

from photofix.core.progress import Progress
from photofix.core.tiles import OutOfMemory
from photofix.errors import Cancelled, UserError
from photofix.gui.workers import COMPUTE, Task, Workers
from photofix.ops.base import Models

DELAY_MS = 60  # of strokes that come close after each other, only the last is translated


@dataclass(frozen=True)
class Wish:
    """What is to be translated. picture: H×W×3 uint8, its own copy. seed: of the noise; None: without."""

    picture: NDArray[np.uint8]
    model: str
    seed: int | None


@dataclass(frozen=True)
class Made:
    """A translation. picture: H×W×3 uint8. about: what the translator says of itself."""

    wish: Wish
    picture: NDArray[np.uint8]
    about: Any
    seconds: float
    device: str


class Translating(QObject):
    """One translation at a time. While one is computed, what is drawn meanwhile waits as one further wish."""

    made = Signal(object)  # Made
    refused = Signal(object)  # UserError
    busy_changed = Signal(bool)

    def __init__(
        self, workers: Workers, models: Callable[[], Models], wish: Callable[[], Wish | None], parent: QObject
    ) -> None:
        """models: called on the compute worker. wish: what is wanted now; None: nothing."""
        super().__init__(parent)
        self._workers, self._models, self._wish = workers, models, wish
        self._task: Task | None = None
        self._again = False
        self._timer = QTimer(self, singleShot=True, interval=DELAY_MS)
        self._timer.timeout.connect(self._start)

    @property
    def busy(self) -> bool:
        return self._task is not None or self._timer.isActive()

    def touch(self) -> None:
        """Something was drawn."""
        if not self._timer.isActive():
            self._timer.start()

    def restart(self) -> None:
        """Another translator: what is being computed is not wanted any more."""
        self.stop()
        self._start()

    def stop(self) -> None:
        self._timer.stop()
        self._again = False
        if self._task is not None:
            task, self._task = self._task, None
            self._workers.cancel(task)
            self.busy_changed.emit(False)

    def _start(self) -> None:
        if self._task is not None:
            self._again = True
            return
        if self._wish() is None:
            return
        self._task = self._workers.submit(
            "", self._work, self._finish, prepare=self._prepare, lane=COMPUTE, shown=False, failed=self._failed
        )
        self.busy_changed.emit(True)

    def _prepare(self) -> Wish:
        """The sketch as it is when its turn comes."""
        wish = self._wish()
        self._again = False
        if wish is None:
            self._rest()
            raise Cancelled
        return wish

    def _work(self, wish: Wish, progress: Progress) -> Made:
        progress.check()
        models = self._models()
        translate = models.get(wish.model)
        begun, given = time.perf_counter(), np.asarray(wish.picture / 255, np.float32)
        try:
            found = translate(given, wish.seed)
        except OutOfMemory:
            found = self._on_cpu(models, wish, given)
        picture = np.rint(np.clip(found, 0, 1) * 255).astype(np.uint8)
        about = getattr(translate, "about", None)
        return Made(wish, picture, about, time.perf_counter() - begun, models.device)

    def _on_cpu(self, models: Models, wish: Wish, given: NDArray[np.float32]) -> NDArray[np.float32]:
        """What the device has too little memory for."""
        translate = models.on_cpu(wish.model)
        try:
            if translate is not None:
                return np.asarray(translate(given, wish.seed), np.float32)
        except OutOfMemory:
            pass
        raise UserError(
            self.tr("There is not enough memory to translate a sketch of this size."),
            hint=self.tr("Begin with a smaller one."),
        )

    def _finish(self, made: Made) -> None:
        self._rest()
        self.made.emit(made)

    def _failed(self, error: BaseException) -> None:
        self._rest()
        if isinstance(error, UserError):
            self.refused.emit(error)
        else:
            self._workers.failed.emit(error)

    def _rest(self) -> None:
        self._task = None
        self.busy_changed.emit(False)
        if self._again:
            self._again = False
            self._start()
