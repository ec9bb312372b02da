"""Fill by a published inpainting network: a crop at once, or window by window where it knows pictures of one size."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from photofix.core.progress import Progress
from photofix.core.region import Region
from photofix.ops.network import Network

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]

CONTEXT = 4  # of a window, this part on every side is what is around the part that is filled


def fill(rgb: Floats, unknown: Bools, network: Network, progress: Progress) -> Floats:
    """A picture (h×w×3, within 0..1) with what is unknown filled, equal to it elsewhere. Raises Cancelled."""
    passport = network.passport
    height, width = unknown.shape
    fixed = passport.smallest if passport.smallest == passport.multiple else None
    if fixed is None or max(height, width) <= fixed:
        progress.check()
        return np.asarray(network.last_resort(lambda: network(rgb, unknown)), np.float32)
    out, left = rgb.copy(), unknown.copy()
    windows = list(_windows(unknown, fixed))
    for number, (window, used) in enumerate(windows):
        progress.report(number / len(windows))
        seen, hole = np.ascontiguousarray(out[window.slices]), left[window.slices].copy()
        if not left[used.slices].any():
            continue
        made = np.asarray(network.last_resort(lambda seen=seen, hole=hole: network(seen, hole)), np.float32)  # type: ignore[misc]
        place = used.within(window).slices
        # What is filled counts as known for the windows after it, so that they join.
        out[used.slices] = np.where(left[used.slices][..., None], made[place], out[used.slices])
        left[used.slices] = False
    return out


def _windows(unknown: Bools, side: int) -> Iterator[tuple[Region, Region]]:
    """Windows of a side at most, and the parts of them that are filled: these cover what is unknown once."""
    height, width = unknown.shape
    bounds = Region.bounds(unknown)
    margin = side // CONTEXT
    step = side - 2 * margin
    for part in Region(0, 0, bounds.w, bounds.h).tiles(step):
        used = part.shift(bounds.x, bounds.y)
        x = min(max(0, used.x - margin), max(0, width - side))
        y = min(max(0, used.y - margin), max(0, height - side))
        yield Region(x, y, min(side, width), min(side, height)), used
