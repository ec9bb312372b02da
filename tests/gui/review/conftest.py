"""A photo with two wires that was looked at."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from photofix.core.photo import Photo
from photofix.gui.window import Window
from tests.fakes import FakeModels


def sees_dark_lines(pictures: Any) -> Any:
    """Takes what is dark for wires."""
    values = np.zeros(pictures.shape, np.uint8)
    values[..., 0] = (pictures.mean(axis=3) < 0.3) * np.uint8(240)
    return values


@pytest.fixture
def wired(window: Window, fake_models: FakeModels, qtbot: Any) -> Window:
    """A photo with two dark wires, looked at."""
    pixels = np.full((300, 400, 3), 180, np.uint8)
    for y in (100, 200):
        cv2.line(pixels, (0, y), (400, y + 10), (20, 20, 20), 4)
    fake_models.scripts["finder"] = sees_dark_lines
    window.model.open(Photo(pixels, path=Path("wires.png")))
    window.actions_["find"].trigger()
    qtbot.waitUntil(lambda: window.finding.session.active)
    return window
