"""A part of a photo restored as the whole would be, with a picture after every step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from photofix.core.colour import Working
from photofix.core.document import State
from photofix.core.photo import Metadata, from_float
from photofix.core.region import Region
from photofix.ops.base import Context, Source
from photofix.ops.grey import with_room
from photofix.ops.restore import OPERATION, Needed, Restore

Picture = NDArray[np.uint8]


def steps_tried(
    state: State, steps: Sequence[Needed], params: Restore, region: Region, context: Context
) -> list[Picture]:
    """What a region, which must lie inside the photo, is before the steps and after each: h×w×3 uint8, sRGB.

    Raises UserError, Cancelled.
    """
    around = region.grow(OPERATION.halo).clip(state.base.width, state.base.height)
    part = State.of(replace(state.base, pixels=state.composite(around), infrared=None, metadata=Metadata()))
    if OPERATION.makes_colours(params):
        part = with_room(part, context.note)
    inside = region.within(around)
    pictures = [_shown(part, inside)]
    for place, one in enumerate(steps):
        progress = context.progress.part(place / len(steps), 1 / len(steps))
        source = Source(part, whole=state, corner=(around.x, around.y))
        edit = one.step.run(source, one.step.how(one.value, params), replace(context, progress=progress))
        part = part.with_edit(edit)
        pictures.append(_shown(part, inside))
    return pictures


def _shown(state: State, region: Region) -> Picture:
    rgb = Working.of(state.base.icc, state.base.channels).to_srgb(state.composite(region))
    return np.asarray(from_float(rgb, np.dtype(np.uint8)), np.uint8)
