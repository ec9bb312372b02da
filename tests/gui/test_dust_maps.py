"""The dust map dialog: learns from the open photos, keeps and opens maps, cleans photos."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from photofix.core.document import State
from photofix.core.dust_map import Camera, DustMap, Spot
from photofix.core.photo import Photo
from photofix.files.dust_maps import load_dust_map, save_dust_map
from photofix.gui.dialogs.dust_map_dialog import DustMapDialog
from photofix.gui.dust_maps import MADE_BY
from photofix.gui.window import Window
from photofix.ops import heal
from tests.gui.answers import Answers
from tests.gui.several import Several

MAP = DustMap(Camera(), 160, 120, 40.0, 3, (Spot(60.0, 50.0, 6.0, 0.6), Spot(100.0, 80.0, 6.0, 0.5)))


@pytest.fixture
def dialog(window: Window) -> Iterator[DustMapDialog]:
    window.actions_["dust_map"].trigger()
    dialog = window.commands.dust.dialog
    assert dialog is not None
    yield dialog
    dialog.close()


def test_without_a_map_it_says_how_to_get_one(dialog: DustMapDialog) -> None:
    assert "No dust map" in dialog.title.text() and "uncropped" in dialog.about.text()
    on = [b for b in (dialog.learn, dialog.save, dialog.apply, dialog.apply_all) if b.isEnabled()]
    assert on == [] and dialog.load.isEnabled()


def test_a_map_is_opened_shown_and_saved(
    dialog: DustMapDialog, several: Several, answers: Answers, tmp_path: Path
) -> None:  # fmt: skip
    answers.file, answers.path = tmp_path / "old.dustmap", tmp_path / "new.dustmap"
    save_dust_map(MAP, answers.file)
    dialog.load.click()
    several.until(lambda: dialog.list.topLevelItemCount() == 2)
    assert "2 spots" in dialog.title.text() and dialog.save.isEnabled() and not dialog.apply.isEnabled()
    dialog.save.click()
    several.until(answers.path.exists)
    assert load_dust_map(answers.path) == MAP
    several.rest()


def test_what_is_no_map_is_said(dialog: DustMapDialog, several: Several, answers: Answers, tmp_path: Path) -> None:
    answers.file = tmp_path / "bad.dustmap"
    answers.file.write_text("{}")
    dialog.load.click()
    several.until(lambda: "bad.dustmap" in dialog.title.text())
    assert several.window.commands.dust.dust is None
    several.rest()


def test_photos_are_cleaned_once_however_often_it_is_done(dialog: DustMapDialog, several: Several) -> None:
    maps = several.window.commands.dust
    several.open(several.files[0])
    maps.dust = MAP
    maps.changed.emit()
    for _ in range(2):
        dialog.apply.click()
        several.until(lambda: not maps.busy)
        several.rest()
        state = several.window.model.state
        assert state is not None
        assert [MADE_BY in edit.record.params for edit in state.edits] == [True, True]


def test_a_photo_that_the_map_is_not_for_is_named(dialog: DustMapDialog, several: Several) -> None:
    several.open()
    maps = several.window.commands.dust
    maps.dust = MAP
    maps.changed.emit()
    dialog.apply_all.click()
    several.until(lambda: not maps.busy)
    several.rest()
    assert several.message.startswith("“two.png”") or several.message.startswith("“ten.png”")
    assert [bool(p.document and p.document.state.edits) for p in several.photos] == [True, False, False]


def test_learning_that_cannot_be_done_says_why(dialog: DustMapDialog, several: Several) -> None:
    several.open(several.files[0])
    assert dialog.learn.isEnabled()
    dialog.learn.click()
    assert "Working" in dialog.title.text() and not dialog.learn.isEnabled()
    several.until(lambda: not several.window.commands.dust.busy)
    several.rest()
    assert "plain sky" in dialog.title.text()


def test_what_is_learnt_is_shown(dialog: DustMapDialog, several: Several) -> None:
    random = np.random.default_rng(8)
    more = [several.files[0].with_name(f"more{number}.png") for number in range(2)]
    for file in more:
        file.write_bytes(cv2.imencode(".png", random.integers(0, 256, (120, 160, 3), np.uint8))[1].tobytes())
    several.open(*several.files, *more)
    dialog.learn.click()
    several.until(lambda: several.window.commands.dust.dust is not None)
    several.rest()
    assert "no spots" in dialog.title.text() and "learnt from 3 photos; 2 not used" in dialog.about.text()
    assert "two.png" in dialog.about.toolTip() and "cropped" in dialog.about.toolTip()


def test_a_photo_that_grew_meanwhile_is_left_alone_and_named(
    dialog: DustMapDialog, several: Several, monkeypatch: pytest.MonkeyPatch
) -> None:
    several.open(several.files[0])
    maps, model = several.window.commands.dust, several.window.model
    maps.dust = MAP
    maps.changed.emit()
    begun, go_on = threading.Event(), threading.Event()

    def slow(*given: Any) -> Any:
        begun.set()
        assert go_on.wait(20)
        return healing(*given)

    healing = heal.heal
    monkeypatch.setattr(heal, "heal", slow)
    dialog.apply.click()
    several.until(begun.is_set)
    model.push("Upscale", State.of(Photo(np.zeros((240, 320, 3), np.uint8))))
    go_on.set()
    several.rest()
    assert model.state is not None and model.state.edits == ()
    assert "“one.png”" in several.message and "another size" in several.message
