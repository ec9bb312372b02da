"""The bar over the canvas that says whose mask is being painted."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from photofix.gui import tips
from photofix.gui.marking import Marking
from photofix.gui.wording import of_operation


class MarkingBar(QFrame):
    """Shown while the mask of a step is painted. `resized`: it appeared, went or changed."""

    resized = Signal()

    def __init__(self, marking: Marking, cancel: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setProperty("mode", True)
        self._marking = marking
        self.text = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.hint = QLabel(self.tr("The brush hides it, the eraser brings it back"))
        self.hint.setObjectName("quiet")
        self.done = QPushButton(self.tr("Done"))
        tips.say(self.done, self.tr("Go back to marking what is to be repaired"), cancel)
        self.done.clicked.connect(marking.end)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 10, 8)
        row.setSpacing(16)
        for part in (self.text, self.hint, self.done):
            row.addWidget(part)
        marking.step_changed.connect(self._follow)
        self.hide()

    def _follow(self) -> None:
        step = self._marking.step
        if step is not None:
            self.text.setText(self.tr("Painting the mask of ‘{0}’").format(of_operation(step.label)))
            self.setAccessibleName(f"{self.text.text()}. {self.hint.text()}")
        self.setVisible(step is not None)
        self.resized.emit()
