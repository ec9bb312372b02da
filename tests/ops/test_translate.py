"""Translating a photo: shown at the translator's size, as a photo or its edges, and carried back to its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from photofix.core.colour import srgb_decoded
from photofix.core.document import State
from photofix.core.lightness import lightness, luminance
from photofix.core.photo import Photo, from_float
from photofix.core.progress import Progress
from photofix.core.recall import Memory
from photofix.core.region import Region
from photofix.core.tiles import OutOfMemory
from photofix.core.translators import GIVES, TAKES, TRANSLATORS
from photofix.errors import UserError
from photofix.files.profiles import prophoto
from photofix.models.pool import Pool
from photofix.ops import translating
from photofix.ops.base import Context, perform
from photofix.ops.edges import edges, filled, is_drawing
from photofix.ops.translate import OPERATION, Translate
from tests.fakes import FakeModels
from tests.models.reference_generators import Kind, resnet, save, unet
from tests.models.reference_generators import State as Weights
from tests.ops.conftest import SmoothModels, Swapped, landscape

Pixels = np.ndarray[Any, Any]


@pytest.fixture(scope="module")
def pool() -> Pool:
    return Pool("cpu", "fp32")


def photo(height: int = 120, width: int = 160, dtype: Any = np.uint8, channels: int = 3) -> Photo:
    """Soft, with a dark disc."""
    picture = landscape(height, width)
    cv2.circle(picture, (width // 2, height // 2), height // 4, (0.15, 0.2, 0.3), -1, cv2.LINE_AA)
    planes = np.dstack([picture, np.full((height, width), 0.4)]).astype(np.float32)
    return Photo(from_float(np.ascontiguousarray(planes[..., :channels]), np.dtype(dtype)))


class Told(FakeModels):
    """One translator for whatever is asked; notes are kept."""

    def __init__(self, translator: Any, room: int | None = None) -> None:
        super().__init__()
        self.translator, self.space, self.notes = translator, room, []

    def get(self, model_id: str) -> Any:
        return self.translator

    def room(self, model_id: str) -> int | None:
        return self.space

    def made(self, of: Photo, params: Translate, **more: Any) -> Pixels:
        context = Context(self, Progress.silent(), self.notes.append)
        state = State.of(of)
        return state.with_edit(perform(OPERATION, state, params, context, **more)).composite()


def made(of: Photo, params: Translate, models: Any = None) -> Pixels:
    state = State.of(of)
    context = Context(models or SmoothModels(), Progress.silent())
    return state.with_edit(perform(OPERATION, state, params, context)).composite()


def apart(one: Pixels, other: Pixels) -> float:
    return float(np.abs(one.astype(float) - other).max())


def test_at_its_own_size_it_is_what_the_translator_makes() -> None:
    of, models = photo(), Told(Swapped())
    assert apart(models.made(of, Translate(source="photo", size=0)), of.pixels[..., ::-1]) <= 1
    assert models.translator.shown == [(120, 160)] and not models.notes


@pytest.mark.parametrize(
    ("size", "trained", "shown"),
    [(None, 64, (64, 85)), (None, None, (256, 341)), (90, 64, (90, 120)), (240, 64, (240, 320)), (0, 64, (120, 160))],
)
def test_the_size_at_which_it_works(size: int | None, trained: int | None, shown: tuple[int, int]) -> None:
    of, models = photo(), Told(Swapped(size=trained))
    after = models.made(of, Translate(source="photo", size=size))
    assert models.translator.shown == [shown]
    assert after.shape == of.pixels.shape
    assert np.abs(after[..., ::-1].astype(float) - of.pixels).mean() < 4
    assert bool(models.notes) == (shown[0] < 120)
    if models.notes:
        assert models.notes == [f"translated at {shown[1]} × {shown[0]} pixels and enlarged"]


def test_a_photo_that_is_a_strip_does_not_become_a_huge_one() -> None:
    models = Told(Swapped(size=256))
    assert models.made(photo(8, 2000), Translate(source="photo")).shape == (8, 2000, 3)
    assert models.translator.shown == [(8, 2000)]


def test_detail_comes_from_the_photo_where_the_translation_follows_it() -> None:
    of = photo()
    of = replace(of, pixels=np.ascontiguousarray(of.pixels))
    of.pixels[50:60:2, 20:140] = 30  # lines that are gone at the size of the translator
    off, automatic, on = (
        Told(Swapped()).made(of, Translate(source="photo", detail=d)) for d in ("none", "automatic", "photo")
    )
    assert np.array_equal(automatic, on)
    truth = of.pixels[..., ::-1].astype(float)
    errors = [np.abs(after - truth)[48:62, 20:140].mean() for after in (off, on)]
    assert errors[1] < 0.4 * errors[0]
    drawn = [Told(Swapped("edges")).made(of, Translate(detail=d)) for d in ("none", "photo")]
    assert np.array_equal(*drawn), "not into what was made of a drawing"


@pytest.mark.parametrize(("detail", "kept"), [("automatic", True), ("photo", True), ("none", False)])
def test_of_grey_photos_only_the_colours_are_made_small(detail: str, kept: bool) -> None:
    of, models = photo(), Told(Swapped("grey"))
    after = models.made(of, Translate(source="photo", detail=detail))
    lights = [lightness(luminance(srgb_decoded((pixels / 255).astype(np.float32)))) for pixels in (of.pixels, after)]
    assert (np.abs(lights[0] - lights[1]).max() < 1) == kept
    assert np.abs(after.astype(int) - of.pixels).mean() > 3, "in other colours"
    assert any(note.startswith("colours made at 85 × 64") for note in models.notes) == kept


def test_a_soft_translation_becomes_as_sharp_as_the_photo() -> None:
    class Soft(Swapped):
        def __call__(self, picture: Any, seed: Any = None, measured: Any = None) -> Any:
            return cv2.GaussianBlur(picture, (0, 0), 1.6)

    of = photo()
    errors = [
        np.abs(Told(Soft()).made(of, Translate(source="photo", detail=d)).astype(float) - of.pixels).mean()
        for d in ("none", "automatic")
    ]
    assert errors[1] < 0.35 * errors[0], errors


def test_a_translator_of_edges_gets_a_drawing_of_a_photo() -> None:
    of = photo(64, 80)
    drawing = edges(of.pixels.astype(np.float32) / 255, 0.8)
    after = Told(Swapped("edges")).made(of, Translate("file", "a.pth", edges=0.8))
    assert is_drawing(np.dstack([drawing] * 3)) and not is_drawing(of.pixels.astype(np.float32) / 255)
    assert apart(after, np.rint(255 * drawing)[..., None]) <= 1
    assert apart(made(of, Translate(source="photo")), of.pixels[..., ::-1]) <= 1
    assert apart(made(of, Translate("grey-to-color", source="edges", edges=0.8)), after) <= 1


def test_drawings_have_flat_colours_for_a_translator_that_learnt_from_such() -> None:
    of = photo(64, 80)
    picture = of.pixels.astype(np.float32) / 255
    drawing = np.rint(255 * filled(edges(picture, 0.8), picture))[..., ::-1]
    for source, coloured in (("automatic", True), ("colours", True), ("colours", False)):
        models = Told(Swapped("edges", coloured=coloured))
        assert apart(models.made(of, Translate("file", "a.pth", source=source, edges=0.8)), drawing) <= 1
    assert apart(made(of, Translate("edges-to-photo", edges=0.8)), drawing) <= 1
    bare = Told(Swapped("edges", coloured=True)).made(of, Translate(source="edges", edges=0.8))
    assert apart(bare, drawing) > 60


@pytest.mark.parametrize("colour", [(255, 255, 255), (120, 200, 80)])
def test_a_drawing_is_taken_as_it_is(colour: tuple[int, int, int]) -> None:
    drawing = np.full((64, 64, 3), 255, np.uint8)
    cv2.circle(drawing, (32, 32), 20, colour, -1)
    cv2.circle(drawing, (32, 32), 20, (0, 0, 0), 1, cv2.LINE_AA)
    assert np.array_equal(made(Photo(drawing), Translate()), drawing[..., ::-1])


def test_who_gives_a_photo_for_labels_is_told() -> None:
    labels = np.zeros((64, 64, 3), np.uint8) + np.uint8([0, 0, 170])
    labels[10:30, 10:30] = 0, 85, 255
    for of, notes in ((Photo(labels), 0), (photo(64, 85), 1)):
        models = Told(Swapped("labels"))
        models.made(of, Translate("labels-to-facade"))
        assert len(models.notes) == notes
    assert "takes labels" in models.notes[0]


def test_a_variant_is_another_result() -> None:
    none, one, again, other = (made(photo(), Translate(variant=v)) for v in (0, 1, 1, 2))
    assert np.array_equal(one, again)
    assert len({after.tobytes() for after in (none, one, other)}) == 3


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_depth_profile_and_alpha_stay(dtype: Any) -> None:
    of = replace(photo(dtype=dtype, channels=4), icc=prophoto())
    after = made(of, Translate(source="photo"))
    assert after.dtype == dtype and np.array_equal(after[..., 3], of.pixels[..., 3])
    if dtype == np.uint16:
        assert len(np.unique(after[..., 1])) > 2000


def test_a_preview_of_a_part_is_the_part_of_the_whole_and_is_made_once() -> None:
    of, part = photo(240, 320), Region(90, 40, 120, 100)
    models = Told(Swapped())
    whole = models.made(of, Translate(source="photo"))
    before = len(models.translator.shown)
    state, memory, all_of_it = (
        State.of(replace(of, pixels=np.ascontiguousarray(of.pixels[part.slices]))),
        Memory(),
        State.of(of),
    )
    context = Context(models, Progress.silent(), recall=memory)
    for _ in range(2):
        edit = perform(OPERATION, state, Translate(source="photo"), context, whole=all_of_it, corner=(part.x, part.y))
    assert apart(state.with_edit(edit).composite(), whole[part.slices]) <= 1
    assert len(models.translator.shown) == before + 1


def test_a_preview_is_of_no_great_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translating, "QUICK", 60)
    of, models = photo(240, 320), Told(Swapped())
    small = State.of(replace(of, pixels=np.ascontiguousarray(of.pixels[::2, ::2])))
    context = Context(models, Progress.silent(), models.notes.append)
    perform(OPERATION, small, Translate(size=0), context, scale=2.0, whole=State.of(of))
    assert models.translator.shown == [(60, 80)]


def test_what_sees_only_so_far_is_translated_in_tiles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translating, "WHOLE", 100 * 100)
    monkeypatch.setattr(translating, "PART", 32)
    monkeypatch.setattr(translating, "TILE", 64)
    of, models = photo(), Told(Swapped(reach=16))
    after = models.made(of, Translate(source="photo", size=0))
    assert apart(after, of.pixels[..., ::-1]) <= 1
    assert len(models.translator.shown) == 6 and max(max(shape) for shape in models.translator.shown) <= 96
    assert 12 <= len(models.translator.measured) <= 16 and set(models.translator.measured) == {(32, 32)}
    varied = Told(Swapped(reach=16))
    varied.made(of, Translate(source="photo", size=0, variant=3))
    assert varied.translator.shown == [(120, 160)], "chance is drawn for the whole"


def test_what_sees_all_is_made_as_large_as_memory_allows_and_says_so() -> None:
    of, models = photo(240, 320), Told(Swapped(), room=160 * 200)
    after = models.made(of, Translate(source="photo", size=0))
    (shown,) = models.translator.shown
    assert 120 < shown[0] < 160 and after.shape == of.pixels.shape
    assert models.notes[0] == "the memory is not enough for a larger size" and "enlarged" in models.notes[1]
    tight = Told(Swapped(), room=1)
    assert tight.made(of, Translate(source="photo", size=0)).shape == of.pixels.shape


def test_where_memory_runs_out_the_cpu_goes_on() -> None:
    class Full(Swapped):
        def __call__(self, *_args: Any) -> Any:
            raise OutOfMemory

    class Both(Told):
        def on_cpu(self, model_id: str) -> Any:
            return Swapped()

    models = Both(Full())
    assert apart(models.made(photo(), Translate(source="photo", size=0)), photo().pixels[..., ::-1]) <= 1
    assert "CPU" in models.notes[0]
    with pytest.raises(UserError, match="memory"):
        Told(Full()).made(photo(), Translate())


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (300, 7)])
def test_a_photo_of_next_to_no_pixels_is_refused(shape: tuple[int, int]) -> None:
    with pytest.raises(UserError, match=f"too small to be translated: {shape[1]} × {shape[0]}") as refused:
        made(Photo(np.zeros((*shape, 3), np.uint8)), Translate())
    assert refused.value.hint


def test_every_translator_that_ships_is_in_all_tables() -> None:
    assert [name for name, _ in TRANSLATORS] == list(TAKES) == list(GIVES)


def test_a_file_must_be_chosen_and_be_there(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="No translator is chosen"):
        made(photo(), Translate("file"))
    with pytest.raises(UserError, match="missing"):
        made(photo(), Translate("file", str(tmp_path / "none.pth")), Pool("cpu", "fp32"))


@pytest.mark.parametrize("shape", [(251, 333), (9, 8)])
@pytest.mark.parametrize(
    "weights",
    [lambda: unet(8, Kind(width=1)), lambda: unet(7, Kind("instance", width=1)),
     lambda: resnet(1, Kind("instance", width=1)), lambda: resnet(1, Kind(width=1, inputs=1, outputs=1)),
     lambda: unet(5, Kind(width=1, inputs=1, outputs=2))],
    ids=["unet 256", "unet 128", "resnet", "grey", "colorization"],
)  # fmt: skip
@pytest.mark.parametrize("size", [None, 0])
def test_checkpoints_of_every_kind_with_photos_of_odd_sizes(
    weights: Callable[[], Weights], shape: tuple[int, int], size: int | None, tmp_path: Path
) -> None:
    file = save(weights(), tmp_path / "latest_net_G.pth")
    of = Photo(from_float(landscape(*shape), np.dtype(np.uint8)))
    after = made(of, Translate("file", file, size=size), Pool("cpu", "fp32"))
    assert after.shape == of.pixels.shape and after.std() > 0


@pytest.mark.parametrize("name", TAKES)
def test_what_ships_with_photos_of_odd_sizes(name: str, pool: Pool) -> None:
    about = pool.get(name).about
    assert (about.takes, about.gives, about.size, about.reach) == (TAKES[name], "photo", 256, None)
    for shape in ((251, 333), (9, 300)):
        of = Photo(from_float(landscape(*shape), np.dtype(np.uint8)))
        after = made(of, Translate(name, size=None if shape[0] > 9 else 0), pool)
        assert after.shape == of.pixels.shape and after.std() > 0


def test_tiles_of_a_resnet_leave_no_seams(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = save(resnet(1, Kind("instance", width=2), seed=0), tmp_path / "a.pth")
    of = Photo(from_float(landscape(200, 300), np.dtype(np.uint8)))
    params, pool = Translate("file", file, size=0), Pool("cpu", "fp32")
    whole = made(of, params, pool).astype(float)
    monkeypatch.setattr(translating, "WHOLE", 1)
    monkeypatch.setattr(translating, "TILE", 64)
    monkeypatch.setattr(translating, "PART", 64)
    tiled = made(of, params, pool).astype(float)
    assert np.abs(tiled - whole).mean() < 6, "statistics of parts are near those of the whole"
    across = np.abs(np.diff(tiled - whole, axis=1)).mean(axis=(0, 2))
    assert across[63::64].max() < 1.5 * np.median(across) + 1
