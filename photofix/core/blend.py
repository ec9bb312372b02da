"""Laying a patch over pixels: exact where alpha is 0 and where it is full."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from photofix.core.edit import Edit, Patch
from photofix.core.photo import Pixels
from photofix.core.region import Region

Alpha = NDArray[np.uint8]

OPAQUE = 65535  # opacity is taken in steps of 1/65535
FULL = 255 * OPAQUE  # the weight of a pixel of full alpha and opacity
BAND = 1 << 14  # pixels worked on at a time: what stays in the processor's cache
CELL = 1024  # pixels a side of what is read at a time of where an edit is hidden


def lay_edit(pixels: Pixels, region: Region, edit: Edit) -> None:
    """Blend all patches of a visible edit into `pixels` (the photo's pixels of `region`, changed in place)."""
    for patch in edit.patches:
        if edit.hidden is None:
            lay(pixels, region, patch, edit.opacity)
            continue
        for cell in patch.region.intersect(region).tiles(CELL):
            lay(pixels, region, patch, edit.opacity, (cell, edit.alpha(patch, cell)))


def lay(pixels: Pixels, region: Region, patch: Patch, opacity: float, part: tuple[Region, Alpha] | None = None) -> None:
    """Blend `patch` into `pixels` (the photo's pixels of `region`, changed in place).

    Every value becomes old + floor((new - under) * weight + 1/2), weight = alpha/255 * opacity, as far as the dtype
    reaches. A patch without `under` was made of whatever is old: weight 1 returns its values, weight 0 the old ones.
    opacity: 0..1. part: a region inside both, and the alpha that counts there
    instead of the patch's; all else is left alone.
    """
    common = patch.region.intersect(region) if part is None else part[0]
    steps = round(opacity * OPAQUE)
    if common.empty or not steps:
        return
    old = pixels[common.within(region).slices]
    there = common.within(patch.region).slices
    new, alpha = patch.pixels[there], patch.alpha[there] if part is None else part[1]
    under = None if patch.under is None else patch.under[there]
    rows = max(1, BAND // common.w)
    for top in range(0, common.h, rows):
        band = alpha[top : top + rows]
        marked = np.flatnonzero(band.any(axis=0))
        if marked.size:
            place = slice(top, top + rows), slice(int(marked[0]), int(marked[-1]) + 1)
            _mix(old[place], new[place], None if under is None else under[place], alpha[place], steps)


def _mix(old: Pixels, new: Pixels, under: Pixels | None, alpha: Alpha, steps: int) -> None:
    """Blend `new`, or what it changes of `under`, into `old` in place.

    float64 holds every whole number that comes up here (below 2**41), and its quotient cannot be rounded across a
    whole number, which is at least 1/FULL away: the result is that of whole-number arithmetic, several times faster.
    """
    as_made = under is None or np.array_equal(old, under)
    if as_made and steps == OPAQUE and alpha.min() == 255:
        old[...] = new
        return
    weight = alpha.astype(np.float64)[:, :, None]
    weight *= steps
    mixed = np.subtract(new, old if under is None else under, dtype=np.float64)
    mixed *= weight
    mixed += FULL // 2
    mixed /= FULL
    np.floor(mixed, out=mixed)
    mixed += old
    if not as_made:
        np.clip(mixed, 0, np.iinfo(old.dtype).max, out=mixed)
    old[...] = mixed.astype(old.dtype)
