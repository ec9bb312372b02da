"""The column at the right edge: whatever operation is chosen, all of it is as wide as the column."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QPushButton

from photofix.gui.panels.choice_fields import ListField
from photofix.gui.panels.section import Section
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


def test_sections_can_be_put_in_another_order(qtbot: Any) -> None:
    """For the eye and for the Tab key."""
    fields = [QPushButton(name) for name in ("one", "two", "three")]
    sections = [Section(field.text(), field) for field in fields]
    panel = SidePanel(sections)
    qtbot.addWidget(panel)
    panel.dress(lambda _name: QIcon())
    panel.show()
    panel.order([sections[2], sections[0], sections[1]])
    QApplication.processEvents()
    places = [section.mapTo(panel, section.rect().topLeft()).y() for section in panel.sections]
    assert places == sorted(places) and panel.sections == (sections[2], sections[0], sections[1])
    chain, widget = [], fields[2].nextInFocusChain()
    while widget is not None and widget is not fields[2]:
        chain.append(widget)
        widget = widget.nextInFocusChain()
    assert chain.index(fields[0]) < chain.index(fields[1])
