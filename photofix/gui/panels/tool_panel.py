"""The options of the tool in hand."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from photofix.gui import tips
from photofix.gui.panels.fields import NumberField
from photofix.gui.toolbox import Toolbox
from photofix.gui.tools.settings import LARGEST, LARGEST_FEATHER, SMALLEST, WIDEST_MARGIN, WIDEST_WIRE
from photofix.gui.wording import of_action


class ToolPanel(QWidget):
    """Add or subtract; the numbers of the table's options; whether a repair follows by itself."""

    def __init__(self, toolbox: Toolbox, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self._toolbox, self._settings = toolbox, toolbox.settings
        self.add = QPushButton(self.tr("Mark"))
        changes = (self.tr("{0} changes"), actions["swap"])
        tips.say(self.add, self.tr("The tool marks what is to be repaired"), changes, self.tr("Shift marks"))
        self.subtract = QPushButton(self.tr("Wipe"))
        tips.say(self.subtract, self.tr("The tool wipes marks away"), changes, self.tr("Alt wipes"))
        modes = QHBoxLayout()
        modes.setSpacing(6)
        self._group = QButtonGroup(self)
        for button in (self.add, self.subtract):
            button.setCheckable(True)
            button.setObjectName("mode")
            self._group.addButton(button)
            modes.addWidget(button, 1)
        self.fields = {
            "size": self._field(
                self.tr("Size"), "size", SMALLEST, LARGEST, unit=self.tr("px"), curved=True,
                tip=self.tr("Diameter in photo pixels"),
            ),
            "hardness": self._field(
                self.tr("Hardness"), "hardness", 0, 100, share=100, unit="%",
                tip=self.tr("How sharp the brush's edge is"),
            ),
            "opacity": self._field(
                self.tr("Opacity"), "opacity", 1, 100, share=100, unit="%",
                tip=self.tr("How strongly a stroke marks; faint marks are repaired faintly"),
            ),
            "feather": self._field(
                self.tr("Feather"), "feather", 0, LARGEST_FEATHER, unit=self.tr("px"), curved=True,
                tip=self.tr("How many photo pixels the shape's edge is softened to either side"),
            ),
            "wire_width": self._field(
                self.tr("Width"), "wire_width", 1, WIDEST_WIRE, unit=self.tr("px"), step=0.5, automatic=True,
                tip=self.tr("The wire's width in photo pixels; by itself it is measured"),
            ),
            "wire_margin": self._field(
                self.tr("Margin"), "wire_margin", 0, WIDEST_MARGIN, unit=self.tr("px"), curved=True, step=0.5,
                tip=self.tr("How many photo pixels to either side of the wire are marked, too"),
            ),
        }  # fmt: skip
        size = actions["smaller"], actions["larger"]
        drag = self.tr("{0}wheel, Alt+right-drag").format(_ctrl_alt())
        tips.say(self.fields["size"], self.fields["size"].toolTip(), size, drag)
        tips.say(self.fields["wire_width"], self.fields["wire_width"].toolTip(), size)
        harder = actions["softer"], actions["harder"]
        tips.say(self.fields["hardness"], self.fields["hardness"].toolTip(), harder)
        self.snap = QCheckBox(self.tr("Snap to the wire"))
        self.snap.setToolTip(self.tr("The path follows the thin line between the points  (Alt or Ctrl: straight)"))
        self.snap.toggled.connect(lambda on: setattr(self._settings, "wire_snap", on))
        self.advice = QLabel(wordWrap=True)
        self.advice.setObjectName("quiet")
        self.parts = {**self.fields, "wire_snap": self.snap, "advice": self.advice}  # by option
        repair_on_release = actions["repair_on_release"]
        self.repair = QCheckBox(repair_on_release.text())
        tips.like(self.repair, repair_on_release)
        self.repair.setChecked(repair_on_release.isChecked())
        self.repair.clicked.connect(repair_on_release.trigger)
        repair_on_release.toggled.connect(self.repair.setChecked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(modes)
        for part in self.parts.values():
            column.addWidget(part)
        column.addWidget(self.repair)
        self.add.clicked.connect(self._write_mode)
        self.subtract.clicked.connect(self._write_mode)
        toolbox.chosen.connect(self._read)
        self._read()

    def _field(
        self, title: str, name: str, low: float, high: float, *, unit: str, tip: str, share: float = 1,
        curved: bool = False, step: float = 1, automatic: bool = False,
    ) -> NumberField:  # fmt: skip
        """share: what the setting's 1 is in the field."""
        field = NumberField(
            title, low, high, _times(getattr(self._settings, name), share),
            unit=unit, curved=curved, step=step, automatic=automatic,
        )  # fmt: skip
        field.setToolTip(tip)
        field.setProperty("share", share)
        field.changed.connect(lambda value: setattr(self._settings, name, _times(value, 1 / share)))
        return field

    def _write_mode(self) -> None:
        self._settings.erase = self.subtract.isChecked()

    def _read(self) -> None:
        (self.subtract if self._settings.erase else self.add).setChecked(True)
        for name, field in self.fields.items():
            field.blockSignals(True)
            field.set_value(_times(getattr(self._settings, name), field.property("share")))
            field.blockSignals(False)
        for name, part in self.parts.items():
            part.setVisible(name in self._toolbox.row.options)
        found = self._settings.wire_found
        self.fields["wire_width"].box.setSpecialValueText(
            self.tr("Automatic") if found is None else self.tr("Auto: {0:.1f} px").format(found)
        )
        self.snap.setChecked(self._settings.wire_snap)
        self.advice.setText(of_action(self._settings.advice))


def _times(value: float | None, share: float) -> float | None:
    return None if value is None else value * share


def _ctrl_alt() -> str:
    """Ctrl+Alt+ as this system writes it."""
    keys = QKeySequence(Qt.Modifier.CTRL | Qt.Modifier.ALT | Qt.Key.Key_A)
    return keys.toString(QKeySequence.SequenceFormat.NativeText)[:-1]
