"""Fields to choose one of several named values: a row of segments for a few short ones, a list for others."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QPushButton, QWidget

FEW, SHORT = 3, 22  # segments in a row, and characters of all their titles together
LEAST = 18  # letters as wide as a list may be made at least

Choices = Sequence[tuple[str, str]]  # value, title


def fit_in_a_row(choices: Choices) -> bool:
    """Are the choices few and short enough to be seen all at once?"""
    return len(choices) <= FEW and sum(len(title) for _, title in choices) <= SHORT


class ListField(QComboBox):
    """A list that opens. The wheel changes it only if it has the keyboard: else the panel is being scrolled."""

    changed = Signal(object)  # the value

    def __init__(self, choices: Choices) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for value, title in choices:
            self.addItem(title, value)
        self.currentIndexChanged.connect(lambda _index: self.changed.emit(self.value))

    @property
    def value(self) -> str:
        return str(self.currentData())

    def set_value(self, value: str) -> None:
        self.setCurrentIndex(self.findData(value))

    def minimumSizeHint(self) -> QSize:
        """A long title must not make the whole panel wider than it is."""
        least = super().minimumSizeHint()
        return QSize(min(least.width(), LEAST * self.fontMetrics().averageCharWidth()), least.height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class Segments(QWidget):
    """All choices side by side, one of them pressed. Tab goes to the row, the arrow keys go along it."""

    changed = Signal(object)  # the value

    def __init__(self, choices: Choices) -> None:
        super().__init__()
        self._values = [value for value, _ in choices]
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for index, (_, title) in enumerate(choices):
            button = QPushButton(title)
            button.setObjectName("segment")
            button.setCheckable(True)
            place = "first" if index == 0 else "last" if index == len(choices) - 1 else "middle"
            button.setProperty("place", place)
            self._group.addButton(button, index)
            row.addWidget(button, 1)
        self._group.button(0).setChecked(True)
        self.setFocusProxy(self._group.button(0))
        self._group.idToggled.connect(self._toggled)

    @property
    def value(self) -> str:
        return self._values[self._group.checkedId()]

    def set_value(self, value: str) -> None:
        self._group.button(self._values.index(value)).setChecked(True)

    def buttons(self) -> list[QPushButton]:
        return [button for button in self._group.buttons() if isinstance(button, QPushButton)]

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        for button in self.buttons():
            button.setAccessibleName(f"{name}: {button.text()}")

    def setToolTip(self, text: str) -> None:
        super().setToolTip(text)
        for button in self.buttons():
            button.setToolTip(text)

    def _toggled(self, index: int, on: bool) -> None:
        if on:
            self.setFocusProxy(self._group.button(index))
            self.changed.emit(self._values[index])
