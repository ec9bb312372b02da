"""The brush on the canvas, with real events."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QInputDevice, QPointingDevice, QPointingDeviceUniqueId, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from photofix.core.edit import Edit, Patch, Record
from photofix.core.photo import Photo
from photofix.core.region import Region
from photofix.gui.canvas.canvas import Canvas
from photofix.gui.tools.base import PointerEvent, Pointing
from photofix.gui.tools.brush import BrushTool
from tests.gui.fake_model import FakeModel

Left, Right = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NoKeys, Shift, Alt = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def model() -> FakeModel:
    return FakeModel(Photo(np.full((400, 600, 3), 200, np.uint8)))


@pytest.fixture
def brush(model: FakeModel) -> BrushTool:
    brush = BrushTool(model)
    brush.settings.size, brush.settings.hardness = 20, 1.0
    return brush


@pytest.fixture
def canvas(qtbot: Any, model: FakeModel, brush: BrushTool) -> Canvas:
    """600×400 with the photo at 1:1 and the brush in hand."""
    canvas = Canvas(model)  # type: ignore[arg-type]
    qtbot.addWidget(canvas)
    canvas.resize(600, 400)
    canvas.show()
    canvas.set_tool(brush)
    return canvas


def press(canvas: Canvas, x: int, y: int, keys: Qt.KeyboardModifier = NoKeys, button: Qt.MouseButton = Left) -> None:
    QTest.mousePress(canvas, button, keys, QPoint(x, y))


def move(canvas: Canvas, x: int, y: int) -> None:
    QTest.mouseMove(canvas, QPoint(x, y))


def release(canvas: Canvas, x: int, y: int, keys: Qt.KeyboardModifier = NoKeys, button: Qt.MouseButton = Left) -> None:
    QTest.mouseRelease(canvas, button, keys, QPoint(x, y))


def stroke(canvas: Canvas, *points: tuple[int, int], keys: Qt.KeyboardModifier = NoKeys) -> None:
    press(canvas, *points[0], keys)
    for point in points[1:]:
        move(canvas, *point)
    release(canvas, *points[-1], keys)


def marked(model: FakeModel) -> NDArray[np.bool_]:
    return model.now.mask.read() > 127


def overlaid(canvas: Canvas) -> NDArray[np.bool_]:
    """Where the canvas shows the mask's colour strongly (the photo is grey)."""
    tool = canvas.tool
    canvas.set_tool(None)  # whose outline would lie over it
    image = canvas.grab().toImage()
    while not canvas.settled:
        QApplication.processEvents()
        image = canvas.grab().toImage()
    canvas.set_tool(tool)
    image = image.convertToFormat(QImage.Format.Format_RGBX8888)
    values = np.frombuffer(image.constBits(), np.uint8).reshape(400, 600, 4).astype(int)
    return values[:, :, 0] - values[:, :, 1] > 50


def shows_its_mask(canvas: Canvas, model: FakeModel) -> bool:
    """Does the overlay show the mask wherever that is not soft?"""
    values = model.now.mask.read()
    sharp = (values == 0) | (values == 255)
    return np.array_equal(overlaid(canvas)[sharp], values[sharp] == 255)


def test_a_stroke_is_one_undo_step_and_marks_what_it_passed(canvas: Canvas, model: FakeModel) -> None:
    stroke(canvas, (100, 100), (150, 100), (200, 100), (200, 180))
    assert model.pushed == ["Brush stroke"]
    values = marked(model)
    assert values[100, 100:200].all() and values[100:180, 200].all() and values[92:108, 150].all()
    assert not values[:88].any() and not values[115:, :188].any()
    model.undo()
    assert model.now.mask.empty


def test_a_click_paints_a_dab(canvas: Canvas, model: FakeModel) -> None:
    QTest.mouseClick(canvas, Left, pos=QPoint(300, 200))
    assert marked(model).sum() == pytest.approx(np.pi * 100, rel=0.03)


def test_the_overlay_is_live_and_follows_undo_and_redo(canvas: Canvas, model: FakeModel) -> None:
    press(canvas, 100, 100)
    move(canvas, 300, 100)
    image = canvas.grab().toImage().pixelColor(200, 100)
    assert image.red() - image.green() > 50 and not model.pushed
    release(canvas, 300, 100)
    assert shows_its_mask(canvas, model)
    model.undo()
    assert not overlaid(canvas).any()
    model.redo()
    assert shows_its_mask(canvas, model) and marked(model).any()


