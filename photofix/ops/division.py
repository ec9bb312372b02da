"""Takes the shadow of sensor dust off a photo by division: what lies under it is still there, only darker."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]

SMALLEST = 6.0  # pixels across: of what is smaller nothing but its edge could be measured
TAIL = 0.18  # of the diameter: how far beyond its mark a soft spot still shows
RING = 0.6  # of the diameter: how wide the surroundings are that it is compared with
DARKEST = 0.3  # what lets less light through leaves too little to be brought back
FAINTEST = 0.997  # and what lets more through is no spot
BLACK = 0.01  # encoded values below this say nothing of a ratio
TEXTURE = (0.45, 2.5)  # how lively the divided pixels may be against the surroundings
STILL = 0.0015  # liveliness (of 1) that is not seen: a third of an 8-bit level
ROUND = 1.2  # the farthest pixel of a round spot, in radii
STEEP = 14  # pixels: the shadow of a spot less deep than this changes too fast to be evened out much
SOFTNESS = 9.0  # of the diameter: sigma of what counts as part of a shadow and not as texture
LEFT = 2.5  # how far off the divided tone may be, in deviations of the surroundings
BRIGHTEST = 99  # percent of the surroundings are darker than the brightest of them that count
SHINE = 0.3  # share of a shadow's depth by which a pixel may be brighter still: the surroundings are few
ROUNDS = 3  # of the fit of the surroundings, each without what stood out in the last


@dataclass(frozen=True, eq=False)
class Divided:
    """rgb: h×w×3 float32 with the spot divided out; touched: h×w bool, where it differs from what it was."""

    rgb: Floats
    touched: Bools


def margin(diameter: float) -> int:
    """Pixels around a spot that `divided` wants to see."""
    return int(np.ceil((TAIL + RING) * diameter)) + 6


def divided(rgb: Floats, marked: Bools, diameter: float, avoid: Bools | None = None) -> Divided | None:
    """The picture with a soft dark spot divided out; None if that does not fit: an opaque or bright spot, or none.

    rgb: h×w×3 float32, sRGB-encoded, the spot with `margin(diameter)` pixels around it as far as the photo goes.
    marked: h×w bool, the spot. avoid: h×w bool, surroundings that are damaged themselves. Dust on a sensor's glass
    takes the same share of the light of all that lies under it, a share that changes slowly from its rim to its
    middle. So the logarithm of the picture is compared with that of a smooth surface through the surroundings; its
    mean over all pixels equally deep in the spot is the shadow's depth there, in which texture has averaged out. What
    is left after division must look like the surroundings in tone and liveliness, else the model does not hold.
    Flat-field division as in astronomy (Howell, "Handbook of CCD Astronomy", 2006, 4.5), with a flat made up.
    """
    if diameter < SMALLEST:
        return None
    hole = _grown(marked, TAIL * diameter + 1)
    ring = _grown(hole, RING * diameter + 4) & ~hole
    told = hole
    if avoid is not None:
        ring &= ~avoid
        told = hole & ~_grown(avoid, 3)
    if ring.sum() < max(40, 0.25 * hole.sum()) or float(np.median(rgb[hole])) < BLACK:
        return None
    light = np.log(np.maximum(rgb, BLACK / 2))
    surface, spread = _surface(light, ring)
    away = light - surface
    shadow = _shadow(away.mean(axis=2), hole)
    shadow += _uneven(np.where(hole | ring, away.mean(axis=2) - shadow, 0), hole, ring, diameter)
    shadow = np.minimum(shadow, 0)
    if (
        float(away[hole].mean()) > 0.5 * float(shadow[hole].mean())
        or not DARKEST < float(np.exp(shadow.min())) < FAINTEST
    ):
        return None
    weight = float((shadow[hole] ** 2).sum())
    share = np.clip([float((away[..., c][hole] * shadow[hole]).sum()) / weight for c in range(3)], 0.5, 1.6)
    clean = light - shadow[..., None] * share.astype(np.float32)
    left = clean - surface
    if not _fits(left, hole, ring, spread, float(shadow.min())) or _shines(left, told, ring, shadow):
        return None
    touched = hole & (shadow < -1e-4)
    out = np.where(touched[..., None], rgb * np.exp(clean - light), rgb)
    return Divided(np.asarray(out, np.float32), touched)


def _grown(mask: Bools, pixels: float) -> Bools:
    away = cv2.distanceTransform((~mask).astype(np.uint8), cv2.DIST_L2, 5)
    return np.asarray(away <= pixels)


def _surface(light: Floats, ring: Bools) -> tuple[Floats, float]:
    """A quadratic surface through the ring, per channel; and by how much the ring's own tone strays from it."""
    height, width = ring.shape
    y, x = np.mgrid[:height, :width].astype(np.float32)
    x, y = (x / width - 0.5) * 2, (y / height - 0.5) * 2
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=2)
    known, values = terms[ring], light[ring]
    weight = np.ones(len(known), np.float32)
    for _ in range(ROUNDS):
        fit = np.linalg.lstsq(known * weight[:, None], values * weight[:, None], rcond=None)[0]
        stray = np.abs(values - known @ fit).max(axis=1)
        scale = 1.4826 * float(np.median(stray)) + 1e-4
        weight = np.minimum(1, 2 * scale / np.maximum(stray, 1e-6)).astype(np.float32)
    surface = np.asarray(terms @ fit, np.float32)
    soft = cv2.GaussianBlur(np.where(ring[..., None], light - surface, 0).mean(axis=2), (0, 0), 3)
    return surface, float(soft[ring].std()) + 2e-3


