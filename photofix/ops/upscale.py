"""The operation that enlarges a photo: a network for the next whole factor, exact resampling for the rest."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.colour import Working
from photofix.core.free_memory import free_ram
from photofix.core.model_id import file_of, of_file
from photofix.core.params import When, choice, file, flag, integer, number, text
from photofix.core.passport import SUPER_RESOLUTION
from photofix.core.photo import Photo, Pixels, from_float, to_float
from photofix.core.progress import Progress
from photofix.core.region import Region
from photofix.errors import UserError
from photofix.files.edited import edited
from photofix.files.exif import with_size
from photofix.models.own_file import is_upscaler
from photofix.models.published import KIND
from photofix.models.weights_file import SUFFIXES
from photofix.ops.base import Context, Operation, Result, Scope, Source, Task
from photofix.ops.ensemble import ensemble
from photofix.ops.imported import GRID, OWN, model_id, network_for, reach_of
from photofix.ops.network import Network
from photofix.ops.resampling import SUPPORT, resampled
from photofix.ops.sizes import LONGEST, Size, printed, scaled
from photofix.ops.tiled import fill

Floats = NDArray[np.float32]

MODELS = (
    ("crisp", "Crisp: clean photos"),
    ("photo", "Photo: damaged ones"),
    ("plain", "Plain: bicubic"),
    (OWN, "Own file"),
)
SCALES = (2, 3, 4)
REACH = 24  # pixels that the network sees around what it makes
# Pixels of the small picture that are made at a time, without what is around them. Measured: the fastest with fp32 and
# bf16 alike; from 384 on, features of more than 32 MiB are taken from the system anew each time, which costs a third.
TILE = 352
SMALLEST = 32
CHECKED = 0.06  # share of the bar for the comparison
BAND = 256  # rows of the original that are compared at a time, at most,
COMPARED = 8e6  # and pixels of the result


@dataclass(frozen=True)
class Upscale:
    """Parameters of `upscale`."""

    scale: float = number(
        2.0, "Factor", "How many times as wide and as high; also 1.5, or less than 1.", 0.05, 16.0, step=0.5, unit="×"
    )
    width: int | None = integer(
        None, "Width", "The width that is wanted; the height follows.", 1, LONGEST, unit="px", automatic="by the factor"
    )
    height: int | None = integer(
        None, "Height", "The height that is wanted; the width follows.", 1, LONGEST, unit="px",
        automatic="by the factor", advanced=True,
    )  # fmt: skip
    long_side: int | None = integer(
        None, "Long side", "The length of the longer side that is wanted.", 1, LONGEST, unit="px",
        automatic="by the factor", advanced=True,
    )  # fmt: skip
    print: str | None = text(
        None, "Print", "The long side on paper and its resolution, as in 30cm@300dpi; also mm and in.",
        longest=30, automatic="by the factor",
    )  # fmt: skip
    model: str = choice(
        "crisp",
        "Model",
        "What makes the new pixels; photo leaves noise, JPEG and blur behind.",
        MODELS,
        or_file=OWN,
        purposes=(SUPER_RESOLUTION,),
    )
    model_file: str | None = file(
        None, "Model file", "An upscaler that you have trained, or any published one, such as Real-ESRGAN.",
        suffixes=SUFFIXES, automatic="none", when=When("model", (OWN,)),
    )  # fmt: skip
    best: bool = flag(
        False, "Best quality", "Take the mean of eight mirrored and turned passes: a little better, 8 times slower."
    )


def target(width: int, height: int, params: Upscale) -> Size:
    """The size that a photo of width×height pixels is to get. Raises UserError if more than one is asked for."""
    asked = {name: getattr(params, name) for name in ("width", "height", "long_side", "print")}
    given = [name.replace("_", " ") for name, value in asked.items() if value is not None]
    if len(given) > 1:
        raise UserError(f"Two sizes are asked for: {' and '.join(given)}.", hint="Say one of them; the rest follows.")
    if params.print is not None:
        return printed(width, height, params.print)
    if params.width is not None:
        return Size(params.width, max(1, round(height * params.width / width)))
    if params.height is not None:
        return Size(max(1, round(width * params.height / height)), params.height)
    if params.long_side is not None:
        return scaled(width, height, params.long_side / max(width, height))
    return scaled(width, height, params.scale)


def run(source: Source, params: Upscale, context: Context) -> Result:
    """Make the composite larger (or smaller), in the photo's own depth and profile, alpha and infrared with it.

    Raises UserError if the sizes contradict each other or memory cannot hold the result.
    """
    size = target(source.width, source.height, params)
    photo = edited(source.state)
    neural = params.model != "plain" and (size.width > photo.width or size.height > photo.height)
    out = _room(size, photo)
    enlarge = _Enlarger(params, context) if neural else None
    context.progress.report(0, "enlarging")
    _fill(out, photo.pixels, Working.of(photo.icc, photo.channels), enlarge, context.progress.part(0, 1 - CHECKED))
    made = replace(
        photo, pixels=out, infrared=_plane(photo, size), dpi=(size.dpi, size.dpi) if size.dpi else photo.dpi,
        metadata=replace(photo.metadata, exif=with_size(photo.metadata.exif, size.width, size.height)),
    )  # fmt: skip
    if neural:
        context.note(_compared(photo, made, context.progress.part(1 - CHECKED, CHECKED)))
    context.progress.report(1)
    return Result((), {_model(params): context.models.sha256(_model(params))} if neural else {}, photo=made)


def _room(size: Size, photo: Photo) -> Pixels:
    """The array for the result, h×w×C. Raises UserError if it needs more than what is free, before any work is done:
    a system may promise more memory than it has, and end the program when that is used."""
    need = size.width * size.height * photo.channels * photo.pixels.dtype.itemsize
    free = free_ram()
    try:
        if free is not None and need > free:
            raise MemoryError
        return np.empty((size.height, size.width, photo.channels), photo.pixels.dtype)
    except (MemoryError, ValueError) as error:
        raise UserError(
            f"{size.width:,} × {size.height:,} pixels need {need / 1e9:.1f} GB of memory, which are not free.",
            hint="Choose a smaller size.",
        ) from error


def _model(params: Upscale) -> str:
    """The model's id. Raises UserError if it is a file that was not named."""
    if params.model != OWN:
        return f"upscale-{params.model}"
    if params.model_file is None:
        raise UserError("No model file was chosen.", hint="Choose one, or another model.")
    path = Path(params.model_file)
    return of_file("upscale", path) if is_upscaler(path) else model_id(params.model_file)


