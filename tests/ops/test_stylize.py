"""Painting a photo: strokes and palette come, the subject and what is not marked stay."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from photofix.core.colour import Working, srgb_decoded
from photofix.core.document import State
from photofix.core.lightness import colours_of
from photofix.core.mask import Mask
from photofix.core.photo import Photo, from_float
from photofix.core.progress import Progress
from photofix.core.recall import Memory
from photofix.core.region import Region
from photofix.errors import Cancelled, UserError
from photofix.files.profiles import prophoto
from photofix.ops import brushwork, painting, stylize
from photofix.ops.base import Context, perform, performed
from photofix.ops.grey import with_room
from photofix.ops.palette import lab
from photofix.ops.stylize import OPERATION, Stylize
from tests.ops.conftest import Dabs, SmoothModels, landscape

Pixels = np.ndarray[Any, Any]


def photo(height: int = 120, width: int = 160, dtype: Any = np.uint8, channels: int = 3) -> Photo:
    """Soft, with a dark disc: flat but for its edge."""
    picture = landscape(height, width)
    cv2.circle(picture, (width // 2, height // 2), height // 4, (0.15, 0.2, 0.3), -1, cv2.LINE_AA)
    planes = [picture[..., 0], picture[..., 1], picture[..., 2], np.full((height, width), 0.4)]
    chosen = {1: [0], 2: [0, 3], 3: [0, 1, 2], 4: [0, 1, 2, 3]}[channels]
    return Photo(from_float(np.dstack([planes[i] for i in chosen]).astype(np.float32), np.dtype(dtype)))


def stripes(path: Path, *, steep: bool = True, size: int = 200) -> str:
    """A painting of fine stripes, orange and dark blue, in the file of that name."""
    y, x = np.mgrid[:size, :size]
    wave = (0.5 + 0.5 * np.sin(2 * np.pi * (x if steep else y) / 6))[..., None]
    wave = wave * (0.4 + 0.6 * (y if steep else x)[..., None] / size)
    picture = wave * (0.95, 0.6, 0.2) + (1 - wave) * (0.1, 0.1, 0.35)
    cv2.imwrite(str(path), np.rint(picture[..., ::-1] * 255).astype(np.uint8))
    return str(path)


def dabs(path: Path) -> str:
    """A painting of dabs of all colours, large and small, in the file of that name."""
    rng = np.random.default_rng(7)
    picture = np.full((200, 240, 3), 0.5)
    for _ in range(3000):
        x, y, size = int(rng.integers(240)), int(rng.integers(200)), int(rng.integers(1, 7))
        cv2.circle(picture, (x, y), size, tuple(map(float, rng.random(3))), -1)
    cv2.imwrite(str(path), np.rint(picture * 255).astype(np.uint8))
    return str(path)


def own(path: str, **more: Any) -> Stylize:
    return Stylize("picture", path, **more)


@pytest.fixture
def style(tmp_path: Path) -> str:
    return stripes(tmp_path / "stripes.png")


def made(of: Photo, params: Stylize) -> Pixels:
    state = State.of(of)
    return state.with_edit(perform(OPERATION, state, params, Context(SmoothModels(), Progress.silent()))).composite()


def seen(pixels: Pixels) -> Pixels:
    return lab(Working.of(None, pixels.shape[2]).to_srgb(pixels)).reshape(-1, 3)


def slopes(pixels: Pixels) -> tuple[float, float]:
    """How strong edges across and down the picture are."""
    light = lab(Working.of(None, pixels.shape[2]).to_srgb(pixels))[..., 0]
    return float(np.abs(np.diff(light, axis=1)).mean()), float(np.abs(np.diff(light, axis=0)).mean())


@pytest.mark.parametrize("keep_colors", [False, True])
def test_strokes_come_in_the_direction_of_the_paintings(tmp_path: Path, keep_colors: bool) -> None:
    before = slopes(photo().pixels)
    for steep in (True, False):
        params = own(stripes(tmp_path / "a.png", steep=steep), keep_colors=keep_colors)
        across, down = slopes(made(photo(), params))
        along, other = (across, down) if steep else (down, across)
        assert along > 3 * max(before) and along > 1.5 * other


def test_the_palette_comes_near_the_paintings(style: str) -> None:
    wanted = lab(stylize.read(Path(style))).reshape(-1, 3)
    before, after = seen(photo().pixels), seen(made(photo(), own(style)))
    for measure in (lambda x: x.mean(axis=0), lambda x: np.cov(x.T)):
        apart = [float(np.linalg.norm(measure(x) - measure(wanted))) for x in (before, after)]
        assert apart[1] < 0.4 * apart[0]


def test_the_photo_keeps_its_colours_if_it_is_to(style: str) -> None:
    before, after = (
        colours_of(srgb_decoded(Working.of(None, 3).to_srgb(pixels)))
        for pixels in (photo().pixels, made(photo(), own(style, keep_colors=True)))
    )
    apart = np.linalg.norm(after - before, axis=2)
    assert np.median(apart) < 1.5 and apart.mean() < 3  # what sRGB cannot hold at another lightness is paler
    assert slopes(made(photo(), own(style, keep_colors=True)))[0] > 3 * slopes(photo().pixels)[0]


def test_the_subject_stays_the_more_the_less_strength(tmp_path: Path) -> None:
    style = dabs(tmp_path / "dabs.png")

    def soft(pixels: Pixels) -> Pixels:
        return cv2.GaussianBlur(seen(pixels)[:, 0].reshape(pixels.shape[:2]), (0, 0), 3).ravel()

    of = photo()
    alike = [np.corrcoef(soft(of.pixels), soft(made(of, own(style, strength=s))))[0, 1] for s in (1.0, 0.7, 0.3)]
    assert alike == sorted(alike) and alike[1] > 0.5 and alike[2] > 0.9


def test_no_strength_changes_nothing_and_little_changes_little(style: str) -> None:
    of = photo(dtype=np.uint16)
    assert np.array_equal(made(of, own(style, strength=0.0)), of.pixels)
    apart = [np.abs(made(of, own(style, strength=s)).astype(float) - of.pixels).mean() for s in (0.05, 0.3, 1.0)]
    assert 0 < 3 * apart[0] < apart[1] < apart[2]


def test_the_same_seed_lays_the_same_strokes(style: str) -> None:
    first, again, other = (made(photo(), own(style, seed=seed)) for seed in (3, 3, 4))
    assert np.array_equal(first, again) and not np.array_equal(first, other)


def test_the_size_of_strokes(tmp_path: Path) -> None:
    style = stripes(tmp_path / "a.png", size=400)

    def turns(stroke: float) -> float:
        """How often lightness turns from rising to falling, a pixel."""
        light = seen(made(photo(200, 260), own(style, stroke=stroke))).reshape(200, 260, 3)[..., 0]
        return float((np.diff(np.sign(np.diff(light, axis=1)), axis=1) != 0).mean())

    assert turns(4.0) < 0.75 * turns(1.0)


@pytest.mark.parametrize(("wish", "stroke"), [("13.28125px", 2.0), ("2mm@168.67dpi", 2.0), ("0.1 in", None)])
def test_strokes_of_a_size_in_the_photo_or_on_paper(wish: str, stroke: float | None) -> None:
    of = replace(photo(225, 300), dpi=(66.4, 66.4))
    after = made(of, Stylize(stroke_size=wish))
    assert np.abs(after.astype(int) - made(of, Stylize(stroke=stroke or 1.0))).max() <= 3


@pytest.mark.parametrize("wish", ["wide", "3", "0px", "200cm", "1000px"])
def test_a_size_of_strokes_that_cannot_be(wish: str) -> None:
    with pytest.raises(UserError, match=r"no size|cannot be laid|would be"):
        made(photo(), Stylize(stroke_size=wish))


@pytest.mark.parametrize("style", ["van-gogh", "picture"])
def test_a_preview_of_a_part_is_the_part_of_the_whole(style: str, tmp_path: Path) -> None:
    of = photo(240, 320)
    params = Stylize(style, dabs(tmp_path / "d.png"))
    whole, part = made(of, params), Region(90, 40, 120, 100)
    state = State.of(replace(of, pixels=np.ascontiguousarray(of.pixels[part.slices])))
    context = Context(SmoothModels(), Progress.silent())
    edit = perform(OPERATION, state, params, context, whole=State.of(of), corner=(part.x, part.y))
    apart = np.abs(state.with_edit(edit).composite().astype(int) - whole[part.slices])
    assert apart.max() <= (1 if style == "van-gogh" else 60) and apart.mean() < 4


def test_a_reduced_preview_looks_like_the_whole_reduced() -> None:
    of = photo(480, 640)
    whole = cv2.resize(made(of, Stylize()), (320, 240), interpolation=cv2.INTER_AREA)
    small = State.of(replace(of, pixels=cv2.resize(of.pixels, (320, 240), interpolation=cv2.INTER_AREA)))
    context = Context(SmoothModels(), Progress.silent())
    edit = perform(OPERATION, small, Stylize(), context, scale=2.0, whole=State.of(of))
    assert np.abs(small.with_edit(edit).composite().astype(int) - whole).mean() < 6


def test_what_was_painted_is_remembered_while_the_view_moves() -> None:
    of, memory, models = State.of(photo()), Memory(), SmoothModels()
    context = Context(models, Progress.silent(), recall=memory)
    painted: list[int] = []
    for corner in ((0, 0), (20, 10), (0, 0)):
        part = State.of(replace(of.base, pixels=np.ascontiguousarray(of.base.pixels[:60, :60])))
        perform(OPERATION, part, Stylize(), context, whole=of, corner=corner)
        painted.append(models.painted)
    assert painted == [1, 1, 1]


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_depth_profile_and_alpha_stay(style: str, dtype: Any) -> None:
    of = replace(photo(dtype=dtype, channels=4), icc=prophoto())
    after = made(of, own(style))
    assert after.dtype == dtype and np.array_equal(after[..., 3], of.pixels[..., 3])
    if dtype == np.uint16:
        assert len(np.unique(after[..., 1])) > 2000
    near = made(replace(photo(channels=3), icc=None), own(style))
    same = lab(Working.of(of.icc, 4).to_srgb(after)).mean(axis=(0, 1)) - seen(near).mean(axis=0)
    assert np.abs(same).max() < 0.2  # the same palette, whatever the profile


def test_a_painter_needs_no_file_and_brings_strokes_and_palette() -> None:
    of = photo()
    one, other = (made(of, Stylize(style=name)) for name in ("van-gogh", "pissarro"))
    for after, number in ((one, 0), (other, 11)):
        mean, _ = Dabs().palette(np.eye(12, dtype=np.float32)[number])
        assert np.abs(seen(after).mean(axis=0) - mean).max() < 0.06
        assert sum(slopes(after)) > 1.5 * sum(slopes(of.pixels))
    assert sum(slopes(other)) > 1.2 * sum(slopes(one))


def test_two_painters_are_mixed() -> None:
    of = photo()
    alone, other = (seen(made(of, Stylize(style=name))) for name in ("van-gogh", "pissarro"))
    half, none = (seen(made(of, Stylize("van-gogh", mix_with="pissarro", mix=share))) for share in (0.5, 0.0))
    assert np.array_equal(none, alone)
    assert np.abs(half - alone).mean() < np.abs(other - alone).mean()
    assert half[:, 2].mean() == pytest.approx((alone[:, 2].mean() + other[:, 2].mean()) / 2, abs=0.03)


def test_a_painters_strokes_have_the_size_that_is_wanted_whatever_the_photos() -> None:
    def across(size: int, stroke: float) -> float:
        """How long dark and light stretches are, as a share of the picture."""
        light = seen(made(photo(size * 3 // 4, size), Stylize(stroke=stroke))).reshape(size * 3 // 4, size, 3)[..., 0]
        small = cv2.resize(light, (200, 150), interpolation=cv2.INTER_AREA)
        return 1 / float((np.diff(np.sign(np.diff(small, axis=0)), axis=0) != 0).mean())

    assert across(400, 3.0) > 1.2 * across(400, 1.0)
    assert across(800, 2.0) == pytest.approx(across(400, 2.0), rel=0.15)


@pytest.mark.parametrize(("name", "kind"), [("mine.safetensors", "painter"), ("Candy.PTH", "transformer")])
def test_a_style_file_paints(tmp_path: Path, name: str, kind: str) -> None:
    of = photo(dtype=np.uint16)
    state, params = State.of(of), Stylize("picture", str(tmp_path / name))
    edit = perform(OPERATION, state, params, Context(SmoothModels(), Progress.silent()))
    assert edit.record is not None and list(edit.record.models) == [f"file:{kind}:{tmp_path / name}"]
    before, after = seen(of.pixels), seen(state.with_edit(edit).composite())
    if kind == "painter":
        assert np.abs(after.mean(axis=0) - Dabs().palette(np.zeros(1, np.float32))[0]).max() < 0.06
    else:  # a negative, but for what is left of the photo at edges
        assert np.corrcoef(before[:, 0], after[:, 0])[0, 1] < -0.9


def test_a_style_file_can_leave_the_photo_its_colours(tmp_path: Path) -> None:
    of = photo()
    for name in ("mine.safetensors", "candy.pth"):
        after = seen(made(of, Stylize("picture", str(tmp_path / name), keep_colors=True)))
        assert np.abs(after[:, 1:] - seen(of.pixels)[:, 1:]).mean() < 0.012


def test_a_painter_can_keep_the_photos_colours() -> None:
    of = photo()
    before, after = seen(of.pixels), seen(made(of, Stylize("pissarro", keep_colors=True)))
    assert np.abs(after[:, 1:] - before[:, 1:]).mean() < 0.01
    assert after[:, 0].mean() == pytest.approx(before[:, 0].mean(), abs=0.02)


def test_a_painter_paints_more_freely_with_more_strength() -> None:
    of = photo()
    apart = [np.abs(seen(made(of, Stylize(strength=s))) - seen(of.pixels)).mean() for s in (0.0, 0.2, 0.7, 1.0)]
    assert apart[0] == 0 and apart == sorted(apart) and apart[1] < 0.6 * apart[2]


def test_the_painters_parts_leave_no_seams(monkeypatch: pytest.MonkeyPatch) -> None:
    of = photo(240, 320, np.uint16)
    whole = made(of, Stylize())
    monkeypatch.setattr(painting, "TILE", 128)
    monkeypatch.setattr(stylize, "TILE", 96)
    assert np.abs(made(of, Stylize()).astype(int) - whole).max() <= 65535 / 255


@pytest.mark.parametrize("keep_colors", [False, True])
@pytest.mark.parametrize("channels", [1, 2])
def test_a_grey_photo_gets_colours_unless_it_keeps_its_own(style: str, channels: int, keep_colors: bool) -> None:
    params, state = own(style, keep_colors=keep_colors), State.of(photo(channels=channels))
    assert OPERATION.makes_colours(params) != keep_colors
    if not keep_colors:
        state = with_room(state, list[str]().append)
    after = made(state.base, params)
    assert after.shape[2] == channels + (0 if keep_colors else 2)
    if not keep_colors:
        assert np.ptp(after[..., :3].astype(int), axis=2).mean() > 20


def test_only_what_is_marked_is_painted(style: str) -> None:
    of = photo()
    marks = np.zeros((120, 160), np.uint8)
    marks[20:80, 30:90], marks[80:90, 30:90] = 255, 128
    state = State.of(of).with_mask(Mask.from_array(marks))
    (edit,) = performed(OPERATION, state, own(style), Context(SmoothModels(), Progress.silent()))
    after, everywhere = state.with_edit(edit).composite(), made(of, own(style))
    assert np.array_equal(after[marks == 0], of.pixels[marks == 0])
    assert np.array_equal(after[marks == 255], everywhere[marks == 255])
    soft = after[marks == 128] - (of.pixels[marks == 128].astype(float) + everywhere[marks == 128]) / 2
    assert np.abs(soft).max() < 2
    assert edit.mask is state.mask


def test_tiles_leave_no_seams(style: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(painting, "LONGEST", 100)  # so that the photo is much larger than what is painted
    of = photo(240, 320, np.uint16)
    whole = made(of, own(style))
    monkeypatch.setattr(stylize, "TILE", 96)
    assert np.abs(made(of, own(style)).astype(int) - whole).max() <= 65535 * 2 / 255


def test_large_photos_have_strokes_at_full_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(painting, "LONGEST", 160)
    style = dabs(tmp_path / "dabs.png")
    of = photo(360, 480)
    fine = slopes(made(of, own(style)))[0]
    monkeypatch.setattr(brushwork, "GAIN", 0.0)
    assert fine > 1.15 * slopes(made(of, own(style)))[0]


@pytest.mark.parametrize("size", [(1, 1), (3, 90), (70, 2), (20, 20)])
def test_photos_of_any_size(style: str, size: tuple[int, int]) -> None:
    assert made(Photo(np.full((*size, 3), 90, np.uint8)), own(style)).shape == (*size, 3)


def test_a_style_of_any_kind_of_picture(tmp_path: Path) -> None:
    grey = np.random.default_rng(1).integers(0, 65535, (80, 90), np.uint16)
    cv2.imwrite(str(tmp_path / "grey.tif"), grey)
    after = made(photo(), own(str(tmp_path / "grey.tif")))
    assert np.ptp(after.astype(int), axis=2).mean() < 3
    cv2.imwrite(str(tmp_path / "plain.png"), np.full((100, 64, 3), 70, np.uint8))
    assert np.abs(made(photo(), own(str(tmp_path / "plain.png"))).astype(int) - 70).mean() < 12


def test_what_is_wrong_with_a_style_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="No picture is chosen"):
        made(photo(), Stylize("picture"))
    with pytest.raises(UserError, match=r"none\.png"):
        made(photo(), own(str(tmp_path / "none.png")))
    (tmp_path / "text.jpg").write_text("no picture")
    with pytest.raises(UserError, match=r"text\.jpg"):
        made(photo(), own(str(tmp_path / "text.jpg")))
    cv2.imwrite(str(tmp_path / "tiny.png"), np.zeros((20, 300, 3), np.uint8))
    with pytest.raises(UserError, match="too small for a style: 300 × 20"):
        made(photo(), own(str(tmp_path / "tiny.png")))


@pytest.mark.parametrize("share", [0.1, 0.8])
def test_it_stops_when_asked_to(style: str, share: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stylize, "TILE", 32)
    progress = Progress(lambda done, _words: progress.cancel() if done > share else None)
    with pytest.raises(Cancelled):
        perform(OPERATION, State.of(photo()), own(style), Context(SmoothModels(), progress))
