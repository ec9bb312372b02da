"""Fill by the eraser network: tiles along thin holes, a reduced picture first for thick ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.progress import Progress
from photofix.core.region import Region
from photofix.core.tiles import OutOfMemory
from photofix.ops.islands import CELL

DOT, SPECK, SLIM = 12, 24, 16  # holes no longer or no thicker than this need less context
SIZES = {
    "dot": (48, 12),
    "speck": (64, 24),
    "slim": (96, 64),
    "thick": (160, 80),
}  # side of a window, and of its part that is used
FEATHER = 8  # neighbouring windows overlap by this much and are mixed there
BATCH = 400_000  # pixels that go through the network at once: a fraction of a second between two looks at cancel
TURNS = ((8, 8), (160, 2))  # up to so many windows, the mean of so many mirrored passes is taken
WIDE = 40  # holes thicker than this are filled on a reduced picture first

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]
Model = Callable[..., Floats]


@dataclass(frozen=True, eq=False)
class Hole:
    """A picture to fill at its own scale: rgb h×w×3 float32; unknown h×w bool; wanted: the part of it to be filled."""

    rgb: Floats
    unknown: Bools
    wanted: Bools


def fill(holes: Sequence[Hole], model: Model, turns: int, progress: Progress) -> list[Floats]:
    """Each picture (h×w×3 float32) filled where that is wanted, equal to it elsewhere. Raises Cancelled.

    Many small pictures cost less together than one by one. turns: mirrored passes of the model whose mean is taken.
    """
    totals = [np.zeros(each.rgb.shape, np.float32) for each in holes]
    weights = [np.zeros(each.wanted.shape, np.float32) for each in holes]
    windows = [Window(index, *rest) for index, each in enumerate(holes) for rest in _windows(each.wanted)]
    windows.sort(key=attrgetter("alike"))  # those of one size and network go through it together
    done = 0
    for _, same in groupby(windows, key=attrgetter("alike")):
        alike = list(same)
        count = max(1, BATCH // (turns * alike[0].region.area))
        for start in range(0, len(alike), count):
            progress.report(done / len(windows))
            batch = alike[start : start + count]
            for window, result in zip(batch, _run(model, holes, batch, turns), strict=True):
                weight = _feather(window.used, window.region)
                totals[window.picture][window.region.slices] += result * weight[..., None]
                weights[window.picture][window.region.slices] += weight
            done += len(batch)
    sums = zip(holes, totals, weights, strict=True)
    return [np.where(h.wanted[..., None], total / np.maximum(w, 1e-6)[..., None], h.rgb) for h, total, w in sums]


class Window(NamedTuple):
    """What goes through the network: a region of one of the pictures, and the part of it that is used."""

    picture: int
    region: Region
    used: Region
    thin: bool

    @property
    def alike(self) -> tuple[int, int, bool]:
        """Equal for windows that can go through the network together."""
        return self.region.w, self.region.h, self.thin


def turns_for(marked_cells: int) -> int:
    """Mirrored passes for a job of so many marked 8-pixel cells: more for small jobs, where nobody notices the time."""
    windows = marked_cells * CELL / SIZES["slim"][1]
    return next((turns for most, turns in TURNS if windows <= most), 1)


def _run(model: Model, holes: Sequence[Hole], batch: list[Window], turns: int) -> list[Floats]:
    """The network's answers for windows of one size; halves the batch when memory runs out."""
    pictures = np.stack([holes[window.picture].rgb[window.region.slices] for window in batch])
    masks = np.stack([holes[window.picture].unknown[window.region.slices] for window in batch])
    try:
        return list(model(pictures, masks, turns, batch[0].thin))
    except OutOfMemory:
        if len(batch) == 1:
            raise
        middle = len(batch) // 2
        return _run(model, holes, batch[:middle], turns) + _run(model, holes, batch[middle:], turns)


def _windows(hole: Bools) -> Iterator[tuple[Region, Region, bool]]:
    """(window, the part of it that is used, whether the hole is thin): together the used parts hold the hole.

    All windows have one size (the crop's own if that is smaller), so that they go through the network together.
    """
    height, width = hole.shape
    bounds = Region.bounds(hole)
    thickness = 2 * float(cv2.distanceTransform(hole.astype(np.uint8), cv2.DIST_L2, 3).max(initial=0))
    length = max(bounds.w, bounds.h)
    kind = "dot" if length <= DOT else "speck" if length <= SPECK else "slim" if thickness <= SLIM else "thick"
    window, core = SIZES[kind]
    w, h = min(window, width), min(window, height)
    for used in _parts(hole, bounds, core):
        x = min(max(0, used.x + used.w // 2 - w // 2), width - w)
        y = min(max(0, used.y + used.h // 2 - h // 2), height - h)
        yield Region(x, y, w, h), used, kind != "thick"


def _parts(hole: Bools, bounds: Region, core: int) -> Iterator[Region]:
    """The hole in parts of at most core×core pixels: strips side by side, each cut from its own first marked row."""
    for left in range(bounds.x, bounds.right, core):
        strip = Region(left, bounds.y, min(core, bounds.right - left), bounds.h)
        marked = Region.bounds(hole[strip.slices])
        for top in range(bounds.y + marked.y, bounds.y + marked.bottom, core):
            part = Region(left, top, strip.w, min(core, bounds.y + marked.bottom - top))
            if hole[part.slices].any():
                yield part


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
