"""Fill by the eraser network: tiles along thin holes, a reduced picture first for thick ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.progress import Progress
from photofix.core.region import Region
from photofix.core.tiles import OutOfMemory
from photofix.ops.islands import CELL

SPECK, SLIM = 24, 16  # holes no longer or no thicker than this need less context
SIZES = {"speck": (64, 24), "slim": (96, 72), "thick": (160, 80)}  # side of a window, and of its part that is used
FEATHER = 8  # neighbouring windows overlap by this much and are mixed there
BATCH = 400_000  # pixels that go through the network at once: a fraction of a second between two looks at cancel
TURNS = ((24, 8), (64, 4), (160, 2))  # up to so many windows, the mean of so many mirrored passes is taken
WIDE = 40  # holes thicker than this are filled on a reduced picture first

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]
Model = Callable[..., Floats]


def fill(rgb: Floats, hole: Bools, model: Model, turns: int, progress: Progress) -> Floats:
    """h×w×3 float32 with the hole filled at this scale; equal to rgb outside. Raises Cancelled.

    turns: mirrored passes of the model whose mean is taken.
    """
    windows = list(_windows(hole))
    total = np.zeros(rgb.shape, np.float32)
    weights = np.zeros(hole.shape, np.float32)
    count = max(1, BATCH // (turns * max((window.area for window, _ in windows), default=1)))
    for start in range(0, len(windows), count):
        progress.report(start / len(windows))
        batch = windows[start : start + count]
        for (window, used), result in zip(batch, _run(model, rgb, hole, batch, turns), strict=True):
            weight = _feather(used, window)
            total[window.slices] += result * weight[..., None]
            weights[window.slices] += weight
    filled = total / np.maximum(weights, 1e-6)[..., None]
    return np.where(hole[..., None], filled, rgb)


def turns_for(marked_cells: int) -> int:
    """Mirrored passes for a job of so many marked 8-pixel cells: more for small jobs, where nobody notices the time."""
    windows = marked_cells * CELL / SIZES["slim"][1]
    return next((turns for most, turns in TURNS if windows <= most), 1)


def _run(model: Model, rgb: Floats, hole: Bools, batch: list[tuple[Region, Region]], turns: int) -> list[Floats]:
    """The network's answers for the windows; halves the batch when memory runs out."""
    pictures = np.stack([rgb[window.slices] for window, _ in batch])
    holes = np.stack([hole[window.slices] for window, _ in batch])
    try:
        return list(model(pictures, holes, turns))
    except OutOfMemory:
        if len(batch) == 1:
            raise
        middle = len(batch) // 2
        return _run(model, rgb, hole, batch[:middle], turns) + _run(model, rgb, hole, batch[middle:], turns)


def _windows(hole: Bools) -> Iterator[tuple[Region, Region]]:
    """(window, the part of it that is used) for every cell of a grid over the hole that holds a part of it.

    All windows have one size (the crop's own if that is smaller), so that they go through the network together.
    """
    height, width = hole.shape
    bounds = Region.bounds(hole)
    thickness = 2 * float(cv2.distanceTransform(hole.astype(np.uint8), cv2.DIST_L2, 3).max(initial=0))
    kind = "speck" if max(bounds.w, bounds.h) <= SPECK else "slim" if thickness <= SLIM else "thick"
    window, core = SIZES[kind]
    w, h = min(window, width), min(window, height)
    for cell in Region(0, 0, bounds.w, bounds.h).tiles(core):
        used = cell.shift(bounds.x, bounds.y)
        if hole[used.slices].any():
            x = min(max(0, used.x + used.w // 2 - w // 2), width - w)
            y = min(max(0, used.y + used.h // 2 - h // 2), height - h)
            yield Region(x, y, w, h), used


def _feather(used: Region, window: Region) -> Floats:
    """Weights of a window: 1 in its used part, falling to 0 over FEATHER pixels beyond it."""

    def ramp(start: int, stop: int, size: int) -> Floats:
        place = np.arange(size, dtype=np.float32) + 0.5
        beyond = np.maximum(np.maximum(start - place, place - stop), 0)
        return np.asarray(np.clip(1 - beyond / FEATHER, 0, 1), np.float32)

    inside = used.within(window)
    return ramp(inside.y, inside.bottom, window.h)[:, None] * ramp(inside.x, inside.right, window.w)[None]


def reduce(rgb: Floats, hole: Bools, scale: int) -> tuple[Floats, Floats]:
    """The picture reduced by a whole factor: (mean of the known pixels of every block, share of known pixels)."""
    height, width = hole.shape
    down, right = -height % scale, -width % scale
    known = np.pad((~hole).astype(np.float32), ((0, down), (0, right)))
    size = (known.shape[1] // scale, known.shape[0] // scale)
    weighted = np.pad(rgb, ((0, down), (0, right), (0, 0))) * known[..., None]
    share = cv2.resize(known, size, interpolation=cv2.INTER_AREA)
    colour = cv2.resize(weighted, size, interpolation=cv2.INTER_AREA)
    mean = colour / np.maximum(share, 1e-6)[..., None]
    return np.asarray(mean, np.float32), np.asarray(share, np.float32)


def scale_for(thickness: float) -> int:
    """By how much the picture is reduced so that the network sees across a hole of this thickness."""
    scale = 1
    while thickness / scale > WIDE:
        scale *= 2
    return scale


def enlarge(small: Floats, scale: int, corner: tuple[int, int], size: tuple[int, int]) -> Floats:
    """Part of an enlarged picture: `size` = (w, h) pixels from `corner` = (x, y) of the large grid, bicubic."""
    x, y = ((place + 0.5) / scale - 0.5 for place in corner)
    shift: Any = np.array([[1 / scale, 0, x], [0, 1 / scale, y]])
    return np.asarray(
        cv2.warpAffine(
            small, shift, size, flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE
        ),
        np.float32,
    )
