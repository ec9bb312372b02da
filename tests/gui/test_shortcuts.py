"""Keys of the actions: given, taken, reset, kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeyEvent

from photofix.gui.actions import ACTIONS
from photofix.gui.gestures import CANVAS_KEYS
from photofix.gui.remembered import Remembered
from photofix.gui.shortcuts import Shortcuts, pressed

NAMES = [row.id for row in ACTIONS if row.do]


def new(remembered: Remembered) -> tuple[Shortcuts, dict[str, QAction]]:
    actions = {name: QAction() for name in NAMES}
    return Shortcuts(actions, remembered), actions


@pytest.fixture
def remembered(qapp: object, tmp_path: Path) -> Remembered:
    return Remembered(tmp_path / "window.ini")


def test_a_key_is_added_replaced_and_removed(remembered: Remembered) -> None:
    keys, actions = new(remembered)
    keys.add("clear_mask", "Ctrl+Alt+M")
    assert keys.keys("clear_mask") == ("Ctrl+D", "Ctrl+Alt+M") and keys.is_changed("clear_mask")
    keys.add("clear_mask", "Ctrl+Alt+N", instead_of="Ctrl+D")
    assert keys.keys("clear_mask") == ("Ctrl+Alt+N", "Ctrl+Alt+M")
    assert [key.toString() for key in actions["clear_mask"].shortcuts()] == ["Ctrl+Alt+N", "Ctrl+Alt+M"]
    assert "Ctrl+Alt+N" in actions["clear_mask"].toolTip()
    keys.remove("clear_mask", "Ctrl+Alt+N")
    keys.remove("clear_mask", "Ctrl+Alt+M")
    assert keys.keys("clear_mask") == () and "(" not in actions["clear_mask"].toolTip()


def test_a_key_has_one_holder(remembered: Remembered) -> None:
    keys, actions = new(remembered)
    assert keys.holder("Ctrl+Z") == "undo" and keys.holder("Ctrl+Alt+Shift+F9") is None
    keys.add("redo", "Ctrl+Z")
    assert keys.holder("Ctrl+Z") == "redo" and keys.keys("undo") == () and not actions["undo"].shortcuts()
    keys.reset("undo")
    assert keys.holder("Ctrl+Z") == "undo" and "Ctrl+Z" not in keys.keys("redo")


def test_the_canvas_keeps_its_keys(remembered: Remembered) -> None:
    keys, _ = new(remembered)
    for key in CANVAS_KEYS:
        assert keys.holder(key) is None
        with pytest.raises(ValueError, match="canvas"):
            keys.add("undo", key)


def test_they_are_kept_and_nonsense_is_not_taken(remembered: Remembered, tmp_path: Path) -> None:
    keys, _ = new(remembered)
    keys.add("undo", "Ctrl+,", instead_of="Ctrl+Z")
    remembered.keep()
    again, actions = new(Remembered(tmp_path / "window.ini"))
    assert again.keys("undo") == ("Ctrl+,",) and again.keys("settings") == ()
    assert [key.toString() for key in actions["undo"].shortcuts()] == ["Ctrl+,"]
    again.reset_all()
    assert not again.any_changed
    remembered.shortcuts = {"no such action": ["Ctrl+Z"], "redo": ["", "F9"]}
    odd, _ = new(remembered)
    assert odd.keys("redo") == ("F9",) and odd.holder("Ctrl+Z") == "undo"


def test_keys_of_the_table_give_way_to_those_of_the_person(remembered: Remembered) -> None:
    remembered.shortcuts = {"quit": ["Ctrl+Z", "Space"], "open": ["Ctrl+Z", "F9"]}
    keys, actions = new(remembered)
    assert (keys.keys("quit"), keys.keys("open"), keys.keys("undo")) in (
        (("Ctrl+Z",), ("F9",), ()), ((), ("Ctrl+Z", "F9"), ()),
    )  # fmt: skip
    assert not actions["undo"].shortcuts() and keys.holder("Ctrl+O") is None


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["add", "remove", "reset", "all"]),
            st.sampled_from(NAMES),
            st.sampled_from(["Ctrl+Z", "Z", "B", "F9"]),
        ),
        max_size=12,
    )
)
def test_no_two_actions_ever_have_the_same_key(
    tmp_path_factory: pytest.TempPathFactory, qapp: object, steps: list[tuple[str, str, str]]
) -> None:
    keys, _ = new(Remembered(tmp_path_factory.mktemp("keys") / "window.ini"))
    for what, name, key in steps:
        before = keys.own
        if what == "add":
            keys.add(name, key)
        elif what == "remove":
            keys.remove(name, key)
        elif what == "reset":
            keys.reset(name)
        else:
            keys.reset_all()
            keys.own = before
            assert keys.own == before
        every = [key for name in NAMES for key in keys.keys(name)]
        assert len(every) == len(set(every))


@pytest.mark.parametrize(
    ("key", "modifiers", "text", "written"),
    [
        (Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier, "\x1a", "Ctrl+Z"),
        (Qt.Key.Key_Question, Qt.KeyboardModifier.ShiftModifier, "?", "?"),
        (Qt.Key.Key_A, Qt.KeyboardModifier.ShiftModifier, "A", "Shift+A"),
        (Qt.Key.Key_5, Qt.KeyboardModifier.KeypadModifier, "5", "5"),
        (Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier, "", "Shift+Tab"),
        (Qt.Key.Key_Shift, Qt.KeyboardModifier.ShiftModifier, "", ""),
        (Qt.Key.Key_F5, Qt.KeyboardModifier.NoModifier, "", "F5"),
    ],
)
def test_what_was_pressed(key: Qt.Key, modifiers: Qt.KeyboardModifier, text: str, written: str) -> None:
    assert pressed(QKeyEvent(QEvent.Type.KeyPress, key, modifiers, text)) == written
