"""Qt tests need no screen: set before the first QApplication. Windows, pools and answers for tests of the window."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from photofix import paths
from photofix.core.photo import Photo
from photofix.core.region import Region
from photofix.gui.document_model import DocumentModel
from photofix.gui.file_store import FileStore
from photofix.gui.remembered import Remembered
from photofix.gui.window import Window
from photofix.gui.workers import Workers
from photofix.ops.base import Operation
from photofix.ops.presets import PresetStore
from tests.fakes import FakeModels
from tests.gui.answers import Answers
from tests.gui.held import Held
from tests.gui.several import Several

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The platform without a screen says of every window that it cannot limit its size; that is no fault."""
    for item in items:
        item.add_marker(pytest.mark.qt_log_ignore("propagateSizeHints"))


@pytest.fixture
def model(qapp: Any) -> DocumentModel:
    return DocumentModel()


@pytest.fixture
def photo() -> Photo:
    """300×200 pixels of noise."""
    return Photo(np.random.default_rng(5).integers(0, 256, (200, 300, 3), np.uint8), path=Path("street.png"))


@pytest.fixture
def workers(qtbot: Any) -> Iterator[Workers]:
    """A pool that must be idle, and its threads ended, when the test is over."""
    workers = Workers()
    yield workers
    qtbot.waitUntil(lambda: not workers.busy)
    assert workers.stop()


@pytest.fixture
def answers() -> Answers:
    return Answers()


@pytest.fixture
def held() -> Held:
    return Held()


@pytest.fixture
def mark() -> Callable[[DocumentModel, Region], None]:
    """Marks a rectangle, as a stroke would."""

    def paint(model: DocumentModel, region: Region) -> None:
        state = model.state
        assert state is not None
        values = np.full((region.h, region.w), 255, np.uint8)
        model.push("Brush stroke", state.with_mask(state.mask.replaced(region, values)))

    return paint


@pytest.fixture
def operations(held: Held) -> tuple[Operation, ...]:
    """The window's: one that waits to be let go. Tests of several put others here."""
    return (held.operation,)


@pytest.fixture
def window(
    qtbot: Any, tmp_path: Path, answers: Answers, held: Held, operations: tuple[Operation, ...], fake_models: FakeModels
) -> Iterator[Window]:
    """The window with its operations, and answers in the place of dialogs."""
    crashes: list[BaseException] = []
    window = Window(
        operations, lambda: fake_models, Remembered(tmp_path / "window.ini"), paths.resources(),
        store=FileStore(10**8), presets=PresetStore(tmp_path / "presets"), asking=answers, crashed=crashes.append,
    )  # fmt: skip
    window.resize(1000, 700)
    window.show()
    yield window
    held.let_go()
    answers.unsaved_choice = answers.DISCARD
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert not window.workers.busy
    window.deleteLater()
    assert not crashes, crashes


@pytest.fixture
def operation(held: Held) -> Operation:
    return held.operation


@pytest.fixture
def several(window: Window, tmp_path: Path, qtbot: Any) -> Several:
    folder = tmp_path / "photos"
    folder.mkdir()
    return Several(window, folder, qtbot)
