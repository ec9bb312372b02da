"""The first steps tick themselves off, and are gone for good once done or closed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from photofix.core.photo import Photo
from photofix.core.region import Region
from photofix.gui import app
from photofix.gui.document_model import DocumentModel
from photofix.gui.hints import COMPARE, PAINT, REPAIR
from photofix.gui.window import Window

Mark = Callable[[DocumentModel, Region], None]


def states(window: Window) -> list[str]:
    return [label.property("step") for label in window.hints.steps]


def test_steps_advance_as_they_are_done(window: Window, photo: Photo, mark: Mark, qtbot: Any) -> None:
    window.model.open(photo)
    assert states(window) == ["now", "later", "later"]
    window.set_compare("before")
    window.set_compare("none")
    assert states(window) == ["now", "later", "later"]  # nothing to compare yet
    mark(window.model, Region(10, 10, 20, 20))
    assert window.hints.done == {PAINT} and states(window) == ["done", "now", "later"]
    window.operation.start()
    qtbot.waitUntil(lambda: window.hints.done == {PAINT, REPAIR})
    window.set_compare("before")
    assert window.hints.done == {PAINT, REPAIR, COMPARE} and window.hints.isVisible()
    window.set_compare("none")
    assert not window.hints.isVisible() and not window.preferences.remembered.first_steps
    qtbot.waitUntil(lambda: not window.workers.busy)
    window.commands.first_steps()
    assert window.hints.isVisible() and states(window) == ["now", "later", "later"]


def test_they_name_the_keys_as_they_are(window: Window) -> None:
    assert "Enter" in window.hints.steps[1].text() and "\\" in window.hints.steps[2].text()
    window.shortcuts.add("before", "Ctrl+<", instead_of="\\")
    assert "Ctrl+&lt;" in window.hints.steps[2].text()


def test_the_sample_is_opened_at_the_first_start_only(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []
    monkeypatch.setattr(window, "open_sample", lambda: opened.append("sample"))
    monkeypatch.setattr(window, "open_files", opened.append)
    app.begin(window, [])
    app.begin(window, [])
    app.begin(window, [Path("a.jpg")])
    assert opened == ["sample", [Path("a.jpg")]]


def test_a_first_start_with_photos_counts(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []
    monkeypatch.setattr(window, "open_sample", lambda: opened.append("sample"))
    monkeypatch.setattr(window, "open_files", opened.append)
    app.begin(window, [Path("a.jpg")])
    app.begin(window, [])
    assert opened == [[Path("a.jpg")]]
