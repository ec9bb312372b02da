"""Networks that the person brought, in operations: whose are taken where, and tiles that are the whole."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from photofix.core import passport as purposes
from photofix.core.document import State
from photofix.core.mask import Mask
from photofix.core.passport import Passport
from photofix.core.photo import Photo, from_float, to_float
from photofix.core.progress import Progress
from photofix.errors import UserError
from photofix.models.pool import Pool
from photofix.ops import colorize, dejpeg, denoise, imported, inpaint, sharpen, tiled, upscale
from photofix.ops.base import Context, Operation, performed, reshaped
from photofix.ops.resampling import resampled
from tests.fakes import Roomy
from tests.models.published_files import smaller, written
from tests.ops.conftest import landscape

Floats = NDArray[np.float32]
HEIGHT, WIDTH = 251, 333
FILE = "model.pth"


class Brought(Roomy):
    """A pool that has one model: a network of somebody else's, which is a function."""

    device = "cpu"

    def __init__(self, purpose: str, call: Callable[..., Any], **facts: Any) -> None:
        self.passport = Passport(FILE, "Fake", purpose, facts.pop("scale", 1), 3, 3, 1, 1, "0" * 64, **facts)
        self.call, self.shown = call, []  # type: ignore[var-annotated]

    def get(self, model_id: str) -> Any:
        assert model_id.startswith("file:published:") and model_id.endswith(FILE)
        return self

    def __call__(self, *given: Any) -> Floats:
        self.shown.append(given)
        return np.asarray(self.call(*given), np.float32)

    def sha256(self, model_id: str) -> str:
        return "a" * 64


def context(models: Any, notes: list[str] | None = None) -> Context:
    return Context(models, Progress.silent(), (notes if notes is not None else []).append)


def photo(height: int = HEIGHT, width: int = WIDTH, dtype: Any = np.uint8) -> Photo:
    return Photo(from_float(landscape(height, width), np.dtype(dtype)))


def composite(operation: Operation, state: State, params: Any, models: Any) -> NDArray[Any]:
    return reduce(State.with_edit, performed(operation, state, params, context(models)), state).composite()


RESTORERS = [
    (denoise.OPERATION, denoise.Denoise),
    (dejpeg.OPERATION, dejpeg.Dejpeg),
    (sharpen.OPERATION, sharpen.Sharpen),
]


@pytest.mark.parametrize(("operation", "params"), RESTORERS, ids=lambda value: getattr(value, "id", ""))
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_a_restorer_is_laid_over_the_photo_by_its_strength(operation: Operation, params: Any, dtype: Any) -> None:
    state = State.of(photo(60, 80, dtype))
    models = Brought(purposes.RESTORATION, lambda picture: picture + 0.1)
    for strength in (1.0, 0.5):
        made = composite(operation, state, params(strength=strength, model="own", model_file=FILE), models)
        change = to_float(made) - to_float(state.base.pixels)
        assert abs(change.mean() - 0.1 * strength) < 0.003
    record = performed(operation, state, params(model="own", model_file=FILE), context(models))[0].record
    assert list(record.models.values()) == ["a" * 64]


def test_at_no_strength_no_network_is_asked() -> None:
    models = Brought(purposes.RESTORATION, lambda picture: picture)
    state = State.of(photo(20, 20))
    (edit,) = performed(sharpen.OPERATION, state, sharpen.Sharpen(0.0, model="own", model_file=FILE), context(models))
    assert not edit.patches and not models.shown


def test_a_network_that_sees_the_whole_photo_is_shown_it_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiled, "TILE", 64)
    whole = Brought(purposes.RESTORATION, lambda picture: picture, tiling=False)
    parts = Brought(purposes.RESTORATION, lambda picture: picture)
    for models in (whole, parts):
        composite(denoise.OPERATION, State.of(photo()), denoise.Denoise(model="own", model_file=FILE), models)
    assert [given[0].shape for given in whole.shown] == [(HEIGHT, WIDTH, 3)]
    assert len(parts.shown) > 8


@pytest.mark.parametrize("purpose", [p for p in purposes.PURPOSES if p != purposes.RESTORATION])
def test_a_network_for_something_else_is_refused_and_told_where_it_goes(purpose: str) -> None:
    models = Brought(purpose, lambda picture: picture)
    with pytest.raises(UserError, match=f"is a network for {purpose}, not for restoration") as refused:
        performed(
            denoise.OPERATION, State.of(photo(20, 20)), denoise.Denoise(model="own", model_file=FILE), context(models)
        )
    assert imported.WHERE[purpose] in refused.value.hint


