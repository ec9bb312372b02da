"""A part of the side panel that folds away under its title."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QFrame, QSizePolicy, QToolButton, QVBoxLayout, QWidget

MARGIN = 12


class Section(QFrame):
    """A title, and a widget that clicking the title shows and hides. margin: around the widget, in logical pixels."""

    def __init__(self, title: str, content: QWidget, *, margin: int = MARGIN) -> None:
        super().__init__()
        self.setObjectName("section")
        self.title = QToolButton()
        self.title.setText(title)
        self.title.setCheckable(True)
        self.title.setChecked(True)
        self.title.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.title.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.title.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.title.setAccessibleName(title)
        self.title.setToolTip(self.tr("Show or hide"))
        self.content = content
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.title)
        inner = QVBoxLayout()
        inner.setContentsMargins(margin, 0, margin, 14 if margin else 8)
        inner.addWidget(content)
        column.addLayout(inner)
        self._inner = inner
        self._margins = inner.contentsMargins()
        self.title.toggled.connect(self._fold)

    def set_title(self, title: str) -> None:
        self.title.setText(title)
        self.title.setAccessibleName(title)

    def dress(self, icon: Callable[[str], QIcon]) -> None:
        """Take the theme's arrows."""
        self._icon = icon
        arrow = icon("chevron-down" if self.title.isChecked() else "chevron-right")
        # A fold that is open is nothing "on": the plain look, without the accent.
        self.title.setIcon(QIcon(arrow.pixmap(QSize(16, 16), self.devicePixelRatioF())))

    def _fold(self, open_: bool) -> None:
        self.content.setVisible(open_)
        if open_:
            self._inner.setContentsMargins(self._margins)
        else:
            self._inner.setContentsMargins(0, 0, 0, 0)
        self.dress(self._icon)
