"""The shape of the land: heights, what the camera sees of it, and how it is lit."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from sample_picture.noise import Array, fbm, mix, ridged, sample, smoothstep, tile

SUN = np.array([-0.80, 0.30, -0.52]) / np.linalg.norm([-0.80, 0.30, -0.52])
SUN_LIGHT = np.array([3.7, 2.36, 1.24], np.float32)
SKY_LIGHT = np.array([0.30, 0.38, 0.56], np.float32)
EYE = 45.0
LAKE_NEAR, LAKE_FAR = 232.0, 2500.0


@dataclass(frozen=True)
class Camera:
    """A pinhole camera at (0, EYE, 0) looking along z. width, height, focal and horizon in pixels."""

    width: int
    height: int

    @property
    def focal(self) -> float:
        return self.width * 0.96

    @property
    def horizon(self) -> float:
        return self.height * 0.555

    @property
    def scale(self) -> float:
        """Pixels of this picture per pixel of the full-size one."""
        return self.width / 4240

    def project(self, x: Array, y: Array, z: Array) -> tuple[Array, Array]:
        """World metres to pixel column and row (float)."""
        return self.width / 2 + self.focal * x / z, self.horizon - self.focal * (y - EYE) / z


@dataclass(frozen=True)
class View:
    """What the camera sees, per pixel (H×W float32): distance z (inf: sky), height y, gradient, metres a pixel."""

    z: Array
    y: Array
    slope_x: Array
    slope_z: Array
    x: Array
    water: Array


def meadow(x: Array, z: Array) -> Array:
    """Height of the hillside the camera stands on, metres."""
    knoll = 6.0 * np.exp(-(((x - 15) / 13) ** 2) - ((z - 31) / 14) ** 2)
    left = 2.5 * np.exp(-(((x + 16) / 9) ** 2) - ((z - 27) / 12) ** 2)
    bumps = 0.35 * fbm(x / 9, z / 9, 3, 900) + 1.3 * fbm(x / 60, z / 60, 2, 910)
    shore = 3.4 * fbm(x / 42, z / 90, 3, 920) * smoothstep(140, 225, z)
    return (42 - 0.181 * z + shore + knoll + left + bumps * smoothstep(260, 150, z)).astype(np.float32)


def hills(x: Array, z: Array) -> Array:
    """Height of the valley: below 0 is lake; forested hills on both sides and at the far end, metres."""
    wander = 260 * fbm(z / 1900, x / 5000, 2, 40)
    shore = 120 * fbm(x / 420, z / 420, 4, 50)
    half = 640 - 0.10 * np.abs(z - 1500) + shore
    side = np.abs(x - wander + 60) - half
    steep = np.where(x > wander, 0.40, 0.34)
    ramp = steep * (np.sqrt(side * side + 120.0**2) + side) / 2 - 7
    ramp = 780 * np.tanh(ramp / 780)
    relief = ridged(x / 1500, z / 1500, 6, 60) - 0.35
    ramp = ramp * (1 + 0.75 * relief) + 26 * relief * smoothstep(0, 60, ramp)
    far = smoothstep(LAKE_FAR - 250, LAKE_FAR + 500, z + 1.6 * shore) * 46 + np.maximum(z - LAKE_FAR - 500, 0) * 0.028
    land = ramp + far + 60 * smoothstep(2800, 4500, z) * (fbm(x / 700, z / 700, 4, 80) + 0.3)
    return np.asarray(land - 6 * smoothstep(3100, 2300, z), np.float32)


def mountains(x: Array, z: Array) -> Array:
    """Height of the rock and snow range, metres."""
    wx = x + 700 * fbm(x / 2600, z / 2600, 5, 120)
    wz = z + 700 * fbm(x / 2600 + 31, z / 2600 + 7, 5, 130)
    peak = 1.00 * np.exp(-(((x + 1700) / 1750) ** 2) - ((z - 10200) / 2100) ** 2)
    second = 0.74 * np.exp(-(((x - 1700) / 1500) ** 2) - ((z - 11200) / 1900) ** 2)
    third = 0.60 * np.exp(-(((x - 4700) / 1700) ** 2) - ((z - 9600) / 2100) ** 2)
    west = 0.62 * np.exp(-(((x + 5200) / 1700) ** 2) - ((z - 9800) / 2300) ** 2)
    back = 0.45 * np.exp(-(((z - 14500) / 2300) ** 2))
    envelope = peak + second + third + west + back
    massif = ridged(wx / 3100 + 3.7, wz / 3100 + 1.3, 10, 140, 0.50)
    spurs = ridged(wx / 900 + 0.7, wz / 900 + 5.3, 7, 160, 0.52)
    return (2150 * envelope * (0.22 + 0.95 * massif + 0.42 * spurs)).astype(np.float32)


def height(x: Array, z: Array) -> Array:
    """Height of the land (lake bed below 0) at world metres; rows of x and z are sorted by z."""
    out = np.full(x.shape, -50, np.float32)
    near, mid, far = z[:, 0] < 420, z[:, 0] > LAKE_NEAR, z[:, 0] > 4200
    out[near] = meadow(x[near], z[near])
    out[mid] = np.maximum(out[mid], hills(x[mid], z[mid]))
    rise = smoothstep(4200, 7500, z[far])
    out[far] = np.maximum(out[far] * (1 - 0.6 * rise), mountains(x[far], z[far]) * rise)
    return out


def depths(scale: float) -> Array:
    """Distances at which the land is sampled, metres, ascending."""
    fine = max(scale, 0.12) ** 0.5
    parts = ((9, 420, 720), (420, 5000, 1000), (5000, 18000, 1300))
    return np.concatenate([np.geomspace(a, b, int(n * fine), endpoint=False) for a, b, n in parts]).astype(np.float32)


def look(camera: Camera) -> View:
    """Cast one ray per pixel against the land and the lake."""
    z = depths(camera.scale)
    k = ((np.arange(camera.width) + 0.5 - camera.width / 2) / camera.focal).astype(np.float32)
    grid_z = np.broadcast_to(z[:, None], (z.size, k.size)).copy()
    raw = height(grid_z * k, grid_z)
    along_z = np.gradient(raw, z, axis=0)
    slope_x = np.gradient(raw, axis=1) * camera.focal / grid_z
    slope_z = along_z - slope_x * k
    tangent = (np.maximum(raw, 0) - EYE) / grid_z
    skyline = np.maximum.accumulate(tangent, axis=0)
    rows = ((camera.horizon - np.arange(camera.height) - 0.5) / camera.focal).astype(np.float32)
    index = np.empty((camera.height, k.size), np.int32)
    for column in range(k.size):
        index[:, column] = np.searchsorted(skyline[:, column], rows)
    hit = np.clip(index, 1, z.size - 1)
    columns = np.arange(k.size)[None, :]
    before, after = tangent[hit - 1, columns], tangent[hit, columns]
    part = np.clip((rows[:, None] - before) / np.maximum(after - before, 1e-9), 0, 1)

    def at(grid: Array) -> Array:
        return mix(grid[hit - 1, columns], grid[hit, columns], part)

    distance = mix(z[hit - 1], z[hit], part)
    bed = at(raw)
    distance[index >= z.size] = np.inf
    water = ((bed < 0.0) & (distance > LAKE_NEAR) & np.isfinite(distance)).astype(np.float32)
    seen_x = np.where(np.isfinite(distance), distance, 0) * k
    return View(distance, EYE + rows[:, None] * np.where(np.isfinite(distance), distance, 0), at(slope_x), at(slope_z),
                seen_x.astype(np.float32), water)  # fmt: skip


def sunlight(view: View) -> Array:
    """How much sun reaches each seen point past the mountains, 0..1 with soft edges; H×W."""
    step = 28.0
    gx, gz = np.meshgrid(np.arange(-11000, 11000, step), np.arange(400, 16000, step))
    land = np.maximum(height(gx.astype(np.float32), gz.astype(np.float32)), 0)
    rise = SUN[1] / np.hypot(SUN[0], SUN[2])
    dx, dz = SUN[0] / np.hypot(SUN[0], SUN[2]), SUN[2] / np.hypot(SUN[0], SUN[2])
    shade = np.full(land.shape, -1e4, np.float32)
    for reach in np.geomspace(60, 5200, 60):
        move = np.array([[1, 0, -dx * reach / step], [0, 1, -dz * reach / step]], np.float32)
        moved = cv2.warpAffine(land, move, (land.shape[1], land.shape[0]), borderMode=cv2.BORDER_REPLICATE)
        shade = np.maximum(shade, (moved - reach * rise - land) / reach)
    lit = smoothstep(0.012, -0.03, shade)
    z = np.where(np.isfinite(view.z), view.z, 0)
    looked_up = cv2.remap(lit, ((view.x + 11000) / step).astype(np.float32), ((z - 400) / step).astype(np.float32),
                          cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)  # fmt: skip
    return np.where(view.z < 420, np.float32(1), looked_up).astype(np.float32)


def cover(view: View) -> Array:
    """Reflectance of the land, linear RGB, H×W×3: grass, forest, rock, snow."""
    z = np.where(np.isfinite(view.z), view.z, 1).astype(np.float32)
    rough, soft = tile(1024, 1.25, 7, 2), tile(1024, 1.9, 8, 1)
    far = sample(rough, view.x / 700, (z + 1.3 * view.y) / 900)
    blot = sample(soft, view.x / 4100, z / 4100)
    fine = sample(rough, view.x / 190, (z + 1.7 * view.y) / 260)
    steep = np.hypot(view.slope_x, view.slope_z)
    strata = sample(rough, view.x / 5200 + 0.1 * far, (view.y + 0.22 * view.x) / 330)
    rock = np.array([0.185, 0.160, 0.140], np.float32) * np.exp(0.30 * far + 0.22 * strata + 0.18 * fine)[..., None]
    forest = np.array([0.022, 0.034, 0.017], np.float32) * np.exp(0.45 * fine + 0.35 * far)[..., None]
    alp = np.array([0.120, 0.110, 0.040], np.float32) * np.exp(0.20 * far + 0.3 * blot)[..., None]
    grass = np.array([0.130, 0.135, 0.034], np.float32) * np.exp(0.25 * sample(rough, view.x / 23, z / 60))[..., None]
    out = mix(alp, rock, smoothstep(0.55, 0.95, steep + 0.10 * far + 0.10 * fine)[..., None])
    trees = smoothstep(560, 380, view.y + 90 * blot + 30 * far) * smoothstep(0.95, 0.6, steep + 0.1 * far)
    out = mix(out, forest, trees[..., None])
    snow = smoothstep(820, 1080, view.y + 120 * blot + 60 * far) * smoothstep(
        1.75, 0.95, steep + 0.22 * far + 0.16 * fine
    )
    out = mix(out, np.array([0.80, 0.82, 0.86], np.float32), snow[..., None])
    return np.where((view.z < 420)[..., None], grass, out).astype(np.float32)


def haze(colour: Array, z: Array, y: Array, x: Array) -> Array:
    """Air between the eye and the land: colour H×W×3 linear at distance z metres, height y; thicker low down."""
    thick = z * (0.45 + 0.75 * np.exp(-np.maximum(y, 0) / 520))
    keep = np.exp(-thick[..., None] / np.array([34000, 28000, 19000], np.float32))
    side = smoothstep(4000, -5000, x * 9000 / np.maximum(z, 1))[..., None]
    air = mix(np.array([0.50, 0.54, 0.66], np.float32), np.array([0.82, 0.68, 0.56], np.float32), side)
    return np.asarray(colour * keep + air * (1 - keep), np.float32)


def paint(view: View, sun: Array) -> Array:
    """The lit, hazy land; linear RGB, H×W×3. Sky pixels hold nonsense."""
    z = np.where(np.isfinite(view.z), view.z, 18000).astype(np.float32)
    bump = tile(1024, 1.1, 9, 3)
    size = np.where(z > 4200, 1500, 260).astype(np.float32)
    bx, by = view.x / size, (z + 1.2 * view.y) / size
    relief = np.where(z > 420, 0.20, 0.06).astype(np.float32)
    nx = -view.slope_x + relief * sample(bump, bx, by)
    nz = -view.slope_z + relief * sample(bump, bx + 0.37, by + 0.71)
    length = np.sqrt(nx * nx + nz * nz + 1)
    direct = np.clip((nx * SUN[0] + SUN[1] + nz * SUN[2]) / length, 0, 1) * sun
    open_sky = 0.45 + 0.55 / length
    light = direct[..., None] * SUN_LIGHT + (open_sky[..., None] * SKY_LIGHT)
    return haze(cover(view) * light, z, view.y, view.x)