class _Enlarger:
    """The network, once or in eight turns.

    scales: the factors that it knows, rising. reach: pixels that it is shown around what it makes; where that begins is
    a multiple of grid.
    """

    def __init__(self, params: Upscale, context: Context) -> None:
        self._best, self._progress = params.best, context.progress
        kind, _ = file_of(_model(params)) or ("", None)
        if kind == KIND:
            self.network = network_for(SUPER_RESOLUTION, params.model_file, context)
            passport = self.network.passport
            self.scales: tuple[int, ...] = (passport.scale,)
            self.reach, self.grid = reach_of(passport), GRID
            self._enlarged: Callable[..., Any] = lambda view, _scale: self.network(view)
        else:
            self.network = Network(_model(params), context)
            self.scales, self.reach, self.grid = SCALES, REACH, 1
            self._enlarged = self.network

    def __call__(self, picture: Floats, scale: int) -> Floats:
        """h×w×3 float32 as sh×sw×3."""

        def once(view: Floats) -> Floats:
            return np.asarray(self._enlarged(view, scale), np.float32)

        return ensemble(once, picture, self._progress) if self._best else once(picture)


def _fill(out: Pixels, pixels: Pixels, working: Working, enlarge: _Enlarger | None, progress: Progress) -> None:
    """Make all of `out`, h×w×C, from `pixels`. Beyond the largest scale in several goes."""
    factor = max(out.shape[0] / pixels.shape[0], out.shape[1] / pixels.shape[1])
    scales = (1,) if enlarge is None else enlarge.scales
    if enlarge is not None and factor > scales[-1]:
        between = np.empty((pixels.shape[0] * scales[-1], pixels.shape[1] * scales[-1], out.shape[2]), out.dtype)
        share = between.size / (between.size + out.size)
        _fill(between, pixels, working, enlarge, progress.part(0, share))
        pixels, progress = between, progress.part(share, 1 - share)
        factor = max(out.shape[0] / pixels.shape[0], out.shape[1] / pixels.shape[1])
    scale = next((s for s in scales if s >= factor - 1e-9), scales[-1])

    def make(tile: Region) -> Pixels:
        return _made(tile, out.shape, pixels, working, enlarge, scale)

    def side() -> int:
        small = TILE if enlarge is None else enlarge.network.side(enlarge.reach + SUPPORT, TILE, SMALLEST)
        return int(max(SMALLEST, round(small * factor)))

    network = None if enlarge is None else enlarge.network
    fill(out, make, side, max(SMALLEST, round(SMALLEST * factor)), progress, network)


