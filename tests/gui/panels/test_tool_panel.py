"""The options of the tool in hand, its keys and its settings show the same."""

from __future__ import annotations

from typing import Any

import pytest

from photofix.gui.tools.table import TOOLS
from photofix.gui.window import Window


@pytest.fixture
def panel(window: Window) -> Any:
    return window.tool_section.content


def test_panel_and_settings_follow_each_other(window: Window, panel: Any) -> None:
    settings = window.brush
    assert panel.fields["size"].value == settings.size
    panel.fields["size"].box.setValue(120)
    panel.fields["hardness"].box.setValue(25)
    panel.fields["opacity"].box.setValue(50)
    panel.fields["feather"].box.setValue(12)
    assert (settings.size, settings.hardness, settings.opacity, settings.feather) == (120, 0.25, 0.5, 12)
    settings.step_size(1)
    settings.step_hardness(-1)
    assert panel.fields["size"].value == settings.size == 138
    assert panel.fields["hardness"].value == 15 and settings.hardness == 0.15


def test_marking_and_wiping(window: Window, panel: Any) -> None:
    assert panel.add.isChecked()
    panel.subtract.click()
    assert window.brush.erase and window.actions_["eraser"].isChecked()
    window.actions_["swap"].trigger()
    assert panel.add.isChecked() and not panel.subtract.isChecked()


@pytest.mark.parametrize("row", TOOLS, ids=lambda row: row.id)
def test_a_tool_shows_its_options_and_no_others(window: Window, panel: Any, row: Any) -> None:
    window.actions_[row.id].trigger()
    shown = {name for name, part in panel.parts.items() if part.isVisible()}
    assert shown == set(row.options)
    assert window.tool_section.title.text() == window.actions_[row.id].text()


def test_repair_on_release_is_the_same_everywhere(window: Window, panel: Any) -> None:
    action = window.actions_["repair_on_release"]
    panel.repair.click()
    assert action.isChecked()
    action.trigger()
    assert not panel.repair.isChecked()
