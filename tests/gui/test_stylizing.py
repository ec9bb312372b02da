"""Painting in the window: the menu opens its panel, a style must be chosen, what is marked limits it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from photofix.core.document import State
from photofix.core.mask import Mask
from photofix.core.photo import Photo, from_float
from photofix.core.progress import Progress
from photofix.core.region import Region
from photofix.gui.live_preview import Wanted, computed
from photofix.gui.window import Window
from photofix.ops import stylize
from photofix.ops.base import Context, Operation
from tests.gui.held import Held
from tests.ops.conftest import SmoothModels, landscape


@pytest.fixture
def operations(held: Held) -> tuple[Operation, ...]:
    return held.operation, stylize.OPERATION


@pytest.fixture
def asked(window: Window) -> Window:
    window.model.open(Photo(from_float(landscape(60, 80), np.dtype(np.uint8))))
    window.actions_["stylize"].trigger()
    assert window.operation.current.operation is stylize.OPERATION
    return window


def pixels(window: Window) -> Any:
    assert window.model.state is not None
    return window.model.state.composite()


def test_without_a_picture_it_says_so(asked: Window, qtbot: Any) -> None:
    before = pixels(asked)
    asked.operation.params.fields["style"].write("picture")
    asked.operation.start()
    qtbot.waitUntil(lambda: asked.messages.message is not None)
    assert asked.messages.message is not None and "No picture is chosen" in asked.messages.message.text
    assert np.array_equal(pixels(asked), before)


@pytest.mark.parametrize("marked", [False, True])
def test_it_paints_what_is_marked_or_all(asked: Window, qtbot: Any, tmp_path: Path, marked: bool) -> None:
    cv2.imwrite(str(tmp_path / "p.png"), np.random.default_rng(1).integers(0, 255, (70, 70, 3), np.uint8))
    before, state = pixels(asked), asked.model.state
    assert state is not None
    marks = np.zeros((60, 80), np.uint8)
    marks[10:40, 10:40] = 255
    if marked:
        asked.model.push("Mark", state.with_mask(Mask.from_array(marks)))
    asked.operation.params.fields["style"].write("picture")
    asked.operation.params.fields["style_file"].write(str(tmp_path / "p.png"))
    asked.operation.start()
    qtbot.waitUntil(lambda: not np.array_equal(pixels(asked), before))
    changed = (pixels(asked) != before).any(axis=2)
    assert changed[marks > 0].mean() > 0.9 and changed[marks == 0].any() != marked
    assert asked.model.state is not None and asked.model.state.mask.empty != marked


@pytest.mark.parametrize("marked", [False, True])
def test_the_preview_is_limited_by_what_is_marked(marked: bool) -> None:
    photo, marks = Photo(from_float(landscape(60, 80), np.dtype(np.uint8))), np.zeros((60, 80), np.uint8)
    marks[10:40, 10:40] = 255 if marked else 0
    state, all_of_it = State.of(photo).with_mask(Mask.from_array(marks)), Region(0, 0, 80, 60)
    wanted = Wanted(stylize.OPERATION, stylize.Stylize(), state, 0, all_of_it, all_of_it, None)
    changed = (computed(wanted, Context(SmoothModels(), Progress.silent())).pixels != photo.pixels).any(axis=2)
    assert changed[10:40, 10:40].mean() > 0.9 and changed[marks == 0].any() != marked
