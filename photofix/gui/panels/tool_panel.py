"""The options of the tool in hand."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from photofix.gui.panels.fields import NumberField
from photofix.gui.toolbox import Toolbox
from photofix.gui.tools.settings import LARGEST, LARGEST_FEATHER, SMALLEST


class ToolPanel(QWidget):
    """Add or subtract; the numbers of the table's options; whether a repair follows by itself."""

    def __init__(self, toolbox: Toolbox, repair_on_release: QAction) -> None:
        super().__init__()
        self._toolbox, self._settings = toolbox, toolbox.settings
        self.add = QPushButton(self.tr("Mark"))
        self.add.setToolTip(self.tr("The tool marks what is to be repaired  (X changes, Shift marks)"))
        self.subtract = QPushButton(self.tr("Wipe"))
        self.subtract.setToolTip(self.tr("The tool wipes marks away  (X changes, Alt wipes)"))
        modes = QHBoxLayout()
        modes.setSpacing(6)
        self._group = QButtonGroup(self)
        for button in (self.add, self.subtract):
            button.setCheckable(True)
            button.setObjectName("mode")
            button.setAccessibleDescription(button.toolTip())
            self._group.addButton(button)
            modes.addWidget(button, 1)
        self.fields = {
            "size": self._field(
                self.tr("Size"), "size", SMALLEST, LARGEST, unit=self.tr("px"), curved=True,
                tip=self.tr("Diameter in photo pixels  ([ and ], {0}wheel, Alt+right-drag)").format(_ctrl_alt()),
            ),
            "hardness": self._field(
                self.tr("Hardness"), "hardness", 0, 100, share=100, unit="%",
                tip=self.tr("How sharp the brush's edge is  (Shift+[ and Shift+])"),
            ),
            "opacity": self._field(
                self.tr("Opacity"), "opacity", 1, 100, share=100, unit="%",
                tip=self.tr("How strongly a stroke marks; faint marks are repaired faintly"),
            ),
            "feather": self._field(
                self.tr("Feather"), "feather", 0, LARGEST_FEATHER, unit=self.tr("px"), curved=True,
                tip=self.tr("How many photo pixels the shape's edge is softened to either side"),
            ),
        }  # fmt: skip
        self.repair = QCheckBox(repair_on_release.text())
        self.repair.setToolTip(repair_on_release.toolTip())
        self.repair.setChecked(repair_on_release.isChecked())
        self.repair.clicked.connect(repair_on_release.trigger)
        repair_on_release.toggled.connect(self.repair.setChecked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(modes)
        for field in self.fields.values():
            column.addWidget(field)
        column.addWidget(self.repair)
        self.add.clicked.connect(self._write_mode)
        self.subtract.clicked.connect(self._write_mode)
        toolbox.chosen.connect(self._read)
        self._read()

    def _field(
        self, title: str, name: str, low: float, high: float, *, unit: str, tip: str, share: float = 1,
        curved: bool = False,
    ) -> NumberField:  # fmt: skip
        """share: what the setting's 1 is in the field."""
        field = NumberField(title, low, high, getattr(self._settings, name) * share, unit=unit, curved=curved)
        field.setToolTip(tip)
        field.setProperty("share", share)
        field.changed.connect(lambda value: setattr(self._settings, name, value / share))
        return field

    def _write_mode(self) -> None:
        self._settings.erase = self.subtract.isChecked()

    def _read(self) -> None:
        (self.subtract if self._settings.erase else self.add).setChecked(True)
        for name, field in self.fields.items():
            field.setVisible(name in self._toolbox.row.options)
            field.blockSignals(True)
            field.set_value(getattr(self._settings, name) * field.property("share"))
            field.blockSignals(False)


def _ctrl_alt() -> str:
    """Ctrl+Alt+ as this system writes it."""
    keys = QKeySequence(Qt.Modifier.CTRL | Qt.Modifier.ALT | Qt.Key.Key_A)
    return keys.toString(QKeySequence.SequenceFormat.NativeText)[:-1]
