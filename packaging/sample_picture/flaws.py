"""What spoils the picture: a utility pole with its wires, and dirt on the sensor."""

from __future__ import annotations

import cv2
import numpy as np

from sample_picture.noise import Array, sample, smoothstep, tile
from sample_picture.terrain import Camera, meadow

POLE = (8.2, 26.0)
TALL = 10.6
# Where a wire starts on the pole (metres right of its axis, below its top), its radius, its sag and its colour.
WIRES = (
    (-1.15, 0.22, 0.0085, 1.9, (0.25, 0.25, 0.26)),
    (-0.62, 0.22, 0.0075, 2.1, (0.27, 0.27, 0.28)),
    (0.62, 0.22, 0.0085, 2.0, (0.25, 0.25, 0.26)),
    (1.15, 0.22, 0.0075, 2.2, (0.27, 0.27, 0.28)),
    (0.17, 2.30, 0.0125, 1.5, (0.120, 0.117, 0.115)),
    (0.17, 3.05, 0.0210, 1.9, (0.110, 0.108, 0.108)),
)
LEFT_POLE, RIGHT_POLE = (-36.0, 34.5), (21.0, 10.0)


def apply(picture: Array, camera: Camera) -> tuple[Array, np.ndarray]:
    """The finished picture (H×W×3 sRGB 0..1) spoiled, and the mask of what changed (H×W uint8, 0 or 255)."""
    spoiled = picture.copy()
    for wire in WIRES:
        for end in (LEFT_POLE, RIGHT_POLE):
            _wire(spoiled, camera, wire, end)
    _pole(spoiled, camera)
    dusty = _dust(spoiled, camera)
    _fibres(spoiled, camera)
    changed = (np.abs(spoiled - picture) > 0.45 / 255).any(axis=-1) | dusty
    return np.where(changed[..., None], spoiled, picture), np.where(changed, 255, 0).astype(np.uint8)


def _top() -> float:
    x, z = POLE
    return float(meadow(np.array([[x]], np.float32), np.array([[z]], np.float32))[0, 0]) + TALL


def _blend(picture: Array, top: int, left: int, colour: Array, alpha: Array) -> None:
    """Lay colour (h×w×3) with alpha (h×w) over the picture at (top, left), clipped to it."""
    rows, columns = picture.shape[:2]
    y0, x0, y1, x1 = max(top, 0), max(left, 0), min(top + alpha.shape[0], rows), min(left + alpha.shape[1], columns)
    if y0 < y1 and x0 < x1:
        inside = slice(y0 - top, y1 - top), slice(x0 - left, x1 - left)
        area = picture[y0:y1, x0:x1]
        area += alpha[inside][..., None] * (colour[inside] - area)


