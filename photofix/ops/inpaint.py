"""The operation that fills marked places so that they look as if nothing had been there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core import grain
from photofix.core.colour import Working
from photofix.core.edit import Patch
from photofix.core.params import When, choice, file, integer
from photofix.core.passport import INPAINTING
from photofix.core.progress import Progress
from photofix.core.region import Region
from photofix.errors import UserError
from photofix.models.weights_file import SUFFIXES
from photofix.ops import fill_diffusion, fill_eraser, fill_published, fill_texture
from photofix.ops.base import Context, Operation, Result, Scope, Source
from photofix.ops.crops import Crop, context_of, crop_of, growth, patch_of
from photofix.ops.imported import OWN, model_id, network_for
from photofix.ops.islands import Island, islands
from photofix.ops.network import Network

Floats = NDArray[np.float32]

ENGINES = (
    ("auto", "Automatic"),
    ("eraser", "Eraser (neural)"),
    ("texture", "Texture"),
    ("diffusion", "Smooth"),
    (OWN, "Own file"),
)
MODEL = "eraser"
THICK = 28.0  # holes thicker than this get texture from their surroundings, if these have any
CALM = 0.012  # mean absolute gradient (0..1 a pixel) below which surroundings count as smooth
SPECK = 28  # islands up to this wide and high, none of them thick, are repaired by the dozen
TOGETHER = 24
FAR = 12  # pixels from the hole up to which grain is measured
BEYOND = 2e-3  # by how much colours must lie outside sRGB to need care
BAND = 512  # rows of a thick island that are read at once


@dataclass(frozen=True)
class Inpaint:
    """Parameters of `inpaint`."""

    engine: str = choice(
        "auto",
        "Engine",
        "What fills the holes. Automatic decides for every island of the mask.",
        ENGINES,
        or_file=OWN,
        purposes=(INPAINTING,),
    )
    engine_file: str | None = file(
        None, "Engine file", "The weights of a published inpainting network, such as LaMa or MI-GAN.",
        suffixes=SUFFIXES, automatic="none", when=When("engine", (OWN,)),
    )  # fmt: skip
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
    """What all islands of one repair share. network: None if none is wanted. turns: mirrored passes of it.

    published: is the network somebody else's, which takes whole crops?
    """

    source: Source
    params: Inpaint
    context: Context
    working: Working
    network: Network | None
    turns: int
    published: bool = False

    def filled(self, holes: Sequence[fill_eraser.Hole], progress: Progress) -> list[Floats]:
        """Each picture with its hole filled by the network."""
        network = self.network
        assert network is not None  # only who wants none asks for none
        if self.published:
            parts = [progress.part(index / len(holes), 1 / len(holes)) for index in range(len(holes))]
            done = [fill_published.fill(h.rgb, h.unknown, network, p) for h, p in zip(holes, parts, strict=True)]
            return [np.where(h.wanted[..., None], d, h.rgb) for h, d in zip(holes, done, strict=True)]
        return network.last_resort(lambda: fill_eraser.fill(holes, network, self.turns, progress))


def run(source: Source, params: Inpaint, context: Context) -> Result:
    """Fill every island of the mask at native resolution. Raises UserError if everything is marked."""
    if _all_marked(source):
        raise UserError(
            "Everything is marked, so there is nothing left to repair from.",
            hint="Leave some of the photo unmarked. In a mask file white means repair, black means keep.",
        )
    found = islands(source.mask)
    groups = list(_groups(found))
    cells = np.array([sum(island.cells.sum() for island in group) for group in groups], float)
    starts = np.concatenate([[0.0], np.cumsum(cells) / cells.sum()])
    working = Working.of(source.icc, source.state.base.channels)
    published = params.engine == OWN
    network = _network(params, context)
    work = Work(source, params, context, working, network, fill_eraser.turns_for(int(cells.sum())), published)
    patches: list[Patch] = []
    for index, group in enumerate(groups):
        part = context.progress.part(starts[index], starts[index + 1] - starts[index])
        part.report(0)
        patches += _repaired_specks(group, work, part) if _is_speck(group[0]) else _repaired(group[0], work, part)
    name = model_id(params.engine_file) if published else MODEL
    used = {} if network is None else {name: context.models.sha256(name)}
    context.progress.report(1)
    return Result(tuple(patches), used)


def _network(params: Inpaint, context: Context) -> Network | None:
    if params.engine == OWN:
        return network_for(INPAINTING, params.engine_file, context)
    return None if params.engine == "diffusion" else Network(MODEL, context)


def _is_speck(island: Island) -> bool:
    return max(island.region.w, island.region.h) <= SPECK


def _groups(found: list[Island]) -> Iterator[list[Island]]:
    """Islands to be repaired together: specks by the dozen, all others alone."""
    for speck, run_ in groupby(found, key=_is_speck):
        alike = list(run_)
        size = TOGETHER if speck else 1
        for start in range(0, len(alike), size):
            yield alike[start : start + size]


def _all_marked(source: Source) -> bool:
    """Whether no pixel is left unmarked. Counts only if the tiles could cover the photo at all."""
    tiles = source.mask.tiles.values()
    everything = source.width * source.height
    return sum(tile.size for tile in tiles) >= everything and sum(int((t > 0).sum()) for t in tiles) == everything


def _growth(island: Island, work: Work) -> int:
    return growth(island, work.source, work.working) if work.params.grow is None else work.params.grow


def _repaired_specks(group: list[Island], work: Work, progress: Progress) -> list[Patch]:
    """The patches of several small islands, whose crops go through the network together."""
    crops = []
    for island in group:
        progress.check()
        grown = _growth(island, work)
        piece = island.region.grow(grown).clip(work.source.width, work.source.height)
        crop = crop_of(piece, island, grown, work.source, work.working, [])
        crops += [crop] if crop is not None else []
    # Many specks get one pass: it loses them 0.2 dB, makes them sharper, and halves the time.
    fewer = replace(work, turns=work.turns if work.turns == fill_eraser.TURNS[0][1] else 1)
    smooth = _smooth(crops, [_thin_hole(crop) for crop in crops], fewer, progress)
    return [
        patch_of(c, _detailed(c, 0, s, work, progress), work.source, work.working)
        for c, s in zip(crops, smooth, strict=True)
    ]


def _repaired(island: Island, work: Work, progress: Progress) -> list[Patch]:
    """The patches of one island, made piece by piece."""
    source = work.source
    grown = _growth(island, work)
    coarse = None
    if work.network is not None and not work.published and fill_eraser.scale_for(island.thickness) > 1:
        coarse = _coarse(island, work, progress.part(0, 0.3))
        progress = progress.part(0.3, 0.7)
    done: list[Patch] = []
    pieces = list(island.pieces(grown, Region(0, 0, source.width, source.height)))
    for index, piece in enumerate(pieces):
        part = progress.part(index / len(pieces), 1 / len(pieces))
        part.check()
        crop = crop_of(piece, island, grown, source, work.working, done)
        if crop is not None:
            thin = coarse is None and island.thickness <= THICK
            hole = _thin_hole(crop) if thin else _thick_hole(crop, coarse)
            smooth = _smooth([crop], [hole], work, part.part(0, 0.5))[0]
            filled = _detailed(crop, island.thickness, smooth, work, part.part(0.5, 0.5))
            done.append(patch_of(crop, filled, source, work.working))
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
    (filled,) = work.filled([fill_eraser.Hole(small, known < 0.5, known < 0.5)], progress)
    return Coarse(region, scale, filled)


def _smooth(crops: list[Crop], holes: list[fill_eraser.Hole], work: Work, progress: Progress) -> list[Floats]:
    """The crops' rgb with their holes filled, by the network unless only a smooth fill is wanted."""
    if work.network is None:
        parts = [progress.part(index / len(crops), 1 / len(crops)) for index in range(len(crops))]
        return [fill_diffusion.fill(c.rgb, c.unknown, part) for c, part in zip(crops, parts, strict=True)]
    filled = work.filled(holes, progress)
    return [_with_beyond(crop, rgb, progress) for crop, rgb in zip(crops, filled, strict=True)]


