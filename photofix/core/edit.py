"""Edits: the pixels an operation proposes, and the record of how they came about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from photofix.core.photo import Pixels
from photofix.core.region import Region


@dataclass(frozen=True, eq=False)
class Patch:
    """New pixels for one region.

    pixels: h×w×C in the photo's own dtype and channels. alpha: h×w uint8; 0 = the photo stays as it is,
    bit for bit; 255 = these pixels exactly.
    """

    region: Region
    pixels: Pixels
    alpha: NDArray[np.uint8]

    def __post_init__(self) -> None:
        size = (self.region.h, self.region.w)
        if self.pixels.shape[:2] != size or self.alpha.shape != size or self.alpha.dtype != np.uint8:
            raise ValueError(f"patch of {size}: pixels {self.pixels.shape}, alpha {self.alpha.shape} {self.alpha.dtype}")

    @property
    def nbytes(self) -> int:
        return self.pixels.nbytes + self.alpha.nbytes


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
    """One step of the history that the person can switch off, fade or delete. opacity is 0..1."""

    label: str
    patches: tuple[Patch, ...]
    record: Record
    opacity: float = 1.0
    enabled: bool = True
    id: str = field(default_factory=lambda: uuid4().hex)

    @property
    def visible(self) -> bool:
        return self.enabled and self.opacity > 0

    @property
    def nbytes(self) -> int:
        return sum(patch.nbytes for patch in self.patches)
