"""Fields: keys, wheel, drags, typing and resets, as a hand makes them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from photofix.gui.panels.choice_fields import ListField, Segments, fit_in_a_row
from photofix.gui.panels.entry_fields import ColourField, FileField, TextField
from photofix.gui.panels.fields import NumberField
from photofix.gui.panels.flow import Flow

Modifier = Qt.KeyboardModifier
Button = Qt.MouseButton


def wheel(widget: QWidget, notches: int, modifiers: Modifier = Modifier.NoModifier) -> bool:
    """Turn the wheel over a widget; was it used?"""
    at = QPointF(widget.rect().center())
    event = QWheelEvent(
        at, widget.mapToGlobal(at), QPoint(), QPoint(0, 120 * notches), Button.NoButton, modifiers,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    event.ignore()
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


@pytest.fixture
def share(qtbot: Any) -> NumberField:
    """0 to 1 by hundredths."""
    field = NumberField("Share", 0, 1, 0.5, step=0.01, unit="")
    qtbot.addWidget(field)
    field.resize(260, 60)
    with qtbot.waitActive(field):
        field.show()
    return field


@pytest.fixture
def grow(qtbot: Any) -> NumberField:
    field = NumberField("Grow", 2, 64, None, unit="px", automatic=True)
    qtbot.addWidget(field)
    field.resize(260, 60)
    with qtbot.waitActive(field):
        field.show()
    return field


@pytest.mark.parametrize("part", ["slider", "box"])
def test_arrow_keys_step_shift_is_finer_ctrl_coarser(share: NumberField, part: str) -> None:
    widget = getattr(share, part)
    widget.setFocus()
    for key, modifier, value in (
        (Qt.Key.Key_Up, Modifier.NoModifier, 0.51),
        (Qt.Key.Key_Up, Modifier.ShiftModifier, 0.511),
        (Qt.Key.Key_Down, Modifier.ControlModifier, 0.411),
        (Qt.Key.Key_PageUp, Modifier.NoModifier, 0.511),
        (Qt.Key.Key_PageDown, Modifier.ShiftModifier, 0.501),
    ):
        QTest.keyClick(widget, key, modifier)
        assert share.value == pytest.approx(value)
    if part == "slider":
        QTest.keyClick(widget, Qt.Key.Key_End)
        assert share.value == 1
        QTest.keyClick(widget, Qt.Key.Key_Home)
        assert share.value == 0


@pytest.mark.parametrize("part", ["slider", "box"])
def test_the_wheel_changes_what_has_the_keyboard_and_nothing_else(share: NumberField, part: str) -> None:
    widget = getattr(share, part)
    widget.clearFocus()
    assert not wheel(widget, 1) and share.value == 0.5
    widget.setFocus()
    assert wheel(widget, 2) and share.value == pytest.approx(0.52)
    assert wheel(widget, -1, Modifier.ShiftModifier) and share.value == pytest.approx(0.519)
    assert wheel(widget, -1, Modifier.ControlModifier) and share.value == pytest.approx(0.419)


def test_the_last_decimal_is_shown_where_it_says_something(share: NumberField) -> None:
    assert share.box.text() == "0.50"
    share.go(1, Modifier.ShiftModifier)
    assert share.box.text() == "0.501"


def test_whole_numbers_have_no_finer_steps(grow: NumberField) -> None:
    grow.go(1, Modifier.ShiftModifier)
    assert grow.value == 2 and grow.box.text() == "2 px"
    grow.go(1, Modifier.ShiftModifier)
    assert grow.value == 3


def test_between_the_lowest_number_and_automatic_there_is_nothing(grow: NumberField) -> None:
    grow.set_value(5)
    grow.go(-1, Modifier.ControlModifier)
    assert grow.value is None and grow.box.text() == "Automatic"
    grow.go(1, Modifier.ControlModifier)
    assert grow.value == 11
    grow.box.setFocus()
    grow.box.selectAll()
    QTest.keyClicks(grow.box, "1")
    QTest.keyClick(grow.box, Qt.Key.Key_Return)
    assert grow.value is None


@pytest.mark.parametrize("part", ["slider", "label"])
def test_a_double_click_resets(share: NumberField, part: str) -> None:
    share.set_value(0.1)
    QTest.mouseDClick(getattr(share, part), Button.LeftButton)
    assert share.value == 0.5
    share.set_default(0.25)
    QTest.mouseDClick(getattr(share, part), Button.LeftButton)
    assert share.value == 0.25


def test_the_handle_comes_to_the_pointer_and_shift_slows_the_drag(share: NumberField) -> None:
    slider, middle = share.slider, share.slider.height() // 2
    QTest.mousePress(slider, Button.LeftButton, Modifier.NoModifier, QPoint(slider.width() // 4, middle))
    start = share.value
    assert start is not None and start == pytest.approx(0.25, abs=0.03)
    QTest.mouseMove(slider, QPoint(slider.width() // 2, middle))
    assert share.value == pytest.approx(0.5, abs=0.03)
    QTest.mouseRelease(slider, Button.LeftButton, Modifier.NoModifier, QPoint(slider.width() // 2, middle))
    assert round(100 * (share.value or 0), 6).is_integer()
    share.slider.dragged.emit(0.5004, True)
    assert share.value == pytest.approx(0.5)
    share.slider.dragged.emit(0.5016, True)
    assert share.value == pytest.approx(0.502)
    share.slider.dragged.emit(0.5016, False)
    assert share.value == pytest.approx(0.5)


def test_a_press_on_the_handle_moves_nothing(share: NumberField) -> None:
    slider = share.slider
    QTest.mousePress(slider, Button.LeftButton, Modifier.NoModifier, slider.rect().center() + QPoint(3, 0))
    QTest.mouseRelease(slider, Button.LeftButton)
    assert share.value == 0.5


def test_few_short_choices_are_segments() -> None:
    assert fit_in_a_row([("a", "Low"), ("b", "High")])
    assert not fit_in_a_row([(str(n), "x") for n in range(4)])
    assert not fit_in_a_row([("a", "Automatic"), ("b", "Eraser (neural)")])


def test_segments_are_pressed_or_walked_along(qtbot: Any) -> None:
    field = Segments([("a", "One"), ("b", "Two"), ("c", "Three")])
    qtbot.addWidget(field)
    with qtbot.waitActive(field):
        field.show()
    field.setAccessibleName("Size")
    heard: list[str] = []
    field.changed.connect(heard.append)
    field.buttons()[1].click()
    assert field.value == "b" and field.buttons()[1].accessibleName() == "Size: Two"
    field.setFocus()
    assert field.buttons()[1].hasFocus()
    QTest.keyClick(field.buttons()[1], Qt.Key.Key_Right)
    focused = QApplication.focusWidget()
    QTest.keyClick(focused, Qt.Key.Key_Space)
    assert field.value == "c" and heard == ["b", "c"]
    field.set_value("a")
    assert heard == ["b", "c", "a"]


def test_the_wheel_does_not_choose_by_the_way(qtbot: Any) -> None:
    field = ListField([(str(n), f"Number {n}") for n in range(5)])
    qtbot.addWidget(field)
    with qtbot.waitActive(field):
        field.show()
    field.clearFocus()
    assert not wheel(field, -1) and field.value == "0"
    field.setFocus()
    assert wheel(field, -1) and field.value == "1"


def test_text_is_told_when_it_is_whole(qtbot: Any) -> None:
    field = TextField("Caption", None, automatic="the photo's name", longest=6)
    qtbot.addWidget(field)
    with qtbot.waitActive(field):
        field.show()
    heard: list[Any] = []
    field.changed.connect(heard.append)
    field.entry.setFocus()
    QTest.keyClicks(field.entry, "harbour")
    assert heard == []
    QTest.keyClick(field.entry, Qt.Key.Key_Return)
    assert field.value == "harbou" and heard == ["harbou"] and not field.entry.hasFocus()
    field.entry.clear()
    field.entry.editingFinished.emit()
    assert field.value is None and field.entry.placeholderText() == "the photo's name"


def test_a_file_is_chosen_and_let_go(qtbot: Any) -> None:
    answers: list[Path | None] = [None, Path("/a/a-rather-long-name-of-a-picture-that-was-painted.jpg")]
    field = FileField("Style", None, lambda: answers.pop(0), automatic="the built-in one")
    qtbot.addWidget(field)
    field.resize(200, 60)
    field.show()
    field.button.click()
    assert field.value is None and field.clear.isHidden()
    field.button.click()
    assert field.value == "/a/a-rather-long-name-of-a-picture-that-was-painted.jpg"
    assert "…" in field.button.text() and field.button.toolTip() == field.value and field.width() == 200
    field.clear.click()
    assert field.value is None and field.clear.isHidden()


def test_a_colour_is_chosen(qtbot: Any) -> None:
    asked: list[str] = []

    def choose(before: str) -> str | None:
        asked.append(before)
        return "#102030" if len(asked) > 1 else None

    field = ColourField("Tint", "#ffffff", choose)
    qtbot.addWidget(field)
    field.button.click()
    assert field.value == "#ffffff"
    field.button.click()
    assert field.value == "#102030" and asked == ["#ffffff", "#ffffff"] and not field.button.icon().isNull()
    field.reset()
    assert field.value == "#ffffff" and field.button.text() == "#ffffff"


class Wide(QWidget):
    def sizeHint(self) -> QSize:
        return QSize(80, 20)


def test_what_does_not_fit_goes_on_below(qtbot: Any) -> None:
    widgets = [Wide() for _ in range(3)]
    flow = Flow(widgets)
    qtbot.addWidget(flow)
    assert flow.heightForWidth(300) == 20 and flow.heightForWidth(200) == 44 and flow.heightForWidth(90) == 68
    flow.resize(200, 44)
    flow.show()
    assert [widget.y() for widget in widgets] == [0, 0, 24]
