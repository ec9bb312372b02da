"""Opening several photos: listed at once, read when shown, nothing replaced."""

from __future__ import annotations

import gc
import os
from pathlib import Path
from weakref import ref

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from photofix.core.photo import Photo
from photofix.errors import Remedy, UserError
from photofix.gui.file_store import FileStore
from photofix.gui.opening import KEPT, photos_in
from tests.gui.held import Held
from tests.gui.several import Several


def test_the_first_is_shown_and_the_others_are_only_listed(several: Several) -> None:
    several.open()
    assert several.names == ["one.png", "two.png", "ten.png"] and several.shown == "one.png"
    assert [photo.document is not None for photo in several.photos] == [True, False, False]
    several.show(2)
    assert several.shown == "ten.png" and several.photos[2].document is not None


def test_a_photo_that_is_open_is_shown_not_opened_again(several: Several) -> None:
    several.open()
    first = several.window.model.document
    several.open(several.files[2])
    several.open(several.files[0].parent / ".." / several.files[0].parent.name / "one.png")
    assert several.names == ["one.png", "two.png", "ten.png"] and several.window.model.document is first


def test_a_folder_opens_what_is_in_it(several: Several) -> None:
    (several.files[0].parent / "notes.txt").write_text("no photo")
    several.open(several.files[0].parent)
    assert several.names == ["one.png", "ten.png", "two.png"] and not several.message