OPERATIONS: list[tuple[Operation, Any]] = [
    (denoise.OPERATION, denoise.Denoise(model="own")),
    (colorize.OPERATION, colorize.Colorize(model="own")),
    (inpaint.OPERATION, inpaint.Inpaint(engine="own")),
]


@pytest.mark.parametrize(("operation", "params"), OPERATIONS, ids=lambda value: getattr(value, "id", ""))
def test_without_a_file_the_person_is_asked_for_one(operation: Operation, params: Any) -> None:
    state = State.of(photo(30, 30)).with_mask(Mask.from_array(np.pad(np.full((4, 4), 255, np.uint8), 13)))
    with pytest.raises(UserError, match="No model file was chosen"):
        performed(operation, state, params, context(Brought(purposes.RESTORATION, lambda x: x)))


# Upscaling


@pytest.mark.parametrize("scale", [2, 3, 4, 8])
@pytest.mark.parametrize("wanted", [1.5, 2.0, 4.0, 5.0])
def test_a_network_of_any_factor_makes_any_size(scale: int, wanted: float) -> None:
    def enlarge(picture: Floats) -> Floats:
        return resampled(picture, (picture.shape[1] * scale, picture.shape[0] * scale))

    models = Brought(purposes.SUPER_RESOLUTION, enlarge, scale=scale)
    state = State.of(photo(40, 60))
    params = upscale.Upscale(scale=wanted, model="own", model_file=FILE)
    made, used = reshaped(upscale.OPERATION, state, params, context(models))
    size = round(60 * wanted), round(40 * wanted)
    assert (made.width, made.height) == size and list(used.values()) == ["a" * 64]
    again = resampled(to_float(state.base.pixels), size)
    assert np.abs(to_float(made.pixels) - again)[8:-8, 8:-8].mean() < 0.01
    assert len(models.shown) >= (2 if wanted > scale else 1)


# Inpainting


def marked(side: int, hole: int) -> State:
    values = np.zeros((side, side), np.uint8)
    start = (side - hole) // 2
    values[start : start + hole, start : start + hole] = 255
    return State.of(photo(side, side)).with_mask(Mask.from_array(values))


def red(picture: Floats, hole: NDArray[np.bool_]) -> Floats:
    return np.where(hole[..., None], np.float32([0.9, 0.1, 0.1]), picture)


@pytest.mark.parametrize("fixed", [False, True])
@pytest.mark.parametrize("hole", [9, 120])
def test_a_hole_is_filled_by_the_network_and_nothing_else_changes(fixed: bool, hole: int) -> None:
    sizes = {"multiple": 64, "smallest": 64, "tiling": False} if fixed else {"multiple": 8, "smallest": 16}
    models = Brought(purposes.INPAINTING, red, **sizes)
    state = marked(300, hole)
    made = composite(inpaint.OPERATION, state, inpaint.Inpaint("own", FILE, grow=0), models)
    inside = state.mask.read() > 0
    assert np.array_equal(made[~inside], state.base.pixels[~inside])
    assert np.abs(to_float(made[inside]) - [0.9, 0.1, 0.1]).max() < 0.1
    if fixed:
        assert all(max(given[0].shape[:2]) <= 64 for given in models.shown) or hole < 64
    else:
        assert len(models.shown) == 1


def test_windows_of_one_size_join(monkeypatch: pytest.MonkeyPatch) -> None:
    """What an earlier window has filled is known to the later ones."""

    def mean(picture: Floats, hole: NDArray[np.bool_]) -> Floats:
        known = picture[~hole]
        return np.where(hole[..., None], known.mean(axis=0) if len(known) else np.float32(0), picture)

    models = Brought(purposes.INPAINTING, mean, multiple=64, smallest=64, tiling=False)
    made = composite(inpaint.OPERATION, marked(300, 150), inpaint.Inpaint("own", FILE, grow=0), models)
    assert made.min() > 30 and len(models.shown) > 4


# Colours


