"""Printing dots go, edges stay, and a photo without dots is left alone."""

from __future__ import annotations

from functools import partial
from typing import Any

import cv2
import numpy as np
import pytest

from photofix.core.document import State
from photofix.core.photo import Photo, from_float
from photofix.core.progress import Progress
from photofix.errors import Cancelled
from photofix.ops import descreen, restore, tiled
from photofix.ops.base import Context, Source, perform, performed
from photofix.ops.descreen import OPERATION, WIDTH, Descreen, kept, notched
from photofix.ops.screen_estimate import screens
from photofix.training.halftone import Press, printed
from tests.ops.conftest import SmoothModels
from tests.ops.test_screen_estimate import scene

PRESS = Press(4.4, turn=3.0, grey=True)


def scan(dtype: Any = np.uint8, channels: int = 3) -> tuple[Photo, Any]:
    """A halftone, and the same without dots, h×w×3 float."""
    dotted, even = printed(np.random.default_rng(3), scene(), PRESS)
    pixels = from_float(dotted, np.dtype(dtype))
    if channels == 1:
        pixels = pixels[..., :1]
    elif channels == 4:
        pixels = np.concatenate([pixels, np.full_like(pixels[..., :1], 9)], axis=2)
    return Photo(np.ascontiguousarray(pixels)), even


def made(photo: Photo, params: Descreen | None = None, notes: list[str] | None = None) -> Any:
    context = Context(SmoothModels(), Progress.silent(), ([] if notes is None else notes).append)
    state = State.of(photo)
    return state.with_edit(perform(OPERATION, state, params or Descreen(), context)).composite()


def dots(pixels: Any) -> float:
    """How strong the screen's own frequency is."""
    values = pixels[:256, :256, 0].astype(float)
    power = np.abs(np.fft.fft2((values - values.mean()) * np.outer(np.hanning(256), np.hanning(256))))
    turn = np.deg2rad(45 + PRESS.turn)
    x, y = (round(256 * float(part) / PRESS.period) for part in (np.cos(turn), np.sin(turn)))
    return float(power[y - 1 : y + 2, x - 1 : x + 2].max() / np.iinfo(pixels.dtype).max)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_dots_go_and_the_picture_comes_nearer_to_what_was_printed(dtype: Any) -> None:
    photo, even = scan(dtype)
    notes: list[str] = []
    after = made(photo, None, notes)
    assert after.dtype == dtype and notes == ["it was printed with dots 4.4 pixels apart"]
    assert dots(after) < 0.02 * dots(photo.pixels)
    before, now = (np.square(each / np.iinfo(dtype).max - even).mean() for each in (photo.pixels, after))
    assert now < 0.15 * before


def test_edges_stay_steeper_than_under_a_blur_that_hides_the_dots() -> None:
    step = np.full((300, 380, 3), 0.75, np.float32)
    step[:, 190:] = 0.25
    dotted, _ = printed(np.random.default_rng(3), step, PRESS)
    points = screens([dotted])[0].points()
    quiet = notched(dotted, partial(kept, points, np.full(len(points), WIDTH / PRESS.period)))
    blurred = cv2.GaussianBlur(dotted, (0, 0), 0.45 * PRESS.period)
    sharp, soft = (np.abs(np.diff(one[..., 0].mean(axis=0)[150:230])).max() for one in (quiet, blurred))
    assert sharp > 1.2 * soft
    calm = np.s_[60:240, 60:150, 0]
    assert quiet[calm].std() < 0.1 * dotted[calm].std()


@pytest.mark.parametrize("channels", [1, 4])
def test_grey_and_alpha(channels: int) -> None:
    photo, _ = scan(channels=channels)
    after = made(photo)
    assert after.shape == photo.pixels.shape and dots(after) < 0.02 * dots(photo.pixels)
    if channels == 4:
        assert np.array_equal(after[..., 3], photo.pixels[..., 3])


def test_half_the_strength_leaves_half() -> None:
    photo, _ = scan()
    assert dots(made(photo, Descreen(0.5))) == pytest.approx(0.5 * dots(photo.pixels), rel=0.1)
    assert np.array_equal(made(photo, Descreen(0.0)), photo.pixels)


def test_what_has_no_dots_is_left_alone() -> None:
    photo, notes = Photo(from_float(scene(), np.dtype(np.uint8))), list[str]()
    assert np.array_equal(made(photo, None, notes), photo.pixels)
    assert notes == ["no printing dots are to be seen in it"]


def test_tiles_leave_no_seams(monkeypatch: pytest.MonkeyPatch) -> None:
    photo, _ = scan()
    whole = made(photo)
    monkeypatch.setattr(tiled, "TILE", 128)
    assert np.abs(made(photo).astype(int) - whole).max() <= 1


def test_it_stops_between_tiles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiled, "TILE", 64)
    progress = Progress(lambda share, _words: progress.cancel() if share > 0.3 else None)
    with pytest.raises(Cancelled):
        perform(OPERATION, State.of(scan()[0]), Descreen(), Context(SmoothModels(), progress))


def test_the_recipe_for_old_photos_has_it_where_there_are_dots() -> None:
    """What takes dots for grain or edges is not measured then."""
    photo, _ = scan()
    names = [one.step.name for one in restore.needed(Source(State.of(photo)))]
    assert names[0] == "screen" and not {"noise", "jpeg", "blur"} & set(names)
    clean = Photo(from_float(scene(), np.dtype(np.uint8)))
    assert "screen" not in [one.step.name for one in restore.needed(Source(State.of(clean)))]
    context = Context(SmoothModels(), Progress.silent())
    edits = performed(restore.OPERATION, State.of(photo), restore.Restore(scratches=0), context)
    assert edits[0].record.operation == "descreen" and descreen.measured(Source(State.of(photo)))


def test_a_screen_of_which_half_a_period_stands_out_more() -> None:
    dotted, _ = printed(np.random.default_rng(3), scene(), Press(8.0, grey=True, shape="square"))
    notes: list[str] = []
    made(Photo(from_float(dotted, np.dtype(np.uint8))), None, notes)
    assert notes == ["it was printed with dots 8.0 pixels apart"]
