"""The document model: who is told what."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from photofix.core.document import Changes
from photofix.core.photo import Photo
from photofix.core.region import Region
from photofix.gui.document_model import DocumentModel

Mark = Callable[[DocumentModel, Region], None]


class Heard:
    """Counts the signals of a model."""

    def __init__(self, model: DocumentModel) -> None:
        self.replaced = self.history = 0
        self.changes: list[Changes] = []
        model.replaced.connect(self._replaced)
        model.changed.connect(self.changes.append)
        model.history_changed.connect(self._history)

    def _replaced(self) -> None:
        self.replaced += 1

    def _history(self) -> None:
        self.history += 1


@pytest.fixture
def heard(model: DocumentModel) -> Heard:
    return Heard(model)


def test_without_a_photo_nothing_happens(model: DocumentModel, heard: Heard) -> None:
    model.undo()
    model.redo()
    model.go_to(0)
    assert model.state is None and not model.modified
    assert (heard.replaced, heard.history, heard.changes) == (0, 0, [])


def test_opening_and_closing_replace(model: DocumentModel, heard: Heard, photo: Photo) -> None:
    model.open(photo)
    assert model.state is not None and model.state.base is photo and model.path == photo.path
    model.close()
    assert model.state is None and model.path is None
    assert heard.replaced == heard.history == 2


def test_changes_name_their_regions(model: DocumentModel, heard: Heard, photo: Photo, mark: Mark) -> None:
    model.open(photo)
    mark(model, Region(10, 10, 5, 5))
    assert len(heard.changes) == 1 and heard.changes[0].mask and not heard.changes[0].pixels
    model.undo()
    model.redo()
    assert [change.mask for change in heard.changes] == [heard.changes[0].mask] * 3
    model.redo()
    assert len(heard.changes) == 3 and heard.replaced == 1


def test_another_base_is_a_replacement(model: DocumentModel, heard: Heard, photo: Photo) -> None:
    model.open(photo)
    model.push("Crop", type(model.state).of(Photo(photo.pixels[:50, :50])))
    assert heard.replaced == 2 and not heard.changes
    model.undo()
    assert heard.replaced == 3 and model.state is not None and model.state.base is photo


def test_amending_is_no_step(model: DocumentModel, photo: Photo, mark: Mark) -> None:
    model.open(photo)
    mark(model, Region(0, 0, 4, 4))
    model.amend(lambda state: state.with_mask(state.mask.without(state.mask)))
    assert model.document is not None and model.document.steps == ("Open", "Brush stroke")
    assert model.state is not None and model.state.mask.empty


def test_what_is_saved_is_told_of_the_right_document(model: DocumentModel, photo: Photo) -> None:
    model.open(photo)
    first, state = model.document, model.state
    assert first is not None and state is not None
    model.open(Photo(photo.pixels))
    model.mark_saved(first, state, Path("other.png"))
    assert model.path is None
