"""Finds the faces in a photo. Precision first: what may be none is left out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photofix.core.region import Region
from photofix.ops.base import Source
from photofix.ops.network import Network
from photofix.ops.reduced import reduced

Floats = NDArray[np.float32]

MODEL = "face-finder"
SIDES = (
    1600,
    640,
)  # pixels of the longer side at which it is looked for faces: small ones, and those that fill a photo
POINTS = 5
SMALLEST = 20.0  # pixels of the photo that a face is wide at least: of smaller ones there is nothing to restore
SAME = 0.4  # of their smaller box, what two findings of one face share at least
APART = (0.2, 0.75)  # distance of the eyes, of a face's width
SLANT = 0.35  # how far from the middle of the eyes the mouth may lie sideways, of its distance: profiles lie farther
BELOW = 0.55  # distance from the eyes to the mouth, of that between the eyes, at least


@dataclass(frozen=True, eq=False)
class Face:
    """A face in a photo, in its pixels.

    box: x, y, width, height. points: 5×2 float32, the eye at the left in an upright face, the other, the tip of the
    nose, and the corners of the mouth, left and right. certainty: 0..1.
    """

    box: tuple[float, float, float, float]
    points: Floats
    certainty: float

    @property
    def region(self) -> Region:
        x, y, w, h = (round(value) for value in self.box)
        return Region(x, y, max(1, w), max(1, h))

    def holds(self, x: float, y: float) -> bool:
        """Does a place lie in it?"""
        return 0 <= x - self.box[0] < self.box[2] and 0 <= y - self.box[1] < self.box[3]


def faces(source: Source, network: Network, certain: float) -> list[Face]:
    """The faces of a photo of which it is certain enough (0..1), from left to right."""
    found: list[Face] = []
    longest = max(source.width, source.height)
    sides = sorted({min(side, longest) for side in SIDES}, reverse=True)
    for side in sides:
        picture = reduced(source, side)
        scale = np.array([source.width / picture.shape[1], source.height / picture.shape[0]], np.float32)
        for values in network(picture):
            face = _face(values, scale)
            if face.certainty >= certain and face.box[2] >= SMALLEST and _likely(face):
                found.append(face)
    kept: list[Face] = []
    for face in sorted(found, key=lambda each: -each.certainty):
        if not any(_same(face, other) for other in kept):
            kept.append(face)
    return sorted(kept, key=lambda each: (each.box[0] + each.box[2] / 2, each.box[1]))


def _face(values: Floats, scale: Floats) -> Face:
    corner, size = values[:2] * scale, values[2:4] * scale
    points = values[4 : 4 + 2 * POINTS].reshape(POINTS, 2) * scale
    box = (float(corner[0]), float(corner[1]), float(size[0]), float(size[1]))
    return Face(box, np.asarray(points, np.float32), float(values[-1]))


def _likely(face: Face) -> bool:
    """Do the eyes and the mouth lie as in a face that is seen from the front or half from the side?"""
    left, right, _, *mouth = face.points
    across = right - left
    apart = float(np.hypot(*across))
    if not APART[0] <= apart / face.box[2] <= APART[1]:
        return False
    down = np.array([-across[1], across[0]]) / apart  # at a right angle to the line of the eyes
    way = (mouth[0] + mouth[1]) / 2 - (left + right) / 2
    below, aside = float(way @ down), float(way @ across) / apart
    return below >= BELOW * apart and abs(aside) <= SLANT * below


def _same(one: Face, other: Face) -> bool:
    common = one.region.intersect(other.region)
    return not common.empty and common.area >= SAME * min(one.region.area, other.region.area)
