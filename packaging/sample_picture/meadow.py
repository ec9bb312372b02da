"""The grass and wild flowers of the foreground."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from sample_picture import broadleaf
from sample_picture.finish import decode, encode
from sample_picture.noise import Array, fbm, sample, smoothstep, tile
from sample_picture.terrain import SUN, Camera, View

SHIFT = 4  # OpenCV's fixed-point bits for drawing between pixels
FLOWERS = (((214, 196, 92), 0.026), ((232, 228, 220), 0.022), ((138, 112, 152), 0.018))


def _ground(view: View, camera: Camera, rng: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Up to count pixel rows and columns on the meadow, farthest (highest distance) first."""
    top = int(camera.horizon)
    rows = rng.uniform(top, camera.height + 220 * camera.scale, count)
    columns = rng.uniform(0, camera.width, count)
    inside = np.minimum(rows, camera.height - 1).astype(int), columns.astype(int)
    near = (view.z[inside] < 225) & (view.water[inside] == 0)
    rows, columns = rows[near], columns[near]
    order = np.argsort(rows, kind="stable")
    return rows[order], columns[order]


def _light(x: Array, z: Array) -> Array:
    """Sun and shade on the grass: patches as behind scattered trees, with slow swells; about 0.35..1.3."""
    patches = smoothstep(-0.25, 0.45, fbm(x / 11 + 0.35 * z / 11, z / 30, 3, 400))
    open_light = 0.50 + 0.62 * patches + 0.16 * fbm(x / 1.3, z / 2.6, 2, 410)
    return np.asarray(open_light * (1 - 0.62 * _tree_shadow(x, z)), np.float32)


def _tree_shadow(x: Array, z: Array) -> Array:
    """Where trunk and crown of the tree at the left keep the sun off the grass, 0..1."""
    flat = np.hypot(SUN[0], SUN[2])
    ax, az = -SUN[0] / flat, -SUN[2] / flat
    dx, dz = x - broadleaf.PLACE[0], z - broadleaf.PLACE[1]
    along, across = dx * ax + dz * az, dx * az - dz * ax
    ragged = 0.35 * fbm(x / 1.7, z / 1.7, 3, 450)
    crown = smoothstep(1.15, 0.75, np.hypot((along - 19) / 9.5, across / 3.4) + ragged)
    trunk = smoothstep(0.45, 0.15, np.abs(across) + 0.2 * ragged) * (along > 0) * (along < 16)
    return np.maximum(crown * (0.85 + 0.5 * ragged), trunk).clip(0, 1)


def soil(picture: Array, view: View, camera: Camera) -> None:
    """Colour the ground between the blades; changes picture (linear RGB) in place."""
    top = int(camera.horizon)
    near = (view.z[top:] < 420) & (view.water[top:] == 0)
    z = np.where(near, view.z[top:], 100).astype(np.float32)
    texture = np.exp(0.25 * sample(tile(1024, 0.8, 72, 8), view.x[top:] / 9, z / 22))
    light = (_light(view.x[top:], z) * texture)[..., None]
    picture[top:] = np.where(near[..., None], light * np.array([0.16, 0.15, 0.032], np.float32), picture[top:])


@dataclass(frozen=True)
class Blades:
    """Every blade of grass, farthest first: foot, height, lean and width in pixels, colour, flower kind or -1."""

    rows: np.ndarray
    columns: np.ndarray
    depth: np.ndarray
    tall: np.ndarray
    lean: np.ndarray
    widths: np.ndarray
    colours: np.ndarray
    light: np.ndarray
    flowers: np.ndarray


