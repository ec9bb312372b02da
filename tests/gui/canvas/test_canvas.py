"""The canvas as the person meets it: real events in, pixels out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QColorSpace, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from photofix.core.edit import Edit
from photofix.core.mask import Mask
from photofix.core.photo import Photo
from photofix.core.region import Region
from photofix.gui.canvas.canvas import Canvas
from tests.gui.fake_model import FakeModel

Seen = Callable[[], NDArray[np.uint8]]
Left, Middle = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
NoKeys, Ctrl = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
Shift = Qt.KeyboardModifier.ShiftModifier


def wheel(
    canvas: Canvas, at: QPointF, notches: float, keys: Qt.KeyboardModifier = NoKeys, pixels: QPoint | None = None
) -> None:
    turn = QPoint(0, round(notches * 120))
    event = QWheelEvent(
        at, canvas.mapToGlobal(at), pixels or QPoint(), turn, Qt.MouseButton.NoButton, keys,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)


def test_the_wheel_with_ctrl_and_alt_changes_the_size_and_not_the_zoom(
    canvas: Canvas, model: FakeModel, noise: Any
) -> None:
    model.open(noise(300, 200))
    steps: list[int] = []
    canvas.size_turned.connect(steps.append)
    before = canvas.zoom
    for notches in (1, -2, 0.5, 0.25, 0.25):  # touchpads turn by less than a notch
        wheel(canvas, QPointF(300, 200), notches, Ctrl | Qt.KeyboardModifier.AltModifier)
    assert steps == [1, -2, 1] and canvas.zoom == before


def drag(canvas: Canvas, button: Qt.MouseButton, *points: QPoint) -> None:
    QTest.mousePress(canvas, button, pos=points[0])
    for point in points[1:]:
        QTest.mouseMove(canvas, point)
    QTest.mouseRelease(canvas, button, pos=points[-1])


def expected(photo_pixels: NDArray[Any], canvas: Canvas) -> NDArray[Any]:
    """What a photo should look like at zoom 1 or whole numbers above it."""
    view = canvas.view
    assert view is not None and view.zoom == int(view.zoom)
    big = photo_pixels.repeat(int(view.zoom), axis=0).repeat(int(view.zoom), axis=1)
    out = np.empty((view.port_h, view.port_w, 3), np.uint8)
    out[:] = canvas.surround.getRgb()[:3]
    here = view.frame.clip(view.port_w, view.port_h)
    out[here.slices] = big[here.within(view.frame).slices]
    return out


def test_without_a_photo_there_is_a_hint(canvas: Canvas, seen: Seen) -> None:
    empty = seen()
    canvas.hint = ""
    blank = seen()
    assert (blank == canvas.surround.getRgb()[:3]).all()
    assert (empty != blank).any()
    QTest.mouseClick(canvas, Left, pos=QPoint(50, 50))
    wheel(canvas, QPointF(50, 50), 1)
    canvas.toggle_zoom()
    canvas.set_grown([(Region(0, 0, 1, 1), np.ones((1, 1), bool))])
    assert (seen() == blank).all()


def test_it_can_be_named_and_focused(canvas: Canvas) -> None:
    assert canvas.accessibleName() == "Photo"
    assert canvas.focusPolicy() == Qt.FocusPolicy.StrongFocus
    assert not canvas.acceptDrops()


@pytest.mark.parametrize("size", [(300, 200), (1500, 1300)])
def test_one_to_one_is_exact(canvas: Canvas, model: FakeModel, seen: Seen, noise: Any, size: tuple[int, int]) -> None:
    photo = noise(*size)
    model.open(photo)
    canvas.set_zoom(1.0)
    canvas.pan(QPointF(-313, -201))
    assert np.array_equal(seen(), expected(photo.pixels, canvas))


@pytest.mark.parametrize("zoom", [2.0, 3.0, 7.0])
def test_enlarged_pixels_are_squares(canvas: Canvas, model: FakeModel, seen: Seen, noise: Any, zoom: float) -> None:
    photo = noise(700, 650)
    model.open(photo)
    canvas.set_zoom(zoom, QPointF(17, 300))
    assert np.array_equal(seen(), expected(photo.pixels, canvas))


def test_reduced_is_the_mean_of_what_it_stands_for_without_seams(canvas: Canvas, model: FakeModel, seen: Seen) -> None:
    ramp = np.linspace(0, 255, 2400)[None, :, None].repeat(1600, axis=0).repeat(3, axis=2)
    model.open(Photo(np.rint(ramp).astype(np.uint8)))
    for zoom in (0.25, 0.31, 0.5, 0.73):
        canvas.set_zoom(zoom)
        view, picture = canvas.view, seen().astype(int)
        assert view is not None
        x, _ = np.array([view.to_photo(column + 0.5, 0) for column in range(view.port_w)]).T
        inside = (x > 4) & (x < 2396)
        there = picture[200][inside]
        assert np.abs(there - (x[inside] * 255 / 2400)[:, None]).max() <= 1.5
        assert (picture[150:250] == picture[150]).all()


def test_grey_alpha_is_shown_over_a_checkerboard(canvas: Canvas, model: FakeModel, seen: Seen) -> None:
    pixels = np.zeros((100, 200, 2), np.uint8)
    pixels[:, :100] = 77, 255
    model.open(Photo(pixels))
    left, right = np.hsplit(seen()[150:250, 200:400], 2)
    assert (left == 77).all()
    assert set(np.unique(right)) == {153, 204}


def test_a_change_rebuilds_only_the_tiles_it_touches(
    canvas: Canvas, model: FakeModel, seen: Seen, noise: Any, repair: Callable[..., Edit]
) -> None:
    canvas.resize(1600, 1100)
    photo = noise(1600, 1100)
    model.open(photo)
    canvas.set_zoom(1.0)
    seen()
    made = canvas.tiles_made
    model.push("Repair", model.now.with_edit(repair(photo, Region(600, 600, 40, 40))))
    assert np.array_equal(seen(), expected(model.now.composite(), canvas))
    assert canvas.tiles_made == made + 1
    model.push("Mask", model.now.with_mask(model.now.mask.replaced(Region(0, 0, 9, 9), np.full((9, 9), 255, np.uint8))))
    seen()
    assert canvas.tiles_made == made + 1
    model.undo()
    model.undo()
    assert np.array_equal(seen(), expected(photo.pixels, canvas))
    assert canvas.tiles_made == made + 2


@pytest.mark.parametrize("zoom", [0.4, 0.2, 1.0])
def test_what_is_shown_after_edits_is_what_a_fresh_canvas_shows(
    canvas: Canvas, model: FakeModel, seen: Seen, noise: Any, repair: Callable[..., Edit], zoom: float
) -> None:
    photo = noise(1900, 1501)
    model.open(photo)
    canvas.set_zoom(zoom)
    seen()
    for region in (Region(500, 400, 900, 700), Region(1890, 1490, 10, 11), Region(0, 0, 33, 17)):
        model.push("Repair", model.now.with_edit(repair(photo, region, alpha=200)))
    patched = seen()
    model.open(Photo(model.now.composite()))
    canvas.set_zoom(zoom)
    assert np.array_equal(patched, seen())
    model.open(photo)
    canvas.set_zoom(zoom)
    assert not np.array_equal(patched, seen())


def test_a_large_photo_is_built_in_the_background(
    canvas: Canvas, model: FakeModel, seen: Seen, noise: Any, qtbot: Any
) -> None:
    photo = noise(2400, 1800)
    model.open(photo)
    assert not canvas.settled
    coarse = canvas.grab().toImage()
    assert coarse.pixelColor(300, 200) != canvas.surround  # something is shown at once
    seen()
    assert canvas.settled


def test_results_for_a_photo_that_is_gone_are_dropped(qtbot: Any, noise: Any) -> None:
    waiting: list[tuple[Callable[[], Any], Callable[[Any], None]]] = []
    model = FakeModel(noise(2400, 1800))
    canvas = Canvas(model, run_in_background=lambda work, done: waiting.append((work, done)))  # type: ignore[arg-type]
    qtbot.addWidget(canvas)
    model.open(noise(2000, 1700))
    for work, done in reversed(waiting):
        done(work())
    assert len(waiting) == 2 and canvas.settled


def test_the_canvas_can_go_while_a_pyramid_is_built(qtbot: Any, noise: Any) -> None:
    model = FakeModel(noise(3000, 2000))
    canvas = Canvas(model)  # type: ignore[arg-type]
    gone: list[bool] = []
    canvas.destroyed.connect(lambda: gone.append(True))
    canvas.deleteLater()
    qtbot.waitUntil(lambda: bool(gone))


def test_fit_is_kept_when_resized_until_zoomed(canvas: Canvas, model: FakeModel, noise: Any) -> None:
    model.open(noise(2000, 1000))
    assert canvas.zoom == 0.3 and canvas.fits
    canvas.resize(1000, 400)
    assert canvas.zoom == 0.4
    canvas.set_zoom(0.8)
    canvas.resize(600, 400)
    assert canvas.zoom == 0.8 and not canvas.fits


@pytest.mark.parametrize("keys", [NoKeys, Ctrl])
def test_the_wheel_zooms_at_the_cursor(
    canvas: Canvas, model: FakeModel, noise: Any, qtbot: Any, keys: Qt.KeyboardModifier
) -> None:
    model.open(noise(1500, 1000))
    canvas.set_zoom(0.8)
    at = QPointF(123, 234)
    for notches in (1, 1, 3, -2):
        before = canvas.photo_point(at)
        with qtbot.waitSignal(canvas.zoom_changed):
            wheel(canvas, at, notches, keys)
        assert canvas.canvas_point(*before).x() == pytest.approx(at.x(), abs=2)
        assert canvas.canvas_point(*before).y() == pytest.approx(at.y(), abs=2)


def test_zooming_past_one_to_one_stops_there(canvas: Canvas, model: FakeModel, noise: Any) -> None:
    model.open(noise(1500, 1000))
    canvas.set_zoom(0.95)
    wheel(canvas, QPointF(100, 100), 1)
    assert canvas.zoom == 1.0
    wheel(canvas, QPointF(100, 100), 1)
    assert canvas.zoom > 1.0


def test_the_wheel_can_scroll_and_a_touchpad_always_does(canvas: Canvas, model: FakeModel, noise: Any) -> None:
    model.open(noise(1500, 1000))
    canvas.set_zoom(1.0)
    before = canvas.canvas_point(0, 0)
    wheel(canvas, QPointF(100, 100), 0.1, pixels=QPoint(-7, 12))
    assert canvas.zoom == 1.0 and canvas.canvas_point(0, 0) - before == QPointF(-7, 12)
    canvas.wheel_zooms = False
    wheel(canvas, QPointF(100, 100), -1)
    assert canvas.zoom == 1.0 and canvas.canvas_point(0, 0) - before == QPointF(-7, -68)
    wheel(canvas, QPointF(100, 100), -1, Shift)
    assert canvas.zoom == 1.0 and canvas.canvas_point(0, 0) - before == QPointF(-87, -68)
    wheel(canvas, QPointF(100, 100), 1, Ctrl)
    assert canvas.zoom > 1.0


def test_shift_and_wheel_scroll_sideways_even_where_the_wheel_zooms(
    canvas: Canvas, model: FakeModel, noise: Any
) -> None:
    model.open(noise(1500, 1000))
    canvas.set_zoom(1.0)
    before = canvas.canvas_point(0, 0)
    wheel(canvas, QPointF(100, 100), -1, Shift)
    assert canvas.zoom == 1.0 and canvas.canvas_point(0, 0) - before == QPointF(-80, 0)


def test_toggle_goes_between_fit_and_one_to_one_at_the_cursor(canvas: Canvas, model: FakeModel, noise: Any) -> None:
    model.open(noise(3000, 2000))
    QTest.mouseMove(canvas, QPoint(450, 100))
    under = canvas.photo_point(QPointF(450, 100))
    canvas.toggle_zoom()
    assert canvas.zoom == 1.0
    assert canvas.photo_point(QPointF(450, 100)) == pytest.approx(under, abs=1)
    canvas.toggle_zoom()
    assert canvas.zoom == 0.2 and canvas.fits


@pytest.mark.parametrize("how", ["middle", "space"])
def test_dragging_pans(canvas: Canvas, model: FakeModel, noise: Any, how: str) -> None:
    model.open(noise(1500, 1000))
    canvas.set_zoom(1.0)
    before = canvas.canvas_point(0, 0)
    if how == "space":
        QTest.keyPress(canvas, Qt.Key.Key_Space)
        assert canvas.cursor().shape() == Qt.CursorShape.OpenHandCursor
    drag(canvas, Middle if how == "middle" else Left, QPoint(300, 200), QPoint(280, 210), QPoint(250, 240))
    assert canvas.canvas_point(0, 0) - before == QPointF(-50, 40)
    if how == "space":
        QTest.keyRelease(canvas, Qt.Key.Key_Space)
    assert canvas.cursor().shape() == Qt.CursorShape.ArrowCursor
    drag(canvas, Left, QPoint(300, 200), QPoint(250, 240))
    assert canvas.canvas_point(0, 0) - before == QPointF(-50, 40)


def test_the_pixel_under_the_cursor_is_told(canvas: Canvas, model: FakeModel, noise: Any, qtbot: Any) -> None:
    model.open(noise(200, 100))
    canvas.set_zoom(2.0)  # the photo lies at 100, 100
    for at, pixel in ((QPoint(100, 100), (0, 0)), (QPoint(499, 299), (199, 99)), (QPoint(99, 150), (-1, -1))):
        with qtbot.waitSignal(canvas.cursor_moved, check_params_cb=lambda *told, want=pixel: told == want):
            QTest.mouseMove(canvas, at)


def test_split_shows_before_on_the_left_and_after_on_the_right(
    canvas: Canvas, model: FakeModel, seen: Seen, noise: Any, repair: Callable[..., Edit]
) -> None:
    photo = noise(600, 400)
    model.open(photo)
    model.push("Repair", model.now.with_edit(repair(photo, Region(0, 0, 600, 400))))
    canvas.split_position = 0.25
    canvas.set_compare("split")
    half = seen()[60:150]  # below the labels, above the handle
    assert np.array_equal(half[:, :145], photo.pixels[60:150, :145])
    assert np.array_equal(half[:, 155:], 255 - photo.pixels[60:150, 155:])
    canvas.set_compare("before")
    assert np.array_equal(seen()[40:], photo.pixels[40:])  # below the label
    canvas.set_compare("none")
    assert np.array_equal(seen(), 255 - photo.pixels)
    with pytest.raises(ValueError, match="compare"):
        canvas.set_compare("after")


def test_before_shows_no_mask(canvas: Canvas, model: FakeModel, seen: Seen, noise: Any) -> None:
    photo = noise(600, 400)
    model.open(photo)
    model.push("Mask", model.now.with_mask(Mask.from_array(np.full((400, 600), 255, np.uint8))))
    assert not np.array_equal(seen(), photo.pixels)
    canvas.set_compare("before")
    assert np.array_equal(seen()[40:], photo.pixels[40:])  # below the label
    canvas.set_compare("none")
    canvas.mask_visible = False
    assert np.array_equal(seen(), photo.pixels)
    canvas.mask_visible, canvas.mask_colour = True, QColor(0, 0, 255, 255)
    assert canvas.mask_colour.alpha() < 255
    assert (seen()[:, :, 0] <= photo.pixels[:, :, 0]).all()


def test_the_divider_is_dragged_and_turned_by_a_click(canvas: Canvas, model: FakeModel, noise: Any) -> None:
    model.open(noise(600, 400))
    canvas.set_compare("split")
    QTest.mouseMove(canvas, QPoint(300, 50))
    assert canvas.cursor().shape() == Qt.CursorShape.SplitHCursor
    drag(canvas, Left, QPoint(300, 50), QPoint(200, 60), QPoint(150, 60))
    assert canvas.split_position == 0.25 and canvas.split_vertical
    QTest.mouseClick(canvas, Left, pos=QPoint(150, 50))  # the line, not the handle
    assert canvas.split_vertical
    QTest.mouseClick(canvas, Left, pos=QPoint(150, 200))
    assert not canvas.split_vertical
    drag(canvas, Left, QPoint(500, 100), QPoint(500, 700))
    assert canvas.split_position == 1.0


def test_the_grown_mask_is_outlined(canvas: Canvas, model: FakeModel, seen: Seen) -> None:
    model.open(Photo(np.full((400, 600, 3), 128, np.uint8)))
    plain = seen()
    canvas.set_grown([(Region(100, 50, 80, 60), np.ones((60, 80), bool))])
    changed = (seen() != plain).any(axis=2)
    assert changed[50:110, 99:103].any() and changed[49:53, 100:180].any()
    assert not changed[60:100, 110:170].any() and not changed[:, :95].any()
    canvas.set_grown(None)
    assert np.array_equal(seen(), plain)


def test_another_size_is_taken_up(canvas: Canvas, model: FakeModel, seen: Seen, noise: Any) -> None:
    model.open(noise(600, 400))
    turned = Photo(np.ascontiguousarray(model.now.base.pixels.transpose(1, 0, 2)))
    state = type(model.now).of(turned)
    model.push("Rotate", state)
    canvas.set_zoom(1.0)
    assert np.array_equal(seen(), expected(turned.pixels, canvas))
    model.undo()
    canvas.set_zoom(1.0)
    assert np.array_equal(seen(), expected(model.now.base.pixels, canvas))


def test_the_screens_profile_can_be_set(canvas: Canvas, model: FakeModel, seen: Seen, noise: Any) -> None:
    photo = noise(600, 400)
    model.open(photo)
    plain = seen()
    canvas.set_display_profile(bytes(QColorSpace(QColorSpace.NamedColorSpace.AdobeRgb).iccProfile().data()))
    assert not np.array_equal(seen(), plain)
    canvas.set_display_profile(None)
    assert np.array_equal(seen(), plain)
