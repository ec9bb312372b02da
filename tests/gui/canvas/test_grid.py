"""The lines between photo pixels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from photofix.core.photo import Photo
from photofix.gui.canvas.canvas import Canvas
from tests.gui.fake_model import FakeModel

Seen = Callable[[], NDArray[np.uint8]]


@pytest.mark.parametrize("zoom", [8.0, 12.0, 10.7])
@pytest.mark.parametrize("grey", [0, 128, 255])
def test_lines_lie_where_pixels_begin(canvas: Canvas, model: FakeModel, seen: Seen, zoom: float, grey: int) -> None:
    model.open(Photo(np.full((300, 300, 3), grey, np.uint8)))
    canvas.set_zoom(zoom)
    view, picture = canvas.view, seen()[:, :, 0].astype(int)
    assert view is not None
    left, top = view.origin
    columns = {left + round(column * zoom) + side for column in range(301) for side in (0, 1)}
    rows = {top + round(row * zoom) + side for row in range(301) for side in (0, 1)}
    free_x = [x for x in range(view.port_w) if x not in columns]
    free_y = [y for y in range(view.port_h) if y not in rows]
    assert (picture[np.ix_(free_y, free_x)] == grey).all()
    for lines, across in ((columns, picture[free_y[0]]), (rows, picture[:, free_x[0]])):
        drawn = {place for place, value in enumerate(across) if value != grey}
        assert drawn and drawn <= lines
        assert len(drawn) >= (len([x for x in lines if 0 <= x < len(across)]) - 1) // 2  # one of the two is seen


@pytest.mark.parametrize(("zoom", "shown"), [(7.9, True), (8.0, False)])
def test_there_are_none_before_pixels_are_large_or_where_not_wanted(
    canvas: Canvas, model: FakeModel, seen: Seen, noise: Any, zoom: float, shown: bool
) -> None:
    model.open(noise(300, 300))
    canvas.set_zoom(zoom)
    canvas.grid_visible = shown
    with_grid = seen()
    canvas.grid_visible = not shown
    assert np.array_equal(with_grid, seen()) == shown
