"""Tools of several clicks on the canvas: what they show between gestures, and whose keys come first."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QAction, QInputDevice, QPointingDevice, QPointingDeviceUniqueId, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow

from photofix.core.mask import Mask
from photofix.core.photo import Photo
from photofix.gui.canvas.canvas import Canvas
from photofix.gui.tools.base import Gesture, Line, PointerEvent, Preview
from tests.gui.fake_model import FakeModel

Left, Middle = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
NoKeys, Shift = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key


class Settings(QObject):
    changed = Signal()


class Dots:
    """Every click adds a point; the pointer pulls a line behind it."""

    id = title = "dots"

    def __init__(self) -> None:
        self.settings = Settings()
        self.points: list[tuple[float, float]] = []
        self.events: list[PointerEvent] = []
        self.keys: list[tuple[Key, Qt.KeyboardModifier]] = []

    @property
    def pending(self) -> bool:
        return bool(self.points)

    def outline(self) -> None:
        return None

    def press(self, event: PointerEvent) -> Gesture | None:
        return self._click(event)

    def _click(self, event: PointerEvent) -> Gesture:
        self.events.append(event)
        while event.button == Left and event.kind.value != "release":
            event = yield Preview(lines=self._lines((event.x, event.y)))
            self.events.append(event)
        self.points.append((event.x, event.y))

    def shown(self) -> Preview | None:
        return Preview(lines=self._lines()) if self.points else None

    def hover(self, event: PointerEvent) -> Preview | None:
        return Preview(lines=self._lines((event.x, event.y))) if self.points else None

    def key(self, key: Key, modifiers: Qt.KeyboardModifier) -> bool:
        self.keys.append((key, modifiers))
        if key in (Key.Key_Backspace, Key.Key_Delete):
            self.points.pop()
        else:
            self.points.clear()
        return True

    def cancel(self) -> None:
        self.points.clear()

    def _lines(self, *more: tuple[float, float]) -> tuple[Line, ...]:
        return (Line(np.array([*self.points, *more]), handles=True),)


@pytest.fixture
def tool() -> Dots:
    return Dots()


@pytest.fixture
def model() -> FakeModel:
    return FakeModel(Photo(np.full((400, 600, 3), 128, np.uint8)))


@pytest.fixture
def window(qtbot: Any, model: FakeModel) -> QMainWindow:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.setCentralWidget(Canvas(model))  # type: ignore[arg-type]
    window.resize(600, 400)
    return window


@pytest.fixture
def canvas(window: QMainWindow, tool: Dots, qtbot: Any) -> Canvas:
    canvas = window.centralWidget()
    assert isinstance(canvas, Canvas)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    canvas.setFocus()
    canvas.set_tool(tool)
    return canvas


def click(canvas: Canvas, x: int, y: int) -> None:
    QTest.mouseClick(canvas, Left, NoKeys, QPoint(x, y))


def line_at(canvas: Canvas, x: int, y: int) -> bool:
    """Is a line seen around this point (the photo is grey)?"""
    image = canvas.grab(QRect(x - 6, y - 6, 13, 13)).toImage()
    values = [image.pixelColor(i, j).red() for i in range(13) for j in range(13)]
    return max(values) - min(values) > 60


def test_lines_follow_the_pointer_and_stay_between_gestures(canvas: Canvas, tool: Dots) -> None:
    click(canvas, 100, 100)
    assert line_at(canvas, 100, 100) and not line_at(canvas, 150, 100)
    QTest.mouseMove(canvas, QPoint(200, 100))
    assert line_at(canvas, 150, 100)
    QTest.mouseMove(canvas, QPoint(200, 300))
    assert not line_at(canvas, 150, 100) and line_at(canvas, 150, 200)
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
    assert line_at(canvas, 100, 100) and not line_at(canvas, 150, 200)


def test_during_a_gesture_its_own_lines_are_shown(canvas: Canvas, tool: Dots) -> None:
    QTest.mousePress(canvas, Left, NoKeys, QPoint(100, 100))
    click_line = line_at(canvas, 100, 100)
    QTest.mouseMove(canvas, QPoint(300, 100))
    assert click_line and not line_at(canvas, 100, 100) and line_at(canvas, 300, 100)
    QTest.keyClick(canvas, Key.Key_Escape)
    assert not line_at(canvas, 300, 100) and not tool.keys and not canvas.gesturing


def test_the_tools_keys_win_over_the_windows_while_it_is_pending(
    window: QMainWindow, canvas: Canvas, tool: Dots
) -> None:
    used: list[str] = []
    for name in ("Return", "Esc", "Backspace"):
        action = QAction(name, window)
        action.setShortcut(name)
        action.triggered.connect(lambda _on=False, name=name: used.append(name))
        window.addAction(action)
    QTest.keyClick(canvas, Key.Key_Return)
    assert used == ["Return"] and not tool.keys
    click(canvas, 100, 100)
    click(canvas, 200, 100)
    QTest.mouseMove(canvas, QPoint(100, 300))
    QTest.keyClick(canvas, Key.Key_Backspace)
    assert tool.points == [(100, 100)] and used == ["Return"] and not line_at(canvas, 200, 100)
    QTest.keyClick(canvas, Key.Key_Return, Shift)
    assert tool.keys == [(Key.Key_Backspace, NoKeys), (Key.Key_Return, Shift)] and not line_at(canvas, 100, 100)
    QTest.keyClick(canvas, Key.Key_Escape)
    assert used == ["Return", "Esc"]


def test_keys_from_elsewhere_reach_a_pending_tool(canvas: Canvas, tool: Dots) -> None:
    assert not canvas.tool_key(Key.Key_Return)
    click(canvas, 100, 100)
    assert canvas.tool_key(Key.Key_Return)
    assert not tool.pending and not line_at(canvas, 100, 100)


def test_another_tool_or_photo_drops_what_is_pending(canvas: Canvas, tool: Dots, model: FakeModel) -> None:
    click(canvas, 100, 100)
    canvas.set_tool(None)
    assert not tool.pending and not line_at(canvas, 100, 100)
    canvas.set_tool(tool)
    click(canvas, 100, 100)
    model.open(Photo(np.full((400, 600, 3), 128, np.uint8)))
    assert not tool.pending and not line_at(canvas, 100, 100)


def test_the_tool_says_that_what_it_shows_is_new(canvas: Canvas, tool: Dots) -> None:
    click(canvas, 100, 100)
    tool.points = [(300, 300)]
    tool.settings.changed.emit()
    assert line_at(canvas, 300, 300)


def test_the_document_may_change_while_a_tool_is_pending(canvas: Canvas, tool: Dots, model: FakeModel) -> None:
    click(canvas, 100, 100)
    values = np.zeros((400, 600), np.uint8)
    values[300:, 400:] = 255
    model.push("Brush stroke", model.now.with_mask(Mask.from_array(values)))
    marked = canvas.grab().toImage().pixelColor(500, 350)
    assert marked.red() - marked.green() > 50 and line_at(canvas, 100, 100)


def test_a_double_click_is_told(canvas: Canvas, tool: Dots) -> None:
    click(canvas, 100, 100)
    QTest.mouseDClick(canvas, Left, NoKeys, QPoint(100, 100))
    assert [event.clicks for event in tool.events if event.kind.value == "press"] == [1, 2]


def test_the_pens_double_click_is_told(canvas: Canvas, tool: Dots) -> None:
    device = QPointingDevice(
        "pen", 1, QInputDevice.DeviceType.Stylus, QPointingDevice.PointerType.Pen,
        QInputDevice.Capability.Pressure, 1, 1, "", QPointingDeviceUniqueId(),
    )  # fmt: skip

    def tap(x: float, time: int) -> None:
        for kind in (QEvent.Type.TabletPress, QEvent.Type.TabletRelease):
            at = QPointF(x, 100)
            event = QTabletEvent(kind, device, at, canvas.mapToGlobal(at), 1, 0, 0, 0, 0, 0, NoKeys, Left, Left)
            event.setTimestamp(time)
            QApplication.sendEvent(canvas, event)

    for x, time in ((100, 1000), (101, 1100), (101, 1200), (200, 1250), (200, 9000)):
        tap(x, time)
    assert [event.clicks for event in tool.events if event.kind.value == "press"] == [1, 2, 1, 1, 1]


def test_a_key_during_a_gesture_is_one_more_move(canvas: Canvas, tool: Dots) -> None:
    QTest.mousePress(canvas, Left, NoKeys, QPoint(100, 100))
    QTest.mouseMove(canvas, QPoint(120, 130))
    for key, space, modifiers in ((Key.Key_Shift, False, Shift), (Key.Key_Space, True, NoKeys)):
        QTest.keyPress(canvas, key)
        last = tool.events[-1]
        assert (last.kind.value, last.x, last.y, last.space) == ("move", 120, 130, space)
        assert last.modifiers == modifiers
        QTest.keyRelease(canvas, key)
        assert not tool.events[-1].space and tool.events[-1].modifiers == NoKeys
    QTest.mouseRelease(canvas, Left, NoKeys, QPoint(120, 130))


def test_panning_does_not_hover(canvas: Canvas, tool: Dots) -> None:
    canvas.set_zoom(4.0)
    tool.points = [(300, 200)]
    QTest.mousePress(canvas, Middle, NoKeys, QPoint(300, 200))
    QTest.mouseMove(canvas, QPoint(400, 200))
    assert line_at(canvas, 400, 200) is False
    QTest.mouseRelease(canvas, Middle, NoKeys, QPoint(400, 200))


def test_hovering_repaints_what_the_lines_touch(canvas: Canvas, tool: Dots, qtbot: Any) -> None:
    click(canvas, 100, 100)
    click(canvas, 150, 100)
    QTest.mouseMove(canvas, QPoint(160, 120))
    qtbot.waitUntil(lambda: canvas.settled)
    QApplication.processEvents()
    painted: list[QRect] = []
    paint = canvas.paintEvent

    def spy(event: Any) -> None:
        painted.append(event.rect())
        paint(event)

    canvas.paintEvent = spy  # type: ignore[method-assign]
    QTest.mouseMove(canvas, QPoint(170, 130))
    QApplication.processEvents()
    assert painted and all(QRect(140, 90, 45, 55).contains(rect) for rect in painted)
