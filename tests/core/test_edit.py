"""Patches and edits: what they refuse and what they keep."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from photofix.core.edit import Patch
from photofix.core.region import Region

Make = Callable[..., Any]


@pytest.mark.parametrize(
    ("pixels", "alpha"),
    [
        (np.zeros((4, 5, 3), np.uint8), np.zeros((5, 4), np.uint8)),
        (np.zeros((5, 4, 3), np.uint8), np.zeros((4, 5), np.uint8)),
        (np.zeros((4, 5, 3), np.uint8), np.zeros((4, 5), bool)),
        (np.zeros((4, 5, 3), np.float32), np.zeros((4, 5), np.uint8)),
        (np.zeros((4, 5), np.uint8), np.zeros((4, 5), np.uint8)),
    ],
)
def test_what_does_not_fit_the_region_is_refused(pixels: Any, alpha: Any) -> None:
    with pytest.raises(ValueError, match="a patch of"):
        Patch(Region(0, 0, 5, 4), pixels, alpha)


def test_a_patch_cannot_be_written(make_patch: Make) -> None:
    patch = make_patch(Region(0, 0, 5, 4))
    for array in (patch.pixels, patch.alpha):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


def test_a_cut_out_does_not_keep_the_whole_in_memory() -> None:
    large = np.zeros((100, 100, 3), np.uint8)
    patch = Patch(Region(0, 0, 5, 4), large[:4, :5], large[:4, :5, 0])
    assert not np.shares_memory(patch.pixels, large) and patch.nbytes == 5 * 4 * 4
    assert large.flags.writeable


@pytest.mark.parametrize("opacity", [-0.1, 1.1, float("nan")])
def test_opacity_is_a_share(make_edit: Make, opacity: float) -> None:
    with pytest.raises(ValueError, match="opacity"):
        make_edit(Region(0, 0, 2, 2), opacity=opacity)


def test_an_edit_is_seen_if_it_is_on_and_not_faded_out(make_edit: Make) -> None:
    place = Region(0, 0, 2, 2)
    assert make_edit(place, opacity=0.01).visible
    assert not make_edit(place, opacity=0).visible and not make_edit(place, enabled=False).visible
    assert make_edit(place, place).nbytes == 2 * make_edit(place).nbytes == 2 * 4 * 4


def test_bounds_hold_all_patches(make_edit: Make) -> None:
    edit = make_edit(Region(3, 4, 5, 6), Region(20, 1, 2, 2))
    assert edit.bounds == Region(3, 1, 19, 9) and make_edit().bounds.empty
