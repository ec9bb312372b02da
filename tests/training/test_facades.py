"""Drawn facades: labels and photographs that lie where each other lie."""

from __future__ import annotations

import numpy as np

from photofix.core.facade_labels import LABELS
from photofix.training.facades import facade
from photofix.training.labels_to_facade import drawn


def test_facades_repeat_and_differ() -> None:
    one, again, other = (facade(np.random.default_rng(seed), 64) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.source, again.source)
    np.testing.assert_array_equal(one.target, again.target)
    assert (one.source != other.source).any()
    assert one.source.shape == one.target.shape == (64, 64, 3)


def test_labels_have_the_colours_of_the_data_set_and_all_occur() -> None:
    known = {colour for _, colour in LABELS}
    seen: set[tuple[int, ...]] = set()
    for seed in range(24):
        found = np.unique(facade(np.random.default_rng(seed), 48).source.reshape(-1, 3), axis=0)
        seen |= {tuple(int(value) for value in colour) for colour in found}
    assert seen == known


def test_windows_are_darker_than_the_wall_they_are_in() -> None:
    """So the photograph lies where its labels do: a shift would mix them."""
    colours = dict(LABELS)
    apart = []
    for seed in range(6):
        labels, photo = facade(np.random.default_rng(seed), 96)
        light = photo.mean(axis=2)
        wall, window = (light[(labels == colours[name]).all(axis=2)].mean() for name in ("wall", "window"))
        apart.append(wall - window)
    assert np.mean(apart) > 15


def test_facades_are_drawn_once(tmp_path: object) -> None:
    from pathlib import Path

    folder, said = Path(str(tmp_path)), []
    first = drawn(folder, 2, 1, 32, 0, said.append)
    again = drawn(folder, 2, 1, 32, 0, said.append)
    assert said == ["drawing 3 facades"] and len(first) == 2 and len(first.val) == 1
    np.testing.assert_array_equal(first.pairs[1].target, again.pairs[1].target)
    pair = first.example(0, np.random.default_rng(0))
    assert pair.source.shape == (32, 32, 3)
