"""Changes to a whole mask: grow, shrink, feather, invert."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.mask import FULL_TILE, TILE, Cell, Mask
from photofix.core.region import Region

BLOCK = 512  # pixels a side of what is worked on at a time; a multiple of TILE
LEVELS = 8, 64  # how many heights a soft mask is cut at to measure distances, at least and at most
WIDEST = 500  # pixels: no amount may be larger

Values = NDArray[np.uint8]
Change = Callable[[Mask, float], Mask]  # what `grow`, `shrink` and `feather` are
Whole = Callable[[Mask], Mask]  # what `invert` is


def grow(mask: Mask, pixels: float) -> Mask:
    """The mask with everything within `pixels` (0..WIDEST) of a mark marked as strongly, its new edge antialiased."""
    if _amount(pixels) == 0:
        return mask
    return _by_blocks(mask, math.ceil(pixels) + 1, lambda values: _grown(values, pixels), outward=True)


def shrink(mask: Mask, pixels: float) -> Mask:
    """The mask without what lies within `pixels` (0..WIDEST) of something unmarked. The photo's border is no edge."""
    if _amount(pixels) == 0:
        return mask
    return _by_blocks(mask, math.ceil(pixels) + 1, lambda values: 255 - _grown(255 - values, pixels), outward=False)


