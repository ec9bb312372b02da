"""The polygon on the canvas: clicks, keys, and what is pending between them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt

from photofix.core.photo import Photo
from photofix.gui.tools.polygon import PolygonTool
from photofix.gui.tools.settings import BrushSettings
from tests.gui.fake_model import FakeModel

Key = Qt.Key
Shift, Alt = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
Marked = Callable[[], Any]
SQUARE = (100, 100), (300, 100), (300, 300), (100, 300)


def is_square(values: Any) -> bool:
    return bool((values[101:299, 101:299] == 255).all()) and int(values.astype(int).sum() / 255) == 200 * 200


@pytest.mark.parametrize("how", ["enter", "double click", "first corner"])
def test_three_ways_to_close_it(take: Any, model: FakeModel, marked: Marked, how: str) -> None:
    hand = take(PolygonTool)
    for corner in SQUARE[:3]:
        hand.click(*corner)
    assert hand.canvas.tool.pending and not model.pushed
    if how == "double click":
        hand.double_click(*SQUARE[3])
    else:
        hand.click(*SQUARE[3])
    if how == "enter":
        hand.key(Key.Key_Return)
    elif how == "first corner":
        hand.click(103, 102)
    assert model.pushed == ["Polygon"] and is_square(marked()) and not hand.canvas.tool.pending


def test_backspace_takes_the_last_corner_back(take: Any, marked: Marked, model: FakeModel) -> None:
    hand = take(PolygonTool)
    for corner in (*SQUARE, (500, 350)):
        hand.click(*corner)
    hand.key(Key.Key_Backspace)
    hand.key(Key.Key_Enter)
    assert is_square(marked())
    hand.click(50, 50)
    hand.key(Key.Key_Delete)
    assert not hand.canvas.tool.pending and model.pushed == ["Polygon"]


def test_escape_drops_it(take: Any, model: FakeModel) -> None:
    hand = take(PolygonTool)
    for corner in SQUARE:
        hand.click(*corner)
    hand.key(Key.Key_Escape)
    assert not hand.canvas.tool.pending
    hand.key(Key.Key_Return)
    assert model.pushed == []


def test_two_corners_are_no_polygon(take: Any, model: FakeModel) -> None:
    hand = take(PolygonTool)
    hand.click(100, 100)
    hand.click(200, 200)
    hand.click(101, 101)  # not closing: a third corner
    assert hand.canvas.tool.pending
    hand.key(Key.Key_Backspace)
    hand.key(Key.Key_Return)
    assert model.pushed == [] and not hand.canvas.tool.pending


def test_shift_keeps_to_45_degrees(take: Any, marked: Marked) -> None:
    hand = take(PolygonTool)
    hand.click(100, 100)
    hand.click(300, 104, Shift)
    hand.click(297, 300, Shift)
    hand.click(105, 303, Shift)
    hand.key(Key.Key_Return)
    values = marked()
    assert values[100, 200] == 255 and values[99, 200] == 0 and values[200, 299] == 255 and values[200, 300] == 0


def test_the_first_click_says_whether_it_subtracts(
    take: Any, model: FakeModel, marked: Marked, tool_settings: BrushSettings
) -> None:
    hand = take(PolygonTool)
    for corner in SQUARE:
        hand.click(*corner)
    hand.key(Key.Key_Return)
    for number, corner in enumerate(((150, 150), (250, 150), (250, 250))):
        hand.click(*corner, Alt if number == 0 else Qt.KeyboardModifier.NoModifier)
    hand.key(Key.Key_Return)
    assert model.pushed == ["Polygon", "Erase polygon"] and marked()[160, 230] == 0
    tool_settings.erase = True
    for corner in SQUARE:
        hand.click(*corner)
    hand.key(Key.Key_Return)
    assert model.now.mask.empty


def test_a_corner_can_be_dragged_while_it_is_set(take: Any, marked: Marked) -> None:
    hand = take(PolygonTool)
    for corner in SQUARE[:3]:
        hand.click(*corner)
    hand.drag((200, 200), (150, 260), SQUARE[3])
    hand.key(Key.Key_Return)
    assert is_square(marked())


def test_escape_during_a_drag_keeps_the_other_corners(take: Any, marked: Marked) -> None:
    hand = take(PolygonTool)
    for corner in SQUARE:
        hand.click(*corner)
    hand.press(500, 300)
    hand.key(Key.Key_Escape)
    hand.release(500, 300)
    hand.key(Key.Key_Return)
    assert is_square(marked())


def test_another_photo_drops_it(take: Any, model: FakeModel) -> None:
    hand = take(PolygonTool)
    hand.click(100, 100)
    model.open(Photo(model.now.base.pixels.copy()))
    assert not hand.canvas.tool.pending
