"""What the renderers of defects share: layers laid over a photograph, and the truth about them."""

from __future__ import annotations

from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Values = NDArray[np.uint8]
LUMA = np.array([0.299, 0.587, 0.114], np.float32)
FINE = 3  # layers are drawn so many times larger, which makes their edges antialiased
VISIBLE = 0.05  # of the full range: what changes a picture by less is not called a defect
CAMOUFLAGE = 1.0  # times the roughness of the picture: a line that changes it by less is lost in it
HIDDEN = 2.0  # the same for a spot, which has no course by which the eye follows it
MARKED, FAINT = 255, 1
LONG = 5  # widths from which on a spot is a line
NEAR = 25  # pixels a side of the surroundings in which a defect is judged
FINEST = 9  # pixels a side of the least surroundings from which roughness is counted


def floats(values: Any) -> Floats:
    """An array of float32."""
    return np.asarray(values, np.float32)


class Rendered(NamedTuple):
    """picture: h×w×3 float32, sRGB-encoded 0..1, with the defects. marks: h×w uint8 of MARKED, FAINT and 0."""

    picture: Floats
    marks: Values

    @property
    def truth(self) -> Values:
        """h×w uint8: 255 where there is a defect that can be seen, else 0."""
        return np.where(self.marks == MARKED, 255, 0).astype(np.uint8)

    @property
    def faint(self) -> Values:
        """h×w uint8: 255 where there is one that nobody can see or miss: neither finding nor missing it is wrong."""
        return np.where(self.marks == FAINT, 255, 0).astype(np.uint8)


def outline(rng: np.random.Generator, radius: float, wobble: float, points: int = 24, flat: float = 1.0) -> Floats:
    """points×2 float32: a closed irregular line about (0, 0). wobble: how far it leaves the circle, as its share."""
    angles = np.linspace(0, 2 * np.pi, points, endpoint=False)
    away = np.ones(points)
    for wave in range(2, 7):
        away += rng.normal(0, wobble / wave) * np.cos(wave * angles + rng.uniform(0, 6.3))
    return floats(radius * away[:, None] * np.stack([np.cos(angles), flat * np.sin(angles)], 1))


def coverage(shape: tuple[int, int], points: Floats, width: float | Floats) -> Floats:
    """h×w float32 0..1: how far a stroke along a polyline (N×2, x y) covers each pixel. width: one or N of them."""
    large = np.zeros((shape[0] * FINE, shape[1] * FINE), np.uint8)
    fixed = np.round(points * FINE * 16).astype(np.int32)
    if np.ndim(width) == 0:
        cv2.polylines(large, [fixed[:, None]], False, 255, max(1, round(float(width) * FINE)), cv2.LINE_8, 4)
    else:
        for start, end, wide in zip(fixed[:-1], fixed[1:], np.asarray(width, float)[:-1], strict=True):
            cv2.line(large, start.tolist(), end.tolist(), 255, max(1, round(wide * FINE)), cv2.LINE_8, 4)
    return floats(cv2.resize(large, shape[::-1], interpolation=cv2.INTER_AREA) / 255)


def filled(shape: tuple[int, int], outline: Floats) -> Floats:
    """h×w float32 0..1: how far the inside of an outline (N×2, x y) covers each pixel."""
    large = np.zeros((shape[0] * FINE, shape[1] * FINE), np.uint8)
    cv2.fillPoly(large, [np.round(outline * FINE * 16).astype(np.int32)[:, None]], 255, cv2.LINE_8, 4)
    return floats(cv2.resize(large, shape[::-1], interpolation=cv2.INTER_AREA) / 255)


def lay(picture: Floats, alpha: Floats, colour: Floats) -> Floats:
    """The picture under a layer: alpha h×w 0..1, colour 3 or h×w×3."""
    part = _box(alpha)
    result = picture.copy()
    under = picture[part]
    result[part] = under + alpha[part][..., None] * ((colour if colour.ndim == 1 else colour[part]) - under)
    return result


def _box(shape: Floats, margin: int = 0) -> tuple[slice, slice]:
    """Where a layer is not empty: most of them are small, and the whole picture would take most of the time."""
    x, y, w, h = cv2.boundingRect((shape > 0).astype(np.uint8))
    return np.s_[max(0, y - margin) : y + h + margin, max(0, x - margin) : x + w + margin]


def blurred(values: Floats, sigma: float) -> Floats:
    return np.asarray(cv2.GaussianBlur(values, (0, 0), sigma), np.float32) if sigma > 0.2 else values


def luma(picture: Floats) -> Floats:
    return floats(cv2.transform(picture, LUMA[None]))


