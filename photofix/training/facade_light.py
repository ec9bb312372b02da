"""Light on a relief and the camera in front of it: shadows, reflections in glass, grain, a crooked view."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.training.facade_relief import Floats, Relief, clouds

Values = NDArray[np.uint8]

REACH = 22  # pixels that a shadow falls at most
OVERCAST = 0.25  # share of facades without sun
CROOKED = 0.012  # how far corners are off, as a share of a side


def photographed(rng: np.random.Generator, relief: Relief, sky: Floats, size: int) -> tuple[Values, Values]:
    """The photograph, size×size×3 uint8, and the labels' numbers, size×size. sky: what is mirrored in glass.

    The light comes from the upper left, so that it can be foretold where shadows fall.
    """
    lit = _lit(rng, relief, sky)
    side = relief.side
    corners = np.array([[0, 0], [side, 0], [side, side], [0, side]], np.float32)
    # Always inwards, so that there is something at every edge of the picture.
    pull = rng.uniform(0, CROOKED * side, (4, 2)).astype(np.float32) * np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]])
    view = cv2.getPerspectiveTransform((corners + pull).astype(np.float32), corners)
    seen = cv2.warpPerspective(lit, view, (side, side), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    label = cv2.warpPerspective(relief.label, view, (side, side), flags=cv2.INTER_NEAREST)
    small = np.asarray(cv2.resize(seen, (size, size), interpolation=cv2.INTER_AREA), np.float32)
    labels = cv2.resize(label, (size, size), interpolation=cv2.INTER_NEAREST)
    return _developed(rng, small), np.asarray(labels, np.uint8)


def _lit(rng: np.random.Generator, relief: Relief, sky: Floats) -> Floats:
    """side×side×3 linear light."""
    depth, side = relief.depth, relief.side
    overcast = rng.random() < OVERCAST
    slope = np.array([rng.uniform(0.5, 0.9), rng.uniform(0.6, 1.0)])  # pixels right and down per step
    rise = float(rng.uniform(0.75, 1.1))  # and depth towards the light
    highest = np.full_like(depth, -1e3)
    for step in range(1, REACH):
        across, down = (int(value) for value in np.rint(slope * step))
        there = depth[: side - down, : side - across] - np.float32(rise * step)
        np.maximum(highest[down:, across:], there, out=highest[down:, across:])
    shadow = np.clip((highest - depth) * 1.2, 0, 1)
    shadow = cv2.GaussianBlur(shadow, (0, 0), 0.9)
    soft = cv2.GaussianBlur(depth, (0, 0), 0.8)
    bevel = -cv2.Sobel(soft, cv2.CV_32F, 1, 0) * 0.02 - cv2.Sobel(soft, cv2.CV_32F, 0, 1) * 0.03
    bevel = np.clip(-bevel, -0.45, 0.45)  # sides towards the light rise to the right and downwards
    around = cv2.GaussianBlur(depth, (0, 0), side * 0.012)
    hidden = np.clip((around - depth) * 0.05, 0, 0.5)
    sun = 0.15 if overcast else float(rng.uniform(0.65, 1.0))
    tint = np.array([1.0, rng.uniform(0.9, 0.97), rng.uniform(0.74, 0.9)], np.float32)
    ambient = np.array([0.92, 0.98, 1.08], np.float32) * (0.75 if overcast else float(rng.uniform(0.2, 0.34)))
    direct = sun * (1 - shadow) * (1 + bevel)
    light = direct[..., None] * tint + ((1 - hidden) * (1 + bevel * 0.6))[..., None] * ambient
    lit = relief.colour * light
    mirrored = relief.glass[..., None] * sky
    return np.asarray(lit * (1 - 0.35 * np.minimum(relief.glass, 1))[..., None] + mirrored, np.float32)


def _developed(rng: np.random.Generator, light: Floats) -> Values:
    """As a camera has it: exposed, toned, a little soft or sharpened, with grain."""
    size = light.shape[0]
    exposed = light * np.float32(rng.uniform(0.3, 0.5) / light.mean())
    exposed = exposed * (1 + np.float32(0.05) * clouds(rng, size, size / 1.5, 1))[..., None]
    toned = 1 - np.exp(-1.5 * np.maximum(exposed, 0))  # a shoulder, as film and cameras have
    encoded = np.clip(toned, 0, 1) ** (1 / 2.2)
    encoded = encoded + np.float32(0.12) * encoded * (1 - encoded) * (2 * encoded - 1) * 4  # and contrast
    encoded = encoded + (encoded - cv2.GaussianBlur(encoded, (0, 0), 1.0)) * np.float32(rng.uniform(-0.25, 0.5))
    noise: NDArray[Any] = rng.standard_normal((size, size, 3), np.float32) * 0.5
    noise = noise + rng.standard_normal((size, size, 1), np.float32)
    noise = cv2.GaussianBlur(noise.astype(np.float32), (0, 0), 0.6) * float(rng.uniform(0.006, 0.02))
    levels = np.rint(np.clip(encoded + noise, 0, 1) * 255).astype(np.uint8)
    coded = cv2.imencode(".jpg", levels[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(82, 96))])[1]
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR_RGB), np.uint8)
