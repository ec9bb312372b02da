"""The column of sections at the window's right edge."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from photofix.gui.panels.section import Section

NARROWEST = 260


class SidePanel(QScrollArea):
    """Sections from top to bottom, in the order in which they are given; what does not fit is scrolled to."""

    def __init__(self, sections: Sequence[Section], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sections = tuple(sections)
        self.setWidgetResizable(True)
        self.setObjectName("side")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(NARROWEST)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QWidget()
        inner = QVBoxLayout(column)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        for section in self.sections:
            inner.addWidget(section)
        inner.addStretch()
        self.setWidget(column)

    def dress(self, icon: Callable[[str], QIcon]) -> None:
        for section in self.sections:
            section.dress(icon)

    def take_focus(self) -> None:
        """The keyboard goes to the first section."""
        self.sections[0].title.setFocus(Qt.FocusReason.ShortcutFocusReason)
