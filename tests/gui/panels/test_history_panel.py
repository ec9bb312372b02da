"""The history panel: any number of steps, what can be redone is faint, a click goes there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from photofix.core.photo import Photo
from photofix.core.region import Region
from photofix.core.undo_memory import UndoMemory
from photofix.gui.document_model import DocumentModel
from photofix.gui.panels.history_panel import HistoryPanel
from photofix.gui.undo_keeper import UndoKeeper

Mark = Callable[[DocumentModel, Region], None]


@pytest.fixture
def panel(qtbot: Any, model: DocumentModel, photo: Photo, mark: Mark) -> HistoryPanel:
    """With three strokes."""
    panel = HistoryPanel(model)
    qtbot.addWidget(panel)
    panel.resize(300, 200)
    panel.show()
    model.open(photo)
    for number in range(3):
        mark(model, Region(20 * number, 0, 9, 9))
    return panel


def shown(panel: HistoryPanel) -> list[str]:
    return [panel.rows.index(row).data() for row in range(panel.rows.rowCount())]


def faint(panel: HistoryPanel) -> list[bool]:
    role = Qt.ItemDataRole.ForegroundRole
    return [panel.rows.index(row).data(role) is not None for row in range(panel.rows.rowCount())]


def test_the_steps_follow_the_document(panel: HistoryPanel, model: DocumentModel, mark: Mark, photo: Photo) -> None:
    assert shown(panel) == ["Open"] + ["Brush stroke"] * 3 and panel.currentIndex().row() == 3
    model.undo()
    model.undo()
    assert faint(panel) == [False, False, True, True] and panel.currentIndex().row() == 1
    assert model.state is not None
    model.push("Clear mask", model.state)
    assert shown(panel) == ["Open", "Brush stroke", "Clear mask"] and not any(faint(panel))
    model.open(photo)
    assert shown(panel) == ["Open"]
    model.close()
    assert shown(panel) == []


def test_a_click_goes_there(panel: HistoryPanel, model: DocumentModel) -> None:
    assert model.document is not None
    QTest.mouseClick(
        panel.viewport(), Qt.MouseButton.LeftButton, pos=panel.visualRect(panel.rows.index(1)).center()
    )  # fmt: skip
    assert model.document.step == 1
    QTest.keyClick(panel, Qt.Key.Key_Down)
    assert model.document.step == 2


def test_steps_that_are_forgotten_leave_the_list(qtbot: Any, photo: Photo, mark: Mark) -> None:
    model = DocumentModel(keeper=UndoKeeper(UndoMemory(0)))
    panel = HistoryPanel(model)
    qtbot.addWidget(panel)
    model.open(photo)
    for number in range(5):
        mark(model, Region(0, 0, 9 + number, 9))
        assert model.document is not None and len(shown(panel)) == model.document.step_count
        assert panel.currentIndex().row() == model.document.step


def test_ten_thousand_steps_are_shown_by_a_screenful(panel: HistoryPanel, model: DocumentModel) -> None:
    asked: list[int] = []
    document = model.document
    assert document is not None and model.state is not None
    for _ in range(10_000):
        document.push("Brush stroke", model.state)
    model.undo()
    label = document.step_label
    document.step_label = lambda step: asked.append(step) or label(step)  # type: ignore[method-assign,func-returns-value]
    panel.grab()
    model.undo()
    panel.grab()
    assert panel.rows.rowCount() == 10_004 and 0 < len(set(asked)) < 40
