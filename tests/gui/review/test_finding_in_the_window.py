"""From Find to Heal in the window: jobs in the queue, a review with its own undo, an edit for each finding."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from photofix.core.document import changed_outside
from photofix.core.finding import Kind
from photofix.core.photo import Photo
from photofix.gui.review import looking
from photofix.gui.window import Window
from photofix.ops.detect import look
from tests.fakes import FakeModels
from tests.gui.review.conftest import sees_dark_lines


def test_both_wires_are_found_and_listed(wired: Window) -> None:
    review = wired.finding.session.review
    assert review is not None and [finding.kind for finding in review.listed] == [Kind.WIRES, Kind.WIRES]
    assert wired.finding.panel.rows.rowCount() == 2
    assert "2 wires" in wired.finding.panel.state.text()


def test_a_click_rejects_and_undo_takes_it_back(wired: Window) -> None:
    QTest.mouseClick(wired.canvas, Qt.MouseButton.LeftButton, pos=wired.canvas.canvas_point(200, 105).toPoint())
    review = wired.finding.session.review
    assert review is not None and len(review.accepted) == 1
    wired.actions_["undo"].trigger()
    review = wired.finding.session.review
    assert review is not None and len(review.accepted) == 2
    assert wired.model.state is not None and not wired.model.state.edits


def test_heal_makes_an_edit_of_each_accepted_one(wired: Window, fake_models: FakeModels, qtbot: Any) -> None:
    fake_models.scripts["eraser"] = lambda pictures, *_rest: np.full_like(pictures, 0.7)
    QTest.mouseClick(wired.canvas, Qt.MouseButton.LeftButton, pos=wired.canvas.canvas_point(200, 105).toPoint())
    review = wired.finding.session.review
    assert review is not None
    (left,) = review.accepted
    wired.actions_["heal_all"].trigger()
    qtbot.waitUntil(lambda: not wired.workers.busy and wired.model.state is not None and bool(wired.model.state.edits))
    state = wired.model.state
    assert state is not None
    (edit,) = state.edits
    assert edit.label == review.names[left.id] and not wired.finding.session.active
    assert changed_outside(state, [left.bounds.grow(12).clip(400, 300)]) == 0
    wired.actions_["undo"].trigger()
    assert wired.model.state is not None and not wired.model.state.edits


def test_another_sensitivity_looks_at_nothing_again(wired: Window, fake_models: FakeModels, qtbot: Any) -> None:
    def blind(_pictures: Any) -> Any:
        raise AssertionError("looked again")

    fake_models.scripts["finder"] = blind
    wired.finding.looking.set_sensitivity(0.9)
    qtbot.waitUntil(lambda: wired.finding.session.review.sensitivity == 0.9)
    assert len(wired.finding.session.review.listed) == 2


@pytest.mark.parametrize("thorough", [False, True])
def test_thorough_is_passed_on_and_remembered(
    wired: Window, monkeypatch: pytest.MonkeyPatch, qtbot: Any, thorough: bool
) -> None:
    asked: list[bool] = []

    def noted(*args: Any, **more: Any) -> Any:
        asked.append(more["thorough"])
        return look(*args, **more)

    monkeypatch.setattr(looking, "look", noted)
    wired.finding.panel.thorough.setChecked(thorough)
    wired.actions_["find"].trigger()
    qtbot.waitUntil(lambda: not wired.workers.busy)
    assert asked == [thorough] and wired.finding.panel._remembered.find_thorough == thorough


def test_esc_goes_back_to_the_photo_and_review_comes_back(wired: Window) -> None:
    QTest.keyClick(wired.canvas, Qt.Key.Key_Escape)
    assert not wired.finding.session.active
    wired.actions_["review"].trigger()
    assert wired.finding.session.active


def sees_lines_twice(pictures: Any) -> Any:
    """Takes what is dark for wires, and for scratches as well."""
    values = sees_dark_lines(pictures)
    values[..., 2] = values[..., 0]
    return values


def test_a_wire_is_no_scratch_as_well(window: Window, fake_models: FakeModels, qtbot: Any) -> None:
    pixels = np.full((300, 400, 3), 180, np.uint8)
    cv2.line(pixels, (0, 100), (400, 110), (20, 20, 20), 4)
    fake_models.scripts["finder"] = sees_lines_twice
    window.model.open(Photo(pixels, path=Path("wire.png")))
    window.actions_["find"].trigger()
    qtbot.waitUntil(lambda: window.finding.session.active)
    review = window.finding.session.review
    assert review is not None and [finding.kind for finding in review.listed] == [Kind.WIRES]


@pytest.fixture
def scanned_film(window: Window, fake_models: FakeModels) -> tuple[Window, np.ndarray]:
    """A film scan whose infrared plane shows a speck that the finder does not see; and where it is."""
    rng = np.random.default_rng(0)
    coarse = cv2.resize(rng.uniform(0.2, 0.9, (7, 9, 3)).astype(np.float32), (400, 300), interpolation=cv2.INTER_CUBIC)
    speck = np.zeros((300, 400), np.uint8)
    cv2.circle(speck, (150, 120), 6, 255, -1)
    light = np.where(speck > 0, 0.1, 0.9) + rng.normal(0, 0.004, speck.shape)
    pixels = np.rint(np.clip(coarse, 0, 1) * 65535).astype(np.uint16)
    pixels[speck > 0] = pixels[speck > 0] // 4
    fake_models.scripts["finder"] = lambda pictures: np.zeros(pictures.shape, np.uint8)
    plane = np.rint(np.clip(light, 0, 1) * 65535).astype(np.uint16)
    window.model.open(Photo(pixels, path=Path("scan.tif"), infrared=plane))
    return window, speck > 0


def test_the_window_finds_dust_by_infrared_and_says_so(
    scanned_film: tuple[Window, np.ndarray], fake_models: FakeModels, qtbot: Any
) -> None:
    window, speck = scanned_film
    window.actions_["find"].trigger()
    qtbot.waitUntil(lambda: window.finding.session.active)
    review = window.finding.session.review
    assert review is not None
    (found,) = review.listed
    assert found.kind is Kind.DUST and found.at is not None and found.pixels is not None
    marked = np.zeros(speck.shape, bool)
    marked[found.at.slices] = found.pixels > 0
    wider = cv2.dilate(speck.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    assert not (speck & ~marked).any() and not (marked & ~wider).any()
    assert "infrared" in window.finding.panel.state.text()
    window.finding.looking.set_sensitivity(0.3)
    qtbot.waitUntil(lambda: window.finding.session.review.sensitivity == 0.3)
    assert len(window.finding.session.review.listed) == 1


def test_the_window_says_why_infrared_is_of_no_use(
    scanned_film: tuple[Window, np.ndarray], fake_models: FakeModels, qtbot: Any
) -> None:
    window, _ = scanned_film
    photo = window.model.state.base
    window.model.open(Photo(photo.pixels, path=Path("empty.tif"), infrared=np.full_like(photo.infrared, 30000)))
    window.actions_["find"].trigger()
    qtbot.waitUntil(lambda: window.finding.session.active)
    assert "infrared plane is empty" in window.finding.panel.state.text()
