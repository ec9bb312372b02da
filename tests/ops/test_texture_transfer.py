"""Painting with patches: blends that are exact, edges that weigh more, and wishes to stop that are heeded."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from photofix.core.progress import Progress
from photofix.errors import Cancelled
from photofix.ops.texture_transfer import Faithful, framed, levels, overlaid, painted, strokes, weight

GIVEN = Faithful(0.25, 2.0)


def begun(picture: np.ndarray, painting: np.ndarray, progress: Progress) -> np.ndarray:
    rng = np.random.default_rng(0)
    return painted(picture, painting, strokes(picture, levels(picture), rng), GIVEN, rng, progress)


@pytest.mark.parametrize(("height", "width"), [(20, 30), (9, 9), (5, 31), (23, 10)])
@pytest.mark.parametrize("rounds", [1, 3])
def test_patches_of_a_picture_blend_to_the_picture(height: int, width: int, rounds: int) -> None:
    picture = np.random.default_rng(1).random((height, width, 2), np.float32)
    rows, columns, larger = framed(picture, 9, 4)
    view = np.lib.stride_tricks.sliding_window_view(larger, (9, 9), axis=(0, 1))[::4, ::4]
    assert view.shape[:2] == (rows, columns)
    assert np.array_equal(larger[:height, :width], picture)
    np.testing.assert_allclose(overlaid(np.ascontiguousarray(view), 4, rounds), larger, atol=1e-5)


def test_a_patch_that_disagrees_counts_less() -> None:
    patches = np.zeros((4, 4, 1, 8, 8), np.float32)
    patches[1, 1] = 1
    plain, robust = (overlaid(patches, 2, rounds)[6, 6, 0] for rounds in (1, 4))
    assert robust < 0.2 * plain


def test_structure_counts_more_than_what_is_flat() -> None:
    light = np.zeros((60, 60), np.float32)
    light[:, 30:] = 0.6
    made = weight(light, GIVEN)
    assert made[30, 2] == pytest.approx(0.25) and made[30, 30] > 1.5
    larger = weight(cv2.resize(light, (240, 240), interpolation=cv2.INTER_LINEAR), GIVEN, 4)
    assert larger[120, 120] == pytest.approx(made[30, 30], rel=0.15)


@pytest.mark.parametrize("size", [(1, 1), (1, 40), (40, 3), (15, 19)])
def test_pictures_too_small_for_strokes_stay(size: tuple[int, int]) -> None:
    picture = np.random.default_rng(2).random((*size, 3), np.float32)
    painting = np.random.default_rng(3).random((40, 40, 3), np.float32)
    made = begun(picture, painting, Progress.silent())
    assert np.array_equal(made, picture)


def test_it_stops_when_asked_to() -> None:
    picture, painting = np.zeros((60, 80, 3), np.float32), np.ones((60, 60, 3), np.float32)
    told: list[float] = []
    progress = Progress(lambda share, _words: told.append(share))
    begun(picture, painting, progress)
    assert told == sorted(told) and told[-1] == 1 and len(told) > 3
    progress.cancel()
    with pytest.raises(Cancelled):
        begun(picture, painting, progress)
