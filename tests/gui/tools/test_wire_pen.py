"""The wire pen on the canvas: clicks, drags, keys, and what is found and marked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest
from PySide6.QtCore import Qt

from photofix.core.document import State
from photofix.core.edit import Edit, Patch, Record
from photofix.core.photo import Photo
from photofix.core.region import Region
from photofix.gui.tools.settings import BrushSettings
from photofix.gui.tools.wire_pen import FAILED, GO_ON, LOOKING, LOST, READY, START, WirePenTool
from tests.gui.fake_model import FakeModel

Key = Qt.Key
Alt, Ctrl = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
Marked = Callable[[], Any]
ENDS = (60, 100), (540, 140)


def wire_row(x: Any) -> Any:
    """Where the wire of the photo runs: hanging by 40 pixels."""
    t = (x - 60) / 480
    return 100 + 40 * t + 160 * t * (1 - t)


@pytest.fixture
def model(qapp: Any) -> FakeModel:
    pixels = np.full((400, 600, 3), 200, np.uint8)
    x = np.linspace(20, 580, 300)
    course = np.stack([x, wire_row(x)], 1)
    fine = np.zeros((1600, 2400), np.uint8)
    cv2.polylines(fine, [np.round(course * 4).astype(np.int32)[:, None]], False, 255, 20)
    cover = cv2.resize(fine, (600, 400), interpolation=cv2.INTER_AREA)[..., None] / 255
    pixels = np.rint(pixels * (1 - cover) + np.array((30, 40, 50)) * cover).astype(np.uint8)
    return FakeModel(Photo(pixels))


def lies_on_the_wire(values: Any) -> bool:
    return all(values[round(wire_row(x)), x] == 255 and values[round(wire_row(x)) + 12, x] == 0 for x in (80, 300, 500))


@pytest.mark.parametrize("how", ["enter", "double click"])
def test_two_clicks_mark_the_wire(
    take: Any, model: FakeModel, marked: Marked, tool_settings: BrushSettings, how: str
) -> None:
    hand = take(WirePenTool)
    assert tool_settings.advice == START
    hand.click(*ENDS[0])
    assert tool_settings.advice == GO_ON
    if how == "enter":
        hand.click(*ENDS[1])
        assert tool_settings.advice == READY and abs(tool_settings.wire_found - 5) < 1.5
        hand.key(Key.Key_Return)
    else:
        hand.double_click(*ENDS[1])
    assert model.pushed == ["Wire"] and lies_on_the_wire(marked()) and not hand.canvas.tool.pending
    column = marked()[:, 300].astype(float).sum() / 255
    assert 5.5 < column < 9  # its width and the margin
    assert tool_settings.advice == START and tool_settings.wire_found is None


def test_the_path_is_shown_before_it_is_marked(take: Any, model: FakeModel) -> None:
    hand = take(WirePenTool)
    hand.click(*ENDS[0])
    hand.click(*ENDS[1])
    preview = hand.canvas.tool.shown()
    path = preview.lines[0].points
    assert np.abs(path[:, 1] - wire_row(path[:, 0])).mean() < 1.5 and len(preview.lines) == 3
    assert not model.pushed


def test_alt_or_ctrl_leaves_the_piece_straight(take: Any, marked: Marked) -> None:
    for keys in (Alt, Ctrl):
        hand = take(WirePenTool)
        hand.click(*ENDS[0])
        hand.click(*ENDS[1], keys)
        assert len(hand.canvas.tool.shown().lines[0].points) == 2
        hand.key(Key.Key_Escape)


def test_without_snapping_all_is_straight(take: Any, marked: Marked, tool_settings: BrushSettings) -> None:
    tool_settings.wire_snap = False
    hand = take(WirePenTool)
    hand.click(*ENDS[0])
    hand.click(*ENDS[1])
    hand.key(Key.Key_Enter)
    assert marked()[120, 300] == 255 and marked()[round(wire_row(300)), 300] == 0


def test_where_there_is_no_wire_it_says_so(take: Any, tool_settings: BrushSettings) -> None:
    hand = take(WirePenTool)
    hand.click(50, 300)
    hand.click(550, 330)
    assert tool_settings.advice == LOST and tool_settings.wire_found is None


def test_a_point_can_be_dragged(take: Any, marked: Marked) -> None:
    hand = take(WirePenTool)
    hand.click(*ENDS[0])
    hand.click(540, 330)
    hand.drag((540, 330), (540, 200), ENDS[1])
    hand.key(Key.Key_Return)
    assert lies_on_the_wire(marked())


def test_escape_during_a_drag_puts_the_point_back(take: Any, marked: Marked) -> None:
    hand = take(WirePenTool)
    hand.click(*ENDS[0])
    hand.click(*ENDS[1])
    hand.press(*ENDS[1])
    hand.move(540, 330)
    hand.key(Key.Key_Escape)
    hand.release(540, 330)
    assert hand.canvas.tool.pending
    hand.key(Key.Key_Return)
    assert lies_on_the_wire(marked())


def test_a_click_on_the_path_adds_a_point(take: Any) -> None:
    hand = take(WirePenTool)
    hand.click(*ENDS[0])
    hand.click(*ENDS[1])
    hand.drag((300, round(wire_row(300))), (300, 250))
    handles = [line for line in hand.canvas.tool.shown().lines if line.handles]
    assert len(handles) == 3


def test_backspace_takes_the_last_or_the_hovered_point(take: Any, model: FakeModel) -> None:
    hand = take(WirePenTool)
    for point in (*ENDS, (560, 300)):
        hand.click(*point)
    hand.move(300, 350)
    hand.key(Key.Key_Backspace)
    assert len([line for line in hand.canvas.tool.shown().lines if line.handles]) == 2
    hand.move(*ENDS[0])
    hand.key(Key.Key_Delete)
    (left,) = hand.canvas.tool.shown().lines
    assert np.allclose(left.points[0], ENDS[1], atol=1)
    hand.key(Key.Key_Backspace)
    assert not hand.canvas.tool.pending and not model.pushed


def test_the_width_can_be_given(take: Any, marked: Marked, tool_settings: BrushSettings) -> None:
    hand = take(WirePenTool)
    hand.click(*ENDS[0])
    hand.click(*ENDS[1])
    tool_settings.step_wire_width(4)
    assert abs(tool_settings.wire_width - 7) <= 1
    tool_settings.wire_width = 20
    hand.key(Key.Key_Return)
    assert 20 < marked()[:, 300].astype(float).sum() / 255 < 25


def test_escape_and_another_photo_drop_the_path(take: Any, model: FakeModel) -> None:
    hand = take(WirePenTool)
    for drop in (lambda: hand.key(Key.Key_Escape), lambda: model.open(Photo(model.now.base.pixels.copy()))):
        hand.click(*ENDS[0])
        hand.click(*ENDS[1])
        drop()
        assert not hand.canvas.tool.pending and model.pushed == []


def test_wiping_along_a_wire(take: Any, model: FakeModel, marked: Marked, tool_settings: BrushSettings) -> None:
    hand = take(WirePenTool)
    for _ in range(2):
        hand.click(*ENDS[0])
        hand.click(*ENDS[1])
        hand.key(Key.Key_Return)
        tool_settings.erase = True
    assert model.pushed == ["Wire", "Erase wire"] and marked().max() <= 128  # a soft edge, wiped softly


@pytest.fixture
def waiting(model: FakeModel, monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], None]]:
    """What the tool has asked for, to be done when the test wants it."""
    tasks: list[Callable[[], None]] = []
    at_once = model.run_in_background
    monkeypatch.setattr(model, "run_in_background", lambda *asked: tasks.append(lambda: at_once(*asked)))
    return tasks


def test_until_the_wire_is_found_the_line_is_straight(
    take: Any, waiting: list[Callable[[], None]], tool_settings: BrushSettings
) -> None:
    hand = take(WirePenTool)
    hand.click(*ENDS[0])
    hand.click(*ENDS[1])
    assert len(hand.canvas.tool.shown().lines[0].points) == 2 and tool_settings.advice == LOOKING
    while waiting:
        waiting.pop(0)()
    assert len(hand.canvas.tool.shown().lines[0].points) > 2 and tool_settings.advice == READY


def test_what_is_found_too_late_is_dropped(
    take: Any, waiting: list[Callable[[], None]], tool_settings: BrushSettings
) -> None:
    hand = take(WirePenTool)
    hand.click(*ENDS[0])
    hand.click(*ENDS[1])
    hand.key(Key.Key_Escape)
    waiting.pop()()
    assert not waiting and tool_settings.advice == START and tool_settings.wire_found is None


@pytest.mark.parametrize("then", ["wait", "escape", "one more point"])
def test_a_double_click_waits_until_the_wire_is_found(
    take: Any, model: FakeModel, marked: Marked, waiting: list[Callable[[], None]], then: str
) -> None:
    hand = take(WirePenTool)
    hand.click(*ENDS[0])
    hand.double_click(*ENDS[1])
    assert not model.pushed and hand.canvas.tool.pending
    if then == "escape":
        hand.key(Key.Key_Escape)
    elif then == "one more point":
        hand.click(560, 300)
    while waiting:
        waiting.pop(0)()
    assert model.pushed == (["Wire"] if then == "wait" else [])
    if then == "wait":
        assert lies_on_the_wire(marked()) and not hand.canvas.tool.pending


def test_a_search_that_fails_says_so_and_another_can_follow(
    take: Any,
    model: FakeModel,
    waiting: list[Callable[[], None]],
    tool_settings: BrushSettings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_args: Any, **_kwargs: Any) -> None:
        raise MemoryError

    hand = take(WirePenTool)
    with monkeypatch.context() as patched:
        patched.setattr("photofix.gui.tools.wire_pen.piece", broken)
        hand.click(*ENDS[0])
        hand.double_click(540, 330)
        waiting.pop()()
        assert tool_settings.advice == FAILED and not waiting and not model.pushed
        assert len(hand.canvas.tool.shown().lines[0].points) == 2
    hand.drag((540, 330), ENDS[1])
    while waiting:
        waiting.pop(0)()
    assert tool_settings.advice == READY and len(hand.canvas.tool.shown().lines[0].points) > 2


def covering(state: State, *, enabled: bool = True) -> State:
    """The state with an edit that paints the wire over."""
    pixels = np.full((150, 500, 3), 200, np.uint8)
    patch = Patch(Region(50, 80, 500, 150), pixels, np.full((150, 500), 255, np.uint8))
    return state.with_edit(Edit("Cover", (patch,), Record("test", {}), enabled=enabled))


def test_it_follows_what_is_seen_with_the_edits(take: Any, model: FakeModel, tool_settings: BrushSettings) -> None:
    bare = model.now
    hand = take(WirePenTool)
    model.push("Cover", covering(bare))
    hand.click(*ENDS[0])
    hand.click(*ENDS[1])
    assert tool_settings.advice == LOST
    model.push("Uncover", covering(bare, enabled=False))
    hand.move(300, 300)
    assert tool_settings.advice == READY and abs(tool_settings.wire_found - 5) < 1.5
    path = hand.canvas.tool.shown().lines[0].points
    assert np.abs(path[:, 1] - wire_row(path[:, 0])).mean() < 1.5


def test_an_edit_beside_the_wire_leaves_it_where_it_is(take: Any, model: FakeModel) -> None:
    """The composite of a part of the photo is searched; the path lies in the photo."""
    patch = Patch(Region(400, 250, 40, 5), np.full((5, 40, 3), 90, np.uint8), np.full((5, 40), 255, np.uint8))
    model.push("Beside", model.now.with_edit(Edit("Beside", (patch,), Record("test", {}))))
    hand = take(WirePenTool)
    short = (300, round(wire_row(300))), (500, round(wire_row(500)))
    hand.click(*short[0])
    hand.click(*short[1])
    path = hand.canvas.tool.shown().lines[0].points
    assert len(path) > 2 and np.abs(path[:, 1] - wire_row(path[:, 0])).mean() < 1.5
