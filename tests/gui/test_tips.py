"""Tooltips all over the window name the keys that the person has given, and no others."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QPushButton, QWidget

from photofix.gui import tips
from photofix.gui.marking_bar import MarkingBar
from photofix.gui.panels.tool_panel import ToolPanel
from photofix.gui.window import Window


@pytest.fixture
def wide(qtbot: Any) -> tuple[QWidget, QAction, QAction]:
    """A widget and two actions with keys."""
    widget, one, two = QWidget(), QAction(), QAction()
    qtbot.addWidget(widget)
    one.setShortcut(QKeySequence("J"))
    two.setShortcut(QKeySequence("K"))
    return widget, one, two


def test_keys_are_said_and_follow(wide: tuple[QWidget, QAction, QAction]) -> None:
    widget, one, two = wide
    tips.say(widget, "Width", (one, two), ("{0} changes", one), "wheel")
    assert widget.toolTip() == "Width  (J and K, J changes, wheel)"
    one.setShortcut(QKeySequence("Ctrl+J"))
    assert widget.toolTip() == "Width  (Ctrl+J and K, Ctrl+J changes, wheel)"
    one.setShortcuts([])
    assert widget.toolTip() == "Width  (K, wheel)"


def test_without_keys_there_are_no_brackets(wide: tuple[QWidget, QAction, QAction]) -> None:
    widget, one, _ = wide
    tips.say(widget, "Done", one)
    one.setShortcuts([])
    assert widget.toolTip() == "Done"


BUTTONS = {
    "find": lambda window: window.finding.panel.find_button,
    "heal_all": lambda window: window.finding.panel.heal_button,
    "judge": lambda window: window.finding.bar.modes["judge"],
    "wire": lambda window: window.finding.bar.modes["wire"],
    "protect": lambda window: window.finding.bar.modes["protect"],
    "cancel": lambda window: window.finding.bar.done,
    "swap": lambda window: window.findChild(ToolPanel).add,
    "larger": lambda window: window.findChild(ToolPanel).fields["size"],
    "softer": lambda window: window.findChild(ToolPanel).fields["hardness"],
    "repair_on_release": lambda window: window.findChild(ToolPanel).repair,
    "repair": lambda window: window.operation.current.button,
}


@pytest.mark.parametrize("name", BUTTONS)
def test_an_edited_key_is_said_where_the_old_one_was(window: Window, name: str) -> None:
    widget = BUTTONS[name](window)
    old = window.shortcuts.text(name)
    assert old in widget.toolTip().rpartition("  (")[2]
    for key in window.shortcuts.keys(name):
        window.shortcuts.remove(name, key)
    window.shortcuts.add(name, "Ctrl+Alt+F9")
    assert "Ctrl+Alt+F9" in widget.toolTip()


def test_the_bar_of_a_step_follows_too(window: Window) -> None:
    window.shortcuts.add("cancel", "Ctrl+Alt+F9", instead_of="Esc")
    assert "Ctrl+Alt+F9" in window.findChild(MarkingBar).done.toolTip()


def test_buttons_of_the_find_panel_follow(window: Window) -> None:
    window.shortcuts.add("next_finding", "Ctrl+Alt+F9", instead_of="N")
    said = [button.toolTip() for button in window.finding.panel.findChildren(QAbstractButton)]
    assert any("Ctrl+Alt+F9" in tip for tip in said) and not any("(N)" in tip for tip in said)


def test_what_repair_is_called_stays_when_it_can_be_used_or_not(window: Window) -> None:
    action = window.actions_["repair"]
    help_ = window.operation.current.operation.help
    assert isinstance(window.operation.current.button, QPushButton)
    for enabled in (True, False, True):
        action.setEnabled(enabled)
        assert help_ in action.toolTip()
