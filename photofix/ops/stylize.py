"""The operation that paints a photo in the style of any picture."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.colour import Working
from photofix.core.document import State
from photofix.core.edit import Patch
from photofix.core.params import file, flag, integer, number
from photofix.core.photo import Pixels
from photofix.core.region import Region
from photofix.errors import UserError
from photofix.files.load import load
from photofix.ops.base import Context, Operation, Result, Scope, Source, Task
from photofix.ops.brushwork import Brushwork
from photofix.ops.palette import Way, lab, rgb, way
from photofix.ops.planes import resized
from photofix.ops.reduced import reduced
from photofix.ops.texture_transfer import Faithful, painted, weight
from photofix.ops.tiled import SMALLEST, fill

Floats = NDArray[np.float32]

LONGEST = 1280  # pixels of the longer side at which strokes are laid
SHORTEST = 256  # and at least, however large strokes are to be
PAINTING = 3000  # pixels of the longer side that are used of a painting
SMALL = 64  # pixels of a painting's shorter side below which there are no strokes to see
TILE = 512
LAID = 0.6  # share of the bar until all strokes are laid
# Chosen by looking at paintings of many kinds on faces, streets and landscapes, at a strength of USUAL.
USUAL = 0.7
FAITHFUL = Faithful(0.25, 2.0)
LAST = 0.3  # how much of the photo's own structure is laid over the strokes at last
STEEP = 5.0  # by how many powers of two that all falls from no strength to full
GAIN = 0.6  # share of the brushwork that is taken from the painting at another scale
TAKEN = 0.5  # strength below which the painted picture itself is faded


@dataclass(frozen=True)
class Stylize:
    """Parameters of `stylize`."""

    style: str | None = file(
        None, "Style", "The painting, or any other picture, that the photo is painted like.", automatic="none yet"
    )
    strength: float = number(
        USUAL, "Strength", "How freely it is painted; 0 leaves the photo as it is.", 0.0, 1.0, step=0.05
    )
    stroke: float = number(
        1.0, "Strokes", "How large strokes are; 1 is as large in the picture as in the painting.", 0.25, 4.0, step=0.05
    )
    keep_colors: bool = flag(False, "Keep colours", "Take the painting's strokes and leave the photo its own colours.")
    seed: int = integer(0, "Variant", "Any other number lays other strokes.", 0, 9999, advanced=True)


class Canvas(NamedTuple):
    """A photo painted at a moderate size, and what carries it to the photo's own.

    planes: h×w×(n + 1): what was painted (see ops.palette; of n = 1 the lightness alone), and how much of the photo is
    laid over it. towards: from the photo's palette to what was painted. taken: how much of all that counts, 0..1.
    """

    planes: Floats
    towards: Way
    brushwork: Brushwork
    taken: float


def run(source: Source, params: Stylize, context: Context) -> Result:
    """Paint the whole photo, in its own depth and profile. Raises UserError if the style is missing or unreadable."""
    context.progress.report(0, "looking")
    if params.style is None:
        raise UserError("No style is chosen.", hint="Choose a painting or any other picture as the style.")
    painting = read(Path(params.style))
    if not params.strength:
        context.progress.report(1)
        return Result(())
    canvas = begun(source, painting, params, context)
    pixels = _carried(source, canvas, context)
    context.progress.report(1)
    all_of_it = Region(0, 0, source.width, source.height)
    return Result((Patch(all_of_it, pixels, np.full((source.height, source.width), 255, np.uint8)),))


def read(path: Path) -> Floats:
    """The picture in a file as a style, h×w×3 sRGB, at most PAINTING pixels a side. Raises UserError."""
    photo = load(path)
    if min(photo.width, photo.height) < SMALL:
        raise UserError(
            f"“{path.name}” is too small for a style: {photo.width} × {photo.height}.",
            hint=f"Choose a picture of at least {SMALL} pixels a side.",
        )
    return reduced(Source(State.of(photo)), PAINTING)


def begun(source: Source, painting: Floats, params: Stylize, context: Context) -> Canvas:
    """The photo painted at a moderate size: the strokes of h×w×3 sRGB, and its colours if those are wanted."""
    planes = 1 if params.keep_colors else 3
    side = _side(max(source.width, source.height), max(painting.shape[:2]), params.stroke)
    photo = lab(reduced(source, side))[..., :planes]
    laid = lab(_scaled(painting, params.stroke * max(photo.shape[:2])))[..., :planes]
    towards = way(photo, photo)
    if params.keep_colors:
        laid = way(laid, photo).of(laid)
    else:
        towards = way(photo, laid)
    freedom = np.float32(2 ** (STEEP * (USUAL - params.strength)))
    flat, structured = (float(share * freedom) for share in FAITHFUL)
    rng = np.random.default_rng(params.seed)
    picture = towards.of(photo)
    progress = context.progress.part(0.02, LAID - 0.02)
    made = painted(picture, laid, Faithful(flat, structured), rng, progress)
    over = weight(np.ascontiguousarray(picture[..., 0]), Faithful(0, LAST * float(freedom)))
    enlarged = max(source.width, source.height) / max(photo.shape[:2])
    fine = lab(_scaled(painting, min(max(painting.shape[:2]), enlarged * max(laid.shape[:2]))))[..., :planes]
    fine = way(fine, laid).of(fine)
    brushwork = Brushwork(np.ascontiguousarray(fine[..., 0]), enlarged, rng)
    return Canvas(np.dstack([made, over]), towards, brushwork, min(1.0, params.strength / TAKEN))


def _side(photo: int, painting: int, stroke: float) -> int:
    """Pixels of the longer side at which strokes are laid: no more than the painting has for strokes of that size."""
    return min(photo, LONGEST, max(SHORTEST, round(painting / stroke)))


def _scaled(painting: Floats, longest: float) -> Floats:
    factor = longest / max(painting.shape[:2])
    return resized(painting, (max(1, round(painting.shape[0] * factor)), max(1, round(painting.shape[1] * factor))))


def _carried(source: Source, canvas: Canvas, context: Context) -> Pixels:
    """h×w×C: the painted picture at the photo's own size."""
    base = source.state.base
    working = Working.of(base.icc, base.channels)
    whole = Region(0, 0, source.width, source.height)
    out: Pixels = np.empty((whole.h, whole.w, base.channels), base.pixels.dtype)
    side, gap = canvas.brushwork.side, canvas.brushwork.gap

    def make(tile: Region) -> Pixels:
        x, y = ((max(0, start - side) // gap) * gap for start in (tile.x, tile.y))
        around = Region(x, y, tile.right + side - x, tile.bottom + side - y).clip(whole.w, whole.h)
        planes = _enlarged(canvas.planes, whole, around)
        planes[..., 0] += np.float32(GAIN) * canvas.brushwork.added(np.ascontiguousarray(planes[..., 0]), x, y)
        pixels = source.read(tile)
        inside = planes[tile.within(around).slices]
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


def _enlarged(planes: Floats, whole: Region, part: Region) -> Floats:
    """A part of planes that are enlarged to the size of the whole, bicubically."""
    across, down = planes.shape[1] / whole.w, planes.shape[0] / whole.h
    if (across, down) == (1, 1):
        return planes[part.slices].copy()
    place = np.array([[across, 0, (part.x + 0.5) * across - 0.5], [0, down, (part.y + 0.5) * down - 0.5]])
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    made = cv2.warpAffine(planes, place, (part.w, part.h), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(made, np.float32).reshape(part.h, part.w, planes.shape[2])


OPERATION = Operation(
    id="stylize",
    title="Painting",
    verb="Paint",
    help="Paint a photo in the style of a painting or any other picture: its strokes, and its colours if you like.",
    params=Stylize,
    run=run,
    scope=Scope.WHOLE,
    halo=0,
    task=Task.STYLE,
    live=False,
    makes_colours=lambda params: not params.keep_colors,
    takes_mask=True,
)
