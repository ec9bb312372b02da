"""The threads behind the window: one per compute device, a few for files, one for downloads; results come back to the
GUI thread."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal, Slot
from shiboken6 import isValid

from photofix.core.jobs import Job, JobState
from photofix.core.progress import Progress
from photofix.errors import Cancelled

FILES = "files"
COMPUTE = "compute"
NETWORK = "network"
STACK_BYTES = 16 * 2**20  # macOS gives threads 512 KiB, too little for numerical libraries
LOOK_MS = 100  # how often progress is passed on


@dataclass(eq=False)
class Task:
    """A job in the pool, as the queue panel shows it. fraction 0..1 and text are what the job reported last.

    about: the open photo that it belongs to, if any. asker: whom finish and failed belong to, if that may be gone
    before the job is over.
    """

    job: Job[Any]
    lane: str
    shown: bool
    failed: Callable[[BaseException], None] | None = None
    about: object = None
    asker: QObject | None = None
    fraction: float = 0.0
    text: str = ""
    _told: tuple[float, str] = field(default=(0.0, ""), repr=False)

    def hear(self, fraction: float, text: str) -> None:
        """Listener of the job's progress, called on the worker: only notes what it is told."""
        self.fraction, self.text = fraction, text

    def news(self) -> bool:
        """Is there progress that has not been passed on yet?"""
        now = self.fraction, self.text
        fresh, self._told = now != self._told, now
        return fresh


class _Worker(QObject):
    """Lives on its thread and runs one job at a time there."""

    begin = Signal(object, object)  # task, what its job's prepare returned
    done = Signal(object)  # the task

    def __init__(self, name: str) -> None:
        super().__init__()
        self.task: Task | None = None  # owned by the GUI thread
        self._thread = QThread()
        self._thread.setObjectName(name)
        self._thread.setStackSize(STACK_BYTES)
        self.moveToThread(self._thread)
        self.begin.connect(self._run, Qt.ConnectionType.QueuedConnection)

    @Slot(object, object)
    def _run(self, task: Task, prepared: Any) -> None:
        task.job.perform(prepared)
        self.done.emit(task)

    def start(self, task: Task, prepared: Any) -> None:
        """Called on the GUI thread; the thread itself starts with its first job."""
        self.task = task
        self._thread.start()
        self.begin.emit(task, prepared)

    def stop(self) -> None:
        """End the thread, which must be idle."""
        self._thread.quit()
        self._thread.wait()


class _Lane:
    """Jobs that wait in one line for one or more workers."""

    def __init__(self, name: str, workers: int) -> None:
        self.workers = [_Worker(f"{name} {number + 1}") for number in range(workers)]
        self.waiting: deque[Task] = deque()

    @property
    def idle_worker(self) -> _Worker | None:
        return next((worker for worker in self.workers if worker.task is None), None)

    @property
    def busy(self) -> bool:
        return bool(self.waiting) or any(worker.task is not None for worker in self.workers)