def _shadow(away: Floats, hole: Bools) -> Floats:
    """h×w, 0 outside the hole and below 0 in it: the mean of `away` over all pixels equally deep in the hole."""
    depth = _depth(hole)
    deepest = int(np.ceil(float(depth.max())))
    place = np.minimum(depth[hole].astype(int), deepest - 1)
    count = np.bincount(place, minlength=deepest).astype(float)
    mean = np.bincount(place, away[hole], minlength=deepest) / np.maximum(count, 1)
    # The few pixels of the middle are the least certain: they lean on those around them.
    kernel = np.array([1, 2, 3, 2, 1] if deepest > STEEP else [1, 4, 1], float)
    padded, weights = (np.pad(values, len(kernel) // 2) for values in (mean * count, count))
    smooth = np.convolve(padded, kernel, "valid") / np.maximum(np.convolve(weights, kernel, "valid"), 1e-6)
    smooth = np.minimum(smooth - smooth[0], 0)
    levels = np.interp(depth, np.concatenate([[0], np.arange(deepest) + 0.5]), np.concatenate([[0], smooth]))
    return np.where(hole, levels, 0).astype(np.float32)


def _depth(hole: Bools) -> Floats:
    """How deep each pixel lies in the hole, in pixels: below a circle's rim if it is about round, else by distance."""
    ys, xs = np.nonzero(hole)
    radius = float(np.sqrt(len(ys) / np.pi))
    y, x = np.mgrid[: hole.shape[0], : hole.shape[1]].astype(np.float32)
    reach = np.hypot(x - float(xs.mean()), y - float(ys.mean()))
    if float(reach[hole].max()) < ROUND * radius + 1:
        return np.where(hole, np.maximum(radius + 1 - reach, 0.01), 0).astype(np.float32)
    return np.asarray(cv2.distanceTransform(np.pad(hole, 1).astype(np.uint8), cv2.DIST_L2, 5)[1:-1, 1:-1], np.float32)


def _uneven(left: Floats, hole: Bools, ring: Bools, diameter: float) -> Floats:
    """What is left of a shadow that is no exact function of depth, 0 outside the hole: the soft part of `left` (h×w, 0
    where nothing is known), as far as it is more than the surroundings have themselves (a Wiener filter's share)."""
    size = (0, 0)
    known = cv2.GaussianBlur((hole | ring).astype(np.float32), size, diameter / SOFTNESS)
    soft = cv2.GaussianBlur(left, size, diameter / SOFTNESS) / np.maximum(known, 0.1)
    own, natural = float(np.square(soft[hole]).mean()), float(np.square(soft[ring]).mean())
    share = max(0.0, 1 - natural / max(own, 1e-12))
    rim = np.minimum(1, _depth(hole) / 2)
    return np.asarray(np.where(hole, share * soft * rim, 0), np.float32)


def _fits(left: Floats, hole: Bools, ring: Bools, spread: float, deepest: float) -> bool:
    """Whether the divided pixels look like the surroundings: their tone in the middle, and how lively they are."""
    core = hole & (cv2.distanceTransform(hole.astype(np.uint8), cv2.DIST_L2, 5) > 2)
    tone = np.abs(cv2.GaussianBlur(left.mean(axis=2), (0, 0), 3)[core])
    if float(np.percentile(tone, 90)) > max(LEFT * spread, 0.25 * -deepest):
        return False
    fine = left.mean(axis=2) - cv2.GaussianBlur(left.mean(axis=2), (0, 0), 1.5)
    inside, outside = float(np.abs(fine[core]).mean()), float(np.abs(fine[ring]).mean())
    return TEXTURE[0] < (inside + STILL) / (outside + STILL) < TEXTURE[1]


def _shines(left: Floats, told: Bools, ring: Bools, shadow: Floats) -> bool:
    """Whether something in the divided spot is brighter than all its surroundings.

    The mark of an irregular spot covers places that it does not darken.
    """
    soft = cv2.GaussianBlur(left.mean(axis=2), (0, 0), 1)
    highest = float(np.percentile(soft[ring], BRIGHTEST)) - SHINE * float(shadow.min())
    return bool((soft[told] > highest).any())