def _wire(
    picture: Array, camera: Camera, wire: tuple[float, float, float, float, tuple[float, ...]], end: tuple[float, float]
) -> None:
    """One span as a parabola (a shallow catenary), shaded as a cylinder lit from the upper left."""
    side, below, radius, sag, colour = wire
    t = np.linspace(0, 1, 6000, dtype=np.float32)
    x = POLE[0] + side + (end[0] - POLE[0]) * t
    z = POLE[1] + 0.25 * side + (end[1] - POLE[1]) * t
    rise = 2.2 if end == RIGHT_POLE else 0.4
    y = _top() - below + rise * t - 4 * sag * t * (1 - t) * np.float32(0.55 if end == RIGHT_POLE else 1)
    u, v = camera.project(x, y, z)
    seen = (u > -20) & (u < camera.width + 20)
    if seen.sum() < 2:
        return
    order = np.argsort(u[seen])
    u, v, thick = u[seen][order], v[seen][order], (radius * camera.focal / z[seen])[order]
    columns = np.arange(max(int(np.ceil(u[0])), 0), min(int(u[-1]) + 1, camera.width))
    centre, half = np.interp(columns, u, v), np.maximum(np.interp(columns, u, thick), 0.55 * camera.scale)
    tilt = np.sqrt(1 + np.gradient(centre) ** 2)
    reach = int(np.ceil((half * tilt).max())) + 2
    offsets = np.arange(-reach, reach + 1)
    rows = np.round(centre).astype(int)[None, :] + offsets[:, None]
    across = (rows + 0.5 - centre[None, :]) / tilt[None, :]
    alpha = np.clip(half[None, :] + 0.5 - np.abs(across), 0, 1) * np.minimum(half * 2 + 0.3, 1)[None, :]
    facing = np.clip(-across / np.maximum(half[None, :], 0.3), -1, 1)
    rng = np.random.default_rng(111)
    mottle = 1 + 0.10 * cv2.GaussianBlur(rng.standard_normal((1, columns.size)), (0, 0), 3)
    light = (
        0.72 + 1.9 * smoothstep(-0.1, 0.8, facing.astype(np.float32)) * smoothstep(1.3, 0.8, facing.astype(np.float32))
    ) * mottle
    tone = light[..., None] * np.array(colour) * np.array([1.10, 1.0, 0.92])
    inside = (rows >= 0) & (rows < camera.height) & (alpha > 0)
    r, c = rows[inside], np.broadcast_to(columns, rows.shape)[inside]
    picture[r, c] += (alpha[inside][:, None] * (tone[inside] - picture[r, c])).astype(np.float32)


def _pole(picture: Array, camera: Camera) -> None:
    """The wooden pole with cross-arm, braces, insulators and the grass at its foot."""
    metre = camera.focal / POLE[1]
    top = _top()
    u, v = (float(n) for n in camera.project(np.float32(POLE[0]), np.float32(top), np.float32(POLE[1])))
    for side in (-1, 1):
        _beam(
            picture,
            (u + side * 0.75 * metre, v + 0.47 * metre),
            (u, v + 1.25 * metre),
            0.022 * metre,
            (0.30, 0.27, 0.25),
            5,
        )
    _timber(picture, u, v, metre)
    for side, below, *_ in WIRES[:4]:
        _insulator(picture, u + side * metre, v + below * metre, metre)
    _beam(
        picture,
        (u - 1.34 * metre, v + 0.50 * metre),
        (u + 1.34 * metre, v + 0.44 * metre),
        0.062 * metre,
        (0.36, 0.28, 0.22),
        6,
    )
    for down in (2.30, 3.05):
        _beam(
            picture,
            (u + 0.10 * metre, v + down * metre),
            (u + 0.21 * metre, v + down * metre),
            0.035 * metre,
            (0.16, 0.16, 0.17),
            7,
        )
    _beam(
        picture,
        (u - 0.055 * metre, v + 0.9 * metre),
        (u - 0.075 * metre, v + (TALL - 0.35) * metre),
        0.010 * metre,
        (0.30, 0.27, 0.24),
        8,
    )


def _timber(picture: Array, u: float, v: float, metre: float) -> None:
    """The weathered post itself: tapered, round, with grain, cracks and a ragged foot in the grass."""
    tall, wide = round(TALL * metre), round(0.44 * metre)
    rows, columns = np.mgrid[0:tall, 0:wide].astype(np.float32) + 0.5
    down = rows / metre
    half = (0.105 + 0.0055 * down) * metre
    across = (columns - wide / 2 - 0.004 * rows) / half
    alpha = np.clip((1 - np.abs(across)) * half + 0.5, 0, 1) * np.clip(rows + 0.5, 0, 1)
    rng = np.random.default_rng(113)
    blades = np.interp(
        columns[0], np.arange(0, wide + 4, 1.6), rng.uniform(0, 1, len(np.arange(0, wide + 4, 1.6))) ** 1.5
    )
    alpha *= np.clip((tall - 0.42 * metre * blades[None, :] - 0.05 * metre - rows) / 1.5, 0, 1)
    turn = np.arcsin(np.clip(across, -1, 1))
    wood = sample(tile(512, 1.0, 114, 3), turn / 2.4 + 0.02 * np.sin(down), down / 9)
    patch = sample(tile(512, 1.8, 115), turn / 3, down / 4)
    cracks = smoothstep(1.3, 2.2, sample(tile(512, 0.9, 116, 8), turn / 1.3, down / 16))
    facing = np.clip(-np.sin(turn) * 0.80 + np.cos(turn) * 0.42, 0, 1)
    light = 0.16 + 0.95 * facing**1.15
    tone = light * np.exp(0.13 * wood + 0.10 * patch) * (1 - 0.55 * cracks) * (1 - 0.15 * smoothstep(8.8, 10.6, down))
    colour = encoded(tone[..., None] * np.array([0.42, 0.305, 0.205], np.float32))
    _blend(picture, round(v), round(u - wide / 2), colour, alpha.astype(np.float32))


