"""The bar over the canvas that asks by how many pixels the mask is to change, and shows it while asking."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from photofix.gui.panels.fields import NumberField


class AmountBar(QFrame):
    """A number, Apply and Cancel. Enter applies and Esc cancels wherever in the bar the keyboard is."""

    changed = Signal(object)  # float: pixels
    applied = Signal()
    dropped = Signal()
    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.apply_button = QPushButton(self.tr("Apply"))
        self.apply_button.setToolTip(self.tr("Change the mask  (Enter)"))
        self.close_button = QPushButton()
        self.close_button.setObjectName("flat")
        self.close_button.setToolTip(self.tr("Leave the mask as it is  (Esc)"))
        self.close_button.setAccessibleName(self.tr("Cancel"))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 8, 8, 8)
        self._row.setSpacing(12)
        self.field: NumberField | None = None
        self._row.addWidget(self.apply_button)
        self._row.addWidget(self.close_button)
        self.apply_button.clicked.connect(self.applied)
        self.close_button.clicked.connect(self.dropped)
        self.hide()

    def dress(self, icon: Callable[[str], QIcon]) -> None:
        self.close_button.setIcon(icon("close"))

    def ask(self, title: str, amount: float, highest: float) -> None:
        """Show the bar with this number of pixels, the keyboard in it."""
        if self.field is not None:
            self._row.removeWidget(self.field)
            self.field.deleteLater()
        self.setAccessibleName(title)
        self.field = NumberField(title, 1, highest, amount, unit=self.tr("px"), curved=True)
        self.field.setMinimumWidth(260)
        self.field.box.setKeyboardTracking(True)  # what is typed is shown at once
        self.field.changed.connect(self.changed)
        self._row.insertWidget(0, self.field)
        self.show()
        self.resized.emit()
        self.field.box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.box.selectAll()

    def end(self) -> None:
        self.hide()
        self.resized.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.applied.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.dropped.emit()
        else:
            super().keyPressEvent(event)
