"""The operation that fills marked places so that they look as if nothing had been there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core import grain
from photofix.core.blend import lay
from photofix.core.colour import Working
from photofix.core.edit import Patch
from photofix.core.params import choice, integer
from photofix.core.progress import Progress
from photofix.core.region import Region
from photofix.errors import UserError
from photofix.ops import fill_diffusion, fill_eraser, fill_texture
from photofix.ops.base import Context, Operation, Result, Scope, Source
from photofix.ops.fringe import FURTHEST, fringe
from photofix.ops.islands import PIECE, Island, islands

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]

ENGINES = (
    ("auto", "Automatic"),
    ("eraser", "Eraser (neural)"),
    ("texture", "Texture"),
    ("diffusion", "Smooth"),
)
MODEL = "eraser"
THICK = 28.0  # holes thicker than this get texture from their surroundings, if these have any
CALM = 0.012  # mean absolute gradient (0..1 a pixel) below which surroundings count as smooth


@dataclass(frozen=True)
class Inpaint:
    """Parameters of `inpaint`."""

    engine: str = choice(
        "auto", "Engine", "What fills the holes. Automatic decides for every island of the mask.", ENGINES
    )
    grow: int | None = integer(
        None, "Grow mask", "Pixels added around the mask; 0 trusts it exactly.", 0, 64,
        unit="px", automatic="only where the object's fringe still shows, at most 4 px",
    )  # fmt: skip
    seed: int = integer(0, "Seed", "Another number gives other grain and texture.", 0, 2**31 - 1, advanced=True)


@dataclass(frozen=True)
class Crop:
    """One piece of an island with its surroundings, ready to be filled.

    region: the crop in the photo. hole: what this piece repairs. unknown: everything marked in the crop that is
    not repaired yet, this piece included. alpha: how strongly the fill covers the photo, 0 outside the hole.
    """

    region: Region
    rgb: Floats
    hole: Bools
    unknown: Bools
    alpha: NDArray[np.uint8]


def run(source: Source, params: Inpaint, context: Context) -> Result:
    """Fill every island of the mask at native resolution. Raises UserError if nothing or everything is marked."""
    found = islands(source.mask)
    if not found:
        raise UserError("The mask is empty: nothing is marked.", hint="Paint over what should go, then repair.")
    if _all_marked(source):
        raise UserError(
            "Everything is marked, so there is nothing left to repair from.",
            hint="Leave some of the photo unmarked. In a mask file white means repair, black means keep.",
        )
    sizes = np.array([island.cells.sum() for island in found], float)
    starts = np.concatenate([[0.0], np.cumsum(sizes) / sizes.sum()])
    patches: list[Patch] = []
    for index, island in enumerate(found):
        part = context.progress.part(starts[index], starts[index + 1] - starts[index])
        part.report(0, f"{index + 1} of {len(found)}")
        patches += _repair(island, source, params, context, part)
    used = {} if params.engine == "diffusion" else {MODEL: context.models.sha256(MODEL)}
    return Result(tuple(patches), used)


def _all_marked(source: Source) -> bool:
    if sum(tile.size for tile in source.mask.tiles.values()) < source.width * source.height:
        return False
    return sum(int((tile > 0).sum()) for tile in source.mask.tiles.values()) == source.width * source.height


def _repair(island: Island, source: Source, params: Inpaint, context: Context, progress: Progress) -> list[Patch]:
    """Repair one island piece by piece; each piece sees the ones before as known, so that no seam is left."""
    working = Working.of(source.icc, source.state.base.pixels.shape[2])
    coarse = _coarse_fill(island, source, working, context, progress.part(0, 0.3)) if _needs_coarse(island, params) else None
    done: list[Patch] = []
    cells = list(_cells(island, source, params))
    for index, cell in enumerate(cells):
        part = progress.part(0.3 + 0.7 * index / len(cells), 0.7 / len(cells)) if coarse else progress.part(
            index / len(cells), 1 / len(cells)
        )
        part.report(0)
        crop = _crop(cell, island, source, params, working, done)
        if crop is None:
            continue
        filled = _fill(crop, island, coarse, params, context, part)
        done.append(_patch(crop, filled, source, working))
    return done


def _needs_coarse(island: Island, params: Inpaint) -> bool:
    return params.engine != "diffusion" and fill_eraser.scale_for(island.thickness) > 1


def _cells(island: Island, source: Source, params: Inpaint) -> Iterator[Region]:
    """The island cut along a grid, with room for the grown mask."""
    room = FURTHEST if params.grow is None else params.grow
    whole = island.region.grow(room).clip(source.width, source.height)
    for cell in whole.shift(-whole.x, -whole.y).tiles(PIECE):
        yield cell.shift(whole.x, whole.y)


def _context(island: Island) -> int:
    """Pixels of surroundings that a repair looks at."""
    return int(np.clip(1.5 * island.thickness, 64, 256))


def _crop(
    cell: Region, island: Island, source: Source, params: Inpaint, working: Working, done: list[Patch]
) -> Crop | None:
    """Read one cell of an island with its surroundings; None if nothing in it is marked."""
    near = cell.grow(FURTHEST if params.grow is None else params.grow).clip(source.width, source.height)
    bounds = Region.bounds(island.hole(source.mask, near))
    if bounds.empty:
        return None
    region = bounds.shift(near.x, near.y).grow(_context(island)).clip(source.width, source.height)
    pixels = source.read(region)
    own = island.hole(source.mask, region)
    unknown = source.mask.read(region) > 0
    for patch in done:
        lay(pixels, region, patch, 1.0)
    rgb = working.to_srgb(pixels)
    grown = fringe(rgb, unknown) if params.grow is None else params.grow
    alpha = _alpha(own, grown)
    inside = np.zeros(own.shape, bool)
    inside[cell.intersect(region).within(region).slices] = True
    alpha[~inside] = 0
    unknown |= alpha > 0
    for patch in done:
        common = patch.region.intersect(region)
        if not common.empty:
            finished = patch.alpha[common.within(patch.region).slices] > 0
            unknown[common.within(region).slices] &= ~finished
            alpha[common.within(region).slices][finished] = 0
    if not alpha.any():
        return None
    return Crop(region, rgb, alpha > 0, unknown, alpha)


def _alpha(own: NDArray[np.uint8], grown: int) -> NDArray[np.uint8]:
    """The mask's own softness, and beyond it a seam that fades over the pixels it is grown by."""
    if grown == 0:
        return own.copy()
    distance = cv2.distanceTransform((own < 128).astype(np.uint8), cv2.DIST_L2, 5)
    seam = np.clip(255 * (grown + 1 - distance) / min(2, grown), 0, 255)
    seam[distance > grown] = 0
    return np.maximum(own, seam.astype(np.uint8))


