"""Panels made from params: what is declared can be seen, set and read."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox

from photofix.core.params import check, choice, declared, flag, integer, number
from photofix.gui.panels.fields import NumberField
from photofix.gui.panels.operation_panel import OperationPanel
from photofix.gui.panels.params_panel import ParamsPanel
from photofix.ops.base import Operation
from photofix.ops.inpaint import Inpaint
from photofix.ops.presets import PresetStore
from photofix.ops.table import OPERATIONS


@dataclass(frozen=True)
class Every:
    """One of each kind."""

    engine: str = choice("b", "Engine", "Which.", (("a", "First"), ("b", "Second")))
    grow: int | None = integer(None, "Grow", "How far.", 0, 64, unit="px", automatic="as needed")
    count: int = integer(3, "Count", "How many.", 1, 9)
    amount: float = number(0.5, "Amount", "How much.", 0.0, 1.0)
    sure: bool = flag(False, "Sure", "Really.")
    seed: int = integer(0, "Seed", "Any.", 0, 2**31 - 1, advanced=True)


OTHER = Every(engine="a", grow=12, count=9, amount=0.25, sure=True, seed=2**31 - 1)


@pytest.fixture
def panel(qtbot: Any) -> ParamsPanel:
    panel = ParamsPanel(Every)
    qtbot.addWidget(panel)
    panel.show()
    return panel


def test_it_starts_with_the_defaults(panel: ParamsPanel) -> None:
    assert panel.values() == Every()


def test_what_is_set_is_read(panel: ParamsPanel) -> None:
    panel.set_values(OTHER)
    assert panel.values() == OTHER
    assert all(type(getattr(panel.values(), f.name)) is type(getattr(OTHER, f.name)) for f in fields(Every))
    panel.reset()
    assert panel.values() == Every()


def test_each_change_is_told(panel: ParamsPanel, qtbot: Any) -> None:
    for name, field in panel.fields.items():
        with qtbot.waitSignal(panel.changed):
            field.write(getattr(OTHER, name))
    assert panel.values() == OTHER


def test_what_is_advanced_is_folded_away(panel: ParamsPanel) -> None:
    assert not panel.fields["seed"].widget.isVisible() and panel.fields["count"].widget.isVisible()
    panel.fold.click()
    assert panel.fields["seed"].widget.isVisible()


def test_names_and_help_can_be_read_aloud(panel: ParamsPanel) -> None:
    for param in declared(Every):
        widget = panel.fields[param.name].widget
        assert widget.accessibleName() == param.title and widget.toolTip().startswith(param.help)
    assert "as needed" in panel.fields["grow"].widget.toolTip()


def test_numbers_are_typed_slid_and_reset(panel: ParamsPanel) -> None:
    field = panel.fields["grow"].widget
    assert isinstance(field, NumberField) and field.box.text() == "Automatic" and field.value is None
    field.box.setFocus()
    field.box.selectAll()
    QTest.keyClicks(field.box, "17")
    QTest.keyClick(field.box, Qt.Key.Key_Return)
    assert panel.values().grow == 17 and field.box.text() == "17 px"
    field.slider.setValue(field.slider.maximum())
    assert panel.values().grow == 64
    QTest.mouseDClick(field.slider, Qt.MouseButton.LeftButton)
    assert panel.values().grow is None
    field.box.stepUp()
    assert panel.values().grow == 0


@pytest.mark.parametrize("curved", [False, True])
def test_the_slider_follows_the_box_without_changing_it(qtbot: Any, curved: bool) -> None:
    field = NumberField("Size", 1, 5000, 40, curved=curved)
    qtbot.addWidget(field)
    for value in (1, 2, 37, 4999, 5000):
        field.set_value(value)
        assert field.value == value
    assert field.slider.value() == field.slider.maximum()


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_every_operation_has_a_panel(qtbot: Any, operation: Operation, tmp_path: Path) -> None:
    panel = OperationPanel(operation, PresetStore(tmp_path))
    qtbot.addWidget(panel)
    check(panel.params.values())
    with qtbot.waitSignal(panel.wanted) as heard:
        panel.button.click()
    assert heard.args == [operation, operation.params()]


def test_the_engines_of_inpaint_are_offered(qtbot: Any) -> None:
    panel = ParamsPanel(Inpaint)
    qtbot.addWidget(panel)
    engine = panel.fields["engine"].widget
    assert isinstance(engine, QComboBox)
    offered = [engine.itemData(row) for row in range(engine.count())]
    assert offered == [value for value, _ in next(p for p in declared(Inpaint) if p.name == "engine").choices]
