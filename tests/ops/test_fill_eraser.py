"""Windows of the eraser: they cover the hole, join without seams and survive a lack of memory."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from photofix.core.progress import Progress
from photofix.core.tiles import OutOfMemory
from photofix.errors import Cancelled
from photofix.ops import fill_eraser
from tests.ops.conftest import landscape

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]


def filled(rgb: Floats, hole: Bools, model: fill_eraser.Model, turns: int, progress: Progress) -> Floats:
    return fill_eraser.fill([fill_eraser.Hole(rgb, hole, hole)], model, turns, progress)[0]


def line(height: int, width: int) -> Bools:
    hole = np.zeros((height, width), bool)
    hole[height // 2 : height // 2 + 6] = True
    return hole


def grey() -> fill_eraser.Model:
    """A "network" that fills with one grey: no seam may show."""

    def model(pictures: Floats, holes: Bools, turns: int, thin: bool) -> Floats:
        return np.stack([np.where(h[..., None], p * 0 + 0.5, p) for p, h in zip(pictures, holes, strict=True)])

    return model


@pytest.mark.parametrize("size", [(40, 500), (500, 60), (300, 300), (8, 8)])
def test_all_of_the_hole_and_nothing_else_is_filled(size: tuple[int, int]) -> None:
    rgb, hole = landscape(*size), line(*size)
    out = filled(rgb, hole, grey(), 1, Progress.silent())
    np.testing.assert_array_equal(out[~hole], rgb[~hole])
    np.testing.assert_allclose(out[hole], 0.5, atol=1e-6)


def test_nothing_is_asked_where_there_is_no_hole() -> None:
    rgb = landscape(400, 400)

    def model(pictures: Floats, holes: Bools, turns: int, thin: bool) -> Floats:
        assert holes.any(axis=(1, 2)).all()
        return pictures

    filled(rgb, line(400, 400), model, 1, Progress.silent())


def test_a_lack_of_memory_makes_batches_smaller() -> None:
    rgb, hole, batches = landscape(60, 1200), line(60, 1200), []

    def model(pictures: Floats, holes: Bools, turns: int, thin: bool) -> Floats:
        if len(pictures) > 2:
            raise OutOfMemory
        batches.append(len(pictures))
        return pictures + holes[..., None]

    out = filled(rgb, hole, model, 1, Progress.silent())
    np.testing.assert_allclose(out[hole], rgb[hole] + 1, atol=1e-5)
    assert max(batches) <= 2 < sum(batches)


def test_memory_that_is_not_there_at_all_is_reported() -> None:
    def model(pictures: Floats, holes: Bools, turns: int, thin: bool) -> Floats:
        raise OutOfMemory

    with pytest.raises(OutOfMemory):
        filled(landscape(), line(240, 320), model, 1, Progress.silent())


def test_cancel_stops_before_the_next_batch() -> None:
    progress, calls = Progress.silent(), []

    def model(pictures: Floats, holes: Bools, turns: int, thin: bool) -> Floats:
        calls.append(len(pictures))
        progress.cancel()
        return pictures

    with pytest.raises(Cancelled):
        filled(landscape(60, 4000), line(60, 4000), model, 8, progress)
    assert len(calls) == 1


def test_pictures_of_any_size_together_are_filled_as_one_by_one() -> None:
    sizes = ((40, 60), (300, 200), (40, 60), (120, 30))
    holes = [fill_eraser.Hole(landscape(*s, n), line(*s), line(*s)) for n, s in enumerate(sizes)]

    def model(pictures: Floats, masks: Bools, turns: int, thin: bool) -> Floats:
        return np.where(masks[..., None], pictures.mean(axis=(1, 2), keepdims=True), pictures)

    together = fill_eraser.fill(holes, model, 1, Progress.silent())
    for each, result in zip(holes, together, strict=True):
        np.testing.assert_array_equal(result, filled(each.rgb, each.wanted, model, 1, Progress.silent()))


def test_small_jobs_get_more_passes() -> None:
    turns = [fill_eraser.turns_for(cells) for cells in (1, 300, 1000, 100_000)]
    assert turns == sorted(turns, reverse=True)
    assert turns[0] > turns[-1] == 1


def test_a_reduced_picture_holds_the_mean_of_known_pixels() -> None:
    rgb = landscape(64, 48)
    hole = np.zeros((64, 48), bool)
    hole[8:40, 8:20] = True
    small, share = fill_eraser.reduce(rgb, hole, 4)
    assert small.shape == (16, 12, 3)
    np.testing.assert_allclose(small[0, 0], rgb[:4, :4].mean(axis=(0, 1)), atol=1e-5)
    assert share[4, 3] == 0 and share[0, 0] == 1


def test_enlarging_puts_pixels_back_where_they_were() -> None:
    y, x = np.mgrid[:160, :160] / 160
    rgb = np.asarray(np.stack([x, y, x * y], axis=2), np.float32)
    small, _ = fill_eraser.reduce(rgb, np.zeros((160, 160), bool), 4)
    large = fill_eraser.enlarge(small, 4, (40, 24), (64, 48))
    np.testing.assert_allclose(large, rgb[24:72, 40:104], atol=2e-3)


@pytest.mark.parametrize(("thickness", "thin"), [(1, True), (6, True), (14, True), (30, False)])
def test_thin_holes_go_to_the_network_that_was_taught_them(thickness: int, thin: bool) -> None:
    hole, asked = np.zeros((200, 200), bool), []
    hole[90 : 90 + thickness, 5:195] = True

    def model(pictures: Floats, holes: Bools, turns: int, thin: bool) -> Floats:
        asked.append(thin)
        return pictures

    filled(landscape(200, 200), hole, model, 1, Progress.silent())
    assert set(asked) == {thin}
