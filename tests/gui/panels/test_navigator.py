"""The navigator: where the canvas is, and the ways to send it elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColorSpace, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from photofix.core.edit import Edit, Patch, Record
from photofix.core.photo import Photo
from photofix.core.region import Region
from photofix.gui.canvas.canvas import Canvas
from photofix.gui.panels.navigator import Navigator
from tests.gui.fake_model import FakeModel

Left, Middle = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
WIDTH, HEIGHT = 2700, 1240  # 270×124 in the navigator


@pytest.fixture
def model() -> FakeModel:
    return FakeModel()


@pytest.fixture
def canvas(qtbot: Any, model: FakeModel) -> Canvas:
    canvas = Canvas(model)  # type: ignore[arg-type]
    qtbot.addWidget(canvas)
    canvas.resize(600, 400)
    canvas.show()
    return canvas


@pytest.fixture
def navigator(qtbot: Any, canvas: Canvas) -> Navigator:
    navigator = Navigator(canvas)
    qtbot.addWidget(navigator)
    navigator.resize(270, navigator.sizeHint().height())
    navigator.show()
    return navigator


@pytest.fixture
def seen(qtbot: Any, canvas: Canvas, navigator: Navigator) -> Callable[[], NDArray[np.uint8]]:
    """What the navigator's picture shows when all is finished: height×width×3 uint8."""

    def look() -> NDArray[np.uint8]:
        def finished() -> bool:
            canvas.grab()
            return canvas.settled

        qtbot.waitUntil(finished)
        navigator.picture.clearFocus()
        navigator.picture.grab()
        QApplication.processEvents()
        image = navigator.picture.grab().toImage().convertToFormat(QImage.Format.Format_RGBX8888)
        values = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
        return values[:, :, :3].copy()

    return look


@pytest.fixture
def photo(model: FakeModel) -> Photo:
    """The left half dark, the right one light."""
    pixels = np.full((HEIGHT, WIDTH, 3), 40, np.uint8)
    pixels[:, WIDTH // 2 :] = 200
    photo = Photo(pixels)
    model.open(photo)
    return photo


def middle(canvas: Canvas) -> tuple[float, float]:
    view = canvas.view
    assert view is not None
    return view.to_photo(view.port_w / 2, view.port_h / 2)


def test_it_shows_the_whole_photo_and_nothing_without_one(
    navigator: Navigator, model: FakeModel, photo: Photo, seen: Callable[[], NDArray[np.uint8]]
) -> None:
    picture = seen()
    assert picture.shape == (124, 270, 3)
    assert (picture[:, :134] == 40).all() and (picture[:, 136:] == 200).all()
    assert navigator.picture.seen is None
    model.open(None)
    assert len(np.unique(seen().reshape(-1, 3), axis=0)) == 1
    assert not navigator.zoom.isEnabled() and not navigator.fit.isEnabled()


def test_a_frame_lies_around_what_the_canvas_shows(
    navigator: Navigator, canvas: Canvas, photo: Photo, seen: Callable[[], NDArray[np.uint8]]
) -> None:
    plain = seen()
    canvas.set_zoom(1.0)
    canvas.centre_on(1000, 800)
    assert navigator.picture.seen == Region(70, 60, 60, 40)
    changed = (seen() != plain).any(axis=2)
    assert changed[59, 70:130].all() and changed[100, 70:130].all()
    assert changed[60:100, 69].all() and changed[60:100, 130].all()
    assert not changed[60:100, 70:130].any()
    changed[57:103, 67:133] = False
    assert not changed.any()
    canvas.fit()
    assert np.array_equal(seen(), plain)


def test_edits_are_shown_where_they_are(
    navigator: Navigator, model: FakeModel, photo: Photo, seen: Callable[[], NDArray[np.uint8]]
) -> None:
    plain = seen()
    region = Region(600, 700, 200, 100)
    patch = Patch(region, 255 - photo.pixels[region.slices], np.full((region.h, region.w), 255, np.uint8))
    model.push("Repair", model.now.with_edit(Edit("Repair", (patch,), Record("inpaint", {}))))
    picture = seen()
    assert (picture[72:78, 62:78] == 215).all()
    changed = (picture != plain).any(axis=2)
    changed[68:82, 58:82] = False
    assert not changed.any()
    model.undo()
    assert np.array_equal(seen(), plain)


def test_it_takes_the_screens_colours(canvas: Canvas, model: FakeModel, seen: Callable[[], NDArray[np.uint8]]) -> None:
    model.open(Photo(np.full((400, 600, 3), (200, 60, 30), np.uint8)))
    plain = seen()
    canvas.set_display_profile(bytes(QColorSpace(QColorSpace.NamedColorSpace.AdobeRgb).iccProfile().data()))
    assert (seen()[80:90, 130:140] != plain[80:90, 130:140]).any()


def test_a_click_or_drag_centres_the_view(navigator: Navigator, canvas: Canvas, photo: Photo) -> None:
    canvas.set_zoom(1.0)
    QTest.mousePress(navigator.picture, Left, pos=QPoint(100, 80))
    assert middle(canvas) == pytest.approx((1000, 800), abs=1)
    QTest.mouseMove(navigator.picture, QPoint(200, 90))
    assert middle(canvas) == pytest.approx((2000, 900), abs=1)
    QTest.mouseRelease(navigator.picture, Left, pos=QPoint(200, 90))
    QTest.mouseMove(navigator.picture, QPoint(20, 20))
    QTest.mouseClick(navigator.picture, Middle, pos=QPoint(20, 20))
    assert middle(canvas) == pytest.approx((2000, 900), abs=1)


def test_the_wheel_zooms_about_the_middle(navigator: Navigator, canvas: Canvas, photo: Photo) -> None:
    canvas.set_zoom(1.0)
    canvas.centre_on(1000, 800)
    at = QPointF(5, 5)
    event = QWheelEvent(
        at, navigator.picture.mapToGlobal(at), QPoint(), QPoint(0, 480), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(navigator.picture, event)
    assert canvas.zoom == pytest.approx(2.0)
    assert middle(canvas) == pytest.approx((1000, 800), abs=1)


def test_arrow_keys_move_the_view(navigator: Navigator, canvas: Canvas, photo: Photo) -> None:
    canvas.set_zoom(1.0)
    canvas.centre_on(1000, 800)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Down):
        QTest.keyClick(navigator.picture, key)
    assert middle(canvas) == pytest.approx((1150, 900), abs=1)


def test_the_zoom_can_be_typed_and_chosen(navigator: Navigator, canvas: Canvas, photo: Photo) -> None:
    assert navigator.fit.isChecked() and navigator.zoom.text() == "22 %"
    navigator.zoom.selectAll()
    QTest.keyClicks(navigator.zoom, "150")
    QTest.keyClick(navigator.zoom, Qt.Key.Key_Return)
    assert canvas.zoom == 1.5 and not navigator.fit.isChecked()
    QTest.mouseClick(navigator.actual, Left)
    assert canvas.zoom == 1.0 and navigator.actual.isChecked() and navigator.zoom.text() == "100 %"
    navigator.zoom.stepUp()
    assert canvas.zoom == 1.5 and not navigator.actual.isChecked()
    QTest.mouseClick(navigator.fit, Left)
    assert canvas.fits and navigator.fit.isChecked()
    QTest.mouseClick(navigator.fit, Left)
    assert canvas.fits and navigator.fit.isChecked()  # pressed again it stays on
    canvas.set_zoom(0.025)
    assert navigator.zoom.text() == "2.5 %"
