"""A newer version is asked for only by someone who wants it, once a day, and never offline."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from photofix.errors import UserError
from photofix.gui.messages import Message
from photofix.gui.remembered import Remembered
from photofix.gui.updates import Updates
from photofix.gui.workers import Workers
from photofix.updates import PAGE, Release


@pytest.fixture
def remembered(tmp_path: Path, qapp: Any) -> Remembered:
    return Remembered(tmp_path / "window.ini")


class Asked:
    """Counts, and answers."""

    def __init__(self, answer: Release | UserError | None) -> None:
        self.answer, self.times = answer, 0

    def __call__(self, version: str) -> Release | None:
        self.times += 1
        if isinstance(self.answer, UserError):
            raise self.answer
        return self.answer


def look(
    remembered: Remembered, workers: Workers, answer: Release | UserError | None, qtbot: Any
) -> tuple[int, list[Message]]:
    said: list[Message] = []
    asked = Asked(answer)
    Updates(remembered, workers, said.append, None, asked).look()
    qtbot.waitUntil(lambda: not workers.busy)
    return asked.times, said


def test_by_default_nothing_is_asked(remembered: Remembered, workers: Workers, qtbot: Any) -> None:
    assert look(remembered, workers, Release("9.0", PAGE), qtbot) == (0, [])


def test_offline_nothing_is_asked(
    remembered: Remembered, workers: Workers, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    remembered.updates = True
    monkeypatch.setenv("PHOTOFIX_OFFLINE", "1")
    assert look(remembered, workers, Release("9.0", PAGE), qtbot) == (0, [])


def test_it_is_told_once_a_day(remembered: Remembered, workers: Workers, qtbot: Any) -> None:
    remembered.updates = True
    times, (message,) = look(remembered, workers, Release("9.0", PAGE), qtbot)
    assert times == 1 and "9.0" in message.text and message.button is not None
    assert remembered.updates_asked == date.today().isoformat()
    assert look(remembered, workers, Release("9.0", PAGE), qtbot) == (0, [])
    remembered.updates_asked = "2020-01-01"
    assert look(remembered, workers, None, qtbot) == (1, [])


def test_what_goes_wrong_is_not_told(remembered: Remembered, workers: Workers, qtbot: Any) -> None:
    remembered.updates = True
    failed: list[object] = []
    workers.failed.connect(failed.append)
    assert look(remembered, workers, UserError("No network."), qtbot) == (1, [])
    assert failed == []
