"""How the large parts of the window lie beside each other."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget


def above(stage: QWidget, strip: QWidget) -> QWidget:
    """The photo with the filmstrip under it."""
    both = QWidget()
    column = QVBoxLayout(both)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(stage, 1)
    column.addWidget(strip)
    return both


def beside(photo: QWidget, side: QWidget, *widths: int) -> QSplitter:
    """The photo with the panels to its right. widths: of both at first; a wider window gives the photo more."""
    split = QSplitter(Qt.Orientation.Horizontal)
    split.setHandleWidth(1)
    split.setChildrenCollapsible(False)
    split.addWidget(photo)
    split.addWidget(side)
    split.setStretchFactor(0, 1)
    split.setSizes(widths)
    return split
