"""Old photos are restored by the steps they need, each an edit of its own that can be switched off."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import pytest

from photofix.core.document import State
from photofix.core.photo import Photo
from photofix.core.progress import Progress
from photofix.ops import denoise
from photofix.ops.base import Context, Source, performed
from photofix.ops.restore import OPERATION, STEPS, Restore, chosen, needed
from tests.ops.conftest import SmoothModels, landscape

NAMES = [step.name for step in STEPS]


def old(dtype: Any = np.uint8) -> State:
    """Soft, grainy, compressed and faded, with a bright scratch."""
    rgb = landscape(220, 300)
    for _ in range(2):
        rng = np.random.default_rng(4)
        for _ in range(160):
            x, y = int(rng.integers(300)), int(rng.integers(220))
            cv2.circle(rgb, (x, y), int(rng.integers(3, 12)), [float(value) for value in rng.uniform(0, 1, 3)], -1)
    rgb = cv2.GaussianBlur(rgb, (0, 0), 1.7) + np.random.default_rng(1).normal(0, 0.07, rgb.shape)
    cv2.line(rgb, (150, 10), (170, 200), (1.0, 1.0, 1.0), 2)
    rgb = np.clip(0.2 + 0.55 * np.clip(rgb, 0, 1) * [1, 1, 0.8], 0, 1)
    levels = np.rint(rgb * 255).astype(np.uint8)
    data = cv2.imencode(".jpg", levels[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 60])[1]
    coded = np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR_RGB))
    return State.of(Photo(coded.astype(dtype) * (257 if dtype == np.uint16 else 1)))


def restored(state: State, params: Restore) -> tuple[State, list[str]]:
    notes: list[str] = []
    for edit in performed(OPERATION, state, params, Context(SmoothModels(), Progress.silent(), notes.append)):
        state = state.with_edit(edit)
    return state, notes


def test_everything_that_is_wrong_becomes_a_step() -> None:
    after, notes = restored(old(), Restore())
    assert after.edits[0].label == "JPEG Artefacts"
    assert {edit.record.operation for edit in after.edits} >= {"dejpeg", "heal", "denoise", "fade"}
    assert len(notes) == 1 and all(word in notes[0] for word in ("quality", "255", "contrast"))
    assert np.ptp(after.composite()) > np.ptp(old().composite())


def test_sixteen_bits_stay() -> None:
    after, _ = restored(old(np.uint16), Restore(scratches=0))
    assert after.composite().dtype == np.uint16 and len(np.unique(after.composite())) > 2000


@pytest.mark.parametrize("name", NAMES)
def test_each_step_can_be_left_out(name: str) -> None:
    state = old()
    found = needed(Source(state))
    everything = [one.step.name for one in chosen(found, Restore())]
    without = [one.step.name for one in chosen(found, replace(Restore(), **{name: 0.0}))]
    assert name not in without and without == [other for other in everything if other != name]


def test_what_needs_nothing_is_left_alone() -> None:
    smooth = np.repeat(np.linspace(2, 252, 160).astype(np.uint8)[None, :, None], 3, axis=2).repeat(100, axis=0)
    after, notes = restored(State.of(Photo(smooth)), Restore(scratches=0))
    assert after.edits == () and notes == ["nothing was found to be restored"]


def test_a_step_that_is_switched_off_leaves_the_others() -> None:
    after, _ = restored(old(), Restore(scratches=0))
    whole = after.composite().astype(int)
    by_id = {edit.record.operation: edit for edit in after.edits}
    without_noise = after.with_changed(replace(by_id["denoise"], enabled=False)).composite().astype(int)
    grain = without_noise - whole
    assert grain.std() > 0.3, "the grain is back"
    assert abs(grain.mean()) < 2, "and the tones stay as bright as they were made"
    pale = after.with_changed(replace(by_id["fade"], enabled=False)).composite()
    assert np.ptp(pale) < np.ptp(whole)


def test_steps_say_how_they_were_made() -> None:
    after, _ = restored(old(), Restore(noise=0.5, grain=0.3, scratches=0))
    (record,) = (edit.record for edit in after.edits if edit.record.operation == "denoise")
    assert (record.params["strength"], record.params["grain"]) == (0.5, 0.3)
    assert record.params["sigma"] == pytest.approx(denoise.measured(Source(old())), abs=0.06)
    assert list(record.models) == ["restorer"]


def test_scratches_are_one_step_however_many_there_are() -> None:
    after, _ = restored(old(), Restore(jpeg=0, noise=0, blur=0, fading=0))
    (edit,) = after.edits
    assert edit.label == "Scratches and Dust" and len(edit.patches) > 0
    scratch = after.composite()[60:150, 150:170].astype(int).max() - old().composite()[60:150, 150:170].max()
    assert scratch < -20


def test_a_wire_that_looks_like_a_scratch_stays() -> None:
    class Unsure(SmoothModels):
        """Takes whatever is dark for a wire, and for a scratch as well."""

        def get(self, model_id: str) -> Any:
            if model_id != "finder":
                return super().get(model_id)
            return lambda pictures: np.repeat(((pictures.mean(axis=3) < 0.3) * np.uint8(240))[..., None], 3, axis=3)

    pixels = np.full((200, 300, 3), 180, np.uint8)
    cv2.line(pixels, (0, 90), (300, 110), (20, 20, 20), 3)
    state = State.of(Photo(pixels))
    steps = Restore(jpeg=0, noise=0, blur=0, fading=0)
    assert performed(OPERATION, state, steps, Context(Unsure(), Progress.silent())) == ()


def test_colours_come_only_if_they_are_asked_for() -> None:
    tones = State.of(Photo(old().base.pixels[..., :1].repeat(3, axis=2)))
    found = needed(Source(tones))
    assert "colours" in [one.step.name for one in found] and "colours" not in [
        one.step.name for one in chosen(found, Restore())
    ]
    after, notes = restored(tones, Restore(scratches=0, colours=1.0))
    assert after.edits[-1].label == "Colorize" and len(after.edits) > 1 and "no colours of its own" in notes[0]
    assert np.ptp(after.composite().astype(int), axis=2).mean() > 4
    half, _ = restored(tones, Restore(scratches=0, colours=0.5))
    assert (
        np.ptp(half.composite().astype(int), axis=2).mean() < 0.8 * np.ptp(after.composite().astype(int), axis=2).mean()
    )


def test_a_photo_with_colours_gets_no_others() -> None:
    assert "colours" not in [one.step.name for one in needed(Source(old()))]
    after, _ = restored(old(), Restore(scratches=0, colours=1.0))
    assert all(edit.label != "Colorize" for edit in after.edits)


@pytest.mark.parametrize("tone", [(1.0, 1.0, 1.0), (1.0, 0.85, 0.65)])
def test_toned_prints_have_no_colours_of_their_own(tone: tuple[float, float, float]) -> None:
    grey = landscape(90, 120)[..., :1] * 0.8 + 0.1
    pixels = np.rint(grey * np.array(tone) * 255).astype(np.uint8)
    assert "colours" in [one.step.name for one in needed(Source(State.of(Photo(pixels))))]