def _coarse_fill(
    island: Island, source: Source, working: Working, context: Context, progress: Progress
) -> tuple[Region, int, Floats]:
    """A thick island filled on a reduced picture: (region, reduction, filled h/scale × w/scale × 3)."""
    scale = fill_eraser.scale_for(island.thickness)
    region = island.region.grow(_context(island)).clip(source.width, source.height)
    band_height = max(1, 512 // scale) * scale
    colours, shares = [], []
    for top in range(region.y, region.bottom, band_height):
        band = Region(region.x, top, region.w, min(band_height, region.bottom - top))
        unknown = source.mask.read(band) > 0
        colour, share = fill_eraser.reduce(working.to_srgb(source.read(band)), unknown, scale)
        colours.append(colour)
        shares.append(share)
    small, known = np.concatenate(colours), np.concatenate(shares)
    filled = fill_eraser.fill(small, known < 0.5, context.models.get(MODEL), progress)
    return region, scale, filled


def _fill(
    crop: Crop, island: Island, coarse: tuple[Region, int, Floats] | None,
    params: Inpaint, context: Context, progress: Progress,
) -> Floats:  # fmt: skip
    """The crop's rgb with the hole filled by the engine that suits it."""
    if params.engine == "diffusion":
        return _grained(crop, fill_diffusion.fill(crop.rgb, crop.unknown, progress), params)
    model = context.models.get(MODEL)
    rgb, unknown = crop.rgb, crop.unknown
    if coarse is not None:
        # What lies deep inside a thick hole comes from the reduced picture; the network then joins it to the edge.
        region, scale, small = coarse
        corner = (crop.region.x - region.x, crop.region.y - region.y)
        deep = cv2.distanceTransform(unknown.astype(np.uint8), cv2.DIST_L2, 5) > fill_eraser.WIDE / 4
        wide = fill_eraser.enlarge(small, scale, corner, (crop.region.w, crop.region.h))
        rgb = np.where(deep[..., None], wide, rgb)
        unknown = unknown & ~deep
    filled = fill_eraser.fill(rgb, unknown, model, progress.part(0, 0.4))
    textured = params.engine == "texture" or (
        params.engine == "auto" and island.thickness > THICK and _busy(crop)
    )
    if textured:
        rng = np.random.default_rng([params.seed, crop.region.x, crop.region.y])
        return fill_texture.fill(crop.rgb, crop.unknown, filled, progress.part(0.4, 0.6), rng)
    return _grained(crop, filled, params)


def _busy(crop: Crop) -> bool:
    """Whether the surroundings of the hole have texture worth continuing."""
    ring = cv2.dilate(crop.hole.astype(np.uint8), np.ones((33, 33), np.uint8)).astype(bool) & ~crop.unknown
    grey = crop.rgb.mean(axis=2)
    slope = np.abs(cv2.Sobel(grey, cv2.CV_32F, 1, 0, scale=1 / 8)) + np.abs(cv2.Sobel(grey, cv2.CV_32F, 0, 1, scale=1 / 8))
    near = cv2.dilate(crop.unknown.astype(np.uint8), np.ones((5, 5), np.uint8)).astype(bool)
    ring &= ~near
    return bool(ring.any()) and float(slope[ring].mean()) > CALM


def _grained(crop: Crop, filled: Floats, params: Inpaint) -> Floats:
    """The fill with the grain of its surroundings, which a smooth fill has lost."""
    ring = cv2.dilate(crop.hole.astype(np.uint8), np.ones((25, 25), np.uint8)).astype(bool) & ~crop.unknown
    measured = grain.measure(crop.rgb, ring)
    rng = np.random.default_rng([params.seed, crop.region.x, crop.region.y])
    height, width, channels = filled.shape
    return filled + measured.render(height, width, channels, rng) * crop.hole[..., None]


def _patch(crop: Crop, filled: Floats, source: Source, working: Working) -> Patch:
    """The fill in the photo's own depth, channels and profile, cut to what it covers."""
    bounds = Region.bounds(crop.alpha)
    region = bounds.shift(crop.region.x, crop.region.y)
    like = source.read(region)
    return Patch(region, working.from_srgb(filled[bounds.slices], like), crop.alpha[bounds.slices].copy())


OPERATION = Operation(
    id="inpaint", title="Inpaint", verb="Repair",
    help="Fill what the mask marks so that it looks as if nothing had been there.",
    params=Inpaint, run=run, scope=Scope.MASKED, halo=128,
)  # fmt: skip
