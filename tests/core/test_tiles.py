"""The tile engine: coverage, seams, padding, progress, cancel and running out of memory."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photofix.core.progress import Progress
from photofix.core.tiles import OutOfMemory, Tiling, over, spans
from photofix.errors import Cancelled


@st.composite
def tilings(draw: st.DrawFn) -> Tiling:
    multiple = draw(st.sampled_from([1, 1, 4, 8, 16]))
    size = draw(st.integers(max(2, multiple), 96))
    return Tiling(size, draw(st.integers(0, size // 2)), multiple, draw(st.integers(1, 32)))


def picture(height: int, width: int, channels: int = 3) -> np.ndarray[Any, Any]:
    return np.random.default_rng(3).random((height, width, channels), np.float32)


@given(st.integers(1, 700), tilings(), st.integers(1, 3))
def test_tiles_cover_every_pixel_exactly_once(length: int, tiling: Tiling, scale: int) -> None:
    total, tiles = np.zeros(length * scale), spans(length, tiling, scale)
    for tile in tiles:
        assert tile.start >= 0 and 1 <= tile.length <= tiling.size
        assert tile.weights.shape == (tile.length * scale,) and (tile.weights > 0).all()
        total[tile.start * scale : (tile.start + tile.length) * scale] += tile.weights
    np.testing.assert_allclose(total, 1, atol=1e-5)
    assert tiles[0].start == 0 and tiles[-1].start + tiles[-1].length == length
    assert len({tile.length for tile in tiles}) == 1
    if len(tiles) > 1:
        assert tiles[0].length % tiling.multiple == 0
        shared = min(tiling.overlap, tiling.size // tiling.multiple * tiling.multiple // 2)
        assert all(a.start + a.length - b.start >= shared for a, b in pairwise(tiles))


def test_the_number_of_tiles_comes_first_and_then_they_are_equal() -> None:
    assert [(t.start, t.length) for t in spans(1000, Tiling(600, 40))] == [(0, 520), (480, 520)]
    assert [(t.start, t.length) for t in spans(600, Tiling(600, 40))] == [(0, 600)]
    assert [(t.start, t.length) for t in spans(601, Tiling(600, 40, 16))] == [(0, 336), (265, 336)]


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 150), st.integers(1, 200), tilings(), st.integers(1, 3))
def test_the_identity_stays_the_identity(height: int, width: int, tiling: Tiling, scale: int) -> None:
    source = picture(height, width, 2)

    def enlarge(tile: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        assert tile.dtype == np.float32 and tile.flags.c_contiguous
        assert tile.shape[0] % tiling.multiple == tile.shape[1] % tiling.multiple == 0
        return tile.repeat(scale, axis=0).repeat(scale, axis=1)

    made = over(enlarge, source, tiling, Progress.silent(), scale)
    assert made.dtype == np.float32
    np.testing.assert_allclose(made, source.repeat(scale, axis=0).repeat(scale, axis=1), atol=2e-6)


def test_channels_may_change() -> None:
    source = picture(70, 130)
    made = over(lambda tile: tile.sum(axis=2, keepdims=True), source, Tiling(40, 8), Progress.silent())
    np.testing.assert_allclose(made, source.sum(axis=2, keepdims=True), atol=1e-5)


def test_two_tiles_fade_into_each_other() -> None:
    levels = iter([0.0, 1.0])
    made = over(lambda tile: np.full_like(tile, next(levels)), picture(10, 100), Tiling(60, 20), Progress.silent())
    row = made[5, :, 0]
    assert (row[:40] == 0).all() and (row[60:] == 1).all()
    np.testing.assert_allclose(np.diff(row[40:60]), 1 / 20, atol=1e-6)


@pytest.mark.parametrize(
    ("length", "expected"), [(3, [0, 1, 2, 1, 0, 0, 0, 0]), (1, [0] * 8), (6, [0, 1, 2, 3, 4, 5, 4, 3])]
)
def test_padding_mirrors_as_far_as_there_are_pixels(length: int, expected: list[int]) -> None:
    seen = []
    source = np.arange(length, dtype=np.float32)[None, :, None]
    over(lambda tile: seen.append(tile) or tile, source, Tiling(16, 0, 8), Progress.silent())
    assert seen[0].shape == (8, 8, 1)
    np.testing.assert_array_equal(seen[0][:, :, 0], [expected] * 8)


def test_progress_is_told_per_tile_and_only_rises() -> None:
    told: list[float] = []
    over(lambda tile: tile, picture(100, 150), Tiling(50, 0), Progress(lambda share, _: told.append(share)))
    assert told == sorted(told)
    assert sorted({round(share * 6, 6) for share in told}) == list(range(7)) and told[-1] == pytest.approx(1)


def test_cancel_stops_before_the_next_tile() -> None:
    progress, calls = Progress.silent(), []

    def function(tile: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        calls.append(tile.shape)
        if len(calls) == 2:
            progress.cancel()
        return tile

    with pytest.raises(Cancelled):
        over(function, picture(100, 150), Tiling(50, 0), progress)
    assert len(calls) == 2


class Narrow:
    """An identity that runs out of memory for tiles of more than `most` pixels, from call `since` on."""

    def __init__(self, most: int, since: int = 0, error: type[Exception] = OutOfMemory) -> None:
        self.most, self.since, self.error = most, since, error
        self.made: list[tuple[int, ...]] = []
        self.refused: list[tuple[int, ...]] = []

    def __call__(self, tile: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        if len(self.made) >= self.since and tile.shape[0] * tile.shape[1] > self.most:
            self.refused.append(tile.shape)
            raise self.error
        self.made.append(tile.shape)
        return tile


@pytest.mark.parametrize("error", [OutOfMemory, MemoryError])
def test_running_out_of_memory_halves_the_tiles_and_loses_none(error: type[Exception]) -> None:
    source, narrow, told = picture(256, 384), Narrow(70 * 70, since=3, error=error), []
    made = over(narrow, source, Tiling(128, 0, 8, 16), Progress(lambda share, _: told.append(share)))
    np.testing.assert_allclose(made, source, atol=2e-6)
    assert narrow.made[:3] == [(128, 128, 3)] * 3
    assert narrow.made[3:] == [(64, 64, 3)] * 12
    assert len(narrow.refused) == 1
    assert told == sorted(told) and told[-1] == pytest.approx(1)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 150), st.integers(1, 200), st.integers(0, 32), st.integers(0, 4))
def test_halving_leaves_no_seam(height: int, width: int, overlap: int, since: int) -> None:
    source = picture(height, width)
    made = over(Narrow(33 * 33, since), source, Tiling(100, overlap, 1, 16), Progress.silent())
    np.testing.assert_allclose(made, source, atol=3e-6)


def test_the_smallest_tile_that_does_not_fit_is_the_end() -> None:
    narrow = Narrow(10)
    with pytest.raises(OutOfMemory):
        over(narrow, picture(300, 200), Tiling(128, 16, 1, 32), Progress.silent())
    assert min(max(shape[:2]) for shape in narrow.refused) >= 32


def test_a_wrong_result_is_refused() -> None:
    with pytest.raises(ValueError, match="became"):
        over(lambda tile: tile[1:], picture(30, 30), Tiling(16, 0), Progress.silent())


@pytest.mark.parametrize("wrong", [(0, 0, 1, 1), (16, 9, 1, 1), (16, 0, 32, 1), (16, -1, 1, 1), (16, 0, 1, 0)])
def test_impossible_tilings_are_refused(wrong: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="impossible"):
        Tiling(*wrong)
