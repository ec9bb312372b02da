"""The brush panel and the brush's keys show the same."""

from __future__ import annotations

from typing import Any

from photofix.gui.panels.brush_panel import BrushPanel
from photofix.gui.tools.settings import BrushSettings


def test_panel_and_settings_follow_each_other(qtbot: Any) -> None:
    settings = BrushSettings()
    panel = BrushPanel(settings)
    qtbot.addWidget(panel)
    assert panel.size_field.value == settings.size
    panel.size_field.box.setValue(120)
    panel.hardness.box.setValue(25)
    panel.opacity.box.setValue(50)
    assert (settings.size, settings.hardness, settings.opacity) == (120, 0.25, 0.5)
    settings.step_size(1)
    settings.step_hardness(-1)
    assert panel.size_field.value == settings.size == 138
    assert panel.hardness.value == 15 and settings.hardness == 0.15
