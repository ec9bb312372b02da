"""Wires out of noisy, broken probabilities: whole, apart, and never fewer for more sensitivity."""

from __future__ import annotations

import numpy as np
import pytest

from photofix.core.finding import Finding, Kind, Shape
from photofix.core.finding_marks import marks
from photofix.ops.detect import findings
from tests.ops.sightings import Values, likely, plain, sighting, wire


def found(values: Values, sensitivity: float = 0.5) -> tuple[Finding, ...]:
    return findings(sighting(values, Kind.WIRES), plain(values), Kind.WIRES, sensitivity)


def ends(finding: Finding) -> tuple[float, float]:
    return float(finding.points[:, 0].min()), float(finding.points[:, 0].max())


def test_nothing_likely_is_nothing_found() -> None:
    assert found(np.zeros((60, 80), np.uint8)) == ()


def test_a_sagging_wire_is_one_line_with_its_width() -> None:
    drawn = wire(300, 900, 60, 120, 90, thick=5)
    (one,) = found(likely(drawn))
    assert one.shape is Shape.LINE and ends(one)[0] < 8 and ends(one)[1] > 892
    assert one.width == pytest.approx((drawn > 127).sum() / 940, abs=1)
    assert 0.5 < one.confidence <= 1
    assert len(one.points) < 40
    inner = one.points[1:-1]  # at the photo's border the line's end leans to one of its corners
    t = (inner[:, 0] + 10) / 920
    assert np.abs(inner[:, 1] - (60 + 60 * t + 360 * t * (1 - t))).max() < 2.5


def test_a_wire_behind_leaves_is_one_line_whose_gaps_are_not_marked() -> None:
    gaps = ((250, 94, 28), (600, 122, 34))
    values = likely(wire(300, 900, 80, 140), gaps=gaps)
    (one,) = found(values)
    marked = marks([one], 900, 300).read()
    assert not marked[:, 240:260].any() and not marked[:, 585:615].any()
    assert marked[:, 300:500].any(axis=0).all()


def test_crossing_wires_stay_whole_and_both_mark_the_crossing() -> None:
    values = likely(wire(400, 800, 60, 340), wire(400, 800, 330, 90))
    two = found(values)
    assert len(two) == 2
    assert all(ends(one)[0] < 10 and ends(one)[1] > 790 for one in two)
    slopes = sorted(float(np.polyfit(one.points[:, 0], one.points[:, 1], 1)[0]) for one in two)
    assert slopes == pytest.approx([-0.3, 0.35], abs=0.03)
    first, second = (marks([one], 800, 400).read() > 0 for one in two)
    assert (first & second).any()
    assert first[:, 20:780].any(axis=0).mean() > 0.98 and second[:, 20:780].any(axis=0).mean() > 0.98


def test_wires_side_by_side_are_not_one() -> None:
    values = likely(*(wire(200, 600, y, y + 30, thick=3) for y in (60, 70, 80)))
    three = found(values)
    assert len(three) == 3
    assert all(one.width < 6 for one in three)


def test_short_and_round_things_are_no_wires() -> None:
    assert found(likely(np.zeros((300, 400), np.uint8), blobs=30)) == ()


@pytest.mark.parametrize("seed", range(3))
def test_more_sensitivity_never_finds_fewer_pixels(seed: int) -> None:
    values = likely(wire(400, 600, 60, 300), wire(400, 600, 330, 90), wire(400, 600, 200, 220, 40, 7),
                    gaps=((200, 150, 20), (420, 210, 30)), blobs=40, seed=seed)  # fmt: skip
    seen, source = sighting(values, Kind.WIRES), plain(values)
    before = np.zeros((400, 600), bool)
    for sensitivity in np.linspace(0, 1, 14).tolist():
        now = marks(findings(seen, source, Kind.WIRES, sensitivity), 600, 400).read() > 0
        assert not (before & ~now).any()
        before = now
    assert before.any()


def test_wires_over_the_borders_of_the_tiles_in_which_they_are_traced() -> None:
    values = likely(wire(1400, 2300, 1000, 1050, thick=4))
    (one,) = found(values)
    assert ends(one)[0] < 10 and ends(one)[1] > 2290


def fainter(from_x: int, share: float) -> Values:
    """A wire that is fainter from some place on."""
    values = likely(wire(300, 900, 80, 140)).astype(float)
    values[:, from_x:] *= share
    return values.astype(np.uint8)


def test_a_wire_is_followed_to_where_it_is_too_faint_by_itself() -> None:
    values = fainter(500, 0.28)
    assert 40 < values[:, 520:].max() < 88
    (one,) = found(values)
    assert ends(one)[1] > 880
    assert (marks([one], 900, 300).read()[:, 510:880] > 0).any(axis=0).mean() > 0.9
    alone = values.copy()
    alone[:, :500] = 0
    assert found(alone) == ()


def test_a_little_that_is_sure_does_not_make_a_wire_of_much_that_is_not() -> None:
    values = fainter(120, 0.28)
    assert all(ends(one)[1] < 140 for one in found(values))


@pytest.mark.parametrize("share", [0.2, 0.28, 0.36, 0.5])
def test_a_followed_wire_never_gets_thinner_with_more_sensitivity(share: float) -> None:
    values = fainter(500, share)
    seen, source = sighting(values, Kind.WIRES), plain(values)
    before = np.zeros((300, 900), bool)
    for sensitivity in np.linspace(0, 1, 21).tolist():
        now = marks(findings(seen, source, Kind.WIRES, sensitivity), 900, 300).read() > 0
        assert not (before & ~now).any()
        before = now
    assert before[:, 600:].any()


def test_a_short_piece_is_a_wire_beside_a_sure_one_that_runs_along_it() -> None:
    sure, beside, across = np.zeros((3, 300, 600), np.uint8)
    sure[:] = wire(300, 600, 100, 100, thick=3)
    beside[110:114, 300:332] = 235
    across[180:214, 300:304] = 235
    alone = found(likely(beside))
    assert alone == ()
    marked = marks(found(likely(np.maximum(np.maximum(sure, beside), across))), 600, 300).read() > 0
    assert marked[111, 305:327].mean() > 0.9
    assert not marked[170:220].any()
