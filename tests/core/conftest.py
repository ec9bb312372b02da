"""Photos and edits of random numbers for the tests of the core."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from photofix.core.edit import Edit, Patch, Record
from photofix.core.photo import Photo
from photofix.core.region import Region


@pytest.fixture(scope="session")
def make_photo() -> Callable[..., Photo]:
    def make(width: int = 60, height: int = 40, channels: int = 3, dtype: Any = np.uint8, seed: int = 0) -> Photo:
        top = np.iinfo(dtype).max + 1
        return Photo(np.random.default_rng(seed).integers(0, top, (height, width, channels), dtype))

    return make


@pytest.fixture(scope="session")
def make_patch() -> Callable[..., Patch]:
    """Patches of random pixels; a third of the alpha is 0, a third 255, unless it is given."""

    def make(
        region: Region, channels: int = 3, dtype: Any = np.uint8, seed: int = 0, alpha: int | None = None
    ) -> Patch:
        rng, size = np.random.default_rng(seed), (region.h, region.w)
        pixels = rng.integers(0, np.iinfo(dtype).max + 1, (*size, channels), dtype)
        soft = np.clip(rng.integers(-255, 511, size), 0, 255) if alpha is None else np.full(size, alpha)
        return Patch(region, pixels, soft.astype(np.uint8))

    return make


@pytest.fixture(scope="session")
def make_edit(make_patch: Callable[..., Patch]) -> Callable[..., Edit]:
    def make(*regions: Region, opacity: float = 1.0, enabled: bool = True, **how: Any) -> Edit:
        patches = tuple(make_patch(region, **how) for region in regions)
        return Edit("Test", patches, Record("test", {}), opacity, enabled)

    return make
