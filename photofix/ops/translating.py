"""A picture translated at a moderate size or at its own, whole or in tiles, as its translator and memory allow."""

from __future__ import annotations

import math
from operator import itemgetter
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.colour import srgb_decoded
from photofix.core.lightness import colours_of, recoloured
from photofix.core.region import Region
from photofix.core.translators import COLOURED
from photofix.ops import guided
from photofix.ops.base import Context, Source
from photofix.ops.edges import edges, filled, is_drawing
from photofix.ops.network import Network
from photofix.ops.planes import enlarged, resized
from photofix.ops.reduced import reduced
from photofix.ops.tiled import fill

Floats = NDArray[np.float32]

AUTOMATIC, PHOTO, EDGES, COLOURS, NONE = "automatic", "photo", "edges", "colours", "none"
# What is taken and given where a translation lies as the photo does.
DETAILED = {("photo", "photo"), ("dark", "photo")}
LABELS = "labels"
# Of labels: steps of a channel by which colours are told apart, and how many colours have what share of all pixels.
SHADES, FEW, NEARLY = 15, 24, 0.85
USUAL = 256  # pixels of the shorter side where nobody knows at which size a translator was trained
QUICK = 512  # at most, in a preview
SMALLER = 0.95
SLIM = 4  # times its shorter side that the longer one of an enlarged photo is at most
WHOLE = 1536 * 1024  # pixels up to which a picture is translated at once, even where tiles would do
TILE, SMALLEST = 1024, 64
PART, PARTS = 256, 16  # pixels a side of the parts by whose statistics tiles are translated, and how many at most
LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)
AROUND, FLAT, STEEPEST = 8, 1e-4, 6.0  # of detail from the photo: radius and least variance, and by how much at most
SOFTNESSES = 0.0, 0.6, 1.0, 1.5, 2.2  # standard deviations by which the photo is tried to be as soft as its translation


class Wish(NamedTuple):
    """How a photo is to be translated, see ops.translate.Translate. quick: for a preview, at no great size."""

    source: str
    edges: float
    size: int | None
    detail: str
    variant: int
    quick: bool = False


class Detail(NamedTuple):
    """What a photo has that is not in `light` (h×w×1) belongs, times `gain` (h×w×3), into the translation."""

    light: Floats
    gain: Floats


class Canvas(NamedTuple):
    """A translation, h×w×3 sRGB, at the size at which it was made. coloured: its lightness is that of the photo."""

    picture: Floats
    detail: Detail | None
    coloured: bool = False

    def part(self, size: tuple[float, float], place: Region, photo: Floats) -> Floats:
        """A part of it at the size (width, height) of the photo, of which `photo` is that part, h×w×3 sRGB."""
        made = enlarged(self.picture, size, place)
        if self.coloured:
            return recoloured(photo, colours_of(srgb_decoded(made)))
        if self.detail is not None:
            light, gain = (enlarged(plane, size, place) for plane in self.detail)
            made += gain * ((photo @ LUMINANCE)[..., None] - light)
        return made


def translated(source: Source, model: str, wish: Wish, context: Context, share: float) -> Canvas:
    """The whole photo translated. share: of the bar that this is. Raises UserError as the model does."""
    network = Network(model, context)
    about = network.about
    factor = _factor(source, about.size or USUAL, wish)
    # Noise is drawn for a whole picture, and would not go on from tile to tile.
    tiled = about.reach is not None and math.prod(_times(source, factor)) > WHOLE and not wish.variant
    size = _times(source, factor) if tiled else _fitting(source, factor, network, context)
    photo = _read(source, size)
    shown = _shown(photo, about.takes == EDGES, about.coloured or model in COLOURED, wish)
    if about.takes == LABELS and not _flat(photo):
        context.note(f"“{about.title}” takes labels, pictures of a few flat colours, and this is none")
    context.progress.report(share / 4, "translating")
    if tiled:
        made = _by_tiles(network, shown, context, share)
    else:
        made = network.last_resort(lambda: network(shown, wish.variant or None))
    context.progress.check()
    made = np.clip(made, 0, 1)
    if size == (source.height, source.width):
        return Canvas(made, None)
    if size[0] > source.height or size[1] > source.width:
        return Canvas(resized(made, (source.height, source.width)), None)
    if about.keeps_lightness and shown is photo and wish.detail != NONE:
        context.note(f"colours made at {size[1]} × {size[0]} pixels")
        return Canvas(made, None, coloured=True)
    context.note(f"translated at {size[1]} × {size[0]} pixels and enlarged")
    detailed = wish.detail == PHOTO or (wish.detail == AUTOMATIC and (about.takes, about.gives) in DETAILED)
    return Canvas(made, _detail(photo, made) if detailed and shown is photo else None)


