"""The operation that turns a picture of one kind into one of another: its edges into a photo, labels into a façade."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from photofix.core.colour import Working
from photofix.core.edit import Patch
from photofix.core.model_id import of_file
from photofix.core.params import When, choice, file, integer, number
from photofix.core.photo import Pixels
from photofix.core.region import Region
from photofix.core.translators import GIVES, TRANSLATORS
from photofix.errors import UserError
from photofix.ops.base import Context, Operation, Result, Scope, Source, Task, always
from photofix.ops.tiled import SMALLEST, fill
from photofix.ops.translating import AUTOMATIC, COLOURS, EDGES, NONE, PHOTO, Canvas, Wish, translated

FILE = "file"
KIND = "translator"  # of files, see photofix.models.translator
FOLDER = "translators"  # of their pictures among the resources, and of the person's own
NAMED = tuple((name, f"{GIVES[name]}: {title[0].lower()}{title[1:]}") for name, title in TRANSLATORS)
SUFFIXES = (".safetensors", ".pth", ".pt", ".ckpt")
LEAST = 8  # pixels a side below which there is nothing to translate
TILE = 512
LAID = 0.8  # share of the bar until the translation is made


@dataclass(frozen=True)
class Translate:
    """Parameters of `translate`."""

    model: str = choice(
        "edges-to-photo", "Translator", "What is made of what, or a file of your own.",
        (*NAMED, (FILE, "Own file: trained or published")), or_file=FILE, pictures=FOLDER,
    )  # fmt: skip
    model_file: str | None = file(
        None, "Translator file", "A translator that you have trained, or a published generator of pix2pix or CycleGAN.",
        suffixes=SUFFIXES, automatic="none yet", when=When("model", (FILE,)),
    )  # fmt: skip
    source: str = choice(
        AUTOMATIC, "Start from", "What the translator is shown: the photo, or a drawing of it, if it takes such.",
        ((AUTOMATIC, "Automatic"), (PHOTO, "The photo itself"), (EDGES, "A drawing of its edges"),
         (COLOURS, "A drawing with flat colours")),
    )  # fmt: skip
    edges: float = number(
        0.5, "Lines", "How many lines the drawing of a photo has.", 0.0, 1.0, step=0.05,
        when=When("source", (AUTOMATIC, EDGES, COLOURS)),
    )  # fmt: skip
    variant: int = integer(0, "Variant", "Any number but 0 makes another result, if the translator can.", 0, 9999)
    size: int | None = integer(
        None, "Size", "How long the shorter side is at which the translator works; 0 is the photo's own size.", 0, 8192,
        unit="px", automatic="as trained", advanced=True,
    )  # fmt: skip
    detail: str = choice(
        AUTOMATIC, "Fine detail", "Whether what the translator is too small to see is taken from the photo.",
        ((AUTOMATIC, "Automatic"), (PHOTO, "From the photo"), (NONE, "None")), advanced=True,
    )  # fmt: skip


def run(source: Source, params: Translate, context: Context) -> Result:
    """Translate the whole photo, in its own depth and profile; its shape is kept.

    Raises UserError if the translator is missing or unreadable, or the photo too small.
    """
    context.progress.report(0, "looking")
    whole = source.measured
    if min(whole.width, whole.height) < LEAST:
        raise UserError(
            f"The photo is too small to be translated: {whole.width} × {whole.height}.",
            hint=f"It takes {LEAST} pixels a side.",
        )
    model = _model(params)
    models = {model: context.models.sha256(model)}
    quick = source.whole is not None
    wish = Wish(params.source, params.edges, params.size, params.detail, params.variant, quick)
    key = "translation", wish, *models.items()
    canvas = context.recall(whole.state, key, lambda: translated(whole, model, wish, context, LAID))
    pixels = _carried(source, canvas, context)
    context.progress.report(1)
    all_of_it = Region(0, 0, source.width, source.height)
    return Result((Patch(all_of_it, pixels, np.full((source.height, source.width), 255, np.uint8)),), models)


def _model(params: Translate) -> str:
    """The id of the model. Raises UserError if no file was chosen."""
    if params.model != FILE:
        return params.model
    if params.model_file is None:
        raise UserError(
            "No translator is chosen.", hint="Choose one that you have trained, or a generator of pix2pix or CycleGAN."
        )
    return of_file(KIND, Path(params.model_file))


def _carried(source: Source, canvas: Canvas, context: Context) -> Pixels:
    """h×w×C: what was translated at the size of the photo, or of a part of it."""
    base = source.state.base
    working = Working.of(base.icc, base.channels)
    size, corner = source.lies
    out: Pixels = np.empty((source.height, source.width, base.channels), base.pixels.dtype)

    def make(tile: Region) -> Pixels:
        pixels = source.read(tile)
        made = canvas.part(size, tile.shift(*corner), working.to_srgb(pixels))
        return working.from_srgb(np.clip(made, 0, 1), pixels)

    fill(out, make, lambda: TILE, SMALLEST, context.progress.part(LAID, 1 - LAID), words="translating")
    return out


OPERATION = Operation(
    id="translate",
    title="Translation",
    verb="Translate",
    help="Turn edges into a photo, labels into a façade, grey into colour, or do whatever a network has learnt.",
    params=Translate,
    run=run,
    scope=Scope.WHOLE,
    halo=0,
    task=Task.STYLE,
    makes_colours=always,
    proposals="variant",
    takes_mask=True,
)
