"""Drawing by mouse and pen: what is drawn where, what a gesture leaves behind, and what it does not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QMouseEvent, QPointingDevice, QPointingDeviceUniqueId, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from photofix.gui.studio.drawing import fresh
from photofix.gui.studio.kinds import EDGES, LABELS
from photofix.gui.studio.pane import Pane
from photofix.gui.studio.pencil import Pencil
from photofix.gui.studio.sketch import Sketch
from photofix.gui.studio.sketch_pane import SketchPane

LEFT, NO, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.MouseButton.NoButton
WINDOW, DOOR = (0, 85, 255), (0, 170, 255)


class Drawn:
    """A pane of 40×30 pixels of labels, and a hand that draws in pixels of the sketch."""

    def __init__(self, qtbot: Any) -> None:
        self.pencil = Pencil()
        self.pencil.set_kind(LABELS)
        self.pencil.set_size(1)
        self.pencil.set_tool("pencil")
        self.sketch = Sketch(fresh(np.full((30, 40, 3), 255, np.uint8)))
        self.pane = SketchPane(self.sketch, self.pencil)
        qtbot.addWidget(self.pane)
        self.pane.resize(440, 340)
        self.pane.show()

    def at(self, x: float, y: float) -> QPoint:
        return self.pane.canvas_point(x, y).toPoint()

    def drag(self, *places: tuple[float, float], modifiers: Qt.KeyboardModifier = NO, release: bool = True) -> None:
        QTest.mousePress(self.pane, LEFT, modifiers, self.at(*places[0]))
        for place in places[1:]:
            at = self.at(*place)
            where = QPointF(at), QPointF(self.pane.mapToGlobal(at))
            QApplication.sendEvent(self.pane, QMouseEvent(QEvent.Type.MouseMove, *where, NONE, LEFT, modifiers))
        if release:
            QTest.mouseRelease(self.pane, LEFT, modifiers, self.at(*places[-1]))

    def places(self, colour: tuple[int, int, int]) -> set[tuple[int, int]]:
        rows, columns = np.nonzero((self.pane.pixels[..., :3] == colour).all(axis=2))
        return set(zip(columns.tolist(), rows.tolist(), strict=True))


@pytest.fixture
def drawn(qtbot: Any) -> Drawn:
    return Drawn(qtbot)


def test_small_sketches_are_shown_large(drawn: Drawn) -> None:
    assert drawn.pane.zoom > 8 and drawn.pane.fits


def test_the_pencil_draws_where_the_pointer_goes(drawn: Drawn) -> None:
    drawn.drag((5.5, 7.5), (12.5, 7.5))
    assert drawn.places(WINDOW) == {(x, 7) for x in range(5, 13)}
    assert drawn.sketch.labels.undo == "Pencil"
    assert drawn.pane.image is not None
    assert drawn.pane.image.pixelColor(5, 7).getRgb()[:3] == WINDOW
    drawn.sketch.undo()
    assert drawn.places(WINDOW) == set() and drawn.pane.image.pixelColor(5, 7).getRgb()[:3] == (255, 255, 255)


def test_a_stroke_is_seen_before_it_ends_and_can_be_given_up(drawn: Drawn) -> None:
    heard: list[bool] = []
    drawn.pane.drawn.connect(lambda: heard.append(drawn.pane.drawing))
    drawn.drag((5.5, 7.5), (12.5, 7.5), release=False)
    assert drawn.places(WINDOW) and any(heard) and not drawn.sketch.touched
    QTest.keyClick(drawn.pane, Qt.Key.Key_Escape)
    assert not drawn.places(WINDOW) and not drawn.sketch.touched
    QTest.mouseRelease(drawn.pane, LEFT, NO, drawn.at(12.5, 7.5))
    assert not drawn.sketch.touched


def test_shift_goes_straight_on_from_the_last_stroke(drawn: Drawn) -> None:
    drawn.drag((5.5, 20.5), (6.5, 20.5))
    drawn.drag((15.5, 20.5), modifiers=Qt.KeyboardModifier.ShiftModifier)
    assert drawn.places(WINDOW) == {(x, 20) for x in range(5, 16)}


def test_a_window_is_dragged_from_corner_to_corner(drawn: Drawn) -> None:
    drawn.pencil.set_tool("rectangle")
    drawn.drag((20.5, 15.5), (30.5, 25.5), (12.5, 8.5))  # out and back: only the last one counts
    assert drawn.places(WINDOW) == {(x, y) for x in range(12, 21) for y in range(8, 16)}
    drawn.sketch.undo()
    drawn.drag((10.5, 10.5), (14.5, 12.5), modifiers=Qt.KeyboardModifier.ShiftModifier)
    assert drawn.places(WINDOW) == {(x, y) for x in range(10, 15) for y in range(10, 15)}


def test_edges_are_drawn_as_outlines_and_with_soft_sides(drawn: Drawn) -> None:
    drawn.pencil.set_kind(EDGES)
    drawn.pencil.set_tool("rectangle")
    drawn.drag((10.5, 8.5), (25.5, 20.5))
    assert tuple(drawn.pane.pixels[14, 18, :3]) == (255, 255, 255)
    assert drawn.pane.pixels[8, 18, 0] == 0
    drawn.pencil.set_tool("pencil")
    drawn.drag((3.2, 3.3), (9.1, 27.7))
    assert ((drawn.pane.pixels[..., 0] > 10) & (drawn.pane.pixels[..., 0] < 245)).any()


def test_lines_are_straight_and_with_shift_level(drawn: Drawn) -> None:
    drawn.pencil.set_tool("line")
    drawn.drag((5.5, 5.5), (9.5, 22.5), (20.5, 5.5))
    assert drawn.places(WINDOW) == {(x, 5) for x in range(5, 21)}
    drawn.sketch.undo()
    drawn.drag((5.5, 5.5), (20.5, 7.5), modifiers=Qt.KeyboardModifier.ShiftModifier)
    assert {y for _, y in drawn.places(WINDOW)} == {5}


def test_the_eraser_draws_paper_and_fill_fills(drawn: Drawn) -> None:
    drawn.pencil.set_tool("fill")
    drawn.drag((3.5, 3.5))
    assert len(drawn.places(WINDOW)) == 1200 and drawn.sketch.labels.undo == "Fill"
    drawn.pencil.set_tool("eraser")
    drawn.drag((5.5, 7.5), (12.5, 7.5))
    assert drawn.places(LABELS.paper) == {(x, 7) for x in range(5, 13)}
    drawn.pencil.set_colour(DOOR)
    assert drawn.pencil.tool == "rectangle", "who takes a colour wants to draw with it"


@pytest.mark.parametrize("way", ["alt", "right"])
def test_a_colour_is_taken_from_the_sketch(drawn: Drawn, way: str) -> None:
    drawn.pencil.set_colour(DOOR)
    drawn.drag((5.5, 7.5), (8.5, 7.5))
    picked: list[object] = []
    drawn.pane.picked.connect(picked.append)
    if way == "alt":
        QTest.mouseClick(drawn.pane, LEFT, Qt.KeyboardModifier.AltModifier, drawn.at(6.5, 7.5))
    else:
        QTest.mouseClick(drawn.pane, Qt.MouseButton.RightButton, NO, drawn.at(6.5, 7.5))
    QTest.mouseClick(drawn.pane, Qt.MouseButton.RightButton, NO, QPoint(1, 1))  # beside the sketch
    assert picked == [DOOR] and len(drawn.places(DOOR)) == 4


def tablet(kind: QEvent.Type, drawn: Drawn, x: float, y: float, pressure: float, *, eraser: bool = False) -> None:
    pointer = QPointingDevice.PointerType.Eraser if eraser else QPointingDevice.PointerType.Pen
    device = QPointingDevice(
        "pen", 1, QInputDevice.DeviceType.Stylus, pointer, QInputDevice.Capability.Pressure, 1, 1, "",
        QPointingDeviceUniqueId(),
    )  # fmt: skip
    place = drawn.pane.canvas_point(x, y)
    where = place, QPointF(drawn.pane.mapToGlobal(place))
    button = NONE if kind == QEvent.Type.TabletMove else LEFT
    QApplication.sendEvent(drawn.pane, QTabletEvent(kind, device, *where, pressure, 0, 0, 0, 0, 0, NO, button, LEFT))


def test_a_pen_draws_as_wide_as_it_is_pressed_and_erases_with_its_other_end(drawn: Drawn) -> None:
    drawn.pencil.set_size(8)
    kinds = QEvent.Type.TabletPress, QEvent.Type.TabletMove, QEvent.Type.TabletRelease
    heights = {}
    for pressure in (0.25, 1.0):
        for kind, x in zip(kinds, (8.0, 30.0, 30.0), strict=True):
            tablet(kind, drawn, x, 15.0, pressure)
        heights[pressure] = len([y for x, y in drawn.places(WINDOW) if x == 20])
    assert heights == {0.25: 2, 1.0: 8}
    for kind, x in zip(kinds, (8.0, 30.0, 30.0), strict=True):
        tablet(kind, drawn, x, 15.0, 1.0, eraser=True)
    assert not [place for place in drawn.places(WINDOW) if place[0] == 20]
    assert drawn.sketch.labels.undo == "Eraser"


def test_space_pans_instead(drawn: Drawn) -> None:
    drawn.pane.set_zoom(20.0)
    before = drawn.pane.view
    QTest.keyPress(drawn.pane, Qt.Key.Key_Space)
    drawn.drag((20, 15), (22, 15))
    QTest.keyRelease(drawn.pane, Qt.Key.Key_Space)
    assert not drawn.sketch.touched and drawn.pane.view != before


def test_both_panes_look_at_the_same_place(drawn: Drawn, qtbot: Any) -> None:
    other = Pane("Result")
    qtbot.addWidget(other)
    other.resize(drawn.pane.size())
    other.show()
    other.follow(drawn.pane)
    drawn.pane.follow(other)
    drawn.pane.pointed.connect(other.mirror)
    other.show_pixels(np.zeros((30, 40, 3), np.uint8))
    drawn.pane.set_zoom(20.0, QPointF(100, 100))
    assert other.view == drawn.pane.view
    other.pan(QPointF(-30, -10))
    assert other.view == drawn.pane.view and not other.fits
    other.fit()
    assert drawn.pane.fits and drawn.pane.view == other.view
    before = other.grab().toImage()
    QTest.mouseMove(drawn.pane, drawn.at(10.5, 10.5))
    assert other.grab().toImage() != before, "the pointer's place is shown in the other, too"
