"""Translating in the window: the menu opens its panel, translators have pictures, own ones are listed, files chosen."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from photofix import paths
from photofix.core.own_translator import FOLDER
from photofix.core.photo import Photo, from_float
from photofix.core.translators import TRANSLATORS
from photofix.gui.window import Window
from photofix.ops import translate
from photofix.ops.base import Operation
from tests.gui.held import Held
from tests.ops.conftest import landscape


@pytest.fixture
def operations(held: Held) -> tuple[Operation, ...]:
    return held.operation, translate.OPERATION


@pytest.fixture
def asked(window: Window) -> Window:
    window.model.open(Photo(from_float(landscape(60, 80), np.dtype(np.uint8))))
    window.actions_["translate"].trigger()
    assert window.operation.current.operation is translate.OPERATION
    return window


def test_without_a_file_it_says_so(asked: Window, qtbot: Any) -> None:
    asked.operation.params.fields["model"].write("file")
    asked.operation.start()
    qtbot.waitUntil(lambda: asked.messages.message is not None)
    assert asked.messages.message is not None and "No translator is chosen" in asked.messages.message.text


def test_those_that_ship_have_pictures() -> None:
    for name, _ in TRANSLATORS:
        assert (paths.resources() / translate.FOLDER / f"{name}.jpg").is_file()


def test_own_translators_are_where_the_training_puts_them(asked: Window) -> None:
    assert translate.FOLDER == FOLDER
    file = paths.own(FOLDER) / "moss.safetensors"
    file.parent.mkdir(parents=True)
    file.touch()
    asked.operation.show()
    chooser = asked.operation.params.fields["model"].widget
    chooser.refresh()
    chooser.buttons[-1].click()
    assert chooser.buttons[-1].text() == "moss"
    assert asked.operation.values == translate.Translate("file", str(file))
