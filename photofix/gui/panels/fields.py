"""Fields for numbers: a slider with a box beside it that takes typing and the wheel; double-click resets."""

from __future__ import annotations

import math
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QLabel, QSizePolicy, QSlider, QVBoxLayout, QWidget

STEPS = 1000  # positions of the slider


class Box(QDoubleSpinBox):
    """A number to type. Its keys stay its own: Enter and Escape end the typing and start or stop no repair."""

    letters = 8  # that it has room for

    def sizeHint(self) -> QSize:
        """The same for all of one kind, so that they stand in one column; larger with larger text."""
        metrics = self.fontMetrics()
        widest = max(self.letters * metrics.horizontalAdvance("0"), metrics.horizontalAdvance(self.specialValueText()))
        return QSize(widest + 14, metrics.height() + 12)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def event(self, event: Any) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and event.key() in _ENDING:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.key() in _ENDING:
            self.clearFocus()


_ENDING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)


class _Track(QSlider):
    """A slider that a double-click resets."""

    reset = Signal()

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self.reset.emit()


class NumberField(QWidget):
    """A labelled number. `automatic` adds the value None, shown as "Automatic", to the left of the lowest number.

    curved: the slider's steps grow with the value, for ranges over several magnitudes.
    bare: without a slider, for ranges in which no number is more likely than another.
    """

    changed = Signal(object)  # float, or None for automatic

    def __init__(
        self, title: str, low: float, high: float, default: float | None, *,
        step: float = 1, unit: str = "", automatic: bool = False, curved: bool = False, bare: bool = False,
    ) -> None:  # fmt: skip
        super().__init__()
        self._low, self._high, self._default, self._curved = low, high, default, curved
        self.box = Box()
        self.box.setDecimals(0 if step >= 1 else max(1, -math.floor(math.log10(step))))
        self.box.setSingleStep(step)
        self._floor = low - step if automatic else low
        self.box.setRange(self._floor, high)
        if automatic:
            self.box.setSpecialValueText(self.tr("Automatic"))
        self.box.setSuffix(f" {unit}" if unit else "")
        self.box.setButtonSymbols(QDoubleSpinBox.ButtonSymbols.NoButtons)
        self.box.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.box.setKeyboardTracking(False)
        self.box.letters = 10 if automatic or bare else 8
        self.box.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.box.setAccessibleName(title)
        self.slider = _Track(Qt.Orientation.Horizontal)
        self.slider.setRange(0, STEPS)
        self.slider.setAccessibleName(title)
        self.slider.setVisible(not bare)
        label = QLabel(title)
        label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        label.setBuddy(self.box)
        top = QHBoxLayout()
        top.addWidget(label)
        top.addWidget(self.box)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addLayout(top)
        if not bare:
            column.addWidget(self.slider)
        self.set_value(default)
        self.box.valueChanged.connect(self._typed)
        self.slider.valueChanged.connect(self._slid)
        self.slider.reset.connect(self.reset)

    @property
    def value(self) -> float | None:
        value = self.box.value()
        return None if value < self._low else value

    def set_value(self, value: float | None) -> None:
        """Show a value; `changed` is only sent if it is another."""
        self.box.setValue(self._floor if value is None else value)
        self._move_slider()

    def reset(self) -> None:
        self.set_value(self._default)

    def setToolTip(self, text: str) -> None:
        super().setToolTip(text)
        self.box.setAccessibleDescription(text)

    def _typed(self) -> None:
        self._move_slider()
        self.changed.emit(self.value)

    def _slid(self, position: int) -> None:
        share = position / STEPS
        share = share**3 if self._curved else share
        self.box.setValue(self._floor + share * (self._high - self._floor))

    def _move_slider(self) -> None:
        share = (self.box.value() - self._floor) / (self._high - self._floor)
        self.slider.blockSignals(True)
        self.slider.setValue(round((share ** (1 / 3) if self._curved else share) * STEPS))
        self.slider.blockSignals(False)
