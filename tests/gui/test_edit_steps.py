"""What is done to edits: each thing is one step of undo, and what changes nothing is none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from photofix.core.document import Document
from photofix.core.edit import Edit, Patch, Record
from photofix.core.mask import Mask
from photofix.core.photo import Photo
from photofix.core.region import Region
from photofix.gui.document_model import DocumentModel
from photofix.gui.edit_steps import EditSteps


@pytest.fixture
def edits(model: DocumentModel, photo: Photo) -> list[Edit]:
    """Three edits side by side in an open photo; the last was made without a mask."""
    model.open(photo)
    found = []
    for number in range(3):
        region = Region(60 * number, 20, 50, 40)
        mask = Mask(photo.width, photo.height).replaced(region.grow(-5), np.full((30, 40), 200, np.uint8))
        patch = Patch(region, 255 - photo.pixels[region.slices], np.full((40, 50), 255, np.uint8))
        found.append(Edit("Inpaint", (patch,), Record("inpaint", {}), mask=mask if number < 2 else None))
        assert model.state is not None
        model.push("Inpaint", model.state.with_edit(found[-1]))
    return found


@pytest.fixture
def steps(model: DocumentModel) -> EditSteps:
    return EditSteps(model)


def document(model: DocumentModel) -> Document:
    assert model.document is not None
    return model.document


def labels(model: DocumentModel) -> tuple[str, ...]:
    return document(model).steps[4:]


def test_several_are_switched_in_one_step(model: DocumentModel, steps: EditSteps, edits: list[Edit]) -> None:
    steps.switch([edits[0].id, edits[2].id], False)
    assert [edit.enabled for edit in document(model).state.edits] == [False, True, False]
    steps.switch([edit.id for edit in edits], True)
    assert [edit.enabled for edit in document(model).state.edits] == [True, True, True]
    steps.switch([edit.id for edit in edits], True)
    assert labels(model) == ("Switch off", "Switch on")


def test_a_drag_is_one_step_however_long_it_lasts(
    model: DocumentModel, steps: EditSteps, edits: list[Edit], qtbot: Any
) -> None:
    heard: list[Any] = []
    model.changed.connect(heard.append)
    for share in (0.9, 0.5, 0.5, 0.25):
        steps.fade([edits[1].id], share, dragging=True)
    assert labels(model) == ("Opacity",) and document(model).state.edits[1].opacity == 0.25
    assert [change.pixels for change in heard] == [(Region(60, 20, 50, 40),)] * 3  # live, and only there
    steps.settle()
    steps.fade([edits[1].id], 1.0, dragging=True)
    assert labels(model) == ("Opacity", "Opacity")
    model.undo()
    assert document(model).state.edits[1].opacity == 0.25


def test_turns_of_the_wheel_are_one_step_until_a_pause(
    model: DocumentModel, steps: EditSteps, edits: list[Edit], qtbot: Any
) -> None:
    for share in (0.9, 0.8, 0.7):
        steps.fade([edits[0].id], share)
    assert labels(model) == ("Opacity",)
    steps.fade([edits[1].id], 0.7)  # another edit
    assert labels(model) == ("Opacity",) * 2
    with qtbot.waitSignal(steps._pause.timeout):
        steps._pause.start(1)
    steps.fade([edits[1].id], 0.6)
    assert labels(model) == ("Opacity",) * 3


def test_what_comes_between_ends_a_drag(model: DocumentModel, steps: EditSteps, edits: list[Edit]) -> None:
    steps.fade([edits[0].id], 0.9, dragging=True)
    steps.switch([edits[1].id], False)
    steps.fade([edits[0].id], 0.8, dragging=True)
    assert labels(model) == ("Opacity", "Switch off", "Opacity")
    model.undo()
    steps.fade([edits[0].id], 0.1, dragging=True)
    assert labels(model) == ("Opacity", "Switch off", "Opacity") and document(model).step == 6


def test_names(model: DocumentModel, steps: EditSteps, edits: list[Edit]) -> None:
    steps.rename(edits[0].id, "  Wire  ")
    for nothing in ("", "   ", "Wire"):
        steps.rename(edits[0].id, nothing)
    assert [edit.label for edit in document(model).state.edits] == ["Wire", "Inpaint", "Inpaint"]
    assert labels(model) == ("Rename",)


def test_several_are_deleted_in_one_step(model: DocumentModel, steps: EditSteps, edits: list[Edit]) -> None:
    steps.delete([edits[0].id, edits[1].id])
    assert document(model).state.edits == (edits[2],) and labels(model) == ("Delete edits",)
    steps.delete(["gone"])
    assert labels(model) == ("Delete edits",)


@pytest.mark.parametrize("off", [True, False])
def test_marking_again_brings_back_what_was_marked(
    model: DocumentModel, steps: EditSteps, edits: list[Edit], mark: Callable[..., None], off: bool
) -> None:
    mark(model, Region(0, 100, 10, 10))
    before = document(model).state.mask.read()
    assert edits[0].mask is not None
    steps.mark_again([edits[0].id, edits[2].id], off=off)
    state = document(model).state
    np.testing.assert_array_equal(state.mask.read(), np.maximum(before, edits[0].mask.read()))
    assert [edit.enabled for edit in state.edits] == [not off, True, True]  # the third has nothing to mark
    assert labels(model) == ("Brush stroke", "Mark again")
    model.undo()
    np.testing.assert_array_equal(document(model).state.mask.read(), before)
    steps.mark_again([edits[2].id], off=off)
    assert document(model).undo_info.redo == "Mark again"


def test_without_a_photo_nothing_happens(model: DocumentModel, steps: EditSteps) -> None:
    steps.switch(["a"], True)
    steps.fade(["a"], 0.5)
    steps.rename("a", "b")
    steps.delete(["a"])
    steps.mark_again(["a"], off=True)
    assert model.document is None
