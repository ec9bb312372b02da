"""The actions table: everything is in a menu, has a key of its own, says what it does, and does it."""

from __future__ import annotations

from collections import Counter
from operator import attrgetter
from pathlib import Path

import pytest
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from photofix import paths
from photofix.gui.actions import ACTIONS, MENUS, RULES, Action
from photofix.gui.gestures import CANVAS_KEYS
from photofix.gui.studio import studio_actions
from photofix.gui.tool_bar import TOOLS
from photofix.gui.window import Window
from photofix.gui.wording import of_key

DOING = [row for row in ACTIONS if row.do]


def in_menus(menu: QMenu) -> list[QAction]:
    found = []
    for action in menu.actions():
        inner = action.menu()
        found += in_menus(inner) if isinstance(inner, QMenu) else [action]
    return found


@pytest.mark.parametrize("row", ACTIONS, ids=lambda row: row.id)
def test_a_row_is_whole(row: Action) -> None:
    assert row.title and row.tooltip and row.tooltip != row.title and not row.tooltip.endswith(".")
    assert row.menu in MENUS and row.enabled in RULES and row.where in ("window", "canvas")
    assert row.shortcuts or not row.do
    assert all(not QKeySequence(key).isEmpty() for key in row.shortcuts)
    if row.icon:
        assert (paths.resources() / "icons" / f"{row.icon}.svg").is_file()


def test_every_rule_but_always_says_what_is_missing() -> None:
    assert {rule for rule, reason in RULES.items() if not reason} == {"always"}
    assert all(reason[0].islower() and not reason.endswith(".") for reason in RULES.values() if reason)


def test_what_is_off_says_why(window: Window) -> None:
    for row in DOING:
        action = window.actions_[row.id]
        for on in (False, True):
            action.setEnabled(on)
            keys = f"  ({of_key(row.shortcuts[0])})" if row.shortcuts else ""
            assert action.toolTip().startswith(action.statusTip() + keys)
            if row.enabled != "always":
                assert action.toolTip().endswith(f" – {RULES[row.enabled]}") == (not on)


def test_no_key_is_the_canvass_own() -> None:
    taken = {QKeySequence(key).toString() for row in ACTIONS for key in row.shortcuts}
    assert not taken & set(CANVAS_KEYS)


def test_every_row_does_something(window: Window) -> None:
    for row in DOING:
        assert callable(attrgetter(row.do)(window.commands))


def test_ids_and_keys_are_unique() -> None:
    for values in ([row.id for row in ACTIONS], [QKeySequence(k).toString() for row in ACTIONS for k in row.shortcuts]):
        assert [value for value, count in Counter(values).items() if count > 1] == []


def test_every_action_is_in_a_menu_with_its_keys(window: Window) -> None:
    shown = {
        action.objectName(): action
        for entry in window.menuBar().actions()
        if isinstance(menu := entry.menu(), QMenu)
        for action in in_menus(menu)
    }
    for row in DOING:
        action = shown[row.id]
        assert callable(attrgetter(row.do)(window.commands))
        assert [key.toString() for key in action.shortcuts()] == [QKeySequence(k).toString() for k in row.shortcuts]
        assert row.id == "repair" or action.toolTip().startswith(row.tooltip)  # that is called as its operation
        assert action.isCheckable() == row.checkable
        assert action.icon().isNull() == (not row.icon)


def test_tools_are_actions() -> None:
    assert {name for name in TOOLS if name} <= {row.id for row in DOING if row.icon}


def test_only_what_makes_sense_is_enabled(window: Window) -> None:
    off = {row.id for row in DOING if not window.actions_[row.id].isEnabled()}
    assert off == {row.id for row in DOING if row.enabled != "always"}


def test_every_icon_is_used_and_takes_the_themes_colour() -> None:
    used = {row.icon for row in (*ACTIONS, *studio_actions.ACTIONS) if row.icon}
    used |= {"close", "chevron-down", "chevron-right", "eye-off"}
    own = {f"{name}-{theme}" for name in ("chevron", "tick") for theme in ("dark", "light")}
    files = {file.stem: file for file in Path(paths.resources() / "icons").glob("*.svg")}
    assert set(files) == used | own
    for name in used:
        text = files[name].read_text(encoding="utf-8")
        assert 'stroke="currentColor"' in text and "#" not in text
