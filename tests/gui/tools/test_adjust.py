"""Changing the mask by an amount that is still being chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QObject, Qt

from photofix.core.mask import Mask
from photofix.core.mask_edit import grow
from photofix.core.region import Region
from photofix.gui.tools.adjust import AdjustTool
from tests.gui.fake_model import FakeModel

NoKeys = Qt.KeyboardModifier.NoModifier
Run = tuple[Callable[[], Mask], Callable[[Mask], None]]


class Background:
    """Computes when told to."""

    def __init__(self) -> None:
        self.waiting: list[Run] = []
        self.computed = 0

    def __call__(self, work: Callable[[], Mask], done: Callable[[Mask], None]) -> None:
        self.waiting.append((work, done))

    def go(self) -> None:
        while self.waiting:
            work, done = self.waiting.pop(0)
            self.computed += 1
            done(work())


@pytest.fixture
def background() -> Background:
    return Background()


@pytest.fixture
def parent(qapp: Any) -> QObject:
    return QObject()


@pytest.fixture
def tool(model: FakeModel, background: Background, parent: QObject) -> AdjustTool:
    square = Mask(600, 400).replaced(Region(200, 100, 50, 50), np.full((50, 50), 255, np.uint8))
    model.push("Square", model.now.with_mask(square))
    return AdjustTool("Grow mask", grow, 5, model, background, parent)


def shown(tool: AdjustTool) -> Region | None:
    preview = tool.shown()
    return preview.mask.bounds if preview and isinstance(preview.mask, Mask) else None


def test_only_the_newest_amount_is_computed(tool: AdjustTool, background: Background) -> None:
    for amount in (6, 7, 8, 9, 10):
        tool.amount = amount
    assert len(background.waiting) == 1
    background.go()
    assert background.computed == 2 and shown(tool) == Region(190, 90, 70, 70)


def test_what_is_shown_tells_where_it_differs_from_what_was(tool: AdjustTool, background: Background) -> None:
    background.go()
    first = tool.shown()
    tool.amount = 80
    background.go()
    second = tool.shown()
    assert first is not None and second is not None and second is tool.shown()
    assert isinstance(first.mask, Mask) and isinstance(second.mask, Mask)
    assert list(second.regions) == first.mask.changes(second.mask)


def test_enter_applies_when_it_is_computed_and_only_once(
    tool: AdjustTool, background: Background, model: FakeModel, qtbot: Any
) -> None:
    tool.amount = 10
    assert tool.key(Qt.Key.Key_Return, NoKeys) and tool.key(Qt.Key.Key_Enter, NoKeys)
    assert model.pushed == ["Square"]
    with qtbot.waitSignal(tool.ended, timeout=0):
        background.go()
    tool.apply()
    background.go()
    assert model.pushed == ["Square", "Grow mask"] and model.now.mask.bounds == Region(190, 90, 70, 70)
    assert not tool.pending and tool.shown() is None


def test_esc_drops_it_even_while_it_is_applied(tool: AdjustTool, background: Background, model: FakeModel) -> None:
    tool.apply()
    assert tool.key(Qt.Key.Key_Escape, NoKeys)
    background.go()
    assert model.pushed == ["Square"] and not tool.pending


def test_other_keys_are_its_own_and_do_nothing(tool: AdjustTool, background: Background, model: FakeModel) -> None:
    background.go()
    assert tool.key(Qt.Key.Key_Delete, NoKeys) and tool.pending and model.pushed == ["Square"]


def test_another_mask_is_changed_instead(tool: AdjustTool, background: Background, model: FakeModel) -> None:
    background.go()
    model.push("Clear mask", model.now.with_mask(Mask(600, 400)))
    tool.refresh()
    tool.apply()
    background.go()
    assert model.pushed == ["Square", "Clear mask"] and not tool.pending  # nothing to grow
