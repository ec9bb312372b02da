"""Photo pixels as 8-bit sRGB: what other programs and small previews can show without a profile."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from photofix.core.photo import Pixels
from photofix.files.profiles import colour_space
from photofix.files.samples import contiguous, to_8_bit
from photofix.files.vips import from_array, to_array, vips


def to_srgb(pixels: Pixels, icc: bytes | None) -> NDArray[np.uint8]:
    """H×W×(1..4) uint8 or uint16 pixels with their profile -> H×W×3 uint8 in sRGB, H×W×4 with straight alpha.

    Relative colorimetric. A profile that is broken or of another kind is left aside, as on the canvas.
    """
    count = 1 if pixels.shape[2] <= 2 else 3
    colour, alpha = pixels[:, :, :count], pixels[:, :, count:]
    eight = _converted(contiguous(colour), icc)
    if eight.shape[2] == 1:
        eight = eight.repeat(3, axis=2)
    return eight if not alpha.shape[2] else np.concatenate([eight, to_8_bit(alpha)], axis=2)


def write_png(pixels: NDArray[np.uint8], path: Path) -> None:
    """A PNG file without a profile, made fast rather than small."""
    from_array(pixels).pngsave(str(path), compression=1)


def _converted(colour: Pixels, icc: bytes | None) -> NDArray[np.uint8]:
    wanted = "GRAY" if colour.shape[2] == 1 else "RGB"
    if icc and colour_space(icc) == wanted:
        pyvips = vips()
        image = from_array(colour)
        image.set_type(pyvips.GValue.blob_type, "icc-profile-data", icc)
        try:
            return to_8_bit(to_array(image.icc_transform("srgb", embedded=True, intent="relative", depth=8)))
        except pyvips.Error:
            pass
    return to_8_bit(colour)
