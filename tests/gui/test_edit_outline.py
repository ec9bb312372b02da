"""Outlines of selected edits: small ones at once, large ones on a worker, the newest wish wins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtGui import QPainterPath

from photofix.core.edit import Edit, Patch, Record
from photofix.core.mask import Mask
from photofix.core.photo import Photo
from photofix.core.region import Region
from photofix.gui.document_model import DocumentModel
from photofix.gui.edit_outline import EditOutline


class Shown:
    """A canvas that only remembers what it is to outline."""

    def __init__(self) -> None:
        self.path = QPainterPath()

    def set_grown_path(self, path: QPainterPath) -> None:
        self.path = path

    @property
    def bounds(self) -> tuple[float, ...]:
        return self.path.boundingRect().getRect()


def edit_at(x: int, side: int) -> Edit:
    patch = Patch(Region(x, 0, side, side), np.zeros((side, side, 3), np.uint8), np.full((side, side), 255, np.uint8))
    return Edit("e", (patch,), Record("x", {}))


@pytest.fixture
def waiting() -> list[tuple[Callable[[], Any], Callable[[Any], None]]]:
    return []


def test_small_edits_are_outlined_at_once(model: DocumentModel, photo: Photo, waiting: list[Any]) -> None:
    shown = Shown()
    outline = EditOutline(shown, model, lambda *both: waiting.append(both))  # type: ignore[arg-type]
    outline.show([edit_at(10, 20), edit_at(50, 20)])
    assert shown.bounds == (10.5, 0.5, 59.0, 19.0) and not waiting
    model.open(photo)  # another photo
    assert shown.path.isEmpty()


def test_large_ones_come_later_unless_something_else_is_selected(model: DocumentModel, waiting: list[Any]) -> None:
    shown = Shown()
    outline = EditOutline(shown, model, lambda *both: waiting.append(both))  # type: ignore[arg-type]
    outline.show([edit_at(0, 10)])
    outline.show([edit_at(0, 600)])
    assert shown.path.isEmpty() and len(waiting) == 1
    outline.show([edit_at(7, 700)])
    for work, done in reversed(waiting):  # the older one ends last
        done(work())
    assert shown.bounds == (7.5, 0.5, 699.0, 699.0)


def test_what_covers_the_photo_has_no_outline_and_what_is_hidden_is_outside(
    model: DocumentModel, photo: Photo, waiting: list[Any]
) -> None:
    shown = Shown()
    outline = EditOutline(shown, model, lambda *both: waiting.append(both))  # type: ignore[arg-type]
    model.open(photo)
    halves = Region.of(photo.pixels).tiles(photo.width // 2)
    patches = tuple(Patch(part, photo.pixels[part.slices], np.full((part.h, part.w), 255, np.uint8)) for part in halves)
    outline.show([Edit("Whole", patches, Record("x", {}))])
    assert shown.path.isEmpty() and not waiting
    hidden = Mask(photo.width, photo.height).replaced(Region(0, 0, 20, 90), np.full((90, 20), 255, np.uint8))
    outline.show([edit_at(10, 20).with_hidden(hidden)])
    assert shown.bounds == (20.5, 0.5, 9.0, 19.0)
