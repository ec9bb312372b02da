"""Changes of the mask, at once and in the background."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from photofix.core.mask import Mask
from photofix.core.mask_edit import everything, invert
from photofix.core.photo import Photo
from photofix.gui.document_model import DocumentModel
from photofix.gui.mask_changes import AT_ONCE, MaskChanges

Waiting = list[tuple[Callable[[], Mask], Callable[[Mask], None]]]


@pytest.fixture
def waiting() -> Waiting:
    return []


@pytest.fixture
def changes(model: DocumentModel, waiting: Waiting) -> MaskChanges:
    model.open(Photo(np.zeros((30, 40, 3), np.uint8)))
    return MaskChanges(model, lambda work, done: waiting.append((work, done)))


def go(waiting: Waiting) -> None:
    while waiting:
        work, done = waiting.pop(0)
        done(work())


def mask(model: DocumentModel) -> Mask:
    assert model.state is not None
    return model.state.mask


def undo_text(model: DocumentModel) -> str:
    assert model.document is not None
    return model.document.undo_info.undo


def test_small_ones_are_made_at_once(model: DocumentModel, changes: MaskChanges, waiting: Waiting) -> None:
    told: list[str] = []
    changes.make("Invert", invert, AT_ONCE, lambda: told.append(undo_text(model)))
    assert not waiting and told == ["Invert"] and (mask(model).read() == 255).all()


def test_large_ones_in_the_background(model: DocumentModel, changes: MaskChanges, waiting: Waiting) -> None:
    changes.make("Invert", invert, AT_ONCE + 1)
    assert mask(model).empty
    go(waiting)
    assert undo_text(model) == "Invert" and (mask(model).read() == 255).all()


def test_what_was_overtaken_is_made_again(model: DocumentModel, changes: MaskChanges, waiting: Waiting) -> None:
    changes.make("Invert", invert, AT_ONCE + 1)
    changes.make("Everything", lambda now: everything(now.width, now.height), 1)
    go(waiting)
    assert undo_text(model) == "Invert" and mask(model).empty


def test_another_photo_lets_it_go(model: DocumentModel, changes: MaskChanges, waiting: Waiting) -> None:
    changes.make("Invert", invert, AT_ONCE + 1)
    model.open(Photo(np.zeros((30, 40, 3), np.uint8)))
    go(waiting)
    assert mask(model).empty
    changes.make("Invert", invert, AT_ONCE + 1)
    model.close()
    go(waiting)
    changes.make("Invert", invert, 1)
    assert model.state is None


def test_nothing_is_no_step(model: DocumentModel, changes: MaskChanges) -> None:
    changes.make("Nothing", lambda now: now, 1, lambda: pytest.fail("nothing was done"))
    assert undo_text(model) == ""
