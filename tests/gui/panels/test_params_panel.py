"""Panels made from params: what is declared can be seen, set and read."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox

from photofix.core.params import check, declared
from photofix.gui.panels.entry_fields import ColourField, FileField
from photofix.gui.panels.fields import Name, NumberField
from photofix.gui.panels.operation_help import OperationHelp
from photofix.gui.panels.operation_panel import OperationPanel
from photofix.gui.panels.params_panel import ParamsPanel
from photofix.ops.base import Operation
from photofix.ops.inpaint import Inpaint
from photofix.ops.presets import PresetStore
from photofix.ops.table import OPERATIONS
from tests.gui.answers import Answers
from tests.operations import CONTRAST, EVERYTHING, SOFTEN, Everything

OTHER = Everything(
    engine="a", look="one", grow=12, count=9, amount=0.25, sure=True, caption="a pier", style="/a/b.png",
    tint="#102030", seed=2**31 - 1,
)  # fmt: skip


@pytest.fixture
def panel(qtbot: Any, answers: Answers) -> ParamsPanel:
    panel = ParamsPanel(Everything, answers)
    qtbot.addWidget(panel)
    panel.show()
    return panel


def test_it_starts_with_the_defaults(panel: ParamsPanel) -> None:
    assert panel.values() == Everything()


def test_what_is_set_is_read(panel: ParamsPanel) -> None:
    panel.set_values(OTHER)
    assert panel.values() == OTHER
    assert all(type(getattr(panel.values(), f.name)) is type(getattr(OTHER, f.name)) for f in fields(Everything))
    panel.reset()
    assert panel.values() == Everything()


def test_each_change_is_told(panel: ParamsPanel, qtbot: Any) -> None:
    for name, field in panel.fields.items():
        with qtbot.waitSignal(panel.changed):
            field.write(getattr(OTHER, name))
    assert panel.values() == OTHER


def test_setting_all_is_one_change(panel: ParamsPanel) -> None:
    heard: list[None] = []
    panel.changed.connect(lambda: heard.append(None))
    panel.set_values(OTHER)
    panel.set_values(OTHER)
    assert len(heard) == 1


def test_what_does_not_count_is_not_shown(panel: ParamsPanel) -> None:
    count, engine = panel.fields["count"].widget, panel.fields["engine"]
    assert not count.isVisible()
    engine.write("a")
    assert count.isVisible()
    engine.write("b")
    assert not count.isVisible() and panel.values().count == 3


def test_files_and_colours_are_asked_for(panel: ParamsPanel, answers: Answers) -> None:
    style, tint = panel.fields["style"].widget, panel.fields["tint"].widget
    assert isinstance(style, FileField) and isinstance(tint, ColourField)
    answers.file, answers.chosen_colour = Path("/x/y.jpg"), "#010203"
    style.button.click()
    tint.button.click()
    assert (panel.values().style, panel.values().tint) == (str(Path("/x/y.jpg")), "#010203")
    assert answers.asked == ["file Style .png .jpg", "colour Tint #ffffff"]


def test_the_name_of_a_choice_resets_it(panel: ParamsPanel) -> None:
    panel.set_defaults(Everything(look="two"))
    panel.fields["look"].write("one")
    (name,) = (label for label in panel.findChildren(Name) if label.text() == "Look")
    QTest.mouseDClick(name, Qt.MouseButton.LeftButton)
    assert panel.values().look == "two"
    panel.fields["caption"].write("x")
    panel.reset()
    assert panel.values() == Everything(look="two")


@pytest.mark.qt_log_ignore("does not support")  # of the platform without a screen
def test_help_explains_every_value(qtbot: Any, tmp_path: Path) -> None:
    panel = OperationPanel(EVERYTHING, PresetStore(tmp_path))
    qtbot.addWidget(panel)
    panel.show()
    panel.help_button.click()
    page = panel.findChild(OperationHelp)
    assert page is not None and EVERYTHING.help in page.text.text()
    assert all(param.title in page.text.text() and param.help in page.text.text() for param in declared(Everything))
    page.close()


def test_what_is_advanced_is_folded_away(panel: ParamsPanel) -> None:
    assert not panel.fields["seed"].widget.isVisible() and panel.fields["grow"].widget.isVisible()
    panel.fold.click()
    assert panel.fields["seed"].widget.isVisible()


def test_names_and_help_can_be_read_aloud(panel: ParamsPanel) -> None:
    for param in declared(Everything):
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


@pytest.mark.parametrize("operation", [*OPERATIONS, CONTRAST, SOFTEN, EVERYTHING], ids=lambda operation: operation.id)
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
