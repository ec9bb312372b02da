"""Traces the lines of a picture of probabilities once, so that any sensitivity only has to choose among them."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.mask import TILE, Mask
from photofix.core.region import Region
from photofix.ops.sighting import LEAST, Values
from photofix.ops.thin import chains, junctions, thinned, widened

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]

BLOCK = 4 * TILE
HALO = 32  # pixels around a block, so that lines go on over its border as if it were not there
PEAK = 15  # pixels a side in which the highest probability says how high a line's flanks may be
SPUR = 1.0  # branches shorter than this many widths (and SPUR_PIXELS) are frays of a line's edge
SPUR_PIXELS = 4
HOLE = 16  # pixels: holes up to this are filled
RIM = 1.5  # pixels beyond a line's half width up to which probabilities belong to it


@dataclass(frozen=True, eq=False)
class Traced:
    """All lines of a picture of probabilities, and which pixels belong to which of their points.

    points: N×2 int32 (x, y), line after line; lines: N, the number of each point's line; likely: N float32,
    0..255, smoothed along the line; widths: N float32, pixels, of the whole line. The pixels above sighting.LEAST that
    belong to a line: owner (M int32: the nearest point, ascending), ys, xs (M int32), values (M uint8).
    """

    points: Ints
    lines: Ints
    likely: Floats
    widths: Floats
    ys: Ints
    xs: Ints
    values: Values
    owner: Ints

    def pixels_of(self, first: int, end: int) -> slice:
        """The pixels that belong to the points first..end."""
        return slice(*np.searchsorted(self.owner, (first, end)).tolist())


def trace(seen: Mask) -> Traced:
    """Trace the lines of a picture of probabilities. Time and memory grow with what is likely, not with the photo."""
    skeleton = np.zeros((seen.height, seen.width), np.uint8)
    blocks = [block for block in Region(0, 0, seen.width, seen.height).tiles(BLOCK) if _any(seen, block)]
    for block in blocks:
        skeleton[block.slices] = _skeleton(seen, block)
    found = chains(skeleton)
    if not found:
        none, nothing = np.zeros(0, np.int32), np.zeros(0, np.float32)
        return Traced(np.zeros((0, 2), np.int32), none, nothing, nothing, none, none, np.zeros(0, np.uint8), none)
    points = np.concatenate(found)
    lengths = [len(chain) for chain in found]
    number = np.repeat(np.arange(len(found), dtype=np.int32), lengths)
    borders = np.cumsum(lengths)[:-1]
    likely = np.concatenate([_smoothed(values) for values in np.split(_at(seen, points), borders)])
    depths = np.split(skeleton[points[:, 1], points[:, 0]], borders)
    widths = np.repeat([2 * float(np.median(depth)) - 1 for depth in depths], lengths).astype(np.float32)
    return Traced(points, number, likely, widths, *_owned(seen, points, widths, blocks))


def _any(seen: Mask, block: Region) -> bool:
    return any(cell in seen.tiles for cell in block.cells(TILE))


def _skeleton(seen: Mask, block: Region) -> Values:
    """The block's part of all lines, one pixel wide, without frays and cut where lines meet.

    Its values are the distance to the line's edge in pixels, rounded, at least 1.
    """
    region = block.grow(HALO).clip(seen.width, seen.height)
    values = cv2.GaussianBlur(seen.read(region), (0, 0), 1.0)
    peak = cv2.dilate(values, np.ones((PEAK, PEAK), np.uint8))
    # Half of the nearest peak: wires side by side stay two, and a faint one is as wide as a clear one.
    solid = _filled(((values >= LEAST) & (values >= peak // 2)).astype(np.uint8))
    skeleton = thinned(solid)
    depth = np.asarray(cv2.distanceTransform(solid, cv2.DIST_L2, 3), np.float32)
    meeting = junctions(skeleton)
    if meeting.any():
        skeleton = thinned(_without_frays(skeleton, meeting, depth))
        skeleton &= 1 - widened(junctions(skeleton))
    skeleton *= np.clip(np.rint(depth), 1, 255).astype(np.uint8)
    return skeleton[block.within(region).slices]


def _filled(solid: Values) -> Values:
    """Without its smallest holes, around which a skeleton would make rings."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(1 - solid, connectivity=4)
    small = stats[:, cv2.CC_STAT_AREA] <= HOLE
    small[0] = False  # the solid pixels themselves
    return np.asarray(solid | small[labels], np.uint8) if count > 1 else solid


