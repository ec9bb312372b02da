"""What a preview computes: the visible part with its surroundings, reduced as the view is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photofix.core.document import State
from photofix.core.mask import Mask
from photofix.core.photo import Photo
from photofix.core.progress import Progress
from photofix.core.pyramid import Pyramid
from photofix.core.region import Region
from photofix.errors import Cancelled
from photofix.gui.live_preview import Wanted, _marked, computed
from photofix.gui.window import Window
from photofix.ops.base import Context, Models, Operation
from tests.fakes import paint
from tests.operations import CONTRAST, SOFTEN, Contrast, Soften, contrasted

Until = Callable[[Callable[[], Any]], None]


@pytest.fixture
def operations() -> tuple[Operation, ...]:
    return SOFTEN, CONTRAST


@pytest.fixture
def until(qtbot: Any) -> Until:
    return lambda true: qtbot.waitUntil(lambda: bool(true()), timeout=20_000)


@pytest.fixture
def large() -> Photo:
    """Several levels, 16 bit, sides that do not halve evenly."""
    soft = cv2.GaussianBlur(np.random.default_rng(2).random((1501, 2003, 3)).astype(np.float32), (0, 0), 3)
    return Photo(np.ascontiguousarray((soft * 65535).astype(np.uint16)))


@pytest.mark.parametrize("level", [0, 1, 2])
def test_a_part_is_what_the_whole_would_be_there(large: Photo, level: int, fake_models: Models) -> None:
    pyramid = Pyramid(large.pixels)
    width, height = pyramid.size(level)
    area = Region(60, 50, 90, 80)
    halo = SOFTEN.halo >> level
    around = area.grow(halo).clip(width, height)
    pixels = pyramid.read(level, around) if level else None
    wanted = Wanted(SOFTEN, Soften(radius=4.0), State.of(large), level, area, around, pixels)
    live = computed(wanted, Context(fake_models, Progress.silent()))
    full = pyramid.read(level, Region(0, 0, width, height))
    expected = cv2.GaussianBlur(full, (0, 0), 4.0 / 2**level, borderType=cv2.BORDER_REPLICATE)
    assert (live.level, live.area, live.pixels.dtype) == (level, area, np.uint16)
    assert np.array_equal(live.pixels, expected[area.slices])


def test_a_wish_to_stop_is_heeded(large: Photo, fake_models: Models) -> None:
    area = Region(0, 0, 50, 50)
    stopped = Progress.silent()
    stopped.cancel()
    with pytest.raises(Cancelled):
        computed(Wanted(CONTRAST, Contrast(), State.of(large), 0, area, area, None), Context(fake_models, stopped))


def test_marks_are_reduced_with_the_photo(large: Photo, fake_models: Models, paint_operation: Operation) -> None:
    values = np.full((1, 1), 255, np.uint8)
    state = State.of(large).with_mask(Mask(large.width, large.height).replaced(Region(81, 61, 1, 1), values))
    area = Region(10, 10, 40, 30)
    pixels = Pyramid(large.pixels).read(2, area)
    assert paint_operation.run is paint
    live = computed(
        Wanted(paint_operation, paint_operation.params(shade=9), state, 2, area, area, pixels),
        Context(fake_models, Progress.silent()),
    )
    changed = (live.pixels != pixels).any(axis=2)
    assert changed[15 - 10, 20 - 10] and changed.sum() == 1


@settings(max_examples=50, deadline=None)
@given(
    st.integers(0, 3), st.integers(0, 30), st.integers(0, 30), st.integers(1, 20), st.integers(1, 20), st.data()
)  # fmt: skip
def test_reduced_marks_are_the_strongest_of_their_pixels(
    level: int, x: int, y: int, w: int, h: int, data: st.DataObject
) -> None:
    seed = data.draw(st.integers(0, 2**20))
    values = np.random.default_rng(seed).integers(0, 256, (97, 131), np.uint8)
    columns, rows = -(-131 >> level), -(-97 >> level)
    area = Region(min(x, columns - 1), min(y, rows - 1), w, h).clip(columns, rows)
    reduced = _marked(Mask.from_array(values), level, area)
    side = 1 << level
    for row in range(area.h):
        for column in range(area.w):
            top, left = (area.y + row) * side, (area.x + column) * side
            assert reduced[row, column] == values[top : top + side, left : left + side].max()


def test_a_reduced_preview_says_so_where_it_matters(window: Window, large: Photo, until: Until) -> None:
    window.model.open(large)
    until(lambda: window.canvas.settled)
    picture, note = window.canvas._scene.picture, window.operation.current.note
    assert picture is not None and picture.level_for(window.canvas.zoom) == 1
    window.operation.params.fields["radius"].write(6.0)
    until(lambda: picture.live is not None)
    assert picture.live is not None and picture.live.level == 1
    assert note.text() == "Shown at 1/2 of the size; zoom to 100 % to judge it." and note.isVisible()
    window.canvas.actual_size()
    until(lambda: picture.live is not None and picture.live.level == 0)
    assert not note.isVisible()
    # The same blur, seen at both sizes.
    window.operation.choose(CONTRAST)
    window.canvas.fit()
    window.operation.params.fields["amount"].write(1.0)
    until(lambda: picture.live is not None)
    assert picture.live is not None and not window.operation.current.note.isVisible()
    half = Pyramid(large.pixels).read(1, picture.live.area)
    assert np.array_equal(picture.live.pixels, contrasted(half, Contrast(amount=1.0)))


def test_closing_at_once_leaves_nothing_running(window: Window, large: Photo) -> None:
    window.model.open(large)
    window.operation.params.fields["radius"].write(6.0)
    assert window.preview.active
    window.close()