def blades(view: View, camera: Camera) -> Blades:
    """Sow the grass: taller and drier in clumps, flowers of a kind together."""
    rng = np.random.default_rng(71)
    rows, columns = _ground(view, camera, rng, round(430000 * max(camera.scale, 0.06) ** 1.2))
    inside = np.minimum(rows, camera.height - 1).astype(int), columns.astype(int)
    depth = (view.z[inside] * np.where(rows > camera.height, camera.height / rows, 1)).astype(np.float32)
    x, z = view.x[inside][None], depth[None]
    clump = fbm(x / 2.1, z / 4.0, 3, 420)[0]
    light = _light(x, z)[0]
    count = rows.size
    dry = np.clip(0.42 + 0.5 * fbm(x / 7, z / 17, 2, 430)[0] + rng.normal(0, 0.22, count), 0, 1)
    tall = np.clip(0.30 + 0.22 * clump + rng.normal(0, 0.07, count), 0.08, 0.75) * camera.focal / depth
    shade = np.clip(light * rng.lognormal(0, 0.30, count), 0.2, 2.1)
    green, straw = np.array([0.085, 0.105, 0.018]), np.array([0.36, 0.265, 0.085])
    linear = (green + (straw - green) * dry[:, None]) * shade[:, None] * 1.2
    colours = np.asarray(encode(linear.astype(np.float32)) * 255, int)
    chance = 0.022 * np.clip(clump + 0.5, 0, 1.4) ** 2
    blooms = (rng.uniform(0, 1, count) < chance) & (depth < 120)
    kinds = 3 * np.clip(0.46 + 0.5 * fbm(x / 5, z / 8, 2, 440)[0] + rng.normal(0, 0.16, count), 0, 0.999)
    widths = np.maximum(1, np.round(rng.uniform(0.003, 0.009, count) * camera.focal / depth)).astype(int)
    lean = rng.normal(0.16, 0.30, count)
    return Blades(rows, columns, depth, tall, lean, widths, colours, light, np.where(blooms, kinds.astype(int), -1))


def grass(picture: Array, sown: Blades, camera: Camera, nearest: float, farthest: float) -> None:
    """Draw the blades and flowers between two distances (metres); changes picture (linear RGB) in place."""
    top = int(camera.horizon)
    before = np.clip(encode(picture[top:]) * 255 + 0.5, 0, 255).astype(np.uint8)
    layer = before.copy()
    rng = np.random.default_rng(73)
    reach = np.array([0.0, 0.45, 0.8, 1.0])
    for i in np.flatnonzero((sown.depth >= nearest) & (sown.depth < farthest)):
        tall = sown.tall[i]
        xs = sown.columns[i] + sown.lean[i] * tall * reach**2
        ys = sown.rows[i] - top - tall * reach
        points = np.stack([xs, ys], axis=1)
        fixed = np.round(points * (1 << SHIFT)).astype(np.int32)
        colour, width = sown.colours[i].tolist(), int(sown.widths[i])
        cv2.polylines(layer, [fixed[:2]], False, [int(c * 0.62) for c in colour], width, cv2.LINE_AA, SHIFT)
        cv2.polylines(layer, [fixed[1:3]], False, colour, width, cv2.LINE_AA, SHIFT)
        cv2.polylines(layer, [fixed[2:]], False, colour, max(1, width - 1), cv2.LINE_AA, SHIFT)
        if sown.flowers[i] >= 0:
            light = float(np.clip(sown.light[i], 0.45, 1.1))
            _blossom(layer, points[-1], camera.focal / float(sown.depth[i]), int(sown.flowers[i]), light, rng)
    drawn = (layer != before).any(axis=-1)[..., None]
    picture[top:] = np.where(drawn, decode(layer.astype(np.float32) / 255), picture[top:])


def _blossom(layer: np.ndarray, tip: Array, metre: float, kind: int, light: float, rng: np.random.Generator) -> None:
    """One flower at tip: petals around a heart, or a spike of small bells for the violet kind."""
    rgb, size = FLOWERS[kind]
    colour = np.array(rgb) * light
    radius = size * metre * rng.uniform(0.55, 1.2)
    if kind == 2:
        spots = [
            (rng.normal(0, 0.5) * radius * (1 - t), -t * 9 * radius, radius * (0.75 - 0.5 * t))
            for t in np.linspace(0, 1, 16)
        ]
    else:
        turn = rng.uniform(0, np.pi)
        spots = [(np.cos(turn + a) * radius * 0.62, np.sin(turn + a) * radius * 0.40, radius * 0.44)
                 for a in np.linspace(0, 2 * np.pi, 7)[:-1]]  # fmt: skip
    for dx, dy, r in spots:
        tone = (colour * rng.uniform(0.72, 1.08)).clip(0, 255).astype(int).tolist()
        centre = (round((tip[0] + dx) * 16), round((tip[1] + dy) * 16))
        cv2.circle(layer, centre, max(8, round(r * 16)), tone, -1, cv2.LINE_AA, SHIFT)
    if kind != 2 and radius > 2:
        heart = (np.array([196, 140, 30]) * light).astype(int).tolist()
        cv2.circle(layer, (round(tip[0] * 16), round(tip[1] * 16)), round(radius * 5), heart, -1, cv2.LINE_AA, SHIFT)
