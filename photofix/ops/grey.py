"""Makes a grey photo RGB, with the same tones, so that it can hold colours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import cast

import numpy as np

from photofix.core.document import State
from photofix.core.edit import Edit
from photofix.core.photo import Pixels
from photofix.files.profiles import rgb_like


def with_room(state: State, note: Callable[[str], None]) -> State:
    """The state with three channels of colour, its steps too; itself if it has them already.

    Every value stays what it was. A photo with a grey profile gets an RGB profile of the same tone curve and the
    primaries of sRGB; `note` is told of it.
    """
    base = state.base
    if not base.grey:
        return state
    icc = None if base.icc is None else rgb_like(base.icc)
    profile = "sRGB" if icc is None else "an RGB profile of the same tones"
    note(f"the photo was grey and is RGB now, with {profile}")
    photo = replace(base, pixels=three(base.pixels), icc=icc)
    return replace(state, base=photo, edits=tuple(_in_colour(edit) for edit in state.edits))


def _in_colour(edit: Edit) -> Edit:
    patches = (
        replace(patch, pixels=three(patch.pixels), under=None if patch.under is None else three(patch.under))
        for patch in edit.patches
    )
    return replace(edit, patches=tuple(patches))


def three(pixels: Pixels) -> Pixels:
    """Grey pixels as RGB, with their alpha: h×w×1 or h×w×2 -> h×w×3 or h×w×4."""
    order = [0, 0, 0] if pixels.shape[2] == 1 else [0, 0, 0, 1]
    return cast(Pixels, np.ascontiguousarray(pixels[..., order]))