def test_colours_come_from_the_network_and_lightness_stays() -> None:
    from photofix.core.colour import srgb_decoded
    from photofix.core.lightness import lightness, luminance

    def bluish(light: Floats) -> Floats:
        return np.broadcast_to(np.float32([0, -20]), (64, 64, 2)).copy()

    models = Brought(purposes.COLORIZATION, bluish)
    grey = from_float(np.repeat(landscape(80, 100)[..., :1], 3, axis=2), np.dtype(np.uint16))
    state = State.of(Photo(grey))
    params = colorize.Colorize(model="own", model_file=FILE)
    made = to_float(composite(colorize.OPERATION, state, params, models))
    light = [lightness(luminance(srgb_decoded(each))) for each in (made, to_float(grey))]
    assert np.abs(light[0] - light[1]).max() < 0.05
    assert (made[..., 2] - made[..., 0]).min() > 0.1
    assert len(models.shown) == 1 and models.shown[0][0].ndim == 2


# Real architectures, all the way


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    smaller(monkeypatch)
    return lambda name: written(name, tmp_path)


LOCAL = ["Real-ESRGAN x4plus", "Real-ESRGAN general-x4v3", "SwinIR"]


@pytest.mark.parametrize("name", LOCAL)
def test_enlarged_in_tiles_it_is_what_it_is_as_a_whole(
    name: str, files: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, pool = files(name), Pool("cpu", "fp32")
    monkeypatch.setattr(pool, "room", lambda _id: None)
    params = upscale.Upscale(scale=2, model="own", model_file=str(path))
    noise = np.random.default_rng(0).normal(0, 0.1, (HEIGHT, WIDTH, 3))
    state = State.of(Photo(from_float((landscape(HEIGHT, WIDTH) + noise).astype(np.float32), np.dtype(np.uint8))))

    def made(tile: int) -> Photo:
        monkeypatch.setattr(upscale, "TILE", tile)
        return reshaped(upscale.OPERATION, state, params, context(pool))[0]

    whole, tiles = made(1000), made(192)
    assert (whole.width, whole.height) == (2 * WIDTH, 2 * HEIGHT)
    assert np.abs(whole.pixels.astype(int) - tiles.pixels).max() <= 2
    assert whole.pixels.std() > 3


def test_restored_in_tiles_it_is_what_it_is_as_a_whole(
    files: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, pool = files("SwinIR, denoising"), Pool("cpu", "fp32")
    monkeypatch.setattr(pool, "room", lambda _id: None)
    params = denoise.Denoise(model="own", model_file=str(path))
    state = State.of(photo())

    def made(tile: int) -> NDArray[Any]:
        monkeypatch.setattr(tiled, "TILE", tile)
        return composite(denoise.OPERATION, state, params, pool)

    whole, tiles = made(1000), made(192)
    monkeypatch.setattr(imported, "FARTHEST", 0)
    assert np.abs(whole.astype(int) - made(192)).max() > 2  # so it is what is around the tiles that joins them
    assert whole.shape == state.base.pixels.shape
    assert np.abs(whole.astype(int) - tiles).max() <= 2
    assert not np.array_equal(whole, state.base.pixels)


@pytest.mark.parametrize("name", ["HAT", "SCUNet", "NAFNet", "LaMa", "MI-GAN", "DDColor"])
def test_the_others_go_through_their_operations(name: str, files: Callable[[str], Path]) -> None:
    path, pool, state = str(files(name)), Pool("cpu", "fp32"), State.of(photo(120, 160))
    if name == "HAT":
        made, _ = reshaped(upscale.OPERATION, state, upscale.Upscale(3, model="own", model_file=path), context(pool))
        assert (made.width, made.height) == (480, 360)
        return
    if name in ("LaMa", "MI-GAN"):
        values = np.zeros((120, 160), np.uint8)
        values[50:60, 40:100] = 255
        state = state.with_mask(Mask.from_array(values))
        operation, params = inpaint.OPERATION, inpaint.Inpaint("own", path)
    elif name == "DDColor":
        operation, params = colorize.OPERATION, colorize.Colorize(model="own", model_file=path)  # type: ignore[assignment]
    else:
        operation, params = denoise.OPERATION, denoise.Denoise(model="own", model_file=path)  # type: ignore[assignment]
    first, second = (composite(operation, state, params, pool) for _ in range(2))
    assert first.shape == state.base.pixels.shape and not np.array_equal(first, state.base.pixels)
    assert np.array_equal(first, second)
