"""What a person may do to findings: judge, change, add, protect; and what another sensitivity leaves of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from photofix.core.finding import Finding, Kind, Shape
from photofix.core.mask import Mask
from photofix.gui.review.review import Review

SIZE = 400, 300


def wire(y: float, **more: object) -> Finding:
    finding = Finding(Kind.WIRES, Shape.LINE, np.array([[10.0, y], [390.0, y + 5]]), 3.0, 0.9)
    return replace(finding, **more)  # type: ignore[arg-type]


def spot(x: float, y: float) -> Finding:
    return Finding(Kind.DUST, Shape.SPOT, np.array([[x, y]]), 8.0, 0.7)


def found(*findings: Finding) -> Review:
    return Review(Mask(*SIZE)).with_found(findings, 0.5)


def test_findings_are_listed_by_kind_with_names_and_all_accepted() -> None:
    dust, first, second = spot(50, 50), wire(100), wire(200)
    review = found(dust, first, second)
    assert [review.names[finding.id] for finding in review.listed] == ["Wire 1", "Wire 2", "Dust 1"]
    assert set(review.accepted) == {dust, first, second} and review.count(Kind.WIRES) == 2


def test_a_verdict_is_taken_back() -> None:
    first, second = wire(100), wire(200)
    review = found(first, second).judged([first.id], accept=False)
    assert review.accepted == (second,) and review.to_heal() == [second]
    assert review.judged([first.id], accept=False) is review
    assert set(review.judged([first.id], accept=True).accepted) == {first, second}


def test_a_rejected_one_stays_rejected_at_another_sensitivity() -> None:
    first, second = wire(100), wire(200)
    review = found(first, second).judged([first.id], accept=False)
    without = review.with_found([wire(200)], 0.2)
    assert len(without.listed) == 1 and len(without.accepted) == 1
    back = without.with_found([wire(100), wire(200), spot(30, 30)], 0.8)
    names = [back.names[finding.id] for finding in back.accepted]
    assert names == ["Wire 2", "Dust 1"]


def test_what_was_changed_replaces_what_was_found_whatever_the_sensitivity() -> None:
    first = wire(100)
    review = found(first)
    bent = replace(first, points=np.array([[10.0, 100.0], [200.0, 130.0], [390.0, 105.0]]))
    review = review.changed(bent)
    assert review.listed == (bent,)
    assert review.with_found([wire(100)], 0.7).listed == (bent,)


def test_changing_a_rejected_one_accepts_it() -> None:
    first = wire(100)
    review = found(first).judged([first.id], accept=False).changed(replace(first, width=6.0))
    assert [finding.width for finding in review.accepted] == [6.0]


def test_one_that_was_drawn_is_removed_and_one_that_was_found_rejected() -> None:
    first, drawn = wire(100), wire(200)
    review = found(first).added(drawn)
    assert review.with_found([wire(100)], 0.9).get(drawn.id) is drawn
    assert review.dismissed(drawn.id).listed == (first,)
    left = review.dismissed(first.id)
    assert len(left.listed) == 2 and left.accepted == (drawn,)


def test_nothing_is_healed_under_a_protected_area() -> None:
    dust, first = spot(50, 50), wire(100)
    shield = np.zeros(SIZE[::-1], np.uint8)
    shield[30:70, 30:70] = 255
    shield[90:120, :200] = 255
    review = found(dust, first).with_protected(Mask.from_array(shield))
    assert review.shielded == {dust.id}
    (left,) = review.to_heal()
    assert left.kind is Kind.WIRES and left.at is not None and left.pixels is not None
    assert not left.pixels[:, : 200 - left.at.x].any() and left.pixels[:, 200 - left.at.x :].any()
