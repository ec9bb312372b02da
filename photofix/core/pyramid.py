"""A mip pyramid: the picture at halved sizes, so that a view of any zoom reads few pixels."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.photo import Pixels
from photofix.core.region import Region

COARSEST = 256  # no level is halved whose longer side is this or less


class Pyramid:
    """Level 0 is the picture, every further level half the one before (rounded up), by the mean of 2×2 pixels.

    Where a side is odd the last row or column stands for the missing one. All channels are averaged alike, straight
    alpha included. The coarser levels take a third of the picture's memory. Not for several threads at once.
    """

    def __init__(self, pixels: Pixels, *, owned: bool = False) -> None:
        """pixels: H×W×C uint8 or uint16, at least 1×1. Kept as level 0 without a copy.

        owned: `update` may write into this very array; else the first `update` copies it, so that the photo which
        is shown stays as it is.
        """
        if pixels.ndim != 3 or not pixels.size:
            raise ValueError(f"a pyramid stands on H×W×C pixels, not on {pixels.shape}")
        self._pixels: list[NDArray[Any]] = [pixels]
        self._owned = owned
        while max(self._pixels[-1].shape[:2]) > COARSEST:
            self._pixels.append(_halve(self._pixels[-1]))

    @property
    def levels(self) -> int:
        """How many levels there are, level 0 included."""
        return len(self._pixels)

    @property
    def nbytes(self) -> int:
        """Bytes of the coarser levels; level 0 counts only once it is the pyramid's own copy."""
        return sum(pixels.nbytes for pixels in self._pixels[0 if self._owned else 1 :])

    def size(self, level: int) -> tuple[int, int]:
        """Width and height of a level."""
        height, width = self._pixels[level].shape[:2]
        return width, height

    def read(self, level: int, region: Region) -> Pixels:
        """A read-only h×w×C view of a region, in the level's own coordinates; it must lie inside."""
        view = self._pixels[level][region.slices]
        if view.shape[:2] != (region.h, region.w):
            raise ValueError(f"{region} is not inside level {level} of size {self.size(level)}")
        view.flags.writeable = False
        return view

    def update(self, region: Region, pixels: Pixels) -> None:
        """Put `pixels` (h×w×C, the picture's dtype) at `region` of level 0 and refresh what lies above it."""
        base = self._pixels[0]
        expected = (region.h, region.w, base.shape[2])
        if not Region.of(base).contains(region) or pixels.shape != expected or pixels.dtype != base.dtype:
            raise ValueError(f"{pixels.dtype} {pixels.shape} does not fit {region} of {base.dtype} {base.shape}")
        if region.empty:
            return
        if not self._owned:
            self._pixels[0] = base = base.copy()
            self._owned = True
        base[region.slices] = pixels
        for fine, coarse in zip(self._pixels, self._pixels[1:], strict=False):
            region = coarser(region)
            source = Region(region.x * 2, region.y * 2, region.w * 2, region.h * 2)
            coarse[region.slices] = _halve(fine[source.slices])


def coarser(region: Region) -> Region:
    """The pixels of the next level that a region has a share in."""
    x, y = region.x // 2, region.y // 2
    return Region(x, y, (region.right + 1) // 2 - x, (region.bottom + 1) // 2 - y)


def _halve(pixels: NDArray[Any]) -> NDArray[Any]:
    """ceil(h/2)×ceil(w/2)×C: the mean of every 2×2 pixels, half rounded up."""
    height, width, channels = pixels.shape
    for axis in (1, 0):
        if pixels.shape[axis] % 2:
            even, odd = np.split(pixels, [pixels.shape[axis] - 1], axis=axis)
            last = _halve(np.repeat(odd, 2, axis=axis))
            return np.concatenate([_halve(even), last], axis=axis) if even.size else last
    if channels == 2:  # OpenCV rounds half to even there, and slowly
        return np.dstack([_halve(np.ascontiguousarray(pixels[:, :, i : i + 1])) for i in range(2)])
    small = cv2.resize(pixels, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    return small.reshape(height // 2, width // 2, channels)
