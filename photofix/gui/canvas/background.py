"""Work off the GUI thread for a canvas that was given no worker pool."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QObject, Qt, QThread


class RunInBackground(Protocol):
    """Runs `work` on another thread and hands what it returns to `done` on the GUI thread."""

    def __call__(self, work: Callable[[], Any], done: Callable[[Any], None]) -> None: ...


class _Thread(QThread):
    def __init__(self, work: Callable[[], Any]) -> None:
        super().__init__()
        self._work = work
        self.result: Any = None
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            self.result = self._work()
        except Exception as error:  # raised again on the GUI thread, whose handler knows what to do with it
            self.error = error


class ThreadPerTask(QObject):
    """One short-lived thread per piece of work; none stays when the work is done."""

    def __init__(self) -> None:
        super().__init__()
        self._tasks: dict[_Thread, Callable[[Any], None]] = {}

    def __call__(self, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        thread = _Thread(work)
        self._tasks[thread] = done
        thread.finished.connect(self._collect, Qt.ConnectionType.QueuedConnection)
        thread.start()

    def close(self) -> None:
        """Wait for what runs and forget its results."""
        tasks, self._tasks = self._tasks, {}
        for thread in tasks:
            thread.wait()

    def _collect(self) -> None:
        for thread in [thread for thread in self._tasks if thread.isFinished()]:
            done = self._tasks.pop(thread)
            thread.wait()
            if thread.error is not None:
                raise thread.error
            done(thread.result)
