"""Work off the GUI thread."""

from __future__ import annotations

import threading
from typing import Any

from photofix.gui.canvas.background import ThreadPerTask


def test_work_runs_elsewhere_and_its_result_comes_back_here(qtbot: Any) -> None:
    run = ThreadPerTask()
    where: list[tuple[int, int]] = []
    for _ in range(3):
        run(threading.get_ident, lambda worker: where.append((worker, threading.get_ident())))
    qtbot.waitUntil(lambda: len(where) == 3)
    here = threading.get_ident()
    assert all(done == here and worker != here for worker, done in where)


def test_an_error_is_raised_here(qtbot: Any) -> None:
    def fail() -> None:
        raise MemoryError("too much")

    run = ThreadPerTask()
    with qtbot.captureExceptions() as errors:
        run(fail, lambda _: None)
        qtbot.waitUntil(lambda: bool(errors))
    assert [str(error) for _, error, _ in errors] == ["too much"]


def test_closing_waits_and_drops_the_result(qtbot: Any) -> None:
    run, go, done = ThreadPerTask(), threading.Event(), []
    ended: list[bool] = []

    def work() -> None:
        go.wait(5)
        ended.append(True)

    run(work, done.append)
    go.set()
    run.close()
    qtbot.wait(1)
    assert ended and not done