def smooth_noise(rng: np.random.Generator, shape: tuple[int, int], size: float) -> Floats:
    """h×w float32 noise of mean 0 and deviation 1 whose blotches are about `size` pixels large."""
    small = (max(2, round(shape[0] / size) + 2), max(2, round(shape[1] / size) + 2))
    noise = rng.standard_normal(small).astype(np.float32)
    return floats(cv2.resize(noise, shape[::-1], interpolation=cv2.INTER_CUBIC) * 1.3)


def seen(before: Floats, after: Floats, shape: Floats) -> Values:
    """h×w uint8: MARKED where a layer's shape (h×w 0..1) covers a third of a pixel, FAINT where it cannot be seen.

    What is seen changes the picture by VISIBLE at least, and on a rough background by CAMOUFLAGE times the roughness
    (mean deviation from the local mean). Both are means along some NEAR pixels of the defect: a wire which is lost for
    a few pixels on a background of its own tone is still one wire. Marks of several layers are joined by `|`.
    """
    marks = np.zeros(shape.shape, np.uint8)
    part = _box(shape, 2 * NEAR)
    inside = shape[part] > 1 / 3
    if not inside.any():
        return marks
    rough = cv2.blur(_roughness(before[part], FINEST), (NEAR, NEAR))
    change = _change(before[part], after[part]) * inside
    near = cv2.blur(change, (NEAR, NEAR)) / np.maximum(cv2.blur(inside.astype(np.float32), (NEAR, NEAR)), 1e-6)
    visible = near > np.maximum(VISIBLE, CAMOUFLAGE * rough)
    marks[part] = np.where(inside, np.where(visible, MARKED, FAINT), 0)
    return marks


def seen_spot(before: Floats, after: Floats, shape: Floats) -> Values:
    """The same for a spot, which is seen as a whole or not at all: all MARKED or all FAINT. What is long is a line.

    What hides a spot is structure up to its own size, in and around it: a soft shadow shows in a sky and is lost among
    letters as large as it. That HIDDEN deviations hide it was judged by eye on some hundred of them, and is near the
    three standard deviations that Rose found (A. Rose, "The sensitivity performance of the human eye on an absolute
    scale", 1948).
    """
    marks = np.zeros(shape.shape, np.uint8)
    solid = np.pad(shape[_box(shape)] > 1 / 3, 1).astype(np.uint8)
    if not solid.any():
        return marks
    wide = round(2 * float(cv2.distanceTransform(solid, cv2.DIST_L2, 3).max()))
    if int(solid.sum()) > LONG * wide**2:
        return seen(before, after, shape)
    part = _box(shape, max(NEAR // 2, wide))
    inside = shape[part] > 1 / 3
    rough = float(_roughness(before[part], max(FINEST, 2 * wide + 1)).mean())
    visible = float(_change(before[part], after[part])[inside].mean()) > max(VISIBLE, HIDDEN * rough)
    marks[part] = np.where(inside, MARKED if visible else FAINT, 0)
    return marks


def _roughness(picture: Floats, window: int) -> Floats:
    """h×w: how far each pixel's luma is from the mean of `window`×`window` pixels around."""
    grey = luma(picture)
    return floats(cv2.absdiff(grey, cv2.blur(grey, (window, window))))


def _change(before: Floats, after: Floats) -> Floats:
    """h×w: the mean of how much the three channels change."""
    return floats(cv2.transform(cv2.absdiff(after, before), np.full((1, 3), 1 / 3)))


def photographed(rng: np.random.Generator, picture: Floats) -> Floats:
    """As a camera or scanner leaves it: mild blur or sharpening, noise, and JPEG compression at quality 60 to 97."""
    if rng.random() < 0.2:
        picture = blurred(picture, float(rng.uniform(0.3, 0.9)))
    if rng.random() < 0.4:
        amount, sigma = rng.uniform(0.2, 1.2), float(rng.uniform(0.6, 1.5))
        picture = picture + amount * (picture - blurred(picture, sigma))
    if rng.random() < 0.5:
        grain = rng.standard_normal(picture.shape[: 2 if rng.random() < 0.3 else 3]).astype(np.float32)
        grain = blurred(grain, float(rng.choice([0, 0, 0.6, 0.9])))
        picture = picture + float(np.exp(rng.uniform(*np.log([0.004, 0.04])))) * (
            grain if grain.ndim == 3 else grain[..., None]
        )
    levels = np.rint(np.clip(picture, 0, 1) * 255).astype(np.uint8)
    if rng.random() < 0.75:
        quality = int(rng.choice([60, 70, 80, 85, 90, 95, 97]))
        levels = np.asarray(cv2.imdecode(cv2.imencode(".jpg", levels, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], 1))
    return floats(levels / 255)