class Workers(QObject):
    """Runs jobs. All methods and signals belong to the GUI thread.

    The jobs of a compute device run one at a time, in the order in which they came; `prepare` is called when a
    job's turn comes, so that it sees what the jobs before it did.
    """

    added = Signal(object)  # Task
    progressed = Signal(object)  # Task
    removed = Signal(object)  # Task: finished, failed or cancelled
    failed = Signal(object)  # BaseException of a job that has nobody else to tell it to
    idle = Signal()  # the last job is over, its thread too

    def __init__(self, parent: QObject | None = None, *, devices: tuple[str, ...] = (COMPUTE,), files: int = 2) -> None:
        super().__init__(parent)
        self._lanes = {name: _Lane(name, 1) for name in (*devices, NETWORK)} | {FILES: _Lane(FILES, files)}
        self._tasks: list[Task] = []  # what is to be seen: cancelled ones are gone at once
        for lane in self._lanes.values():
            for worker in lane.workers:
                # A method of this object, not a function: Qt then knows that it belongs on this thread.
                worker.done.connect(self._finished, Qt.ConnectionType.QueuedConnection)
        self._look = QTimer(self, interval=LOOK_MS)
        self._look.timeout.connect(self._pass_on)

    @property
    def tasks(self) -> tuple[Task, ...]:
        """What waits and runs, cancelled ones left out."""
        return tuple(self._tasks)

    @property
    def busy(self) -> bool:
        """Is a thread at work, be it on a job that was cancelled?"""
        return any(lane.busy for lane in self._lanes.values())

    def submit(
        self,
        label: str,
        work: Callable[[Any, Progress], Any],
        finish: Callable[[Any], None],
        *,
        prepare: Callable[[], Any] = lambda: None,
        lane: str = FILES,
        shown: bool = True,
        failed: Callable[[BaseException], None] | None = None,
        about: object = None,
        asker: QObject | None = None,
    ) -> Task:
        """Queue a job (see core.jobs.Job for what the three functions may do and where they run).

        prepare may raise Cancelled to let the job go, or UserError. failed: told on the GUI thread instead of the
        signal. shown: whether the queue panel lists it. about: the open photo that it belongs to. asker: such as a
        dialog that may be closed meanwhile: once Qt has deleted it, the work is still done, but it is told nothing.
        """
        job: Job[Any] = Job(label, prepare, work, finish)
        task = Task(job, lane, shown, failed, about, asker)
        job.progress = Progress(task.hear)
        self._tasks.append(task)
        self._lanes[lane].waiting.append(task)
        self.added.emit(task)
        self._look.start()
        # Not before the caller has returned: prepare and failed may be what it has yet to set up.
        QTimer.singleShot(0, self, partial(self._advance, self._lanes[lane]))
        return task

    def run_in_background(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Small work for views, on a file worker, not listed. failed: told of an error before the signal is."""

        def tell(error: BaseException) -> None:
            if failed is not None:
                failed(error)
            self.failed.emit(error)

        self.submit("", lambda _prepared, _progress: work(), done, shown=False, failed=tell)

    def cancel(self, task: Task) -> None:
        """Let go of a job: it disappears now; a step that cannot be interrupted finishes unseen."""
        if task in self._tasks:
            task.job.cancel()
            self._remove(task)
            lane = self._lanes[task.lane]
            if task in lane.waiting:
                lane.waiting.remove(task)
                self._rest()

    def cancel_all(self, lane: str) -> None:
        for task in [task for task in self._tasks if task.lane == lane]:
            self.cancel(task)

    def stop(self) -> bool:
        """End the idle threads; False if some are still at work."""
        for worker in [worker for lane in self._lanes.values() for worker in lane.workers]:
            if worker.task is None:
                worker.stop()
        self._look.stop()
        return not self.busy

    def _advance(self, lane: _Lane) -> None:
        """Give the next waiting jobs to idle workers."""
        while lane.waiting and (worker := lane.idle_worker) is not None:
            task = lane.waiting.popleft()
            try:
                prepared = task.job.prepare()
            except Cancelled:
                task.job.cancel()
                self._remove(task)
            except Exception as error:  # handed to whoever asked for the job
                task.job.state, task.job.error = JobState.FAILED, error
                self._conclude(task)
            else:
                worker.start(task, prepared)
        self._rest()

    @Slot(object)
    def _finished(self, task: Task) -> None:
        lane = self._lanes[task.lane]
        next(worker for worker in lane.workers if worker.task is task).task = None
        try:
            self._conclude(task)
        finally:
            self._advance(lane)

    def _conclude(self, task: Task) -> None:
        self._remove(task)
        alone = task.asker is not None and not isValid(task.asker)
        if task.job.state is not JobState.FAILED:
            if not alone:
                task.job.conclude()
        elif not task.job.progress.cancelled and task.job.error is not None:
            (self.failed.emit if alone or task.failed is None else task.failed)(task.job.error)

    def _remove(self, task: Task) -> None:
        if task in self._tasks:
            self._tasks.remove(task)
            self.removed.emit(task)

    def _rest(self) -> None:
        if not self.busy:
            self._look.stop()
            self.idle.emit()

    def _pass_on(self) -> None:
        for task in list(self._tasks):
            if task.news() or task.job.state is JobState.RUNNING:
                self.progressed.emit(task)
