"""The command palette over the window: finds, runs, says why not, and gives the keyboard back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from photofix.gui.actions import ACTIONS
from photofix.gui.dialogs.command_palette import ENTRY, CommandPalette, Entry, find
from photofix.gui.window import Window
from tests.gui.held import Held

KEY = Qt.Key


def entry(name: str, title: str, *, words: str = "", reason: str = "") -> Entry:
    return Entry(name, title, "Menu", words, "", reason, False, lambda: None)


def test_an_empty_query_shows_what_was_used_last_first() -> None:
    entries = [entry(name, name) for name in "abcd"]
    assert [found.entry.id for found in find(" ", entries, ["c", "gone", "b"])] == ["c", "b", "a", "d"]


def test_titles_come_before_other_words_and_what_can_be_used_before_what_cannot() -> None:
    entries = [
        entry("words", "Wipe", words="Remove all masks"),
        entry("off", "Clear Mask", reason="needs a mask"),
        entry("on", "Show Mask"),
        entry("else", "Quit"),
    ]
    found = find("mask", entries, [])
    assert [one.entry.id for one in found] == ["on", "off", "words"]
    assert "".join(entries[2].title[place] for place in found[0].places) == "Mask" and found[2].places == ()


@pytest.fixture
def palette(window: Window) -> CommandPalette:
    window.activateWindow()
    window.canvas.setFocus()
    QApplication.processEvents()
    QTest.keyClick(window.canvas, KEY.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert window.helpers.palette is not None and window.helpers.palette.isVisible()
    return window.helpers.palette


def titles(palette: CommandPalette) -> list[str]:
    return [found.entry.title for found in palette.found]


def test_every_action_is_in_it(window: Window, palette: CommandPalette) -> None:
    ids = {found.entry.id for found in palette.found}
    assert {row.id for row in ACTIONS if row.do} - ids == {"palette"}
    for found in palette.found:
        assert bool(found.entry.reason) != window.actions_[found.entry.id].isEnabled()
        assert found.entry.words and found.entry.path


def test_type_enter_and_the_keyboard_is_back(window: Window, palette: CommandPalette) -> None:
    assert palette.field.hasFocus()
    QTest.keyClicks(palette.field, "eraser")
    assert titles(palette)[0] == "Eraser"
    QTest.keyClick(palette.field, KEY.Key_Return)
    assert window.brush.erase and not palette.isVisible() and window.canvas.hasFocus()
    assert window.preferences.remembered.used == ["eraser"]
    window.helpers.find()
    assert palette.found[0].entry.id == "eraser" and palette.found[0].entry.on


def test_arrows_move_and_go_round(palette: CommandPalette) -> None:
    QTest.keyClicks(palette.field, "brush")
    QTest.keyClick(palette.field, KEY.Key_Down)
    assert palette.list.currentIndex().row() == 1
    QTest.keyClick(palette.field, KEY.Key_Up)
    QTest.keyClick(palette.field, KEY.Key_Up)
    assert palette.list.currentIndex().row() == len(palette.found) - 1
    QTest.keyClick(palette.field, KEY.Key_PageUp)
    QTest.keyClick(palette.field, KEY.Key_Tab)
    assert palette.list.currentIndex().row() == 1 and palette.field.hasFocus()


def test_escape_closes_it_and_cancels_nothing(window: Window, palette: CommandPalette) -> None:
    QTest.keyClick(palette.field, KEY.Key_Escape)
    assert not palette.isVisible() and window.canvas.hasFocus() and not window.brush.erase


def test_its_key_closes_it_again(window: Window, palette: CommandPalette) -> None:
    QTest.keyClick(palette.field, KEY.Key_P, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert not palette.isVisible() and window.canvas.hasFocus()


def test_it_goes_when_something_else_gets_the_keyboard(window: Window, palette: CommandPalette) -> None:
    window.side.sections[0].title.setFocus()
    assert not palette.isVisible() and window.side.sections[0].title.hasFocus()


def test_what_cannot_be_used_says_why_and_stays(window: Window, palette: CommandPalette) -> None:
    QTest.keyClicks(palette.field, "clear mask")
    assert palette.found[0].entry.reason == "needs a mask"
    QTest.keyClick(palette.field, KEY.Key_Enter)
    assert palette.isVisible() and not window.preferences.remembered.used
    assert "needs a mask" in palette.list.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)


def test_nothing_fits(palette: CommandPalette) -> None:
    QTest.keyClicks(palette.field, "qqqq")
    assert palette.nothing.isVisible() and not palette.list.isVisible()
    QTest.keyClick(palette.field, KEY.Key_Down)
    QTest.keyClick(palette.field, KEY.Key_Return)
    assert palette.isVisible()


def test_recent_photos_and_the_mouse(window: Window, tmp_path: Path) -> None:
    opened: list[list[Path]] = []
    window.opening.open_files = opened.append  # type: ignore[method-assign,assignment]
    window.preferences.remembered.add_recent(tmp_path / "old street.jpg")
    window.helpers.find()
    palette = window.helpers.palette
    assert palette is not None
    QTest.keyClicks(palette.field, "street")
    index = palette.list.model().index(0, 0)
    assert index.data(ENTRY).path == str(tmp_path)
    QTest.mouseClick(
        palette.list.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
        palette.list.visualRect(index).center(),
    )  # fmt: skip
    assert opened == [[tmp_path / "old street.jpg"]]


def test_it_stays_in_its_place_and_is_no_window(window: Window, palette: CommandPalette) -> None:
    assert not palette.isWindow() and QApplication.activeModalWidget() is None
    window.resize(700, 600)
    QApplication.processEvents()
    assert window.rect().contains(palette.geometry())
    middle = window.stage.mapTo(window, window.stage.rect().center()).x()
    assert abs(palette.geometry().center().x() - middle) <= 1


def test_typing_is_no_shortcut(window: Window, palette: CommandPalette, held: Held) -> None:
    for keys in ("e", "[", "z"):
        QTest.keyClicks(palette.field, keys)
    assert palette.field.text() == "e[z" and not window.brush.erase and isinstance(palette.field, QLineEdit)
    assert not held.runs
