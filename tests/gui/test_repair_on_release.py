"""Repair on release: a stroke that marks is repaired without Enter, one that wipes is not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from photofix.core.mask import Mask
from photofix.core.photo import Photo
from photofix.core.region import Region
from photofix.gui.repair_on_release import marked_more
from photofix.gui.window import Window
from tests.gui.held import Held


@pytest.fixture
def opened(window: Window, photo: Photo, qtbot: Any) -> Window:
    window.model.open(photo)
    window.brush.size, window.brush.hardness = 12, 1.0
    qtbot.waitUntil(lambda: window.canvas.settled)
    return window


def stroke(window: Window) -> None:
    def at(x: float, y: float) -> QPoint:
        return window.canvas.canvas_point(x, y).toPoint()

    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(window.canvas, left, none, at(50, 50))
    QTest.mouseMove(window.canvas, at(90, 80))
    QTest.mouseRelease(window.canvas, left, none, at(90, 80))


def test_off_at_first(opened: Window, held: Held) -> None:
    stroke(opened)
    QTest.qWait(0)
    assert not held.runs and not opened.repairs.busy


def test_a_stroke_is_repaired(opened: Window, held: Held, qtbot: Any) -> None:
    opened.preferences.remembered.repair_on_release = True
    stroke(opened)
    qtbot.waitUntil(lambda: bool(opened.model.state and opened.model.state.edits) and not opened.workers.busy)
    assert len(held.runs) == 1
    opened.model.undo()  # marks come back, but by no gesture
    QTest.qWait(0)
    assert len(held.runs) == 1 and not opened.repairs.busy


def test_wiping_repairs_nothing(opened: Window, held: Held) -> None:
    stroke(opened)
    opened.preferences.remembered.repair_on_release = True
    opened.brush.erase = True
    stroke(opened)
    QTest.qWait(0)
    assert not held.runs and not opened.repairs.busy


def test_what_counts_as_marking() -> None:
    empty = Mask(300, 300)
    some = empty.replaced(Region(10, 10, 5, 5), np.full((5, 5), 100, np.uint8))
    more = some.replaced(Region(10, 10, 1, 1), np.full((1, 1), 101, np.uint8))
    assert marked_more(None, some) and marked_more(empty, some) and marked_more(some, more)
    assert not marked_more(more, some) and not marked_more(some, some) and not marked_more(some, empty)
