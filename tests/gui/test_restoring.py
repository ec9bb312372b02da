"""The recipe for an old photo in the window: measured, tried step by step, done, and undone in parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from shiboken6 import isValid

from photofix.core.photo import Photo
from photofix.gui.dialogs.restore_dialog import RestoreDialog
from photofix.gui.window import Window
from photofix.ops import restore
from photofix.ops.base import Operation
from photofix.ops.restore import Restore
from tests.fakes import FakeModels
from tests.gui.held import Held
from tests.ops.conftest import tinted


def blurred(picture: Any, noise: float, coarseness: float) -> Any:
    return cv2.GaussianBlur(picture, (0, 0), 0.5 + 20 * noise + coarseness)


def pale(grain: float = 12.0) -> Photo:
    """A faded, grainy picture of 500×450 pixels."""
    rng = np.random.default_rng(0)
    colours = cv2.resize(rng.uniform(0, 255, (9, 10, 3)).astype(np.float32), (500, 450))
    pixels = 60 + 0.5 * colours + rng.normal(0, grain, colours.shape)
    return Photo(np.clip(pixels, 0, 255).astype(np.uint8), path=Path("old.png"))


@pytest.fixture
def operations(held: Held) -> tuple[Operation, ...]:
    return held.operation, restore.OPERATION


@pytest.fixture
def dialog(window: Window, fake_models: FakeModels, qtbot: Any) -> Iterator[RestoreDialog]:
    """Open on a faded, grainy photo, and ready."""
    fake_models.scripts["restorer"] = blurred
    fake_models.scripts["finder"] = lambda pictures: np.zeros(pictures.shape, np.uint8)
    window.model.open(pale())
    window.actions_["restore"].trigger()
    dialog = window.findChild(RestoreDialog)
    assert dialog is not None
    ready(dialog, qtbot)
    yield dialog
    if isValid(dialog):
        dialog.close()


def ready(dialog: RestoreDialog, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: dialog.tried is not None and not dialog.busy, timeout=20_000)


def row(dialog: RestoreDialog, name: str) -> Any:
    return next(row for row in dialog.rows if row.step.name == name)


def names(dialog: RestoreDialog) -> list[str]:
    assert dialog.tried is not None
    return [one.step.name for one in dialog.tried[0]]


def test_what_is_wrong_is_measured_and_tried(dialog: RestoreDialog) -> None:
    assert names(dialog) == ["scratches", "noise", "fading"]
    assert "of 255" in row(dialog, "noise").why.text() and row(dialog, "noise").on.isChecked()
    assert row(dialog, "jpeg").why.text() == "Not needed" and not row(dialog, "jpeg").on.isEnabled()
    assert dialog.tried is not None and len(dialog.tried[1]) == 4
    assert not any(label.pixmap().isNull() for label in dialog.pictures) and dialog.start.isEnabled()


def test_each_step_is_shown_before_and_after(dialog: RestoreDialog) -> None:
    assert [caption.text() for caption in dialog.captions] == ["Before", "After all steps"]
    row(dialog, "noise").look.setChecked(True)
    assert [caption.text() for caption in dialog.captions] == ["Before: Noise", "After: Noise"]
    before, after = (label.pixmap().toImage() for label in dialog.pictures)
    assert before != after


def test_a_step_that_is_switched_off_is_not_tried(dialog: RestoreDialog, qtbot: Any) -> None:
    row(dialog, "noise").look.setChecked(True)
    row(dialog, "noise").on.setChecked(False)
    qtbot.waitUntil(lambda: names(dialog) == ["scratches", "fading"], timeout=20_000)
    assert dialog.params.noise == 0 and dialog.captions[1].text() == "Noise is switched off"


def test_a_strength_is_tried_anew_and_taken(dialog: RestoreDialog, qtbot: Any) -> None:
    before = dialog.tried
    row(dialog, "fading").fields["fading"].set_value(0.4)
    qtbot.waitUntil(lambda: dialog.tried is not before, timeout=20_000)
    assert dialog.params.fading == pytest.approx(0.4)
    assert before is not None and dialog.tried is not None
    assert np.ptp(dialog.tried[1][-1]) < np.ptp(before[1][-1])


def test_nothing_to_do_cannot_be_started(dialog: RestoreDialog) -> None:
    for each in dialog.rows:
        each.on.setChecked(False)
    assert not dialog.start.isEnabled()


def test_the_whole_photo_is_restored_in_steps_and_one_undo(dialog: RestoreDialog, window: Window, qtbot: Any) -> None:
    row(dialog, "noise").fields["grain"].set_value(0.3)
    dialog.start.click()
    qtbot.waitUntil(lambda: window.model.state is not None and bool(window.model.state.edits), timeout=20_000)
    assert window.model.state is not None
    assert [edit.label for edit in window.model.state.edits] == ["Denoise", "Faded Colours"]
    assert window.model.state.edits[0].record.params["grain"] == 0.3
    qtbot.waitUntil(lambda: window.messages.message is not None)
    window.actions_["undo"].trigger()
    assert window.model.state.edits == ()


def test_closing_gives_up_what_is_being_tried(dialog: RestoreDialog, window: Window, qtbot: Any) -> None:
    row(dialog, "fading").fields["fading"].set_value(0.2)
    dialog.close()
    qtbot.waitUntil(lambda: not window.workers.busy)
    assert window.model.state is not None and window.model.state.edits == ()


def test_a_photo_that_needs_nothing_is_told_so(window: Window, fake_models: FakeModels, qtbot: Any) -> None:
    ramp = np.repeat(np.linspace(0, 255, 200).astype(np.uint8)[None, :, None], 3, axis=2).repeat(90, axis=0)
    window.model.open(Photo(ramp, path=Path("fine.png")))
    window.repairs.start(restore.OPERATION, Restore(scratches=0))
    qtbot.waitUntil(lambda: window.messages.message is not None, timeout=20_000)
    assert window.messages.message is not None and "nothing was changed" in window.messages.message.text
    assert window.model.state is not None and window.model.state.edits == ()


def test_colours_are_offered_to_photos_without_any_and_not_ticked(
    window: Window, fake_models: FakeModels, qtbot: Any
) -> None:
    fake_models.scripts |= {"restorer": blurred, "colorizer": tinted}
    fake_models.scripts["finder"] = lambda pictures: np.zeros(pictures.shape, np.uint8)
    window.model.open(replace(pale(), pixels=pale().pixels[..., :1].copy()))
    window.actions_["restore"].trigger()
    dialog = window.findChild(RestoreDialog)
    assert dialog is not None
    ready(dialog, qtbot)
    colours = row(dialog, "colours")
    assert colours.on.isEnabled() and not colours.on.isChecked() and dialog.params.colours == 0
    assert "colours" not in names(dialog)
    colours.on.setChecked(True)
    qtbot.waitUntil(lambda: not dialog.busy and names(dialog)[-1] == "colours", timeout=20_000)
    assert dialog.params.colours == 1 and dialog.tried is not None
    assert np.ptp(dialog.tried[1][-1].astype(int), axis=2).mean() > 3
    dialog.start.click()
    qtbot.waitUntil(lambda: [edit.record.operation for edit in window.model.state.edits][-1:] == ["colorize"],
                    timeout=20_000)  # fmt: skip
    assert window.model.state.base.channels == 3


def test_a_colour_photo_is_offered_no_colours(dialog: RestoreDialog) -> None:
    assert row(dialog, "colours").why.text() == "Not needed" and not row(dialog, "colours").on.isEnabled()