def _thin_hole(crop: Crop) -> fill_eraser.Hole:
    """What the network fills of a crop: the crop's own marks; those of other islands are only not looked at.

    The network sees colours within sRGB, as it was trained.
    """
    return fill_eraser.Hole(np.clip(crop.rgb, 0, 1), crop.unknown, crop.hole)


def _thick_hole(crop: Crop, coarse: Coarse | None) -> fill_eraser.Hole:
    """The same for a thick hole. All marks are filled, for texture is then sought in the whole crop.

    What lies deep inside comes from the reduced picture; the network then joins it to the edge.
    """
    rgb = np.clip(crop.rgb, 0, 1)
    if coarse is None:
        return fill_eraser.Hole(rgb, crop.unknown, crop.unknown)
    deep = cv2.distanceTransform(crop.unknown.astype(np.uint8), cv2.DIST_L2, 5) > fill_eraser.WIDE / 4
    corner = (crop.region.x - coarse.region.x, crop.region.y - coarse.region.y)
    wide = fill_eraser.enlarge(coarse.rgb, coarse.scale, corner, (crop.region.w, crop.region.h))
    shallow = crop.unknown & ~deep
    return fill_eraser.Hole(np.where(deep[..., None], wide, rgb), shallow, shallow)


def _with_beyond(crop: Crop, filled: Floats, progress: Progress) -> Floats:
    """The network's fill, and what the surroundings' colours have beyond sRGB spanned smoothly across it.

    So saturated colours stay as saturated.
    """
    if crop.rgb.min() >= -BEYOND and crop.rgb.max() <= 1 + BEYOND:
        return filled
    beyond = crop.rgb - np.clip(crop.rgb, 0, 1)
    if np.abs(beyond[~crop.unknown]).max(initial=0) <= BEYOND:
        return filled
    progress.check()
    return np.clip(filled, 0, 1) + fill_diffusion.fill(beyond, crop.unknown, Progress.silent())


def _detailed(crop: Crop, thickness: float, smooth: Floats, work: Work, progress: Progress) -> Floats:
    """The smooth fill with what it lacks: texture of the surroundings in thick holes, grain in thin ones."""
    engine = work.params.engine
    if work.published and thickness > THICK:
        return smooth  # it has texture of its own
    rng = np.random.default_rng([work.params.seed, crop.region.x, crop.region.y])
    if engine == "texture" or (engine == "auto" and thickness > THICK and _busy(crop)):
        return fill_texture.fill(crop.rgb, crop.unknown, smooth, progress, rng)
    return _grained(crop, smooth, rng)


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
    near = Region.bounds(crop.hole).grow(2 * FAR).intersect(Region.of(crop.rgb)).slices
    measured = grain.measure(crop.rgb[near], crop.ring(1, FAR)[near])
    hole = crop.hole[near]
    out = filled.copy()
    height, width = hole.shape
    out[near] += measured.render(height, width, filled.shape[2], rng) * hole[..., None]
    return out


OPERATION = Operation(
    id="inpaint", title="Inpaint", verb="Repair",
    help="Fill what the mask marks so that it looks as if nothing had been there.",
    params=Inpaint, run=run, scope=Scope.MASKED, halo=128,
)  # fmt: skip