def _shown(photo: Floats, drawn: bool, coloured: bool, wish: Wish) -> Floats:
    """The photo, or a drawing of it; which one may depend on whether the translator wants it drawn, and coloured."""
    source = wish.source
    if source == AUTOMATIC and drawn and not (is_drawing(photo) or _flat(photo)):
        source = COLOURS if coloured else EDGES
    if source not in (EDGES, COLOURS):
        return photo
    ink = edges(photo, wish.edges)
    return filled(ink, np.clip(photo, 0, 1)) if source == COLOURS else np.repeat(ink[..., None], 3, axis=2)


def _flat(photo: Floats) -> bool:
    """Are nearly all pixels of a few colours?"""
    shades = np.rint(np.clip(photo, 0, 1) * SHADES).astype(np.intp) @ np.array([(SHADES + 1) ** 2, SHADES + 1, 1])
    counts = np.sort(np.bincount(shades.ravel()))
    return bool(counts[-FEW:].sum() > NEARLY * counts.sum())


def _factor(source: Source, usual: int, wish: Wish) -> float:
    """By how much a photo is reduced or enlarged."""
    shorter, longer = sorted((source.width, source.height))
    wanted = usual if wish.size is None else wish.size or shorter
    if wish.quick:
        wanted = min(wanted, QUICK)
    return wanted / shorter if wanted <= shorter else max(1.0, min(wanted / shorter, SLIM * wanted / longer))


def _times(source: Source, factor: float) -> tuple[int, int]:
    """Height and width."""
    return max(1, round(source.height * factor)), max(1, round(source.width * factor))


def _fitting(source: Source, factor: float, network: Network, context: Context) -> tuple[int, int]:
    """Height and width, the factor being made smaller until the network's memory is enough for all at once."""
    about, room = network.about, network.room()

    def padded() -> int:
        return math.prod(map(about.padded, _times(source, factor)))

    if room is not None and padded() > room:
        context.note("the memory is not enough for a larger size")
        while padded() > max(room, about.padded(1) ** 2):
            factor *= SMALLER
    return _times(source, factor)


def _read(source: Source, size: tuple[int, int]) -> Floats:
    photo = reduced(source, max(size))
    return photo if photo.shape[:2] == size else resized(photo, size)


def _by_tiles(network: Network, shown: Floats, context: Context, share: float) -> Floats:
    """Every tile goes by the statistics of some parts of the whole, so that none differs from its neighbours."""
    about, whole = network.about, Region.of(shown)
    room = network.room()
    count = PARTS if room is None else max(1, min(PARTS, room // PART**2))
    parts = [np.ascontiguousarray(shown[part.slices]) for part in _spread(whole, count)]
    measured = network.last_resort(lambda: network.measure(parts))
    out = np.empty(shown.shape, np.float32)

    def make(tile: Region) -> Floats:
        around = tile.grow(about.reach).clip(whole.w, whole.h)
        made = network(np.ascontiguousarray(shown[around.slices]), None, measured)
        return np.asarray(made[tile.within(around).slices], np.float32)

    def side() -> int:
        return network.side(about.reach, TILE, SMALLEST)

    fill(out, make, side, SMALLEST, context.progress.part(share / 4, share * 3 / 4), network, "translating")
    return out


def _spread(whole: Region, count: int) -> list[Region]:
    """So many parts of one size, or some fewer, evenly spread."""
    width, height = min(PART, whole.w), min(PART, whole.h)
    rows = max(1, min(count, round(math.sqrt(count * whole.h / whole.w))))
    columns = max(1, count // rows)
    return [
        Region(round(x), round(y), width, height)
        for y in np.linspace(0, whole.h - height, rows)
        for x in np.linspace(0, whole.w - width, columns)
    ]


def _detail(photo: Floats, made: Floats) -> Detail:
    """Translations are often softer than what was translated: what they lack of its sharpness is detail, too.

    So the photo is softened until the translation follows it best, which lifted the PSNR of soft ones by 8 dB.
    """
    sharp = np.asarray(photo @ LUMINANCE, np.float32)
    found = []
    for softness in SOFTNESSES:
        light = np.asarray(cv2.GaussianBlur(sharp, (0, 0), softness) if softness else sharp, np.float32)
        slope, offset = guided.lines(light, made, AROUND, FLAT)
        missed = float(np.square(slope * light[..., None] + offset - made).mean())
        found.append((missed, Detail(light[..., None], np.clip(slope, 0, STEEPEST))))
    return min(found, key=itemgetter(0))[1]
