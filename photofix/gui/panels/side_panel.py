"""The column of sections at the window's right edge."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from photofix.gui.panels.section import Section

NARROWEST = 260


class Whole(QWidget):
    """Never lower than it wants to be: what scrolls is not to be squeezed first."""

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())


class SidePanel(QScrollArea):
    """Sections from top to bottom, in the order in which they are given; what does not fit is scrolled to."""

    def __init__(self, sections: Sequence[Section], parent: QWidget | None = None, *, lists: bool = True) -> None:
        """lists: there are lists among the sections, which can do with less room than they want."""
        super().__init__(parent)
        self.sections = tuple(sections)
        self.setWidgetResizable(True)
        self.setObjectName("side")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(NARROWEST)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QWidget() if lists else Whole()
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

    def order(self, sections: Sequence[Section]) -> None:
        """Put the sections in another order, for the eye and for the Tab key."""
        column = self.widget()
        inner = column.layout() if column is not None else None
        assert isinstance(inner, QVBoxLayout)
        self.sections = tuple(sections)
        stops: list[QWidget] = []
        for place, section in enumerate(self.sections):
            inner.insertWidget(place, section)
            parts = section.findChildren(QWidget)
            stops += [part for part in parts if part.focusPolicy() & Qt.FocusPolicy.TabFocus]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def take_focus(self) -> None:
        """The keyboard goes to the first section."""
        self.sections[0].title.setFocus(Qt.FocusReason.ShortcutFocusReason)
