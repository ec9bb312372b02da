"""The field of hints: how many there are, and the button that sets them on the photo."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from photofix.gui.panels.fields import Name


class HintsField(QWidget):
    """Its value is set by others; None: no hints."""

    changed = Signal()
    wanted = Signal()  # hints are to be set on the photo

    def __init__(self, title: str) -> None:
        super().__init__()
        self.value: tuple[Any, ...] | None = None
        self._title = title
        self.label = Name(title)
        self.button = QPushButton()
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self.wanted)
        self.label.setBuddy(self.button)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.label, 1)
        row.addWidget(self.button, 2)
        self.setFocusProxy(self.button)
        self._show()

    def set_value(self, value: tuple[Any, ...] | None) -> None:
        """`changed` is only sent if it is another."""
        value = value or None
        if value != self.value:
            self.value = value
            self._show()
            self.changed.emit()

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.button.setAccessibleName(f"{name}: {self.button.text()}")

    def _show(self) -> None:
        count = len(self.value or ())
        text = self.tr("1 on the photo…") if count == 1 else self.tr("{0} on the photo…").format(count)
        self.button.setText(text if count else self.tr("Set on the Photo…"))
        self.setAccessibleName(self._title)
