"""Dust found by the infrared plane of a film scan, as a detector's findings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core import crosstalk
from photofix.core.alignment import Alignment, align
from photofix.core.alignment_refine import blurred, refine, softness
from photofix.core.crosstalk import Crosstalk
from photofix.core.finding import Finding, Kind, Shape
from photofix.core.photo import Pixels, Plane
from photofix.core.progress import Progress
from photofix.core.region import Region
from photofix.errors import UserError
from photofix.ops.base import Context, Source

Floats = NDArray[np.float32]

TILE, HALO = 1024, 64  # both multiples of BLOCK, so that the noise of a place does not depend on the tile
COMPARED, TILES = 256, 40  # pixels a side and greatest number of the tiles by which the planes are laid on one another
DOING = "comparing with infrared"
BLOCK = 32  # pixels a side of what one figure of noise is measured in
STEP = 8  # levels of strength for one standard deviation
QUARTER, BY_QUARTER = 0.25, 3.138  # this quantile of absolute normal values, times this, is the standard deviation
LOUDEST = 3.0  # blocks are no noisier than this times the usual: more is dust
LEAST = 0.015  # standard deviation of the logarithm of light that is assumed at least
UNSURE = 0.5  # share of the prediction's own unevenness that counts as noise: the planes are never equally sharp
OWN = 0.6  # less this share of the unevenness that infrared light has there, so that dust does not hide itself
SOFT = 0.6  # blur against pixel noise before anything is judged
SEED, EDGE = 5.0, 2.5  # standard deviations that dust reaches somewhere, and that its edge has, at sensitivity 0.5
RANGE = 1.0  # the sensitivities 0 and 1 change these by a factor of 2 to this power
SMALLEST = 2  # pixels of a finding
FILM = 0.6, 0.85  # share and correlation above which the infrared plane shows the picture: silver or Kodachrome
MOST = 0.15  # share of the photo above which it is no dust
ROUND = 2.0  # a speck's outline fills at least one over this of the circle around it

_HINT = "Without it (--infrared off) dust is looked for in the picture itself."


class Unsuitable(UserError):
    """The infrared plane cannot show where dust is."""


@dataclass(frozen=True, eq=False)
class InfraredSighting:
    """What the infrared plane says: how strongly each pixel stands out as dark, and how that was computed.

    strength: H×W uint8, 0 none, STEP for each standard deviation of noise, 255 at most. blur: how much softer the plane
    is than the photo, pixels.
    """

    strength: NDArray[np.uint8]
    alignment: Alignment
    crosstalk: Crosstalk
    blur: float


@dataclass(frozen=True, eq=False)
class _Scan:
    """Logarithms of light of a photo and its infrared plane, by table."""

    source: Source
    plane: Plane
    visible_table: Floats
    infrared_table: Floats

    @classmethod
    def of(cls, source: Source, plane: Plane, *, negative: bool = False) -> _Scan:
        """negative: the photo shows a negative film turned into a positive, so that light is what it has not."""
        table = _logarithms(source.state.base.pixels.dtype)
        return cls(source, plane, table[::-1].copy() if negative else table, _logarithms(plane.dtype))

    def visible(self, region: Region) -> Floats:
        """h×w×(1 or 3)."""
        pixels: Pixels = self.source.read(region)
        return self.visible_table[pixels[..., : 1 if pixels.shape[2] <= 2 else 3]]

    def light(self, region: Region) -> Floats:
        """h×w, the mean of the channels."""
        return np.asarray(self.visible(region).mean(axis=2), np.float32)

    def infrared(self, region: Region) -> Floats:
        """h×w, as the plane lies."""
        return self.infrared_table[self.plane[region.slices]]


def usable(source: Source, how: str, sensitivity: float, context: Context) -> InfraredSighting | None:
    """What the photo's infrared plane says of dust; None if it is not to be used.

    how: "on" uses it, "off" does not, "auto" does if there is one that can show dust, at this sensitivity (0..1), and
    notes why if it cannot. Raises UserError if it is to be used and cannot.
    """
    if how == "off" or (how == "auto" and source.state.base.infrared is None):
        return None
    try:
        seen = look(source, context.progress)
        findings(seen, sensitivity)
    except Unsuitable as error:
        if how == "on":
            raise
        reason = error.hint.removesuffix(_HINT)
        context.note(f"the infrared plane was not used for dust: {error.message} {reason}".rstrip())
        return None
    return seen


def look(source: Source, progress: Progress) -> InfraredSighting:
    """Compare the infrared plane of the source's photo with its picture; the slow part.

    Raises UserError if the photo has no infrared plane, Unsuitable if it cannot show dust: empty, or of silver
    black-and-white film or Kodachrome, which hold infrared light back as they do visible light.
    """
    plane = source.state.base.infrared
    if plane is None:
        raise UserError(
            "The photo has no infrared plane.", hint="Scan it as 64-bit RGBI (VueScan) or HDRi (SilverFast)."
        )
    if int(plane.max()) - int(plane.min()) < np.iinfo(plane.dtype).max // 200:
        raise Unsuitable(
            "The infrared plane is empty.", hint=f"Was infrared switched on in the scanner program? {_HINT}"
        )
    size = source.width, source.height
    ways = [_Scan.of(source, plane, negative=negative) for negative in (False, True)]
    leaks = [_leak(scan, Alignment(), progress.part(0.1 * index, 0.1)) for index, scan in enumerate(ways)]
    scan, leak = min(zip(ways, leaks, strict=True), key=lambda pair: pair[1].spread)
    if leak.share > FILM[0] and leak.kept > FILM[1]:
        raise Unsuitable(
            "The infrared plane shows the picture, not only the dust.",
            hint="That is so with silver black-and-white film and with Kodachrome, which hold infrared light back. "
            + _HINT,
        )
    progress.report(0.2, DOING)
    alignment = align(scan.light, scan.infrared, *size, progress.check)
    tiles = _some_tiles(*size)
    alignment = refine(alignment, partial(_expected, scan, leak), scan.infrared, tiles, size, progress.check)
    leak = _leak(scan, alignment, progress.part(0.35, 0.1))
    expected = partial(_expected, scan, leak)
    blur = softness(alignment, expected, scan.infrared, tiles, size)
    as_soft = partial(_expected, scan, leak, blur=blur)
    alignment = refine(alignment, as_soft, scan.infrared, tiles, size, progress.check)
    strength = _strength(scan, leak, alignment, blur, progress.part(0.5, 0.5))
    return InfraredSighting(strength, alignment, leak, blur)


def findings(sighting: InfraredSighting, sensitivity: float = 0.5) -> tuple[Finding, ...]:
    """The dust, hairs and scratches that stand out, the most certain first, each with its exact pixels.

    A pixel belongs to a finding if it is connected, through pixels above a low threshold, to one above a high
    threshold (hysteresis; Canny, 1986). sensitivity: 0..1. Raises Unsuitable if that is much of the picture.
    """
    factor = 2 ** ((0.5 - sensitivity) * 2 * RANGE)
    seed, edge = (min(254, round(STEP * value * factor)) for value in (SEED, EDGE))
    dark = (sighting.strength >= edge).view(np.uint8)
    count, *found = cv2.connectedComponentsWithStats(dark, connectivity=8, ltype=cv2.CV_32S)
    labels, stats = (np.asarray(array, np.int32) for array in found[:2])
    sure = sighting.strength >= seed
    strongest = np.zeros(count, np.uint8)
    np.maximum.at(strongest, labels[sure], sighting.strength[sure])
    kept = np.flatnonzero((strongest > 0) & (stats[:, cv2.CC_STAT_AREA] >= SMALLEST))
    kept = kept[kept > 0]
    kept = kept[np.argsort(-strongest[kept].astype(int), kind="stable")]
    if stats[kept, cv2.CC_STAT_AREA].sum() > MOST * dark.size:
        raise Unsuitable("The infrared plane is dark in too many places to be of dust.", hint=_HINT)
    return tuple(_finding(labels, stats[label], int(label), strongest[label] / seed) for label in kept)


def _finding(labels: NDArray[np.int32], stat: NDArray[np.int32], label: int, excess: float) -> Finding:
    """One connected component; excess: its greatest strength over that which is asked, at least 1."""
    at = Region(*(int(v) for v in stat[:4]))
    inside = (labels[at.slices] == label).view(np.uint8)
    confidence = float(1 - 0.5 / excess)
    outline = max(cv2.findContours(inside, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)[0], key=len)
    (x, y), radius = cv2.minEnclosingCircle(outline)
    width = 2 * radius + 1
    area = int(stat[cv2.CC_STAT_AREA])
    if area * ROUND >= np.pi * width**2 / 4:
        centre = np.array([[at.x + x + 0.5, at.y + y + 0.5]])
        return Finding(Kind.DUST, Shape.SPOT, centre, float(width), confidence, at, inside * np.uint8(255))
    corners = cv2.approxPolyDP(outline, 0.7, True).reshape(-1, 2)
    points = corners + np.array([at.x + 0.5, at.y + 0.5])
    if len(points) < 3:  # a hair one pixel wide: its outline runs out and back
        ends = np.array([points[0], points[-1]]) if len(points) > 1 else points.repeat(2, axis=0)
        return Finding(Kind.DUST, Shape.LINE, ends, 1.0, confidence, at, inside * np.uint8(255))
    return Finding(Kind.DUST, Shape.AREA, points, 0.0, confidence, at, inside * np.uint8(255))


def _logarithms(dtype: np.dtype[np.uint8] | np.dtype[np.uint16]) -> Floats:
    """The natural logarithm of every level; a little light is added, so that black is not endlessly dark."""
    top = int(np.iinfo(dtype).max)
    return np.log(np.arange(top + 1, dtype=np.float32) / top + np.float32(0.004))


def _expected(scan: _Scan, leak: Crosstalk, region: Region, blur: float = 0.0) -> Floats:
    return blurred(leak.predicted(scan.visible(region), region), blur)


def _some_tiles(width: int, height: int) -> list[Region]:
    """Tiles all over the picture, by which the planes are laid on one another; of a small one all."""
    tiles = list(Region(0, 0, width, height).tiles(COMPARED))
    step = max(1.0, len(tiles) / TILES)
    return [tiles[int(index * step)] for index in range(int(len(tiles) / step))]


def _leak(scan: _Scan, alignment: Alignment, progress: Progress) -> Crosstalk:
    """The crosstalk, fitted on means over cells."""
    width, height = scan.source.width, scan.source.height
    cell = crosstalk.cell_for(width, height)
    columns = -(-width // cell)
    visible, infrared = [], []
    rows = max(1, 512 // cell) * cell
    for top in range(0, height, rows):
        progress.report(top / height, DOING)
        band = Region(0, top, width, rows).clip(width, height)
        size = columns, -(-band.h // cell)
        visible.append(_means(scan.visible(band), cell, size))
        infrared.append(_means(alignment.read(scan.infrared, band, width, height)[..., None], cell, size)[..., 0])
    return crosstalk.fit(np.concatenate(visible), np.concatenate(infrared), cell)


def _means(values: Floats, cell: int, size: tuple[int, int]) -> Floats:
    """rows×columns×C means of cells; those at the border are completed with its values."""
    missing = size[1] * cell - values.shape[0], size[0] * cell - values.shape[1]
    padded = np.pad(values, ((0, missing[0]), (0, missing[1]), (0, 0)), mode="edge")
    return np.asarray(padded.reshape(size[1], cell, size[0], cell, -1).mean(axis=(1, 3)), np.float32)


def _strength(scan: _Scan, leak: Crosstalk, alignment: Alignment, blur: float, progress: Progress) -> NDArray[np.uint8]:
    width, height = scan.source.width, scan.source.height
    out = np.empty((height, width), np.uint8)
    tiles = list(Region(0, 0, width, height).tiles(TILE))
    for index, tile in enumerate(tiles):
        progress.report(index / len(tiles), DOING)
        around = tile.grow(HALO).clip(width, height)
        infrared = alignment.read(scan.infrared, around, width, height)
        predicted = _expected(scan, leak, around, blur)
        out[tile.slices] = _stands_out(infrared, predicted)[tile.within(around).slices]
    return out


def _stands_out(infrared: Floats, predicted: Floats) -> NDArray[np.uint8]:
    """h×w: by how many standard deviations (times STEP) infrared light is missing."""
    missing = cv2.GaussianBlur(predicted - infrared, (0, 0), SOFT)
    around = np.ones((3, 3), np.uint8)
    expected, seen = (cv2.morphologyEx(plane, cv2.MORPH_GRADIENT, around) for plane in (predicted, infrared))
    # Where the picture has an edge infrared light changes less than predicted, or as much; at dust, much more.
    uneven = np.maximum(expected - np.float32(OWN) * seen, 0)
    noise = _noise(np.asarray(missing, np.float32)) + np.float32(UNSURE) * uneven
    return np.asarray(np.clip(missing / noise * STEP, 0, 255), np.uint8)


def _noise(missing: Floats) -> Floats:
    """h×w standard deviation around each pixel: by the quieter part of each block, which dust does not move."""
    height, width = missing.shape
    rows, columns = -(-height // BLOCK), -(-width // BLOCK)
    padded = np.pad(np.abs(missing), ((0, rows * BLOCK - height), (0, columns * BLOCK - width)), mode="reflect")
    blocks = padded.reshape(rows, BLOCK, columns, BLOCK).transpose(0, 2, 1, 3).reshape(rows, columns, -1)
    level = np.quantile(blocks, QUARTER, axis=2).astype(np.float32) * np.float32(BY_QUARTER)
    level = np.minimum(level, LOUDEST * np.median(level))
    smooth = cv2.GaussianBlur(level, (3, 3), 0)
    wide = cv2.resize(smooth, (columns * BLOCK, rows * BLOCK), interpolation=cv2.INTER_LINEAR)[:height, :width]
    return np.asarray(np.maximum(wide, LEAST), np.float32)
