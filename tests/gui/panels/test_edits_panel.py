"""The edits panel: what it shows, and what mouse and keys do in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QToolButton

from photofix import paths
from photofix.core.document import State
from photofix.core.edit import Edit, Patch, Record
from photofix.core.mask import Mask
from photofix.core.photo import Photo
from photofix.core.region import Region
from photofix.gui import theme
from photofix.gui.document_model import DocumentModel
from photofix.gui.icons import icon
from photofix.gui.panels.edits_panel import EditsPanel

LEFT, NONE, CTRL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def panel(qtbot: Any, model: DocumentModel, photo: Photo) -> EditsPanel:
    """With three edits, named a, b and c; c is on top."""
    panel = EditsPanel(model, lambda work, done: done(work()))
    panel.dress(lambda name: icon(paths.resources() / "icons", name, theme.DARK))
    qtbot.addWidget(panel)
    panel.resize(300, 400)
    panel.show()
    model.open(photo)
    for number, name in enumerate("abc"):
        region = Region(60 * number, 20, 50, 40)
        mask = Mask(photo.width, photo.height).replaced(region, np.full((40, 50), 200, np.uint8))
        patch = Patch(region, 255 - photo.pixels[region.slices], np.full((40, 50), 255, np.uint8))
        record = Record("inpaint", {"grow": None, "engine": "eraser"}, {"eraser": "ab" * 32}, "cpu", 1.25)
        model.push("Inpaint", state(model).with_edit(Edit(name, (patch,), record, mask=mask)))
    return panel


def state(model: DocumentModel) -> State:
    assert model.state is not None
    return model.state


def click(panel: EditsPanel, row: int, x: int = 150, modifiers: Qt.KeyboardModifier = NONE) -> None:
    at = panel.list.visualRect(panel.rows.index(row)).topLeft() + QPoint(x, 20)
    QTest.mouseClick(panel.list.viewport(), LEFT, modifiers, at)


def names(edits: list[Edit]) -> str:
    return "".join(edit.label for edit in edits)


def test_newest_on_top_and_nothing_without_edits(panel: EditsPanel, model: DocumentModel) -> None:
    assert names(list(panel.rows.edits)) == "cba" and panel.list.isVisible() and not panel.nothing.isVisible()
    model.close()
    assert not panel.list.isVisible() and not panel.foot.isVisible() and panel.nothing.isVisible()


def test_what_is_selected_is_told_and_kept(panel: EditsPanel, model: DocumentModel) -> None:
    told: list[str] = []
    panel.selected.connect(lambda edits: told.append(names(edits)))
    click(panel, 0)
    click(panel, 2, modifiers=CTRL)
    assert told == ["c", "ca"] and names(panel.chosen) == "ca"
    model.push("Inpaint", state(model).with_edit(replace(state(model).edits[0], id="new", label="d")))
    assert names(list(panel.rows.edits)) == "dcba" and names(panel.chosen) == "ca"
    model.push("Delete", state(model).without(panel.ids[0]))
    assert names(panel.chosen) == "a" and told[-1] == "a"


def test_an_eye_switches_its_edit_and_selects_nothing(panel: EditsPanel, model: DocumentModel) -> None:
    click(panel, 1, x=15)
    assert [edit.enabled for edit in state(model).edits] == [True, False, True] and not panel.chosen
    click(panel, 1)
    click(panel, 0, modifiers=CTRL)
    click(panel, 0, x=15)  # one of the selected: all of them
    assert [edit.enabled for edit in state(model).edits] == [True, False, False] and names(panel.chosen) == "cb"
    click(panel, 2, x=15)
    assert [edit.enabled for edit in state(model).edits] == [False, False, False]


def test_keys(panel: EditsPanel, model: DocumentModel) -> None:
    click(panel, 0)
    QTest.keyClick(panel.list, Qt.Key.Key_Down)
    assert names(panel.chosen) == "b"
    QTest.keyClick(panel.list, Qt.Key.Key_Space)
    assert [edit.enabled for edit in state(model).edits] == [True, False, True]
    QTest.keyClick(panel.list, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    panel.toggle()  # one is on: off with them
    assert [edit.enabled for edit in state(model).edits] == [False, False, True]
    panel.toggle()
    assert [edit.enabled for edit in state(model).edits] == [True, True, True]


def test_a_drag_of_the_slider_is_one_step(panel: EditsPanel, model: DocumentModel) -> None:
    assert not panel.opacity.isEnabled()
    click(panel, 1)
    slider = panel.opacity.slider
    slider.setSliderDown(True)
    for position in (800, 500, 300):
        slider.setValue(position)
    slider.setSliderDown(False)
    slider.setValue(200)
    assert model.document is not None and model.document.steps[4:] == ("Opacity", "Opacity")
    assert state(model).edits[1].opacity == 0.2
    model.undo()
    assert panel.opacity.value == 30 and state(model).edits[1].opacity == 0.3
    QTest.mouseDClick(slider, LEFT)
    assert state(model).edits[1].opacity == 1 and panel.opacity.value == 100


def test_opacity_is_typed_and_for_all_selected(panel: EditsPanel, model: DocumentModel) -> None:
    click(panel, 1)
    click(panel, 2, modifiers=CTRL)
    panel.opacity.box.selectAll()
    QTest.keyClicks(panel.opacity.box, "40")
    QTest.keyClick(panel.opacity.box, Qt.Key.Key_Return)
    assert [edit.opacity for edit in state(model).edits] == [0.4, 0.4, 1]
    click(panel, 0)
    assert panel.opacity.value == 100


@pytest.mark.parametrize("how", ["double-click", "command"])
def test_renaming(panel: EditsPanel, model: DocumentModel, qtbot: Any, how: str) -> None:
    click(panel, 1)
    if how == "command":
        panel.rename()
    else:
        at = panel.list.visualRect(panel.rows.index(1)).topLeft() + QPoint(150, 20)
        QTest.mouseDClick(panel.list.viewport(), LEFT, NONE, at)
    (editor,) = panel.list.findChildren(QLineEdit)
    assert editor.text() == "b" and editor.accessibleName()
    editor.setText("Wire")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: state(model).edits[1].label == "Wire")
    assert names(panel.chosen) == "Wire"


def test_after_deleting_the_one_below_is_selected(panel: EditsPanel, model: DocumentModel) -> None:
    click(panel, 0)
    panel.delete()
    assert names(list(panel.rows.edits)) == "ba" and names(panel.chosen) == "b"
    panel.delete()
    panel.delete()
    panel.delete()
    assert not state(model).edits and panel.nothing.isVisible()


def test_marking_again(panel: EditsPanel, model: DocumentModel) -> None:
    click(panel, 2)
    panel.mark_again(off=True)
    edit = state(model).edits[0]
    assert not edit.enabled and edit.mask is not None
    np.testing.assert_array_equal(state(model).mask.read(), edit.mask.read())


def test_the_record_is_shown_and_copied(panel: EditsPanel, model: DocumentModel) -> None:
    assert not panel.details_button.isEnabled()
    click(panel, 0)
    panel.details_button.click()
    assert panel.details.isVisible()
    panel.details.copy_button.click()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "c" and "Device: cpu" in lines and "Time: 1.25 s" in lines
    assert f"Model: eraser  SHA-256 {'ab' * 32}" in lines
    assert "Changed: 2,000 pixels (3.3 %)" in lines
    shown = panel.details.facts.rowCount()
    click(panel, 1)
    assert panel.details.facts.rowCount() == shown == len(lines) - 1
    panel.list.clearSelection()
    assert not panel.details.isVisible()


def test_buttons_and_menu_are_the_actions(window: Any, qtbot: Any, photo: Photo) -> None:
    panel = window.edits
    assert [button.defaultAction().objectName() for button in panel.findChildren(QToolButton)] == [
        "mark_again", "edit_delete",
    ]  # fmt: skip
    window.model.open(photo)
    patch = Patch(Region(0, 0, 9, 9), photo.pixels[:9, :9], np.full((9, 9), 9, np.uint8))
    window.model.push("Inpaint", window.model.state.with_edit(Edit("Whole", (patch,), Record("x", {}))))
    edit_actions = ("edit_toggle", "edit_rename", "edit_delete")
    assert not any(window.actions_[name].isEnabled() for name in (*edit_actions, "mark_again"))
    panel.list.choose([panel.rows.edits[0].id])
    assert all(window.actions_[name].isEnabled() for name in edit_actions)
    assert not window.actions_["mark_again"].isEnabled()  # it was made without a mask
    menu = panel.menu()
    assert [action.objectName() for action in menu.actions() if action.objectName()] == [
        "edit_toggle", "edit_rename", "mark_again", "mark_over", "step_mask", "edit_delete",
    ]  # fmt: skip
    assert menu.actions()[-1].text() == "Copy Details"
    menu.deleteLater()


def test_rows_are_painted_in_both_themes(panel: EditsPanel, model: DocumentModel) -> None:
    off = replace(state(model).edits[2], enabled=False, opacity=0.5)
    before = panel.list.grab().toImage()
    model.push("Switch off", state(model).with_changed(off))
    assert panel.list.grab().toImage() != before
    shown = panel.list.grab().toImage()

    def light(name: str) -> QIcon:
        return icon(paths.resources() / "icons", name, theme.LIGHT)

    dress: Callable[..., None] = panel.dress
    dress(light)
    assert panel.list.grab().toImage() != shown


def test_what_is_said_to_a_screen_reader(panel: EditsPanel, model: DocumentModel) -> None:
    model.push("Opacity", state(model).with_changed(replace(state(model).edits[2], opacity=0.37, enabled=False)))
    text = panel.rows.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert text.startswith("c, ") and text.endswith("off, 37 %")
    assert panel.list.accessibleName() and panel.opacity.slider.accessibleName() == "Opacity of the edit"
