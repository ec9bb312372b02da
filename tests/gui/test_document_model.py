"""The document model: who is told what."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path
from weakref import ref

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


def test_each_photo_keeps_its_own_document(model: DocumentModel, heard: Heard, photo: Photo, mark: Mark) -> None:
    model.open(photo)
    mark(model, Region(10, 10, 5, 5))
    first, marked = model.current, model.state
    model.open(Photo(photo.pixels, path=Path("other.png")))
    assert first is not None and model.state is not marked and model.state is not None and model.state.mask.empty
    model.show(first)
    assert model.state is marked and heard.replaced == 3
    model.show(first)
    assert heard.replaced == 3, "what is shown is not replaced"


def test_a_photo_that_is_not_shown_can_change(model: DocumentModel, heard: Heard, photo: Photo) -> None:
    model.open(photo)
    first = model.document
    model.open(Photo(photo.pixels, path=Path("other.png")))
    shown = model.state
    assert first is not None
    described: list[object] = []
    model.photos.described.connect(described.append)
    before = heard.history
    model.push("Repair", first.state, of=first)
    assert first.steps == ("Open", "Repair") and model.state is shown
    assert described == [model.photos.all[0]] and heard.history == before and not heard.changes


def test_a_closed_document_takes_nothing(model: DocumentModel, photo: Photo) -> None:
    model.open(photo)
    document = model.document
    assert document is not None
    model.close()
    model.push("Repair", document.state, of=document)
    assert document.steps == ("Open",)


def test_leaving_is_said_while_the_photo_is_still_shown(model: DocumentModel, photo: Photo) -> None:
    left: list[str] = []
    model.leaving.connect(lambda: left.append(model.current.name if model.current else ""))
    model.open(photo)
    model.open(Photo(photo.pixels))
    assert left == ["", "street.png"]


def test_saving_names_the_right_photo(model: DocumentModel, photo: Photo) -> None:
    model.open(Photo(photo.pixels))
    first, document, state = model.current, model.document, model.state
    assert first is not None and document is not None and state is not None and first.modified
    model.open(photo)
    model.mark_saved(document, state, Path("saved.png"))
    assert first.name == "saved.png" and not first.modified and model.path == photo.path


def test_closing_lets_the_document_go(model: DocumentModel, photo: Photo) -> None:
    model.open(photo)
    entry, document = model.current, ref(model.document)
    model.close(entry)
    gc.collect()
    assert document() is None
