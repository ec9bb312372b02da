"""Colorizing: lightness stays, grey photos become RGB, hints count in their region, previews agree."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from photofix.core.colour import Working, srgb_decoded
from photofix.core.document import State
from photofix.core.edit import Edit, Patch, Record
from photofix.core.lightness import colours_of, lightness, luminance
from photofix.core.photo import Photo
from photofix.core.progress import Progress
from photofix.core.region import Region
from photofix.errors import Cancelled, UserError
from photofix.files.profiles import colour_space, prophoto
from photofix.ops import colorize
from photofix.ops.base import Context, perform
from photofix.ops.colorize import OPERATION, Colorize
from photofix.ops.grey import with_room
from tests.ops.conftest import SmoothModels, landscape

Pixels = np.ndarray[Any, Any]
LEVELS = {np.dtype(np.uint8): 0.5 / 255, np.dtype(np.uint16): 0.5 / 65535}


def grey(height: int = 90, width: int = 120, channels: int = 3, dtype: Any = np.uint8) -> Photo:
    """Soft, with a dark and a bright disc."""
    picture = landscape(height, width)[..., 0].copy()
    cv2.circle(picture, (width // 4, height // 2), height // 5, 0.15, -1, cv2.LINE_AA)
    cv2.circle(picture, (3 * width // 4, height // 2), height // 5, 0.9, -1, cv2.LINE_AA)
    values = np.rint(np.clip(picture, 0, 1) * np.iinfo(dtype).max).astype(dtype)
    alpha = np.full_like(values, 7)
    planes = {1: [values], 2: [values, alpha], 3: [values] * 3, 4: [values] * 3 + [alpha]}[channels]
    return Photo(np.stack(planes, axis=2))


def made(photo: Photo, params: Colorize | None = None, notes: list[str] | None = None) -> Pixels:
    said: list[str] = [] if notes is None else notes
    context = Context(SmoothModels(), Progress.silent(), said.append)
    state = with_room(State.of(photo), context.note)
    return state.with_edit(perform(OPERATION, state, params or Colorize(), context)).composite()


def seen(pixels: Pixels, icc: bytes | None = None) -> tuple[Pixels, Pixels]:
    """Lightness and colours."""
    linear = srgb_decoded(Working.of(icc, 3).to_srgb(pixels[..., :3]))
    return lightness(luminance(linear)), colours_of(linear)


def rounding(light: Pixels, dtype: Any) -> Pixels:
    """By how much half a level of every channel can change L*, at any lightness."""
    level = LEVELS[np.dtype(dtype)]
    encoded = srgb_decoded(np.linspace(0, 1, 512, dtype=np.float32))
    up = lightness(srgb_decoded(np.linspace(0, 1, 512, dtype=np.float32) + np.float32(level)))
    return np.asarray(np.interp(light, lightness(encoded), up - lightness(encoded)) + 4e-3)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("saturation", [0.0, 1.0, 2.0])
def test_lightness_stays_and_colours_come(dtype: Any, saturation: float) -> None:
    photo = grey(dtype=dtype)
    after = made(photo, Colorize(saturation=saturation))
    assert after.dtype == dtype and after.shape == photo.pixels.shape
    before, now = seen(photo.pixels)[0], seen(after)[0]
    # Of three rounded channels each may be off by half a level; bright colours weigh a channel by its own slope.
    assert (np.abs(before - now) <= 2.5 * rounding(before, dtype)).all()
    assert (float(np.abs(seen(after)[1]).mean()) > 2) == (saturation > 0)


def test_a_wide_profile_keeps_lightness_too() -> None:
    photo = replace(grey(dtype=np.uint16), icc=prophoto())
    after = made(photo)
    np.testing.assert_allclose(seen(after, photo.icc)[0], seen(photo.pixels, photo.icc)[0], atol=0.03)


def test_a_sepia_print_loses_its_tone_and_keeps_its_lightness() -> None:
    tone = np.array([1.0, 0.85, 0.65])
    photo = Photo(np.rint(grey().pixels * tone).astype(np.uint8))
    after = made(photo, Colorize(saturation=0.0))
    before, now = seen(photo.pixels)[0], seen(after)
    assert np.abs(now[0] - before).max() < 0.6
    assert np.abs(now[1]).max() < 1.0


@pytest.mark.parametrize(("channels", "expected"), [(1, 3), (2, 4)])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_a_grey_photo_becomes_rgb(channels: int, expected: int, dtype: Any) -> None:
    photo, notes = grey(channels=channels, dtype=dtype), list[str]()
    after = made(photo, None, notes)
    assert after.shape[2] == expected and after.dtype == dtype
    assert notes == ["the photo was grey and is RGB now, with sRGB"]
    if channels == 2:
        assert np.array_equal(after[..., 3], photo.pixels[..., 1])
    assert made(photo, Colorize(saturation=0.0))[..., 0] == pytest.approx(photo.pixels[..., 0], abs=1)


@pytest.mark.parametrize("version", [2, 4])
def test_a_grey_profile_becomes_one_of_rgb_with_the_same_tones(make_icc: Callable[..., bytes], version: int) -> None:
    photo = replace(grey(channels=1), icc=make_icc(primaries=None, curve=1.8, version=version))
    notes: list[str] = []
    state = with_room(State.of(photo), notes.append)
    assert state.base.icc is not None and colour_space(state.base.icc) == "RGB"
    assert notes == ["the photo was grey and is RGB now, with an RGB profile of the same tones"]
    one = Working.of(photo.icc, 1).to_srgb(photo.pixels)
    three = Working.of(state.base.icc, 3).to_srgb(state.base.pixels)
    np.testing.assert_allclose(three, one, atol=1e-5)
    assert with_room(state, notes.append) is state and len(notes) == 1


def test_steps_over_a_grey_photo_come_along() -> None:
    state = State.of(grey(channels=1))
    region = Region(10, 10, 20, 20)
    patch = Patch(region, np.full((20, 20, 1), 200, np.uint8), np.full((20, 20), 128, np.uint8))
    state = state.with_edit(Edit("Paint", (patch,), Record("paint", {}, {}, "cpu", 0.0)))
    after = with_room(state, list[str]().append)
    assert np.array_equal(after.composite(), state.composite().repeat(3, axis=2))
    assert after.edits[0].id == state.edits[0].id


def test_grey_pixels_have_no_room() -> None:
    with pytest.raises(UserError, match="no room for colours"):
        perform(OPERATION, State.of(grey(channels=1)), Colorize(), Context(SmoothModels(), Progress.silent()))


def test_alpha_stays() -> None:
    photo = grey(channels=4)
    assert np.array_equal(made(photo)[..., 3], photo.pixels[..., 3])


@pytest.mark.parametrize("size", [(1, 1), (1, 7), (3, 200), (200, 2), (17, 33)])
def test_pictures_of_any_size(size: tuple[int, int]) -> None:
    assert made(Photo(np.full((*size, 3), 90, np.uint8))).shape == (*size, 3)


def test_tiles_leave_no_seams(monkeypatch: pytest.MonkeyPatch) -> None:
    photo = grey(150, 200, dtype=np.uint16)
    whole = made(photo)
    monkeypatch.setattr(colorize, "TILE", 64)
    assert np.abs(made(photo).astype(int) - whole).max() <= 65535 * 0.004


@pytest.mark.parametrize("scale", [1, 2])
def test_a_preview_of_a_part_is_the_part_of_the_whole(scale: int) -> None:
    photo = grey(200, 280)
    state, context = State.of(photo), Context(SmoothModels(), Progress.silent())
    size = (photo.width // scale, photo.height // scale)
    expected = cv2.resize(made(photo), size, interpolation=cv2.INTER_AREA)
    small = cv2.resize(photo.pixels, size, interpolation=cv2.INTER_AREA)
    region = Region(60 // scale, 80 // scale, 100 // scale, 80 // scale)
    part = State.of(Photo(np.array(small[region.slices], np.uint8)))
    edit = perform(OPERATION, part, Colorize(), context, scale=float(scale), whole=state, corner=(region.x, region.y))
    shown = part.with_edit(edit).composite()
    off = np.abs(shown.astype(int) - expected[region.slices])
    assert off.max() <= 2 if scale == 1 else off.mean() < 0.5  # a reduced edge is no edge of reduced colours


def test_proposals_differ_and_each_is_the_same_again() -> None:
    photo = grey()
    some = [seen(made(photo, Colorize(variant=number)))[1] for number in range(4)]
    for one in range(4):
        assert np.array_equal(some[one], seen(made(photo, Colorize(variant=one)))[1])
        for other in range(one):
            assert np.linalg.norm(some[one] - some[other], axis=2).mean() > 4


def test_warmth_and_saturation() -> None:
    photo = grey()
    plain, warm, cool = (seen(made(photo, Colorize(warmth=warmth)))[1][..., 1].mean() for warmth in (0.0, 1.0, -1.0))
    assert cool + 3 < plain < warm - 3
    pale, strong = (np.abs(seen(made(photo, Colorize(saturation=s)))[1]).mean() for s in (0.3, 1.3))
    assert 2 * pale < strong


def test_it_stops_between_tiles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(colorize, "TILE", 16)
    progress = Progress(lambda share, _words: progress.cancel() if share > 0.6 else None)
    with pytest.raises(Cancelled):
        perform(OPERATION, State.of(grey()), Colorize(), Context(SmoothModels(), progress))


@pytest.fixture
def hinted(tmp_path: Path) -> Callable[..., Pixels]:
    """Colours (a*, b*) of a photo with hints (x, y, rgb)."""

    def call(photo: Photo, *hints: tuple[int, int, tuple[int, int, int]]) -> Pixels:
        file = tmp_path / "hints.json"
        file.write_text(json.dumps([{"x": x, "y": y, "rgb": rgb} for x, y, rgb in hints]))
        return seen(made(photo, Colorize(hints=str(file))))[1]

    return call


def halves() -> Photo:
    """A dark and a bright half."""
    pixels = np.full((120, 160, 3), 80, np.uint8)
    pixels[:, 80:] = 200
    return Photo(pixels)


RED = (200, 90, 80)


def lab(rgb: tuple[int, int, int]) -> Pixels:
    return np.asarray(colours_of(srgb_decoded(np.array([[rgb]], np.float32) / np.float32(255)))[0, 0])


RED_LAB = lab(RED)


@pytest.mark.parametrize(("x", "y"), [(20, 30), (76, 118), (0, 0)])
def test_a_hint_counts_in_all_of_its_region_and_not_beyond_its_edge(
    hinted: Callable[..., Pixels], x: int, y: int
) -> None:
    plain, after = hinted(halves()), hinted(halves(), (x, y, RED))
    assert np.linalg.norm(after[:, :76] - RED_LAB, axis=2).max() < 4
    asked = np.linalg.norm(RED_LAB - plain[y, x])
    assert np.linalg.norm(after[:, 84:] - plain[:, 84:], axis=2).max() < 0.08 * asked


def test_a_hint_counts_along_a_winding_region(hinted: Callable[..., Pixels]) -> None:
    pixels = np.full((120, 160, 3), 40, np.uint8)
    cv2.polylines(pixels, [np.array([(20, 20), (140, 20), (140, 60), (20, 60), (20, 100), (140, 100)])], False,
                  (150, 150, 150), 13)  # fmt: skip
    photo = Photo(pixels)
    plain, after = hinted(photo), hinted(photo, (20, 20, RED))
    for x, y in ((130, 20), (80, 60), (25, 100), (135, 100)):
        assert np.linalg.norm(after[y, x] - RED_LAB) < 6
    for x, y in ((80, 40), (80, 80), (5, 110)):
        assert np.linalg.norm(after[y, x] - plain[y, x]) < 6


def test_every_hint_is_followed(hinted: Callable[..., Pixels]) -> None:
    hints = ((30, 60, RED), (130, 60, (150, 165, 200)))
    after = hinted(halves(), *hints)
    for x, y, rgb in hints:
        assert np.linalg.norm(after[y, x] - lab(rgb)) < 3


def test_more_true_hints_come_nearer(hinted: Callable[..., Pixels]) -> None:
    truth = landscape(120, 160) * 0.8 + 0.1
    truth[30:90, 40:80] = (0.7, 0.25, 0.2)
    cv2.circle(truth, (120, 60), 25, (0.2, 0.5, 0.75), -1)
    light, colours = seen(np.rint(truth * 255).astype(np.uint8))
    levels = np.rint(np.clip(((light[..., None] + 16) / 116) ** 3, 0, 1) ** (1 / 2.2) * 255)
    photo = Photo(levels.astype(np.uint8).repeat(3, axis=2))
    places = np.random.default_rng(3).permutation(light.size)[:60]
    rgb = np.rint(truth * 255).astype(int).reshape(-1, 3)
    errors = [
        np.square(hinted(photo, *((int(p % 160), int(p // 160), tuple(map(int, rgb[p]))) for p in places[:count]))
                  - colours).mean()
        for count in (0, 4, 15, 60)
    ]  # fmt: skip
    assert errors == sorted(errors, reverse=True) and errors[-1] < 0.2 * errors[0]


def test_strokes_on_a_transparent_picture(tmp_path: Path) -> None:
    strokes = np.zeros((120, 160, 4), np.uint8)
    cv2.line(strokes, (10, 60), (60, 60), (*RED[::-1], 255), 5)
    cv2.imwrite(str(tmp_path / "strokes.png"), strokes)
    after = seen(made(halves(), Colorize(hints=str(tmp_path / "strokes.png"))))[1]
    assert np.linalg.norm(after[:, :76] - RED_LAB, axis=2).max() < 4


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "is no JSON file"),
        ("{}", "holds no list of hints"),
        ('[{"x": 1, "y": 2}]', "Hint 1 .* cannot be understood"),
        ('[{"x": 1, "y": 2, "rgb": [1, 2]}]', "Hint 1 .* cannot be understood"),
        ('[{"x": 1, "y": 2, "rgb": [1, 2, 300]}]', "Hint 1 .* cannot be understood"),
        ('[{"x": 1, "y": 2, "rgb": [1, 2, 3]}, {"x": 160, "y": 2, "rgb": [1, 2, 3]}]', "Hint 2 .* lies beside"),
    ],
)
def test_what_is_wrong_with_hints_is_said(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "hints.json"
    file.write_text(text)
    with pytest.raises(UserError, match=said):
        made(halves(), Colorize(hints=str(file)))


def test_files_without_hints(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be read"):
        made(halves(), Colorize(hints=str(tmp_path / "none.json")))
    cv2.imwrite(str(tmp_path / "plain.png"), np.zeros((120, 160, 3), np.uint8))
    with pytest.raises(UserError, match="not transparent"):
        made(halves(), Colorize(hints=str(tmp_path / "plain.png")))
    cv2.imwrite(str(tmp_path / "tall.png"), np.zeros((160, 120, 4), np.uint8))
    with pytest.raises(UserError, match="is 120 × 160, the photo 160 × 120"):
        made(halves(), Colorize(hints=str(tmp_path / "tall.png")))
    (tmp_path / "empty.json").write_text("[]")
    assert np.array_equal(made(halves(), Colorize(hints=str(tmp_path / "empty.json"))), made(halves()))
