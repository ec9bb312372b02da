"""The operation that fills marked places so that they look as if nothing had been there."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core import grain
from photofix.core.colour import Working
from photofix.core.edit import Patch
from photofix.core.params import choice, integer
from photofix.core.progress import Progress
from photofix.core.region import Region
from photofix.errors import UserError
from photofix.ops import fill_diffusion, fill_eraser, fill_texture
from photofix.ops.base import Context, Operation, Result, Scope, Source
from photofix.ops.crops import Crop, context_of, crop_of, growth, patch_of
from photofix.ops.islands import Island, islands

Floats = NDArray[np.float32]

ENGINES = (
    ("auto", "Automatic"),
    ("eraser", "Eraser (neural)"),
    ("texture", "Texture"),
    ("diffusion", "Smooth"),
)
MODEL = "eraser"
THICK = 28.0  # holes thicker than this get texture from their surroundings, if these have any
CALM = 0.012  # mean absolute gradient (0..1 a pixel) below which surroundings count as smooth
BEYOND = 2e-3  # by how much colours must lie outside sRGB to need care
BAND = 512  # rows of a thick island that are read at once


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
    seed: int = integer(0, "Seed", "Another number gives other grain.", 0, 2**31 - 1, advanced=True)


@dataclass(frozen=True)
class Coarse:
    """A thick island filled on a reduced picture: where, by how much reduced, and the pixels there."""

    region: Region
    scale: int
    rgb: Floats


@dataclass(frozen=True)
class Work:
    """What all islands of one repair share. turns: mirrored passes of the network."""

    source: Source
    params: Inpaint
    context: Context
    working: Working
    turns: int


def run(source: Source, params: Inpaint, context: Context) -> Result:
    """Fill every island of the mask at native resolution. Raises UserError if everything is marked."""
    if _all_marked(source):
        raise UserError(
            "Everything is marked, so there is nothing left to repair from.",
            hint="Leave some of the photo unmarked. In a mask file white means repair, black means keep.",
        )
    found = islands(source.mask)
    cells = np.array([island.cells.sum() for island in found], float)
    starts = np.concatenate([[0.0], np.cumsum(cells) / cells.sum()])
    working = Working.of(source.icc, source.state.base.channels)
    work = Work(source, params, context, working, fill_eraser.turns_for(int(cells.sum())))
    patches: list[Patch] = []
    for index, island in enumerate(found):
        part = context.progress.part(starts[index], starts[index + 1] - starts[index])
        part.report(0, f"{index + 1} of {len(found)}")
        patches += _repaired(island, work, part)
    used = {} if params.engine == "diffusion" else {MODEL: context.models.sha256(MODEL)}
    return Result(tuple(patches), used)


def _all_marked(source: Source) -> bool:
    """Whether no pixel is left unmarked. Counts only if the tiles could cover the photo at all."""
    tiles = source.mask.tiles.values()
    everything = source.width * source.height
    return sum(tile.size for tile in tiles) >= everything and sum(int((t > 0).sum()) for t in tiles) == everything


def _repaired(island: Island, work: Work, progress: Progress) -> list[Patch]:
    """The patches of one island, made piece by piece."""
    source = work.source
    grown = growth(island, source, work.working) if work.params.grow is None else work.params.grow
    coarse = None
    if work.params.engine != "diffusion" and fill_eraser.scale_for(island.thickness) > 1:
        coarse = _coarse(island, work, progress.part(0, 0.3))
        progress = progress.part(0.3, 0.7)
    done: list[Patch] = []
    pieces = list(island.pieces(grown, Region(0, 0, source.width, source.height)))
    for index, piece in enumerate(pieces):
        part = progress.part(index / len(pieces), 1 / len(pieces))
        part.check()
        crop = crop_of(piece, island, grown, source, work.working, done)
        if crop is not None:
            done.append(patch_of(crop, _filled(crop, island, coarse, work, part), source, work.working))
        part.report(1)
    return done


def _coarse(island: Island, work: Work, progress: Progress) -> Coarse:
    """Fill a thick island on a reduced picture, on which the network sees across it. Read in bands to spare memory."""
    source = work.source
    scale = fill_eraser.scale_for(island.thickness)
    region = island.region.grow(context_of(island)).clip(source.width, source.height)
    height = max(1, BAND // scale) * scale
    colours, shares = [], []
    for top in range(region.y, region.bottom, height):
        band = Region(region.x, top, region.w, min(height, region.bottom - top))
        rgb, unknown = work.working.to_srgb(source.read(band)), source.mask.read(band) > 0
        colour, share = fill_eraser.reduce(np.clip(rgb, 0, 1), unknown, scale)
        colours.append(colour)
        shares.append(share)
    small, known = np.concatenate(colours), np.concatenate(shares)
    model = work.context.models.get(MODEL)
    return Coarse(region, scale, fill_eraser.fill(small, known < 0.5, model, work.turns, progress))


def _filled(crop: Crop, island: Island, coarse: Coarse | None, work: Work, progress: Progress) -> Floats:
    """The crop's rgb with the hole filled by the engine that suits it."""
    engine = work.params.engine
    rng = np.random.default_rng([work.params.seed, crop.region.x, crop.region.y])
    if engine == "diffusion":
        return _grained(crop, fill_diffusion.fill(crop.rgb, crop.unknown, progress), rng)
    smooth = _erased(crop, coarse, work, progress.part(0, 0.5))
    if engine == "texture" or (engine == "auto" and island.thickness > THICK and _busy(crop)):
        return fill_texture.fill(crop.rgb, crop.unknown, smooth, progress.part(0.5, 0.5), rng)
    return _grained(crop, smooth, rng)


