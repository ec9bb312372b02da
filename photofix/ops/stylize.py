"""The operation that paints a photo in the style of a famous painter or of any picture."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from photofix.core.colour import Working
from photofix.core.document import State
from photofix.core.edit import Patch
from photofix.core.model_id import file_of, of_file
from photofix.core.painters import PAINTERS
from photofix.core.params import When, choice, file, flag, integer, number, text
from photofix.core.passport import STYLE_TRANSFER
from photofix.core.photo import Pixels
from photofix.core.region import Region
from photofix.errors import UserError
from photofix.ops.base import Context, Operation, Result, Scope, Source, Task
from photofix.ops.painting import (
    KNOWN,
    MODEL,
    STROKE,
    USUAL,
    Canvas,
    Finish,
    Wish,
    by_network,
    by_patches,
    by_transformer,
    mixture,
)
from photofix.ops.palette import lab, rgb
from photofix.ops.planes import enlarged
from photofix.ops.reduced import reduced
from photofix.ops.sizes import length
from photofix.ops.tiled import SMALLEST, fill

Floats = NDArray[np.float32]

PICTURE = "picture"
FOLDER = "styles"  # of the styles' pictures among the resources, and of the person's own styles
NONE = "none"
# What files of networks are called: those of our own training, and published ones. All others are pictures.
KINDS = {".safetensors": "painter", ".pth": "transformer", ".pt": "transformer", ".model": "transformer"}
ALONE = np.ones(1, np.float32)  # the mixture of a style of the person's own
NAMES = tuple(name for name, _ in PAINTERS)
PAINTING = 3000  # pixels of the longer side that are used of a painting
SMALL = 64  # pixels of a painting's shorter side below which there are no strokes to see
TILE = 512
FINEST, COARSEST = 0.25, 4.0  # strokes
LAID = 0.6  # share of the bar until all strokes are laid


@dataclass(frozen=True)
class Stylize:
    """Parameters of `stylize`."""

    style: str = choice(
        "van-gogh", "Style", "The painter that the photo is painted like, or a file of your own.",
        (*PAINTERS, (PICTURE, "Own file: any picture or style")), or_file=PICTURE, pictures=FOLDER,
        purposes=(STYLE_TRANSFER,),
    )  # fmt: skip
    style_file: str | None = file(
        None, "Style file", "A painting or any other picture, a style that you have trained, or a published one.",
        automatic="none yet", when=When("style", (PICTURE,)),
    )  # fmt: skip
    strength: float = number(
        USUAL, "Strength", "How freely it is painted; 0 leaves the photo as it is.", 0.0, 1.0, step=0.05
    )
    stroke: float = number(
        1.0, "Strokes", "How large strokes are; 1 is about as large in the photo as in the painting.", FINEST, COARSEST,
        step=0.05,
    )  # fmt: skip
    stroke_size: str | None = text(
        None, "Stroke size", "How long strokes are in the photo or on paper, as in 40px, 5mm or 5mm@300dpi.",
        longest=30, automatic="by Strokes", advanced=True,
    )  # fmt: skip
    keep_colors: bool = flag(False, "Keep colours", "Take the painting's strokes and leave the photo its own colours.")
    mix_with: str = choice(
        NONE, "Mix with", "A second painter whose style is mixed in.", ((NONE, "Nobody"), *PAINTERS), advanced=True,
        when=When("style", NAMES),
    )  # fmt: skip
    mix: float = number(
        0.5, "Share", "How much of the second painter's style is mixed in.", 0.0, 1.0, step=0.05, advanced=True,
        when=When("style", NAMES),
    )  # fmt: skip
    seed: int = integer(0, "Variant", "Any other number lays other strokes.", 0, 9999, advanced=True)


def run(source: Source, params: Stylize, context: Context) -> Result:
    """Paint the whole photo, in its own depth and profile. Raises UserError if the style is missing or unreadable."""
    context.progress.report(0, "looking")
    model = _model(params)
    models = {} if model is None else {model: context.models.sha256(model)}
    if not params.strength:
        context.progress.report(1)
        return Result((), models)
    whole = source.measured
    wish = Wish(params.strength, _stroke(whole, params), params.keep_colors, params.seed, source.whole is not None)
    key = "canvas", wish, params.style, params.style_file, params.mix_with, params.mix, *models.values()
    canvas = context.recall(whole.state, key, lambda: _painted(whole, model, wish, params, context))
    finish = context.recall(canvas, source.lies[0], lambda: canvas.finish(source.lies[0]))
    pixels = _carried(source, canvas, finish, context)
    context.progress.report(1)
    all_of_it = Region(0, 0, source.width, source.height)
    return Result((Patch(all_of_it, pixels, np.full((source.height, source.width), 255, np.uint8)),), models)


def _stroke(photo: Source, params: Stylize) -> float:
    """How large strokes are, 1 being as in the painting. Raises UserError if their size is none, or out of reach."""
    if params.stroke_size is None:
        return params.stroke
    dpi = photo.state.base.dpi
    pixels = length(params.stroke_size, dpi[0] if dpi else None)
    longest = max(photo.width, photo.height)
    stroke = pixels * KNOWN / STROKE / longest
    if not FINEST <= stroke <= COARSEST:
        low, high = (f"{limit * STROKE * longest / KNOWN:.0f}px" for limit in (FINEST, COARSEST))
        raise UserError(f"Strokes of {params.stroke_size} cannot be laid.", hint=f"In this photo: {low} to {high}.")
    return stroke


def _model(params: Stylize) -> str | None:
    """The id of the model that paints; None if patches of a picture do. Raises UserError if no file was chosen."""
    if params.style != PICTURE:
        return MODEL
    if params.style_file is None:
        raise UserError("No picture is chosen.", hint="Choose a painting or any other picture as the style.")
    path = Path(params.style_file)
    kind = KINDS.get(path.suffix.lower())
    return None if kind is None else of_file(kind, path)


def _painted(source: Source, model: str | None, wish: Wish, params: Stylize, context: Context) -> Canvas:
    if model is None:
        return by_patches(source, read(Path(str(params.style_file))), wish, context, LAID)
    own = file_of(model)
    if own is None:
        second = None if params.mix_with == NONE else params.mix_with
        return by_network(source, model, mixture(params.style, second, params.mix), wish, context, LAID)
    if own[0] == "painter":
        return by_network(source, model, ALONE, wish, context, LAID)
    return by_transformer(source, model, wish, context, LAID)


def read(path: Path) -> Floats:
    """The picture in a file as a style, h×w×3 sRGB, at most PAINTING pixels a side. Raises UserError."""
    from photofix.files.load import load  # all formats; most runs read no file

    photo = load(path)
    if min(photo.width, photo.height) < SMALL:
        raise UserError(
            f"“{path.name}” is too small for a style: {photo.width} × {photo.height}.",
            hint=f"Choose a picture of at least {SMALL} pixels a side.",
        )
    return reduced(Source(State.of(photo)), PAINTING)


def _carried(source: Source, canvas: Canvas, finish: Finish, context: Context) -> Pixels:
    """h×w×C: what was painted at the size of the photo, or of a part of it."""
    base = source.state.base
    working = Working.of(base.icc, base.channels)
    out: Pixels = np.empty((source.height, source.width, base.channels), base.pixels.dtype)
    size, corner = source.lies
    ends = corner[0] + source.width, corner[1] + source.height
    whole = Region(0, 0, *(max(math.ceil(side), end) for side, end in zip(size, ends, strict=True)))

    def make(tile: Region) -> Pixels:
        place = tile.shift(*corner)
        x, y = ((max(0, start - finish.side) // finish.gap) * finish.gap for start in (place.x, place.y))
        around = Region(x, y, place.right + finish.side - x, place.bottom + finish.side - y).clip(whole.w, whole.h)
        planes = enlarged(canvas.planes, size, around)
        planes[..., 0] += finish.added(np.ascontiguousarray(planes[..., 0]), x, y)
        pixels = source.read(tile)
        inside = planes[place.within(around).slices]
        return working.from_srgb(_finished(lab(working.to_srgb(pixels)), inside, canvas), pixels)

    fill(out, make, lambda: TILE, SMALLEST, context.progress.part(LAID, 1 - LAID), words="painting")
    return out


def _finished(photo: Floats, planes: Floats, canvas: Canvas) -> Floats:
    """h×w×3 sRGB of a part of the photo, of what was painted there and how much of the photo is laid over that."""
    made, over = planes[..., :-1], planes[..., -1:]
    count = made.shape[2]
    blended = (made + over * canvas.towards.of(photo[..., :count])) / (1 + over)
    result = photo.copy()
    result[..., :count] += np.float32(canvas.taken) * (blended - photo[..., :count])
    return rgb(result)


OPERATION = Operation(
    id="stylize",
    title="Painting",
    verb="Paint",
    help="Paint a photo in the style of a famous painter or of any picture: strokes, and colours if you like.",
    params=Stylize,
    run=run,
    scope=Scope.WHOLE,
    halo=0,
    task=Task.STYLE,
    makes_colours=lambda params: not params.keep_colors,
    takes_mask=True,
)
