"""Before and after in two panes with one view."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from photofix.core.edit import Edit
from photofix.core.region import Region
from photofix.gui.canvas.canvas import Canvas
from photofix.gui.canvas.side_by_side import halves, in_pane, mirrored
from photofix.gui.tools.brush import BrushTool
from photofix.gui.tools.settings import BrushSettings
from tests.gui.fake_model import FakeModel

Seen = Callable[[], NDArray[np.uint8]]
Left = Qt.MouseButton.LeftButton
UNDER = 40  # rows that the labels may touch


@pytest.fixture
def sides(canvas: Canvas, model: FakeModel, noise: Any, repair: Callable[..., Edit]) -> Canvas:
    """A photo with an edit of its whole, side by side at 1:1."""
    photo = noise(900, 700)
    model.open(photo)
    model.push("Repair", model.now.with_edit(repair(photo, Region(0, 0, 900, 700))))
    canvas.set_compare("side_by_side")
    canvas.set_zoom(1.0)
    return canvas


@pytest.mark.parametrize("vertical", [True, False])
@pytest.mark.parametrize("port", [Region(0, 0, 600, 400), Region(0, 0, 601, 399), Region(0, 0, 1, 1)])
def test_the_panes_are_alike_and_apart(port: Region, vertical: bool) -> None:
    first, second = halves(port, vertical=vertical)
    assert (first.w, first.h) == (second.w, second.h)
    assert (first.x, first.y) == (port.x, port.y) and (second.right, second.bottom) == (port.right, port.bottom)
    assert port.w < 4 or not first.overlaps(second)


def test_a_point_is_mirrored_to_and_fro() -> None:
    panes = halves(Region(0, 0, 900, 600), vertical=True)
    there = mirrored(QPointF(50, 70), panes, 1.5)
    assert there == QPointF(50 + 451 / 1.5, 70) and in_pane(there, panes[1], 1.5)
    assert mirrored(there, panes, 1.5) == QPointF(50, 70)


def test_left_is_before_and_right_the_same_place_after(sides: Canvas, model: FakeModel, seen: Seen) -> None:
    for by in (QPointF(0, 0), QPointF(-33, 21), QPointF(101, -7)):
        sides.pan(by)
        picture, view = seen()[UNDER:], sides.view
        assert view is not None
        before, after = picture[:, :299], picture[:, 301:]
        assert np.array_equal(before, 255 - after)
        shown = view.covered(view.port)
        assert np.array_equal(before, model.now.base.pixels[shown.slices][UNDER:])
        assert (picture[:, 299:301] == sides.surround.getRgb()[:3]).all()


def test_both_zoom_together(sides: Canvas, seen: Seen) -> None:
    for zoom in (2.0, 3.0):
        sides.set_zoom(zoom, QPointF(70, 300))
        picture = seen()[UNDER:]
        assert np.array_equal(picture[:, :299], 255 - picture[:, 301:])


@pytest.mark.parametrize("x", [70, 371])  # the same place in either pane
def test_the_point_under_the_cursor_stays_in_either_pane(sides: Canvas, x: int) -> None:
    under = sides.photo_point(QPointF(x, 200))
    assert under == sides.photo_point(QPointF(x + 301 if x < 300 else x - 301, 200))
    sides.set_zoom(2.0, QPointF(x, 200))
    assert sides.photo_point(QPointF(x, 200)) == pytest.approx(under, abs=1)


def test_fit_fits_a_pane_and_the_whole_canvas_again(sides: Canvas) -> None:
    sides.fit()
    assert sides.zoom == pytest.approx(299 / 900)
    sides.turn_comparison()
    assert sides.zoom == pytest.approx(199 / 700) and sides.view is not None and sides.view.port_y == 201
    sides.set_compare("none")
    assert sides.zoom == pytest.approx(400 / 700)


def test_what_the_middle_shows_stays_in_the_middle(sides: Canvas) -> None:
    sides.centre_on(400, 300)
    for mode in ("none", "side_by_side"):
        sides.set_compare(mode)
        view = sides.view
        assert view is not None
        middle = view.to_photo(view.port.x + view.port.w / 2, view.port.y + view.port.h / 2)
        assert middle == pytest.approx((400, 300), abs=1.5)


def test_turned_before_is_above_after(sides: Canvas, seen: Seen) -> None:
    sides.turn_comparison()
    picture = seen()
    assert np.array_equal(picture[UNDER:199], 255 - picture[UNDER + 201 :])


def test_the_pointer_is_mirrored_by_a_cross(sides: Canvas, seen: Seen) -> None:
    plain = seen()
    QTest.mouseMove(sides, QPoint(100, 150))
    changed = (seen() != plain).any(axis=2)
    assert changed[140:161, 391:412].any()
    changed[135:166, 386:417] = False
    assert not changed.any()
    QTest.mouseMove(sides, QPoint(450, 250))
    changed = (seen() != plain).any(axis=2)
    assert changed[240:261, 139:160].any() and not changed[140:161, 391:412].any()


@pytest.mark.parametrize("x", [100, 401])
def test_tools_work_in_both_panes_and_mark_only_after(sides: Canvas, model: FakeModel, seen: Seen, x: int) -> None:
    settings = BrushSettings()
    settings.size = 20
    sides.set_tool(BrushTool(model, settings))
    plain, at = seen(), sides.photo_point(QPointF(x, 200))
    QTest.mousePress(sides, Left, pos=QPoint(x, 200))
    QTest.mouseRelease(sides, Left, pos=QPoint(x, 200))
    marked = np.argwhere(model.now.mask.read())
    assert marked.mean(axis=0) == pytest.approx((at[1], at[0]), abs=1)
    sides.set_tool(None)
    changed = (seen() != plain).any(axis=2)
    assert changed[194:197, 394:397].all()  # beside the arms of the pointer's cross
    changed[185:216, 85:116] = False  # the cross itself
    assert not changed[:, :301].any()
