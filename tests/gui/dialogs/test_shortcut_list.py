"""The list of keys: whole, searchable, and the place where keys are changed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTreeWidgetItem

from photofix.gui.actions import ACTIONS, MENUS
from photofix.gui.dialogs.shortcut_list import KEYS, ShortcutList
from photofix.gui.gestures import GESTURES
from photofix.gui.window import Window
from photofix.gui.wording import of_key

CTRL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def dialog(window: Window) -> Iterator[ShortcutList]:
    window.commands.shortcuts()
    found = window.findChild(ShortcutList)
    assert found is not None
    yield found
    found.close()


def groups(dialog: ShortcutList) -> list[QTreeWidgetItem]:
    return [dialog.tree.topLevelItem(row) for row in range(dialog.tree.topLevelItemCount())]


def choose(dialog: ShortcutList, name: str) -> None:
    dialog.tree.setCurrentItem(dialog.items[name])


def press(dialog: ShortcutList, button: int, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
    dialog.editor.buttons[button].click()
    QTest.keyClick(dialog.editor.buttons[button], key, held)


def test_everything_is_listed_by_menu(dialog: ShortcutList) -> None:
    listed = groups(dialog)
    assert [group.text(0) for group in listed] == [*MENUS, "Mouse and Canvas"]
    for group in listed[:-1]:
        rows = [row for row in ACTIONS if row.menu == group.text(0) and row.do]
        assert [group.child(number).text(0) for number in range(group.childCount())] == [row.title for row in rows]
        for number, row in enumerate(rows):
            assert group.child(number).text(KEYS) == "  ·  ".join(of_key(key) for key in row.shortcuts)
    assert listed[-1].childCount() == len(GESTURES)


def test_it_is_not_modal_and_opens_once(window: Window, dialog: ShortcutList) -> None:
    window.commands.shortcuts()
    assert not dialog.isModal() and len(window.findChildren(ShortcutList)) == 1


def test_searching(dialog: ShortcutList) -> None:
    def shown() -> list[str]:
        return [
            group.child(row).text(0)
            for group in groups(dialog)
            if not group.isHidden()
            for row in range(group.childCount())
            if not group.child(row).isHidden()
        ]

    dialog.search.setText("ctrl+shift z")
    assert shown() == ["Redo"]
    dialog.search.setText("divider")
    assert "Turn the split view" in shown() and "Quit" not in shown()
    dialog.search.setText("")
    assert len(shown()) == len(dialog.items) + len(GESTURES)


def test_a_key_is_changed(window: Window, dialog: ShortcutList) -> None:
    choose(dialog, "clear_mask")
    press(dialog, 0, Qt.Key.Key_F9)
    assert window.shortcuts.keys("clear_mask") == ("F9",)
    assert dialog.items["clear_mask"].text(KEYS) == "F9" and dialog.items["clear_mask"].font(KEYS).bold()
    press(dialog, 1, Qt.Key.Key_F8, CTRL)
    assert window.shortcuts.keys("clear_mask") == ("F9", "Ctrl+F8")
    assert window.preferences.remembered.shortcuts == {"clear_mask": ["F9", "Ctrl+F8"]}
    dialog.editor.reset.click()
    assert window.shortcuts.keys("clear_mask") == ("Ctrl+D",) and not dialog.editor.reset.isEnabled()


def test_a_key_that_is_taken_says_by_whom_and_can_be_taken_over(window: Window, dialog: ShortcutList) -> None:
    choose(dialog, "clear_mask")
    press(dialog, 0, Qt.Key.Key_Z, CTRL)
    assert window.shortcuts.keys("clear_mask") == ("Ctrl+D",) and "“Undo”" in dialog.editor.note.text()
    dialog.editor.act.click()
    assert window.shortcuts.keys("clear_mask") == ("Ctrl+Z",) and window.shortcuts.keys("undo") == ()
    assert dialog.items["undo"].text(KEYS) == "" and not dialog.editor.act.isVisible()


def test_the_canvas_gives_nothing_away(window: Window, dialog: ShortcutList) -> None:
    choose(dialog, "undo")
    press(dialog, 0, Qt.Key.Key_Space)
    assert "canvas" in dialog.editor.note.text() and window.shortcuts.keys("undo") == ("Ctrl+Z",)
    press(dialog, 0, Qt.Key.Key_Z, CTRL)
    assert "already" in dialog.editor.note.text()


def test_escape_leaves_it_and_tab_and_enter_can_be_keys(window: Window, dialog: ShortcutList) -> None:
    choose(dialog, "undo")
    press(dialog, 0, Qt.Key.Key_Escape)
    assert dialog.isVisible() and not dialog.editor.buttons[0].isChecked()
    QTest.keyClick(dialog.editor.buttons[0], Qt.Key.Key_Shift)
    press(dialog, 0, Qt.Key.Key_Tab, CTRL | Qt.KeyboardModifier.AltModifier)
    press(dialog, 1, Qt.Key.Key_Return, CTRL | Qt.KeyboardModifier.AltModifier)
    assert window.shortcuts.keys("undo") == ("Ctrl+Alt+Tab", "Ctrl+Alt+Return")


def test_a_key_is_removed(window: Window, dialog: ShortcutList) -> None:
    choose(dialog, "redo")
    assert not dialog.editor.remove.isVisible()
    dialog.editor.buttons[1].click()
    dialog.editor.remove.pressed.emit()
    assert window.shortcuts.keys("redo") == ("Ctrl+Shift+Z",) and not dialog.editor.remove.isVisible()


def test_resetting_all_can_be_taken_back(window: Window, dialog: ShortcutList) -> None:
    assert not dialog.reset_all.isEnabled()
    choose(dialog, "quit")
    press(dialog, 0, Qt.Key.Key_F9)
    dialog.reset_all.click()
    assert window.shortcuts.keys("quit") == ("Ctrl+Q",)
    dialog.editor.act.click()
    assert window.shortcuts.keys("quit") == ("F9",)


def test_enter_on_a_row_waits_for_its_key(dialog: ShortcutList) -> None:
    choose(dialog, "open")
    dialog.tree.itemActivated.emit(dialog.items["open"], 0)
    assert dialog.editor.buttons[0].isChecked()
    gesture = groups(dialog)[-1].child(0)
    dialog.tree.setCurrentItem(gesture)
    dialog.tree.itemActivated.emit(gesture, 0)
    assert not dialog.editor.buttons


def test_new_keys_work_and_old_ones_do_not(window: Window) -> None:
    window.shortcuts.add("eraser", "F9", instead_of="E")
    window.activateWindow()
    window.canvas.setFocus()
    QApplication.processEvents()
    QTest.keyClick(window.canvas, Qt.Key.Key_E)
    assert not window.brush.erase
    QTest.keyClick(window.canvas, Qt.Key.Key_F9)
    assert window.brush.erase
