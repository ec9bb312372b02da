"""Edits: the pixels an operation proposes, and the record of how they came about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, reduce
from typing import Any
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from photofix.core.mask import Mask
from photofix.core.memory import Moved, replacing
from photofix.core.photo import Pixels
from photofix.core.region import Region

CELL = 1024  # pixels a side of what is worked on at a time


@dataclass(frozen=True, eq=False)
class Patch:
    """New pixels for one region.

    pixels: h×w×C in the photo's own dtype and channels. alpha: h×w uint8; 0 = the photo stays as it is,
    bit for bit; 255 = these pixels exactly. under: h×w×C, what the pixels were made from, if what counts is the
    difference: where something else lies below (an earlier step was switched off or faded) that is changed by as much.
    None: the pixels count, whatever lies below. All are handed over and become read-only.
    """

    region: Region
    pixels: Pixels
    alpha: NDArray[np.uint8]
    under: Pixels | None = None

    def __post_init__(self) -> None:
        pixels, alpha, size = self.pixels, self.alpha, (self.region.h, self.region.w)
        if pixels.ndim != 3 or pixels.shape[:2] != size or pixels.dtype not in (np.uint8, np.uint16):
            raise ValueError(f"a patch of {size} cannot have pixels {pixels.shape} {pixels.dtype}")
        if alpha.shape != size or alpha.dtype != np.uint8:
            raise ValueError(f"a patch of {size} cannot have alpha {alpha.shape} {alpha.dtype}")
        if self.under is not None:
            if self.under.shape != pixels.shape or self.under.dtype != pixels.dtype:
                raise ValueError(f"{pixels.shape} {pixels.dtype} cannot be made from {self.under.shape}")
            object.__setattr__(self, "under", _kept(self.under))
        object.__setattr__(self, "pixels", _kept(pixels))
        object.__setattr__(self, "alpha", _kept(alpha))

    @property
    def nbytes(self) -> int:
        return sum(array.nbytes for array in self.arrays())

    def arrays(self) -> tuple[NDArray[Any], ...]:
        plain = self.pixels, self.alpha
        return plain if self.under is None else (*plain, self.under)

    def moving(self, moved: Moved) -> Callable[[], None] | None:
        """A quick step, to hold equal arrays in the place of the moved ones; None if it holds none of these."""
        return replacing(self, ("pixels", "alpha", "under"), moved)


def _kept(array: NDArray[Any]) -> NDArray[Any]:
    """The array, read-only; a copy if it is a cut-out, which would keep the whole it was cut from in memory."""
    if isinstance(array.base, np.ndarray) and array.base.nbytes > array.nbytes:
        array = array.copy()
    array.flags.writeable = False
    return array


@dataclass(frozen=True)
class Record:
    """How an edit was made. params are plain JSON values; model_hash is the SHA-256 of the weights."""

    operation: str
    params: Mapping[str, Any]
    models: Mapping[str, str] = field(default_factory=dict)  # model id -> SHA-256 of its weights
    device: str = "cpu"
    seconds: float = 0.0


@dataclass(frozen=True, eq=False)
class Edit:
    """One step of the history that the person can switch off, fade, mask or delete. opacity is 0..1.

    mask: what the person had marked for it, before any growth; None if it was made without a mask.
    hidden: where the person painted the step away, a mask of the photo's size: 0 shows the patches as they are, 255
    hides them. None: nowhere. Kept beside the patches, so that a stroke costs the tiles it touches, however large
    the patches are.
    """

    label: str
    patches: tuple[Patch, ...]
    record: Record
    opacity: float = 1.0
    enabled: bool = True
    hidden: Mask | None = None
    id: str = field(default_factory=lambda: uuid4().hex)
    mask: Mask | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.opacity <= 1:
            raise ValueError(f"opacity is 0..1, not {self.opacity}")

    @property
    def visible(self) -> bool:
        return self.enabled and self.opacity > 0

    @cached_property
    def bounds(self) -> Region:
        """The smallest region holding all patches."""
        return reduce(Region.union, (patch.region for patch in self.patches), Region(0, 0, 0, 0))

    @property
    def nbytes(self) -> int:
        return sum(patch.nbytes for patch in self.patches) + (self.hidden.nbytes if self.hidden else 0)

    def with_hidden(self, hidden: Mask) -> Edit:
        """The edit painted away where `hidden` says so, and nowhere else."""
        return replace(self, hidden=None if hidden.empty else hidden)

    def alpha(self, patch: Patch, region: Region) -> NDArray[np.uint8]:
        """h×w alpha with which a patch of this edit counts in a region, which must lie inside it; without opacity."""
        alpha = patch.alpha[region.within(patch.region).slices]
        if self.hidden is None:
            return alpha
        alpha = alpha.copy()
        for cell in region.tiles(CELL):
            there = cell.within(region).slices
            alpha[there] = left_of(alpha[there], self.hidden.read(cell))
        return alpha


def left_of(alpha: NDArray[np.uint8], hidden: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """alpha · (255 - hidden) / 255, rounded: unchanged where nothing is hidden, 0 where all is."""
    left = alpha.astype(np.uint16) * (np.uint16(255) - hidden)
    left += 127
    left //= 255
    return left.astype(np.uint8)
