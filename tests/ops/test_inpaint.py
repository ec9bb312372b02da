"""Inpainting: only the mask changes, at the photo's own depth and in its own colours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from photofix.core.document import State
from photofix.core.edit import Edit
from photofix.core.mask import Mask
from photofix.core.photo import Photo, from_float
from photofix.core.progress import Progress
from photofix.errors import Cancelled, UserError
from photofix.ops.base import Context, perform
from photofix.ops.inpaint import ENGINES, OPERATION, Inpaint
from tests.ops.conftest import SmoothModels, landscape

ALL = [name for name, _ in ENGINES]


def photo(dtype: type, channels: int, icc: bytes | None = None, size: tuple[int, int] = (240, 320)) -> Photo:
    values = landscape(*size)
    colour = values if channels > 2 else values.mean(axis=2, keepdims=True)
    pixels = from_float(colour, np.dtype(dtype))
    if channels in (2, 4):
        alpha = np.random.default_rng(1).integers(0, np.iinfo(dtype).max, (*size, 1), dtype, endpoint=True)
        pixels = np.concatenate([pixels, alpha], axis=2)
    return Photo(pixels, icc=icc)


def wire(size: tuple[int, int] = (240, 320)) -> NDArray[np.uint8]:
    mask = np.zeros(size, np.uint8)
    cv2.line(mask, (0, 40), (size[1] - 1, 90), 255, 5)
    cv2.circle(mask, (200, 180), 4, 255, -1)
    return mask


def repair(base: Photo, mask: NDArray[np.uint8], context: Context, **params: object) -> tuple[State, Edit]:
    state = State.of(base).with_mask(Mask.from_array(mask))
    if params.get("engine") == "own":
        params["engine_file"] = "fill.pth"
    edit = perform(OPERATION, state, Inpaint(**params), context)  # type: ignore[arg-type]
    return state.with_edit(edit), edit


def changed(before: Photo, after: State) -> NDArray[np.bool_]:
    differs: NDArray[np.bool_] = (before.pixels != after.composite()).any(axis=2)
    return differs


@pytest.mark.parametrize("engine", ALL)
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_nothing_outside_the_mask_changes(engine: str, channels: int, dtype: type, context: Context) -> None:
    base, mask = photo(dtype, channels), wire()
    state, edit = repair(base, mask, context, engine=engine, grow=0)
    assert not (changed(base, state) & (mask == 0)).any()
    assert (changed(base, state) & (mask > 0)).any()
    assert state.composite().dtype == dtype
    if channels in (2, 4):
        np.testing.assert_array_equal(state.composite()[..., -1], base.pixels[..., -1])
    assert edit.record.params == asdict(Inpaint(engine, "fill.pth" if engine == "own" else None, grow=0))


def test_a_dark_wire_is_gone(context: Context) -> None:
    clean, mask = photo(np.uint8, 3), wire()
    broken = clean.pixels.copy()
    broken[mask > 0] = 10
    state, _ = repair(Photo(broken), mask, context, engine="eraser")
    error = np.abs(state.composite()[mask > 0].astype(int) - clean.pixels[mask > 0])
    assert error.mean() < 4


@pytest.mark.parametrize("grow", [1, 3, 9])
def test_growth_is_at_most_what_was_asked(grow: int, context: Context) -> None:
    base, mask = photo(np.uint8, 3), wire()
    state, edit = repair(base, mask, context, grow=grow)
    allowed = cv2.distanceTransform((mask == 0).astype(np.uint8), cv2.DIST_L2, 5) <= grow
    touched = np.zeros(mask.shape, bool)
    for patch in edit.patches:
        touched[patch.region.slices] |= patch.alpha > 0
    assert not (touched & ~allowed).any()
    assert (touched & (mask == 0)).any()
    assert not (changed(base, state) & ~allowed).any()


def test_automatic_growth_never_exceeds_four_pixels(context: Context) -> None:
    base, mask = photo(np.uint8, 3), wire()
    broken = base.pixels.copy()
    broken[cv2.dilate(mask, np.ones((21, 21), np.uint8)) > 0] = 10
    state, _ = repair(Photo(broken), mask, context)
    far = cv2.distanceTransform((mask == 0).astype(np.uint8), cv2.DIST_L2, 5) > 4
    assert not (changed(Photo(broken), state) & far).any()


def test_colours_that_srgb_cannot_hold_survive_inside_the_mask(
    context: Context, make_icc: Callable[..., bytes]
) -> None:
    size = (160, 200)
    pixels = np.empty((*size, 3), np.uint16)
    pixels[:] = (2000, 60000, 3000)  # a green far outside sRGB
    pixels[:, 100:] = (58000, 1000, 52000)
    mask = wire(size)
    base = Photo(pixels, icc=make_icc("prophoto", 1.8))
    broken = pixels.copy()
    broken[mask > 0] = 0
    state, _ = repair(Photo(broken, icc=base.icc), mask, context, engine="eraser", grow=0)
    out = state.composite()
    flat = (mask > 0) & (np.abs(np.arange(200) - 100) > 20)[None]
    assert np.abs(out[flat].astype(int) - pixels[flat]).max() < 700  # about 1 % of the range
    np.testing.assert_array_equal(out[mask == 0], broken[mask == 0])


def test_a_soft_mask_blends_softly(context: Context) -> None:
    base = photo(np.uint8, 3)
    soft = cv2.GaussianBlur(wire(), (0, 0), 3)
    state, edit = repair(base, soft, context, grow=0)
    alpha = np.zeros(soft.shape, np.uint8)
    for patch in edit.patches:
        alpha[patch.region.slices] = np.maximum(alpha[patch.region.slices], patch.alpha)
    np.testing.assert_array_equal(alpha, soft)
    assert not (changed(base, state) & (soft == 0)).any()


@pytest.mark.parametrize("engine", ALL)
def test_a_mask_at_the_border_and_in_the_corner(engine: str, context: Context) -> None:
    base = photo(np.uint8, 3)
    mask = np.zeros((240, 320), np.uint8)
    mask[:9] = mask[:, :5] = mask[230:, 300:] = 255
    state, _ = repair(base, mask, context, engine=engine, grow=0)
    assert not (changed(base, state) & (mask == 0)).any()


@pytest.mark.parametrize("engine", ALL)
def test_a_mask_covering_nearly_everything(engine: str, context: Context) -> None:
    base = photo(np.uint8, 3)
    mask = np.full((240, 320), 255, np.uint8)
    mask[100:104, 200:204] = 0
    state, _ = repair(base, mask, context, engine=engine, grow=0)
    np.testing.assert_array_equal(state.composite()[mask == 0], base.pixels[mask == 0])


def test_an_empty_mask_is_refused(context: Context) -> None:
    with pytest.raises(UserError, match="marks nothing"):
        repair(photo(np.uint8, 3), np.zeros((240, 320), np.uint8), context)


def test_a_mask_of_everything_is_refused(context: Context) -> None:
    with pytest.raises(UserError, match="Everything is marked"):
        repair(photo(np.uint8, 3), np.full((240, 320), 255, np.uint8), context)


@pytest.mark.parametrize("engine", ALL)
def test_the_seed_decides_everything_that_is_random(engine: str, context: Context) -> None:
    base, mask = photo(np.uint16, 3), wire()
    cv2.circle(mask, (120, 160), 26, 255, -1)
    first, second, other = (repair(base, mask, context, engine=engine, seed=seed)[0].composite() for seed in (5, 5, 6))
    np.testing.assert_array_equal(first, second)
    if engine != "texture":  # whose search is exhaustive and adds no grain of its own
        assert (first != other).any()


def test_a_large_island_is_repaired_in_pieces_without_a_seam(context: Context) -> None:
    size = (200, 1900)
    values = np.repeat(np.linspace(0.2, 0.8, 1900, dtype=np.float32)[None, :, None], 200, axis=0).repeat(3, axis=2)
    base = Photo(from_float(values, np.dtype(np.uint16)))
    mask = np.zeros(size, np.uint8)
    mask[90:100] = 255
    state, edit = repair(base, mask, context, engine="eraser", grow=0)
    assert len(edit.patches) > 1
    error = np.abs(state.composite().astype(int) - base.pixels)
    assert error.max() < 400


def test_a_hole_just_thick_enough_gets_texture(context: Context) -> None:
    rng = np.random.default_rng(4)
    base = Photo(rng.integers(60, 200, (200, 200, 3), np.uint8))
    mask = np.zeros((200, 200), np.uint8)
    cv2.circle(mask, (100, 100), 20, 255, -1)
    auto, texture = (repair(base, mask, context, engine=e, grow=0)[0].composite() for e in ("auto", "texture"))
    np.testing.assert_array_equal(auto, texture)


def test_cost_follows_the_mask_not_the_photo(models: SmoothModels, context: Context) -> None:
    small = np.zeros((300, 400), np.uint8)
    small[100:110, 100:300] = 255
    repair(photo(np.uint8, 3, size=(300, 400)), small, context, engine="eraser", grow=0)
    asked, models.windows = models.windows, 0
    large = np.zeros((1500, 2000), np.uint8)
    large[700:710, 900:1100] = 255
    repair(photo(np.uint8, 3, size=(1500, 2000)), large, context, engine="eraser", grow=0)
    assert models.windows <= asked + 2


def cancelling(after: int) -> Progress:
    """A progress that is cancelled after so many reports."""
    seen: list[float] = []

    def listen(fraction: float, text: str) -> None:
        seen.append(fraction)
        if len(seen) > after:
            progress.cancel()

    progress = Progress(listen)
    return progress


def test_cancel_leaves_everything_as_it_was(models: SmoothModels) -> None:
    base, mask = photo(np.uint8, 3), wire()
    state = State.of(base).with_mask(Mask.from_array(mask))
    before = base.pixels.copy()
    for stop_after in range(4):
        with pytest.raises(Cancelled):
            perform(OPERATION, state, Inpaint(), Context(models, cancelling(stop_after)))
    np.testing.assert_array_equal(base.pixels, before)
    np.testing.assert_array_equal(state.mask.read(), mask)


def test_progress_only_goes_forward_and_ends_at_one(models: SmoothModels) -> None:
    seen: list[float] = []
    state = State.of(photo(np.uint8, 3)).with_mask(Mask.from_array(wire()))
    perform(OPERATION, state, Inpaint(), Context(models, Progress(lambda fraction, _: seen.append(fraction))))
    assert seen == sorted(seen)
    assert seen[-1] == pytest.approx(1)
