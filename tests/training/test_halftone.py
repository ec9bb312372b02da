"""Rendered print: the dots cover what they should, lie where they should, and come again."""

from __future__ import annotations

import numpy as np
import pytest

from photofix.training.halftone import SHAPES, Press, chosen, printed, threshold


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("cover", [0.1, 0.35, 0.5, 0.8])
def test_dots_cover_their_share(shape: str, cover: float) -> None:
    v, u = (axis.astype(np.float32) / 40 for axis in np.mgrid[:200, :200])
    assert float((threshold(u, v, shape) < cover).mean()) == pytest.approx(cover, abs=0.02)


@pytest.mark.parametrize("grey", [True, False])
@pytest.mark.parametrize("level", [0.25, 0.6, 0.9])
def test_print_is_in_the_mean_what_it_is_without_dots(grey: bool, level: float) -> None:
    picture = np.full((96, 120, 3), level, np.float32)
    dotted, even = printed(np.random.default_rng(1), picture, Press(4.0, grey=grey, soft=0.5, noise=0.0))
    assert dotted.shape == even.shape == picture.shape and dotted.dtype == even.dtype == np.float32
    means = [np.mean(each**2.2, axis=(0, 1)) for each in (dotted, even)]
    np.testing.assert_allclose(means[0], means[1], atol=0.06)
    assert dotted.std(axis=(0, 1)).max() > 10 * even.std(axis=(0, 1)).max()


def test_the_same_seed_prints_the_same() -> None:
    picture = np.random.default_rng(0).random((40, 50, 3)).astype(np.float32)
    one, other = (printed(rng, picture, chosen(rng))[0] for rng in map(np.random.default_rng, (7, 7)))
    assert np.array_equal(one, other)
    rng = np.random.default_rng(8)
    assert not np.array_equal(one, printed(rng, picture, chosen(rng))[0])
