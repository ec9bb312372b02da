"""The lake: the picture above the far shore mirrored in ripples."""

from __future__ import annotations

import cv2
import numpy as np

from sample_picture.noise import Array, mix, sample, smoothstep, tile
from sample_picture.terrain import EYE, Camera, View


def shoreline(view: View, camera: Camera) -> Array:
    """Row of the far shore per column (float32, W), smoothed so that the mirror image does not tear."""
    wet = view.water > 0
    first = np.where(wet.any(0), wet.argmax(0), np.nan)
    columns = np.arange(camera.width)
    known = np.isfinite(first)
    filled = np.interp(columns, columns[known], first[known]).astype(np.float32)
    return cv2.GaussianBlur(filled[None, :], (0, 0), max(2.0, 26 * camera.scale), borderType=cv2.BORDER_REPLICATE)[0]


def paint(picture: Array, view: View, camera: Camera) -> Array:
    """The picture with the lake filled in; linear RGB, H×W×3."""
    z = np.where(view.water > 0, view.z, 2000).astype(np.float32)
    swell, ripple = tile(1024, 1.3, 31, 3), tile(1024, 0.9, 32, 6)
    long = sample(swell, (view.x + 0.4 * z) / 150, (z - 0.25 * view.x) / 75)
    short = sample(ripple, (view.x - 0.3 * z) / 26, (z + 0.2 * view.x) / 13)
    breeze = smoothstep(0.1, 1.2, sample(tile(512, 1.9, 33), view.x / 1500 + 0.23, z / 520 + 0.40))
    # A facet tilted by s moves the mirrored point by 2 s f; ripples are finer than a pixel far away.
    fade = np.clip(420 / z, 0, 1) ** 0.6
    tilt = (0.0022 * long + 0.0034 * short * fade) * (0.75 + 1.9 * breeze)
    rows = np.arange(camera.height, dtype=np.float32)[:, None] + 0.5
    shore = shoreline(view, camera)[None, :]
    grow = 0.016 * breeze
    source = shore - (rows - shore) * 1.0 - camera.focal * (2.0 * tilt + grow)
    source = np.clip(source, 0, shore - 1)
    columns = np.arange(camera.width, dtype=np.float32)[None, :] + camera.focal * 0.30 * tilt
    mirror = cv2.remap(picture, columns, source, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    blurred = cv2.GaussianBlur(mirror, (0, 0), sigmaX=2.0 * camera.scale + 0.1, sigmaY=9.0 * camera.scale + 0.1)
    mirror = mix(mirror, blurred, (0.35 + 0.5 * breeze)[..., None])
    # Softer than Schlick's fifth power: the eye stands high, and a darker lake would look dull.
    grazing = EYE / np.sqrt(z * z + EYE * EYE) + 0.6 * np.abs(tilt)
    fresnel = (0.02 + 0.98 * (1 - grazing) ** 3.4)[..., None]
    depth = np.array([0.020, 0.060, 0.070], np.float32)
    lake = mirror * fresnel * np.array([0.93, 0.96, 0.98], np.float32) + depth * (1 - fresnel)
    return mix(picture, lake, view.water[..., None])
