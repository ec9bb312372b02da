"""The lasso on the canvas."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtWidgets import QApplication

from photofix.gui.tools.lasso import LassoTool
from tests.gui.fake_model import FakeModel


def circle(x: float, y: float, radius: float, steps: int = 600) -> list[tuple[float, float]]:
    angles = np.linspace(0, 2 * np.pi, steps)
    return [(x + radius * np.cos(angle), y + radius * np.sin(angle)) for angle in angles]


def test_what_the_line_encloses_is_marked(take: Any, model: FakeModel, marked: Callable[[], Any]) -> None:
    take(LassoTool).drag(*circle(300, 200, 100))
    values = marked()
    assert model.pushed == ["Lasso"]
    assert values.astype(float).sum() / 255 == pytest.approx(np.pi * 100**2, rel=0.01)
    assert values[200, 300] == 255 and values[95, 300] == 0


def test_a_line_that_crosses_itself_encloses_all_of_it(take: Any, marked: Callable[[], Any]) -> None:
    take(LassoTool).drag(*circle(300, 200, 100, 200), *circle(300, 200, 60, 200))
    assert marked()[200, 300] == 255 and marked()[200, 380] == 255


def test_escape_and_slips_mark_nothing(take: Any, model: FakeModel) -> None:
    hand = take(LassoTool)
    hand.press(100, 100)
    hand.move(300, 100)
    hand.move(300, 300)
    hand.key(Qt.Key.Key_Escape)
    hand.release(100, 300)
    hand.click(200, 200)
    hand.drag((200, 200), (250, 250))
    assert model.pushed == []


def test_alt_subtracts(take: Any, marked: Callable[[], Any]) -> None:
    hand = take(LassoTool)
    hand.drag(*circle(300, 200, 100, 100))
    hand.drag(*circle(300, 200, 50, 100), keys=Qt.KeyboardModifier.AltModifier)
    assert marked()[200, 300] == 0 and marked()[200, 375] == 255


def test_it_lands_where_it_is_drawn_at_any_zoom(take: Any, marked: Callable[[], Any]) -> None:
    hand = take(LassoTool)
    hand.canvas.set_zoom(4.0, QPointF(300, 200))
    x, y = hand.canvas.photo_point(QPointF(200, 150))
    hand.drag(*circle(200, 150, 80, 100))
    rows, columns = np.nonzero(marked() > 127)
    assert columns.mean() + 0.5 == pytest.approx(x, abs=0.5) and rows.mean() + 0.5 == pytest.approx(y, abs=0.5)


def test_drawing_on_repaints_only_the_new_piece(take: Any, qtbot: Any) -> None:
    hand = take(LassoTool)
    hand.press(100, 100)
    hand.move(400, 100)
    hand.move(400, 300)
    qtbot.waitUntil(lambda: hand.canvas.settled)
    QApplication.processEvents()
    painted: list[QRect] = []
    paint = hand.canvas.paintEvent

    def spy(event: Any) -> None:
        painted.append(event.rect())
        paint(event)

    hand.canvas.paintEvent = spy
    hand.move(410, 305)
    QApplication.processEvents()
    assert painted and all(QRect(385, 285, 45, 40).contains(rect) for rect in painted)
    hand.release(410, 305)
