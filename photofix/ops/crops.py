"""From an island of the mask to crops that can be filled, and from a filled crop to a patch."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.blend import lay
from photofix.core.colour import Working
from photofix.core.edit import Patch
from photofix.core.region import Region
from photofix.ops.base import Source
from photofix.ops.fringe import fringe
from photofix.ops.islands import Island

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]

SAMPLE = 256  # side of the places at which an island's fringe is looked at
SAMPLES = 3
SIGHT = 48  # pixels around them that are looked at
SOFT = 128  # mask values below this belong to a soft brush's rim


@dataclass(frozen=True, eq=False)
class Crop:
    """One piece of an island with its surroundings, ready to be filled.

    region: the crop in the photo. rgb: h×w×3 extended sRGB. alpha: h×w uint8, how strongly the fill covers the
    photo. hole: h×w bool, alpha above 0: what this piece repairs. unknown: everything marked in the crop that is
    not repaired yet, this piece included.
    """

    region: Region
    rgb: Floats
    alpha: NDArray[np.uint8]
    unknown: Bools

    @property
    def hole(self) -> Bools:
        return self.alpha > 0

    def ring(self, near: int, far: int) -> Bools:
        """Known pixels from more than `near` up to `far` pixels (in x or y) away from the hole."""
        return _dilated(self.hole, far) & ~_dilated(self.unknown, near)


def context_of(island: Island) -> int:
    """Pixels of surroundings that a repair looks at."""
    return int(np.clip(1.5 * island.thickness, 64, 256))


def growth(island: Island, source: Source, working: Working) -> int:
    """Pixels by which the island's mask must grow, judged at the places where most of it is marked."""
    places = sorted(((island.cells_in(part), part) for part in island.region.tiles(SAMPLE)), reverse=True)
    found = []
    for cells, part in places[:SAMPLES]:
        if cells:
            region = part.grow(SIGHT).clip(source.width, source.height)
            found.append(fringe(working.to_srgb(source.read(region)), source.mask.read(region) > 0))
    return int(np.median(found))


def crop_of(
    piece: Region, island: Island, grown: int, source: Source, working: Working, done: list[Patch]
) -> Crop | None:
    """Read one piece of an island with its surroundings; None if nothing in it is marked.

    done: patches of the island's earlier pieces. They count as known, so that pieces join without a seam.
    """
    near = piece.grow(grown).clip(source.width, source.height)
    bounds = Region.bounds(island.hole(source.mask, near))
    if bounds.empty:
        return None
    region = bounds.shift(near.x, near.y).grow(context_of(island)).clip(source.width, source.height)
    pixels = source.read(region)
    unknown = source.mask.read(region) > 0
    inside = np.zeros(unknown.shape, bool)
    inside[piece.intersect(region).within(region).slices] = True
    alpha = np.where(inside, seamed(island.hole(source.mask, region), grown), 0).astype(np.uint8)
    unknown |= alpha > 0
    for patch in done:
        lay(pixels, region, patch, 1.0)
        common = patch.region.intersect(region)
        if not common.empty:
            finished = patch.alpha[common.within(patch.region).slices] > 0
            unknown[common.within(region).slices] &= ~finished
            alpha[common.within(region).slices][finished] = 0
    return Crop(region, working.to_srgb(pixels), alpha, unknown) if alpha.any() else None


def seamed(marked: NDArray[np.uint8], grown: int) -> NDArray[np.uint8]:
    """The alpha of a fill: the mask's own softness, and a seam that fades over the pixels it is grown by."""
    if grown == 0:
        return marked
    distance = cv2.distanceTransform((marked < SOFT).astype(np.uint8), cv2.DIST_L2, 5)
    seam = np.clip(255 * (grown + 1 - distance) / min(2, grown), 0, 255)
    seam[distance > grown] = 0
    return np.maximum(marked, seam.astype(np.uint8))


def patch_of(crop: Crop, filled: Floats, source: Source, working: Working) -> Patch:
    """The filled crop in the photo's own depth, channels and profile, cut to what it covers."""
    bounds = Region.bounds(crop.alpha)
    region = bounds.shift(crop.region.x, crop.region.y)
    like = source.read(region)
    return Patch(region, working.from_srgb(filled[bounds.slices], like), crop.alpha[bounds.slices].copy())


def _dilated(mask: Bools, pixels: int) -> Bools:
    return cv2.dilate(mask.astype(np.uint8), np.ones((2 * pixels + 1,) * 2, np.uint8)).astype(bool)