def test_escape_rolls_a_gesture_back(canvas: Canvas, model: FakeModel) -> None:
    stroke(canvas, (100, 300), (200, 300))
    before = model.now
    press(canvas, 100, 100)
    move(canvas, 300, 310)
    assert canvas.gesturing
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert not canvas.gesturing
    move(canvas, 400, 100)
    release(canvas, 400, 100)
    assert model.now is before and model.pushed == ["Brush stroke"]
    assert shows_its_mask(canvas, model)


def test_shift_click_draws_a_straight_line_from_the_last_point(canvas: Canvas, model: FakeModel) -> None:
    QTest.mouseClick(canvas, Left, pos=QPoint(100, 100))
    QTest.mouseClick(canvas, Left, Shift, QPoint(400, 250))
    assert model.pushed == ["Brush stroke"] * 2
    along = np.linspace(0, 1, 200)
    assert marked(model)[np.rint(100 + 150 * along).astype(int), np.rint(100 + 300 * along).astype(int)].all()
    model.undo()
    assert not marked(model)[250, 400]


def test_a_line_does_not_start_on_another_photo(canvas: Canvas, model: FakeModel) -> None:
    QTest.mouseClick(canvas, Left, pos=QPoint(100, 100))
    model.open(Photo(np.zeros((400, 600, 3), np.uint8)))
    QTest.mouseClick(canvas, Left, Shift, QPoint(400, 250))
    assert not marked(model)[175, 250]


@pytest.mark.parametrize(("erase", "keys"), [(True, NoKeys), (False, Alt)])
def test_erasing(canvas: Canvas, model: FakeModel, brush: BrushTool, erase: bool, keys: Qt.KeyboardModifier) -> None:
    stroke(canvas, (100, 100), (300, 100))
    brush.erase = erase
    stroke(canvas, (200, 60), (200, 140), keys=keys)
    assert not marked(model)[100, 192:208].any()
    assert marked(model)[100, 120] and marked(model)[100, 280]
    assert shows_its_mask(canvas, model)


def test_alt_marks_while_erasing(canvas: Canvas, model: FakeModel, brush: BrushTool) -> None:
    brush.erase = True
    stroke(canvas, (100, 100), (200, 100), keys=Alt)
    assert marked(model)[100, 150]


def test_a_stroke_without_effect_is_no_undo_step(canvas: Canvas, model: FakeModel, brush: BrushTool) -> None:
    brush.erase = True
    stroke(canvas, (100, 100), (200, 100))
    assert model.pushed == []


def test_painting_beyond_the_photo_is_cut(canvas: Canvas, model: FakeModel) -> None:
    canvas.resize(800, 600)  # the photo lies at 100, 100
    stroke(canvas, (50, 300), (750, 300), (790, 590))
    assert model.pushed == ["Brush stroke"]
    assert marked(model)[200].all() and model.now.mask.read().shape == (400, 600)


def test_strokes_land_where_they_are_drawn_at_any_zoom(canvas: Canvas, model: FakeModel) -> None:
    canvas.set_zoom(4.0, QPointF(300, 200))
    at = QPointF(100, 100)
    x, y = canvas.photo_point(at)
    QTest.mouseClick(canvas, Left, pos=at.toPoint())
    rows, columns = np.nonzero(marked(model))
    assert columns.mean() + 0.5 == pytest.approx(x, abs=0.5)
    assert rows.mean() + 0.5 == pytest.approx(y, abs=0.5)


def test_a_repair_that_lands_during_a_stroke_is_not_undone_by_it(canvas: Canvas, model: FakeModel) -> None:
    stroke(canvas, (100, 100), (300, 100))
    press(canvas, 100, 300)
    move(canvas, 200, 300)
    region = Region(90, 90, 220, 20)
    patch = Patch(region, np.full((20, 220, 3), 10, np.uint8), np.full((20, 220), 255, np.uint8))
    model.push("Repair", model.now.with_edit(Edit("Repair", (patch,), Record("inpaint", {}))))
    move(canvas, 300, 300)
    release(canvas, 300, 300)
    assert not marked(model)[100].any() and marked(model)[300, 100:300].all()
    assert len(model.now.edits) == 1
    assert shows_its_mask(canvas, model)


