"""Upscaling: any size, depth and profile; no seams; what was asked for and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from photofix.core.document import State
from photofix.core.photo import Metadata, Photo, from_float, to_float
from photofix.core.progress import Progress
from photofix.core.region import Region
from photofix.core.tiles import OutOfMemory
from photofix.errors import Cancelled, UserError
from photofix.files.exif import with_resolution
from photofix.files.profiles import prophoto
from photofix.ops import upscale
from photofix.ops.base import Context, reshaped
from photofix.ops.ensemble import TURNS
from photofix.ops.resampling import resampled
from photofix.ops.upscale import OPERATION, Upscale, target
from photofix.ops.upscale_trial import enlarged_part
from tests.fakes import Roomy
from tests.ops.conftest import landscape

Floats = NDArray[np.float32]


class Bicubic(Roomy):
    """Models whose upscaler is bicubic and sees three pixels far; it refuses tiles of more than `most` pixels."""

    device = "cpu"

    def __init__(self, most: int = 10**9) -> None:
        self.most, self.shown = most, 0

    def get(self, model_id: str) -> Callable[..., Any]:
        assert model_id == "upscale-crisp"

        def enlarge(picture: Floats, scale: int) -> Floats:
            self.shown += 1
            if picture.shape[0] * picture.shape[1] > self.most:
                raise OutOfMemory
            return resampled(picture, (picture.shape[1] * scale, picture.shape[0] * scale))

        return enlarge

    def sha256(self, model_id: str) -> str:
        return "b" * 64


def photo(height: int = 60, width: int = 90, channels: int = 3, dtype: Any = np.uint8) -> Photo:
    colours = landscape(height, width)
    picture = np.concatenate([colours, colours[..., :1]], axis=2)[..., [0, 1, 2, 3] if channels > 2 else [0, 1]]
    return Photo(from_float(np.ascontiguousarray(picture[..., :channels]), np.dtype(dtype)))


def enlarged(before: Photo, params: Upscale, models: Bicubic | None = None) -> tuple[Photo, list[str]]:
    notes: list[str] = []
    context = Context(models or Bicubic(), Progress.silent(), notes.append)
    return reshaped(OPERATION, State.of(before), params, context)[0], notes


@pytest.mark.parametrize(
    ("params", "size"),
    [
        (Upscale(), (180, 120)),
        (Upscale(3), (270, 180)),
        (Upscale(1.5), (135, 90)),
        (Upscale(0.5), (45, 30)),
        (Upscale(6), (540, 360)),
        (Upscale(width=200), (200, 133)),
        (Upscale(height=100), (150, 100)),
        (Upscale(long_side=123), (123, 82)),
        (Upscale(print="2.54cm@200dpi"), (200, 133)),
        (Upscale(print="1 in @ 300 dpi"), (300, 200)),
        (Upscale(2, model="plain"), (180, 120)),
    ],
)
def test_the_size_is_what_was_asked_for(params: Upscale, size: tuple[int, int]) -> None:
    made, _ = enlarged(photo(), params)
    assert (made.width, made.height) == size == target(90, 60, params)[:2]
    assert np.abs(to_float(made.pixels).mean((0, 1)) - to_float(photo().pixels).mean((0, 1))).max() < 0.01


@pytest.mark.parametrize(
    ("dtype", "channels"), [(np.uint8, 3), (np.uint16, 3), (np.uint8, 1), (np.uint16, 4), (np.uint8, 2)]
)
def test_depth_channels_and_alpha_are_kept(dtype: Any, channels: int) -> None:
    before = photo(channels=channels, dtype=dtype)
    made, _ = enlarged(before, Upscale(2))
    assert made.pixels.dtype == dtype and made.channels == channels
    back = resampled(to_float(made.pixels), (90, 60))
    assert np.abs(back - to_float(before.pixels)).max() < 0.03


@pytest.mark.parametrize("scale", [2.0, 3.0, 1.7, 4.0])
def test_tiles_leave_no_seams(scale: float, monkeypatch: pytest.MonkeyPatch) -> None:
    before = photo(130, 170, dtype=np.uint16)
    whole, _ = enlarged(before, Upscale(scale))
    monkeypatch.setattr(upscale, "TILE", 40)
    models = Bicubic()
    tiled, _ = enlarged(before, Upscale(scale), models)
    assert models.shown > 8
    assert np.abs(tiled.pixels.astype(int) - whole.pixels).max() <= 2  # of 65,535


def test_little_memory_makes_smaller_tiles_and_the_same_picture() -> None:
    before = photo(300, 300)
    models = Bicubic(most=130 * 130)
    made, _ = enlarged(before, Upscale(2), models)
    assert np.array_equal(made.pixels, enlarged(before, Upscale(2))[0].pixels)
    with pytest.raises(UserError, match="memory"):
        enlarged(before, Upscale(2), Bicubic(most=100))


def test_colours_beyond_srgb_and_the_profile_survive() -> None:
    green = np.zeros((40, 40, 3), np.uint16)
    green[..., 1] = 60000
    before = Photo(green, icc=prophoto())
    made, _ = enlarged(before, Upscale(2))
    assert made.icc == before.icc
    assert np.abs(made.pixels.astype(int) - [0, 60000, 0]).max() < 700


def test_the_exif_tells_the_new_size_and_the_print_its_resolution() -> None:
    before = replace(photo(), metadata=Metadata(exif=with_resolution((72, 72))), dpi=(72.0, 72.0))
    assert enlarged(before, Upscale(2))[0].dpi == (72.0, 72.0)
    assert enlarged(before, Upscale(print="10cm@300dpi"))[0].dpi == (300.0, 300.0)


def test_the_infrared_plane_grows_with_the_photo() -> None:
    before = replace(photo(dtype=np.uint16), infrared=photo(channels=1, dtype=np.uint16).pixels[..., 0])
    made, _ = enlarged(before, Upscale(1.5))
    assert made.infrared is not None and made.infrared.shape == (90, 135)


def test_the_best_is_the_mean_of_eight_passes() -> None:
    models = Bicubic()
    made, _ = enlarged(photo(), Upscale(2, best=True), models)
    assert models.shown == TURNS
    plain, _ = enlarged(photo(), Upscale(2))
    assert np.abs(made.pixels.astype(int) - plain.pixels).max() <= 1  # bicubic is the same from every side


def test_it_tells_how_near_the_result_is_to_the_original() -> None:
    _, notes = enlarged(photo(), Upscale(2))
    assert len(notes) == 1 and float(notes[0].split("within ")[1].split(" dB")[0]) > 35
    assert enlarged(photo(), Upscale(2, model="plain"))[1] == []


@pytest.mark.parametrize(
    ("params", "words"),
    [
        (Upscale(width=100, height=100), "width and height"),
        (Upscale(print="huge"), "print size"),
        (Upscale(print="900000cm@3000dpi"), "pixels"),
    ],
)
def test_wishes_that_make_no_sense_are_refused_in_words(params: Upscale, words: str) -> None:
    with pytest.raises(UserError, match=words):
        enlarged(photo(), params)


def test_a_result_that_no_memory_holds_is_refused_before_it_begins() -> None:
    models = Bicubic()
    with pytest.raises(UserError, match="GB of memory"):
        enlarged(photo(500, 500), Upscale(width=500_000), models)
    assert models.shown == 0


def test_cancel_stops_between_two_tiles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upscale, "TILE", 40)
    models, stopped = Bicubic(), Progress.silent()
    original = models.get

    def get(model_id: str) -> Callable[..., Any]:
        enlarge = original(model_id)

        def once(picture: Floats, scale: int) -> Floats:
            stopped.cancel()
            return np.asarray(enlarge(picture, scale))

        return once

    monkeypatch.setattr(models, "get", get)
    with pytest.raises(Cancelled):
        reshaped(OPERATION, State.of(photo(200, 200)), Upscale(2), Context(models, stopped))
    assert models.shown == 1


@pytest.mark.parametrize("params", [Upscale(2), Upscale(1.5), Upscale(width=270)])
def test_a_part_is_enlarged_as_the_whole_would_be(params: Upscale) -> None:
    before = photo(120, 150)
    whole, _ = enlarged(before, params)
    state, region = State.of(before), Region(40, 30, 60, 40)
    part = enlarged_part(state, params, region, Context(Bicubic(), Progress.silent()))
    factor = whole.width / 150
    left, top = round(40 * factor), round(30 * factor)
    same = whole.pixels[top : top + part.shape[0], left : left + part.shape[1]]
    assert part.shape[1] == round(60 * factor) and np.abs(part.astype(int) - same).max() <= 3


def cut_out(hidden: int, channels: int = 4, dtype: Any = np.uint8) -> Photo:
    """A disc of one colour on nothing, under which some value is hidden."""
    top = np.iinfo(dtype).max
    y, x = np.mgrid[:80, :100]
    inside = (x - 50) ** 2 + (y - 40) ** 2 < 30**2
    pixels = np.full((80, 100, channels), hidden / 255 * top, dtype)
    pixels[inside, :-1] = 0.8 * top
    pixels[..., -1] = inside * top
    return Photo(pixels)


@pytest.mark.parametrize("params", [Upscale(2), Upscale(3.3), Upscale(0.4), Upscale(2, model="plain")])
@pytest.mark.parametrize(("channels", "dtype"), [(4, np.uint8), (2, np.uint16)])
def test_what_is_hidden_under_clear_pixels_does_not_show_at_edges(params: Upscale, channels: int, dtype: Any) -> None:
    for hidden in (0, 255):
        made, notes = enlarged(cut_out(hidden, channels, dtype), params)
        seen = made.pixels[..., -1] > 0
        colours = to_float(made.pixels)[seen][:, :-1]
        assert 0.3 < seen.mean() < 0.5 and np.abs(colours - 0.8).max() < 0.01
        assert all(float(note.split("within ")[1].split(" dB")[0]) > 25 for note in notes)


def test_what_is_clear_is_not_compared() -> None:
    figures = [enlarged(cut_out(hidden), Upscale(2))[1] for hidden in (204, 0)]
    first, second = (float(notes[0].split("within ")[1].split(" dB")[0]) for notes in figures)
    assert first - second < 15


def test_clear_pixels_make_no_seams(monkeypatch: pytest.MonkeyPatch) -> None:
    before = cut_out(0, dtype=np.uint16)
    whole, _ = enlarged(before, Upscale(2))
    monkeypatch.setattr(upscale, "TILE", 24)
    tiled, _ = enlarged(before, Upscale(2))
    seen = whole.pixels[..., -1] > 0
    assert np.abs(tiled.pixels.astype(int) - whole.pixels)[seen].max() <= 2


def test_a_result_that_is_more_than_what_is_free_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upscale, "free_ram", lambda: 60_000)
    models = Bicubic()
    with pytest.raises(UserError, match="180 × 120 pixels need"):
        enlarged(photo(), Upscale(2), models)
    assert models.shown == 0
    assert enlarged(photo(), Upscale(1.5))[0].width == 135


def test_the_best_is_cancelled_between_two_of_its_passes() -> None:
    progress = Progress.silent()

    class Stopping(Bicubic):
        def get(self, model_id: str) -> Callable[..., Any]:
            once = super().get(model_id)

            def enlarge(picture: Floats, scale: int) -> Floats:
                progress.cancel()
                return np.asarray(once(picture, scale), np.float32)

            return enlarge

    models = Stopping()
    with pytest.raises(Cancelled):
        reshaped(OPERATION, State.of(photo()), Upscale(2, best=True), Context(models, progress))
    assert models.shown == 1


@pytest.mark.parametrize("size", [(1, 1), (1, 50), (41, 3), (97, 131)])
@pytest.mark.parametrize("factor", [0.3, 0.99, 1.0, 1.01, 1.5, 2.0, 5.0, 16.0])
def test_odd_sizes_by_any_factor(size: tuple[int, int], factor: float) -> None:
    before = Photo(np.full((*size, 3), (40, 120, 200), np.uint8))
    made, _ = enlarged(before, Upscale(factor))
    assert made.pixels.shape[:2] == tuple(max(1, round(side * factor)) for side in size)
    assert np.abs(made.pixels.astype(int) - (40, 120, 200)).max() <= 1


def test_the_comparison_holds_little_of_a_large_result(monkeypatch: pytest.MonkeyPatch) -> None:
    before = photo()
    expected = enlarged(before, Upscale(4))[1]
    monkeypatch.setattr(upscale, "COMPARED", 3000.0)
    assert enlarged(before, Upscale(4))[1] == expected