def encoded(linear: Array) -> Array:
    """Linear light to display values by a plain 2.2 power."""
    return np.asarray(np.clip(linear, 0, 1) ** (1 / 2.2), np.float32)


def _beam(
    picture: Array,
    start: tuple[float, float],
    end: tuple[float, float],
    half: float,
    colour: tuple[float, ...],
    seed: int,
) -> None:
    """A straight bar of half-width `half` pixels between two pixel positions, lit from above, with grain along it."""
    (x0, y0), (x1, y1) = start, end
    left, top = int(min(x0, x1) - half - 2), int(min(y0, y1) - half - 2)
    wide, tall = int(abs(x1 - x0) + 2 * half + 5), int(abs(y1 - y0) + 2 * half + 5)
    rows, columns = np.mgrid[0:tall, 0:wide].astype(np.float32) + 0.5
    length = float(np.hypot(x1 - x0, y1 - y0))
    ax, ay = (x1 - x0) / length, (y1 - y0) / length
    along = (columns + left - x0) * ax + (rows + top - y0) * ay
    across = -(columns + left - x0) * ay + (rows + top - y0) * ax
    half = max(half, 0.6)
    alpha = (
        np.clip(half + 0.5 - np.abs(across), 0, 1) * np.clip(along + 0.5, 0, 1) * np.clip(length + 0.5 - along, 0, 1)
    )
    up = -across / half * (1 if ax >= 0 else -1)
    grain = sample(tile(256, 1.0, 120 + seed, 4), along / 420, across / (half * 6))
    tone = (
        0.72
        + 0.75 * smoothstep(0.35, 0.9, up.astype(np.float32))
        - 0.25 * smoothstep(-0.2, -0.9, up.astype(np.float32))
    ) * (1 + 0.12 * grain)
    _blend(picture, top, left, (tone[..., None] * np.array(colour)).astype(np.float32), alpha.astype(np.float32))


def _insulator(picture: Array, u: float, v: float, metre: float) -> None:
    """A glazed bell on its pin, standing on the cross-arm."""
    tall, wide = max(6, round(0.30 * metre)), max(5, round(0.22 * metre))
    rows, columns = np.mgrid[0:tall, 0:wide].astype(np.float32) + 0.5
    t = rows / tall
    outline = np.interp(
        t, [0, 0.06, 0.22, 0.30, 0.36, 0.52, 0.58, 0.62, 1], [0.2, 0.42, 0.50, 0.34, 0.62, 0.95, 0.95, 0.18, 0.18]
    )
    half = outline * wide / 2 * 0.92
    across = (columns - wide / 2) / np.maximum(half, 0.5)
    alpha = np.clip((1 - np.abs(across)) * np.maximum(half, 0.5) + 0.5, 0, 1)
    glaze = 0.34 - 0.26 * across + 0.55 * np.exp(-(((across + 0.45) / 0.16) ** 2)) * (t < 0.6)
    glaze = np.where(t > 0.62, 0.22 - 0.12 * across, glaze)
    colour = np.clip(glaze, 0.04, 1)[..., None] * np.array([1.0, 0.93, 0.86])
    _blend(picture, round(v - 0.09 * metre), round(u - wide / 2), colour.astype(np.float32), alpha.astype(np.float32))


