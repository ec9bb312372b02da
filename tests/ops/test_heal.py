"""Healing: an edit for each thing, nothing else touched, shadows divided out and all else filled."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from photofix.core.document import State, changed_outside
from photofix.core.finding import Finding, Kind, Shape
from photofix.core.finding_marks import drawn, marks
from photofix.core.photo import Photo, from_float
from photofix.core.progress import Progress
from photofix.core.region import Region
from photofix.errors import Cancelled
from photofix.ops import inpaint
from photofix.ops.base import Context, Source, performed
from photofix.ops.detect import Detect
from photofix.ops.heal import OPERATION, Heal, heal
from photofix.ops.inpaint import Inpaint
from photofix.ops.unite import united
from tests.ops.conftest import SmoothModels, landscape

HEIGHT, WIDTH = 240, 320


def wire(*points: tuple[float, float], width: float = 3.0) -> Finding:
    return Finding(Kind.WIRES, Shape.LINE, np.array(points, float), width, 0.9)


def photo(*findings: Finding, dtype: type = np.uint8) -> State:
    """A landscape in which the findings are drawn darker."""
    picture = landscape(HEIGHT, WIDTH)
    marked = marks(findings, WIDTH, HEIGHT).read()[..., None] / 255
    return State.of(Photo(from_float((picture * (1 - 0.6 * marked)).astype(np.float32), np.dtype(dtype))))


def after(state: State, findings: list[Finding], context: Context) -> tuple[State, list[str]]:
    edits = heal(Source(state), findings, Heal(), context)
    assert all(edit.mask is not None and edit.record.operation == "heal" for edit in edits)
    return reduce(State.with_edit, edits, state), [edit.label for edit in edits]


CROSSING = [wire((0, 60), (320, 90)), wire((60, 0), (110, 240)), wire((0, 200), (320, 190))]
BUNDLE = [wire((0, 100 + 7 * i), (320, 112 + 7 * i), width=2.0) for i in range(4)]


@pytest.mark.parametrize("findings", [CROSSING, BUNDLE], ids=["crossing", "bundle"])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_every_wire_is_an_edit_and_nothing_else_is_touched(
    findings: list[Finding], dtype: type, context: Context
) -> None:
    state = photo(*findings, dtype=dtype)
    healed, labels = after(state, findings, context)
    assert sorted(labels) == [f"Wire {i + 1}" for i in range(len(findings))]
    assert changed_outside(healed, [Region(0, 0, WIDTH, HEIGHT)]) == 0
    top = np.iinfo(dtype).max
    truth = from_float(landscape(HEIGHT, WIDTH), np.dtype(dtype)).astype(float) / top
    composite = healed.composite()
    assert composite.dtype == dtype
    assert np.abs(composite / top - truth).max() < 0.12
    near = cv2.dilate(marks(findings, WIDTH, HEIGHT).read(), np.ones((13, 13), np.uint8)) > 0
    assert np.array_equal(composite[~near], state.base.pixels[~near])


def test_a_bundle_is_healed_as_if_its_wires_were_one_mask(context: Context) -> None:
    state = photo(*BUNDLE)
    healed, _ = after(state, BUNDLE, context)
    marked = state.with_mask(marks(BUNDLE, WIDTH, HEIGHT))
    (whole,) = performed(inpaint.OPERATION, marked, Inpaint(), context)
    assert np.array_equal(healed.composite(), state.with_edit(whole).composite())


def test_an_edit_switched_off_brings_back_its_wire_alone(context: Context) -> None:
    state = photo(*CROSSING)
    edits = heal(Source(state), CROSSING, Heal(), context)
    healed = reduce(State.with_edit, edits, state)
    second = next(edit for edit in edits if edit.label == "Wire 2")
    shown = healed.without(second.id).composite().astype(int)
    level = shown[120:180, :, 1]
    dark = level.argmin(axis=1)
    assert np.abs(dark - (60 + 50 * (np.arange(120, 180) + 0.5) / 240)).max() < 3
    assert (level.min(axis=1) < np.median(level, axis=1) - 25).all()


def test_many_wires_cost_as_much_as_their_union(models: SmoothModels) -> None:
    state = photo(*BUNDLE)
    heal(Source(state), BUNDLE, Heal(), Context(models, Progress.silent()))
    several = models.windows
    models.windows = 0
    marked = state.with_mask(marks(BUNDLE, WIDTH, HEIGHT))
    performed(inpaint.OPERATION, marked, Inpaint(), Context(models, Progress.silent()))
    assert several == models.windows > 0


def shadow() -> tuple[State, Finding, NDArray[np.float32]]:
    """A photo with a soft shadow of 40 pixels, its finding, and the photo without it."""
    rng = np.random.default_rng(2)
    fine = cv2.GaussianBlur(rng.normal(0, 0.04, (HEIGHT, WIDTH, 1)), (0, 0), 1.0)[..., None]
    truth = landscape(HEIGHT, WIDTH) + fine.astype(np.float32)
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    reach = np.hypot(x - 160, y - 120) / 20
    light = 1 - 0.2 / (1 + np.exp((reach - 0.85) * 8))
    spot = Finding(Kind.DUST, Shape.SPOT, np.array([[160.5, 120.5]]), 38.0, translucent=True)
    return State.of(Photo(from_float((truth * light[..., None]).astype(np.float32), np.dtype(np.uint16)))), spot, truth


def test_a_shadow_is_divided_out_and_the_texture_under_it_stays(context: Context, models: SmoothModels) -> None:
    state, spot, truth = shadow()
    healed, labels = after(state, [spot], context)
    assert labels == ["Dust 1"] and models.windows == 0
    assert healed.edits[0].record.params["method"] == "division" and healed.edits[0].record.models == {}
    place = Region(140, 100, 40, 40).slices
    left = np.abs(healed.composite()[place] / 65535 - truth[place])
    filled = reduce(State.with_edit, heal(Source(state), [Finding(spot.kind, spot.shape, spot.points, spot.width)],
                                          Heal(), context), state)  # fmt: skip
    assert left.mean() < 0.5 * np.abs(filled.composite()[place] / 65535 - truth[place]).mean()


def test_what_is_no_shadow_after_all_is_filled(context: Context, models: SmoothModels) -> None:
    opaque = Finding(Kind.DUST, Shape.SPOT, np.array([[100.0, 100.0]]), 14.0, translucent=True)
    region, values = drawn(opaque)
    state = photo()
    pixels = state.base.pixels.copy()
    pixels[region.slices][values == 255] = 20
    healed, _ = after(State.of(Photo(pixels)), [opaque], context)
    assert healed.edits[0].record.params["method"] == "inpaint" and models.windows > 0
    assert np.abs(healed.composite().astype(int) - state.base.pixels)[region.slices].max() < 30


def seen(finding: Finding) -> Finding:
    """As a detector marks it: what is covered by more than a half."""
    region, values = drawn(finding)
    inside = region.clip(WIDTH, HEIGHT)
    sure = np.where(values > 128, np.uint8(255), np.uint8(0))[inside.within(region).slices]
    return replace(finding, at=inside, pixels=np.ascontiguousarray(sure))


def test_what_was_seen_is_healed_with_its_rim_and_what_was_drawn_as_it_was_drawn(context: Context) -> None:
    thing = wire((0, 60.3), (320, 90.8))
    state, found = photo(thing), seen(thing)
    marked = marks([found], WIDTH, HEIGHT).read() > 0
    rim = (cv2.dilate(marked.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0) & ~marked

    def healed(params: Heal, finding: Finding) -> tuple[NDArray[np.bool_], NDArray[np.bool_], float]:
        (edit,) = heal(Source(state), [finding], params, context)
        picture, truth = state.with_edit(edit).composite(), from_float(landscape(HEIGHT, WIDTH), np.dtype(np.uint8))
        assert edit.mask is not None
        return picture != state.base.pixels, edit.mask.read() > 0, float(np.square(picture / 1.0 - truth).mean())

    _, reported, error = healed(Heal(), found)
    assert reported[rim].mean() > 0.7 and not (reported & ~marked & ~rim).any()
    changed, reported, exact = healed(Heal(grow=0), found)
    assert (reported == marked).all() and not changed[~marked].any()
    assert error < exact / 2
    assert (healed(Heal(), thing)[1] == (marks([thing], WIDTH, HEIGHT).read() > 0)).all()


def test_findings_that_mark_nothing_of_the_photo_are_passed_over(context: Context) -> None:
    state = photo()
    assert heal(Source(state), [], Detect(), context) == []
    assert heal(Source(state), [wire((-60, -60), (-20, -30))], Inpaint(), context) == []


def test_it_stops_when_asked(models: SmoothModels) -> None:
    stopped = Progress.silent()
    stopped.cancel()
    with pytest.raises(Cancelled):
        heal(Source(photo(*CROSSING)), CROSSING, Heal(), Context(models, stopped))


def test_the_operation_finds_by_itself(context: Context) -> None:
    state = photo(*CROSSING)
    edits = performed(OPERATION, state, Heal(kind="wires", engine="diffusion"), context)
    assert len(edits) >= 3 and all(edit.label.startswith("Wire") for edit in edits)
    assert all("finder" in edit.record.models and edit.record.params["engine"] == "diffusion" for edit in edits)
    truth = from_float(landscape(HEIGHT, WIDTH), np.dtype(np.uint8))
    healed = reduce(State.with_edit, edits, state).composite()
    before, now = (float(np.square(p.astype(float) - truth).mean()) for p in (state.base.pixels, healed))
    assert now < before / 10


def test_what_two_sources_found_is_one() -> None:
    spot = Finding(Kind.DUST, Shape.SPOT, np.array([[50.0, 50.0]]), 12.0, 0.4)
    again = Finding(Kind.DUST, Shape.SPOT, np.array([[52.0, 51.0]]), 10.0, 0.9)
    other = Finding(Kind.DUST, Shape.SPOT, np.array([[90.0, 50.0]]), 10.0)
    found = united([spot], [again, other], [CROSSING[0]])
    assert [one.kind for one in found] == [Kind.DUST, Kind.DUST, Kind.WIRES]
    assert found[0].id == spot.id and found[0].confidence == 0.9
    both = marks([spot, again], 120, 100).read()
    assert np.array_equal(marks(found[:1], 120, 100).read() > 0, both > 0)
