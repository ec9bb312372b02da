"""The Mask menu on the window: tools, changes of the whole mask, files, looks, repair on release."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from photofix.core.document import State
from photofix.core.mask import Mask
from photofix.core.photo import Photo
from photofix.core.region import Region
from photofix.gui import mask_changes
from photofix.gui.document_model import DocumentModel
from photofix.gui.mask_colours import MASK_COLOURS
from photofix.gui.tools.table import TOOLS
from photofix.gui.window import Window
from tests.gui.answers import Answers
from tests.gui.held import Held

Key = Qt.Key
Mark = Callable[[DocumentModel, Region], None]
NoKeys = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def opened(window: Window, photo: Photo, qtbot: Any) -> Iterator[Window]:
    """With 300×200 pixels of noise."""
    window.model.open(photo)
    window.activateWindow()
    qtbot.waitUntil(lambda: window.canvas.settled and window.isActiveWindow() and not window.workers.busy)
    window.canvas.setFocus()
    yield window
    qtbot.waitUntil(lambda: not window.workers.busy)


def now(window: Window) -> State:
    assert window.model.state is not None
    return window.model.state


def values(window: Window) -> NDArray[np.uint8]:
    return now(window).mask.read()


def steps(window: Window) -> str:
    assert window.model.document is not None
    return window.model.document.undo_info.undo


def do(window: Window, name: str) -> None:
    window.actions_[name].trigger()


def idle(window: Window, qtbot: Any) -> None:
    QApplication.processEvents()
    qtbot.waitUntil(lambda: not window.workers.busy)
    QApplication.processEvents()


def drag(window: Window, x0: int, y0: int, x1: int, y1: int) -> None:
    """With the left button, over photo points."""
    start, end = (window.canvas.canvas_point(x, y).toPoint() for x, y in ((x0, y0), (x1, y1)))
    QTest.mousePress(window.canvas, Qt.MouseButton.LeftButton, NoKeys, start)
    QTest.mouseMove(window.canvas, end)
    QTest.mouseRelease(window.canvas, Qt.MouseButton.LeftButton, NoKeys, end)


def overlay_at(window: Window, x: int, y: int) -> int:
    """How much redder than green the canvas is around a photo point; the photo's noise averages out."""
    at = window.canvas.canvas_point(x, y).toPoint()
    image = window.canvas.grab().toImage()
    colours = [image.pixelColor(at + QPoint(dx, dy)) for dx in range(-4, 5) for dy in range(-4, 5)]
    return sum(colour.red() - colour.green() for colour in colours) // len(colours)


# Tools


def test_every_tool_has_an_action_and_a_key(opened: Window) -> None:
    keys = {"brush": Key.Key_B, "lasso": Key.Key_L, "polygon": Key.Key_P, "rectangle": Key.Key_M}
    for row in TOOLS:
        do(opened, row.id)
        assert opened.canvas.tool is opened.toolbox.tool and opened.toolbox.current == row.id
        assert [name for name in opened.toolbox.actions if opened.actions_[name].isChecked()] == [row.id]
    for name, key in keys.items():
        QTest.keyClick(opened.canvas, key)
        assert opened.toolbox.current == name
    QTest.keyClick(opened.canvas, Key.Key_M, Qt.KeyboardModifier.ShiftModifier)
    assert opened.toolbox.current == "ellipse"


def test_the_eraser_and_x_make_shapes_subtract(opened: Window, mark: Mark) -> None:
    mark(opened.model, Region(0, 0, 300, 200))
    do(opened, "eraser")
    do(opened, "rectangle")
    drag(opened, 50, 50, 100, 100)
    assert not values(opened)[50:100, 50:100].any() and steps(opened) == "Erase rectangle"
    QTest.keyClick(opened.canvas, Key.Key_X)
    drag(opened, 60, 60, 80, 80)
    assert (values(opened)[60:80, 60:80] == 255).all()


def test_enter_and_esc_belong_to_a_polygon_that_is_not_finished(opened: Window, held: Held) -> None:
    do(opened, "polygon")
    for x, y in ((50, 50), (150, 50), (150, 150)):
        drag(opened, x, y, x, y)
    QTest.keyClick(opened.canvas, Key.Key_Return)
    assert steps(opened) == "Polygon" and not opened.repairs.busy and not held.runs
    drag(opened, 20, 20, 20, 20)
    do(opened, "repair")  # from wherever the keyboard is
    assert not opened.toolbox.tool.pending and not opened.repairs.busy


# The whole mask