def _dust(picture: Array, camera: Camera) -> np.ndarray:
    """Shadows of dust on the sensor's filter, soft, with an aperture's faint ring; returns their area (H×W bool)."""
    inside = np.zeros(picture.shape[:2], bool)
    rng = np.random.default_rng(121)
    spots = ((0.07, 0.10), (0.19, 0.05), (0.25, 0.215), (0.335, 0.12), (0.44, 0.045), (0.53, 0.165), (0.575, 0.30),
             (0.63, 0.07),
             (0.745, 0.31), (0.855, 0.065), (0.93, 0.155), (0.965, 0.30), (0.155, 0.31), (0.485, 0.625))  # fmt: skip
    for fx, fy in spots:
        radius = float(rng.uniform(13, 36)) * camera.scale
        depth = float(rng.uniform(0.07, 0.17))
        size = int(radius * 3.2) + 3
        x, y = fx * camera.width, fy * camera.height
        rows, columns = np.mgrid[0:size, 0:size].astype(np.float32)
        dx, dy = columns - size / 2, (rows - size / 2) * rng.uniform(0.88, 1.12)
        angle = np.arctan2(dy, dx)
        wobble = 1 + 0.05 * np.sin(2 * angle + rng.uniform(0, 6)) + 0.03 * np.sin(3 * angle + rng.uniform(0, 6))
        r = np.hypot(dx, dy) / radius / wobble
        loss = depth * smoothstep(1.0, 0.25, r) - 0.012 * np.exp(-(((r - 1.08) / 0.14) ** 2))
        top, left = int(y - size / 2), int(x - size / 2)
        y0, x0 = max(top, 0), max(left, 0)
        area = picture[y0 : top + size, x0 : left + size]
        part = slice(y0 - top, y0 - top + area.shape[0]), slice(x0 - left, x0 - left + area.shape[1])
        area *= 1 - loss[part][..., None]
        # Between shadow and ring the loss passes through zero; the spot is still one piece.
        inside[y0 : top + size, x0 : left + size] |= r[part] < 1.08
    return inside


def _fibres(picture: Array, camera: Camera) -> None:
    """Hairs and specks that lay on the sensor: thin, curled, dark and nearly sharp."""
    rng = np.random.default_rng(131)
    cover = np.zeros(picture.shape[:2], np.uint8)
    for fx, fy, length in ((0.71, 0.14, 120), (0.115, 0.225, 85), (0.385, 0.265, 60)):
        point = np.array([fx * camera.width, fy * camera.height])
        heading, curl = rng.uniform(0, 2 * np.pi), rng.uniform(-0.05, 0.05)
        path = [point]
        for _ in range(40):
            curl += rng.normal(0, 0.02)
            heading += curl
            point = point + np.array([np.cos(heading), np.sin(heading)]) * length / 40 * camera.scale
            path.append(point)
        cv2.polylines(
            cover,
            [np.round(np.array(path) * 16).astype(np.int32)],
            False,
            210,
            max(1, round(2 * camera.scale)),
            cv2.LINE_AA,
            4,
        )
    for fx, fy in ((0.29, 0.34), (0.66, 0.22), (0.90, 0.36), (0.045, 0.17), (0.51, 0.09), (0.595, 0.42)):
        centre = round(fx * camera.width * 16), round(fy * camera.height * 16)
        cv2.circle(cover, centre, max(8, round(rng.uniform(2.0, 4.5) * camera.scale * 16)), 170, -1, cv2.LINE_AA, 4)
    soft = cv2.GaussianBlur(cover.astype(np.float32) / 255, (0, 0), max(0.4, 0.75 * camera.scale))
    soft[soft < 0.01] = 0
    picture *= 1 - 0.75 * soft[..., None]
