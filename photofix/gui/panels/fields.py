"""A field for a number: a slider with a box beside it; keys, wheel, typing, and a double-click that resets."""

from __future__ import annotations

import math
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractSlider,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QStyle,
    QVBoxLayout,
    QWidget,
)

STEPS = 1000  # positions of the slider
COARSE = 10  # steps at once with Ctrl held, or by Page Up and Page Down
FINE = 10  # parts of a step with Shift held, where numbers have decimals

Keys = Qt.Key
ENDING = (Keys.Key_Return, Keys.Key_Enter, Keys.Key_Escape)
_STEPS = {
    Keys.Key_Up: 1, Keys.Key_Right: 1, Keys.Key_Down: -1, Keys.Key_Left: -1,
    Keys.Key_PageUp: COARSE, Keys.Key_PageDown: -COARSE,
}  # fmt: skip


class Box(QDoubleSpinBox):
    """A number to type. Its keys stay its own: Enter and Escape end the typing and start or stop no repair."""

    wanted = Signal(int, object)  # steps, modifiers

    letters = 8  # that it has room for

    def sizeHint(self) -> QSize:
        """The same for all of one kind, so that they stand in one column; larger with larger text."""
        metrics = self.fontMetrics()
        widest = max(self.letters * metrics.horizontalAdvance("0"), metrics.horizontalAdvance(self.specialValueText()))
        return QSize(widest + 14, metrics.height() + 12)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def event(self, event: Any) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and event.key() in ENDING:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _STEPS and event.key() not in (Keys.Key_Left, Keys.Key_Right):  # these move the text cursor
            self.interpretText()
            self.wanted.emit(_STEPS[Qt.Key(event.key())], event.modifiers())
            return
        super().keyPressEvent(event)
        if event.key() in ENDING:
            self.clearFocus()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn(self, event, self.wanted)

    def textFromValue(self, value: float) -> str:
        """The last of several decimals, which only fine steps use, is not shown where it is 0."""
        text = super().textFromValue(value)
        return text.removesuffix(self.locale().zeroDigit()) if self.decimals() > 1 else text


class Name(QLabel):
    """The name of a field, which a double-click resets."""

    reset = Signal()

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self.reset.emit()


