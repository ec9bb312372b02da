"""The first three steps, over the canvas until they are closed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget


class HintBar(QFrame):
    """Paint, press Enter, compare. `closed` is sent when the person has had enough of it."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setAccessibleName(self.tr("First steps"))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8)
        row.setSpacing(22)
        steps = (
            self.tr("Paint over the wire"),
            self.tr("Press <b>Enter</b>"),
            self.tr("Hold <b>\\</b> to compare"),
        )
        for number, text in enumerate(steps, 1):
            label = QLabel(f"<b>{number}</b>&nbsp;&nbsp;&nbsp;{text}", textFormat=Qt.TextFormat.RichText)
            row.addWidget(label)
        self.close_button = QPushButton()
        self.close_button.setObjectName("flat")
        self.close_button.setToolTip(self.tr("Close; you find this again in the Help menu"))
        self.close_button.setAccessibleName(self.tr("Close the first steps"))
        self.close_button.clicked.connect(self.closed)
        row.addWidget(self.close_button)

    def dress(self, icon: Callable[[str], QIcon]) -> None:
        self.close_button.setIcon(icon("close"))
