"""The fields of the settings dialog: one widget for each kind of setting, with how to show a value in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap, QShowEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QSpinBox, QWidget
from shiboken6 import isValid

from photofix.gui.dialogs.setting_rows import Setting
from photofix.gui.mask_colours import named

Put = Callable[[Any], None]
AskDevices = Callable[[Callable[[Mapping[str, str]], None]], None]  # told the devices' names and titles, later
ChoosePath = Callable[[Path | None], Path | None]
SWATCH = 14


@dataclass(frozen=True)
class Field:
    """The widget, and how to show a value in it."""

    widget: QWidget
    show: Callable[[Any], None]


def words(text: str) -> str:
    """A text of the settings table in the person's language."""
    return QCoreApplication.translate("settings", text)


class _WheelGuard(QObject):
    """Scrolling past a field changes nothing in it."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return False


def _guarded(widget: QWidget) -> None:
    widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    widget.installEventFilter(_WheelGuard(widget))


def choice(row: Setting, put: Put) -> Field:
    box = QComboBox()
    for value, title in row.choices:
        box.addItem(_swatch(value) if row.kind == "colour" else QIcon(), words(title), value)
    _guarded(box)
    box.activated.connect(lambda _index: put(box.currentData()))

    return Field(box, lambda value: box.setCurrentIndex(box.findData(value)))


def flag(row: Setting, put: Put) -> Field:
    box = QCheckBox(words(row.title))
    box.toggled.connect(put)
    return Field(box, box.setChecked)


def number(row: Setting, put: Put) -> Field:
    box = QSpinBox()
    before = row.low - 1
    box.setRange(before if row.least else row.low, row.high)
    box.setSingleStep(row.step)
    box.lineEdit().setTextMargins(7, 0, 7, 0)  # the style sheet, which hides the arrows, moves nothing here
    box.setKeyboardTracking(False)
    box.setSuffix(f" {row.unit}" if row.unit else "")
    if row.least:
        box.setSpecialValueText(words(row.least[1]))
    _guarded(box)
    box.valueChanged.connect(lambda value: put(row.least[0] if row.least and value == before else value))
    return Field(box, lambda value: box.setValue(before if row.least and value == row.least[0] else value))


class _DeviceBox(QComboBox):
    """Asks for the devices of this machine when it is first seen: that may take seconds, on another thread."""

    def __init__(self, ask: AskDevices) -> None:
        super().__init__()
        self._ask: AskDevices | None = ask

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        ask, self._ask = self._ask, None
        if ask is not None:
            ask(self._list)

    def _list(self, devices: Mapping[str, str]) -> None:
        if isValid(self):
            for name, title in devices.items():
                if self.findData(name) < 0:
                    self.addItem(f"{title} ({name})", name)


def device(row: Setting, put: Put, ask: AskDevices) -> Field:
    box = _DeviceBox(ask)
    box.addItem(words("Automatic"), "auto")
    box.addItem(words("Processor (CPU)"), "cpu")
    _guarded(box)
    box.activated.connect(lambda _index: put(box.currentData()))

    def show(value: str) -> None:
        if box.findData(value) < 0:
            box.addItem(value, value)
        box.setCurrentIndex(box.findData(value))

    return Field(box, show)


def path(row: Setting, put: Put, choose: ChoosePath) -> Field:
    """A choice of none, the file or folder that was chosen, and another."""
    other, box = object(), QComboBox()
    _guarded(box)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(16)
    now = [""]

    def show(value: str) -> None:
        now[0] = value
        box.clear()
        box.addItem(words(row.none), "")
        if value:
            box.addItem(Path(value).name or value, value)
            box.setItemData(1, value, Qt.ItemDataRole.ToolTipRole)
        box.addItem(words("Choose…"), other)
        box.setCurrentIndex(1 if value else 0)
        box.setToolTip(value or words(row.help))

    def activated(_index: int) -> None:
        if box.currentData() is not other:
            put(box.currentData())
            return
        found = choose(Path(now[0]) if now[0] else None)
        show(now[0])
        if found is not None:
            put(str(found))

    box.activated.connect(activated)
    show("")
    return Field(box, show)


def _swatch(colour: str) -> QIcon:
    """A dot in a mask colour, by its id."""
    pixmap = QPixmap(QSize(SWATCH, SWATCH) * 3)
    pixmap.setDevicePixelRatio(3)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(128, 128, 128))
    painter.setBrush(QColor(*named(colour).rgb))
    painter.drawEllipse(1, 1, SWATCH - 2, SWATCH - 2)
    painter.end()
    return QIcon(pixmap)
