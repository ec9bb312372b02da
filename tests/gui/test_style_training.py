"""Training a style in the window: a process of its own tells how far it is, may be paused, and its style is used."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from photofix import paths
from photofix.core.photo import Photo, from_float
from photofix.gui import training_process
from photofix.gui.dialogs.style_dialog import StyleDialog
from photofix.gui.window import Window
from photofix.ops import stylize
from photofix.ops.base import Operation
from tests.fakes import FakeModels
from tests.gui.answers import Answers
from tests.gui.held import Held
from tests.ops.conftest import Dabs, landscape

# In the place of PhotoFix: says what the recipe says, leaves what it leaves, and waits where it is told to.
RECIPE = """
import sys, time, pathlib
out = pathlib.Path(sys.argv[sys.argv.index("--out") + 1])
work = out.with_suffix(".training") / "strokes"
work.mkdir(parents=True, exist_ok=True)
(work / "words.txt").open("a").write(" ".join(sys.argv[1:]) + chr(10))
print("1 of 2 photographs painted", flush=True)
print("2 of 2 photographs painted", flush=True)
if "bad" in out.name:
    sys.exit("The painting cannot be read.")
(work / "preview.safetensors").write_bytes(b"style")
print("resuming after 50 steps, 7 minutes", flush=True)
print("step 100  9.0 min  loss 0.1  error 0.05", flush=True)
while "slow" in out.name and len((work / "words.txt").read_text().splitlines()) < 2:
    time.sleep(0.05)
out.write_bytes(b"style")
"""


@pytest.fixture(autouse=True)
def recipe(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "home"))
    monkeypatch.setattr(training_process, "ourselves", lambda: ["-c", RECIPE])


@pytest.fixture
def operations(held: Held) -> tuple[Operation, ...]:
    return held.operation, stylize.OPERATION


@pytest.fixture
def painting(tmp_path: Path) -> Path:
    cv2.imwrite(str(tmp_path / "strokes.png"), np.random.default_rng(1).integers(0, 255, (90, 120, 3), np.uint8))
    return tmp_path / "strokes.png"


@pytest.fixture
def dialog(
    window: Window, answers: Answers, fake_models: FakeModels, tmp_path: Path, painting: Path, qtbot: Any
) -> StyleDialog:
    fake_models.scripts = defaultdict(Dabs)
    window.model.open(Photo(from_float(landscape(60, 80), np.dtype(np.uint8)), path=tmp_path / "photo.png"))
    window.actions_["train_style"].trigger()
    (dialog,) = window.findChildren(StyleDialog)
    assert not dialog.run.isEnabled() and dialog.photos.value == str(tmp_path)
    answers.file = painting
    dialog.painting.button.click()
    assert dialog.run.isEnabled()
    qtbot.waitUntil(lambda: not dialog.original.pixmap().isNull())
    return dialog


def words(name: str) -> list[str]:
    file = paths.own("styles") / f"{name}.training" / "strokes" / "words.txt"
    return file.read_text().splitlines() if file.is_file() else []


def test_a_style_is_trained_seen_and_used(dialog: StyleDialog, window: Window, qtbot: Any, painting: Path) -> None:
    dialog.name.set_value("strokes of mine")
    dialog.minutes.set_value(4)
    assert not dialog.use.isEnabled()
    dialog.run.click()
    assert dialog.run.text() == "Pause" and not dialog.painting.isEnabled()
    qtbot.waitUntil(dialog.use.isEnabled, timeout=20_000)
    style = paths.own("styles") / "strokes of mine.safetensors"
    assert style.is_file() and "now among the styles" in dialog.words.text()
    (line,) = words("strokes of mine")
    assert f"--painting {painting}" in line and "--minutes 4.00" in line and "--resume" in line
    qtbot.waitUntil(lambda: style.with_suffix(".jpg").is_file(), timeout=20_000)
    assert not dialog.picture.pixmap().isNull()
    dialog.use.click()
    params = window.operation.values
    assert isinstance(params, stylize.Stylize)
    assert (params.style, params.style_file) == ("picture", str(style))
    titles = [button.text() for button in window.operation.current.params.fields["style"].widget.buttons]
    assert titles[-1] == "strokes of mine"
    dialog.close()


def test_it_can_be_paused_and_goes_on(dialog: StyleDialog, qtbot: Any) -> None:
    dialog.name.set_value("slow")
    dialog.run.click()
    qtbot.waitUntil(lambda: "It has learnt for 2 minutes; 18 are left." in dialog.words.text(), timeout=20_000)
    dialog.run.click()
    assert not dialog.training.running and "Paused" in dialog.words.text() and dialog.run.text() == "Go On"
    dialog.run.click()
    qtbot.waitUntil(dialog.use.isEnabled, timeout=20_000)
    assert ["--minutes 20.00" in words("slow")[0], "--minutes 18.00" in words("slow")[1]] == [True, True]
    dialog.close()


def test_what_goes_wrong_is_said(dialog: StyleDialog, qtbot: Any) -> None:
    dialog.name.set_value("bad")
    dialog.run.click()
    qtbot.waitUntil(lambda: "The painting cannot be read." in dialog.words.text(), timeout=20_000)
    assert dialog.run.isEnabled() and not dialog.use.isEnabled()
    dialog.close()


def test_what_is_no_picture_is_no_painting(dialog: StyleDialog, answers: Answers, tmp_path: Path, qtbot: Any) -> None:
    (tmp_path / "text.png").write_text("no picture")
    answers.file = tmp_path / "text.png"
    dialog.painting.button.click()
    qtbot.waitUntil(lambda: "text.png" in dialog.words.text())
    assert dialog.painting.value is None and not dialog.run.isEnabled()
    dialog.close()


def test_closing_ends_the_process(dialog: StyleDialog, qtbot: Any) -> None:
    dialog.name.set_value("slow")
    dialog.run.click()
    training = dialog.training
    qtbot.waitUntil(lambda: bool(words("slow")), timeout=20_000)
    assert training.running
    dialog.close()
    assert not training.running
