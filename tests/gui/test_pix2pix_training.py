"""Training a translator in the window: pairs are checked, curves and pictures follow, pause and stop lose nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from photofix import paths
from photofix.core.own_translator import preview, workshop
from photofix.gui import training_process
from photofix.gui.dialogs.pix2pix_dialog import Pix2PixDialog
from photofix.gui.pix2pix_training import Wanted, _news, _Place
from photofix.gui.window import Window
from tests.gui.answers import Answers

# In the place of PhotoFix: checks what the folder's name says, writes what a training writes, and waits if it is told.
RECIPE = """
import json, pathlib, sys, time
words = sys.argv[1:]
out = pathlib.Path(words[words.index("--out") + 1])
pairs = pathlib.Path(words[words.index("--pairs") + 1])
if "--check" in words:
    print("looking at the pairs", flush=True)
    if "few" in pairs.name:
        print(json.dumps({"pairs": 1, "val": 0, "size": 256, "problems": ["a: has no partner"]}), flush=True)
        sys.exit()
    if "empty" in pairs.name:
        sys.exit("There are no pairs to learn from.")
    problems = [f"{number}: has no partner" for number in range(7)] if "odd" in pairs.name else []
    print(json.dumps({"pairs": 90, "val": 10, "size": 256, "problems": problems}), flush=True)
    sys.exit()
work = out.with_suffix(".training")
work.mkdir(parents=True, exist_ok=True)
with (work / "words.txt").open("a") as file:
    file.write(" ".join(words) + chr(10))
runs = len((work / "words.txt").read_text().splitlines())
if "bad" in out.name:
    sys.exit("The pairs cannot be read.")
import cv2, numpy as np
lines = [
    {"step": 10 * n, "epoch": n / 2, "epochs": 4, "seconds": 60.0 * n, "left": 60.0 * (8 - n), "critic": 0.5,
     "gan": 1.0, "l1": 0.3 / (n + 1), "val_l1": 0.25 if n == 2 else None} for n in range(3 * runs)
]
text = "".join(json.dumps(line) + chr(10) for line in lines)
(work / "new").write_text(text)
(work / "new").replace(work / "progress.jsonl")
cv2.imwrite(str(work / "new.png"), np.full((2 * 40, 3 * 40, 3), 60 * runs, np.uint8))
(work / "new.png").replace(work / "triptychs.png")
(work / "preview.safetensors").write_bytes(b"so far")
while "slow" in out.name and runs < 2:
    time.sleep(0.05)
