"""The window as a person uses it: open, paint, repair, undo, compare, save, close."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDoubleSpinBox

from photofix.core.document import State
from photofix.errors import UserError
from photofix.files.load import load
from photofix.gui import theme
from photofix.gui.asking import Choice
from photofix.gui.remembered import Remembered
from photofix.gui.window import Window
from tests.gui.answers import Answers
from tests.gui.held import Held

Until = Callable[[Callable[[], Any]], None]


@pytest.fixture
def until(qtbot: Any) -> Until:
    return lambda true: qtbot.waitUntil(lambda: bool(true()), timeout=20_000)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "street é.png"
    pixels = np.random.default_rng(3).integers(0, 256, (120, 160, 3), np.uint8)
    path.write_bytes(cv2.imencode(".png", pixels)[1].tobytes())
    return path


@pytest.fixture
def opened(window: Window, file: Path, until: Until) -> Window:
    """The window with a photo in it, and the brush 10 pixels wide."""
    window.open_files([file])
    until(lambda: window.model.state and window.canvas.settled and not window.workers.busy)
    window.brush.size, window.brush.hardness = 10, 1.0
    return window


def now(window: Window) -> State:
    assert window.model.state is not None
    return window.model.state


def stroke(window: Window, *points: tuple[float, float]) -> None:
    """Drag the mouse over photo points."""

    def at(point: tuple[float, float]) -> QPoint:
        return window.canvas.canvas_point(*point).toPoint()

    button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(window.canvas, button, none, at(points[0]))
    for point in points[1:]:
        QTest.mouseMove(window.canvas, at(point))
    QTest.mouseRelease(window.canvas, button, none, at(points[-1]))


def key(window: Window, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(window.canvas, key, modifiers)


def message(window: Window) -> str:
    return window.messages.message.text if window.messages.message else ""


def test_a_photo_is_opened_and_described(opened: Window, file: Path) -> None:
    status = opened.status
    assert (status.dimensions.text(), status.channels.text(), status.profile.text()) == (
        "160 × 120  (0.0 MP)", "RGB, 8 bit", "sRGB",
    )  # fmt: skip
    assert opened.windowTitle() == f"{file.name}[*] – PhotoFix" and not opened.isWindowModified()
    assert opened.canvas.hasFocus() and np.array_equal(now(opened).base.pixels, load(file).pixels)


def test_paint_enter_undo(opened: Window, until: Until) -> None:
    before = now(opened).composite()
    stroke(opened, (20, 20), (100, 80))
    marked = now(opened).mask
    assert not marked.empty and opened.isWindowModified() is False
    key(opened, Qt.Key.Key_Return)
    until(lambda: now(opened).edits)
    assert now(opened).mask.empty and opened.isWindowModified()
    changed = (now(opened).composite() != before).any(axis=2)
    assert changed.any() and not changed[marked.read() == 0].any()
    assert opened.status.promise.text() == "0 pixels changed outside the mask"
    assert [edit.label for edit in opened.edits.rows.edits] == ["Invert"]
    key(opened, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert now(opened).mask is marked and not now(opened).edits and not opened.isWindowModified()
    key(opened, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert len(now(opened).edits) == 1
    assert [opened.history.rows.index(row).data() for row in range(3)] == ["Open", "Brush stroke", "Invert"]


def test_enter_without_a_mask_says_what_to_do(opened: Window) -> None:
    key(opened, Qt.Key.Key_Enter)
    assert message(opened) == "Paint over what should go first." and not opened.workers.busy


def test_the_panels_params_are_used(opened: Window, held: Held, until: Until) -> None:
    opened.operation.params.fields["grow"].write(3)
    stroke(opened, (20, 20), (30, 20))
    opened.operation.button.click()
    until(lambda: held.runs)
    assert held.runs[0][0].grow == 3
    until(lambda: now(opened).edits)
    assert now(opened).edits[0].record.params["grow"] == 3


def test_cancel_in_the_middle_leaves_everything_as_it_was(opened: Window, held: Held, until: Until) -> None:
    stroke(opened, (20, 20), (100, 80))
    state, steps = now(opened), opened.model.document and opened.model.document.steps
    held.hold()
    key(opened, Qt.Key.Key_Return)
    until(lambda: held.runs and opened.queue.isVisible())
    assert opened.actions_["cancel"].isEnabled()
    key(opened, Qt.Key.Key_Escape)
    assert not opened.queue.isVisible() and not opened.repairs.busy
    held.let_go()
    until(lambda: not opened.workers.busy)
    assert now(opened) is state and opened.model.document is not None and opened.model.document.steps == steps
    assert not message(opened)
    key(opened, Qt.Key.Key_Return)
    until(lambda: now(opened).edits)


def test_the_queue_has_a_cancel_button_for_each_job(opened: Window, held: Held, until: Until) -> None:
    held.hold()
    stroke(opened, (20, 20), (40, 20))
    key(opened, Qt.Key.Key_Return)
    until(lambda: held.runs)
    stroke(opened, (20, 100), (40, 100))
    key(opened, Qt.Key.Key_Return)
    until(opened.queue.isVisible)
    rows = list(opened.queue.rows.values())
    assert len(rows) == 2 and rows[0].bar.accessibleName() == "Invert"
    until(lambda: rows[0].bar.value() > 0)
    rows[0].cancel.click()
    held.let_go()
    until(lambda: now(opened).edits)
    left = now(opened).mask.read()
    assert len(now(opened).edits) == 1 and left[:60].any() and not left[60:].any()
    until(lambda: not opened.queue.isVisible())


def test_painting_goes_on_while_a_repair_runs(opened: Window, held: Held, until: Until) -> None:
    held.hold()
    stroke(opened, (20, 20), (60, 20))
    key(opened, Qt.Key.Key_Return)
    until(lambda: held.runs)
    stroke(opened, (20, 100), (60, 100))
    both = now(opened).mask
    opened.canvas.zoom_in()
    held.let_go()
    until(lambda: now(opened).edits)
    left = now(opened).mask.read()
    assert not left[:60].any() and np.array_equal(left[60:], both.read()[60:])
    opened.model.undo()
    assert now(opened).mask is both


def test_a_queued_repair_takes_what_was_asked_for_and_no_more(opened: Window, held: Held, until: Until) -> None:
    held.hold()
    stroke(opened, (20, 20), (60, 20))
    key(opened, Qt.Key.Key_Return)
    until(lambda: held.runs)
    stroke(opened, (20, 60), (60, 60))
    key(opened, Qt.Key.Key_Return)
    stroke(opened, (20, 100), (60, 100))
    held.let_go()
    until(lambda: len(now(opened).edits) == 2)
    left = now(opened).mask.read()
    assert left[90:].any() and not left[:90].any()
    regions = [patch.region for edit in now(opened).edits for patch in edit.patches]
    assert not regions[0].overlaps(regions[1])


def test_the_same_marks_are_not_queued_twice(opened: Window, held: Held, until: Until) -> None:
    held.hold()
    stroke(opened, (20, 20), (60, 20))
    key(opened, Qt.Key.Key_Return)
    key(opened, Qt.Key.Key_Return)
    assert message(opened) == "This is being repaired already."
    held.let_go()
    until(lambda: now(opened).edits and not opened.workers.busy)
    assert len(held.runs) == 1


def test_a_photo_closed_meanwhile_gets_no_result(opened: Window, held: Held, until: Until) -> None:
    held.hold()
    stroke(opened, (20, 20), (60, 20))
    key(opened, Qt.Key.Key_Return)
    until(lambda: held.runs)
    opened.commands.close_photo()
    held.let_go()
    until(lambda: not opened.workers.busy)
    assert opened.model.state is None and opened.windowTitle() == "PhotoFix"


def test_a_failed_repair_is_explained(opened: Window, held: Held, until: Until) -> None:
    held.fault = UserError("Everything is marked.", hint="Leave something to copy from.")
    stroke(opened, (20, 20), (60, 20))
    state = now(opened)
    key(opened, Qt.Key.Key_Return)
    until(lambda: message(opened))
    assert message(opened) == "Everything is marked." and now(opened) is state


def test_edits_are_switched_off_and_on(opened: Window, until: Until) -> None:
    original = now(opened).composite()
    stroke(opened, (20, 20), (60, 20))
    key(opened, Qt.Key.Key_Return)
    until(lambda: now(opened).edits)
    repaired = now(opened).composite()
    eye = opened.edits.list.visualRect(opened.edits.rows.index(0)).topLeft() + QPoint(15, 20)
    QTest.mouseClick(opened.edits.list.viewport(), Qt.MouseButton.LeftButton, pos=eye)
    assert np.array_equal(now(opened).composite(), original)
    opened.model.undo()
    assert opened.edits.rows.edits[0].enabled
    assert np.array_equal(now(opened).composite(), repaired)


def test_the_history_goes_to_any_step(opened: Window, until: Until) -> None:
    stroke(opened, (20, 20), (60, 20))
    stroke(opened, (20, 60), (60, 60))
    opened.history.setCurrentIndex(opened.history.rows.index(0))
    assert now(opened).mask.empty and opened.actions_["redo"].isEnabled()
    opened.history.setCurrentIndex(opened.history.rows.index(2))
    assert not now(opened).mask.empty and not opened.actions_["redo"].isEnabled()


def test_brush_keys(opened: Window) -> None:
    key(opened, Qt.Key.Key_BracketRight)
    assert opened.brush.size > 10
    key(opened, Qt.Key.Key_E)
    assert opened.brush.erase and opened.actions_["eraser"].isChecked() and not opened.actions_["brush"].isChecked()
    key(opened, Qt.Key.Key_X)
    assert not opened.brush.erase and opened.actions_["brush"].isChecked()
    key(opened, Qt.Key.Key_BracketLeft, Qt.KeyboardModifier.ShiftModifier)
    assert opened.brush.hardness == 0.9
    key(opened, Qt.Key.Key_O)
    assert not opened.canvas.mask_visible


def test_clearing_the_mask_can_be_undone(opened: Window) -> None:
    stroke(opened, (20, 20), (60, 20))
    mask = now(opened).mask
    opened.actions_["clear_mask"].trigger()
    assert now(opened).mask.empty and not opened.actions_["clear_mask"].isEnabled()
    opened.model.undo()
    assert now(opened).mask is mask


def test_before_is_shown_while_the_key_is_held(opened: Window) -> None:
    QTest.keyPress(opened.canvas, Qt.Key.Key_Backslash)
    assert opened.canvas.compare == "before" and opened.actions_["before"].isChecked()
    repeated = QKeyEvent(QEvent.Type.KeyRelease, Qt.Key.Key_Backslash, Qt.KeyboardModifier.NoModifier, "\\", True)
    QApplication.sendEvent(opened.canvas, repeated)
    assert opened.canvas.compare == "before"
    QTest.keyRelease(opened.canvas, Qt.Key.Key_Backslash)
    assert opened.canvas.compare == "none" and not opened.actions_["before"].isChecked()
    opened.actions_["split"].trigger()
    assert opened.canvas.compare == "split"
    opened.actions_["split"].trigger()
    assert opened.canvas.compare == "none"


def test_one_way_to_compare_at_a_time(opened: Window) -> None:
    for name in ("split", "side_by_side", "difference"):
        opened.actions_[name].trigger()
        assert opened.canvas.compare == name
        on = [
            other for other in ("before", "split", "side_by_side", "difference") if opened.actions_[other].isChecked()
        ]
        assert on == [name]
    QTest.keyPress(opened.canvas, Qt.Key.Key_Backslash)
    assert opened.canvas.compare == "before"
    QTest.keyRelease(opened.canvas, Qt.Key.Key_Backslash)
    assert opened.canvas.compare == "difference" and opened.actions_["difference"].isChecked()
    gains = []
    for _ in range(3):
        opened.actions_["difference_gain"].trigger()
        gains.append(opened.canvas.difference_gain)
    assert gains == [1, 4, 16]
    opened.actions_["difference"].trigger()
    assert opened.canvas.compare == "none"
    opened.actions_["difference_gain"].trigger()
    assert opened.canvas.compare == "difference" and opened.canvas.difference_gain == 16
    opened.actions_["turn_comparison"].trigger()
    assert opened.canvas.compare == "split" and opened.canvas.split_vertical
    opened.actions_["turn_comparison"].trigger()
    assert opened.canvas.compare == "split" and not opened.canvas.split_vertical


def test_the_pixel_grid_is_remembered(opened: Window, tmp_path: Path) -> None:
    grid = opened.actions_["pixel_grid"]
    assert grid.isChecked() and opened.canvas.grid_visible
    grid.trigger()
    assert not grid.isChecked() and not opened.canvas.grid_visible
    assert not Remembered(tmp_path / "window.ini").pixel_grid


def test_typing_a_number_starts_no_repair(opened: Window, held: Held) -> None:
    stroke(opened, (20, 20), (60, 20))
    box = opened.findChildren(QDoubleSpinBox)[0]
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, "5")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert not opened.repairs.busy and not box.hasFocus()


def test_panels_are_hidden_and_come_back(opened: Window) -> None:
    key(opened, Qt.Key.Key_Tab)
    assert not opened.side.isVisible() and not opened.tools.isVisible()
    key(opened, Qt.Key.Key_Tab)
    assert opened.side.isVisible() and opened.tools.isVisible()
    key(opened, Qt.Key.Key_F6)
    assert not opened.canvas.hasFocus() and opened.side.isAncestorOf(opened.focusWidget())
    QTest.keyClick(opened.focusWidget(), Qt.Key.Key_F6)
    assert opened.canvas.hasFocus()


def test_saving_a_copy_and_saving_again(opened: Window, file: Path, answers: Answers, until: Until) -> None:
    original = file.read_bytes()
    stroke(opened, (20, 20), (60, 20))
    key(opened, Qt.Key.Key_Return)
    until(lambda: now(opened).edits)
    answers.overwrite_choice = Choice.COPY
    opened.commands.save()
    copy = file.with_name(f"{file.stem}-fixed.png")
    until(lambda: not opened.model.modified and not opened.workers.busy)
    assert np.array_equal(load(copy).pixels, now(opened).composite()) and file.read_bytes() == original
    assert opened.windowTitle().startswith(copy.name) and len(answers.asked) == 1
    opened.model.undo()
    assert opened.model.modified
    opened.commands.save()
    until(lambda: not opened.model.modified and not opened.workers.busy)
    assert np.array_equal(load(copy).pixels, now(opened).base.pixels) and len(answers.asked) == 1


def test_an_original_is_overwritten_only_on_demand(opened: Window, file: Path, answers: Answers, until: Until) -> None:
    original = file.read_bytes()
    stroke(opened, (20, 20), (60, 20))
    key(opened, Qt.Key.Key_Return)
    until(lambda: now(opened).edits and not opened.workers.busy)
    opened.commands.save()
    assert not opened.workers.busy and file.read_bytes() == original
    answers.overwrite_choice = Choice.OVERWRITE
    opened.commands.save()
    until(lambda: not opened.model.modified)
    assert np.array_equal(load(file).pixels, now(opened).composite())


def test_save_as_takes_the_format_of_the_name(opened: Window, tmp_path: Path, answers: Answers, until: Until) -> None:
    answers.path = tmp_path / "deep" / "x.tif"
    opened.commands.save_as()
    until(lambda: message(opened))
    assert opened.messages.message is not None and opened.messages.message.button is not None
    opened.messages.clear()
    answers.path = tmp_path / "x.tif"
    opened.commands.save_as()
    until(lambda: answers.path is not None and answers.path.exists() and not opened.workers.busy)
    assert np.array_equal(load(answers.path).pixels, now(opened).base.pixels)
    assert answers.asked == ["save street é-fixed.png"] * 2


def test_what_cannot_be_opened_is_said_and_the_photo_stays(opened: Window, tmp_path: Path, until: Until) -> None:
    state = now(opened)
    bad = tmp_path / "bad.jpg"
    bad.write_bytes(b"no picture")
    opened.open_files([bad])
    until(lambda: message(opened))
    assert now(opened) is state and bad.name in message(opened)


def test_dropped_files_are_opened(window: Window, file: Path, until: Until) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)), QUrl.fromLocalFile(str(file.with_name("other.png")))])
    with_what = Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(5, 5), *with_what))
    assert window.drop_frame.isVisible()
    event = QDropEvent(QPointF(5, 5), *with_what)
    QApplication.sendEvent(window, event)
    assert event.isAccepted() and not window.drop_frame.isVisible()
    until(lambda: window.model.state and not window.workers.busy)
    assert window.model.path == file


def test_recent_files(opened: Window, file: Path, until: Until) -> None:
    opened.recent.menu.aboutToShow.emit()
    entries = opened.recent.menu.actions()
    assert entries[0].text() == file.name
    opened.model.close()
    entries[0].trigger()
    until(lambda: opened.model.state and not opened.workers.busy)
    opened.commands.close_photo()
    entries[-1].trigger()
    opened.recent.menu.aboutToShow.emit()
    assert [entry.isEnabled() for entry in opened.recent.menu.actions()] == [False]


def test_unsaved_changes_are_asked_about(opened: Window, file: Path, answers: Answers, until: Until) -> None:
    stroke(opened, (20, 20), (60, 20))
    key(opened, Qt.Key.Key_Return)
    until(lambda: now(opened).edits)
    opened.close()
    QApplication.processEvents()
    assert opened.isVisible() and answers.asked == [f"unsaved {file.name}"]
    answers.unsaved_choice, answers.overwrite_choice = Choice.SAVE, Choice.COPY
    opened.close()
    until(lambda: not opened.isVisible())
    assert file.with_name(f"{file.stem}-fixed.png").exists()


def test_closing_waits_for_what_runs(opened: Window, held: Held, until: Until) -> None:
    held.hold()
    stroke(opened, (20, 20), (60, 20))
    key(opened, Qt.Key.Key_Return)
    until(lambda: held.runs)
    seen: list[bool] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        seen.append(dialog is not None and opened.isVisible())
        held.let_go()

    opened._closing_shown.connect(look, Qt.ConnectionType.QueuedConnection)
    opened.close()
    until(lambda: not opened.isVisible())
    assert seen == [True] and not opened.workers.busy


def test_first_steps_are_shown_until_they_are_closed(window: Window) -> None:
    assert window.hints.isVisible() and window._remembered.first_steps
    window.hints.close_button.click()
    assert not window.hints.isVisible() and not window._remembered.first_steps
    window.commands.first_steps()
    assert window.hints.isVisible()


def test_both_themes_dress_everything(window: Window) -> None:
    for name, tone in (("light", theme.LIGHT), ("dark", theme.DARK)):
        window.set_theme(name)
        assert window.palette().window().color().name() == tone.window
        assert window.canvas.surround.name() == tone.surround and window._remembered.theme == name
        assert window.actions_["light_theme"].isChecked() == (name == "light")


@pytest.mark.parametrize("tone", theme.THEMES.values(), ids=lambda tone: tone.name)
def test_text_has_contrast(tone: theme.Theme) -> None:
    """WCAG 2.2: 4.5 to 1 for text."""

    def luminance(colour: str) -> float:
        values = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values]
        return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))

    def contrast(a: str, b: str) -> float:
        high, low = sorted((luminance(a), luminance(b)), reverse=True)
        return (high + 0.05) / (low + 0.05)

    for ground in (tone.window, tone.raised, tone.field):
        assert contrast(tone.text, ground) >= 4.5 and contrast(tone.quiet, ground) >= 4.5
    assert contrast(tone.accent, tone.window) >= 3 and contrast(tone.on_accent, tone.accent) >= 4.5
    for colour in (tone.surround, tone.window):
        assert len({colour[1:3], colour[3:5], colour[5:7]}) == 1, "greys around a photo are neutral"


def test_help(window: Window) -> None:
    window.commands.shortcuts()
    window.commands.about()
    dialogs = [w for w in QApplication.topLevelWidgets() if w.isVisible() and w is not window]
    assert len(dialogs) == 2
    for dialog in dialogs:
        dialog.close()
