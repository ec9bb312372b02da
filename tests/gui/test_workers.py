"""The worker pool: order, turns, cancelling, failing, and what is left behind."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QObject, QThread
from shiboken6 import isValid

from photofix.core.progress import Progress
from photofix.errors import Cancelled, UserError
from photofix.gui.workers import COMPUTE, FILES, Task, Workers

PATIENCE = 20.0


class Script:
    """Makes jobs that can be held, and notes what ran where."""

    def __init__(self, workers: Workers) -> None:
        self.workers = workers
        self.log: list[str] = []
        self.threads: dict[str, Any] = {}
        self.gates: dict[str, threading.Event] = {}

    def job(self, name: str, *, held: bool = False, lane: str = COMPUTE, **more: Any) -> Task:
        gate = self.gates[name] = threading.Event()
        if not held:
            gate.set()

        def prepare() -> str:
            self.log.append(f"prepare {name}")
            self.threads[f"prepare {name}"] = QThread.currentThread()
            return name

        def work(prepared: str, progress: Progress) -> str:
            self.log.append(f"work {prepared}")
            self.threads[f"work {name}"] = QThread.currentThread()
            if not gate.wait(PATIENCE):
                raise TimeoutError(name)
            progress.report(0.5, "half")
            return name.upper()

        def finish(result: str) -> None:
            self.log.append(f"finish {result}")
            self.threads[f"finish {name}"] = QThread.currentThread()

        return self.workers.submit(name, work, finish, prepare=prepare, lane=lane, **more)


@pytest.fixture
def script(workers: Workers) -> Script:
    return Script(workers)


@pytest.fixture
def until(qtbot: Any) -> Callable[[Callable[[], bool]], None]:
    return lambda true: qtbot.waitUntil(true, timeout=int(PATIENCE * 1000))


def test_a_devices_jobs_run_in_order_and_see_what_went_before(script: Script, until: Any) -> None:
    for name in "abc":
        script.job(name)
    until(lambda: len(script.log) == 9)
    assert script.log == [f"{step} {n.upper() if step == 'finish' else n}" for n in "abc"
                          for step in ("prepare", "work", "finish")]  # fmt: skip


def test_only_the_work_is_off_the_gui_thread(script: Script, until: Any) -> None:
    script.job("a")
    until(lambda: "finish A" in script.log)
    here = QThread.currentThread()
    assert script.threads["prepare a"] is script.threads["finish a"] is here
    assert script.threads["work a"] is not here


def test_nothing_starts_before_submit_returns(script: Script) -> None:
    script.job("a")
    assert script.log == []


def test_files_do_not_wait_for_the_device(script: Script, until: Any) -> None:
    script.job("slow", held=True)
    script.job("file", lane=FILES)
    until(lambda: "finish FILE" in script.log)
    assert "finish SLOW" not in script.log
    script.gates["slow"].set()
    until(lambda: "finish SLOW" in script.log)


def test_a_cancelled_job_is_gone_at_once_and_its_result_dropped(script: Script, workers: Workers, until: Any) -> None:
    removed: list[Task] = []
    workers.removed.connect(removed.append)
    task = script.job("a", held=True)
    until(lambda: "work a" in script.log)
    workers.cancel(task)
    assert workers.tasks == () and removed == [task] and workers.busy
    script.job("b")
    script.gates["a"].set()
    until(lambda: "finish B" in script.log)
    assert "finish A" not in script.log and len(removed) == 2


def test_a_waiting_job_that_is_cancelled_never_starts(script: Script, workers: Workers, until: Any) -> None:
    script.job("a", held=True)
    waiting = script.job("b")
    until(lambda: "work a" in script.log)
    workers.cancel(waiting)
    script.gates["a"].set()
    until(lambda: not workers.busy)
    assert [line for line in script.log if line.endswith("b")] == []


def test_a_result_that_is_on_its_way_is_dropped_too(script: Script, workers: Workers, until: Any) -> None:
    task = script.job("a", held=True)
    until(lambda: "work a" in script.log)
    script.gates["a"].set()
    workers.cancel(task)  # the work may be over by now, but what it made has not arrived yet
    until(lambda: not workers.busy)
    assert "finish A" not in script.log


def test_preparing_may_let_the_job_go_or_refuse_it(workers: Workers, until: Any) -> None:
    failed: list[BaseException] = []
    workers.failed.connect(failed.append)

    def go() -> None:
        raise Cancelled

    def refuse() -> None:
        raise UserError("No.")

    def nothing(*_: Any) -> None:
        pytest.fail("must not run")

    for prepare in (go, refuse):
        workers.submit("x", nothing, nothing, prepare=prepare)
    until(lambda: not workers.busy and bool(failed))
    assert [str(error) for error in failed] == ["No."]


def test_a_failure_is_told_once_to_whoever_wants_it(workers: Workers, until: Any) -> None:
    told: list[BaseException] = []
    general: list[BaseException] = []
    workers.failed.connect(general.append)

    def work(_prepared: Any, _progress: Progress) -> None:
        raise UserError("Broken.")

    workers.submit("x", work, lambda _: None, failed=told.append)
    workers.submit("y", work, lambda _: None)
    until(lambda: bool(told and general))
    assert len(told) == len(general) == 1


@pytest.mark.parametrize("fails", [False, True])
def test_whoever_is_gone_is_told_nothing(workers: Workers, until: Any, fails: bool) -> None:
    asker, gate = QObject(), threading.Event()
    told: list[object] = []
    seen: list[object] = []
    workers.failed.connect(seen.append)

    def work(_prepared: None, _progress: Progress) -> str:
        assert gate.wait(PATIENCE)
        if fails:
            raise UserError("The disk is full.")
        return "made"

    workers.submit("", work, told.append, failed=told.append, asker=asker)
    until(lambda: any(task.job.started for task in workers.tasks))
    asker.deleteLater()
    until(lambda: not isValid(asker))
    gate.set()
    until(lambda: not workers.busy)
    assert told == []
    assert [str(error) for error in seen] == (["The disk is full."] if fails else []), "a failure is not kept quiet"


def test_progress_is_passed_on(script: Script, workers: Workers, until: Any) -> None:
    heard: list[tuple[float, str]] = []
    workers.progressed.connect(lambda task: heard.append((task.fraction, task.text)))

    gate = threading.Event()

    def work(_prepared: Any, progress: Progress) -> None:
        progress.report(0.25, "quarter")
        gate.wait(PATIENCE)

    workers.submit("x", work, lambda _: None)
    until(lambda: (0.25, "quarter") in heard)
    gate.set()


def test_small_work_for_views_is_not_listed(workers: Workers, until: Any) -> None:
    added: list[Task] = []
    got: list[int] = []
    workers.added.connect(added.append)
    workers.run_in_background(lambda: 7, got.append)
    until(lambda: got == [7])
    assert not added[0].shown


def test_idle_is_told_when_the_last_thread_rests(script: Script, workers: Workers, qtbot: Any, until: Any) -> None:
    task = script.job("a", held=True)
    until(lambda: "work a" in script.log)
    workers.cancel_all(COMPUTE)
    assert task not in workers.tasks and not workers.stop()
    with qtbot.waitSignal(workers.idle):
        script.gates["a"].set()
    assert workers.stop()


def test_threads_end(qtbot: Any) -> None:
    workers = Workers()
    script = Script(workers)
    script.job("a")
    script.job("b", lane=FILES)
    qtbot.waitUntil(lambda: len(script.log) == 6)
    threads = [script.threads["work a"], script.threads["work b"]]
    assert workers.stop() and all(thread.isFinished() for thread in threads)
