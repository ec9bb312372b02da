"""Painting where a step is hidden: by the real brush, with undo, in the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from photofix.core.document import Changes, State, changed_outside
from photofix.core.edit import Edit, Patch, Record
from photofix.core.mask import Mask
from photofix.core.photo import Photo
from photofix.core.region import Region
from photofix.gui.document_model import DocumentModel
from photofix.gui.marking import Marking
from photofix.gui.marking_bar import MarkingBar
from photofix.gui.window import Window
from photofix.ops.base import Operation
from tests.gui.held import Held
from tests.operations import CONTRAST, Contrast, contrasted

Until = Callable[[Callable[[], Any]], None]
PARAMS = Contrast(amount=1.0)


@pytest.fixture
def operations(held: Held) -> tuple[Operation, ...]:
    return CONTRAST, held.operation


@pytest.fixture
def until(qtbot: Any) -> Until:
    return lambda true: qtbot.waitUntil(lambda: bool(true()), timeout=20_000)


@pytest.fixture
def opened(window: Window, tmp_path: Path, until: Until, mark: Any) -> Window:
    """A photo with contrast over all of it, and something marked for repair."""
    path = tmp_path / "photo.png"
    pixels = np.random.default_rng(3).integers(60, 200, (120, 160, 3), np.uint8)
    path.write_bytes(cv2.imencode(".png", pixels)[1].tobytes())
    window.open_files([path])
    until(lambda: window.model.state and window.canvas.settled and not window.workers.busy)
    window.brush.size, window.brush.hardness = 20, 1.0
    mark(window.model, Region(120, 90, 20, 10))
    window.operation.params.set_values(PARAMS)
    window.operation.start()
    until(lambda: now(window).edits and not window.workers.busy)
    window.preview.drop()
    return window


def now(window: Window) -> State:
    assert window.model.state is not None
    return window.model.state


def stroke(window: Window, *points: tuple[float, float]) -> None:
    def at(point: tuple[float, float]) -> QPoint:
        return window.canvas.canvas_point(*point).toPoint()

    button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(window.canvas, button, none, at(points[0]))
    for point in points[1:]:
        QTest.mouseMove(window.canvas, at(point))
    QTest.mouseRelease(window.canvas, button, none, at(points[-1]))


def overlay(window: Window) -> Any:
    """The mask that the canvas shows."""
    shown = Mask(160, 120, dict(window.canvas._scene.overlay._tiles))
    return shown.read()


def test_the_brush_hides_and_the_eraser_brings_back(opened: Window) -> None:
    marked, before = now(opened).mask, now(opened)
    original = before.base.pixels
    opened.actions_["step_mask"].trigger()
    assert opened.actions_["step_mask"].isChecked() and not overlay(opened).any()
    stroke(opened, (30, 30), (80, 30))
    hidden = now(opened).edits[0].hidden
    assert hidden is not None and now(opened).mask is marked
    values = hidden.read()
    assert values[30, 30:80].all() and not values[60:].any() and np.array_equal(overlay(opened), values)
    composite = now(opened).composite()
    assert np.array_equal(composite[values == 255], original[values == 255])
    assert np.array_equal(composite[values == 0], contrasted(original, PARAMS)[values == 0])
    assert changed_outside(now(opened), [Region.of(original)]) == 0
    opened.brush.erase = True
    stroke(opened, (30, 30), (50, 30))
    left = now(opened).edits[0].hidden
    assert left is not None and not left.read()[30, 30:50].any() and left.read()[30, 70]
    assert len(opened.model.document.steps if opened.model.document else ()) == 5
    opened.model.undo()
    assert now(opened).edits[0].hidden is hidden and np.array_equal(overlay(opened), values)
    opened.model.undo()
    assert now(opened) is before and not overlay(opened).any() and opened.marking.step is not None


def test_the_bar_says_so_until_it_is_done(opened: Window) -> None:
    (bar,) = opened.findChildren(MarkingBar)
    assert not bar.isVisible()
    opened.actions_["step_mask"].trigger()
    assert bar.isVisible() and bar.text.text() == "Painting the mask of ‘Contrast’"
    assert not opened.operation.button.isEnabled()
    bar.done.click()
    assert not bar.isVisible() and opened.operation.button.isEnabled()
    assert not opened.actions_["step_mask"].isChecked()
    assert np.array_equal(overlay(opened), now(opened).mask.read()) and overlay(opened).any()


@pytest.mark.parametrize("way", ["escape", "action"])
def test_it_is_left_by_key_and_menu(opened: Window, way: str) -> None:
    opened.actions_["step_mask"].trigger()
    if way == "escape":
        QTest.keyClick(opened.canvas, Qt.Key.Key_Escape)
    else:
        opened.actions_["step_mask"].trigger()
    assert opened.marking.step is None
    stroke(opened, (30, 30), (80, 30))
    assert now(opened).edits[0].hidden is None and now(opened).mask.read()[30, 50]


def test_enter_starts_nothing_meanwhile(opened: Window) -> None:
    opened.actions_["step_mask"].trigger()
    QTest.keyClick(opened.canvas, Qt.Key.Key_Return)
    assert not opened.repairs.busy and len(now(opened).edits) == 1


def test_clearing_brings_all_back(opened: Window) -> None:
    opened.actions_["step_mask"].trigger()
    assert not opened.actions_["clear_mask"].isEnabled()
    stroke(opened, (30, 30), (80, 30))
    assert opened.actions_["clear_mask"].isEnabled()
    opened.actions_["clear_mask"].trigger()
    assert now(opened).edits[0].hidden is None and not now(opened).mask.empty


def test_it_ends_when_the_step_is_gone(opened: Window) -> None:
    opened.actions_["step_mask"].trigger()
    stroke(opened, (30, 30), (80, 30))
    opened.model.undo()
    opened.model.undo()
    assert not now(opened).edits and opened.marking.step is None
    assert np.array_equal(overlay(opened), now(opened).mask.read())
    assert not opened.actions_["step_mask"].isEnabled()
    opened.model.redo()
    opened.actions_["step_mask"].trigger()
    opened.model.close()
    assert opened.marking.step is None


def test_the_selected_step_is_meant(opened: Window, until: Until) -> None:
    opened.operation.start()
    until(lambda: len(now(opened).edits) == 2 and not opened.workers.busy)
    first, second = now(opened).edits
    opened.actions_["step_mask"].trigger()
    assert opened.marking.step is second
    opened.edits.list.choose([first.id])
    assert opened.marking.step is first
    opened.marking.end()
    opened.actions_["step_mask"].trigger()
    assert opened.marking.step is first


def test_every_change_of_the_mask_is_of_the_steps(opened: Window) -> None:
    marked, original = now(opened).mask, now(opened).base.pixels
    opened.actions_["step_mask"].trigger()
    opened.actions_["mark_all"].trigger()
    assert np.array_equal(now(opened).composite(), original) and overlay(opened).all()
    opened.actions_["rectangle"].trigger()
    opened.brush.erase = True
    stroke(opened, (20, 20), (40, 30), (61, 51))
    hidden = now(opened).edits[0].hidden
    assert hidden is not None and not hidden.read()[21:50, 21:60].any() and hidden.read()[60:].all()
    opened.actions_["invert_mask"].trigger()
    assert now(opened).edits[0].hidden is not None and overlay(opened)[25, 25] and not overlay(opened)[60:].any()
    opened.actions_["clear_mask"].trigger()
    assert now(opened).edits[0].hidden is None and now(opened).mask is marked


def test_a_tool_that_has_begun_is_ended_before_the_marking(opened: Window) -> None:
    opened.actions_["step_mask"].trigger()
    opened.actions_["polygon"].trigger()
    stroke(opened, (20, 20))
    assert opened.toolbox.tool.pending
    opened.actions_["cancel"].trigger()
    assert not opened.toolbox.tool.pending and opened.marking.step is not None
    opened.actions_["cancel"].trigger()
    assert opened.marking.step is None


def test_marking_again_shows_what_is_marked(opened: Window, operation: Operation, until: Until) -> None:
    opened.operation.choose(operation)
    opened.operation.start()
    until(lambda: len(now(opened).edits) == 2 and not opened.workers.busy)
    opened.edits.list.choose([now(opened).edits[1].id])
    opened.actions_["step_mask"].trigger()
    opened.actions_["mark_again"].trigger()
    assert opened.marking.step is None and np.array_equal(overlay(opened), now(opened).mask.read())
    assert overlay(opened).any()


def test_repair_on_release_starts_nothing_that_takes_no_marks(opened: Window, until: Until) -> None:
    opened.actions_["repair_on_release"].trigger()
    stroke(opened, (30, 30), (80, 30))
    until(lambda: now(opened).mask.read()[30, 40] and not opened.workers.busy)
    assert len(now(opened).edits) == 1 and not opened.repairs.busy


def test_where_a_step_is_hidden_counts_as_memory(opened: Window) -> None:
    document = opened.model.document
    assert document is not None
    before = document.nbytes
    opened.actions_["step_mask"].trigger()
    stroke(opened, (30, 30), (80, 30))
    hidden = now(opened).edits[0].hidden
    assert hidden is not None and document.nbytes - before == hidden.nbytes and hidden in now(opened).holders()


def test_what_is_painted_is_shown_even_of_a_step_that_is_off(opened: Window) -> None:
    opened.edits.steps.switch([now(opened).edits[0].id], False)
    original = now(opened).base.pixels
    opened.actions_["step_mask"].trigger()
    stroke(opened, (30, 30), (80, 30))
    hidden = now(opened).edits[0].hidden
    assert hidden is not None and np.array_equal(overlay(opened), hidden.read())
    assert np.array_equal(now(opened).composite(), original)
    opened.model.undo()
    assert not overlay(opened).any()
    opened.model.redo()
    assert np.array_equal(overlay(opened), hidden.read())


def test_marks_that_are_undone_meanwhile_are_shown_afterwards(opened: Window) -> None:
    opened.actions_["step_mask"].trigger()
    opened.model.push("Clear mask", now(opened).with_mask(Mask(160, 120)))  # as a repair that ends now does
    assert not overlay(opened).any()
    opened.marking.end()
    assert not overlay(opened).any()
    opened.model.undo()
    assert np.array_equal(overlay(opened), now(opened).mask.read()) and overlay(opened).any()


class Heard:
    def __init__(self, marking: Marking) -> None:
        self.changes: list[Changes] = []
        marking.changed.connect(self.changes.append)


def step(photo: Photo) -> Edit:
    pixels, alpha = 255 - photo.pixels, np.full(photo.pixels.shape[:2], 255, np.uint8)
    return Edit("Invert", (Patch(Region.of(pixels), pixels, alpha),), Record("invert", {}))


def test_without_a_step_it_is_the_model(model: DocumentModel, photo: Photo, mark: Any) -> None:
    marking = Marking(model)
    heard = Heard(marking)
    assert marking.state is None and not marking.end()
    model.open(photo)
    assert marking.state is model.state and marking.document is model.document and marking.path == photo.path
    mark(model, Region(3, 4, 5, 6))
    assert model.state is not None
    marking.push("Wipe", model.state.with_mask(Mask(photo.width, photo.height)))
    assert model.state.mask.empty and [bool(change.mask) for change in heard.changes] == [True, True]


def test_only_the_mask_is_taken_and_only_if_it_is_another(model: DocumentModel, photo: Photo) -> None:
    model.open(photo)
    assert model.state is not None
    edit = step(photo)
    model.push("Invert", model.state.with_edit(edit))
    marking = Marking(model)
    heard = Heard(marking)
    marking.paint(edit)
    state = marking.state
    assert state is not None and state.mask.empty and marking.state is not None and marking.state.mask is state.mask
    marking.push("Nothing", state)
    assert model.document is not None and len(model.document.steps) == 2
    values = np.full((5, 5), 255, np.uint8)
    painted = state.mask.replaced(Region(0, 0, 5, 5), values)
    marking.push("Stroke", State(photo, (), painted))
    assert model.state.edits[0].hidden is painted and model.state.mask.empty
    pixels, mask = (change for change in heard.changes if change.any)
    assert pixels.pixels == mask.mask == (Region(0, 0, 256, 200),) and not pixels.mask and not mask.pixels
