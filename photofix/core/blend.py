"""Laying a patch over pixels: exact where alpha is 0 and where it is full."""

from __future__ import annotations

import numpy as np

from photofix.core.edit import Patch
from photofix.core.photo import Pixels
from photofix.core.region import Region


def lay(pixels: Pixels, region: Region, patch: Patch, opacity: float) -> None:
    """Blend `patch` into `pixels` (the photo's pixels of `region`, changed in place).

    Integer arithmetic: weight 0 returns the old value and weight 1 the patch's, with no rounding in between.
    opacity: 0..1, taken in steps of 1/65535.
    """
    common = patch.region.intersect(region)
    if common.empty:
        return
    there, here = common.within(patch.region).slices, common.within(region).slices
    alpha = patch.alpha[there]
    rows, columns = np.nonzero(alpha)
    if rows.size == 0:
        return
    full = 255 * 65535
    weight = alpha[rows, columns].astype(np.int64)[:, None] * round(opacity * 65535)
    old = pixels[here][rows, columns].astype(np.int64)
    new = patch.pixels[there][rows, columns].astype(np.int64)
    mixed = old + ((new - old) * weight + full // 2) // full
    pixels[here][rows, columns] = mixed.astype(pixels.dtype)
