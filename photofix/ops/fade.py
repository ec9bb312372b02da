"""The operation that brings back contrast and colour of faded, yellowed and colour-cast prints and slides."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.colour import Working
from photofix.core.params import choice, number
from photofix.core.region import Region
from photofix.ops.base import Context, Operation, Result, Scope, Source, Task
from photofix.ops.fade_curves import Curves, applied, measured
from photofix.ops.tiled import mapped

Floats = NDArray[np.float32]

SIDE = 320  # pixels of the longer side of what is measured
ROWS = 16  # bands that are read of a large photo: what lies between them is much the same

WARMER = np.array([1, 0.1, -1], np.float32)

TONES = (("auto", "Keep it in sepia and toned prints"), ("keep", "Keep it"), ("neutral", "Make it neutral"))


@dataclass(frozen=True)
class Fade:
    """Parameters of `fade`."""

    strength: float = number(1.0, "Strength", "How much of the correction is made; 0 makes none.", 0.0, 1.0, step=0.05)
    contrast: float | None = number(
        None, "Contrast", "How much of the lost contrast comes back.", 0.0, 1.0, step=0.05, automatic="as it looks"
    )
    cast: float | None = number(
        None, "Colour cast", "How much of the colour cast goes.", 0.0, 1.0, step=0.05, automatic="as it looks"
    )
    tone: str = choice("auto", "The print's tone", "What becomes of a colour that everything has.", TONES)
    warmth: float = number(
        0.0, "Warmth", "Warmer or cooler than that, to your taste.", -1.0, 1.0, step=0.05, advanced=True
    )


def curves(source: Source, params: Fade) -> Curves:
    """What a photo needs: measured on all of it, reduced."""
    return measured(reduced(source), params.tone, params.cast, params.contrast)


def reduced(source: Source) -> Floats:
    """The photo with at most SIDE pixels a side, h×w×3 float32, sRGB-encoded; of large ones parts of the rows."""
    working = Working.of(source.icc, source.state.base.channels)
    scale = max(1, -(-max(source.width, source.height) // SIDE))
    bands = []
    for y in range(0, max(1, source.height - scale + 1), scale):
        rows = Region(0, y, source.width, min(scale, ROWS)).clip(source.width, source.height)
        rgb = working.to_srgb(source.read(rows))
        columns = max(1, source.width // scale)
        bands.append(cv2.resize(rgb, (columns, 1), interpolation=cv2.INTER_AREA))
    return np.asarray(np.concatenate(bands), np.float32).reshape(len(bands), -1, 3)


def run(source: Source, params: Fade, context: Context) -> Result:
    """Put the whole photo on its curves."""
    context.progress.report(0, "measuring")
    found = curves(source.measured, params)
    explicit = params.contrast is not None or params.cast is not None or params.tone == "neutral"
    if not params.strength or not (found.needed or explicit or params.warmth):
        if params.strength:
            context.note("the photo does not look faded: nothing was changed")
        context.progress.report(1)
        return Result(())
    change = partial(changed, found=found, params=params)
    return Result((mapped(source, change, 0, context),))


def changed(picture: Floats, found: Curves, params: Fade) -> Floats:
    """h×w×3 on the curves and as warm as is wanted."""
    made = applied(picture, found, params.strength)
    if params.warmth:
        towards = np.float32(0.12 * params.warmth * params.strength)
        inside = np.clip(made, 0, 1)
        bend = inside * (1 - inside) * towards * 2  # black and white stay
        made = made + bend * WARMER
    return np.asarray(made, np.float32)


OPERATION = Operation(
    id="fade",
    title="Faded Colours",
    verb="Bring Back",
    help="Bring back what prints and slides have lost: black, white, contrast, and the colours under a cast.",
    params=Fade,
    run=run,
    scope=Scope.WHOLE,
    halo=0,
    task=Task.IMPROVE,
    true_to_scale=True,
)