def _made(
    region: Region, shape: tuple[int, ...], pixels: Pixels, working: Working, enlarge: _Enlarger | None, scale: int
) -> Pixels:
    """h×w×C pixels of a region of the result, whose shape is `shape`."""
    across, down = pixels.shape[1] / shape[1], pixels.shape[0] / shape[0]
    left, top, right, bottom = region.x * across, region.y * down, region.right * across, region.bottom * down
    support = math.ceil(SUPPORT * max(1.0, across, down))
    reach = support + (enlarge.reach if enlarge is not None else 1)
    count = 1 if pixels.shape[2] <= 2 else 3
    clear = pixels.shape[2] > count
    corner = Region(math.floor(left), math.floor(top), 0, 0)
    around = Region(
        corner.x, corner.y, math.ceil(right) - corner.x, math.ceil(bottom) - corner.y
    ).grow(2 * (reach + support) if clear else reach)  # fmt: skip
    around = around.snapped(enlarge.grid if enlarge is not None else 1).clip(pixels.shape[1], pixels.shape[0])
    part = pixels[around.slices]
    box = ((left - around.x) * scale, (top - around.y) * scale, (right - around.x) * scale, (bottom - around.y) * scale)
    colours = working.to_srgb(part)
    if clear:
        colours = _spread(colours, part[..., -1], reach + 2 * support)
    if enlarge is not None:
        colours = enlarge(colours, scale)
    colours = _cut(colours, region, box)
    if not clear:
        like: Pixels = np.empty((region.h, region.w, count), pixels.dtype)
    else:
        small = (box[0] / scale, box[1] / scale, box[2] / scale, box[3] / scale)
        alpha = from_float(_cut(to_float(part[..., count:]), region, small), pixels.dtype)
        like = np.concatenate([np.empty((region.h, region.w, count), pixels.dtype), alpha], axis=2)
    return working.from_srgb(colours, like)


def _spread(colours: Floats, alpha: Pixels, reach: int) -> Floats:
    """h×w×3 whose clear pixels have the colour of the nearest that is not, up to `reach` away: what was hidden under
    them must not show where an edge is made anew."""
    hidden = alpha == 0
    if not hidden.any() or hidden.all():
        return colours
    distance, labels = cv2.distanceTransformWithLabels(
        hidden.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_PIXEL
    )
    owners = np.zeros((int(labels.max()) + 1, 3), np.float32)
    owners[labels[~hidden]] = colours[~hidden]
    near = hidden & (distance <= reach)
    out = colours.copy()
    out[near] = owners[labels[near]]
    return out


def _cut(picture: Floats, region: Region, box: tuple[float, float, float, float]) -> Floats:
    """The box of a picture at the region's size; without resampling where the pixels are the same."""
    edges = [round(side) for side in box]
    if max(abs(side - edge) for side, edge in zip(box, edges, strict=True)) < 1e-6 and (
        edges[2] - edges[0] == region.w and edges[3] - edges[1] == region.h
    ):
        return np.ascontiguousarray(picture[edges[1] : edges[3], edges[0] : edges[2]])
    height, width = picture.shape[:2]
    inside = (max(0.0, box[0]), max(0.0, box[1]), min(float(width), box[2]), min(float(height), box[3]))
    return resampled(picture, (region.w, region.h), inside)


def _plane(photo: Photo, size: Size) -> Pixels | None:
    """The infrared plane at the new size."""
    if photo.infrared is None:
        return None
    values = resampled(to_float(photo.infrared)[..., None], (size.width, size.height))
    return from_float(values, photo.infrared.dtype)[..., 0]


def _compared(before: Photo, after: Photo, progress: Progress) -> str:
    """How near the result comes to the original when it is reduced again, in words. What is clear does not count."""
    across, down = after.width / before.width, after.height / before.height
    band = max(1, min(BAND, round(COMPARED / (after.width * down))))
    total = count = 0.0
    for top in range(0, before.height, band):
        progress.report(top / before.height, "comparing")
        rows = min(band, before.height - top)
        low, high = max(0, math.floor((top - 3) * down)), min(after.height, math.ceil((top + rows + 3) * down))
        part = to_float(after.pixels[low:high, :, : 1 if after.grey else 3])
        box = (0.0, max(0.0, top * down - low), float(after.width), min(float(high - low), (top + rows) * down - low))
        again = resampled(part, (before.width, rows), box)
        old = before.pixels[top : top + rows]
        error = (again - to_float(old[..., : again.shape[2]])).astype(np.float64) ** 2
        seen = old[..., again.shape[2] :].astype(bool).all(axis=2)  # all of them, where there is no alpha
        total += float(error[seen].sum())
        count += float(seen.sum()) * again.shape[2]
    mean = total / max(count, 1.0)
    figure = 10 * math.log10(1 / max(mean, 1e-10))
    return f"reduced to {1 / max(across, down):.2f} of its size again, it is the original to within {figure:.1f} dB"


OPERATION = Operation(
    id="upscale",
    title="Upscale",
    verb="Upscale",
    help="Make the photo larger: 2, 3 or 4 times, by any factor, to pixels or to a print size.",
    params=Upscale,
    run=run,
    scope=Scope.GEOMETRY,
    halo=REACH,
    task=Task.IMPROVE,
    size=lambda width, height, params: target(width, height, params)[:2],
)
