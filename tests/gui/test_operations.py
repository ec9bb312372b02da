"""Several operations in the window: chosen, adjusted, previewed, applied."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from photofix.core.document import State
from photofix.core.region import Region
from photofix.errors import UserError
from photofix.gui.window import Window
from photofix.ops.base import Operation
from tests.gui.held import Held
from tests.operations import CONTRAST, EVERYTHING, SOFTEN, Contrast, Slow, contrasted

Until = Callable[[Callable[[], Any]], None]
SIZE = (120, 160)


@pytest.fixture
def slow() -> Slow:
    return Slow()


@pytest.fixture
def operations(held: Held, slow: Slow) -> tuple[Operation, ...]:
    live = replace(CONTRAST, id="marked", title="Marked", run=held.operation.run, params=held.operation.params,
                   scope=held.operation.scope, live=True, presets=())  # fmt: skip
    return held.operation, CONTRAST, SOFTEN, slow.operation, EVERYTHING, live


@pytest.fixture
def until(qtbot: Any) -> Until:
    return lambda true: qtbot.waitUntil(lambda: bool(true()), timeout=20_000)


@pytest.fixture
def opened(window: Window, slow: Slow, tmp_path: Path, until: Until) -> Any:
    path = tmp_path / "photo.png"
    pixels = np.random.default_rng(3).integers(60, 200, (*SIZE, 3), np.uint8)
    path.write_bytes(cv2.imencode(".png", pixels)[1].tobytes())
    window.open_files([path])
    until(lambda: window.model.state and window.canvas.settled and not window.workers.busy)
    yield window
    slow.let_go()


def now(window: Window) -> State:
    assert window.model.state is not None
    return window.model.state


def shown(window: Window) -> Any:
    """The pixels that the canvas shows of the whole photo at level 0."""
    picture = window.canvas._scene.picture
    assert picture is not None
    return picture.read(0, Region.of(now(window).base.pixels), before=False)


def previewed(window: Window) -> bool:
    picture = window.canvas._scene.picture
    return picture is not None and picture.live is not None


def adjust(window: Window, amount: float) -> None:
    window.operation.params.fields["amount"].write(amount)


def key(window: Window, key: Qt.Key) -> None:
    QTest.keyClick(window.canvas, key)


def test_the_chooser_groups_by_task_and_shows_one_panel(opened: Window) -> None:
    panel = opened.operation
    assert panel.chooser.isVisible()
    assert list(panel.chooser.buttons) == ["invert", "contrast", "soften", "slow", "marked", "everything"]
    first = panel.current
    panel.chooser.buttons["contrast"].click()
    assert panel.current.operation is CONTRAST and panel.current.isVisible() and not first.isVisible()
    assert opened.actions_["repair"].text() == "Apply"
    adjust(opened, 1.0)
    panel.chooser.buttons["invert"].click()
    assert panel.current is first and opened.actions_["repair"].text() == "Repair"
    panel.chooser.buttons["contrast"].click()
    assert panel.values == Contrast(amount=1.0)


def test_a_change_is_previewed_and_nothing_is_done(opened: Window, until: Until) -> None:
    opened.operation.choose(CONTRAST)
    state, steps = now(opened), opened.model.document and opened.model.document.steps
    assert not previewed(opened)
    adjust(opened, 1.5)
    until(lambda: previewed(opened))
    assert np.array_equal(shown(opened), contrasted(state.base.pixels, Contrast(amount=1.5)))
    assert now(opened) is state and opened.model.document is not None and opened.model.document.steps == steps
    assert not opened.model.modified and not opened.queue.isVisible()


def test_the_newest_change_wins(opened: Window, slow: Slow, until: Until) -> None:
    opened.operation.choose(slow.operation)
    slow.hold()
    adjust(opened, 1.0)
    until(lambda: slow.runs)
    adjust(opened, 2.0)
    adjust(opened, 3.0)
    until(lambda: len(opened.workers.tasks) == 1 and not opened.preview._timer.isActive())
    slow.let_go()
    until(lambda: previewed(opened))
    assert [params.amount for params, _ in slow.runs] == [1.0, 3.0] and slow.cancelled == 1
    assert np.array_equal(shown(opened), contrasted(now(opened).base.pixels, Contrast(amount=3.0)))


def test_escape_drops_it(opened: Window, until: Until) -> None:
    opened.operation.choose(CONTRAST)
    assert not opened.actions_["cancel"].isEnabled()
    adjust(opened, 1.5)
    assert opened.actions_["cancel"].isEnabled()
    until(lambda: previewed(opened))
    key(opened, Qt.Key.Key_Escape)
    assert not previewed(opened) and not opened.actions_["cancel"].isEnabled()
    assert np.array_equal(shown(opened), now(opened).base.pixels)
    adjust(opened, 1.6)
    until(lambda: previewed(opened))
    opened.operation.current.presets.reset_action.trigger()
    assert not previewed(opened) and opened.operation.values == Contrast() and not opened.preview.active


def test_escape_stops_one_that_is_being_computed(opened: Window, slow: Slow, until: Until) -> None:
    opened.operation.choose(slow.operation)
    slow.hold()
    adjust(opened, 1.5)
    until(lambda: slow.runs)
    key(opened, Qt.Key.Key_Escape)
    slow.let_go()
    until(lambda: not opened.workers.busy)
    assert not previewed(opened) and slow.cancelled == 1


def test_apply_keeps_what_is_shown_until_the_step_is_there(opened: Window, slow: Slow, until: Until) -> None:
    opened.operation.choose(slow.operation)
    adjust(opened, 1.5)
    until(lambda: previewed(opened))
    expected = contrasted(now(opened).base.pixels, Contrast(amount=1.5))
    slow.hold()
    key(opened, Qt.Key.Key_Return)
    until(lambda: len(slow.runs) == 2)
    assert previewed(opened) and np.array_equal(shown(opened), expected)
    slow.let_go()
    until(lambda: now(opened).edits and not opened.workers.busy)
    assert not previewed(opened) and np.array_equal(shown(opened), expected) and len(now(opened).edits) == 1
    opened.model.undo()
    assert np.array_equal(shown(opened), now(opened).base.pixels)
    assert len(slow.runs) == 2  # undo is no change of the params


def test_escape_gives_up_what_is_being_applied(opened: Window, slow: Slow, until: Until) -> None:
    opened.operation.choose(slow.operation)
    adjust(opened, 1.5)
    until(lambda: previewed(opened))
    slow.hold()
    opened.operation.button.click()
    until(lambda: len(slow.runs) == 2)
    key(opened, Qt.Key.Key_Escape)
    key(opened, Qt.Key.Key_Escape)
    assert not previewed(opened) and not opened.repairs.busy
    slow.let_go()
    until(lambda: not opened.workers.busy)
    assert not now(opened).edits


def test_it_can_be_switched_off_and_on(opened: Window, until: Until) -> None:
    opened.operation.choose(CONTRAST)
    box = opened.operation.current.preview
    box.click()
    adjust(opened, 1.5)
    assert not opened.preview.active
    box.click()
    until(lambda: previewed(opened))
    box.click()
    assert not previewed(opened)


def test_another_operation_or_photo_ends_it(opened: Window, until: Until) -> None:
    opened.operation.choose(CONTRAST)
    adjust(opened, 1.5)
    until(lambda: previewed(opened))
    opened.operation.choose(SOFTEN)
    assert not previewed(opened)
    opened.operation.params.fields["radius"].write(4.0)
    assert opened.preview.active
    opened.commands.close_photo()
    assert not opened.preview.active and opened.model.state is None


def test_moving_the_view_previews_what_is_seen_now(opened: Window, until: Until) -> None:
    opened.operation.choose(SOFTEN)
    opened.canvas.set_zoom(16)
    opened.operation.params.fields["radius"].write(3.0)
    until(lambda: previewed(opened))
    picture = opened.canvas._scene.picture
    assert picture is not None and picture.live is not None
    first = picture.live.area
    assert first.w < SIZE[1] and first.h < SIZE[0]
    # What is seen is as the whole photo's result: the surroundings are computed, too.
    softened = cv2.GaussianBlur(now(opened).base.pixels, (0, 0), 3.0, borderType=cv2.BORDER_REPLICATE)
    assert np.array_equal(picture.live.pixels, softened[first.slices])
    opened.canvas.set_zoom(8)
    until(lambda: picture.live is not None and picture.live.area != first)
    assert picture.live.area.contains(first)


def test_undo_while_it_is_shown_previews_the_photo_of_before(opened: Window, until: Until) -> None:
    opened.operation.choose(CONTRAST)
    adjust(opened, -0.5)
    opened.operation.start()
    until(lambda: now(opened).edits and not opened.workers.busy)
    once = contrasted(now(opened).base.pixels, Contrast(amount=-0.5))
    adjust(opened, 1.5)
    until(lambda: previewed(opened))
    assert np.array_equal(shown(opened), contrasted(once, Contrast(amount=1.5)))
    opened.model.undo()
    expected = contrasted(now(opened).base.pixels, Contrast(amount=1.5))
    until(lambda: np.array_equal(shown(opened), expected))


def test_before_shows_the_photo_without_it(opened: Window, until: Until) -> None:
    opened.operation.choose(CONTRAST)
    plain = opened.canvas.grab().toImage()
    adjust(opened, 1.5)
    until(lambda: previewed(opened) and opened.canvas.settled)
    assert opened.canvas.grab().toImage() != plain
    opened.canvas.set_compare("before")
    before = opened.canvas.grab().toImage()
    opened.preview.drop()
    assert opened.canvas.grab().toImage() == before


def test_why_there_is_none_is_said_beside_it(opened: Window, slow: Slow, until: Until) -> None:
    opened.operation.choose(slow.operation)
    slow.fault = UserError("Too dark.", hint="Take another photo.")
    adjust(opened, 1.5)
    note = opened.operation.current.note
    until(note.text)
    assert note.text() == "Too dark. Take another photo." and opened.messages.message is None
    slow.fault = None
    adjust(opened, 1.0)
    until(lambda: previewed(opened))
    assert not note.isVisible()


def test_a_masked_operation_may_declare_it(opened: Window, mark: Any, until: Until, operations: Any) -> None:
    opened.operation.choose(operations[-1])
    mark(opened.model, Region(20, 30, 40, 20))
    opened.operation.params.fields["grow"].write(3)
    until(lambda: previewed(opened))
    changed = (shown(opened) != now(opened).base.pixels).any(axis=2)
    assert changed[30:50, 20:60].all() and changed.sum() == 800


def test_a_whole_photo_result_leaves_the_marks(opened: Window, mark: Any, until: Until, operations: Any) -> None:
    mark(opened.model, Region(20, 30, 40, 20))
    marked = now(opened).mask
    opened.operation.choose(CONTRAST)
    opened.operation.start()
    opened.operation.choose(operations[0])
    opened.operation.start()  # not taken for marked by the one before
    until(lambda: len(now(opened).edits) == 2)
    assert now(opened).mask.empty
    opened.model.undo()
    assert now(opened).mask is marked or np.array_equal(now(opened).mask.read(), marked.read())
    assert opened.status.promise.text() == "0 pixels changed outside the mask"


def test_tab_goes_from_top_to_bottom(opened: Window, operations: Any, until: Until) -> None:
    opened.operation.choose(operations[4])
    panel = opened.operation.current
    panel.params.fields["engine"].write("a")
    panel.params.fold.click()
    seen: list[QWidget] = []
    widget = panel.help_button
    while widget is not panel.button:
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            seen.append(widget)
        widget = widget.nextInFocusChain()
    until(lambda: panel.height() >= panel.minimumSizeHint().height())
    places = [widget.mapTo(panel, widget.rect().center()).y() for widget in seen]
    row = 10  # pixels by which widgets of one row may differ
    assert len(seen) > 12 and all(after > before - row for before, after in pairwise(places))
    assert all(widget.accessibleName() or getattr(widget, "text", str)() for widget in seen)
