"""Each object is told once, as the kind that it is."""

from __future__ import annotations

import numpy as np

from photofix.core.finding import Finding, Kind, Shape
from photofix.core.region import Region
from photofix.ops.once import once


def bar(kind: Kind, x: int, y: int, w: int, h: int) -> Finding:
    points = np.array([[x, y + h / 2], [x + w, y + h / 2]], float)
    return Finding(kind, Shape.LINE, points, float(h), 0.9, Region(x, y, w, h), np.full((h, w), 255, np.uint8))


def test_a_scratch_on_a_wire_goes_and_one_across_it_stays() -> None:
    wire = bar(Kind.WIRES, 0, 50, 200, 4)
    same, across = bar(Kind.SCRATCHES, 20, 51, 100, 3), bar(Kind.SCRATCHES, 100, 0, 3, 120)
    found = once({Kind.WIRES: (wire,), Kind.SCRATCHES: (same, across)}, 200, 120, exact=False)
    assert found == {Kind.WIRES: (wire,), Kind.SCRATCHES: (across,)}


def test_dust_in_a_scratch_is_the_scratch_but_not_if_infrared_light_measured_it() -> None:
    scratch, knot, speck = bar(Kind.SCRATCHES, 0, 50, 200, 4), bar(Kind.DUST, 90, 50, 6, 4), bar(Kind.DUST, 9, 9, 3, 3)
    some = {Kind.DUST: (knot, speck), Kind.SCRATCHES: (scratch,)}
    assert once(some, 200, 120, exact=False) == {Kind.DUST: (speck,), Kind.SCRATCHES: (scratch,)}
    assert once(some, 200, 120, exact=True) == some


def test_a_hair_that_is_also_a_scratch_is_dust() -> None:
    hair, line = bar(Kind.DUST, 0, 50, 90, 4), bar(Kind.SCRATCHES, 5, 51, 70, 3)
    found = once({Kind.DUST: (hair,), Kind.SCRATCHES: (line,)}, 200, 120, exact=False)
    assert found == {Kind.DUST: (hair,), Kind.SCRATCHES: ()}


def test_it_works_at_the_border_and_for_shapes_drawn_by_hand() -> None:
    wire = bar(Kind.WIRES, 0, 110, 200, 10)
    outside = bar(Kind.SCRATCHES, 150, 112, 80, 20)
    drawn = Finding(Kind.SCRATCHES, Shape.LINE, np.array([[0.0, 115.0], [50.0, 115.0]]), 3.0)
    found = once({Kind.WIRES: (wire,), Kind.SCRATCHES: (outside, drawn)}, 200, 120, exact=False)
    assert found[Kind.SCRATCHES] == (drawn,)
