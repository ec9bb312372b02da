"""Hints of a person: places, strokes and locked regions, as values and as files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from photofix.core.colour_hint import ColourHint, Point, as_entry
from photofix.errors import UserError
from photofix.ops.colorize import Colorize
from photofix.ops.colour_hints import SAMPLES, read, sampled, told, write
from tests.ops.test_colorize import RED, RED_LAB, halves, lab, made, seen

BLUE = (150, 165, 200)
LEFT = ((0.0, 0.0), (79.0, 0.0), (79.0, 119.0), (0.0, 119.0))


def place(x: float, y: float, rgb: tuple[int, int, int] = RED) -> ColourHint:
    return ColourHint(((x, y),), rgb)


def coloured(*hints: ColourHint | dict[str, Any], variant: int = 0) -> Any:
    return seen(made(halves(), Colorize(variant=variant, hints=hints)))[1]  # type: ignore[arg-type]


def apart(one: Any, other: Any) -> float:
    return float(np.linalg.norm(one - other, axis=2).max())


def test_hints_as_values_and_as_a_file_are_the_same(tmp_path: Path) -> None:
    hints = (place(20, 30), ColourHint(((100.0, 20.0), (140.0, 100.0)), BLUE, 9.0))
    write(tmp_path / "hints.json", hints, overwrite=False)
    assert read(tmp_path / "hints.json", 160, 120) == hints
    expected = coloured(*hints)
    assert np.array_equal(coloured(*map(as_entry, hints)), expected)
    assert np.array_equal(seen(made(halves(), Colorize(hints=str(tmp_path / "hints.json"))))[1], expected)


def test_a_file_is_not_overwritten_unasked(tmp_path: Path) -> None:
    write(tmp_path / "hints.json", (place(1, 1),), overwrite=False)
    with pytest.raises(UserError):
        write(tmp_path / "hints.json", (), overwrite=False)
    assert read(tmp_path / "hints.json", 9, 9) == (place(1, 1),)


def test_a_stroke_counts_where_it_lies() -> None:
    after = coloured(ColourHint(((10.0, 20.0), (60.0, 100.0)), RED, 6.0))
    assert np.linalg.norm(after[:, :76] - RED_LAB, axis=2).max() < 4


def test_a_place_stays_grey() -> None:
    after = coloured(place(20, 30, (140, 140, 140)))
    assert np.abs(after[:, :76]).max() < 1.5 and np.abs(after[:, 84:]).max() > 5


def test_what_is_locked_heeds_no_later_hint_and_no_other_proposal() -> None:
    first = place(20, 30)
    before = coloured(first)
    lock = ColourHint(LEFT, variant=0)
    after = coloured(first, lock, place(60, 90, BLUE), place(120, 60, BLUE), variant=2)
    assert apart(after[:, :74], before[:, :74]) < 1
    assert np.linalg.norm(after[:, 86:] - lab(BLUE), axis=2).max() < 4
    without = coloured(first, place(60, 90, BLUE), place(120, 60, BLUE), variant=2)
    assert apart(without[:, :74], before[:, :74]) > 10


def test_a_lock_keeps_what_an_earlier_lock_kept() -> None:
    wide = ((0.0, 0.0), (159.0, 0.0), (159.0, 119.0), (0.0, 119.0))
    hints = (place(20, 30), ColourHint(LEFT), place(60, 90, BLUE), place(120, 60, BLUE))
    before = coloured(*hints)
    after = coloured(*hints, ColourHint(wide), place(120, 60, (60, 140, 60)), place(20, 30, BLUE))
    assert apart(after, before) < 1


@pytest.mark.parametrize(
    "points", [((5.0, 5.0), (150.0, 110.0)), ((-40.0, 60.0), (20.0, 60.0)), ((300.0, 300.0), (400.0, 400.0))]
)
@pytest.mark.parametrize("width", [0.0, 1.0, 30.0])
def test_places_of_a_stroke_lie_in_the_photo(points: tuple[Point, ...], width: float) -> None:
    places = sampled(ColourHint(points, RED, width), 160, 120)
    assert places.shape[1] == 2 and len(places) <= SAMPLES
    assert ((places >= 0) & (places <= 1)).all()
    assert (len(places) > 1) == (points[0][0] < 300)


@pytest.mark.parametrize(
    ("hints", "said"),
    [((place(160, 3),), "Hint 1 lies beside"), ((place(3, 3), {"x": 1}), "Hint 2 cannot be understood")],
)
def test_what_is_wrong_is_said(hints: Any, said: str) -> None:
    with pytest.raises(UserError, match=said):
        told(hints, 160, 120)


def test_hints_are_hints_or_a_file() -> None:
    for wrong in ((3, 4), 7, "hints.txt"):
        with pytest.raises(UserError):
            made(halves(), Colorize(hints=wrong))  # type: ignore[arg-type]
