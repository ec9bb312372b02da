"""The column at the right edge: whatever operation is chosen, all of it is as wide as the column."""

from __future__ import annotations

from typing import Any

import pytest

from photofix.gui.panels.choice_fields import ListField
from photofix.gui.panels.side_panel import SidePanel
from photofix.gui.window import Window
from photofix.ops.base import Operation
from photofix.ops.table import IN_PANEL


@pytest.fixture
def operations() -> tuple[Operation, ...]:
    return IN_PANEL


def test_no_operation_makes_it_wider_than_it_is(window: Window, qtbot: Any) -> None:
    side = window.findChild(SidePanel)
    assert side is not None
    for operation in IN_PANEL:
        window.operation.choose(operation)
        qtbot.waitUntil(lambda: side.widget().width() == side.viewport().width())
        assert side.widget().minimumSizeHint().width() <= side.viewport().width(), operation.id


def test_a_long_title_of_a_choice_does_not_either(qtbot: Any) -> None:
    long = ListField([("a", "word " * 40), ("b", "b")])
    qtbot.addWidget(long)
    assert long.minimumSizeHint().width() < 200 < long.sizeHint().width()