def test_grow_is_shown_at_once_and_applied_by_enter(opened: Window, mark: Mark, qtbot: Any) -> None:
    mark(opened.model, Region(100, 80, 40, 40))
    do(opened, "grow_mask")
    bar = opened.commands.mask.bar
    assert bar.isVisible() and bar.field is not None and bar.field.box.hasFocus()
    bar.field.box.setValue(20)
    idle(opened, qtbot)
    assert overlay_at(opened, 88, 100) > 60 and steps(opened) == "Brush stroke"
    QTest.keyClick(bar.field.box, Key.Key_Return)
    idle(opened, qtbot)
    assert steps(opened) == "Grow mask" and not bar.isVisible() and opened.focusWidget() is opened.canvas
    assert now(opened).mask.bounds == Region(80, 60, 80, 80)
    assert opened.canvas.tool is opened.toolbox.tool
    do(opened, "undo")
    assert now(opened).mask.bounds == Region(100, 80, 40, 40) and overlay_at(opened, 88, 100) < 30


@pytest.mark.parametrize("how", ["box", "canvas", "button", "tool", "photo"])
def test_it_can_be_dropped(opened: Window, mark: Mark, photo: Photo, qtbot: Any, how: str) -> None:
    mark(opened.model, Region(100, 80, 40, 40))
    before = now(opened)
    do(opened, "grow_mask")
    bar = opened.commands.mask.bar
    assert bar.field is not None
    bar.field.box.setValue(20)
    idle(opened, qtbot)
    if how == "box":
        QTest.keyClick(bar.field.box, Key.Key_Escape)
    elif how == "canvas":
        opened.canvas.setFocus()
        QTest.keyClick(opened.canvas, Key.Key_Escape)
    elif how == "button":
        bar.close_button.click()
    elif how == "tool":
        do(opened, "lasso")
    else:
        opened.model.open(Photo(photo.pixels.copy()))
    idle(opened, qtbot)
    assert not bar.isVisible() and opened.canvas.tool is opened.toolbox.tool
    if how != "photo":
        assert now(opened) is before
        assert opened.canvas.tool is not None and opened.toolbox.current == ("lasso" if how == "tool" else "brush")
    assert overlay_at(opened, 88, 100) < 30


def test_the_newest_amount_wins_and_enter_waits_for_it(opened: Window, mark: Mark, qtbot: Any) -> None:
    mark(opened.model, Region(100, 80, 40, 40))
    do(opened, "shrink_mask")
    bar = opened.commands.mask.bar
    assert bar.field is not None
    for amount in (3, 7, 5, 10):
        bar.field.box.setValue(amount)
    bar.apply_button.click()
    idle(opened, qtbot)
    assert steps(opened) == "Shrink mask" and now(opened).mask.bounds == Region(110, 90, 20, 20)
    do(opened, "shrink_mask")
    assert bar.field.value == 10  # as it was left
    QTest.keyClick(bar.field.box, Key.Key_Escape)


def test_feather(opened: Window, mark: Mark, qtbot: Any) -> None:
    mark(opened.model, Region(100, 50, 100, 100))
    do(opened, "feather_mask")
    QTest.keyClick(opened.commands.mask.bar.field.box, Key.Key_Enter)
    idle(opened, qtbot)
    row = values(opened)[100].astype(int)
    assert steps(opened) == "Feather mask" and row[150] == 255 and 0 < row[98] < 128 < row[101] < 255


def test_a_mask_that_changes_meanwhile_is_changed_anew(opened: Window, mark: Mark, qtbot: Any) -> None:
    mark(opened.model, Region(100, 80, 40, 40))
    do(opened, "grow_mask")
    bar = opened.commands.mask.bar
    assert bar.field is not None
    bar.field.box.setValue(5)
    mark(opened.model, Region(10, 10, 10, 10))
    idle(opened, qtbot)
    assert overlay_at(opened, 15, 15) > 60
    bar.apply_button.click()
    idle(opened, qtbot)
    assert now(opened).mask.bounds == Region(5, 5, 140, 120)


def test_what_changes_nothing_is_no_step(opened: Window, qtbot: Any) -> None:
    do(opened, "mark_all")
    assert (values(opened) == 255).all()
    do(opened, "shrink_mask")  # the photo's border is no edge
    opened.commands.mask.bar.apply_button.click()
    idle(opened, qtbot)
    assert steps(opened) == "Mark everything" and not opened.commands.mask.bar.isVisible()


