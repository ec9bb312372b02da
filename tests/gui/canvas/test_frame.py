"""The kept picture: what is moved must look as if it had been painted anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor

from photofix.core.edit import Edit
from photofix.core.region import Region
from photofix.gui.canvas.canvas import Canvas
from photofix.gui.canvas.frame import Frame, Pane
from photofix.gui.canvas.tiles import Painting
from photofix.gui.canvas.view import View
from tests.gui.fake_model import FakeModel

Seen = Callable[[], NDArray[np.uint8]]
PORT = Region(0, 0, 100, 80)
FOREVER = float("inf")


def painted(frame: Frame, view: View) -> list[Region]:
    """What a frame has painted for a view."""
    parts: list[Region] = []

    def paint(_painting: Painting, dirty: Region) -> list[Region]:
        parts.append(dirty)
        return []

    frame.show(PORT, [Pane(PORT, view, "after")])
    frame.paint(paint, FOREVER)
    return parts


def test_only_what_came_into_view_is_painted(qapp: Any) -> None:
    frame, view = Frame(), View(1000, 1000, 100, 80, x=-300, y=-300)
    assert painted(frame, view) == [PORT]
    assert painted(frame, view) == []
    assert sorted(painted(frame, view.panned(-10, 0))) == [Region(90, 0, 10, 80)]
    moved = view.panned(-10, 5)
    assert sum(part.w * part.h for part in painted(frame, moved)) == 100 * 5
    frame.spoil(Region(20, 20, 4, 4))
    assert Region(23, 20, 4, 4) in painted(frame, moved.panned(3, 0))  # what was due has moved along
    assert painted(frame, moved.panned(300, 0)) == [PORT]
    assert painted(frame, moved.zoomed(2, 50, 40)) == [PORT]
    assert frame.clean


def test_what_is_owed_is_handed_on(qapp: Any) -> None:
    frame = Frame()
    frame.show(PORT, [Pane(PORT, View(1000, 1000, 100, 80), "after")])
    owed = [Region(1, 2, 3, 4)]
    assert frame.paint(lambda _painting, _dirty: owed, FOREVER) == owed


@pytest.mark.parametrize("mode", ["none", "split", "side_by_side", "difference"])
def test_panning_leaves_what_painting_anew_gives(
    canvas: Canvas, model: FakeModel, seen: Seen, noise: Any, repair: Callable[..., Edit], mode: str
) -> None:
    photo = noise(900, 800, 4)
    model.open(photo)
    model.push("Repair", model.now.with_edit(repair(photo, Region(300, 200, 400, 300))))
    canvas.set_compare(mode)
    canvas.set_grown([(Region(300, 200, 400, 300), np.ones((300, 400), bool))])
    for zoom in (1.0, 8.0, 9.3, 0.7):
        canvas.set_zoom(zoom)
        seen()
        for dx, dy in ((13, -9), (-201, 3), (7, 150)):
            canvas.pan(QPointF(dx, dy))
        moved = seen()
        canvas.update_all()
        # Scaling begins its sums elsewhere; and the border's dashes begin where the clip does.
        apart = np.abs(moved.astype(int) - seen()).max(axis=2) > 2
        assert apart.mean() < 0.004


def test_another_look_is_painted_at_once(canvas: Canvas, model: FakeModel, seen: Seen, noise: Any) -> None:
    model.open(noise(100, 100))
    seen()
    canvas.surround = QColor(1, 2, 3)
    assert (seen()[0, 0] == (1, 2, 3)).all()
