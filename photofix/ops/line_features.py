"""By what a found line is judged: a wire hangs before its surroundings, an edge parts two things."""

from __future__ import annotations

import numpy as np
from cv2 import BORDER_REPLICATE, INTER_LINEAR, remap
from numpy.typing import NDArray

from photofix.core.colour import Working
from photofix.core.region import Region
from photofix.ops.base import Source

Floats = NDArray[np.float64]

PLACES = 48  # at most so many of a line are looked at
APART = 4  # pixels between them at least
BESIDE = (1.5, 4.5)  # pixels from a line's rim between which its surroundings are measured
AHEAD = 4  # pixels to both sides of a place by which the line's direction is measured
FEW = 0.01  # keeps logarithms finite


def features(source: Source, working: Working, path: Floats, width: float, likely: float) -> Floats:
    """What a line is judged by: 9 values, the last of them 1.

    path: N×2, (x, y) of its points in order, at most a few pixels apart. width: pixels. likely: the network's mean
    probability along it, 0..1. It reads little patches of the photo, however long the line is.
    """
    line, left, right = _sides(source, working, path, width)
    to_left, to_right = line - left, line - right
    same = np.sign(to_left.mean(1)) == np.sign(to_right.mean(1))
    contrast = np.where(same, np.minimum(np.abs(to_left).mean(1), np.abs(to_right).mean(1)), 0)
    unlike = np.abs(left - right).mean(1)
    middle, step = float(np.median(contrast)), float(np.median(unlike))
    length = float(np.linalg.norm(np.diff(path, axis=0), axis=1).sum())
    chord = float(np.linalg.norm(path[-1] - path[0]))
    busy = float((left.std(axis=0) + right.std(axis=0)).mean()) / 2
    return np.array(
        [
            np.log(contrast.mean() + FEW),
            np.log(unlike.mean() + FEW),
            middle / (middle + step + FEW),
            np.log(busy + FEW),
            np.log(width + 1),
            np.log(length + 1),
            np.log((likely + FEW) / (1 + FEW - likely)),
            chord / max(length, 1),
            1,
        ]
    )


def _sides(source: Source, working: Working, path: Floats, width: float) -> tuple[Floats, Floats, Floats]:
    """Colours (N×3, sRGB-encoded) of a line and of what lies to its left and right, at N places along it."""
    count = int(np.clip(len(path) // APART, 1, PLACES))
    places = np.linspace(0, len(path) - 1, count + 2)[1:-1].round().astype(int)
    half = max(width, 1) / 2
    beside = np.linspace(*BESIDE, 4) + half
    across = np.concatenate([-beside, np.linspace(-half / 2, half / 2, 3), beside])
    along = np.array([-2.0, 0.0, 2.0])
    found = np.empty((count, len(across), 3))
    for number, place in enumerate(places):
        ahead, behind = path[min(place + AHEAD, len(path) - 1)], path[max(place - AHEAD, 0)]
        way = (ahead - behind) / max(float(np.linalg.norm(ahead - behind)), 1e-9)
        grid = path[place] + across[:, None, None] * [-way[1], way[0]] + along[None, :, None] * way
        found[number] = _colours(source, working, grid).mean(axis=1)
    return found[:, 4:7].mean(1), found[:, :4].mean(1), found[:, 7:].mean(1)


def _colours(source: Source, working: Working, grid: Floats) -> Floats:
    """The photo's colours at a grid of places, n×m×2 (x, y): n×m×3."""
    low, high = np.floor(grid.min((0, 1))).astype(int) - 1, np.ceil(grid.max((0, 1))).astype(int) + 2
    whole = Region(0, 0, source.width, source.height)
    region = Region(int(low[0]), int(low[1]), int(high[0] - low[0]), int(high[1] - low[1])).intersect(whole)
    if region.empty:
        return np.zeros((*grid.shape[:2], 3))
    x, y = (np.asarray(grid[..., axis] - start - 0.5, np.float32) for axis, start in ((0, region.x), (1, region.y)))
    rgb = np.clip(working.to_srgb(source.read(region)), 0, 1)
    return np.asarray(remap(np.ascontiguousarray(rgb), x, y, INTER_LINEAR, borderMode=BORDER_REPLICATE), np.float64)
