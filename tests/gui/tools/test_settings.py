"""The brush's settings."""

from __future__ import annotations

from typing import Any

import pytest

from photofix.gui.tools.settings import LARGEST, LARGEST_FEATHER, SMALLEST, BrushSettings


def test_values_are_kept_in_range_and_changes_told_once(qtbot: Any) -> None:
    settings = BrushSettings()
    told: list[int] = []
    settings.changed.connect(lambda: told.append(1))
    settings.size, settings.size = 0.1, -7
    assert settings.size == SMALLEST and len(told) == 1
    settings.size = 1e9
    settings.hardness, settings.opacity = 3, 0
    assert (settings.size, settings.hardness) == (LARGEST, 1.0) and settings.opacity > 0
    settings.erase = True
    settings.pressure_scales_size = False
    assert settings.erase and not settings.pressure_scales_size and len(told) == 6
    settings.feather = 1e9
    assert settings.feather == LARGEST_FEATHER
    settings.feather = -1
    assert settings.feather == 0 and len(told) == 8


@pytest.mark.parametrize("start", [1, 2, 7, 40, 900])
def test_size_steps_go_up_and_come_back(qtbot: Any, start: float) -> None:
    settings = BrushSettings()
    settings.size = start
    settings.step_size(1)
    assert settings.size >= start + 1
    settings.step_size(-1)
    assert settings.size == pytest.approx(start, abs=1)


def test_hardness_steps(qtbot: Any) -> None:
    settings = BrushSettings()
    settings.hardness = 0.5
    settings.step_hardness(2)
    assert settings.hardness == 0.7
    settings.step_hardness(-20)
    assert settings.hardness == 0.0
