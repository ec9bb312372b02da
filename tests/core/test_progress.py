"""Progress and cancel, also from another thread."""

from __future__ import annotations

import threading

import pytest

from photofix.core.progress import Progress
from photofix.errors import Cancelled


def test_parts_fill_the_whole() -> None:
    told: list[tuple[float, str]] = []
    progress = Progress(lambda share, text: told.append((share, text)))
    progress.part(0, 0.5).report(0.5, "a")
    progress.part(0.5, 0.5).part(0.5, 0.5).report(1, "b")
    progress.report(7, "c")
    progress.part(0.25, 0.5).report(-1)
    assert told == [(0.25, "a"), (1.0, "b"), (1.0, "c"), (0.25, "")]


def test_cancel_reaches_every_part_and_comes_back_from_each() -> None:
    progress = Progress.silent()
    part = progress.part(0, 0.5)
    part.report(0.3)
    part.part(0.2, 0.2).cancel()
    for one in (progress, part, progress.part(0, 1)):
        assert one.cancelled
        with pytest.raises(Cancelled):
            one.check()
        with pytest.raises(Cancelled):
            one.report(0.9)


def test_nothing_is_told_after_a_cancel() -> None:
    told: list[float] = []
    progress = Progress(lambda share, _: told.append(share))
    progress.cancel()
    with pytest.raises(Cancelled):
        progress.report(0.5)
    assert told == []


def test_work_in_another_thread_stops() -> None:
    progress, running, ended = Progress.silent(), threading.Event(), []

    def work() -> None:
        part = progress.part(0.5, 0.5)
        try:
            while True:
                part.report(0.1)
                running.set()
        except Cancelled:
            ended.append("cancelled")

    thread = threading.Thread(target=work)
    thread.start()
    assert running.wait(10)
    progress.cancel()
    thread.join(10)
    assert not thread.is_alive() and ended == ["cancelled"]
