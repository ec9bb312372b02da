"""Colour hints in the window, by mouse and keys: set, coloured, moved, painted, locked, picked, applied, changed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from photofix.core.colour_hint import ColourHint
from photofix.core.photo import Photo
from photofix.gui.window import Window
from photofix.ops import colorize
from photofix.ops.base import Operation
from tests.fakes import FakeModels
from tests.gui.answers import Answers
from tests.gui.held import Held
from tests.ops.conftest import tinted

Left, Right = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NoKeys, Shift, Alt = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
RED, BLUE = (200, 90, 80), (90, 110, 190)


@pytest.fixture
def operations(held: Held) -> tuple[Operation, ...]:
    return held.operation, colorize.OPERATION


def halves(channels: int = 3) -> Photo:
    """A dark and a bright half."""
    pixels = np.full((240, 320, channels), 80, np.uint8)
    pixels[:, 160:] = 200
    return Photo(pixels, path=Path("old.png"))


@pytest.fixture
def hinting(window: Window, fake_models: FakeModels) -> Window:
    """A photo is open, and hints are being set."""
    fake_models.scripts["colorizer"] = tinted
    window.model.open(halves())
    window.actions_["colour_hints"].trigger()
    assert window.hinting.session.active and window.hinting.bar.isVisible() and window.hinting.section.isVisible()
    return window


def at(window: Window, x: float, y: float) -> QPoint:
    return window.canvas.canvas_point(x, y).toPoint()


def click(window: Window, x: float, y: float, keys: Qt.KeyboardModifier = NoKeys, button: Any = Left) -> None:
    QTest.mouseClick(window.canvas, button, keys, at(window, x, y))


def drag(window: Window, *places: tuple[float, float]) -> None:
    QTest.mousePress(window.canvas, Left, NoKeys, at(window, *places[0]))
    for place in places[1:]:
        QTest.mouseMove(window.canvas, at(window, *place))
    QTest.mouseRelease(window.canvas, Left, NoKeys, at(window, *places[-1]))


def hints(window: Window) -> tuple[ColourHint, ...]:
    return window.hinting.session.hints


def live(window: Window) -> Any:
    picture = window.canvas._scene.picture
    assert picture is not None
    return None if picture.live is None else picture.live.pixels


def shows(window: Window, x: int, y: int, red: bool) -> bool:
    """Is what the preview shows there redder than blue, or the other way round?"""
    pixels = live(window)
    if pixels is None:
        return False
    r, _, b = pixels[y, x][:3].astype(int).tolist()
    return (r > b + 15) if red else (b > r + 15)


def test_a_click_and_a_colour(hinting: Window, qtbot: Any) -> None:
    """The hint has the shown colour at first; offers for the place appear; the chosen one counts in its region."""
    session, panel = hinting.hinting.session, hinting.hinting.panel
    click(hinting, 50, 60)
    (hint,) = hints(hinting)
    assert abs(np.array(hint.points[0]) - (50, 60)).max() < 1 and hint.rgb == (80, 80, 80) and session.selected == 0
    qtbot.waitUntil(lambda: panel.likely.isVisible() and panel.likely.swatches[1].isVisible())
    assert not panel.wait.isVisible()
    session.choose(RED)
    qtbot.waitUntil(lambda: shows(hinting, 100, 200, red=True))
    session.choose(BLUE)
    qtbot.waitUntil(lambda: shows(hinting, 100, 200, red=False))
    assert [hint.rgb for hint in hints(hinting)] == [BLUE] and session.recent[:2] == (BLUE, RED)
    QTest.mouseClick(panel.palettes[0].swatches[2], Left)
    assert hints(hinting)[0].rgb == panel.palettes[0].swatches[2].rgb and panel.palettes[0].swatches[2].isChecked()


def test_a_grey_photo_shows_its_colours_while_hints_are_set(
    window: Window, fake_models: FakeModels, qtbot: Any
) -> None:
    fake_models.scripts["colorizer"] = tinted
    window.model.open(halves(1))
    window.actions_["colour_hints"].trigger()
    click(window, 50, 60)
    window.hinting.session.choose(RED)
    qtbot.waitUntil(lambda: shows(window, 100, 200, red=True))
    window.operation.start()
    qtbot.waitUntil(lambda: window.model.state is not None and not window.model.state.base.grey)
    assert len(hints(window)) == 1 and window.hinting.session.active


def test_moving_removing_stepping_undoing(hinting: Window) -> None:
    session = hinting.hinting.session
    click(hinting, 50, 60)
    click(hinting, 250, 60)
    drag(hinting, (50, 60), (80, 100), (100, 150))
    assert abs(np.array(hints(hinting)[0].points[0]) - (100, 150)).max() < 1 and session.selected == 0
    QTest.keyClick(hinting.canvas, Qt.Key.Key_Tab)
    assert session.selected == 1
    hinting.actions_["undo"].trigger()
    assert abs(np.array(hints(hinting)[0].points[0]) - (50, 60)).max() < 1
    hinting.actions_["redo"].trigger()
    click(hinting, 100, 150, button=Right)
    assert len(hints(hinting)) == 1 and hints(hinting)[0].points[0][0] > 200
    session.select(0)
    QTest.keyClick(hinting.canvas, Qt.Key.Key_Delete)
    assert hints(hinting) == ()
    for _ in range(3):
        hinting.actions_["undo"].trigger()
    assert len(hints(hinting)) == 2
    hinting.actions_["hints_clear"].trigger()
    assert hints(hinting) == () and not hinting.actions_["hints_clear"].isEnabled()


def test_undo_in_the_mode_takes_back_hints_before_edits(hinting: Window, qtbot: Any) -> None:
    hinting.operation.start()
    qtbot.waitUntil(lambda: hinting.model.state is not None and len(hinting.model.state.edits) == 1)
    click(hinting, 50, 60)
    assert "Hint" in hinting.actions_["undo"].text()
    hinting.actions_["undo"].trigger()
    assert hints(hinting) == () and hinting.model.state is not None and len(hinting.model.state.edits) == 1
    hinting.actions_["undo"].trigger()
    assert hinting.model.state.edits == ()


def test_shift_takes_the_last_colour_again_and_grey_is_a_colour(hinting: Window) -> None:
    hinting.hinting.session.choose(RED)
    click(hinting, 50, 60, Shift)
    assert hints(hinting)[0].rgb == RED
    hinting.actions_["hint_grey"].trigger()
    assert hints(hinting)[0].rgb == (128, 128, 128)


def test_the_brush_paints_strokes_of_the_colour_in_hand(hinting: Window, qtbot: Any) -> None:
    session = hinting.hinting.session
    hinting.actions_["hint_brush"].trigger()
    session.choose(BLUE)
    session.set_width(12)
    QTest.keyClick(hinting.canvas, Qt.Key.Key_BracketRight)
    assert session.width > 12 and hinting.hinting.panel.stroke.value == pytest.approx(session.width, abs=1)
    drag(hinting, (30, 40), (60, 80), (90, 160))
    (stroke,) = hints(hinting)
    assert stroke.stroke and stroke.rgb == BLUE and stroke.width == session.width and len(stroke.points) > 2
    qtbot.waitUntil(lambda: shows(hinting, 140, 20, red=False))
    assert session.selected is None


def test_what_is_locked_keeps_its_colours(hinting: Window, qtbot: Any) -> None:
    click(hinting, 50, 60)
    hinting.hinting.session.choose(RED)
    qtbot.waitUntil(lambda: shows(hinting, 100, 200, red=True))
    hinting.actions_["hint_lock"].trigger()
    drag(hinting, (2, 2), (156, 2), (156, 120), (156, 238), (2, 238))
    assert [hint.locks for hint in hints(hinting)] == [False, True]
    hinting.actions_["hint_point"].trigger()
    click(hinting, 100, 120)
    hinting.hinting.session.choose(BLUE)
    click(hinting, 250, 120)
    hinting.hinting.session.choose(BLUE)
    qtbot.waitUntil(lambda: shows(hinting, 260, 30, red=False))
    assert shows(hinting, 100, 200, red=True) and shows(hinting, 60, 30, red=True)


def test_the_eyedropper_takes_a_colour_of_another_photo(hinting: Window, tmp_path: Path) -> None:
    session = hinting.hinting.session
    click(hinting, 50, 60)
    other = Photo(np.full((240, 320, 3), RED, np.uint8), path=tmp_path / "new.png")
    first = hinting.model.current
    hinting.model.open(other)
    assert session.active and hints(hinting) == ()
    hinting.actions_["hint_pick"].trigger()
    assert session.mode == "pick"
    click(hinting, 100, 100)
    assert session.colour == RED and session.mode == "point" and hints(hinting) == ()
    assert first is not None
    hinting.model.show(first)
    assert session.selected == 0
    session.choose(session.colour)
    assert hints(hinting)[0].rgb == RED
    click(hinting, 250, 60, Alt)
    assert session.colour == (200, 200, 200) and len(hints(hinting)) == 1
    assert session.mode == "point"


def test_hints_are_kept_with_the_edit_and_can_be_changed(hinting: Window, qtbot: Any) -> None:
    """What comes of changed hints takes the place of the edit, with the opacity that the person gave it."""
    model = hinting.model
    click(hinting, 50, 60)
    hinting.hinting.session.choose(RED)
    hinting.operation.params.fields["saturation"].write(1.5)
    QTest.keyClick(hinting.canvas, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: model.state is not None and len(model.state.edits) == 1)
    assert model.state is not None
    (edit,) = model.state.edits
    assert json.loads(json.dumps(edit.record.params))["hints"][0]["rgb"] == list(RED)
    model.push("Fade", model.state.with_changed(replace(edit, opacity=0.5)))
    hinting.hinting.session.choose(BLUE)
    QTest.keyClick(hinting.canvas, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: model.state is not None and model.state.edits[0].id != edit.id)
    assert len(model.state.edits) == 1 and model.state.edits[0].opacity == 0.5
    assert model.state.edits[0].record.params["hints"][0]["rgb"] == BLUE
    model.undo()
    assert model.state.edits[0].id == edit.id


def test_an_edit_is_taken_up_again(hinting: Window, qtbot: Any) -> None:
    model, session = hinting.model, hinting.hinting.session
    click(hinting, 50, 60)
    session.choose(RED)
    hinting.operation.params.fields["saturation"].write(1.5)
    hinting.operation.start()
    qtbot.waitUntil(lambda: model.state is not None and len(model.state.edits) == 1)
    wanted = hints(hinting)
    hinting.actions_["hints_clear"].trigger()
    session.leave()
    hinting.operation.params.fields["saturation"].write(1.0)
    assert not hinting.actions_["change_colours"].isEnabled()
    hinting.edits.list.setCurrentIndex(hinting.edits.list.model().index(0, 0))
    hinting.actions_["change_colours"].trigger()
    assert session.active and hints(hinting) == wanted
    assert hinting.operation.values == colorize.Colorize(saturation=1.5, hints=wanted)


def test_hints_as_a_file(hinting: Window, answers: Answers, tmp_path: Path, qtbot: Any) -> None:
    click(hinting, 50, 60)
    hinting.hinting.session.choose(RED)
    wanted = hints(hinting)
    answers.path = tmp_path / "old"
    hinting.actions_["hints_save"].trigger()
    qtbot.waitUntil((tmp_path / "old.json").is_file)
    hinting.actions_["hints_clear"].trigger()
    answers.file = tmp_path / "old.json"
    hinting.actions_["hints_load"].trigger()
    (hint,) = hints(hinting)
    assert hint.rgb == RED and hint.points[0] == pytest.approx(wanted[0].points[0], abs=0.01)
    (tmp_path / "bad.json").write_text("{")
    answers.file = tmp_path / "bad.json"
    hinting.actions_["hints_load"].trigger()
    message = hinting.messages.message
    assert message is not None and "is no JSON file" in message.text and len(hints(hinting)) == 1


def test_each_photo_has_its_own(hinting: Window, tmp_path: Path) -> None:
    click(hinting, 50, 60)
    first = hinting.model.current
    hinting.model.open(Photo(np.full((240, 320, 3), 90, np.uint8), path=tmp_path / "other.png"))
    assert hinting.operation.values.hints is None
    click(hinting, 10, 10)
    click(hinting, 200, 10)
    assert len(hinting.operation.values.hints) == 2
    assert first is not None
    hinting.model.show(first)
    assert len(hinting.operation.values.hints) == 1


def test_a_preset_leaves_hints_alone(hinting: Window, answers: Answers) -> None:
    click(hinting, 50, 60)
    row = hinting.operation.current.presets
    assert row.list.currentText() == "Standard"
    hinting.operation.params.fields["saturation"].write(0.5)
    answers.name = "Pale"
    row.save_action.trigger()
    assert row.list.currentText() == "Pale"
    hinting.operation.params.reset()
    assert len(hinting.operation.values.hints) == 1 and hinting.operation.values.saturation == 1


@pytest.mark.parametrize("way", ["done", "esc", "action", "tool", "operation", "close"])
def test_ways_out(hinting: Window, way: str) -> None:
    click(hinting, 50, 60)
    window, session = hinting, hinting.hinting.session
    if way == "done":
        QTest.mouseClick(window.hinting.bar.done, Left)
    elif way == "esc":
        QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
        assert session.active and session.selected is None
        QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    elif way == "action":
        window.actions_["colour_hints"].trigger()
    elif way == "tool":
        window.actions_["lasso"].trigger()
    elif way == "operation":
        window.operation.choose_by_id("invert")
    else:
        window.model.close()
    assert not session.active and not window.hinting.bar.isVisible() and not window.hinting.section.isVisible()
    assert window.canvas.tool is window.toolbox.tool and not window.actions_["colour_hints"].isChecked()
    if way != "close":
        assert len(hints(window)) == 1


def test_what_is_beside_the_photo_is_no_place(hinting: Window) -> None:
    click(hinting, -20, 60)
    drag(hinting, (-30, -30), (-20, -40))
    hinting.actions_["hint_lock"].trigger()
    click(hinting, 50, 60)
    hinting.actions_["hint_brush"].trigger()
    drag(hinting, (-30, 40), (-20, 40))
    assert hints(hinting) == ()


def test_hints_are_seen_on_the_photo(hinting: Window) -> None:
    click(hinting, 50, 60)
    hinting.hinting.session.choose(RED)
    hinting.hinting.session.select(None)
    dot = hinting.canvas.grab().toImage().pixelColor(at(hinting, 50, 60))
    assert abs(np.array(dot.getRgb()[:3]) - RED).max() < 12
    hinting.actions_["hint_brush"].trigger()
    drag(hinting, (200, 40), (200, 200))
    shot = hinting.canvas.grab().toImage()
    on, off = (shot.pixelColor(at(hinting, x, 120)) for x in (200, 300))
    assert on.red() - on.blue() > off.red() - off.blue() + 20
