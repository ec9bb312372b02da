"""CIE Lab pixels turned into wide-gamut RGB."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from photofix.files.profiles import PROPHOTO_GAMMA, PROPHOTO_PRIMARIES, WHITE

NOTE = "Lab was converted to 16-bit ProPhoto RGB"


def to_prophoto(lab: NDArray[Any]) -> NDArray[np.uint16]:
    """H×W×3 Lab (L 0..100, a and b -128..127, relative to D50; CIE 15) as 16-bit pixels of profiles.prophoto()."""
    from_xyz = np.linalg.inv(np.array(PROPHOTO_PRIMARIES).T)
    out = np.empty(lab.shape, np.uint16)
    for row in range(lab.shape[0]):
        light, red, blue = (lab[row, :, channel].astype(np.float64) for channel in range(3))
        middle = (light + 16) / 116
        cubes = np.stack([middle + red / 500, middle, middle - blue / 200], axis=-1)
        xyz = np.where(cubes > 6 / 29, cubes**3, (cubes - 4 / 29) * 3 * (6 / 29) ** 2) * np.array(WHITE)
        linear = np.clip(xyz @ from_xyz.T, 0, 1)
        out[row] = np.rint(linear ** (1 / PROPHOTO_GAMMA) * 65535)
    return out
