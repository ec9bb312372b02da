"""Zoom and pan arithmetic."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photofix.core.region import Region
from photofix.gui.canvas.view import View

sides = st.integers(1, 12000)
ports = st.integers(50, 3000)
zooms = st.floats(0.02, 32)


@given(sides, sides, ports, ports)
def test_fit_shows_everything_centred_and_never_enlarges(w: int, h: int, pw: int, ph: int) -> None:
    view = View(w, h, pw, ph).fitted()
    frame = view.frame
    assert view.zoom <= 1
    assert Region(0, 0, pw, ph).grow(1).contains(frame)
    assert abs((frame.x - 0) - (pw - frame.right)) <= 2
    assert abs((frame.y - 0) - (ph - frame.bottom)) <= 2


@given(
    st.integers(3000, 12000), st.integers(3000, 12000), zooms, st.floats(1.0, 8.0),
    st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1),
)  # fmt: skip
def test_the_point_under_the_cursor_stays_when_zooming_in(
    w: int, h: int, zoom: float, factor: float, px: float, py: float, ax: float, ay: float
) -> None:
    view = View(w, h, 1000, 800).zoomed(max(zoom, 0.34), 0, 0)
    view = view.panned(-px * w * view.zoom, -py * h * view.zoom)
    view = View(
        w, h, 1000, 800, view.zoom, min(0, max(1000 - w * view.zoom, view.x)), min(0, max(800 - h * view.zoom, view.y))
    )
    at = ax * 1000, ay * 800
    before = view.to_photo(*at)
    after = view.zoomed(view.zoom * factor, *at)
    assert after.to_port(*before) == pytest.approx(at, abs=0.5 * factor + 0.51)


@given(sides, sides, ports, ports, zooms, st.floats(-1e5, 1e5), st.floats(-1e5, 1e5))
def test_the_photo_cannot_be_pushed_out_of_sight(
    w: int, h: int, pw: int, ph: int, zoom: float, dx: float, dy: float
) -> None:
    view = View(w, h, pw, ph).zoomed(zoom, pw / 2, ph / 2).panned(dx, dy)
    frame = view.frame
    for start, end, port in ((frame.x, frame.right, pw), (frame.y, frame.bottom, ph)):
        if end - start <= port:
            assert abs(start - (port - end)) <= 2  # centred
        else:
            assert start <= port / 2 + 1 and end >= port / 2 - 1
            assert start <= 0.5 or start <= (end - start) - port + 1  # beyond its edge only as far as it is larger


@given(sides, sides, zooms, st.integers(0, 900), st.integers(0, 700), st.integers(1, 99), st.integers(1, 99))
def test_covered_holds_what_a_rectangle_shows(w: int, h: int, zoom: float, x: int, y: int, dw: int, dh: int) -> None:
    view = View(w, h, 1000, 800).zoomed(zoom, 500, 400)
    device = Region(x, y, dw, dh)
    covered = view.covered(device)
    inside = device.intersect(view.frame.grow(-1))
    assert covered.clip(w, h) == covered
    if not inside.empty and not covered.empty:
        assert view.shown(covered).grow(1).contains(inside)


def test_the_middle_stays_when_the_port_changes() -> None:
    view = View(5000, 4000, 800, 600).zoomed(1.0, 0, 0).panned(-1000, -900)
    assert view.in_port(Region(0, 0, 1000, 500)).to_photo(500, 250) == view.to_photo(400, 300)


def test_steps_go_through_the_usual_zooms() -> None:
    view = View(5000, 4000, 800, 600)
    assert view.zoomed(0.7, 0, 0).next_step(1) == 1.0
    assert view.zoomed(1.0, 0, 0).next_step(1) == 1.5
    assert view.zoomed(1.0, 0, 0).next_step(-1) == pytest.approx(2 / 3)
    assert view.zoomed(64.0, 0, 0).next_step(1) == 64.0
