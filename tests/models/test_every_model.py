"""Every model that is shown large pictures in tiles: the tiles' insides are those of the whole, within 1/255.

A new model is in no list here and fails the first test: say how far it sees, or that it never sees tiles.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from photofix.core.translators import TAKES
from photofix.models.pool import Pool
from photofix.models.table import MODELS
from photofix.ops import cleaning, painting, upscale
from tests.ops.conftest import landscape

Floats = NDArray[np.float32]
Call = Callable[[Any, Floats], Floats]

# The eraser sees windows about holes; where the finder's tiles meet, its probabilities fade into each other; the
# colorizer and the face finder see the whole photo, reduced, and so do the translators that ship.
NO_TILES = {"eraser", "finder", "colorizer", "face-finder", *TAKES}


@dataclass(frozen=True)
class Tiled:
    """A way in which a model is used in tiles: grid is what their corners are multiples of, reach what is around."""

    model: str
    name: str
    call: Call
    reach: int
    scale: int = 1
    grid: int = 1


WAYS = (
    *(
        Tiled(model, f"{s}x", lambda m, p, s=s: m(p, s), upscale.REACH, s)  # type: ignore[misc]
        for model in ("upscale-crisp", "upscale-photo")
        for s in upscale.SCALES
    ),
    *(
        Tiled("restorer", name, lambda m, p, told=told: m(p, *told), cleaning.REACH, grid=8)  # type: ignore[misc]
        for name, told in (("noise", (0.1, 0.0)), ("jpeg", (0.0, 0.8)), ("both", (0.05, 0.5)))
    ),
    *(
        Tiled(
            "painter",
            name,
            lambda m, p, mix=mix: m(p, p[..., :2] * 2 - 1, mix),  # type: ignore[misc]
            painting.REACH,
            grid=painting.GRID,
        )
        for name, mix in ((name, painting.mixture(name, None, 0)) for name in ("van-gogh", "klimt"))
    ),
)
EACH = pytest.mark.parametrize("way", WAYS, ids=lambda way: f"{way.model}, {way.name}")


@pytest.fixture(scope="module")
def pool() -> Pool:
    return Pool("cpu", "fp32")


@pytest.fixture(scope="module")
def picture() -> Floats:
    noise = np.random.default_rng(0).normal(0, 0.08, (200, 320, 3))
    return np.clip(landscape(200, 320) + noise, 0, 1).astype(np.float32)


def farthest(way: Tiled, pool: Pool, picture: Floats, reach: int) -> float:
    """How far values of the part right of a border, made with `reach` pixels around, are from those of the whole."""
    model, border = pool.get(way.model), 160
    whole = way.call(model, picture)
    part = way.call(model, np.ascontiguousarray(picture[:, border - reach :]))
    return float(np.abs(part[:, reach * way.scale :] - whole[:, border * way.scale :]).max())


def test_every_model_is_known_here() -> None:
    assert {way.model for way in WAYS} | NO_TILES == {spec.id for spec in MODELS}


@EACH
def test_a_tile_is_the_part_of_the_whole(way: Tiled, pool: Pool, picture: Floats) -> None:
    assert way.reach % way.grid == 0
    assert farthest(way, pool, picture, way.reach) <= 1 / 255


@EACH
def test_without_what_is_around_it_it_is_not(way: Tiled, pool: Pool, picture: Floats) -> None:
    assert farthest(way, pool, picture, 0) > 2 / 255
