"""Renders wires over a photograph: power lines, cables, bundles, thin poles, with their exact truth."""

from __future__ import annotations

import cv2
import numpy as np

from photofix.training.rendered import Floats, Rendered, blurred, coverage, floats, lay, luma, seen, smooth_noise

WIDTHS = (1.0, 12.0)  # pixels
STEPS = 24  # points of a wire


def render(rng: np.random.Generator, picture: Floats) -> Rendered:
    """Wires over a picture (h×w×3 float32, sRGB-encoded 0..1): one to three groups of them, now and then a pole."""
    truth = np.zeros(picture.shape[:2], np.uint8)
    for _ in range(int(rng.choice([1, 1, 2, 3]))):
        for line, width in _group(rng, picture.shape[:2]):
            before, shape = picture, coverage(picture.shape[:2], line, width)
            picture, shape = _strung(rng, picture, line, width, shape)
            truth |= seen(before, picture, shape)
    if rng.random() < 0.25:
        picture, shape = _pole(rng, before := picture)
        truth |= seen(before, picture, shape)
    return Rendered(picture, truth)


def _group(rng: np.random.Generator, size: tuple[int, int]) -> list[tuple[Floats, Floats]]:
    """One to six wires between the same two poles: lines of STEPS×2 points, and the widths along them."""
    height, width = size
    reach = float(np.hypot(height, width))
    count = int(rng.choice([1, 1, 1, 2, 2, 3, 4, 6]))
    angle = rng.normal(0, 0.35) if rng.random() < 0.7 else rng.uniform(0, np.pi)
    along = np.array([np.cos(angle), np.sin(angle)])
    across = np.array([-along[1], along[0]])
    centre = rng.uniform(0.05, 0.95, 2) * (width, height)
    t = np.linspace(-1, 1, STEPS)
    ends = rng.uniform(0.15, 0.9, 2) if rng.random() < 0.2 else np.array([1.3, 1.3])  # some end inside the picture
    place = np.where(t < 0, t * ends[0], t * ends[1]) * reach
    # A catenary that sags little is a parabola; the sag shows as the camera's tilt has it.
    sag = rng.normal(0, 0.08) * reach * (1 - t**2)
    broad = float(np.exp(rng.uniform(*np.log(WIDTHS))) if rng.random() < 0.6 else rng.uniform(1.0, 4.0))
    nearer = float(rng.uniform(0.6, 1.6)) if rng.random() < 0.5 else 1.0
    widths = np.clip(broad * np.linspace(1, nearer, STEPS), *WIDTHS)
    gap, closing = float(rng.uniform(2, 14)) * broad, float(rng.uniform(0.3, 1.0))
    made = []
    for number in range(count):
        apart = gap * (number - (count - 1) / 2) * np.linspace(1, closing, STEPS) + rng.normal(0, 0.2 * broad)
        lines = centre + place[:, None] * along + (apart + sag * rng.uniform(0.8, 1.2))[:, None] * across
        made.append((lines.astype(np.float32), widths.astype(np.float32)))
    return made


def _strung(
    rng: np.random.Generator, picture: Floats, line: Floats, width: Floats, shape: Floats
) -> tuple[Floats, Floats]:
    """The picture with one wire, and the wire's shape as far as nothing hides it."""
    shown = shape * _unhidden(rng, picture)
    colour = _tone(rng, float(luma(picture)[shape > 0.3].mean()) if (shape > 0.3).any() else 0.5)
    layer = np.broadcast_to(colour, picture.shape)
    thick = float(np.mean(width))
    if thick > 2 and rng.random() < 0.6:  # lit from above: a bright ridge, beside the middle
        side = float(rng.uniform(-0.3, 0.3)) * thick
        ridge = coverage(shape.shape, line + floats([0, side]), width * float(rng.uniform(0.25, 0.5)))
        layer = lay(layer, blurred(ridge, 0.15 * thick), np.clip(colour + rng.uniform(-0.1, 0.45), 0, 1))
    if rng.random() < 0.3:  # twisted, or wet: brighter and darker along it
        layer = layer + 0.08 * smooth_noise(rng, shape.shape, float(rng.uniform(4, 30)))[..., None]
    alpha = blurred(shown, float(rng.choice([0, 0, 0.5, 0.8, 1.4])))
    return np.clip(lay(picture, alpha * float(rng.uniform(0.75, 1)), layer), 0, 1), shown


def _tone(rng: np.random.Generator, behind: float) -> Floats:
    """A colour that can be told from what is behind it (luma 0..1): most wires are dark, lit ones bright."""
    while True:
        bright = rng.uniform(0.5, 1.0) if rng.random() < (0.15 if behind > 0.5 else 0.6) else rng.uniform(0, 0.35)
        if abs(bright - behind) > 0.12:
            return np.clip(bright * (1 + rng.normal(0, 0.08, 3)), 0, 1).astype(np.float32)


def _unhidden(rng: np.random.Generator, picture: Floats) -> Floats:
    """h×w 0..1: where nothing of the picture lies before the wire. Foliage does: dark and rough parts, in blotches."""
    if rng.random() < 0.6:
        return np.ones(picture.shape[:2], np.float32)
    grey = luma(picture)
    rough = cv2.blur(np.abs(grey - cv2.blur(grey, (9, 9))), (9, 9))
    leaves = rough > max(0.02, float(np.quantile(rough, rng.uniform(0.5, 0.9))))
    holes = smooth_noise(rng, grey.shape, float(rng.uniform(4, 24))) > rng.uniform(-0.6, 0.6)
    return np.asarray(1 - (leaves & holes), np.float32)


def _pole(rng: np.random.Generator, picture: Floats) -> tuple[Floats, Floats]:
    """A thin pole or mast with cross arms and insulators; its shape counts as a wire."""
    height, width = picture.shape[:2]
    broad = float(rng.uniform(3, WIDTHS[1]))
    foot = np.array([rng.uniform(0, width), height + 5.0])
    top = np.array([foot[0] + rng.normal(0, 0.03) * height, rng.uniform(-0.3, 0.6) * height])
    shape = coverage((height, width), np.stack([foot, top]).astype(np.float32), floats([broad, broad]))
    for number in range(int(rng.integers(0, 3))):
        y = top[1] + (4 + number * rng.uniform(8, 20)) * 1.0
        half = float(rng.uniform(8, 30))
        tilt = float(rng.normal(0, 2))
        arm = np.array([[top[0] - half, y - tilt], [top[0] + half, y + tilt]], np.float32)
        shape = np.maximum(shape, coverage((height, width), arm, float(rng.uniform(2, max(2.5, broad * 0.7)))))
        for place in np.linspace(-0.9, 0.9, int(rng.integers(2, 5))):  # insulators
            at = arm.mean(0) + place * floats([half, tilt])
            knob = np.stack([at, at - floats([0, rng.uniform(2, 6)])]).astype(np.float32)
            shape = np.maximum(shape, coverage((height, width), knob, float(rng.uniform(2, 4))))
    behind = float(luma(picture)[shape > 0.3].mean()) if (shape > 0.3).any() else 0.5
    layer = _tone(rng, behind) + 0.03 * smooth_noise(rng, (height, width), 5)[..., None]
    alpha = blurred(shape, float(rng.choice([0, 0.5, 0.8])))
    return np.clip(lay(picture, alpha, layer), 0, 1), shape
