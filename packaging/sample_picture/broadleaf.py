"""The tree that frames the picture on the left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from sample_picture.finish import decode
from sample_picture.noise import Array
from sample_picture.terrain import Camera, meadow

SHIFT = 4  # OpenCV's fixed-point bits for drawing between pixels
PLACE = (-11.4, 25.0)
BARK = (40, 32, 27)
Spot = Callable[[Array], tuple[int, int]]


@dataclass(frozen=True)
class Limb:
    """A piece of branch between two points (metres, x to the right, y up, z to the eye), with its radii."""

    start: Array
    end: Array
    radius: float
    end_radius: float


def _grow(
    rng: np.random.Generator, limbs: list[Limb], start: Array, heading: Array, length: float, radius: float
) -> None:
    """Add a branch in short bent pieces and, from it, its own branches."""
    pieces = 5
    point = start
    for piece in range(pieces):
        heading = heading + rng.normal(0, 0.11, 3) + np.array([0, 0.025, 0])
        heading = heading / np.linalg.norm(heading)
        after = point + heading * length / pieces
        thin = radius * (1 - 0.5 * piece / pieces)
        limbs.append(Limb(point, after, thin, radius * (1 - 0.5 * (piece + 1) / pieces)))
        point = after
        if length > 0.35 and piece >= 1:
            for _ in range(1 if length > 2.5 else 2):
                turn = rng.normal(0, 1, 3)
                turn -= turn.dot(heading) * heading
                turn /= np.linalg.norm(turn)
                spread = rng.uniform(0.45, 1.0)
                child = heading * np.cos(spread) + turn * np.sin(spread)
                child[2] *= 0.7
                _grow(rng, limbs, point, child, length * rng.uniform(0.50, 0.66), thin * 0.58)


def _tree() -> tuple[list[Limb], Array, np.random.Generator]:
    """All limbs and the leaf positions (N×3 metres above the foot)."""
    rng = np.random.default_rng(91)
    limbs: list[Limb] = []
    _grow(rng, limbs, np.zeros(3), np.array([0.02, 1.0, 0.0]), 5.3, 0.21)
    twigs = [limb for limb in limbs if limb.radius < 0.022]
    ends = np.array([limb.end for limb in twigs])
    # Leaves in sprays with air between them: only some twigs carry any.
    bearing = ends[rng.uniform(0, 1, len(ends)) < 0.50]
    pick = rng.integers(0, len(bearing), 26000)
    leaves = bearing[pick] + rng.normal(0, 0.095, (pick.size, 3)) - np.array([0, 0.06, 0])
    return limbs, leaves, rng


def paint(picture: Array, camera: Camera) -> None:
    """Draw the tree; changes picture (linear RGB) in place."""
    limbs, leaves, rng = _tree()
    x0, z0 = PLACE
    foot = float(meadow(np.array([[x0]], np.float32), np.array([[z0]], np.float32))[0, 0]) - 0.15
    metre = camera.focal / z0
    u0, v0 = (float(n) for n in camera.project(np.float32(x0), np.float32(foot), np.float32(z0)))
    layer = np.zeros((*picture.shape[:2], 3), np.uint8)
    alpha = np.zeros(picture.shape[:2], np.uint8)

    def spot(p: Array) -> tuple[int, int]:
        return round((u0 + p[0] * metre) * 16), round((v0 - p[1] * metre) * 16)

    ordered = sorted(limbs, key=lambda limb: limb.start[2])
    for limb in ordered:
        width = limb.radius * 2 * metre
        a, b = spot(limb.start), spot(limb.end)
        if width > 2.5:
            cv2.fillConvexPoly(alpha, _outline(limb, spot), 255, cv2.LINE_AA, SHIFT)
            cv2.fillConvexPoly(layer, _outline(limb, spot), BARK, cv2.LINE_AA, SHIFT)
            cv2.circle(alpha, b, round(limb.end_radius * metre * 16), 255, -1, cv2.LINE_AA, SHIFT)
            cv2.circle(layer, b, round(limb.end_radius * metre * 16), BARK, -1, cv2.LINE_AA, SHIFT)
        else:
            cv2.line(alpha, a, b, 255, max(1, round(width)), cv2.LINE_AA, SHIFT)
            cv2.line(layer, a, b, BARK, max(1, round(width)), cv2.LINE_AA, SHIFT)
    for limb in ordered:
        if limb.radius * 2 * metre > 2.5:
            _bark(layer, limb, limb.radius * 2 * metre, spot, rng)
    _leaves(layer, alpha, leaves, metre, spot, rng)
    cover = (alpha.astype(np.float32) / 255)[..., None]
    picture += cover * (decode(layer.astype(np.float32) / 255) - picture)


def _across(limb: Limb) -> Array:
    """Unit vector in the picture's plane, square to the limb, towards the sun's side."""
    along = limb.end - limb.start
    across = np.array([-along[1], along[0], 0]) / max(float(np.hypot(along[0], along[1])), 1e-6)
    return across if across[0] <= 0 else -across


def _outline(limb: Limb, spot: Spot) -> np.ndarray:
    """The limb as a tapered four-cornered shape in fixed point."""
    across = _across(limb)
    corners = (limb.start + across * limb.radius, limb.end + across * limb.end_radius,
               limb.end - across * limb.end_radius, limb.start - across * limb.radius)  # fmt: skip
    return np.array([spot(corner) for corner in corners], np.int32)


def _bark(layer: np.ndarray, limb: Limb, width: float, spot: Spot, rng: np.random.Generator) -> None:
    """Lighter, ragged streaks on the sun's side of a limb."""
    along = limb.end - limb.start
    across = _across(limb)
    for _ in range(int(min(260, 4 + width * 3.2))):
        side = rng.uniform(-0.95, 0.95)
        at = rng.uniform(-0.05, 0.95)
        a = limb.start + along * at + across * side * limb.radius
        b = limb.start + along * (at + rng.uniform(0.04, 0.16)) + across * (side + rng.normal(0, 0.06)) * limb.radius
        bright = np.clip(0.30 + 0.60 * side, 0.05, 1) * rng.uniform(0.15, 1.1)
        tone = (np.array([40, 33, 28]) + bright * np.array([120, 88, 55])).clip(0, 255).astype(int).tolist()
        cv2.line(layer, spot(a), spot(b), tone, max(1, round(width / 40)), cv2.LINE_AA, SHIFT)


