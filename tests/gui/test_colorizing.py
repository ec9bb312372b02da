"""Colorizing in the window: a preview while params change, a grey photo that becomes RGB, undo that makes it grey."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from photofix.core.photo import Photo, from_float
from photofix.gui.window import Window
from photofix.ops import colorize
from photofix.ops.base import Operation
from tests.fakes import FakeModels
from tests.gui.held import Held
from tests.ops.conftest import landscape, tinted


@pytest.fixture
def operations(held: Held) -> tuple[Operation, ...]:
    return held.operation, colorize.OPERATION


def grey(channels: int) -> Photo:
    picture = landscape(120, 160)[..., :1].repeat(channels, axis=2)
    return Photo(from_float(np.ascontiguousarray(picture), np.dtype(np.uint8)))


def asked(window: Window, fake_models: FakeModels, photo: Photo) -> Window:
    """The photo is open, with the operation's panel and other params than its own."""
    fake_models.scripts["colorizer"] = tinted
    window.model.open(photo)
    window.actions_["colorize"].trigger()
    assert window.operation.current.operation is colorize.OPERATION
    window.operation.params.fields["saturation"].write(1.5)
    return window


def pixels(window: Window) -> Any:
    assert window.model.state is not None
    return window.model.state.composite()


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_it_is_previewed_while_params_change(
    window: Window, fake_models: FakeModels, qtbot: Any, channels: int
) -> None:
    """Of grey photos, too, which stay grey until it is applied."""
    photo = grey(channels)
    asked(window, fake_models, photo)
    picture = window.canvas._scene.picture
    assert picture is not None
    qtbot.waitUntil(lambda: picture.live is not None)
    assert picture.live is not None and picture.live.pixels.shape[2] == {1: 3, 2: 4}.get(channels, channels)
    assert np.ptp(picture.live.pixels[..., :3].astype(int), axis=2).mean() > 3
    assert np.array_equal(pixels(window), photo.pixels)
    shown = window.canvas.grab().toImage().pixelColor(window.canvas.rect().center())
    assert max(shown.getRgb()[:3]) - min(shown.getRgb()[:3]) > 3


@pytest.mark.parametrize("channels", [1, 2])
def test_a_grey_photo_becomes_rgb_and_undo_makes_it_grey(
    window: Window, fake_models: FakeModels, qtbot: Any, channels: int
) -> None:
    photo = grey(channels)
    asked(window, fake_models, photo)
    window.operation.start()
    qtbot.waitUntil(lambda: pixels(window).shape[2] == channels + 2)
    assert np.ptp(pixels(window)[..., :3].astype(int), axis=2).mean() > 3
    assert window.model.state is not None and [edit.label for edit in window.model.state.edits] == ["Colorize"]
    message = window.messages.message
    assert message is not None and "was grey and is RGB now" in f"{message.text} {message.hint}"
    window.actions_["undo"].trigger()
    assert np.array_equal(pixels(window), photo.pixels)
    window.actions_["redo"].trigger()
    assert pixels(window).shape[2] == channels + 2
