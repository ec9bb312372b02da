"""Closing and quitting with several photos: one question, and nothing lost or overwritten unasked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton

from photofix.core.photo import Photo
from photofix.files.load import load
from photofix.gui.asking import MOST_LISTED, Choice, Dialogs, Unsaved
from photofix.gui.dialogs.closing import ClosingDialog
from tests.gui.answers import Answers
from tests.gui.held import Held
from tests.gui.several import Several


@pytest.fixture
def edited(several: Several) -> Several:
    """Three photos, the first two repaired, the third shown."""
    several.open()
    several.repair()
    several.show(1)
    several.repair()
    several.show(2)
    return several


def test_closing_asks_for_the_photo_that_is_closed(edited: Several, answers: Answers) -> None:
    edited.window.files.close()
    assert answers.asked == [] and edited.shown == "two.png"
    edited.window.files.close(edited.photos[0])
    assert answers.asked == ["unsaved one.png"] and edited.shown == "one.png" and len(edited.photos) == 2
    answers.unsaved_choice = Choice.DISCARD
    edited.window.files.close(edited.photos[0])
    assert edited.names == ["two.png"]


def test_quitting_lists_all_in_one_question(edited: Several, answers: Answers) -> None:
    edited.window.close()
    QApplication.processEvents()
    assert answers.asked == ["unsaved one.png, two.png"] and edited.window.isVisible()


def test_quitting_without_saving(edited: Several, answers: Answers) -> None:
    answers.unsaved_choice = Choice.DISCARD
    edited.window.close()
    edited.until(lambda: not edited.window.isVisible())
    assert sorted(file.name for file in edited.files[0].parent.iterdir()) == ["one.png", "ten.png", "two.png"]


def test_save_all_keeps_the_originals(edited: Several, answers: Answers, tmp_path: Path) -> None:
    originals = [file.read_bytes() for file in edited.files]
    results = [photo.document.state.composite() for photo in edited.photos if photo.document is not None]
    edited.window.opening.open_photo(Photo(np.full((20, 30, 3), 9, np.uint8)))
    answers.unsaved_choice, answers.path = Choice.SAVE, tmp_path / "new.png"
    edited.window.close()
    edited.until(lambda: not edited.window.isVisible())
    assert answers.asked == ["unsaved one.png, two.png, Untitled", "save Untitled.png"]
    assert [file.read_bytes() for file in edited.files] == originals
    for name, result in zip(("one", "two"), results, strict=False):
        assert np.array_equal(load(edited.files[0].with_name(f"{name}-fixed.png")).pixels, result)
    assert load(tmp_path / "new.png").pixels.max() == 9


def test_a_save_that_is_cancelled_keeps_the_window_open(edited: Several, answers: Answers) -> None:
    edited.window.opening.open_photo(Photo(np.full((20, 30, 3), 9, np.uint8)))
    answers.unsaved_choice, answers.path = Choice.SAVE, None
    edited.window.close()
    edited.rest()
    assert edited.window.isVisible() and len(edited.photos) == 4
    assert [photo.modified for photo in edited.photos] == [False, False, False, True]
    answers.unsaved_choice = Choice.DISCARD


def test_close_all(edited: Several, answers: Answers) -> None:
    edited.window.commands.photos.close_all()
    assert answers.asked == ["unsaved one.png, two.png"] and len(edited.photos) == 3
    answers.unsaved_choice = Choice.DISCARD
    edited.window.commands.photos.close_all()
    edited.rest()
    assert edited.photos == () and edited.shown == "" and edited.window.windowTitle() == "PhotoFix"


def test_saving_over_another_open_photo_is_refused(edited: Several, answers: Answers) -> None:
    answers.path = edited.files[0]
    before = edited.files[0].read_bytes()
    edited.window.files.save_as()
    edited.rest()
    assert edited.message == "“one.png” is open itself." and edited.files[0].read_bytes() == before
    answers.path = edited.files[0].with_name("free.png")
    edited.window.messages.button.click()
    edited.rest()
    assert answers.path.exists() and edited.shown == "free.png"


def test_a_photo_is_saved_that_is_no_longer_shown(edited: Several, answers: Answers) -> None:
    answers.overwrite_choice = Choice.COPY
    edited.window.files.save(photo=edited.photos[0])
    edited.rest()
    assert edited.names == ["one-fixed.png", "two.png", "ten.png"] and edited.shown == "ten.png"
    assert not edited.photos[0].modified and edited.window.windowTitle().startswith("ten.png")


def test_a_failed_save_offers_another_name(edited: Several, answers: Answers) -> None:
    answers.path = edited.files[0].parent / "missing" / "x.png"
    edited.window.files.save_as()
    edited.rest()
    assert "missing" in edited.message and edited.window.messages.button.text() == "Save As…"
    answers.path = edited.files[0].with_name("x.png")
    edited.window.messages.button.click()
    edited.rest()
    assert answers.path.exists()


@pytest.mark.parametrize(("button", "choice"), [
    ("Save All", Choice.SAVE), ("Don’t Save", Choice.DISCARD), ("Cancel", Choice.CANCEL),
])  # fmt: skip
def test_the_question_lists_every_photo(several: Several, button: str, choice: Choice) -> None:
    photos = [Unsaved("a.jpg", Path("/x/a-fixed.jpg")), Unsaved("Untitled", None), Unsaved("b.jpg", Path("/x/b.jpg"))]
    photos += [Unsaved(f"{number}.jpg", Path("/x/1.jpg")) for number in range(MOST_LISTED)]
    said: list[str] = []

    def answer() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        said.append(box.text() + box.informativeText())
        next(b for b in box.findChildren(QPushButton) if b.text().replace("&", "") == button).click()

    several.window._closing_shown.connect(answer, Qt.ConnectionType.QueuedConnection)
    several.window._closing_shown.emit()
    assert Dialogs(several.window).unsaved_photos(photos) is choice
    for text in ("15 photos", "a.jpg  →  a-fixed.jpg", "Untitled  (you are asked where)", "\nb.jpg\n", "and 3 more"):
        assert text in said[0]


def test_quit_anyway_leaves_the_work_alone(several: Several, held: Held) -> None:
    several.open(several.files[0])
    held.hold()
    several.mark()
    several.window.operation.start()
    several.until(lambda: held.runs)

    def press() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ClosingDialog)
        dialog.anyway.click()

    several.window._closing_shown.connect(press, Qt.ConnectionType.QueuedConnection)
    several.window.close()
    several.until(lambda: not several.window.isVisible())
    assert several.window.workers.busy, "the window has not waited"
    held.let_go()
    several.until(lambda: not several.window.workers.busy)
    assert several.window.workers.stop()


def test_quit_anyway_is_offered_after_a_while(qtbot: Any) -> None:
    dialog = ClosingDialog(patience_ms=0)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(dialog.anyway.isVisible)
    dialog.anyway.click()
    assert dialog.result() == ClosingDialog.DialogCode.Rejected and not dialog.isVisible()