def _without_frays(skeleton: Values, meeting: Values, depth: Floats) -> Values:
    """The skeleton without the short branches that have one free end."""
    near = widened(meeting)
    reach = widened(near)
    out = skeleton.copy()
    for chain in chains(skeleton & (1 - near)):
        touching = int(reach[chain[0, 1], chain[0, 0]]) + int(reach[chain[-1, 1], chain[-1, 0]])
        wide = 2 * float(depth[chain[:, 1], chain[:, 0]].max())
        if touching == 1 and len(chain) < max(SPUR_PIXELS, SPUR * wide):
            out[chain[:, 1], chain[:, 0]] = 0
    return out


def _at(seen: Mask, points: Ints) -> Floats:
    """The probabilities at pixels (x, y)."""
    out = np.zeros(len(points), np.float32)
    columns = seen.width // TILE + 1
    keys = points[:, 1] // TILE * columns + points[:, 0] // TILE
    order = np.argsort(keys, kind="stable")
    starts = np.flatnonzero(np.diff(keys[order], prepend=-1))
    for mine in np.split(order, starts[1:]):
        tile = seen.tiles.get(divmod(int(keys[mine[0]]), columns))
        if tile is not None:
            out[mine] = tile[points[mine, 1] % TILE, points[mine, 0] % TILE]
    return out


def _smoothed(values: Floats) -> Floats:
    """The mean over nine points along a line."""
    return np.asarray(cv2.blur(values[None], (9, 1), borderType=cv2.BORDER_REPLICATE)[0], np.float32)


def _owned(seen: Mask, points: Ints, widths: Floats, blocks: list[Region]) -> tuple[Ints, Ints, Values, Ints]:
    """Every likely pixel near a line (row, column, value), and the point it belongs to, in the points' order."""
    order = np.argsort(points[:, 1], kind="stable").astype(np.int32)
    sorted_rows = points[order, 1]
    parts: list[tuple[Ints, Ints, Values, Ints]] = []
    for block in blocks:
        region = block.grow(HALO).clip(seen.width, seen.height)
        rows = slice(*np.searchsorted(sorted_rows, (region.y, region.bottom)).tolist())
        inside = order[rows]
        inside = inside[(points[inside, 0] >= region.x) & (points[inside, 0] < region.right)]
        if not len(inside):
            continue
        blank = np.ones((region.h, region.w), np.uint8)
        x, y = points[inside, 0] - region.x, points[inside, 1] - region.y
        blank[y, x] = 0
        distance, labels = cv2.distanceTransformWithLabels(blank, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
        point_of = np.zeros(int(labels.max()) + 1, np.int32)
        point_of[labels[y, x]] = inside
        place = block.within(region).slices
        values = seen.read(block)
        ys, xs = np.nonzero(values)
        owner = point_of[labels[place][ys, xs]]
        near = distance[place][ys, xs] <= (widths[owner] + 1) / 2 + RIM
        ys, xs, owner = ys[near], xs[near], owner[near]
        parts.append(((ys + block.y).astype(np.int32), (xs + block.x).astype(np.int32), values[ys, xs], owner))
    found_ys, found_xs, found_values, owners = (np.concatenate(column) for column in zip(*parts, strict=True))
    by_point = np.argsort(owners, kind="stable")
    return found_ys[by_point], found_xs[by_point], found_values[by_point], owners[by_point]
