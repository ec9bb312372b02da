"""Smooth fill of holes: a thin plate under tension spanned between the pixels around them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.progress import Progress

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]

TENSION = 0.1  # per pixel²: below 1/sqrt(TENSION) pixels the plate's smoothness rules, beyond it the membrane's calm
COARSEST = 3.0  # pixels to the nearest known one at which a hole is small enough to be solved from scratch
STEPS = {"coarse": 150, "fine": 60}
TOLERANCE = 2e-4  # of the picture's range, on the largest residual: far below one step of 8 bit
RING = 3  # pixels around the hole whose range bounds the fill
SLACK = 0.1  # of that range, by which the fill may exceed it
CROSS = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))


def fill(rgb: Floats, hole: Bools, progress: Progress) -> Floats:
    """Fill the hole smoothly from its surroundings.

    rgb: h×w×C float32 (C 1 or 3, any range); what it holds inside the hole is not read. hole: h×w bool.
    Returns a new h×w×C array, equal to rgb outside the hole. Raises ValueError if no pixel is known.

    Minimises the sum over pixels of (Δu)² + TENSION·|∇u|² (a thin plate under tension, Franke 1985) with natural
    conditions at the picture's border, by conjugate gradients on the hole's pixels, started from the solution of
    the same problem at half the resolution. The tension keeps large holes from overshooting.
    """
    if not hole.any():
        return rgb.copy()
    if hole.all():
        raise ValueError("nothing is known around the hole")
    filled = rgb.copy()
    filled[hole] = 0.0
    filled = _solve(filled, hole, TENSION, progress)
    ring = cv2.dilate(hole.view(np.uint8), np.ones((2 * RING + 1, 2 * RING + 1), np.uint8)).astype(bool) & ~hole
    low, high = rgb[ring].min(axis=0), rgb[ring].max(axis=0)
    slack = SLACK * (high - low)
    filled[hole] = np.clip(filled[hole], low - slack, high + slack)
    progress.report(1.0)
    return filled


def _solve(rgb: Floats, hole: Bools, tension: float, progress: Progress) -> Floats:
    """The minimiser at this resolution, started from the one at half of it where the hole is wide."""
    depth = float(cv2.distanceTransform(np.pad(hole, 1, mode="edge").view(np.uint8), cv2.DIST_L2, 3).max())
    filled = rgb.copy()
    if depth > COARSEST and min(hole.shape) > 1:
        small, small_hole = _halve(rgb, hole)
        small = _solve(small, small_hole, tension * 4, progress.part(0.0, 0.4))
        filled[hole] = _double(small, hole.shape)[hole]
        steps = STEPS["fine"]
    else:
        filled[hole] = rgb[~hole].mean(axis=0)
        steps = STEPS["coarse"]
    mesh = Mesh.of(hole)
    pull = np.float32(tension)

    def apply(values: Floats) -> Floats:
        bend = mesh.laplace(values, mesh.rim)
        return mesh.laplace(bend, mesh.size) + pull * bend[: mesh.size]

    relax(filled, mesh, apply, steps, progress.part(0.4, 0.6))
    return filled


def _halve(rgb: Floats, hole: Bools) -> tuple[Floats, Bools]:
    """Picture and hole at half the size; a pixel is known if at least half of what it covers is."""
    weight = np.pad((~hole).astype(np.float32), [(0, hole.shape[0] % 2), (0, hole.shape[1] % 2)])
    colour = np.pad(rgb, [(0, hole.shape[0] % 2), (0, hole.shape[1] % 2), (0, 0)]) * weight[..., None]
    count = _sum_quads(weight)
    mean = _sum_quads(colour) / np.maximum(count, 1.0)[..., None]
    enough = count >= min(2.0, float(count.max()))
    return mean.astype(np.float32), ~enough


def _sum_quads(array: Floats) -> Floats:
    """Sums over 2×2 pixels of an array with even sides."""
    rows = array[::2] + array[1::2]
    total: Floats = rows[:, ::2] + rows[:, 1::2]
    return total


def _double(small: Floats, shape: tuple[int, ...]) -> Floats:
    """Twice the size, smoothly, cut to shape. h×w×C."""
    size = (small.shape[1] * 2, small.shape[0] * 2)
    large = cv2.resize(small, size, interpolation=cv2.INTER_LINEAR).reshape(size[1], size[0], -1)
    return large[: shape[0], : shape[1]].astype(np.float32, copy=False)


@dataclass(frozen=True)
class Mesh:
    """A hole's pixels as lists, so that work on them costs what the hole weighs, not what the crop does.

    pixels: flat indices of the hole's pixels, then of its first and second ring of known neighbours.
    neighbours: 4×rim places in `pixels` of the neighbours (up, down, left, right) of the hole and its first ring; a
    neighbour beyond the picture's border is the pixel itself, which is the natural border condition.
    size: pixels in the hole. rim: pixels in the hole and its first ring.
    """

    pixels: NDArray[np.intp]
    neighbours: NDArray[np.intp]
    size: int
    rim: int

    @classmethod
    def of(cls, hole: Bools) -> Mesh:
        height, width = hole.shape
        first = cv2.dilate(hole.view(np.uint8), CROSS)
        second = cv2.dilate(first, CROSS)
        inside, ring, outer = (np.flatnonzero(m) for m in (hole, first > hole, second > first))
        pixels = np.concatenate([inside, ring, outer])
        place = np.empty(height * width, np.intp)
        place[pixels] = np.arange(pixels.size)
        y, x = np.divmod(pixels[: inside.size + ring.size], width)
        neighbours = np.stack([
            place[np.maximum(y - 1, 0) * width + x],
            place[np.minimum(y + 1, height - 1) * width + x],
            place[y * width + np.maximum(x - 1, 0)],
            place[y * width + np.minimum(x + 1, width - 1)],
        ])  # fmt: skip
        return cls(pixels, neighbours, inside.size, inside.size + ring.size)

    def laplace(self, values: Floats, count: int) -> Floats:
        """The negative Laplacian at the first `count` of `pixels`, at most rim. values: one row per pixel."""
        result: Floats = values[:count] * np.float32(4)
        for neighbour in self.neighbours[:, :count]:
            result -= values.take(neighbour, axis=0)
        return result


def relax(
    picture: Floats,
    mesh: Mesh,
    apply: Callable[[Floats], Floats],
    steps: int,
    progress: Progress,
    target: Floats | None = None,
) -> None:
    """Conjugate gradients for apply(u) = target (0 if None) on the hole's pixels; changes them in place.

    picture: h×w×C start with the hole's surroundings as fixed values. apply: a linear, symmetric and positive
    operator from values at mesh.pixels to size×C rows. Stops early when all residuals are far below 8 bit.
    """
    flat = picture.reshape(-1, picture.shape[2])
    values = flat[mesh.pixels]
    stop = TOLERANCE * max(1e-6, float(np.ptp(values)))
    n = mesh.size
    residual = -apply(values) if target is None else target - apply(values)
    direction = np.zeros_like(values)
    direction[:n] = residual
    power = np.einsum("nc,nc->c", residual, residual)
    for step in range(steps):
        if step % 8 == 0:
            progress.report(step / steps)
            if float(np.abs(residual).max()) < stop:
                break
        image = apply(direction)
        stride = power / np.maximum(np.einsum("nc,nc->c", direction[:n], image), 1e-30)  # each channel its own
        values[:n] += stride * direction[:n]
        residual -= stride * image
        before, power = power, np.einsum("nc,nc->c", residual, residual)
        direction[:n] *= power / np.maximum(before, 1e-30)
        direction[:n] += residual
    flat[mesh.pixels[:n]] = values[:n]
