"""Colours of a reference go where the photo looks like it; unreadable and grey references are refused in words."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from photofix.core.colour import srgb_decoded
from photofix.core.document import State
from photofix.core.lightness import colours_of, lightness, luminance
from photofix.core.photo import Photo
from photofix.core.progress import Progress
from photofix.errors import UserError
from photofix.files import load as loading
from photofix.files.profiles import prophoto
from photofix.files.save import save
from photofix.ops import reference
from photofix.ops.base import Context, perform
from photofix.ops.colorize import OPERATION, Colorize
from tests.ops.conftest import SmoothModels

Pixels = np.ndarray[Any, Any]
RED, BLUE = (190, 80, 70), (110, 130, 190)


def two(left: Any = RED, right: Any = BLUE) -> Photo:
    """A fine pattern in one colour, and a plain other one, both brighter towards the bottom."""
    pixels = np.empty((96, 128, 3))
    pixels[:, :64], pixels[:, 64:] = left, right
    pixels[::4, :64] /= 2
    return Photo((pixels * np.linspace(0.6, 1, 96)[:, None, None]).astype(np.uint8))


def without_colours(photo: Photo) -> Photo:
    light = luminance(srgb_decoded((photo.pixels / 255).astype(np.float32)))
    levels = np.rint(255 * np.clip(light, 0, 1) ** (1 / 2.2)).astype(np.uint8)
    return Photo(levels[..., None].repeat(3, axis=2))


def colours(pixels: Pixels) -> Pixels:
    return colours_of(srgb_decoded((pixels / 255).astype(np.float32)))


def made(photo: Photo, **params: Any) -> Pixels:
    state = State.of(photo)
    edit = perform(OPERATION, state, Colorize(**params), Context(SmoothModels(), Progress.silent()))
    return state.with_edit(edit).composite()


@pytest.fixture
def red_and_blue(tmp_path: Path) -> str:
    save(two(), tmp_path / "reference.png")
    return str(tmp_path / "reference.png")


def test_each_region_takes_the_colours_of_the_one_like_it(red_and_blue: str) -> None:
    mirrored = two()
    mirrored = replace(mirrored, pixels=np.ascontiguousarray(mirrored.pixels[:, ::-1]))
    truth = colours(mirrored.pixels)
    grey = without_colours(mirrored)
    plain, after = (np.linalg.norm(colours(one) - truth, axis=2) for one in
                    (made(grey), made(grey, reference=red_and_blue)))  # fmt: skip
    for half in (np.s_[8:-8, 8:56], np.s_[8:-8, 72:120]):
        assert after[half].mean() < 0.45 * plain[half].mean()


def test_lightness_stays(red_and_blue: str) -> None:
    grey = without_colours(two())
    before, after = (lightness(luminance(srgb_decoded((pixels / 255).astype(np.float32))))
                     for pixels in (grey.pixels, made(grey, reference=red_and_blue)))  # fmt: skip
    assert np.abs(before - after).max() < 0.8


def test_a_photo_of_other_things_changes_little(tmp_path: Path) -> None:
    noise = np.random.default_rng(2).integers(0, 256, (96, 128, 3))
    noise = np.clip(noise * [1.0, 0.3, 0.2], 0, 255).astype(np.uint8)
    save(Photo(noise), tmp_path / "noise.png")
    grey = without_colours(two())
    plain, after = colours(made(grey)), colours(made(grey, reference=str(tmp_path / "noise.png")))
    alike = colours(made(grey, reference=_saved(tmp_path, two())))
    off, wanted = (np.linalg.norm(one - plain, axis=2).mean() for one in (after, alike))
    assert off < 0.25 * wanted


def _saved(folder: Path, photo: Photo, name: str = "other.png") -> str:
    save(photo, folder / name)
    return str(folder / name)


def test_hints_come_first(tmp_path: Path, red_and_blue: str) -> None:
    (tmp_path / "hints.json").write_text(json.dumps([{"x": 100, "y": 40, "rgb": [120, 160, 90]}]))
    after = colours(made(without_colours(two()), reference=red_and_blue, hints=str(tmp_path / "hints.json")))
    green, blue = (colours(np.array([[rgb]]))[0, 0] for rgb in ((120, 160, 90), BLUE))
    assert np.linalg.norm(after[8:-8, 76:120] - green, axis=2).mean() < 10
    assert np.linalg.norm(after[40, 100] - blue) > 20


@pytest.mark.parametrize("kind", ["16 bit", "profile", "alpha", "large"])
def test_references_of_any_kind(tmp_path: Path, kind: str) -> None:
    photo = two()
    if kind == "16 bit":
        photo = replace(photo, pixels=photo.pixels.astype(np.uint16) * 257)
    elif kind == "profile":
        photo = replace(photo, icc=prophoto())
    elif kind == "alpha":
        photo = replace(photo, pixels=np.dstack([photo.pixels, np.full((96, 128), 255, np.uint8)]))
    else:
        photo = replace(photo, pixels=cv2.resize(photo.pixels, (1500, 1100), interpolation=cv2.INTER_NEAREST))
    found = reference.read(Path(_saved(tmp_path, photo, "kind.tif")))
    assert max(found.light.shape) <= reference.SIDE and found.colours.shape == (*found.light.shape, 2)
    width = found.light.shape[1]
    red, blue = (found.colours[:, part].mean(axis=(0, 1)) for part in (np.s_[: width // 2], np.s_[width // 2 :]))
    assert red[0] > 30 and blue[1] < -15
    assert made(without_colours(two()), reference=str(tmp_path / "kind.tif")).shape == (96, 128, 3)


@pytest.mark.parametrize("size", [(1, 1), (1, 9), (3, 200)])
def test_photos_of_any_size(red_and_blue: str, size: tuple[int, int]) -> None:
    assert made(Photo(np.full((*size, 3), 90, np.uint8)), reference=red_and_blue).shape == (*size, 3)


def test_a_reference_is_read_once_until_it_changes(
    tmp_path: Path, red_and_blue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path] = []
    monkeypatch.setattr(loading, "load", lambda path, load=loading.load: read.append(path) or load(path))
    path = Path(red_and_blue)
    first = reference.read(path)
    assert reference.read(path) is first and len(read) == 1
    path.unlink()
    save(two(BLUE, RED), path)
    os.utime(path, ns=(1, 1))
    assert reference.read(path).colours[48, 20, 1] < -15 and len(read) == 2


@pytest.mark.parametrize("tone", [(1.0, 1.0, 1.0), (1.0, 0.85, 0.65)])
def test_a_reference_without_colours_is_refused(tmp_path: Path, tone: tuple[float, float, float]) -> None:
    toned = np.rint(without_colours(two()).pixels * np.array(tone)).astype(np.uint8)
    with pytest.raises(UserError, match="has no colours to give"):
        made(without_colours(two()), reference=_saved(tmp_path, Photo(toned)))
    with pytest.raises(UserError, match="has no colours to give"):
        made(without_colours(two()), reference=_saved(tmp_path, Photo(toned[..., :1].copy()), "grey.png"))


def test_a_reference_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be read"):
        made(two(), reference=str(tmp_path / "none.jpg"))
    (tmp_path / "text.jpg").write_text("no picture")
    with pytest.raises(UserError):
        made(two(), reference=str(tmp_path / "text.jpg"))


def test_the_record_tells_the_reference(red_and_blue: str) -> None:
    state = State.of(without_colours(two()))
    edit = perform(OPERATION, state, Colorize(reference=red_and_blue), Context(SmoothModels(), Progress.silent()))
    assert edit.record.params["reference"] == red_and_blue
