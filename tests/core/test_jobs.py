"""Jobs: how they end, and that a cancelled one never finishes."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from photofix.core.jobs import Job, JobState, run_here
from photofix.core.progress import Progress
from photofix.errors import Cancelled, UserError


def job(work: Any, finished: list[Any]) -> Job[Any]:
    return Job("Test", lambda: 20, work, finished.append)


def test_a_job_hands_its_result_to_finish() -> None:
    finished: list[int] = []
    done = job(lambda prepared, _: prepared + 1, finished)
    assert done.state is JobState.WAITING
    assert run_here(done) == 21 and finished == [21]
    assert done.state is JobState.DONE and done.seconds >= 0 and done.started > 0


def test_none_is_a_result_too() -> None:
    finished: list[None] = []
    run_here(job(lambda *_: None, finished))
    assert finished == [None]


def test_a_failure_is_kept_and_raised_here() -> None:
    def work(*_: Any) -> None:
        raise UserError("No.", hint="Yes.")

    finished: list[Any] = []
    failing = job(work, finished)
    with pytest.raises(UserError, match="No"):
        run_here(failing)
    assert failing.state is JobState.FAILED and isinstance(failing.error, UserError) and finished == []


def test_a_waiting_job_is_cancelled_at_once_and_does_no_work() -> None:
    called: list[Any] = []
    waiting = job(lambda *_: called.append(1), called)
    waiting.cancel()
    assert waiting.state is JobState.CANCELLED
    with pytest.raises(Cancelled):
        run_here(waiting)
    assert called == []


def test_a_cancel_in_the_middle_or_at_the_very_end_leaves_no_result() -> None:
    finished: list[Any] = []

    def deaf(_: Any, progress: Progress) -> str:
        progress.cancel()
        return "too late"

    stopped = job(deaf, finished)
    with pytest.raises(Cancelled):
        run_here(stopped)
    assert (stopped.state, stopped.result, finished) == (JobState.CANCELLED, None, [])


def test_a_cancel_between_work_and_finish_is_heeded() -> None:
    finished: list[Any] = []
    late = job(lambda *_: "result", finished)
    late.perform(None)
    assert late.state is JobState.DONE
    late.cancel()
    late.conclude()
    assert (late.state, late.result, finished) == (JobState.CANCELLED, None, [])


def test_a_job_on_a_worker_stops_when_the_owner_cancels() -> None:
    finished: list[Any] = []
    running = threading.Event()

    def endless(_: Any, progress: Progress) -> None:
        while True:
            progress.report(0.5)
            running.set()

    long = job(endless, finished)
    thread = threading.Thread(target=long.perform, args=(None,))
    thread.start()
    assert running.wait(10)
    long.cancel()
    thread.join(10)
    long.conclude()
    assert not thread.is_alive() and long.state is JobState.CANCELLED and finished == []