def _leaves(
    layer: np.ndarray, alpha: np.ndarray, leaves: Array, metre: float, spot: Spot, rng: np.random.Generator
) -> None:
    """Leaf blades as small turned diamonds, the hidden ones first and darker, the left and upper ones sunlit."""
    centre = leaves.mean(0)
    spread = leaves.std(0)
    sunny = (-(leaves[:, 0] - centre[0]) / spread[0] * 0.42 + (leaves[:, 1] - centre[1]) / spread[1] * 0.30
             + (leaves[:, 2] - centre[2]) / spread[2] * 0.42)  # fmt: skip
    tone = np.clip(0.42 + 0.34 * sunny + rng.normal(0, 0.26, len(leaves)), 0, 1)
    hue = np.clip(rng.normal(0.35, 0.25, len(leaves)), 0, 1)
    deep, green, gold = np.array([24, 31, 20]), np.array([104, 116, 50]), np.array([206, 166, 74])
    order = np.argsort(leaves[:, 2] + 0.5 * tone, kind="stable")
    turns = rng.uniform(0, 2 * np.pi, len(leaves))
    slim = rng.uniform(0.25, 0.62, len(leaves))
    folds = rng.uniform(0.55, 0.95, len(leaves))
    sizes = rng.uniform(0.024, 0.047, len(leaves)) * metre
    for i in order:
        lit = green + (gold - green) * hue[i]
        colour = (deep + (lit - deep) * tone[i]).clip(0, 255).astype(int).tolist()
        u, v = spot(leaves[i])
        cos, sin = np.cos(turns[i]) * sizes[i] * 16, np.sin(turns[i]) * sizes[i] * 16
        thin = slim[i]
        # The two halves of a leaf fold along the rib and take the light differently.
        for fold, light in ((1, 1.0), (-1, folds[i])):
            half = np.array([
                (u + cos, v + sin),
                (u + 0.45 * cos - fold * 0.8 * thin * sin, v + 0.45 * sin + fold * 0.8 * thin * cos),
                (u - 0.25 * cos - fold * thin * sin, v - 0.25 * sin + fold * thin * cos), (u - cos, v - sin),
            ]).round().astype(np.int32)  # fmt: skip
            cv2.fillConvexPoly(alpha, half, 255, cv2.LINE_AA, SHIFT)
            cv2.fillConvexPoly(layer, half, [int(c * light) for c in colour], cv2.LINE_AA, SHIFT)
