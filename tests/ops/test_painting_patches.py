"""Patches of a painting: the nearest are the nearest, and a crowd of queries is spread like the keys."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

from photofix.ops.painting_patches import BLOCK, Patches, nearest, transported


def test_the_nearest_is_what_comparing_all_finds() -> None:
    rng = np.random.default_rng(1)
    queries = rng.normal(size=(BLOCK + 70, 9)).astype(np.float32)
    keys = rng.normal(size=(333, 9)).astype(np.float32)
    all_of_them = np.square(queries[:, None] - keys[None]).sum(axis=2)
    assert np.array_equal(nearest(queries, keys), all_of_them.argmin(axis=1))


def test_every_patch_of_the_painting_is_nearest_to_itself() -> None:
    rng = np.random.default_rng(2)
    painting = rng.random((30, 40, 3), np.float32)
    patches = Patches([painting], 7, 10**6, 48, rng)
    queries = patches.seen(painting, 24, 34, 1)
    found = patches.values(nearest(queries, patches.keys))
    wanted = sliding_window_view(painting, (7, 7), axis=(0, 1)).reshape(-1, 3, 7, 7)
    assert np.array_equal(found, wanted)


def test_what_is_compared_may_be_softer_than_what_is_taken() -> None:
    rng = np.random.default_rng(3)
    soft = np.repeat(np.linspace(0, 1, 60, dtype=np.float32)[None, :, None], 40, axis=0)
    painting = soft + rng.normal(0, 0.05, soft.shape).astype(np.float32)
    patches = Patches([painting], 5, 10**6, 8, rng, like=[soft])
    found = patches.values(nearest(patches.seen(soft, 36, 56, 1), patches.keys))
    assert found[:, 0].mean(axis=(1, 2)).reshape(36, 56)[10] == pytest.approx(soft[0, 2:58, 0], abs=0.05)
    assert found.std(axis=(2, 3)).mean() > 0.04


def test_a_painting_of_one_colour_has_patches_too() -> None:
    patches = Patches([np.full((20, 20, 3), 0.5, np.float32)], 5, 50, 8, np.random.default_rng(4))
    assert np.array_equal(nearest(patches.keys[:3], patches.keys), [0, 0, 0])


def test_a_crowd_is_spread_as_the_keys_are() -> None:
    rng = np.random.default_rng(5)
    keys = np.concatenate([rng.normal(3, 0.5, (700, 4)), rng.normal(-1, 2, (300, 4))]).astype(np.float32)
    queries = rng.normal(0, 0.1, (450, 4)).astype(np.float32)
    made = transported(queries, keys, 12, rng)
    levels = np.linspace(0.05, 0.95, 19)
    for direction in rng.normal(size=(5, 4)):
        direction /= np.linalg.norm(direction)
        mine, theirs, before = (np.quantile(crowd @ direction, levels) for crowd in (made, keys, queries))
        assert np.abs(mine - theirs).mean() < 0.4 * np.abs(before - theirs).mean()
    along = np.argsort(queries[:, 0])
    assert np.corrcoef(np.arange(450), made[along, 0])[0, 1] > 0.6
