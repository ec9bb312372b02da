"""Damage as the world does it: of the right size, in its place, as strong as said, and the same for the same seed."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from photofix.core.photo import from_float
from photofix.training import degraded
from photofix.training.degraded import degrade
from photofix.training.upscale_crisp import reduced
from tests.ops.conftest import landscape

Picture = NDArray[np.uint8]


@pytest.fixture(scope="module")
def large() -> Picture:
    return np.asarray(from_float(landscape(144, 192), np.dtype(np.uint8)), np.uint8)


def errors(large: Picture, scale: int) -> list[float]:
    clean = reduced(large, scale).astype(float)
    return [float(np.sqrt(((degrade(np.random.default_rng(n), large, scale) - clean) ** 2).mean())) for n in range(40)]


@pytest.mark.parametrize("scale", [2, 3, 4])
def test_it_is_small_damaged_and_still_the_picture(large: Picture, scale: int) -> None:
    made = degrade(np.random.default_rng(0), large, scale)
    assert made.shape == (144 // scale, 192 // scale, 3) and made.dtype == np.uint8
    found = errors(large, scale)
    assert max(found) > 5, "some are damaged so that it is seen"
    assert max(found) < 30, "and none so that it cannot be recognised"
    assert len({round(error, 3) for error in found}) > 35


def test_the_same_seed_gives_the_same(large: Picture) -> None:
    first, again, other = (degrade(np.random.default_rng(seed), large, 2) for seed in (4, 4, 5))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_some_are_clean(large: Picture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(degraded, "CLEAN", 1.0)
    assert max(errors(large, 2)) < 4