def _erased(crop: Crop, coarse: Coarse | None, work: Work, progress: Progress) -> Floats:
    """The crop filled by the network.

    What lies deep inside a thick hole comes from the reduced picture; the network then joins it to the edge.
    The network sees colours within sRGB, as it was trained; what the surroundings have beyond it is spanned
    smoothly across the hole and added again, so that saturated colours stay as saturated.
    """
    rgb, unknown = np.clip(crop.rgb, 0, 1), crop.unknown
    beyond = crop.rgb - rgb
    if coarse is not None:
        deep = cv2.distanceTransform(unknown.astype(np.uint8), cv2.DIST_L2, 5) > fill_eraser.WIDE / 4
        corner = (crop.region.x - coarse.region.x, crop.region.y - coarse.region.y)
        wide = fill_eraser.enlarge(coarse.rgb, coarse.scale, corner, (crop.region.w, crop.region.h))
        rgb, unknown = np.where(deep[..., None], wide, rgb), unknown & ~deep
    filled = fill_eraser.fill(rgb, unknown, work.context.models.get(MODEL), work.turns, progress.part(0, 0.9))
    if np.abs(beyond[~crop.unknown]).max(initial=0) > BEYOND:
        filled = np.clip(filled, 0, 1) + fill_diffusion.fill(beyond, crop.unknown, progress.part(0.9, 0.1))
    return filled


def _busy(crop: Crop) -> bool:
    """Whether the surroundings of the hole have texture worth continuing."""
    ring = crop.ring(2, 16)
    if not ring.any():
        return False
    grey = crop.rgb.mean(axis=2)
    slope = sum(np.abs(cv2.Sobel(grey, cv2.CV_32F, *order, scale=1 / 8)) for order in ((1, 0), (0, 1)))
    return float(np.asarray(slope)[ring].mean()) > CALM


def _grained(crop: Crop, filled: Floats, rng: np.random.Generator) -> Floats:
    """The fill with the grain of its surroundings, which a smooth fill has lost."""
    measured = grain.measure(crop.rgb, crop.ring(1, 12))
    height, width, channels = filled.shape
    noise = measured.render(height, width, channels, rng)
    return np.asarray(filled + noise * crop.hole[..., None], np.float32)


OPERATION = Operation(
    id="inpaint", title="Inpaint", verb="Repair",
    help="Fill what the mask marks so that it looks as if nothing had been there.",
    params=Inpaint, run=run, scope=Scope.MASKED, halo=128,
)  # fmt: skip