def test_another_photo_ends_the_gesture(canvas: Canvas, model: FakeModel) -> None:
    press(canvas, 100, 100)
    move(canvas, 200, 100)
    model.open(Photo(np.full((400, 600, 3), 200, np.uint8)))
    assert not canvas.gesturing
    move(canvas, 300, 100)
    release(canvas, 300, 100)
    assert model.pushed == [] and not overlaid(canvas).any()


def test_alt_right_drag_changes_size_and_hardness(canvas: Canvas, model: FakeModel, brush: BrushTool) -> None:
    press(canvas, 300, 200, Alt, Right)
    move(canvas, 340, 240)
    assert brush.settings.size == 100 and brush.settings.hardness == pytest.approx(0.8)
    release(canvas, 340, 240, Alt, Right)
    assert model.pushed == [] and not canvas.gesturing


def test_other_buttons_do_not_paint(canvas: Canvas, model: FakeModel) -> None:
    press(canvas, 100, 100, button=Right)
    move(canvas, 200, 100)
    release(canvas, 200, 100, button=Right)
    press(canvas, 100, 100)
    press(canvas, 150, 100, button=Right)
    release(canvas, 150, 100, button=Right)
    assert canvas.gesturing
    release(canvas, 200, 100)
    assert model.pushed == ["Brush stroke"]


def test_the_cursor_is_the_brushs_circle_and_repaints_little(
    canvas: Canvas, model: FakeModel, brush: BrushTool, qtbot: Any
) -> None:
    brush.set_size(60)
    move(canvas, 3, 3)
    plain = canvas.grab().toImage()
    move(canvas, 300, 200)
    assert canvas.cursor().shape() == Qt.CursorShape.BlankCursor
    ring = canvas.grab().toImage()
    differs = np.array([ring.pixelColor(x, 200) != plain.pixelColor(x, 200) for x in range(600)])
    inside = np.flatnonzero(differs[60:]) + 60
    assert 267 <= inside.min() <= 271 and 329 <= inside.max() <= 333
    painted: list[Any] = []
    paint = canvas.paintEvent

    def spy(event: Any) -> None:
        painted.append(event.rect())
        paint(event)

    canvas.paintEvent = spy  # type: ignore[method-assign]
    qtbot.waitUntil(lambda: canvas.settled)
    QApplication.processEvents()
    painted.clear()
    move(canvas, 310, 205)
    QApplication.processEvents()
    assert painted and all(rect.width() <= 90 and rect.height() <= 90 for rect in painted)


def test_the_pens_pressure_sets_the_size_and_its_other_end_erases(
    canvas: Canvas, model: FakeModel, brush: BrushTool
) -> None:
    brush.set_size(80)

    def pen(kind: QEvent.Type, x: float, pressure: float, tip: QPointingDevice.PointerType) -> None:
        device = QPointingDevice(
            "pen", 1, QInputDevice.DeviceType.Stylus, tip, QInputDevice.Capability.Pressure, 1, 1, "",
            QPointingDeviceUniqueId(),
        )  # fmt: skip
        at = QPointF(x, 200)
        button = Qt.MouseButton.NoButton if kind == QEvent.Type.TabletMove else Left
        event = QTabletEvent(kind, device, at, canvas.mapToGlobal(at), pressure, 0, 0, 0, 0, 0, NoKeys, button, Left)
        QApplication.sendEvent(canvas, event)
        assert event.isAccepted()

    for tip in (QPointingDevice.PointerType.Pen, QPointingDevice.PointerType.Eraser):
        pen(QEvent.Type.TabletPress, 100, 0.25, tip)
        pen(QEvent.Type.TabletMove, 400, 1.0, tip)
        pen(QEvent.Type.TabletRelease, 500, 0.0, tip)
        if tip == QPointingDevice.PointerType.Pen:
            widths = marked(model)[:, [110, 250, 390, 480]].sum(axis=0)
            assert 18 <= widths[0] < widths[1] < widths[2] <= 80 and widths[3] >= 79
    assert not marked(model)[200].any() and model.pushed == ["Brush stroke", "Erase stroke"]


def test_a_gesture_does_nothing_without_a_document() -> None:
    brush = BrushTool(FakeModel())
    assert brush.press(PointerEvent(Pointing.PRESS, 1, 1)) is None
