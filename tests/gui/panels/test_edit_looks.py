"""Small pictures of edits: what is changed is bright, thin lines too, and they are made when they are wanted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from photofix.core.edit import Edit, Patch, Record
from photofix.core.mask import Mask
from photofix.core.photo import Photo
from photofix.core.region import Region
from photofix.gui.panels.edit_looks import HEIGHT, RATIO, WIDTH, EditLooks, spotlight, touched


def grey(width: int, height: int, channels: int = 3, dtype: Any = np.uint8, value: int = 100) -> Photo:
    return Photo(np.full((height, width, channels), value, dtype))


def edit_of(photo: Photo, region: Region, value: int = 200, alpha: Any = 255) -> Edit:
    pixels = np.full((region.h, region.w, photo.channels), value, photo.pixels.dtype)
    return Edit("e", (Patch(region, pixels, np.full((region.h, region.w), alpha, np.uint8)),), Record("x", {}))


@pytest.mark.parametrize(("channels", "dtype"), [(1, np.uint8), (2, np.uint8), (3, np.uint16), (4, np.uint8)])
def test_what_is_changed_is_bright_and_the_rest_dim(channels: int, dtype: Any) -> None:
    photo = grey(3000, 2000, channels, dtype)
    look = spotlight(photo, edit_of(photo, Region(1000, 700, 300, 200)), 96, 72)
    assert look.shape == (72, 96, channels) and look.dtype == dtype
    assert (look[30:42, 40:56, 0] == 200).all() and (look[0, :, 0] == 40).all()
    if channels in (2, 4):
        assert (look[0, :, -1] == 100).all()  # transparency is none of it


def test_a_thin_line_over_the_whole_photo_is_seen() -> None:
    photo = grey(9000, 6000)
    line = edit_of(photo, Region(10, 3003, 8900, 2), value=255)
    look = spotlight(photo, line, 96, 72)[:, :, 0]
    assert (look.max(axis=0)[2:-2] > 60).all() and (look[:20] == 40).all()


def test_an_edit_of_everything_is_not_dimmed() -> None:
    photo = grey(400, 300)
    assert (spotlight(photo, edit_of(photo, Region(0, 0, 400, 300)), 96, 72) == 200).all()


@pytest.mark.parametrize("size", [(1, 1), (5, 900), (900, 5), (30, 20)])
def test_photos_of_any_shape(size: tuple[int, int]) -> None:
    photo = grey(*size)
    look = spotlight(photo, edit_of(photo, Region(0, 0, 1, 1)), 96, 72)
    assert look.shape == (72, 96, 3)


def test_how_much_is_touched() -> None:
    photo = grey(100, 100)
    alpha = np.zeros((10, 10), np.uint8)
    alpha[2:4] = 1
    assert touched(edit_of(photo, Region(5, 5, 10, 10), alpha=alpha)) == 20


def test_one_is_made_at_a_time_when_it_is_wanted(qapp: Any) -> None:
    waiting: list[tuple[Callable[[], Any], Callable[[Any], None]]] = []
    looks = EditLooks(lambda work, done: waiting.append((work, done)))
    made: list[str] = []
    looks.made.connect(made.append)
    photo = grey(300, 200)
    edits = [replace(edit_of(photo, Region(9 * n, 0, 9, 9)), id=str(n)) for n in range(3)]
    assert [looks.get(photo, edit) for edit in edits] == [None] * 3 and len(waiting) == 1
    while waiting:
        work, done = waiting.pop()
        done(work())
    assert made == ["0", "2", "1"]  # the last that was asked for goes first
    look = looks.get(photo, edits[1])
    assert look is not None and look.changed == 81 and not waiting
    assert look.pixmap.width() == WIDTH * RATIO and look.pixmap.height() == HEIGHT * RATIO
    faded = replace(edits[1], opacity=0.5, enabled=False)
    assert looks.get(photo, faded) is look and not waiting  # neither matters for what it changes
    other = replace(edits[1], patches=edits[0].patches)
    assert looks.get(photo, other) is look and len(waiting) == 1  # the old one until the new one is there
    looks.forget()
    assert looks.get(photo, edits[0]) is None


def test_what_is_painted_away_is_not_touched() -> None:
    photo = Photo(np.full((300, 400, 3), 100, np.uint8))
    edit = edit_of(photo, Region(5, 5, 10, 10))
    hidden = Mask(400, 300).replaced(Region(0, 0, 8, 300), np.full((300, 8), 255, np.uint8))
    assert touched(edit.with_hidden(hidden)) == touched(edit) - 30