@pytest.mark.parametrize("at_once", [mask_changes.AT_ONCE, -1])
def test_invert_and_clear(
    opened: Window, mark: Mark, qtbot: Any, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(mask_changes, "AT_ONCE", at_once)
    mark(opened.model, Region(0, 0, 300, 50))
    do(opened, "invert_mask")
    idle(opened, qtbot)
    assert steps(opened) == "Invert mask"
    assert not values(opened)[:50].any() and (values(opened)[50:] == 255).all()
    do(opened, "clear_mask")
    idle(opened, qtbot)
    assert now(opened).mask.empty and steps(opened) == "Clear mask"


def test_an_inversion_that_was_overtaken_is_made_again(
    opened: Window, mark: Mark, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mask_changes, "AT_ONCE", 0)
    mark(opened.model, Region(0, 0, 300, 50))
    do(opened, "invert_mask")
    mark(opened.model, Region(0, 100, 300, 50))
    idle(opened, qtbot)
    marked = values(opened)
    assert not marked[:50].any() and not marked[100:150].any() and marked[75, 5] == marked[175, 5] == 255


@pytest.mark.parametrize("name", ["rectangle", "ellipse"])
def test_large_shapes_are_marked_in_the_background(
    opened: Window, qtbot: Any, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(mask_changes, "AT_ONCE", 0)
    do(opened, name)
    drag(opened, 50, 50, 100, 100)
    drag(opened, 120, 50, 170, 100)
    idle(opened, qtbot)
    assert opened.model.document is not None and opened.model.document.undo_info.undo.lower() == name
    assert values(opened)[75, 75] == values(opened)[75, 145] == 255 and values(opened)[75, 110] == 0
    do(opened, "undo")
    do(opened, "undo")
    assert now(opened).mask.empty


# Files


def test_a_mask_goes_out_and_comes_back(
    opened: Window, mark: Mark, answers: Answers, tmp_path: Path, qtbot: Any
) -> None:
    ramp = np.tile(np.arange(250, dtype=np.uint8), (100, 1))
    opened.model.push("Soft", now(opened).with_mask(Mask(300, 200).replaced(Region(20, 30, 250, 100), ramp)))
    before = values(opened)
    answers.path = tmp_path / "mask"  # .png is added
    do(opened, "export_mask")
    idle(opened, qtbot)
    assert answers.asked == ["save street-mask.png"]
    file = tmp_path / "mask.png"
    assert np.array_equal(cv2.imdecode(np.frombuffer(file.read_bytes(), np.uint8), cv2.IMREAD_UNCHANGED), before)
    do(opened, "clear_mask")
    answers.path = file
    do(opened, "import_mask")
    idle(opened, qtbot)
    assert steps(opened) == "Import mask" and np.array_equal(values(opened), before)


def test_files_that_cannot_be_masks_are_told(
    opened: Window, mark: Mark, answers: Answers, tmp_path: Path, qtbot: Any
) -> None:
    small = tmp_path / "small.png"
    small.write_bytes(cv2.imencode(".png", np.zeros((10, 20), np.uint8))[1].tobytes())
    answers.path = small
    do(opened, "import_mask")
    idle(opened, qtbot)
    message = opened.messages.message
    assert message is not None and "20 × 10" in message.text and "300 × 200" in message.text
    opened.messages.clear()
    mark(opened.model, Region(0, 0, 10, 10))
    answers.path = tmp_path / "mask.jpg"
    do(opened, "export_mask")
    idle(opened, qtbot)
    message = opened.messages.message
    assert message is not None and ".png" in message.hint and not answers.path.exists()
    opened.messages.clear()
    (tmp_path / "taken.png").write_bytes(b"mine")
    answers.path = tmp_path / "taken"  # about which the dialog did not ask
    do(opened, "export_mask")
    idle(opened, qtbot)
    assert opened.messages.message is not None and (tmp_path / "taken.png").read_bytes() == b"mine"


def test_no_file_is_chosen(opened: Window, mark: Mark, answers: Answers) -> None:
    mark(opened.model, Region(0, 0, 10, 10))
    do(opened, "import_mask")
    do(opened, "export_mask")
    assert answers.asked == ["mask to open", "save street-mask.png"] and not opened.workers.busy


# Looks, and repair on release


def test_the_colour_goes_round_and_is_remembered(opened: Window) -> None:
    first = opened.canvas.mask_colour
    seen = []
    for _ in MASK_COLOURS:
        do(opened, "mask_colour")
        seen.append(opened.canvas.mask_colour.name())
    assert len(set(seen)) == len(MASK_COLOURS) == 5 and opened.canvas.mask_colour == first
    do(opened, "mask_colour")
    assert opened._remembered.mask_colour == MASK_COLOURS[1].id


def test_show_mask(opened: Window, mark: Mark) -> None:
    mark(opened.model, Region(50, 50, 50, 50))
    QTest.keyClick(opened.canvas, Key.Key_O)
    assert not opened.canvas.mask_visible and overlay_at(opened, 75, 75) < 30


def test_repair_on_release(opened: Window, held: Held, qtbot: Any) -> None:
    do(opened, "rectangle")
    drag(opened, 50, 50, 100, 100)
    idle(opened, qtbot)
    assert not held.runs
    do(opened, "repair_on_release")
    drag(opened, 120, 50, 150, 100)
    idle(opened, qtbot)
    assert len(held.runs) == 1 and len(now(opened).edits) == 1 and now(opened).mask.empty
    do(opened, "mark_all")
    do(opened, "eraser")
    drag(opened, 50, 50, 100, 100)
    idle(opened, qtbot)
    assert len(held.runs) == 1 and opened._remembered.repair_on_release
