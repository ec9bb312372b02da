"""How much colour a picture has besides the one tone that a print or a scan gives to all of it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from photofix.core.colour import srgb_decoded
from photofix.core.lightness import colours_of, lightness, luminance
from photofix.ops.base import Source
from photofix.ops.reduced import reduced

Floats = NDArray[np.float32]

DEGREE = 3  # of the curve by which a print's tone depends on lightness: sepia fades towards black and white
SEEN = 256  # pixels of the longer side at which it is measured
GREY = 4.0  # less colour than that, in units of CIELAB: a black-and-white photograph, toned or not


def colour_left(lab: Floats) -> float:
    """How far the colours of h×w×3 CIELAB are, in the root mean square, from a curve by lightness."""
    values = lab.reshape(-1, 3).astype(np.float64)
    light = values[:, 0] / 50 - 1
    powers = np.stack([light**n for n in range(DEGREE + 1)], axis=1)
    curve, *_ = np.linalg.lstsq(powers, values[:, 1:], rcond=None)
    rest = values[:, 1:] - powers @ curve
    return float(np.sqrt((rest**2).sum(axis=1).mean()))


def colourless(source: Source) -> bool:
    """Is it a black-and-white photo, toned or not?"""
    linear = srgb_decoded(np.clip(reduced(source, SEEN), 0, 1))
    return colour_left(np.dstack([lightness(luminance(linear)), colours_of(linear)])) < GREY
