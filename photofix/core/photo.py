"""A photograph in memory: pixels at the file's own depth, profile, metadata."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from photofix.core.memory import Moved, replacing

Pixels = NDArray[np.uint8] | NDArray[np.uint16]
Plane = Pixels  # one value a pixel: H×W


@dataclass(frozen=True)
class Metadata:
    """Raw metadata blocks, carried over untouched but for the orientation tag. None = the file has none."""

    exif: bytes | None = None
    xmp: bytes | None = None
    iptc: bytes | None = None


@dataclass(frozen=True)
class Origin:
    """How the file was stored, so that it can be saved alike.

    format: "jpeg", "png", "tiff", "webp", "gif", "bmp", "avif", "heic", "jxl", "raw" or "" (not from a file).
    quality 1..100 and subsampling ("4:4:4", "4:2:2", "4:2:0") are estimates for JPEG, else None. turned: the EXIF
    orientation 1..8 by which the stored picture was turned upright when it was read.
    """

    format: str = ""
    quality: int | None = None
    subsampling: str | None = None
    turned: int = 1


@dataclass(frozen=True, eq=False)
class Photo:
    """One photograph, upright, with everything the file said.

    pixels: H×W×C uint8 or uint16, at least 1×1, C-contiguous, RGB order. C: 1 grey, 2 grey + alpha, 3 RGB, 4 RGBA
    (alpha straight, not premultiplied). icc: the profile's bytes, None = sRGB (or plain grey).
    dpi: (horizontal, vertical) or None. notes: what could not be kept when reading, in words for the person.
    infrared: H×W uint8 or uint16, what a film scanner saw in infrared light, of the photo's size but maybe a few pixels
    off; None for most photos. It is no transparency and never part of `pixels`; what turns or cuts a photo has to turn
    and cut it alike.
    """

    pixels: Pixels
    icc: bytes | None = None
    metadata: Metadata = Metadata()
    dpi: tuple[float, float] | None = None
    path: Path | None = None
    origin: Origin = Origin()
    notes: tuple[str, ...] = field(default=())
    infrared: Plane | None = None

    def __post_init__(self) -> None:
        pixels = self.pixels
        if (
            pixels.ndim != 3
            or not 1 <= pixels.shape[2] <= 4
            or pixels.dtype not in (np.uint8, np.uint16)
            or not pixels.size
        ):
            raise ValueError(f"a photo is H×W×(1..4) uint8 or uint16, not {pixels.shape} {pixels.dtype}")
        if not pixels.flags.c_contiguous:
            object.__setattr__(self, "pixels", np.ascontiguousarray(pixels))
        plane = self.infrared
        if plane is not None and (plane.shape != pixels.shape[:2] or plane.dtype not in (np.uint8, np.uint16)):
            raise ValueError(f"{pixels.shape} cannot have the infrared plane {plane.shape} {plane.dtype}")

    def arrays(self) -> tuple[NDArray[Any], ...]:
        return (self.pixels,) if self.infrared is None else (self.pixels, self.infrared)

    def moving(self, moved: Moved) -> Callable[[], None] | None:
        """A quick step, to hold equal pixels in the place of the moved ones; None if it holds none of these."""
        return replacing(self, ("pixels", "infrared"), moved)

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0])

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])

    @property
    def channels(self) -> int:
        """1 grey, 2 grey + alpha, 3 RGB, 4 RGBA."""
        return int(self.pixels.shape[2])

    @property
    def depth(self) -> int:
        """Bits per channel: 8 or 16."""
        return self.pixels.dtype.itemsize * 8

    @property
    def grey(self) -> bool:
        return self.channels <= 2

    @property
    def has_alpha(self) -> bool:
        return self.channels in (2, 4)


def to_float(pixels: NDArray[Any]) -> NDArray[np.float32]:
    """uint8 or uint16 as float32 in 0..1."""
    return np.asarray(pixels, np.float32) / np.float32(np.iinfo(pixels.dtype).max)


def from_float(values: NDArray[np.float32], dtype: np.dtype[Any]) -> Pixels:
    """float32 0..1 as uint8 or uint16, rounded, clipped."""
    top = np.iinfo(dtype).max
    scaled: Pixels = np.rint(np.clip(values, 0, 1) * np.float32(top)).astype(dtype)
    return scaled
