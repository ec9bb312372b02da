"""The brush's settings, kept in step with its keys."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from photofix.gui.panels.fields import NumberField
from photofix.gui.tools.settings import LARGEST, SMALLEST, BrushSettings


class BrushPanel(QWidget):
    """Size in photo pixels; hardness and opacity in percent."""

    def __init__(self, settings: BrushSettings) -> None:
        super().__init__()
        self._settings = settings
        self.size_field = NumberField(
            self.tr("Size"), SMALLEST, LARGEST, settings.size, unit=self.tr("px"), curved=True
        )
        self.size_field.setToolTip(self.tr("Diameter in photo pixels  ([ and ])"))
        self.hardness = NumberField(self.tr("Hardness"), 0, 100, settings.hardness * 100, unit="%")
        self.hardness.setToolTip(self.tr("How sharp the brush's edge is  (Shift+[ and Shift+])"))
        self.opacity = NumberField(self.tr("Opacity"), 1, 100, settings.opacity * 100, unit="%")
        self.opacity.setToolTip(self.tr("How strongly a stroke marks; faint marks are repaired faintly"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for field in (self.size_field, self.hardness, self.opacity):
            column.addWidget(field)
            field.changed.connect(self._write)
        settings.changed.connect(self._read)

    def _write(self, _value: float) -> None:
        settings = self._settings
        settings.size = self.size_field.box.value()
        settings.hardness = self.hardness.box.value() / 100
        settings.opacity = self.opacity.box.value() / 100

    def _read(self) -> None:
        # All three before any tells of its change: a field that lags behind would be written back.
        values = (
            (self.size_field, self._settings.size),
            (self.hardness, self._settings.hardness * 100),
            (self.opacity, self._settings.opacity * 100),
        )
        for field, value in values:
            field.blockSignals(True)
            field.set_value(value)
            field.blockSignals(False)
