"""A job: a piece of long work as a plain record, run by a window's worker or by the command line alike."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Generic, TypeVar, cast

from photofix.core.progress import Progress
from photofix.errors import Cancelled

T = TypeVar("T")


class JobState(Enum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(eq=False)
class Job(Generic[T]):
    """One piece of work.

    prepare runs on the owner's thread when the job's turn comes and returns what work needs;
    work runs on the worker with it and must not touch the document; finish runs on the owner's thread with
    work's result (see `conclude`). A job that is cancelled never finishes.
    """

    label: str
    prepare: Callable[[], Any]
    work: Callable[[Any, Progress], T]
    finish: Callable[[T], None]
    progress: Progress = field(default_factory=Progress.silent)
    state: JobState = JobState.WAITING
    error: BaseException | None = None
    result: T | None = None
    started: float = 0.0  # time.monotonic() when work began; 0 before
    seconds: float = 0.0

    def perform(self, prepared: Any) -> None:
        """Run `work` and note how it ended. Called by the worker; never raises."""
        self.state, self.started = JobState.RUNNING, time.monotonic()
        try:
            self.progress.check()
            result = self.work(prepared, self.progress)
            self.progress.check()
            self.result, self.state = result, JobState.DONE
        except Cancelled:
            self.state = JobState.CANCELLED
        except Exception as error:  # handed to the front end, which decides what to show
            self.state, self.error = JobState.FAILED, error
        finally:
            self.seconds = time.monotonic() - self.started

    def conclude(self) -> None:
        """On the owner's thread, after `perform`: finish with the result, unless there is none to finish with.

        Even a cancel that came between the end of the work and now is heeded.
        """
        if self.state is JobState.DONE and self.progress.cancelled:
            self.result, self.state = None, JobState.CANCELLED
        if self.state is JobState.DONE:
            self.finish(cast(T, self.result))

    def cancel(self) -> None:
        """Ask to stop. A waiting job is cancelled at once; one that has finished stays as it is."""
        self.progress.cancel()
        if self.state is JobState.WAITING:
            self.state = JobState.CANCELLED


def run_here(job: Job[T]) -> T:
    """Run a job on this thread, for the command line and for tests. Raises what work raised."""
    job.perform(job.prepare())
    job.conclude()
    if job.state is JobState.CANCELLED:
        raise Cancelled
    if job.error is not None:
        raise job.error
    return cast(T, job.result)