out.write_bytes(b"finished")
"""


@pytest.fixture(autouse=True)
def recipe(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "home"))
    monkeypatch.setattr(training_process, "ourselves", lambda: ["-c", RECIPE])


@pytest.fixture
def dialog(window: Window) -> Pix2PixDialog:
    window.actions_["train_translator"].trigger()
    dialog = window.commands.translate.dialog
    assert dialog is not None and not dialog.run.isEnabled() and not dialog.keep.isEnabled()
    return dialog


def chosen(dialog: Pix2PixDialog, answers: Answers, folder: Path, name: str | None, qtbot: Any) -> None:
    """Choose a folder of pairs, wait for the check, give a name."""
    folder.mkdir(exist_ok=True)
    answers.path = folder
    dialog.form.first.button.click()
    dialog.form.name.set_value(name)
    qtbot.waitUntil(lambda: not dialog.training.checking, timeout=20_000)


def file(name: str) -> Path:
    return paths.own("translators") / f"{name}.safetensors"


def words(name: str) -> list[str]:
    told = workshop(file(name)) / "words.txt"
    return told.read_text().splitlines() if told.is_file() else []


def test_pairs_are_checked_as_soon_as_they_are_chosen(
    dialog: Pix2PixDialog, answers: Answers, tmp_path: Path, qtbot: Any
) -> None:
    answers.path = tmp_path / "odd"
    dialog.form.first.button.click()
    assert dialog.findings.text() == "Checking the pairs…" and not dialog.run.isEnabled()
    qtbot.waitUntil(dialog.run.isEnabled, timeout=20_000)
    lines = dialog.findings.text().splitlines()
    assert lines[0] == "100 pairs; 10 of them are kept for validation."
    assert lines[1:3] == ["7 could not be used:", "· 0: has no partner"]
    assert lines[-1] == "and 3 more" and "6: has no partner" in dialog.findings.toolTip()
    dialog.close()


@pytest.mark.parametrize(
    ("folder", "said"),
    [("empty", "There are no pairs to learn from."), ("few", "There are 1 pairs; at least two are needed.\n· a: has")],
)
def test_pairs_from_which_nothing_can_be_learnt(
    dialog: Pix2PixDialog, answers: Answers, tmp_path: Path, folder: str, said: str, qtbot: Any
) -> None:
    answers.path = tmp_path / folder
    dialog.form.first.button.click()
    qtbot.waitUntil(lambda: said in dialog.findings.text(), timeout=20_000)
    assert not dialog.run.isEnabled() and dialog.findings.objectName() == "warning"
    dialog.close()


def test_it_learns_and_is_among_the_translators(
    dialog: Pix2PixDialog, answers: Answers, tmp_path: Path, window: Window, qtbot: Any
) -> None:
    chosen(dialog, answers, tmp_path / "streets", None, qtbot)
    dialog.form.unit.set_value("epochs")
    dialog.form.epochs.set_value(4)
    done: list[Path] = []
    dialog.training.done.connect(done.append)
    dialog.run.click()
    assert dialog.run.text() == "Pause" and not dialog.form.first.isEnabled() and not dialog.form.more.isEnabled()
    qtbot.waitUntil(lambda: bool(done), timeout=20_000)
    assert done == [file("streets")] and file("streets").read_bytes() == b"finished"
    assert "“streets” is now among the translators." in dialog.words.text() and dialog.use.isEnabled()
    (line,) = words("streets")
    assert line.startswith(f"train pix2pix --pairs {tmp_path / 'streets'} --direction AtoB --out ")
    assert "--epochs 4 --generator unet --critic 70 --width 64 --resume" in line and "--minutes" not in line
    thumbnail = cv2.imread(str(file("streets").with_suffix(".jpg")))
    assert thumbnail is not None and thumbnail.shape == (150, 222, 3) and abs(int(thumbnail.mean()) - 60) < 3
    assert dialog.curves.last(0, 0) == pytest.approx(0.1) and dialog.curves.last(0, 1) == 0.25
    assert dialog.curves.last(1, 0) == 0.5 and not dialog.pictures.empty
    dialog.use.click()
    studio = window.commands.translate.opened
    assert studio is not None and studio.chooser.choice is not None and studio.chooser.choice.file == file("streets")
    dialog.close()
    studio.close()


def test_paused_it_goes_on(dialog: Pix2PixDialog, answers: Answers, tmp_path: Path, qtbot: Any) -> None:
    chosen(dialog, answers, tmp_path / "pairs", "slow", qtbot)
    dialog.run.click()
    qtbot.waitUntil(lambda: dialog.words.text() == "Epoch 2 of 4 · 6 minutes left", timeout=20_000)
    assert dialog.bar.value() == 250 and dialog.keep.isEnabled()
    pictures = dialog.pictures.shown
    dialog.run.click()
    assert not dialog.training.running and "Paused" in dialog.words.text() and dialog.run.text() == "Go On"
    assert not dialog.use.isEnabled()
    dialog.run.click()
    qtbot.waitUntil(dialog.use.isEnabled, timeout=20_000)
    assert len(words("slow")) == 2 and all("--resume" in line for line in words("slow"))
    assert len(dialog._lines) == 6, "the file was written anew: nothing is there twice"
    assert dialog.pictures.shown == pictures + 1
    dialog.close()


def test_stopped_it_is_what_it_has_learnt_so_far(
    dialog: Pix2PixDialog, answers: Answers, tmp_path: Path, qtbot: Any
) -> None:
    chosen(dialog, answers, tmp_path / "pairs", "slow", qtbot)
    dialog.run.click()
    qtbot.waitUntil(dialog.keep.isEnabled, timeout=20_000)
    dialog.keep.click()
    qtbot.waitUntil(dialog.use.isEnabled, timeout=20_000)
    assert not dialog.training.running and file("slow").read_bytes() == b"so far"
    assert dialog.run.text() == "Go On"
    dialog.close()


def test_closing_ends_the_process_and_the_name_goes_on(
    dialog: Pix2PixDialog, answers: Answers, tmp_path: Path, window: Window, qtbot: Any
) -> None:
    chosen(dialog, answers, tmp_path / "pairs", "slow", qtbot)
    dialog.run.click()
    qtbot.waitUntil(lambda: preview(file("slow")).is_file() and bool(dialog._lines), timeout=20_000)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible() and dialog.training.running, "a key that is easily hit stops nothing"
    training = dialog.training
    dialog.close()
    assert not training.running and window.commands.translate.dialog is None and answers.asked == ["folder"]
    window.actions_["train_translator"].trigger()
    again = window.commands.translate.dialog
    assert again is not None and again is not dialog
    again.form.name.set_value("slow")
    qtbot.waitUntil(lambda: not again.curves.empty and not again.pictures.empty)
    assert again.run.text() == "Go On" and len(again._lines) == 3
    again.form.name.set_value("another")
    qtbot.waitUntil(lambda: again.training._task is None)
    assert again.curves.empty and again.pictures.empty and again.run.text() == "Start"
    again.close()


def test_what_goes_wrong_is_said(dialog: Pix2PixDialog, answers: Answers, tmp_path: Path, qtbot: Any) -> None:
    chosen(dialog, answers, tmp_path / "pairs", "bad", qtbot)
    dialog.run.click()
    qtbot.waitUntil(lambda: "The pairs cannot be read." in dialog.words.text(), timeout=20_000)
    assert dialog.run.isEnabled() and dialog.run.text() == "Start" and not dialog.use.isEnabled()
    dialog.close()


def test_there_is_one_dialog_and_the_editor_stays_usable(dialog: Pix2PixDialog, window: Window) -> None:
    window.actions_["train_translator"].trigger()
    assert window.commands.translate.dialog is dialog and not dialog.isModal()
    assert window.isEnabled() and window.actions_["open"].isEnabled()
    dialog.close()


def test_the_kinds_of_pairs(dialog: Pix2PixDialog, tmp_path: Path) -> None:
    form, out = dialog.form, tmp_path / "x.safetensors"
    assert form.wanted(out) is None
    form.first.set_value(str(tmp_path / "A"))
    assert form.safe_name == "A"
    form.kind.set_value("two")
    assert form.second.isVisible() and form.wanted(out) is None
    form.second.set_value(str(tmp_path / "B"))
    form.direction.set_value("BtoA")
    two = form.wanted(out)
    assert two is not None
    assert two.words()[2:7] == ["--pairs", f"{tmp_path / 'A'}", f"{tmp_path / 'B'}", "--direction", "BtoA"]
    form.kind.set_value("derived")
    form.derive.set_value("grey")
    derived = form.wanted(out)
    assert derived is not None and not form.direction_.isVisible() and not form.second.isVisible()
    assert derived.words()[2:6] == ["--photos", f"{tmp_path / 'A'}", "--derive", "grey"]
    form.name.set_value("../a b/c")
    assert form.safe_name == "___a b_c"
    assert not form.more.isVisible()
    form.fold.click()
    assert form.more.isVisible()
    dialog.close()


def test_a_line_that_is_half_written_is_read_when_it_is_whole(tmp_path: Path) -> None:
    line = (
        b'{"step": 1, "epoch": 0.5, "epochs": null, "seconds": 2.0, "left": null, "critic": 0.5, "gan": 1, "l1": 0.2, '
        b'"val_l1": null}\n'
    )
    told = tmp_path / "progress.jsonl"
    told.write_bytes(line + line[:30])
    first = _news(tmp_path, _Place())
    assert len(first.lines) == 1 and first.lines[0].epochs is None and not first.anew and first.triptychs is None
    with told.open("ab") as stream:
        stream.write(line[30:] + b"no JSON\n" + line)
    second = _news(tmp_path, first.place)
    assert len(second.lines) == 2 and not second.anew
    assert _news(tmp_path, second.place).lines == []
    told.unlink()
    (tmp_path / "new").write_bytes(line)
    (tmp_path / "new").replace(told)
    third = _news(tmp_path, second.place)
    assert third.anew and len(third.lines) == 1


def test_triptychs_are_read_when_they_change(tmp_path: Path) -> None:
    picture = np.zeros((8, 24, 3), np.uint8)
    picture[..., 0] = 200
    cv2.imwrite(str(tmp_path / "triptychs.png"), picture[..., ::-1])
    first = _news(tmp_path, _Place())
    assert first.triptychs is not None and np.array_equal(first.triptychs, picture)
    assert _news(tmp_path, first.place).triptychs is None
    (tmp_path / "triptychs.png").write_bytes(b"not whole")
    assert _news(tmp_path, first.place).triptychs is None


def test_the_words_of_a_training_by_time(tmp_path: Path) -> None:
    wanted = Wanted((tmp_path,), None, "AtoB", tmp_path / "o.safetensors", 12.5, None, "resnet", "16", 128, 32)
    assert wanted.training()[-9:] == [
        "--minutes", "12.50", "--generator", "resnet", "--critic", "16", "--width", "32", "--resume",
    ]  # fmt: skip
