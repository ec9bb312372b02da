"""What holds for every operation that improves the whole photo: strength 0, any depth, previews that agree."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import pytest

from photofix.core.document import State
from photofix.core.photo import Photo, from_float
from photofix.core.progress import Progress
from photofix.core.region import Region
from photofix.core.tiles import OutOfMemory
from photofix.errors import UserError
from photofix.files.profiles import prophoto
from photofix.ops import dejpeg, denoise, fade, sharpen, tiled
from photofix.ops.base import Context, Operation, Source, perform
from photofix.ops.tiled import mapped
from tests.ops.conftest import SmoothModels, landscape

# With params that change something, whatever is measured.
BOLD: list[tuple[Operation, Any]] = [
    (dejpeg.OPERATION, dejpeg.Dejpeg(jpeg_quality=20)),
    (denoise.OPERATION, denoise.Denoise(sigma=20.0)),
    (fade.OPERATION, fade.Fade(contrast=1.0, cast=1.0, tone="neutral")),
    (sharpen.OPERATION, sharpen.Sharpen(blur=1.2)),
]
each = pytest.mark.parametrize(("operation", "params"), BOLD, ids=[operation.id for operation, _ in BOLD])
KINDS = [(np.uint8, 1), (np.uint8, 2), (np.uint8, 3), (np.uint16, 3), (np.uint16, 4)]


def made(
    operation: Operation, params: Any, state: State, whole: State | None = None, models: Any = None
) -> np.ndarray[Any, Any]:
    context = Context(models or SmoothModels(), Progress.silent())
    return state.with_edit(perform(operation, state, params, context, whole=whole)).composite()


def picture(height: int = 90, width: int = 120, channels: int = 3, dtype: Any = np.uint8) -> State:
    """Somewhat pale, with edges and texture."""
    rgb = landscape(height, width) * 0.7 + 0.1
    for x in range(5, width, 14):
        cv2.line(rgb, (x, 0), (x + height // 3, height), (0.2, 0.25, 0.2), 2, cv2.LINE_AA)
    chosen = np.concatenate([rgb, rgb[..., :1]], axis=2)[..., [0, 1, 2, 3] if channels > 2 else [0, 1]]
    return State.of(Photo(from_float(np.ascontiguousarray(chosen[..., :channels]), np.dtype(dtype))))


@each
@pytest.mark.parametrize(("dtype", "channels"), KINDS, ids=lambda value: getattr(value, "__name__", value))
def test_it_changes_the_picture_and_nothing_else(operation: Operation, params: Any, dtype: Any, channels: int) -> None:
    state = picture(channels=channels, dtype=dtype)
    after = made(operation, params, state)
    assert after.dtype == dtype and after.shape == state.base.pixels.shape
    assert not np.array_equal(after, state.base.pixels)
    if channels in (2, 4):
        assert np.array_equal(after[..., -1], state.base.pixels[..., -1])


@each
def test_strength_0_changes_nothing(operation: Operation, params: Any) -> None:
    edit = perform(operation, picture(), replace(params, strength=0.0), Context(SmoothModels(), Progress.silent()))
    assert edit.patches == ()


@each
def test_more_strength_changes_more(operation: Operation, params: Any) -> None:
    state = picture()
    changes = [
        np.abs(made(operation, replace(params, strength=strength), state).astype(int) - state.base.pixels).mean()
        for strength in (0.2, 0.5, 1.0)
    ]
    assert 0 < changes[0] < changes[1] < changes[2]


@each
@pytest.mark.parametrize("size", [(1, 1), (3, 200), (200, 2)])
def test_pictures_of_any_size(operation: Operation, params: Any, size: tuple[int, int]) -> None:
    state = State.of(Photo(np.full((*size, 3), 90, np.uint8)))
    assert made(operation, params, state).shape == (*size, 3)


@each
def test_tiles_leave_no_seams(operation: Operation, params: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    state = picture(200, 260, dtype=np.uint16)
    whole = made(operation, params, state)
    monkeypatch.setattr(tiled, "TILE", 70)
    assert np.abs(made(operation, params, state).astype(int) - whole).max() <= 2


@each
def test_wide_colours_survive(operation: Operation, params: Any) -> None:
    """A colour that sRGB cannot hold stays beyond it, and fine steps of tone stay apart."""
    pixels = picture(dtype=np.uint16).base.pixels.copy()
    pixels[40:60, 40:60] = (2000, 60000, 3000)
    state = State.of(Photo(pixels, icc=prophoto()))
    after = made(operation, params, state)[45:55, 45:55].reshape(-1, 3).mean(axis=0)
    assert after[1] > 50000 and after[0] < 20000
    assert len(np.unique(made(operation, params, state)[..., 1])) > 1000


@pytest.mark.parametrize(
    ("operation", "params"),
    [(fade.OPERATION, fade.Fade()), (denoise.OPERATION, denoise.Denoise()), (sharpen.OPERATION, sharpen.Sharpen())],
    ids=["fade", "denoise", "sharpen"],
)
def test_a_preview_of_a_part_is_the_part_of_the_whole(operation: Operation, params: Any) -> None:
    """The part itself would measure as something else: it is flat and noisier."""
    pixels = picture(300, 400).base.pixels.astype(np.float32)
    pixels = cv2.GaussianBlur(pixels, (0, 0), 1.6) + np.random.default_rng(2).normal(0, 6, pixels.shape)
    region = Region(250, 180, 120, 100)
    pixels[region.slices] = 120 + np.random.default_rng(3).normal(0, 15, (100, 120, 1))
    state = State.of(Photo(np.clip(pixels, 0, 255).astype(np.uint8)))
    part = State.of(replace(state.base, pixels=state.composite(region)))
    expected = made(operation, params, state)[region.slices]
    assert not np.array_equal(expected, state.composite(region))
    inner = np.s_[48:-48, 48:-48]
    assert np.abs(made(operation, params, part, whole=state)[inner].astype(int) - expected[inner]).max() <= 1


def test_memory_that_runs_out_makes_tiles_smaller_and_keeps_what_is_done() -> None:
    state = picture(150, 190)
    shown: list[int] = []

    def invert(rgb: Any) -> Any:
        shown.append(rgb.shape[0] * rgb.shape[1])
        if shown[-1] > 9000:
            raise OutOfMemory
        return 1 - rgb

    patch = mapped(Source(state), invert, 4, Context(SmoothModels(), Progress.silent()))
    assert np.array_equal(patch.pixels, 255 - state.base.pixels)
    assert len(shown) < 30


def test_memory_that_suffices_for_nothing_is_told() -> None:
    def hungry(_rgb: Any) -> Any:
        raise MemoryError

    with pytest.raises(UserError, match="memory"):
        mapped(Source(picture()), hungry, 0, Context(SmoothModels(), Progress.silent()))


def noted(operation: Operation, params: Any, state: State) -> tuple[list[str], tuple[Any, ...]]:
    notes: list[str] = []
    edit = perform(operation, state, params, Context(SmoothModels(), Progress.silent(), notes.append))
    return notes, edit.patches


def test_what_is_not_needed_is_not_done_and_told() -> None:
    state = State.of(Photo(from_float(landscape(120, 160), np.dtype(np.uint8))))
    assert noted(dejpeg.OPERATION, dejpeg.Dejpeg(), state) == (
        ["the photo shows no traces of JPEG: nothing was changed"], ()
    )  # fmt: skip
    smooth = State.of(Photo(np.tile(np.linspace(2, 252, 160).astype(np.uint8)[None, :, None], (120, 1, 3))))
    assert noted(denoise.OPERATION, denoise.Denoise(), smooth) == (["there is no noise to be seen in it"], ())
    assert noted(sharpen.OPERATION, sharpen.Sharpen(), smooth) == (["it is as sharp as photos are"], ())
    assert noted(fade.OPERATION, fade.Fade(), smooth) == (["the photo does not look faded: nothing was changed"], ())


def test_grain_that_is_kept_has_no_colours() -> None:
    rng = np.random.default_rng(0)
    pixels = np.clip(120 + rng.normal(0, 20, (100, 100, 3)), 0, 255).astype(np.uint8)
    state = State.of(Photo(pixels))
    clean, grainy = (
        made(denoise.OPERATION, denoise.Denoise(sigma=20.0, grain=grain), state).astype(int) for grain in (0.0, 0.5)
    )
    kept = grainy - clean
    assert kept.std() > 2 and np.ptp(kept, axis=2).max() <= 1


def test_told_noise_counts_in_a_reduced_preview_as_it_does_there() -> None:
    asked: list[float] = []

    class Listening(SmoothModels):
        def get(self, model_id: str) -> Any:
            def clean(rgb: Any, noise: float, coarseness: float) -> Any:
                asked.append(noise)
                return rgb

            return clean

    for params in (denoise.Denoise(sigma=20.0), denoise.Denoise(sigma=20.0, strength=0.5)):
        perform(denoise.OPERATION, picture(), params, Context(Listening(), Progress.silent()))
    assert asked == pytest.approx([20 / 255, 10 / 255])
