"""The operation that gives a black-and-white photo colours, with hints or without; its lightness stays as it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from photofix.core.colour import Working, srgb_decoded, srgb_encoded
from photofix.core.colour_hint import ColourHint
from photofix.core.edit import Patch
from photofix.core.lightness import lightness, luminance, with_colours
from photofix.core.params import When, file, hints, integer, number
from photofix.core.passport import COLORIZATION
from photofix.core.photo import Pixels
from photofix.core.region import Region
from photofix.errors import UserError
from photofix.ops import colour_hints, reference
from photofix.ops.base import Context, Operation, Result, Scope, Source, Task, always
from photofix.ops.chroma import GUIDE, MODEL, guessed, published, seen
from photofix.ops.guided import Lines, at
from photofix.ops.imported import BUILT_IN, OWN, model_choice, model_file, model_id, network_for
from photofix.ops.network import Network
from photofix.ops.tiled import SMALLEST, fill

Floats = NDArray[np.float32]

TILE = 512
WARM = np.array([3, 12], np.float32)  # a* and b* that full warmth adds at middle lightness
LOOKED = 0.25  # share of the bar until the colours are known


@dataclass(frozen=True)
class Colorize:
    """Parameters of `colorize`."""

    saturation: float = number(1.0, "Saturation", "How strong the colours are; 0 is neutral grey.", 0.0, 2.0, step=0.05)
    warmth: float = number(0.0, "Warmth", "Warmer or cooler than that, to your taste.", -1.0, 1.0, step=0.05)
    variant: int = integer(
        0,
        "Proposal",
        "0 is the likeliest; every other number proposes other colours.",
        0,
        20,
        when=When("model", (BUILT_IN,)),
    )
    hints: str | tuple[ColourHint, ...] | None = hints(
        "Hints", "Colours of some places: a list in a JSON file, or strokes on a transparent PNG.",
        suffixes=colour_hints.SUFFIXES, automatic="none",
    )  # fmt: skip
    reference: str | None = file(
        None, "Reference", "A colour photo of the like: what looks alike takes its colours.", automatic="none",
        when=When("model", (BUILT_IN,)),
    )  # fmt: skip
    model: str = model_choice(
        COLORIZATION, "What guesses the colours: PhotoFix or a published network, such as DDColor."
    )
    model_file: str | None = model_file()


def run(source: Source, params: Colorize, context: Context) -> Result:
    """Colour the whole photo, in its own depth and profile. Raises UserError if it is grey or hints cannot be read."""
    if source.state.base.grey:
        raise UserError("A grey photo has no room for colours.", hint="Make it RGB first.")
    context.progress.report(0, "looking")
    whole = source.measured
    said = colour_hints.told(params.hints, whole.width, whole.height)
    recall = partial(context.recall, whole.state)
    light = recall("light", lambda: seen(whole, GUIDE))
    context.progress.report(LOOKED / 2, "guessing colours")
    if params.model == OWN:
        model = model_id(params.model_file)
        sha256 = context.models.sha256(model)
        found = published(light, said, network_for(COLORIZATION, params.model_file, context), sha256, recall)
    else:
        model, sha256 = MODEL, context.models.sha256(MODEL)
        other = None if params.reference is None else reference.read(Path(params.reference))
        found = guessed(light, said, Network(MODEL, context), params.variant, other, recall)
    context.progress.report(LOOKED, "colouring")
    pixels = _coloured(source, found, params, context)
    context.progress.report(1)
    all_of_it = Region(0, 0, source.width, source.height)
    patch = Patch(all_of_it, pixels, np.full((source.height, source.width), 255, np.uint8))
    return Result((patch,), {model: sha256})


def _coloured(source: Source, found: Lines, params: Colorize, context: Context) -> Pixels:
    """h×w×C: the picture's lightness with the colours that were found for the photo."""
    base = source.state.base
    working = Working.of(base.icc, base.channels)
    out: Pixels = np.empty((source.height, source.width, base.channels), base.pixels.dtype)
    size, corner = source.lies

    def make(tile: Region) -> Pixels:
        pixels = source.read(tile)
        light = lightness(luminance(_linear(working.to_srgb(pixels))))
        place = (size, tile.x + corner[0], tile.y + corner[1], tile.w, tile.h)
        colours = at(found.slope, *place)
        colours *= light[..., None] / np.float32(100)
        colours += at(found.offset, *place)
        return working.from_srgb(srgb_encoded(with_colours(light, toned(light, colours, params))), pixels)

    fill(out, make, lambda: TILE, SMALLEST, context.progress.part(LOOKED, 1 - LOOKED), words="colouring")
    return out


def toned(light: Floats, colours: Floats, params: Colorize) -> Floats:
    """Colours as strong and as warm as they are wanted."""
    colours = colours * np.float32(params.saturation)
    if params.warmth:
        bend = light * (100 - light) * np.float32(params.warmth / 2500)  # black and white stay
        colours = colours + bend[..., None] * WARM
    return np.asarray(colours, np.float32)


def _linear(picture: Floats) -> Floats:
    """h×w×3 sRGB-encoded -> linear; a grey one in a third of the time."""
    if np.array_equal(picture[..., 0], picture[..., 1]) and np.array_equal(picture[..., 0], picture[..., 2]):
        return np.repeat(srgb_decoded(np.ascontiguousarray(picture[..., :1])), 3, axis=2)
    return srgb_decoded(picture)


OPERATION = Operation(
    id="colorize",
    title="Colorize",
    verb="Colorize",
    help="Give a black-and-white photo likely colours, or those that you hint at; its lightness stays as it is.",
    params=Colorize,
    run=run,
    scope=Scope.WHOLE,
    halo=0,
    task=Task.COLOUR,
    true_to_scale=True,
    makes_colours=always,
    proposals="variant",
)
