"""The studio: what it shows at first, how sketches and translators go together, and where results go."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from photofix import paths
from photofix.core.facade_labels import LABELS
from photofix.core.photo import Photo
from photofix.core.translators import TRANSLATORS
from photofix.errors import UserError
from photofix.gui.actions import RULES
from photofix.gui.arrivals import Arrival
from photofix.gui.dialogs.new_sketch import NewSketch
from photofix.gui.studio import kinds
from photofix.gui.studio.kept import kept
from photofix.gui.studio.studio import Studio
from photofix.gui.studio.studio_actions import ACTIONS
from photofix.gui.window import Window
from photofix.ops.edges import edges, filled
from tests.gui.answers import Answers
from tests.gui.studio.conftest import Inverting, settle


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "home"))


def photographed(window: Window, seed: int = 1, size: tuple[int, int] = (120, 90)) -> Photo:
    """Opens a photo with something in it in the editor."""
    rng = np.random.default_rng(seed)
    pixels = cv2.resize(rng.integers(0, 256, (6, 8, 3), np.uint8), size, interpolation=cv2.INTER_NEAREST)
    photo = Photo(np.asarray(pixels, np.uint8))
    window.model.open(photo)
    return photo


def drag(studio: Studio, *places: tuple[float, float]) -> None:
    pane = studio.sketch_pane
    points = [pane.canvas_point(*place).toPoint() for place in places]
    QTest.mousePress(pane, Qt.MouseButton.LeftButton, pos=points[0])
    for point in points[1:]:
        QTest.mouseMove(pane, point)
    QTest.mouseRelease(pane, Qt.MouseButton.LeftButton, pos=points[-1])


def test_it_opens_with_a_facade_and_what_becomes_of_it(studio: Studio) -> None:
    assert studio.chooser.choice is not None and studio.chooser.choice.model == "labels-to-facade"
    assert {tuple(colour) for colour in studio.sketch.pixels[..., :3].reshape(-1, 3).tolist()} <= {
        colour for _, colour in LABELS
    }
    assert len(np.unique(studio.sketch.pixels[..., :3].reshape(-1, 3), axis=0)) >= 8
    assert studio.result is not None and studio.result_pane.image is not None
    assert studio.about.text() == "U-Net, 8 levels · 54.4 M · trained at 256"
    assert not studio.sketch.touched and not studio.line.isVisible()
    assert studio.pencil.tool == "rectangle", "labels are drawn by rectangles"


def test_those_that_ship_come_first(studio: Studio) -> None:
    titles = [choice.title for choice in studio.chooser.choices]
    assert titles == [title for _, title in TRANSLATORS]


def test_a_window_drawn_is_a_window_translated(studio: Studio, translator: Inverting, qtbot: Any) -> None:
    drag(studio, (20.5, 30.5), (60.5, 70.5))
    settle(studio, qtbot)
    assert tuple((translator.seen[-1][50, 40] * 255).round().astype(int)) == dict(LABELS)["window"]
    assert studio.result is not None
    assert tuple(studio.result.picture[50, 40]) == tuple(255 - value for value in dict(LABELS)["window"])
    assert studio.actions_["undo"].text() == "Undo Rectangle"
    studio.actions_["undo"].trigger()
    settle(studio, qtbot)
    assert not studio.sketch.pixels[..., 3].any()


def test_the_result_follows_within_a_stroke(studio: Studio, translator: Inverting, qtbot: Any) -> None:
    pane, before = studio.sketch_pane, len(translator.seen)
    QTest.mousePress(pane, Qt.MouseButton.LeftButton, pos=pane.canvas_point(50, 50).toPoint())
    settle(studio, qtbot)
    assert len(translator.seen) == before + 1 and pane.drawing
    QTest.mouseRelease(pane, Qt.MouseButton.LeftButton, pos=pane.canvas_point(50, 50).toPoint())


def test_the_window_is_free_while_a_slow_translator_computes(studio: Studio, translator: Inverting, qtbot: Any) -> None:
    translator.hold()
    drag(studio, (20.5, 30.5))
    qtbot.waitUntil(lambda: studio.translating._task is not None and not translator._open.is_set())
    drag(studio, (90.5, 30.5))
    assert studio.sketch.labels.undo == "Rectangle"
    translator.let_go()
    settle(studio, qtbot)


@pytest.mark.parametrize(("key", "name"), [("1", "background"), ("4", "door"), ("0", "moulding"), ("=", "shop")])
def test_keys_take_labels(studio: Studio, key: str, name: str) -> None:
    QTest.keyClicks(studio.sketch_pane, key)
    assert studio.pencil.colour == dict(LABELS)[name]
    checked = [button.text().lower() for button in studio.colours.palette_.buttons if button.isChecked()]
    assert checked == [name]


def test_each_kind_of_sketch_has_its_sheet_and_pencil(studio: Studio, window: Window, qtbot: Any) -> None:
    photographed(window)
    drag(studio, (20.5, 30.5))
    labels = studio.sketch.pixels
    studio.chooser.choose("edges-to-photo")
    settle(studio, qtbot)
    assert studio.kind is kinds.EDGES and studio.pencil.colour == (0, 0, 0) and studio.start.strength.isVisible()
    assert studio.colour_section.title.text() == "Ink and Colours" and studio.pencil.tool == "pencil"
    studio.actions_["opened"].trigger()
    settle(studio, qtbot)
    studio.chooser.choose("labels-to-facade")
    settle(studio, qtbot)
    assert np.array_equal(studio.sketch.pixels, labels) and not studio.start.strength.isVisible()


def test_the_edges_of_the_open_photo_are_a_start(studio: Studio, window: Window, qtbot: Any) -> None:
    photo = photographed(window)
    studio.chooser.choose("edges-to-photo")
    settle(studio, qtbot)
    studio.actions_["opened"].trigger()
    settle(studio, qtbot)
    picture = np.asarray(photo.pixels / 255, np.float32)
    ink = edges(picture, 0.5)
    assert np.array_equal(studio.sketch.pixels[..., :3], np.rint(filled(ink, picture) * 255))
    studio.start.coloured.click()
    settle(studio, qtbot)
    assert np.array_equal(studio.sketch.pixels[..., :3], np.rint(ink * 255)[..., None].repeat(3, axis=2))
    assert (ink < 0.5).any()


def test_other_strengths_leave_what_was_drawn(studio: Studio, window: Window, qtbot: Any) -> None:
    photographed(window)
    studio.chooser.choose("edges-to-photo")
    settle(studio, qtbot)
    studio.actions_["opened"].trigger()
    settle(studio, qtbot)
    studio.actions_["rectangle"].trigger()
    drag(studio, (10.5, 10.5), (60.5, 50.5))
    drawn = studio.sketch.pixels
    hand = drawn[..., 3] > 0
    assert hand.any()
    studio.start.coloured.click()
    for strength in (0.9, 0.0):
        studio.start.strength.set_value(strength)
        settle(studio, qtbot)
    assert np.array_equal(studio.sketch.pixels[hand], drawn[hand])
    assert not np.array_equal(studio.sketch.pixels[~hand], drawn[~hand])
    studio.actions_["undo"].trigger()
    assert np.array_equal(studio.sketch.pixels, drawn), "all positions of the slider are one step"


def test_a_photo_from_a_file_is_taken_at_the_size_that_is_set(
    studio: Studio, answers: Answers, tmp_path: Path, qtbot: Any
) -> None:
    cv2.imwrite(str(tmp_path / "p.png"), np.random.default_rng(2).integers(0, 256, (300, 450, 3), np.uint8))
    studio.chooser.choose("dark-to-bright")
    settle(studio, qtbot)
    answers.file = tmp_path / "p.png"
    studio.start.side.set_value(128)
    studio.actions_["photo"].trigger()
    qtbot.waitUntil(lambda: studio.sketch.size == (192, 128))
    settle(studio, qtbot)
    assert studio.result is not None and studio.result.picture.shape == (128, 192, 3)


def test_grey_translators_are_shown_greys(studio: Studio, window: Window, qtbot: Any) -> None:
    photographed(window)
    studio.chooser.choose("grey-to-color")
    settle(studio, qtbot)
    studio.actions_["opened"].trigger()
    settle(studio, qtbot)
    pixels = studio.sketch.pixels
    assert np.array_equal(pixels[..., 0], pixels[..., 1]) and np.array_equal(pixels[..., 0], pixels[..., 2])


def test_a_picture_of_labels_gets_their_exact_colours(
    studio: Studio, answers: Answers, tmp_path: Path, qtbot: Any
) -> None:
    picture = np.zeros((40, 60, 3), np.uint8)
    picture[:, :30], picture[:, 30:] = (3, 2, 250), (4, 84, 251)
    cv2.imwrite(str(tmp_path / "labels.jpg"), picture[..., ::-1])
    answers.file = tmp_path / "labels.jpg"
    studio.actions_["open"].trigger()
    qtbot.waitUntil(lambda: studio.sketch.size == (60, 40))
    colours = {tuple(colour) for colour in studio.sketch.pixels[..., :3].reshape(-1, 3).tolist()}
    assert colours == {dict(LABELS)["wall"], dict(LABELS)["window"]}


def test_a_sheet_of_another_size(studio: Studio, qtbot: Any) -> None:
    studio.actions_["new"].trigger()
    (dialog,) = studio.findChildren(NewSketch)
    assert (dialog.wide.value, dialog.high.value) == (256, 256)
    dialog.wide.set_value(96)
    dialog.high.set_value(64)
    dialog.begin.click()
    settle(studio, qtbot)
    assert studio.sketch.size == (96, 64) and (studio.sketch.pixels[..., :3] == kinds.LABELS.paper).all()
    studio.actions_["undo"].trigger()
    assert studio.sketch.size == (256, 256)


def test_variations_have_seeds(studio: Studio, translator: Inverting, qtbot: Any) -> None:
    studio.actions_["variation"].trigger()
    qtbot.waitUntil(lambda: translator.seeds[-1] is not None)
    first = studio.seed
    assert translator.seeds[-1] == first == studio.outcome.variation.value
    studio.actions_["variation"].trigger()
    qtbot.waitUntil(lambda: translator.seeds[-1] == studio.seed != first)
    studio.actions_["plain"].trigger()
    qtbot.waitUntil(lambda: translator.seeds[-1] is None)
    assert studio.outcome.variation.value is None


def test_without_noise_there_are_no_variations(studio: Studio, translator: Inverting, qtbot: Any) -> None:
    translator.about.noise = False
    drag(studio, (9.5, 9.5))
    settle(studio, qtbot)
    assert not studio.actions_["variation"].isEnabled() and not studio.outcome.variation.isEnabled()
    assert studio.outcome.another.toolTip().endswith(RULES["varied"])


def test_errors_are_a_line_that_goes_when_it_works_again(studio: Studio, translator: Inverting, qtbot: Any) -> None:
    translator.fault = UserError("x.pth is no translator.", hint="Choose another.")
    studio.chooser.choose("dark-to-bright")
    qtbot.waitUntil(studio.line.isVisible, timeout=20_000)
    assert studio.line.text() == "x.pth is no translator. Choose another."
    assert studio.result is None and not studio.actions_["save_result"].isEnabled()
    translator.fault = None
    studio.chooser.choose("labels-to-facade")
    settle(studio, qtbot)
    assert not studio.line.isVisible() and studio.actions_["save_result"].isEnabled()


def test_a_picture_that_cannot_be_read_is_said(studio: Studio, answers: Answers, tmp_path: Path, qtbot: Any) -> None:
    (tmp_path / "text.png").write_text("no picture")
    answers.file = tmp_path / "text.png"
    for name in ("open", "photo"):
        studio.line.hide()
        studio.actions_[name].trigger()
        qtbot.waitUntil(studio.line.isVisible)
        assert "text.png" in studio.line.text()


def written(path: Path, card: dict[str, str]) -> Path:
    """A safetensors file without tensors that says what it is."""
    header = json.dumps({"__metadata__": {"photofix": json.dumps(card)}}).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(struct.pack("<Q", len(header)) + header)
    return path


def test_own_translators_are_listed_with_what_they_take(studio: Studio, qtbot: Any) -> None:
    written(paths.own("translators") / "cats.safetensors", {"title": "My cats", "takes": "edges"})
    (paths.own("translators") / "broken.safetensors").write_bytes(b"no")
    studio.list_translators()
    found = {choice.title: choice.takes for choice in studio.chooser.choices}
    assert found["My cats"] == "edges" and found["broken"] == ""
    assert studio.chooser.choice is not None and studio.chooser.choice.model == "labels-to-facade"


def test_a_network_dropped_on_the_window_is_used(
    studio: Studio, translator: Inverting, tmp_path: Path, window: Window, qtbot: Any
) -> None:
    photographed(window)
    file = tmp_path / "latest_net_G.pth"
    file.write_bytes(b"weights")
    studio.take(Arrival((file,)))
    assert studio.chooser.choice is not None and studio.chooser.choice.file == file
    assert studio.takes.isVisible() and studio.takes.value == "photo"
    settle(studio, qtbot)
    studio.takes.set_value("labels")
    settle(studio, qtbot)
    assert studio.kind is kinds.LABELS
    studio.chooser.choose("labels-to-facade")
    assert not studio.takes.isVisible()
    studio.use(file)
    assert studio.kind is kinds.LABELS, "what the person said is remembered"


def test_what_a_network_takes_is_found_out(studio: Studio, translator: Inverting, tmp_path: Path, qtbot: Any) -> None:
    translator.about.takes = "edges"
    (tmp_path / "edges2shoes.pth").write_bytes(b"weights")
    studio.use(tmp_path / "edges2shoes.pth")
    settle(studio, qtbot)
    assert studio.kind is kinds.EDGES and studio.takes.value == "edges"
    assert not studio.start.coloured.isChecked(), "published networks know bare edges only"
    studio.chooser.choose("edges-to-photo")
    assert studio.start.coloured.isChecked()


def test_a_photo_dropped_on_the_window_is_a_start(studio: Studio, tmp_path: Path, qtbot: Any) -> None:
    cv2.imwrite(str(tmp_path / "p.png"), np.random.default_rng(2).integers(0, 256, (64, 64, 3), np.uint8))
    studio.chooser.choose("dark-to-bright")
    settle(studio, qtbot)
    studio.take(Arrival((tmp_path / "p.png",)))
    qtbot.waitUntil(lambda: studio.sketch.size == (64, 64))


def test_results_and_sketches_are_saved(studio: Studio, answers: Answers, tmp_path: Path, qtbot: Any) -> None:
    assert studio.result is not None
    for name, file, wanted in (
        ("save_result", "result.png", studio.result.picture), ("save_sketch", "sketch.tif", studio.sketch.pixels),
    ):  # fmt: skip
        answers.path = tmp_path / file
        studio.actions_[name].trigger()
        qtbot.waitUntil(lambda path=answers.path: path.is_file() and not studio.editor.workers.busy)
        saved = cv2.imread(str(answers.path))
        assert saved is not None and np.array_equal(saved[..., ::-1], wanted[..., :3])
    assert "Saved as" in studio.statusBar().currentMessage()
    answers.path = tmp_path / "no such folder" / "result.png"
    studio.actions_["save_result"].trigger()
    qtbot.waitUntil(studio.line.isVisible)


def test_a_result_becomes_a_photo_and_can_be_copied(studio: Studio, window: Window) -> None:
    assert studio.result is not None
    studio.actions_["open_result"].trigger()
    assert window.model.state is not None
    assert np.array_equal(window.model.state.base.pixels, studio.result.picture)
    studio.actions_["copy"].trigger()
    assert QGuiApplication.clipboard().image().size().toTuple() == (256, 256)


def test_a_free_colour_is_mixed(studio: Studio, window: Window, answers: Answers, qtbot: Any) -> None:
    photographed(window)
    assert not studio.colours.other.isVisible()
    studio.chooser.choose("dark-to-bright")
    settle(studio, qtbot)
    answers.chosen_colour = "#123456"
    studio.colours.other.click()
    assert studio.pencil.colour == (0x12, 0x34, 0x56)
    assert not any(button.isChecked() for button in studio.colours.palette_.buttons)
    assert not studio.colours.other.icon().isNull()


def test_clear_and_example_can_be_undone(studio: Studio, qtbot: Any) -> None:
    before = studio.sketch.pixels
    studio.actions_["clear"].trigger()
    assert (studio.sketch.pixels[..., :3] == kinds.LABELS.paper).all()
    studio.actions_["example"].trigger()
    assert np.array_equal(studio.sketch.pixels, before)
    studio.actions_["undo"].trigger()
    studio.actions_["undo"].trigger()
    assert np.array_equal(studio.sketch.pixels, before) and not studio.actions_["undo"].isEnabled()


def test_closed_and_opened_again_it_is_as_it_was(studio: Studio, window: Window, qtbot: Any) -> None:
    drag(studio, (20.5, 30.5))
    drawn = studio.sketch.pixels
    studio.actions_["close"].trigger()
    assert not studio.isVisible() and not studio.translating.busy
    window.actions_["studio"].trigger()
    assert window.commands.translate.opened is studio and studio.isVisible()
    assert np.array_equal(studio.sketch.pixels, drawn)
    settle(studio, qtbot)


def test_it_follows_the_theme_and_goes_with_the_editor(studio: Studio, window: Window, qtbot: Any) -> None:
    window.set_theme("light")
    assert studio.sketch_pane.surround.name() == window.surround
    window.close()
    qtbot.waitUntil(lambda: window.commands.translate.opened is None)


def test_every_action_has_a_menu_a_key_and_words(studio: Studio) -> None:
    from tests.gui.test_actions import in_menus

    shown = {a.objectName() for entry in studio.menuBar().actions() for a in in_menus(entry.menu())} - {""}  # type: ignore[arg-type]
    keys = [key for row in ACTIONS for key in row.shortcuts]
    assert shown == {row.id for row in ACTIONS} and len(keys) == len(set(keys))
    for row in ACTIONS:
        assert row.shortcuts and row.tooltip != row.title and not row.tooltip.endswith(".") and row.enabled in RULES
        assert callable(getattr(studio.commands, row.do))
        assert not row.icon or (paths.resources() / "icons" / f"{row.icon}.svg").is_file()


def test_what_was_drawn_is_there_the_next_time(studio: Studio, window: Window, qtbot: Any) -> None:
    drag(studio, (20.5, 30.5), (60.5, 70.5))
    drawn = studio.sketch.pixels
    window.commands.translate.end()
    window.actions_["studio"].trigger()
    again = window.commands.translate.opened
    assert again is not None and again is not studio
    assert np.array_equal(again.sketch.pixels, drawn) and not again.sketch.touched
    settle(again, qtbot)
    (paths.own("sketches") / "edges.png").write_bytes(b"no picture")
    assert kept(paths.own("sketches"), kinds.EDGES) is None


def test_a_sheet_that_was_only_looked_at_is_not_kept(studio: Studio, window: Window) -> None:
    window.commands.translate.end()
    assert not paths.own("sketches").exists()


def test_another_size_makes_the_start_again_and_nothing_else(studio: Studio, window: Window, qtbot: Any) -> None:
    studio.start.side.set_value(128)
    assert studio.sketch.size == (128, 128)
    studio.actions_["clear"].trigger()
    studio.start.side.set_value(192)
    assert studio.sketch.size == (128, 128), "an empty sheet is not the start any more"
    photographed(window)
    studio.chooser.choose("edges-to-photo")
    settle(studio, qtbot)
    studio.actions_["clear"].trigger()
    studio.start.strength.set_value(0.9)
    settle(studio, qtbot)
    assert (studio.sketch.pixels[..., :3] == 255).all()


def test_what_brightens_is_shown_something_dark(studio: Studio, qtbot: Any) -> None:
    studio.chooser.choose("dark-to-bright")
    settle(studio, qtbot)
    assert studio.kind is kinds.DARK and studio.sketch.pixels[..., :3].mean() < 90


def test_every_sheet_remembers_its_own_photo(studio: Studio, window: Window, qtbot: Any) -> None:
    studio.chooser.choose("edges-to-photo")
    settle(studio, qtbot)
    photographed(window)
    studio.actions_["opened"].trigger()
    settle(studio, qtbot)
    shape = studio.sketch.size
    studio.chooser.choose("dark-to-bright")
    settle(studio, qtbot)
    studio.actions_["example"].trigger()
    settle(studio, qtbot)
    assert studio.sketch.size != shape
    studio.chooser.choose("edges-to-photo")
    settle(studio, qtbot)
    studio.start.strength.set_value(0.9)
    settle(studio, qtbot)
    assert studio.sketch.size == shape, "the lines are of the photo that this sheet began with"


def test_a_photo_that_cannot_be_read_leaves_the_sheet_and_its_result(
    studio: Studio, tmp_path: Path, qtbot: Any
) -> None:
    (tmp_path / "text.png").write_text("no picture")
    drag(studio, (20.5, 30.5), (60.5, 70.5))
    studio.take(Arrival((tmp_path / "text.png",)))
    qtbot.waitUntil(studio.line.isVisible)
    settle(studio, qtbot)
    assert studio.result is not None and studio.sketch.labels.undo == "Rectangle"
