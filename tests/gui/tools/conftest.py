"""A canvas of 600×400 with a grey photo at 1:1, and hands for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from photofix.core.photo import Photo
from photofix.gui.canvas.canvas import Canvas
from photofix.gui.tools.settings import BrushSettings
from tests.gui.fake_model import FakeModel

NoKeys = Qt.KeyboardModifier.NoModifier
MODIFIERS = {Qt.Key.Key_Shift: Qt.KeyboardModifier.ShiftModifier, Qt.Key.Key_Alt: Qt.KeyboardModifier.AltModifier}


class Hand:
    """A mouse over the canvas and keys under it."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self._keys = NoKeys  # held since the press

    def press(self, x: float, y: float, keys: Qt.KeyboardModifier = NoKeys) -> None:
        self._keys = keys
        QTest.mousePress(self.canvas, Qt.MouseButton.LeftButton, keys, QPoint(round(x), round(y)))

    def move(self, x: float, y: float) -> None:
        at = QPointF(round(x), round(y))
        button = Qt.MouseButton.LeftButton if self.canvas.gesturing else Qt.MouseButton.NoButton
        event = QMouseEvent(
            QEvent.Type.MouseMove, at, self.canvas.mapToGlobal(at), Qt.MouseButton.NoButton, button, self._keys
        )
        QApplication.sendEvent(self.canvas, event)

    def release(self, x: float, y: float, keys: Qt.KeyboardModifier = NoKeys) -> None:
        QTest.mouseRelease(self.canvas, Qt.MouseButton.LeftButton, keys, QPoint(round(x), round(y)))

    def drag(self, *points: tuple[float, float], keys: Qt.KeyboardModifier = NoKeys) -> None:
        self.press(*points[0], keys)
        for point in points[1:]:
            self.move(*point)
        self.release(*points[-1], keys)

    def click(self, x: float, y: float, keys: Qt.KeyboardModifier = NoKeys) -> None:
        self.drag((x, y), keys=keys)

    def double_click(self, x: float, y: float) -> None:
        self.click(x, y)
        QTest.mouseDClick(self.canvas, Qt.MouseButton.LeftButton, NoKeys, QPoint(round(x), round(y)))
        self.release(x, y)

    def key(self, key: Qt.Key) -> None:
        QTest.keyClick(self.canvas, key)

    def hold(self, key: Qt.Key) -> None:
        self._keys |= MODIFIERS.get(key, NoKeys)
        QTest.keyPress(self.canvas, key)

    def let_go(self, key: Qt.Key) -> None:
        self._keys &= ~MODIFIERS.get(key, NoKeys)
        QTest.keyRelease(self.canvas, key)


@pytest.fixture
def model(qapp: Any) -> FakeModel:
    return FakeModel(Photo(np.full((400, 600, 3), 200, np.uint8)))


@pytest.fixture
def tool_settings(qapp: Any) -> BrushSettings:
    return BrushSettings()


@pytest.fixture
def take(qtbot: Any, model: FakeModel, tool_settings: BrushSettings) -> Callable[[Any], Hand]:
    """Takes a tool in hand: given what makes it."""

    def make(tool: Any) -> Hand:
        canvas = Canvas(model)  # type: ignore[arg-type]
        qtbot.addWidget(canvas)
        canvas.resize(600, 400)
        canvas.show()
        canvas.set_tool(tool(model, tool_settings))
        return Hand(canvas)

    return make


@pytest.fixture
def marked(model: FakeModel) -> Callable[[], NDArray[np.uint8]]:
    def read() -> NDArray[np.uint8]:
        return model.now.mask.read()

    return read
