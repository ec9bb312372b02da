"""A review with mouse and keys, as a person does it in the window."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from photofix.core.finding import Finding, Kind, Shape
from photofix.gui.review import handles
from photofix.gui.review.review import Review
from photofix.gui.window import Window

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NONE = Qt.KeyboardModifier.NoModifier


def review_of(window: Window) -> Review:
    review = window.finding.session.review
    assert review is not None
    return review


def place(window: Window, x: float, y: float) -> QPoint:
    """A point of the photo on the canvas."""
    return window.canvas.canvas_point(x, y).toPoint()


def click(window: Window, x: float, y: float, button: Qt.MouseButton = LEFT) -> None:
    QTest.mouseMove(window.canvas, place(window, x, y))
    QTest.mouseClick(window.canvas, button, NONE, place(window, x, y))


def double_click(window: Window, x: float, y: float) -> None:
    click(window, x, y)
    QTest.mouseDClick(window.canvas, LEFT, NONE, place(window, x, y))
    QTest.mouseRelease(window.canvas, LEFT, NONE, place(window, x, y))


def drag(window: Window, start: QPoint, by: QPoint) -> None:
    canvas = window.canvas
    QTest.mouseMove(canvas, start)
    QTest.mousePress(canvas, LEFT, NONE, start)
    for share in (0.3, 0.7, 1.0):
        QTest.mouseMove(canvas, start + by * share)
    QTest.mouseRelease(canvas, LEFT, NONE, start + by)


def first(window: Window) -> Finding:
    return review_of(window).listed[0]


@pytest.mark.parametrize("how", ["right-click", "Del"])
def test_one_is_rejected_by_right_click_and_by_del(wired: Window, how: str) -> None:
    wire = first(wired)
    if how == "Del":
        wired.finding.session.select(wire.id)
        QTest.keyClick(wired.canvas, Qt.Key.Key_Delete)
    else:
        click(wired, *wire.points.mean(axis=0).tolist(), RIGHT)
    assert wire not in review_of(wired).accepted and len(review_of(wired).listed) == 2


def test_tab_steps_through_at_one_to_one_and_space_judges(wired: Window) -> None:
    wired.canvas.set_zoom(0.5)
    keys = (Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
    seen = []
    for key in keys:
        QTest.keyClick(wired.canvas, key)
        assert wired.finding.session.selected is not None
        seen.append(wired.finding.session.selected.id)
    assert seen == [finding.id for finding in (*review_of(wired).listed, first(wired))]
    assert wired.canvas.zoom == 1
    QTest.keyClick(wired.canvas, Qt.Key.Key_Space)
    assert not review_of(wired).accepts(seen[-1])


def test_a_wire_is_bent_at_a_point_that_a_double_click_adds(wired: Window) -> None:
    wire = first(wired)
    middle = wire.points[0] * 0.7 + wire.points[-1] * 0.3
    double_click(wired, *middle.tolist())
    added = first(wired)
    assert len(added.points) == 3 and review_of(wired).accepts(wire.id)
    drag(wired, place(wired, *added.points[1].tolist()), QPoint(0, 40))
    bent = first(wired)
    away = 40 / wired.canvas.zoom
    assert bent.points[1, 1] == pytest.approx(added.points[1, 1] + away, abs=1) and bent.pixels is None
    assert (bent.points[[0, 2]] == added.points[[0, 2]]).all()
    double_click(wired, *bent.points[1].tolist())
    assert len(first(wired).points) == 2


def test_the_round_handle_and_the_keys_change_the_width(wired: Window) -> None:
    wire, canvas = first(wired), wired.canvas
    wired.finding.session.select(wire.id)
    shown = handles.coarse(wire, 2.5 / canvas.zoom)
    grip = handles.width_handle(shown, 3 / canvas.zoom, 5 / canvas.zoom)
    assert grip is not None
    outward = np.sign(grip[1] - wire.points.mean(axis=0)[1])
    drag(wired, place(wired, *grip), QPoint(0, round(12 * outward)))
    wide = first(wired).width
    assert wide > wire.width + 12 / canvas.zoom
    wired.actions_["smaller"].trigger()
    assert wire.width < first(wired).width < wide


def test_the_wire_pen_adds_a_wire_and_del_removes_it(wired: Window, qtbot: Any) -> None:
    wired.actions_["wire"].trigger()
    wired.brush.wire_snap = False
    click(wired, 60, 150)
    click(wired, 300, 160)
    QTest.keyClick(wired.canvas, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(review_of(wired).listed) == 3)
    (drawn,) = [finding for finding in review_of(wired).listed if finding.id in review_of(wired).drawn]
    assert drawn.kind is Kind.WIRES and drawn.shape is Shape.LINE
    assert wired.model.state is not None and wired.model.state.mask.empty
    wired.actions_["judge"].trigger()
    QTest.keyClick(wired.canvas, Qt.Key.Key_Delete)
    assert drawn.id not in {finding.id for finding in review_of(wired).listed}


def test_painting_protects_and_is_told(wired: Window) -> None:
    wire = first(wired)
    wired.actions_["protect"].trigger()
    wired.brush.size = 60
    drag(wired, place(wired, 5, wire.points[:, 1].min()), place(wired, 395, 105) - place(wired, 5, 100))
    assert wire.id in review_of(wired).shielded and "1 protected" in wired.finding.panel.state.text()
    assert wired.model.state is not None and wired.model.state.mask.empty


def test_spots_have_a_threshold(wired: Window) -> None:
    panel = wired.finding.panel
    assert panel.threshold.isHidden()
    wired.actions_["spots"].trigger()
    assert not panel.threshold.isHidden()
    panel.threshold.box.setValue(80)
    assert wired.canvas.spot_threshold == pytest.approx(0.8)


def test_first_steps_are_put_away_during_a_review(wired: Window) -> None:
    wired.finding.session.leave()
    wired.hints.show()
    wired.actions_["review"].trigger()
    assert wired.hints.isHidden()
    wired.finding.session.leave()
    assert not wired.hints.isHidden()


def test_a_long_summary_ends_in_dots(wired: Window) -> None:
    label = wired.finding.bar.text
    assert label.shown == label.text() and not label.toolTip()
    label.setText("12 wires, 13 dust spots, 5 scratches; 2 rejected, 10 protected, and much more than has room here")
    wired.stage.arrange()
    wired.resize(820, 600)
    label.resize(120, label.height())
    assert label.shown.endswith("…") and label.toolTip() == label.text()
