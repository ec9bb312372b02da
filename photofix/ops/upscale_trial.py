"""A part of a photo enlarged as the whole would be, to be looked at before the whole is done."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from photofix.core.colour import Working
from photofix.core.document import State
from photofix.core.photo import Metadata, from_float
from photofix.core.region import Region
from photofix.ops.base import Context, reshaped
from photofix.ops.imported import FARTHEST, OWN
from photofix.ops.resampling import SUPPORT
from photofix.ops.upscale import OPERATION, REACH, Upscale, target


def factor_of(state: State, params: Upscale) -> float:
    """How many times as wide the photo becomes. Raises UserError as `target` does."""
    return target(state.base.width, state.base.height, params).width / state.base.width


def enlarged_part(state: State, params: Upscale, region: Region, context: Context) -> NDArray[np.uint8]:
    """What a region, which must lie inside the photo, becomes: h×w×3 uint8, sRGB. Raises UserError, Cancelled."""
    factor = factor_of(state, params)
    reach = FARTHEST if params.model == OWN else REACH
    around = region.grow(reach + 2 * SUPPORT).clip(state.base.width, state.base.height)
    part = replace(state.base, pixels=state.composite(around), infrared=None, metadata=Metadata())
    wanted = Upscale(scale=factor, model=params.model, model_file=params.model_file, best=params.best)
    photo, _ = reshaped(OPERATION, State.of(part), wanted, context)
    inside = region.within(around)
    left, top, right, bottom = (round(side * factor) for side in (inside.x, inside.y, inside.right, inside.bottom))
    rgb = Working.of(photo.icc, photo.channels).to_srgb(photo.pixels[top:bottom, left:right])
    return np.asarray(from_float(rgb, np.dtype(np.uint8)), np.uint8)
