"""Widgets in a row that goes on below where it is full."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QSizePolicy, QWidget

GAP = 4


class Flow(QWidget):
    """As wide as it may be, and as high as its rows then are. Hidden widgets take no place."""

    def __init__(self, widgets: Sequence[QWidget]) -> None:
        super().__init__()
        self._widgets: tuple[QWidget, ...] = ()
        self.put(widgets)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def put(self, widgets: Sequence[QWidget]) -> None:
        """Show these in the place of what was shown; what is left out is deleted."""
        for widget in set(self._widgets) - set(widgets):
            widget.deleteLater()
        self._widgets = tuple(widgets)
        for widget in self._widgets:
            if widget.parentWidget() is not self:
                widget.setParent(self)
                widget.setVisible(True)
        self._arrange(self.width(), move=True)
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(width, move=False)

    def sizeHint(self) -> QSize:
        width = sum(widget.sizeHint().width() + GAP for widget in self._widgets)
        return QSize(width, self._widgets[0].sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(max(widget.sizeHint().width() for widget in self._widgets), self.sizeHint().height())

    def event(self, event: Any) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # a widget has another size, or was hidden
            self._arrange(self.width(), move=True)
            self.updateGeometry()
        return super().event(event)

    def resizeEvent(self, _event: Any) -> None:
        self._arrange(self.width(), move=True)

    def _arrange(self, width: int, *, move: bool) -> int:
        """Put the widgets into rows of this width, or only reckon; returns the height."""
        x = y = row = 0
        for widget in self._widgets:
            if widget.isHidden():
                continue
            size = widget.sizeHint()
            if x and x + size.width() > width:
                x, y = 0, y + row + GAP
            if move:
                widget.setGeometry(x, y, size.width(), size.height())
            x += size.width() + GAP
            row = size.height()
        return y + row