def feather(mask: Mask, pixels: float) -> Mask:
    """The mask with its edges softened over about `pixels` (0..WIDEST) to either side.

    By a Gaussian whose standard deviation is half of that. The photo's border is no edge.
    """
    sigma = _amount(pixels) / 2
    if sigma == 0:
        return mask
    # Large blurs are made on a reduced picture. Its grid begins at the photo's corner for every block.
    step = max(1, int(sigma // 4))
    reach = math.ceil(3 * sigma / step + 1) * step
    return _by_blocks(mask, reach, lambda values: _blurred(values, sigma, step), outward=True, grid=step)


def invert(mask: Mask) -> Mask:
    """What was kept is marked, and the other way round."""
    tiles: dict[Cell, Values] = {}
    for cell, full in _full_tiles(mask.width, mask.height):
        tile = mask.tiles.get(cell)
        if tile is not None:
            # Beyond the photo both are 0.
            if np.array_equal(tile, full):
                continue
            full = full - tile
            full.flags.writeable = False
        tiles[cell] = full
    return Mask(mask.width, mask.height, tiles)


def everything(width: int, height: int) -> Mask:
    """A mask in which every pixel is marked. Its inner tiles are all the same array."""
    return Mask(width, height, dict(_full_tiles(width, height)))


def _amount(pixels: float) -> float:
    if not 0 <= pixels <= WIDEST:
        raise ValueError(f"a mask is changed by 0 to {WIDEST} pixels, not {pixels}")
    return pixels


def _full_tiles(width: int, height: int) -> Iterator[tuple[Cell, Values]]:
    """Every cell of a mask of this size with its full tile, 0 beyond the photo."""
    for cell in Region(0, 0, width, height).tiles(TILE):
        key = cell.y // TILE, cell.x // TILE
        if (cell.w, cell.h) == (TILE, TILE):
            yield key, FULL_TILE
        else:
            tile = np.zeros((TILE, TILE), np.uint8)
            tile[: cell.h, : cell.w] = 255
            tile.flags.writeable = False
            yield key, tile


def _by_blocks(mask: Mask, reach: int, change: Callable[[Values], Values], *, outward: bool, grid: int = 1) -> Mask:
    """Change the mask block by block where it is marked, or within `reach` of it if the change goes outward.

    change gets h×w values with `reach` pixels (fewer at the photo's border) around those it is used for, from a
    corner that is a multiple of `grid`.
    """
    near = reach if outward else 0
    changed = mask
    for block in _blocks_near(mask, near):
        source = _aligned(block.grow(reach), grid).clip(mask.width, mask.height)
        marked = Region.bounds(values := mask.read(source)).shift(source.x, source.y)
        target = marked.grow(near).intersect(block)
        if target.empty:
            continue
        window = _aligned(target.grow(reach), grid).clip(mask.width, mask.height).intersect(source)
        made = change(np.ascontiguousarray(values[window.within(source).slices]))
        changed = changed.replaced(target, made[target.within(window).slices])
    return changed


def _blocks_near(mask: Mask, reach: int) -> list[Region]:
    """The blocks, cut by the photo, that hold a tile of the mask or lie within `reach` of one."""
    found = {
        (part.y // BLOCK, part.x // BLOCK)
        for row, column in mask.tiles
        for part in Region(column * TILE, row * TILE, TILE, TILE).grow(reach).clip(mask.width, mask.height).tiles(BLOCK)
    }
    blocks = [Region(column * BLOCK, row * BLOCK, BLOCK, BLOCK) for row, column in sorted(found)]
    return [block.clip(mask.width, mask.height) for block in blocks]


def _aligned(region: Region, grid: int) -> Region:
    """The region with its corner moved out to a multiple of `grid`."""
    x, y = region.x // grid * grid, region.y // grid * grid
    return Region(x, y, region.right - x, region.bottom - y)


def _grown(values: Values, pixels: float) -> Values:
    """Grey dilation by a disc, cut into levels: each level's area is grown by Euclidean distance, and they are added.

    A hard mask has one level. Distances are those of Felzenszwalb and Huttenlocher, "Distance Transforms of Sampled
    Functions" (2012), as OpenCV has them.
    """
    total = np.zeros(values.shape, np.float32)
    below = 0.0
    for threshold, height in _levels(values):
        outside = (values < threshold).view(np.uint8)
        distance = cv2.distanceTransform(outside, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
        total += np.clip(np.float32(pixels + 1) - distance, 0, 1) * np.float32(height - below)
        below = height
    return np.maximum(np.rint(total).astype(np.uint8), values)


def _levels(values: Values) -> list[tuple[float, float]]:
    """From what value on a pixel belongs to a level, and the level's height; from low to high."""
    present = np.flatnonzero(np.bincount(values.ravel(), minlength=256)[1:]) + 1
    if len(present) <= LEVELS[0]:
        return [(float(value), float(value)) for value in present]
    # As many as the edges are wide in pixels: with fewer, their steps would be seen.
    inside = values > present[-1] / 2
    edge = int(np.count_nonzero(inside[1:] != inside[:-1]) + np.count_nonzero(inside[:, 1:] != inside[:, :-1]))
    soft = int(np.count_nonzero((values > 0) & (values < present[-1])))
    count = min(max(soft // max(1, edge), LEVELS[0]), LEVELS[1])
    step = float(present[-1]) / count
    return [((level + 0.5) * step, (level + 1) * step) for level in range(count)]


def _blurred(values: Values, sigma: float, step: int) -> Values:
    """Gaussian blur on a picture reduced by a whole number."""
    height, width = values.shape
    picture: NDArray[Any] = values.astype(np.float32)
    if step > 1:
        # Reflected before it is reduced: the right and lower border need not lie on the reduced picture's grid.
        far = math.ceil(3 * sigma / step) * step
        padded = cv2.copyMakeBorder(
            picture, 0, far + -height % step, 0, far + -width % step, cv2.BORDER_REFLECT
        )  # fmt: skip
        size = padded.shape[1] // step, padded.shape[0] // step
        small = cv2.resize(padded, size, interpolation=cv2.INTER_AREA)
        small = cv2.GaussianBlur(small, (0, 0), sigma / step, borderType=cv2.BORDER_REFLECT)
        picture = cv2.resize(small, padded.shape[::-1], interpolation=cv2.INTER_LINEAR)[:height, :width]
    else:
        picture = cv2.GaussianBlur(picture, (0, 0), sigma, borderType=cv2.BORDER_REFLECT)
    return np.rint(picture).astype(np.uint8)