def test_a_folder_without_photos_says_so(several: Several, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    several.open(tmp_path / "empty")
    assert several.message == "There is no photo in “empty”." and not several.photos


def test_names_are_in_natural_order(tmp_path: Path) -> None:
    names = ["10.png", "9.png", "b.JPG", "a2.png", "a10.png", "x.txt", "७x.png", "²x.png"]
    for name in names:
        (tmp_path / name).touch()
    found = photos_in([tmp_path, tmp_path / "a2.png"])
    assert [path.name for path in found] == ["७x.png", "9.png", "10.png", "a2.png", "a10.png", "b.JPG", "²x.png"]
    assert all(path.is_absolute() for path in photos_in([Path("x.png")]))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_cannot_be_read_is_explained(tmp_path: Path) -> None:
    tmp_path.chmod(0)
    with pytest.raises(UserError, match="cannot be read"):
        photos_in([tmp_path])
    tmp_path.chmod(0o700)


def test_keys_go_through_the_photos(several: Several) -> None:
    several.open()
    canvas, ctrl = several.window.canvas, Qt.KeyboardModifier.ControlModifier
    seen = []
    for key, modifiers in (
        (Qt.Key.Key_Tab, ctrl), (Qt.Key.Key_PageDown, ctrl), (Qt.Key.Key_PageDown, ctrl), (Qt.Key.Key_PageUp, ctrl),
        (Qt.Key.Key_Backtab, ctrl | Qt.KeyboardModifier.ShiftModifier),
    ):  # fmt: skip
        QTest.keyClick(canvas, key, modifiers)
        several.rest()
        seen.append(several.shown)
    assert seen == ["two.png", "ten.png", "one.png", "ten.png", "two.png"]


def test_the_newest_wish_wins(several: Several) -> None:
    several.open()
    several.window.opening.step(1)
    assert several.shown == "one.png" and several.window.opening.wished is several.photos[1]
    several.window.opening.step(1)
    several.rest()
    assert several.shown == "ten.png" and several.photos[1].document is None


def test_what_is_done_while_another_is_read_is_kept(several: Several) -> None:
    several.open(several.files[0])
    several.window.open_files([several.files[1]])
    several.mark()
    marked = several.window.model.state
    several.rest()
    assert several.shown == "two.png"
    several.show(0)
    assert several.window.model.state is marked


def test_each_photo_keeps_its_view_and_its_status(several: Several) -> None:
    several.open()
    canvas, status = several.window.canvas, several.window.status
    several.repair()
    canvas.set_zoom(3.0, QPointF(100, 80))
    view = canvas.view
    assert status.promise.text() == "0 pixels changed outside the mask"
    several.show(1)
    assert canvas.fits and status.promise.text() == "" and status.dimensions.text().startswith("200 × 100")
    assert several.window.windowTitle().startswith("two.png") and not several.window.isWindowModified()
    several.show(0)
    assert canvas.view == view and not canvas.fits and status.zoom.text() == "300%"
    assert status.promise.text() == "0 pixels changed outside the mask" and several.window.isWindowModified()
    assert status.dimensions.text().startswith("160 × 120") and len(several.window.model.state.edits) == 1


def test_a_repair_lands_where_it_was_asked_for(several: Several, held: Held) -> None:
    several.open()
    held.hold()
    several.mark()
    several.window.operation.start()
    several.until(lambda: held.runs)
    several.window.opening.step(1)
    several.until(lambda: several.shown == "two.png")
    several.until(several.window.queue.isVisible)
    task = next(iter(several.window.queue.rows))
    assert task.about is several.photos[0] and several.window._belongs(task) == "one.png"
    assert not several.window.actions_["cancel"].isEnabled(), "Esc stops nothing that is not seen"
    held.let_go()
    several.rest()
    first, second = several.photos[0].document, several.photos[1].document
    assert first is not None and len(first.state.edits) == 1 and first.state.mask.empty
    assert second is not None and not second.state.edits and several.photos[0].outside == 0
    assert several.window.status.promise.text() == ""


def test_repairs_of_two_photos_wait_for_each_other(several: Several, held: Held) -> None:
    several.open()
    held.hold()
    several.mark()
    several.window.operation.start()
    several.window.opening.step(1)
    several.until(lambda: several.shown == "two.png")
    several.mark()
    several.window.operation.start()
    assert several.message == "", "the same place of another photo is not being repaired already"
    held.let_go()
    several.rest()
    assert [len(p.document.state.edits) for p in several.photos if p.document] == [1, 1]


def test_closing_stops_the_repairs_and_frees_the_photo(several: Several, held: Held) -> None:
    several.open()
    held.hold()
    several.mark()
    several.window.operation.start()
    several.until(lambda: held.runs)
    document = ref(several.photos[0].document)
    several.window.files.close()
    assert not several.window.workers.tasks or all(task.lane != "compute" for task in several.window.workers.tasks)
    held.let_go()
    several.rest()
    assert several.names == ["two.png", "ten.png"] and several.shown == "two.png"
    several.until(lambda: gc.collect() is not None and document() is None)


def test_a_closed_photo_comes_back(several: Several) -> None:
    several.open()
    assert not several.window.actions_["reopen"].isEnabled()
    several.window.files.close(several.photos[1])
    several.window.files.close()
    several.rest()
    several.window.commands.photos.reopen()
    several.rest()
    assert several.shown == "one.png"
    several.window.commands.photos.reopen()
    several.rest()
    assert several.names == ["ten.png", "one.png", "two.png"] and several.shown == "two.png"
    assert not several.window.actions_["reopen"].isEnabled()


def test_the_sample_goes_when_a_photo_comes(several: Several) -> None:
    several.window.open_sample()
    several.rest()
    several.open(several.files[0])
    assert several.names == ["one.png"] and not several.window.actions_["reopen"].isEnabled()


def test_a_sample_that_was_worked_on_stays(several: Several) -> None:
    several.window.open_sample()
    several.rest()
    several.mark()
    several.open(several.files[0])
    assert several.names == ["sample.jpg", "one.png"]
    several.open(several.files[1])
    assert several.names == ["sample.jpg", "one.png", "two.png"]


def test_a_sample_that_came_to_other_photos_stays(several: Several) -> None:
    several.open(several.files[0])
    several.window.open_sample()
    several.rest()
    several.show(0)
    assert several.names == ["one.png", "sample.jpg"]


def test_a_folder_of_thousands_is_listed_in_one_go(several: Several) -> None:
    told: list[int] = []
    several.window.model.photos.listed.connect(lambda: told.append(len(several.photos)))
    paths = [several.files[0], *(Path(f"/none/{number}.png") for number in range(3000))]
    several.window.opening._list(paths[0], paths)
    several.rest()
    assert len(several.photos) == 3001 and several.shown == "one.png" and len(told) == 2


def test_a_repair_that_fails_elsewhere_says_where(several: Several, held: Held) -> None:
    several.open()
    held.fault = UserError("Everything is marked.", hint="Leave something.")
    held.hold()
    several.mark()
    several.window.operation.start()
    several.until(lambda: held.runs)
    several.window.opening.step(1)
    several.until(lambda: several.shown == "two.png")
    held.let_go()
    several.rest()
    assert several.message == "“one.png”: Everything is marked."


def test_only_some_untouched_photos_stay_decoded(several: Several, tmp_path: Path) -> None:
    files = []
    for number in range(KEPT + 3):
        files.append(tmp_path / f"{number}.png")
        files[-1].write_bytes(several.files[0].read_bytes())
    several.open(*files)
    several.mark()
    for place in range(1, len(files)):
        several.show(place)
    decoded = [photo.name for photo in several.photos if photo.document is not None]
    assert decoded == ["0.png", *(f"{number}.png" for number in range(3, KEPT + 3))]
    several.show(1)
    assert several.shown == "1.png" and several.photos[3].document is None


def test_what_cannot_be_read_goes_and_the_next_is_shown(several: Several) -> None:
    several.files[0].write_bytes(b"no picture")
    several.open()
    assert several.names == ["two.png", "ten.png"] and several.shown == "two.png" and "one.png" in several.message


def test_cancelling_in_the_queue_takes_the_photo_off_the_list(several: Several) -> None:
    several.open()
    second = several.photos[1]
    several.window.opening.show(second)
    several.window.workers.cancel(next(task for task in several.window.workers.tasks if task.about is second))
    several.rest()
    assert several.names == ["one.png", "ten.png"] and several.window.opening.wished is several.photos[0]


def test_a_vanished_recent_photo_can_be_struck_off(several: Several) -> None:
    several.open(several.files[0])
    several.window.files.close()
    several.files[0].unlink()
    several.open(several.files[0])
    message = several.window.messages.message
    assert message is not None and "does not exist" in message.text and message.button is not None
    assert message.button[0] == Remedy.FORGET.value and several.window._remembered.recent == [several.files[0]]
    several.window.messages.button.click()
    assert several.window._remembered.recent == []
    several.open(several.files[0])
    assert several.window.messages.button.isHidden(), "it is on no list"


def test_a_photo_over_the_limit_can_be_opened_anyway(several: Several, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = FileStore.load

    def small(self: FileStore, path: Path, *, any_size: bool = False) -> Photo:
        return whole(FileStore(10**8 if any_size else 100), path, any_size=any_size)

    monkeypatch.setattr(FileStore, "load", small)
    several.open(several.files[0])
    assert "over the limit" in several.message and not several.photos
    assert several.window.messages.button.text() == "Open anyway"
    several.window.messages.button.click()
    several.rest()
    assert several.shown == "one.png"


def test_notes_are_about_their_photo(several: Several) -> None:
    odd = several.files[0].with_name("odd.jpg")
    odd.write_bytes(several.files[0].read_bytes())
    several.open(odd)
    assert "holds PNG" in several.message
    several.open(several.files[1])
    assert several.message == ""


def test_a_photo_without_a_file_is_untitled(several: Several) -> None:
    several.open(several.files[0])
    several.window.opening.open_photo(Photo(np.zeros((20, 30, 3), np.uint8)))
    assert several.shown == "Untitled" and several.window.isWindowModified()
    assert several.window.windowTitle() == "Untitled[*] – PhotoFix"
