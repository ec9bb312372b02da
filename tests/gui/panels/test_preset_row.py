"""Presets in the panel: chosen, kept, forgotten, started with."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from photofix.gui.messages import Message
from photofix.gui.panels.fields import NumberField
from photofix.gui.panels.operation_panel import OperationPanel
from photofix.ops.presets import STANDARD, PresetStore
from tests.gui.answers import Answers
from tests.operations import CONTRAST, Contrast

Make = Callable[[], OperationPanel]


@pytest.fixture
def store(tmp_path: Path) -> PresetStore:
    return PresetStore(tmp_path)


@pytest.fixture
def make(qtbot: Any, store: PresetStore, answers: Answers) -> Make:
    def panel() -> OperationPanel:
        panel = OperationPanel(CONTRAST, store, answers)
        qtbot.addWidget(panel)
        panel.show()
        return panel

    return panel


def shown(panel: OperationPanel) -> list[str]:
    box = panel.presets.list
    return [box.itemText(row) for row in range(box.count()) if box.itemData(row) is not None]


def choose(panel: OperationPanel, name: str) -> None:
    box = panel.presets.list
    box.setCurrentIndex(box.findData(name))
    box.activated.emit(box.currentIndex())


def test_built_in_ones_are_offered_and_loaded(make: Make) -> None:
    panel = make()
    assert shown(panel) == [STANDARD, "Strong", "Flat"] and panel.presets.list.currentText() == STANDARD
    changes: list[None] = []
    panel.changed.connect(lambda: changes.append(None))
    choose(panel, "Flat")
    assert panel.values == Contrast(amount=-0.5, middle=40) and len(changes) == 1
    panel.params.fields["middle"].write(41)
    assert panel.presets.list.currentIndex() == -1 and panel.presets.list.placeholderText() == "Changed"
    panel.params.fields["middle"].write(40)
    assert panel.presets.list.currentText() == "Flat"


def test_what_is_saved_is_there_the_next_time(make: Make, answers: Answers) -> None:
    panel = make()
    panel.params.fields["amount"].write(1.5)
    answers.name = "Mine"
    panel.presets.save_action.trigger()
    assert shown(panel)[-1] == "Mine" and panel.presets.list.currentText() == "Mine"
    again = make()
    assert again.values == Contrast()
    choose(again, "Mine")
    assert again.values == Contrast(amount=1.5)


def test_nothing_is_replaced_without_asking(make: Make, answers: Answers, store: PresetStore) -> None:
    panel = make()
    store.save(CONTRAST, "Mine", Contrast(amount=1.0))
    answers.name = "mine"
    panel.presets.save_action.trigger()
    assert answers.asked == ["name", "replace mine"] and store.load(CONTRAST, "Mine").params.amount == 1.0
    answers.replace = True
    panel.presets.save_action.trigger()
    assert store.load(CONTRAST, "Mine").params == Contrast()
    answers.name = None
    panel.presets.save_action.trigger()
    assert len(store.entries(CONTRAST)) == 4


def test_what_cannot_be_saved_is_said(make: Make, answers: Answers) -> None:
    panel = make()
    heard: list[Message] = []
    panel.message.connect(heard.append)
    answers.name = "Strong"
    panel.presets.save_action.trigger()
    assert len(heard) == 1 and "built in" in heard[0].text


def test_the_panel_starts_with_the_default_and_goes_back_to_it(make: Make, store: PresetStore) -> None:
    panel = make()
    choose(panel, "Strong")
    panel.presets.refresh_menu()
    assert panel.presets.default_action.isEnabled() and not panel.presets.default_action.isChecked()
    panel.presets.default_action.trigger()
    assert store.default(CONTRAST) == "Strong"
    again = make()
    assert again.values == Contrast(amount=2.0) and again.presets.list.currentText() == "Strong"
    again.params.fields["amount"].write(0.0)
    field = again.params.fields["amount"].widget
    assert isinstance(field, NumberField)
    QTest.mouseDClick(field.slider, Qt.MouseButton.LeftButton)
    assert again.values == Contrast(amount=2.0)
    again.params.fields["middle"].write(3)
    dropped: list[None] = []
    again.reset.connect(lambda: dropped.append(None))
    again.presets.reset_action.trigger()
    assert again.values == Contrast(amount=2.0) and len(dropped) == 1
    again.presets.refresh_menu()
    assert again.presets.default_action.isChecked()
    again.presets.default_action.trigger()
    assert store.default(CONTRAST) == STANDARD and make().values == Contrast()


def test_only_ones_own_are_deleted(make: Make, store: PresetStore) -> None:
    store.save(CONTRAST, "Mine", Contrast(amount=1.0))
    store.set_default(CONTRAST, "Mine")
    panel = make()
    panel.presets.refresh_menu()
    assert panel.presets.delete_action.isEnabled()
    panel.presets.delete_action.trigger()
    assert shown(panel) == [STANDARD, "Strong", "Flat"] and store.default(CONTRAST) == STANDARD
    assert panel.values == Contrast(amount=1.0) and panel.presets.list.currentIndex() == -1
    choose(panel, "Flat")
    panel.presets.refresh_menu()
    assert not panel.presets.delete_action.isEnabled()


def test_a_damaged_default_is_said_and_the_panel_starts_all_the_same(
    make: Make, store: PresetStore, tmp_path: Path, qtbot: Any
) -> None:
    store.save(CONTRAST, "Mine", Contrast())
    store.set_default(CONTRAST, "Mine")
    (tmp_path / "contrast" / "Mine.json").write_text("{", encoding="utf-8")
    panel = make()
    heard: list[Message] = []
    panel.message.connect(heard.append)
    qtbot.waitUntil(lambda: bool(heard))
    assert "is no preset" in heard[0].text and panel.values == Contrast()


def test_unknown_values_of_an_old_preset_are_named(make: Make, store: PresetStore, tmp_path: Path, qtbot: Any) -> None:
    store.save(CONTRAST, "Old", Contrast())
    old = {"operation": "contrast", "params": {"amount": 3.0, "curve": "s"}}
    (tmp_path / "contrast" / "Old.json").write_text(json.dumps(old), encoding="utf-8")
    panel = make()
    heard: list[Message] = []
    panel.message.connect(heard.append)
    choose(panel, "Old")
    qtbot.waitUntil(lambda: bool(heard))
    assert "curve" in heard[0].text and panel.values == Contrast(amount=3.0)
