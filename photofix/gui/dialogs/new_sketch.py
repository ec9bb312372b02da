"""Asks how large an empty sheet is to be."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from photofix.gui.panels.fields import NumberField

LEAST, MOST = 32, 2048  # pixels a side


class NewSketch(QDialog):
    """Width and height, at first those of the sheet before."""

    wanted = Signal(int, int)

    def __init__(self, width: int, height: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("New Sketch"))
        words = QLabel(self.tr("The sheet before comes back by Undo."))
        words.setObjectName("quiet")
        self.wide = NumberField(self.tr("Width"), LEAST, MOST, width, unit="px", bare=True)
        self.high = NumberField(self.tr("Height"), LEAST, MOST, height, unit="px", bare=True)
        for field in (self.wide, self.high):
            field.setToolTip(self.tr("Most translators were trained at 256 pixels, and do best near that"))
        self.begin, cancel = QPushButton(self.tr("New Sketch")), QPushButton(self.tr("Cancel"))
        self.begin.setToolTip(self.tr("Begin with an empty sheet of this size"))
        cancel.setToolTip(self.tr("Leave the sketch as it is"))
        self.begin.setDefault(True)
        self.begin.clicked.connect(self._go)
        cancel.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self.begin)
        column = QVBoxLayout(self)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addWidget(self.wide)
        column.addWidget(self.high)
        column.addWidget(words)
        column.addLayout(row)

    def _go(self) -> None:
        for field in (self.wide, self.high):
            field.box.interpretText()
        self.wanted.emit(round(self.wide.value or LEAST), round(self.high.value or LEAST))
        self.accept()
