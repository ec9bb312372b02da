"""Dust and scratches out of probabilities: spots, fibres, lines and areas."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from photofix.core.document import State
from photofix.core.finding import Finding, Kind, Shape
from photofix.core.finding_marks import marks
from photofix.core.photo import Photo, from_float
from photofix.ops.base import Source
from photofix.ops.components import components
from photofix.ops.detect import findings
from tests.ops.conftest import landscape
from tests.ops.sightings import Values, likely, plain, sighting, wire

KINDS = [Kind.DUST, Kind.SCRATCHES]


def found(values: Values, kind: Kind, sensitivity: float = 0.5) -> tuple[Finding, ...]:
    return findings(sighting(values, kind), plain(values), kind, sensitivity)


def disc(x: int, y: int, diameter: int, height: int = 300, width: int = 400) -> Values:
    values = np.zeros((height, width), np.uint8)
    cv2.circle(values, (x, y), diameter // 2, 255, -1)
    return values


@pytest.mark.parametrize("diameter", [4, 9, 30, 90])
def test_a_spot_has_its_centre_and_diameter(diameter: int) -> None:
    (one,) = found(likely(disc(256, 150, diameter)), Kind.DUST)
    assert one.shape is Shape.SPOT
    assert np.abs(one.points[0] - (256.5, 150.5)).max() < 1.5
    assert one.width == pytest.approx(diameter, rel=0.25, abs=2)


def test_a_hair_is_a_line_and_dust_all_the_same() -> None:
    values = np.zeros((300, 400), np.uint8)
    cv2.ellipse(values, (200, 150), (80, 60), 0, 20, 200, 255, 2)
    (hair,) = found(likely(values), Kind.DUST)
    assert hair.kind is Kind.DUST and hair.shape is Shape.LINE and hair.width < 6
    assert len(hair.points) >= 5 and not hair.translucent


def test_a_scratch_in_pieces_is_one_line_and_a_tear_is_an_area() -> None:
    scratch = likely(wire(400, 600, 80, 100, thick=3), gaps=((200, 87, 12), (400, 93, 12)))
    (line,) = found(scratch, Kind.SCRATCHES)
    assert line.shape is Shape.LINE and np.ptp(line.points[:, 0]) > 580
    assert not marks([line], 600, 400).read()[:, 195:205].any()
    tear = np.zeros((400, 600), np.uint8)
    cv2.fillPoly(tear, [np.array([[100, 200], [200, 210], [260, 330], [130, 300]], np.int32)], 255)
    (area,) = found(likely(tear), Kind.SCRATCHES)
    assert area.shape is Shape.AREA and len(area.points) < 60
    outline = np.zeros_like(tear)
    cv2.fillPoly(outline, [np.round(area.points).astype(np.int32)], 255)
    assert (outline & tear).sum() > 0.9 * (outline | tear).sum()


@pytest.mark.parametrize("kind", KINDS)
def test_more_sensitivity_never_finds_fewer_pixels(kind: Kind) -> None:
    values = likely(wire(300, 400, 60, 200, thick=2), disc(100, 220, 40), blobs=60)
    seen, source = sighting(values, kind), plain(values)
    before = np.zeros((300, 400), bool)
    for sensitivity in np.linspace(0, 1, 9).tolist():
        now = marks(findings(seen, source, kind, sensitivity), 400, 300).read() > 0
        assert not (before & ~now).any()
        before = now
    assert before.any()


def test_components_over_tile_borders_are_those_of_the_whole() -> None:
    rng = np.random.default_rng(5)
    values = cv2.GaussianBlur(rng.random((700, 800)).astype(np.float32), (0, 0), 2.5)
    values = np.asarray(np.clip((values - 0.42) * 1800, 0, 255), np.uint8)
    mine = [part for part in components(sighting(values, Kind.DUST).maps[Kind.DUST], 120) if part.peak >= 220]
    count, labels = cv2.connectedComponents((values >= 120).astype(np.uint8), connectivity=8)
    strong = {int(label) for label in np.unique(labels[values >= 220])} - {0}
    assert count > 50 and len(mine) == len(strong)
    for part in mine:
        label = int(labels[part.ys[0], part.xs[0]])
        assert len(part.ys) == np.count_nonzero(labels == label) and (labels[part.ys, part.xs] == label).all()


@pytest.mark.parametrize("kind", [Kind.DUST, Kind.SCRATCHES])
def test_another_sensitivity_leaves_objects_as_they_are(kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    seen, source = (
        sighting(likely(disc(100, 220, 40), disc(60, 60, 9), blobs=60), kind),
        plain(np.zeros((300, 400), np.uint8)),
    )
    few = findings(seen, source, kind, 0.3)
    monkeypatch.setattr("photofix.ops.find_spots.components", None)  # nothing is worked out again
    monkeypatch.setattr("photofix.ops.find_scratches.components", None)
    more = findings(seen, source, kind, 0.6)
    assert few and len(more) > len(few)
    assert {finding.id for finding in few} <= {finding.id for finding in more}


def shaded(kind: str) -> tuple[Source, Values]:
    """A photo with a spot of 40 pixels: a soft shadow through which the photo shows, or something opaque."""
    picture = landscape(200, 260)
    y, x = np.mgrid[:200, :260]
    reach = np.hypot(x - 130, y - 100) / 20
    soft = 1 / (1 + np.exp((reach - 0.8) * 9))
    spotted = picture * (1 - 0.15 * soft[..., None]) if kind == "soft" else np.where(reach[..., None] < 1, 0.2, picture)
    marked = np.asarray((reach < 0.95) * 255, np.uint8)
    return Source(State.of(Photo(from_float(spotted.astype(np.float32), np.dtype(np.uint8))))), likely(marked)


@pytest.mark.parametrize(("kind", "translucent"), [("soft", True), ("opaque", False)])
def test_only_a_spot_through_which_the_photo_shows_is_translucent(kind: str, translucent: bool) -> None:
    source, values = shaded(kind)
    (one,) = findings(sighting(values, Kind.DUST), source, Kind.DUST)
    assert one.translucent is translucent
