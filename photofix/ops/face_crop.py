"""A face cut out upright for a network, and what the network changed laid back into the photo."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.region import Region
from photofix.ops.find_faces import Face

Floats = NDArray[np.float32]

SIDE = 512  # pixels of an aligned face
# Where the eyes, the nose and the mouth's corners of an upright face lie in it: the mean of the pictures of FFHQ
# (Karras et al., CVPR 2019), which face networks are trained on.
UPRIGHT = np.array([[193, 240], [319, 240], [257, 314], [201, 371], [313, 371]], np.float32)
# The part of it that is laid back: an ellipse from the hair to under the chin, and how softly it ends.
MIDDLE, AXES, SOFT = (256.0, 272.0), (168.0, 222.0), 0.28
FINE = 1.5  # photo pixels to an aligned pixel beyond which the photo is reduced before it is sampled


@dataclass(frozen=True, eq=False)
class Crop:
    """Where a face is: the region of the photo that holds the aligned square, and the way from there to it.

    way: 2×3, pixels of the region -> pixels of the aligned face. scale: aligned pixels per pixel of the photo.
    alpha: h×w float32 0..1, how much of the result counts; 0 around the face.
    """

    region: Region
    way: NDArray[np.float64]
    scale: float
    alpha: Floats

    def aligned(self, pixels: Floats) -> Floats:
        """SIDE×SIDE×3 of h×w×3, the region."""
        way, shrink = self.way, max(1, math.floor(1 / self.scale / FINE))
        if shrink > 1:
            size = -(-self.region.w // shrink), -(-self.region.h // shrink)
            pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.float32)
            ratios = self.region.w / size[0], self.region.h / size[1]
            way = _after(way, ratios)
        return _warped(pixels, way, (SIDE, SIDE))

    def back(self, aligned: Floats) -> Floats:
        """h×w×n, as large as the region, of SIDE×SIDE×n."""
        back = cv2.invertAffineTransform(self.way)
        if self.scale > FINE:  # many aligned pixels to one of the photo: blurred to what that can hold
            aligned = np.asarray(cv2.GaussianBlur(aligned, (0, 0), 0.35 * self.scale), np.float32)
        return _warped(aligned, back, (self.region.w, self.region.h))


def crop_of(face: Face, width: int, height: int) -> Crop | None:
    """How to cut out a face of a photo of this size; None if it lies outside."""
    way = similar(face.points, UPRIGHT)
    scale = float(math.hypot(way[0, 0], way[1, 0]))
    back = cv2.invertAffineTransform(way)
    around = back @ np.array([[0, SIDE, SIDE, 0], [0, 0, SIDE, SIDE], [1, 1, 1, 1]])
    left, top = np.floor(around.min(axis=1)).astype(int).tolist()
    right, bottom = np.ceil(around.max(axis=1)).astype(int).tolist()
    region = Region(left - 1, top - 1, right - left + 2, bottom - top + 2).clip(width, height)
    if region.empty:
        return None
    here = way.copy()
    here[:, 2] += way[:, :2] @ (region.x, region.y)
    alpha = _soft(here, region)
    return Crop(region, here, scale, alpha) if alpha.any() else None


def similar(points: Floats, to: Floats) -> NDArray[np.float64]:
    """2×3: the similarity (turn, scale, shift) that brings n×2 points nearest to others.

    Umeyama, "Least-squares estimation of transformation parameters between two point patterns", TPAMI 1991.
    """
    middle, goal = points.mean(axis=0, dtype=np.float64), to.mean(axis=0, dtype=np.float64)
    one, other = points - middle, to - goal
    left, sizes, right = np.linalg.svd(other.T @ one)
    signs = np.array([1.0, np.sign(np.linalg.det(left) * np.linalg.det(right))])
    turn = left @ np.diag(signs) @ right
    scale = float((sizes * signs).sum() / max(1e-9, (one**2).sum()))
    return np.hstack([scale * turn, (goal - scale * turn @ middle)[:, None]])


def _soft(way: NDArray[np.float64], region: Region) -> Floats:
    """h×w: 1 in the middle of the face, falling smoothly to 0 at the ellipse."""
    y, x = np.mgrid[: region.h, : region.w].astype(np.float64)
    u = (way[0, 0] * x + way[0, 1] * y + way[0, 2] - MIDDLE[0]) / AXES[0]
    v = (way[1, 0] * x + way[1, 1] * y + way[1, 2] - MIDDLE[1]) / AXES[1]
    inside = np.clip((1 - np.hypot(u, v)) / SOFT, 0, 1)
    return np.asarray(inside * inside * (3 - 2 * inside), np.float32)


def _after(way: NDArray[np.float64], ratios: tuple[float, float]) -> NDArray[np.float64]:
    """The same way from pixels that are so many times as wide and high, whose middles count."""
    larger = np.diag(ratios)
    shift = (np.array(ratios) - 1) / 2
    return np.hstack([way[:, :2] @ larger, (way[:, :2] @ shift + way[:, 2])[:, None]])


def _warped(picture: Floats, way: Any, size: tuple[int, int]) -> Floats:
    made = cv2.warpAffine(picture, way, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT_101)
    return np.asarray(made, np.float32)
