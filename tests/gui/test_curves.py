"""Curves of a training: what is painted where, in colours that differ in either theme."""

from __future__ import annotations

import math
from typing import Any

import pytest
from PySide6.QtGui import QColor, QImage

from photofix.gui.curves import Curve, Curves, Plot, nice
from photofix.gui.dialogs.pix2pix_dialog import _plots

RED = "#ff0000"


@pytest.fixture
def curves(qtbot: Any) -> Curves:
    made = Curves([Plot("Errors", (Curve("L1", RED, RED), Curve("validation", "#0000ff", "#0000ff", dots=True)))])
    qtbot.addWidget(made)
    made.resize(400, 200)
    made.show()
    return made


def red(image: QImage) -> list[tuple[int, int]]:
    """Places that are red, below the legend."""
    wide, high = image.width(), image.height()
    return [
        (x, y)
        for x in range(wide)
        for y in range(30, high)
        if (c := image.pixelColor(x, y)).red() > 200 and c.green() < 60 and c.blue() < 60
    ]


def test_at_first_it_says_what_will_be_there(curves: Curves) -> None:
    before = curves.grab().toImage()
    curves.words = "Curves come here."
    assert curves.empty and curves.grab().toImage() != before


def test_a_falling_error_falls(curves: Curves) -> None:
    for minute in range(11):
        curves.add(60.0 * minute, ((1.0 - minute / 20, None),))
    places = red(curves.grab().toImage())
    left = [y for x, y in places if x < 100]
    right = [y for x, y in places if x > 350]
    assert left and right and max(left) < min(right) - 20
    assert curves.last(0, 0) == 0.5 and curves.last(0, 1) is None
    assert curves.accessibleDescription() == "L1 0.5"


def test_what_is_no_number_is_left_out_and_clear_forgets(curves: Curves) -> None:
    curves.add(1.0, ((math.nan, math.inf),))
    assert curves.empty
    curves.add(1.0, ((0.5, 0.6),))
    assert not curves.empty and curves.grab() is not None
    curves.clear()
    assert curves.empty


def test_many_points_are_thinned_and_the_last_is_there(curves: Curves) -> None:
    for second in range(5000):
        curves.add(float(second), ((0.1 if second < 4999 else 1.0, None),))
    places = red(curves.grab().toImage())
    assert min(y for x, y in places if x > 385) < 50


@pytest.mark.parametrize(("step", "wanted"), [(0.03, 0.05), (0.05, 0.05), (1.2, 2.0), (7, 10), (10, 10), (130, 200)])
def test_nice_numbers(step: float, wanted: float) -> None:
    assert nice(step) == pytest.approx(wanted)


def test_curves_stand_out_from_the_window(qtbot: Any) -> None:
    """Contrast of at least 3 : 1, as the WCAG asks of graphics, in both themes."""
    from photofix.gui.theme import DARK, LIGHT

    for plot in _plots():
        for curve in plot.curves:
            assert contrast(curve.dark, DARK.window) >= 3, curve.name
            assert contrast(curve.light, LIGHT.window) >= 3, curve.name


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(name: str) -> float:
    """Relative luminance by the WCAG."""
    colour = QColor(name)
    parts = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
