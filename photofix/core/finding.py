"""What a detector found in a photo: wires, dust and scratches, each an object that a person can judge and change."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import Enum
from typing import Any
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from photofix.core.region import Region

Points = NDArray[np.float64]


class Kind(Enum):
    """What can be looked for, in the order in which it is listed. The values are words of the command line."""

    WIRES = "wires"
    DUST = "dust"
    SCRATCHES = "scratches"


class Shape(Enum):
    """How a finding's points are to be read."""

    LINE = "line"  # a polyline of at least two points, as wide as `width`
    SPOT = "spot"  # one point, the centre of a disc with the diameter `width`
    AREA = "area"  # a closed outline of at least three points; `width` is 0


@dataclass(frozen=True, eq=False)
class Finding:
    """One found object.

    points: N×2 float64, (x, y) in photo pixels; pixel i covers i..i+1. width: photo pixels. confidence: 0..1.
    pixels: h×w uint8 values 0..255 of exactly what is to be repaired, for the region `at`; None where the shape alone
    says it: drawn by hand, or changed since it was found. translucent: the photo's own texture is still there under
    it, only darker (sensor dust); such a spot is corrected by division. shadow: h×w float32 for the region `at`, the
    part of the light (linear, 0..1) that it lets through, where that is known beforehand; None: measured in the photo.
    """

    kind: Kind
    shape: Shape
    points: Points
    width: float
    confidence: float = 1.0
    at: Region | None = None
    pixels: NDArray[np.uint8] | None = None
    translucent: bool = False
    shadow: NDArray[np.float32] | None = None
    id: str = field(default_factory=lambda: uuid4().hex)

    def __post_init__(self) -> None:
        fewest = {Shape.LINE: 2, Shape.SPOT: 1, Shape.AREA: 3}[self.shape]
        if self.points.ndim != 2 or self.points.shape[1] != 2 or len(self.points) < fewest:
            raise ValueError(f"a {self.shape.value} cannot have points {self.points.shape}")
        if (self.at is None) != (self.pixels is None):
            raise ValueError("pixels need to know where they lie")
        if self.at is not None and self.pixels is not None and self.pixels.shape != (self.at.h, self.at.w):
            raise ValueError(f"pixels {self.pixels.shape} do not fill {self.at}")
        if self.shadow is not None and (self.at is None or self.shadow.shape != (self.at.h, self.at.w)):
            raise ValueError(f"a shadow {self.shadow.shape} does not fill {self.at}")

    @property
    def bounds(self) -> Region:
        """The smallest region that holds everything it marks; parts may lie outside the photo."""
        if self.at is not None:
            return self.at
        reach = self.width / 2
        left, top = (math.floor(value - reach) for value in self.points.min(axis=0).tolist())
        right, bottom = (math.ceil(value + reach) for value in self.points.max(axis=0).tolist())
        return Region(left, top, max(1, right - left), max(1, bottom - top))

    def to_json(self) -> dict[str, Any]:
        """Plain values, coordinates to a tenth of a pixel."""
        return {
            "kind": self.kind.value,
            "shape": self.shape.value,
            "points": np.round(self.points, 1).tolist(),
            "width": round(self.width, 1),
            "confidence": round(self.confidence, 3),
            "translucent": self.translucent,
        }