class _Track(QSlider):
    """A slider whose handle comes to the pointer. Shift slows a drag, a double-click resets."""

    reset = Signal()
    wanted = Signal(int, object)  # steps, modifiers
    ends = Signal(bool)  # to the highest value, or to the lowest
    dragged = Signal(float, bool)  # share 0..1 of the way; slowed

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setRange(0, STEPS)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._grabbed: tuple[float, float] | None = None  # the pointer's x, and the share it means

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        handle, x = self.style().pixelMetric(QStyle.PixelMetric.PM_SliderLength, None, self), event.position().x()
        share = self.value() / STEPS
        if abs(x - handle / 2 - share * self._way) > handle / 2:
            share = min(1.0, max(0.0, (x - handle / 2) / self._way))
            self.dragged.emit(share, False)
        self._grabbed = x, share
        self.setSliderDown(True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grabbed is None:
            return
        x, share = self._grabbed
        slowed = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        share += (event.position().x() - x) / self._way / (FINE if slowed else 1)
        self._grabbed = event.position().x(), share
        self.dragged.emit(min(1.0, max(0.0, share)), slowed)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._grabbed = None
        self.setSliderDown(False)

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self.reset.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _STEPS:
            self.wanted.emit(_STEPS[Qt.Key(event.key())], event.modifiers())
        elif event.key() in (Keys.Key_Home, Keys.Key_End):
            self.ends.emit(event.key() == Keys.Key_End)
        else:
            event.ignore()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn(self, event, self.wanted)

    @property
    def _way(self) -> float:
        """Pixels that the handle's middle can go."""
        return max(1.0, self.width() - self.style().pixelMetric(QStyle.PixelMetric.PM_SliderLength, None, self))


def turn(widget: QWidget, event: QWheelEvent, wanted: Any) -> None:
    """The wheel over a field changes it only if it has the keyboard: else the panel is being scrolled."""
    notches = event.angleDelta().y() or event.angleDelta().x()  # Shift and Alt swap the axes on some systems
    if not widget.hasFocus() or not notches:
        event.ignore()
        return
    wanted.emit(int(math.copysign(max(1, abs(notches) // 120), notches)), event.modifiers())
    event.accept()


class NumberField(QWidget):
    """A labelled number. `automatic` adds the value None, shown as "Automatic", to the left of the lowest number.

    Arrow keys and the wheel go by `step`; with Shift by a tenth of it where numbers have decimals, with Ctrl by ten.
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
        self._step = step
        self.box = Box()
        self.box.setDecimals(0 if step >= 1 else 1 + max(1, -math.floor(math.log10(step))))
        self.box.setSingleStep(step)
        self._floor = low - step if automatic else low
        self.box.setRange(self._floor, high)
        if automatic:
            self.box.setSpecialValueText(self.tr("Automatic"))
        self.box.setSuffix(f" {unit}" if unit else "")
        self.box.setButtonSymbols(QDoubleSpinBox.ButtonSymbols.NoButtons)
        self.box.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.box.setKeyboardTracking(False)
        self.box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.box.letters = 10 if automatic or bare else 8
        self.box.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.box.setAccessibleName(title)
        self.slider = _Track()
        self.slider.setAccessibleName(title)
        self.label = Name(title)
        self.label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.label.setBuddy(self.box)
        top = QHBoxLayout()
        top.addWidget(self.label)
        top.addWidget(self.box)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addLayout(top)
        column.addWidget(self.slider)
        self.slider.setVisible(not bare)  # not before it has a parent: it would be a window of its own
        self.set_value(default)
        self.box.valueChanged.connect(self._typed)
        self.box.wanted.connect(self.go)
        self.label.reset.connect(self.reset)
        self.slider.valueChanged.connect(lambda position: self._slid(position / STEPS, False))
        self.slider.dragged.connect(self._slid)
        self.slider.wanted.connect(self.go)
        self.slider.ends.connect(lambda high: self.box.setValue(self._high if high else self._floor))
        self.slider.reset.connect(self.reset)

    @property
    def value(self) -> float | None:
        value = self.box.value()
        return None if value < self._low else value

    def set_value(self, value: float | None) -> None:
        """Show a value; `changed` is only sent if it is another."""
        self.box.setValue(self._floor if value is None else value)
        self._move_slider()

    def set_default(self, default: float | None) -> None:
        """What `reset` goes back to."""
        self._default = default

    def reset(self) -> None:
        self.set_value(self._default)

    def go(self, steps: int, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Up or down by steps: finer with Shift, coarser with Ctrl."""
        size = self._step
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            size = self._finest
        elif modifiers & Qt.KeyboardModifier.ControlModifier:
            size *= COARSE
        value = self.box.value() + steps * size
        if value < self._low:  # between the lowest number and Automatic there is nothing
            value = self._floor if steps < 0 else self._low
        self.box.setValue(min(self._high, value))

    def setToolTip(self, text: str) -> None:
        super().setToolTip(text)
        self.box.setAccessibleDescription(text)

    @property
    def _finest(self) -> float:
        return self._step / FINE if self._step < 1 else self._step

    def _typed(self) -> None:
        value = self.box.value()
        if self._floor < value < self._low:
            self.box.setValue(self._low)
            return
        self._move_slider()
        self.changed.emit(self.value)

    def _slid(self, share: float, slowed: bool) -> None:
        share = share**3 if self._curved else share
        size = self._finest if slowed else self._step
        value = self._floor + share * (self._high - self._floor)
        if share < 1:  # the highest number may lie between two steps
            value = self._low + round((value - self._low) / size) * size
        self.box.setValue(min(self._high, max(self._floor, value)))

    def _move_slider(self) -> None:
        share = (self.box.value() - self._floor) / (self._high - self._floor)
        self.slider.blockSignals(True)
        self.slider.setValue(round((share ** (1 / 3) if self._curved else share) * STEPS))
        self.slider.blockSignals(False)
        self.slider.sliderChange(QAbstractSlider.SliderChange.SliderValueChange)
