"""Enlarging in the window: the panel says what it will be, a job does it, undo brings the smaller photo back."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from photofix.core.photo import Photo
from photofix.core.region import Region
from photofix.gui.dialogs.upscale_trial import UpscaleTrial
from photofix.gui.window import Window
from photofix.ops import upscale
from photofix.ops.base import Operation
from photofix.ops.inpaint import Inpaint
from photofix.ops.resampling import resampled
from tests.fakes import FakeModels
from tests.gui.held import Held


@pytest.fixture
def operations(held: Held) -> tuple[Operation, ...]:
    return held.operation, upscale.OPERATION


@pytest.fixture
def opened(window: Window, fake_models: FakeModels) -> Window:
    pixels = np.random.default_rng(0).integers(0, 256, (60, 90, 3), np.uint8)
    for model in ("upscale-crisp", "upscale-photo"):
        fake_models.scripts[model] = lambda picture, scale: resampled(
            picture, (picture.shape[1] * scale, picture.shape[0] * scale)
        )
    window.model.open(Photo(pixels, path=Path("small.png")))
    window.actions_["upscale"].trigger()
    assert window.operation.current.operation is upscale.OPERATION
    return window


def slowed(fake_models: FakeModels) -> tuple[threading.Event, threading.Event]:
    """Enlarging waits: (it has begun, it may go on)."""
    begun, go_on = threading.Event(), threading.Event()
    enlarge = fake_models.scripts["upscale-crisp"]

    def slow(picture: Any, scale: int) -> Any:
        begun.set()
        assert go_on.wait(20)
        return enlarge(picture, scale)

    fake_models.scripts["upscale-crisp"] = slow
    return begun, go_on


def size(window: Window) -> tuple[int, int]:
    assert window.model.state is not None
    return window.model.state.base.width, window.model.state.base.height


def test_the_panel_says_what_size_it_will_be(opened: Window) -> None:
    note = opened.operation.current.note
    assert "180 × 120" in note.text() and note.isVisibleTo(opened)
    opened.operation.params.set_values(upscale.Upscale(width=900))
    assert "900 × 600" in note.text()
    opened.operation.params.set_values(upscale.Upscale(width=900, height=100))
    assert "width and height" in note.text()


def test_the_photo_becomes_larger_and_undo_makes_it_small_again(opened: Window, qtbot: Any) -> None:
    opened.operation.start()
    qtbot.waitUntil(lambda: size(opened) == (180, 120) and opened.canvas.settled)
    assert opened.model.document is not None and opened.model.document.modified
    message = opened.messages.message
    assert message is not None and "180 × 120" in message.text and "dB" in message.hint
    opened.actions_["undo"].trigger()
    assert size(opened) == (90, 60)
    opened.actions_["redo"].trigger()
    assert size(opened) == (180, 120)


def test_edits_are_part_of_it_and_marks_are_not(opened: Window, mark: Any, qtbot: Any) -> None:
    mark(opened.model, Region(10, 10, 20, 20))
    opened.operation.start()
    qtbot.waitUntil(lambda: size(opened) == (180, 120))
    assert opened.model.state is not None and opened.model.state.mask.empty
    opened.actions_["undo"].trigger()
    assert not opened.model.state.mask.empty


def test_what_was_changed_meanwhile_is_told(opened: Window, mark: Any, fake_models: FakeModels, qtbot: Any) -> None:
    begun, go_on = slowed(fake_models)
    opened.operation.start()
    qtbot.waitUntil(begun.is_set)
    mark(opened.model, Region(10, 10, 20, 20))
    go_on.set()
    qtbot.waitUntil(lambda: opened.messages.message is not None)
    assert size(opened) == (180, 120) and "meanwhile" in opened.messages.message.hint


def test_who_paints_and_presses_enter_gets_a_repair(opened: Window, held: Held, qtbot: Any) -> None:
    opened.canvas.setFocus()
    QTest.mouseClick(opened.canvas, Qt.MouseButton.LeftButton, pos=opened.canvas.canvas_point(45, 30).toPoint())
    assert opened.model.state is not None and not opened.model.state.mask.empty
    qtbot.waitUntil(lambda: opened.operation.current.operation is held.operation)
    assert size(opened) == (90, 60)


def test_two_ways_are_compared_on_the_part_that_is_seen(opened: Window, qtbot: Any) -> None:
    opened.actions_["upscale_trial"].trigger()
    trial = opened.findChild(UpscaleTrial)
    assert trial is not None and trial.region == Region(0, 0, 90, 60)
    qtbot.waitUntil(lambda: not any(side.picture.pixmap().isNull() for side in trial.sides))
    assert [side.picture.pixmap().width() for side in trial.sides] == [180, 180]
    left, right = (side.names.currentText() for side in trial.sides)
    assert left.startswith("Crisp") and right.startswith("Photo")
    assert not any("Own" in trial.sides[0].names.itemText(i) for i in range(trial.sides[0].names.count()))
    trial.sides[1].names.setCurrentIndex(4)
    assert trial.sides[1].names.currentText().startswith("Plain")
    qtbot.waitUntil(lambda: not trial.sides[1].picture.pixmap().isNull())
    trial.close()
    assert size(opened) == (90, 60)


def test_a_wish_that_cannot_be_met_is_told_instead(opened: Window) -> None:
    opened.operation.params.set_values(upscale.Upscale(width=900, height=100))
    opened.actions_["upscale_trial"].trigger()
    assert opened.findChild(UpscaleTrial) is None
    assert opened.messages.message is not None and "width and height" in opened.messages.message.text


def test_a_repair_that_ends_when_undo_has_made_the_photo_small_is_dropped_and_told(
    opened: Window, held: Held, mark: Any, qtbot: Any
) -> None:
    opened.operation.start()
    qtbot.waitUntil(lambda: size(opened) == (180, 120))
    mark(opened.model, Region(100, 70, 20, 20))
    held.hold()
    opened.repairs.start(held.operation, Inpaint())
    qtbot.waitUntil(lambda: bool(held.runs))
    while size(opened) != (90, 60):
        opened.actions_["undo"].trigger()
    held.let_go()
    qtbot.waitUntil(lambda: opened.messages.message is not None and "another size" in opened.messages.message.text)
    assert opened.model.state is not None and opened.model.state.edits == ()


def test_a_repair_that_waits_while_the_photo_grows_is_told(
    opened: Window, held: Held, mark: Any, fake_models: FakeModels, qtbot: Any
) -> None:
    begun, go_on = slowed(fake_models)
    said: list[str] = []
    opened.workers.failed.connect(lambda error: said.append(error.message))
    opened.operation.start()
    qtbot.waitUntil(begun.is_set)
    mark(opened.model, Region(10, 10, 20, 20))
    opened.repairs.start(held.operation, Inpaint())
    go_on.set()
    qtbot.waitUntil(lambda: size(opened) == (180, 120) and not opened.repairs.busy)
    assert not held.runs and len(said) == 1 and "another size" in said[0]


def test_a_review_of_the_small_photo_does_not_serve_for_the_large_one(
    opened: Window, fake_models: FakeModels, qtbot: Any
) -> None:
    fake_models.scripts["finder"] = lambda pictures: np.zeros(pictures.shape, np.uint8)
    opened.actions_["find"].trigger()
    qtbot.waitUntil(lambda: opened.finding.session.active)
    review = opened.finding.session.review
    assert review is not None and review.is_for(90, 60)
    opened.finding.session.leave()
    opened.repairs.start(upscale.OPERATION, upscale.Upscale())
    qtbot.waitUntil(lambda: size(opened) == (180, 120))
    opened.actions_["find"].trigger()
    qtbot.waitUntil(lambda: opened.finding.session.review is not review)
    review = opened.finding.session.review
    assert review is not None and review.is_for(180, 120)
