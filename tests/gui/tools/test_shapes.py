"""Rectangle and ellipse on the canvas, with real events."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt

from photofix.core.photo import Photo
from photofix.gui.tools.settings import BrushSettings
from photofix.gui.tools.shapes import ellipse_tool, rectangle_tool
from tests.gui.fake_model import FakeModel

Shift, Alt = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
Marked = Callable[[], Any]


def box(values: Any) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of what is marked; right and bottom exclusive."""
    rows, columns = np.nonzero(values)
    return int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1


def test_a_rectangle_is_one_step_and_exact(take: Any, model: FakeModel, marked: Marked) -> None:
    take(rectangle_tool).drag((300, 200), (200, 150), (100, 50))
    values = marked()
    assert model.pushed == ["Rectangle"]
    assert (values[50:200, 100:300] == 255).all() and values.astype(int).sum() == 255 * 150 * 200
    model.undo()
    assert model.now.mask.empty


def test_an_ellipse_fills_its_box(take: Any, marked: Marked) -> None:
    take(ellipse_tool).drag((100, 100), (300, 200))
    values = marked()
    assert box(values > 127) == (100, 100, 300, 200)
    assert values.astype(float).sum() / 255 == pytest.approx(np.pi * 100 * 50, rel=2e-3)
    assert ((values > 0) & (values < 255)).any()


def test_only_the_outline_is_seen_until_the_release(take: Any, model: FakeModel) -> None:
    hand = take(rectangle_tool)
    hand.press(100, 100)
    hand.move(300, 300)
    image = hand.canvas.grab().toImage()
    assert image.pixelColor(200, 200).red() == 200 and not model.pushed
    assert min(image.pixelColor(x, 100).red() for x in range(150, 250)) < 120
    hand.key(Qt.Key.Key_Escape)
    assert hand.canvas.grab().toImage().pixelColor(200, 100).red() == 200
    hand.release(300, 300)
    assert model.pushed == []


@pytest.mark.parametrize("erase", [False, True])
def test_adding_and_subtracting(
    take: Any, model: FakeModel, marked: Marked, tool_settings: BrushSettings, erase: bool
) -> None:
    hand = take(rectangle_tool)
    hand.drag((100, 100), (300, 300), keys=Shift)
    tool_settings.erase = erase
    hand.drag((150, 150), (200, 200), keys=Alt)
    assert not marked()[150:200, 150:200].any() and marked()[140, 140] == 255
    hand.drag((160, 160), (180, 180), keys=Shift)
    assert (marked()[160:180, 160:180] == 255).all()
    hand.drag((250, 250), (280, 280))
    assert marked()[260, 260] == (0 if erase else 255)


def test_a_subtraction_is_called_so_and_one_without_effect_is_none(
    take: Any, model: FakeModel, tool_settings: BrushSettings
) -> None:
    tool_settings.erase = True
    hand = take(ellipse_tool)
    hand.drag((100, 100), (200, 200))
    assert model.pushed == []
    hand.drag((100, 100), (200, 200), keys=Shift)
    hand.drag((120, 120), (180, 180))
    assert model.pushed == ["Ellipse", "Erase ellipse"]


def test_shift_while_dragging_makes_a_square(take: Any, marked: Marked) -> None:
    hand = take(rectangle_tool)
    hand.press(200, 200)
    hand.move(140, 180)
    hand.hold(Qt.Key.Key_Shift)
    hand.release(140, 180, Shift)
    assert box(marked()) == (140, 140, 200, 200)


def test_alt_while_dragging_goes_from_the_middle(take: Any, marked: Marked) -> None:
    hand = take(ellipse_tool)
    hand.press(200, 200)
    hand.move(250, 220)
    hand.hold(Qt.Key.Key_Alt)
    hand.release(250, 220, Alt)
    assert box(marked() > 127) == (150, 180, 250, 220)


def test_keys_held_at_the_press_count_again_when_pressed_again(take: Any, marked: Marked) -> None:
    hand = take(rectangle_tool)
    hand.press(100, 100, Shift)
    hand.move(200, 150)
    hand.release(200, 150, Shift)
    assert box(marked()) == (100, 100, 200, 150)
    hand.press(300, 100, Shift)
    hand.move(400, 150)
    hand.let_go(Qt.Key.Key_Shift)
    hand.hold(Qt.Key.Key_Shift)
    hand.release(400, 150, Shift)
    assert marked()[180, 380] == 255


def test_the_space_bar_moves_the_shape(take: Any, marked: Marked) -> None:
    hand = take(rectangle_tool)
    hand.press(100, 100)
    hand.move(150, 140)
    hand.hold(Qt.Key.Key_Space)
    hand.move(250, 240)
    hand.let_go(Qt.Key.Key_Space)
    hand.move(260, 240)
    hand.release(260, 240)
    assert box(marked()) == (200, 200, 260, 240)


def test_a_click_marks_nothing(take: Any, model: FakeModel) -> None:
    hand = take(rectangle_tool)
    hand.click(100, 100)
    hand.drag((100, 100), (200, 100))
    assert model.pushed == []


def test_beyond_the_photo_is_cut(take: Any, marked: Marked, tool_settings: BrushSettings) -> None:
    hand = take(rectangle_tool)
    hand.canvas.resize(800, 600)  # the photo lies at 100, 100
    hand.drag((20, 20), (150, 130))
    assert marked().shape == (400, 600) and box(marked()) == (0, 0, 50, 30)


def test_feather(take: Any, marked: Marked, tool_settings: BrushSettings) -> None:
    tool_settings.feather = 20
    take(rectangle_tool).drag((100, 100), (500, 300))
    row = marked()[200].astype(int)
    assert row[70] == 0 and row[130] == 255 and abs(row[99] + row[100] - 255) <= 4
    assert (np.diff(row[60:300]) >= 0).all()


def test_without_a_photo_nothing_begins(take: Any, model: FakeModel) -> None:
    hand = take(rectangle_tool)
    model.open(None)
    hand.drag((100, 100), (200, 200))
    assert not hand.canvas.gesturing
    model.open(Photo(np.zeros((400, 600, 3), np.uint8)))
    assert model.now.mask.empty
