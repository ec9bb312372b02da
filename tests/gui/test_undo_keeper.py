"""The keeper: memory goes to the disk in the background, and a full disk is told of once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from photofix.core.photo import Photo
from photofix.core.region import Region
from photofix.core.spill import SpillFolder
from photofix.core.undo_memory import UndoMemory
from photofix.gui.document_model import DocumentModel
from photofix.gui.undo_keeper import UndoKeeper
from photofix.gui.workers import Workers

PIECE = 256 * 256


class Later:
    """Background work that waits to be done."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Callable[[], Any], Callable[[Any], None]]] = []

    def __call__(self, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        self.waiting.append((work, done))

    def go(self) -> None:
        work, done = self.waiting.pop(0)
        done(work())


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[SpillFolder]:
    folder = SpillFolder(tmp_path / "undo")
    yield folder
    folder.close()


def paint(model: DocumentModel, count: int) -> None:
    """Strokes over one spot, each as strong as its place in the history says."""
    for _ in range(count):
        assert model.state is not None and model.document is not None
        values = np.full((9, 9), model.document.step + 1, np.uint8)
        model.push("Brush stroke", model.state.with_mask(model.state.mask.replaced(Region(0, 0, 9, 9), values)))


def strength(model: DocumentModel) -> int:
    assert model.state is not None
    return int(model.state.mask.read(Region(0, 0, 1, 1))[0, 0])


def test_one_clearing_at_a_time_and_none_is_forgotten(photo: Photo, folder: SpillFolder, qapp: Any) -> None:
    later, memory = Later(), UndoMemory(4 * PIECE, folder)
    model = DocumentModel(keeper=UndoKeeper(memory, later))
    model.open(photo)
    paint(model, 20)
    assert len(later.waiting) == 1 and memory.spare_nbytes == 19 * PIECE
    later.go()  # what was over the limit when it was asked for; the rest at once after it
    assert len(later.waiting) == 1
    later.go()
    assert not later.waiting and memory.spare_nbytes <= 4 * PIECE
    for step in range(20, 0, -1):
        assert strength(model) == step
        model.undo()


def test_the_workers_do_it(photo: Photo, folder: SpillFolder, workers: Workers, qtbot: Any) -> None:
    memory = UndoMemory(4 * PIECE, folder)
    model = DocumentModel(keeper=UndoKeeper(memory, workers.run_in_background))
    model.open(photo)
    paint(model, 20)
    qtbot.waitUntil(lambda: not workers.busy)
    assert memory.spare_nbytes <= 4 * PIECE and folder.folder is not None
    model.go_to(3)
    assert strength(model) == 3


def test_models_share_the_limit(photo: Photo, folder: SpillFolder, qapp: Any) -> None:
    memory = UndoMemory(4 * PIECE, folder)
    keeper = UndoKeeper(memory)
    first, second = DocumentModel(keeper=keeper), DocumentModel(keeper=keeper)
    for model in (first, second):
        model.open(photo)
        paint(model, 10)
    assert memory.spare_nbytes <= 4 * PIECE and len(memory.documents) == 2
    first.close()
    assert len(memory.documents) == 1
    second.set_history_bytes(0)
    assert memory.spare_nbytes == 0 and keeper.nbytes == 0
    keeper.close()
    assert folder.folder is None


def test_a_full_disk_is_told_once_and_costs_the_oldest_steps_only(
    photo: Photo, folder: SpillFolder, monkeypatch: pytest.MonkeyPatch, qapp: Any
) -> None:
    memory = UndoMemory(4 * PIECE, folder)
    keeper = UndoKeeper(memory)
    model = DocumentModel(keeper=keeper)
    told: list[Any] = []
    keeper.refused.connect(told.append)
    model.open(photo)
    painted = []
    for _ in range(6):  # some of it is on the disk already
        paint(model, 1)
        painted.append(strength(model))

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(folder, "put", full)
        for _ in range(10):
            paint(model, 1)
            painted.append(strength(model))
    assert len(told) == 1 and "No space left" in told[0].message and "oldest steps" in told[0].hint
    assert model.document is not None and model.document.steps[0] == "Brush stroke"
    assert memory.spare_nbytes <= 4 * PIECE and strength(model) > 0
    left = model.document.step
    for expected in reversed(painted[-left - 1 :]):
        assert strength(model) == expected
        model.undo()
    model.go_to(left)
    paint(model, 10)  # there is room again
    assert len(told) == 1 and model.document.step_count == left + 11


def test_without_a_folder_the_oldest_steps_go(photo: Photo, qapp: Any) -> None:
    model = DocumentModel(keeper=UndoKeeper(UndoMemory(4 * PIECE)))
    heard: list[None] = []
    model.open(photo)
    paint(model, 5)
    model.history_changed.connect(lambda: heard.append(None))
    paint(model, 1)
    assert model.document is not None and model.document.step_count == 5
    assert len(heard) == 2  # the stroke, and that a step is gone
