"""The edges of a picture as a drawing: thin lines of even width where an illustrator would draw some."""

from __future__ import annotations

from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.ops.palette import lab
from photofix.ops.planes import resized
from photofix.ops.thin import thinned

Floats = NDArray[np.float32]
Values = NDArray[np.uint8]

# Judged on photographs at 256 to 4,000 pixels a side. Lengths are for pictures of up to EVEN pixels; longer ones have
# proportionally longer ones, and are looked at with at most FINEST pixels a side.
FINEST = 1024
EVEN = 512
FINE, COARSE = 1.0, 2.0  # standard deviations at which slopes are measured
AROUND, NEAR = 8.0, 2.5  # of what counts as a place's surroundings, and of the place itself in these
QUIETED = 0.8  # share of the surroundings' slopes that is taken away: texture quietens itself, outlines stay
ROUNDS, ALIKE, APART = 2, 0.06, 1.3  # of the bilateral filter: deviations of values (0..1) and of places
COLOURS = 1.5  # weight of a difference in colour against one in lightness
STEEPEST, SLIGHTEST = 0.11, 0.012  # slopes at which lines begin, with strength 0 and 1
TYPICAL, SOFTEST = (0.97, 0.09), 0.45  # where so great a share is less steep, slighter slopes count: so much at most
GOES_ON = 0.3  # share of that at which a line goes on
SHORTEST = (24.0, 6.0)  # pixels of a line, with strength 0 and 1
STRAIGHTENED = 3  # times that a line's points move to the middle of their neighbours
WIDTH = 1.37  # pixels
# Lines are drawn at this many times the size at least, and this thick at least, then reduced.
OVER, THICK = 2, 5.5
BALLS = (9.0, 6.0, 4.0, 2.2, 1.0)  # radii by which the paper is parted, in pixels; gaps of lines that are not passed
FATTER = 2.5  # pixels by which OpenCV draws smooth lines of an odd thickness thicker than that (measured)

# Of a drawing: how light paper and dark ink are, shares of a picture that are blank, and either, and how colourful.
PAPER, INK, BLANK, DRAWN, GREY = 0.9, 0.35, 0.6, 0.85, 0.03


class Slopes(NamedTuple):
    """How steep a picture is at every pixel, and the unit vector (x, y) across the edge. h×w and h×w×2."""

    steep: Floats
    across: Floats


def edges(picture: Floats, strength: float = 0.5) -> Floats:
    """A drawing H×W float32 of a picture H×W×3 (sRGB-encoded 0..1): 1 is paper, 0 ink. strength: 0..1, how many lines.

    Smoothed (Tomasi, Manduchi, "Bilateral filtering for gray and color images", ICCV 1998); slopes of lightness and
    colours over two scales (Di Zenzo, "A note on the gradient of a multi-image", CVGIP 33, 1986), less those of the
    surroundings (Grigorescu, Petkov, Westenberg, "Contour detection based on nonclassical receptive field inhibition",
    IEEE TIP 12, 2003); ridges and hysteresis as in Canny, "A computational approach to edge detection", IEEE TPAMI 8
    (1986).
    """
    height, width = picture.shape[:2]
    shrunk = min(1.0, FINEST / max(height, width))
    small = resized(picture, (max(1, round(height * shrunk)), max(1, round(width * shrunk)))) if shrunk < 1 else picture
    scale = max(1.0, max(small.shape[:2]) / EVEN)
    slopes = _quieted(_slopes(_planes(small, scale), scale), scale)
    return _drawn(*_lines(slopes, strength, scale), (height, width))


def is_drawing(picture: Floats) -> bool:
    """Is a picture H×W×3 (0..1) a drawing on white paper already, as `edges` makes them?"""
    clear = (picture.min(axis=2) > PAPER).mean()
    dark = (picture.max(axis=2) < INK).mean()
    colours = float(np.ptp(picture, axis=2).mean())
    return bool(clear > BLANK and clear + dark > DRAWN and colours < GREY)


def filled(ink: Floats, picture: Floats) -> Floats:
    """The lines with flat colours between them, as in a colouring book: every part in the mean colour of the picture.

    ink: H×W as of `edges`; picture: H×W×3, 0..1. Returns H×W×3 float32, 0..1.
    """
    parts = regions(ink)
    return np.asarray(means(parts, picture)[parts] * ink[..., None], np.float32)


def means(parts: NDArray[np.int32], picture: NDArray[Any]) -> Floats:
    """n×3: the mean colour of each part (H×W, 0 to n-1) of a picture H×W×3."""
    sizes = np.maximum(np.bincount(parts.ravel()), 1)
    sums = [np.bincount(parts.ravel(), picture[..., channel].ravel()) for channel in range(picture.shape[2])]
    return np.asarray(np.stack(sums, axis=1) / sizes[:, None], np.float32)


def regions(ink: Floats) -> NDArray[np.int32]:
    """H×W: the number, from 0, of the part of the paper that each pixel is in; lines are of the part that is nearest.

    Lines may have gaps: what hangs together only through places that are narrower than itself is parted there. After
    Zhang, Chen et al., "Vectorizing cartoon animations", IEEE TVCG 15 (2009), in the simplest form ("trapped balls").
    """
    height, width = ink.shape
    shrunk = min(1.0, FINEST / max(height, width))
    if shrunk < 1:
        small = resized(ink, (max(1, round(height * shrunk)), max(1, round(width * shrunk))))
        return np.asarray(cv2.resize(regions(small), (width, height), interpolation=cv2.INTER_NEAREST), np.int32)
    room = cv2.distanceTransform((ink > 0.5).astype(np.uint8), cv2.DIST_L2, 5)
    parts = np.zeros(ink.shape, np.int32)  # 0: in none yet
    for reach in BALLS:
        _, found = cv2.connectedComponents(
            (room > reach * max(1.0, max(ink.shape) / EVEN)).astype(np.uint8), connectivity=4
        )
        known = np.zeros(int(found.max()) + 1, bool)
        known[np.unique(found[parts > 0])] = True
        known[0] = True
        fresh = np.where(known, 0, parts.max() + np.cumsum(~known))
        parts = np.where(parts > 0, parts, fresh[found]).astype(np.int32)
        parts = np.where((parts == 0) & (found > 0), _nearest(parts), parts)
    return np.asarray(np.maximum(_nearest(parts) - 1, 0), np.int32)


def _nearest(parts: NDArray[np.int32]) -> NDArray[np.int32]:
    """For every pixel the part that is nearest; 0 if there is none."""
    if not parts.any():
        return parts
    outside = (parts == 0).astype(np.uint8)
    _, near = cv2.distanceTransformWithLabels(outside, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    owner = np.zeros(int(near.max()) + 1, np.int32)
    owner[near[parts > 0]] = parts[parts > 0]
    return np.asarray(owner[near], np.int32)


def _planes(picture: Floats, scale: float) -> Floats:
    """L*, a* and b*, smoothed among what is alike."""
    planes = lab(picture)
    for _ in range(ROUNDS):
        planes = np.asarray(cv2.bilateralFilter(planes, -1, ALIKE, APART * scale), np.float32)
    planes[..., 1:] *= np.float32(COLOURS)
    return planes


def _slopes(planes: Floats, scale: float) -> Slopes:
    """As steep as the mean of both scales has it, which noise and steps of less than a line's width do not share."""
    fine, coarse = _tensor(planes, FINE * scale), _tensor(planes, COARSE * scale)
    steep = np.sqrt(_largest(fine) * _largest(coarse))
    both = fine / np.float32(FINE**2) + coarse / np.float32(COARSE**2)
    angle = 0.5 * np.arctan2(2 * both[..., 2], both[..., 0] - both[..., 1])
    return Slopes(np.asarray(steep, np.float32), np.asarray(np.dstack([np.cos(angle), np.sin(angle)]), np.float32))


def _tensor(planes: Floats, sigma: float) -> Floats:
    """h×w×3: the sums over the planes of the squared slopes across, down, and of their product."""
    soft = cv2.GaussianBlur(planes, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE)
    across, down = (cv2.Sobel(soft, cv2.CV_32F, *way, scale=sigma / 8) for way in ((1, 0), (0, 1)))
    pairs = (across * across, down * down, across * down)
    return np.dstack([pair.sum(axis=2) for pair in pairs])


def _largest(tensor: Floats) -> Floats:
    """h×w: the slope in the direction in which it is greatest."""
    half = (tensor[..., 0] + tensor[..., 1]) / 2
    apart = np.hypot((tensor[..., 0] - tensor[..., 1]) / 2, tensor[..., 2])
    return np.asarray(np.sqrt(half + apart), np.float32)


def _quieted(slopes: Slopes, scale: float) -> Slopes:
    """Less what is as steep all around."""
    far, near = (cv2.GaussianBlur(slopes.steep, (0, 0), sigma * scale) for sigma in (AROUND, NEAR))
    share = (NEAR / AROUND) ** 2
    ring = np.maximum(0, (far - np.float32(share) * near) / np.float32(1 - share))
    return Slopes(np.maximum(0, slopes.steep - np.float32(QUIETED) * ring), slopes.across)


def _lines(slopes: Slopes, strength: float, scale: float) -> tuple[Values, Floats]:
    """The pixels of lines (h×w, 0 or 1), and where in them the lines are: h×w×2, x and y in pixels from the middle."""
    begins = STEEPEST * (SLIGHTEST / STEEPEST) ** strength
    begins *= min(1, max(SOFTEST, float(np.quantile(slopes.steep, TYPICAL[0])) / TYPICAL[1]))
    shortest = (SHORTEST[0] * (1 - strength) + SHORTEST[1] * strength) * scale
    before, after = (_beside(slopes, side) for side in (-1.0, 1.0))
    ridge = (slopes.steep >= before) & (slopes.steep > after) & (slopes.steep >= begins * GOES_ON)
    skeleton = thinned(ridge.astype(np.uint8))
    count, labels, found, _ = cv2.connectedComponentsWithStats(skeleton, connectivity=8, ltype=cv2.CV_32S)
    steepest = np.bincount(labels[slopes.steep >= begins], minlength=count) > 0
    kept = steepest & (found[:, cv2.CC_STAT_AREA] >= shortest)
    kept[0] = False
    bend = np.minimum(before - 2 * slopes.steep + after, np.float32(-1e-6))
    offset = np.clip((before - after) / (2 * bend), -0.5, 0.5)
    return kept[labels].astype(np.uint8), slopes.across * offset[..., None]


def _beside(slopes: Slopes, side: float) -> Floats:
    """How steep it is one pixel farther across the edge."""
    height, width = slopes.steep.shape
    xs, ys = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    there = xs + np.float32(side) * slopes.across[..., 0], ys + np.float32(side) * slopes.across[..., 1]
    return np.asarray(cv2.remap(slopes.steep, *there, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.float32)


def _drawn(skeleton: Values, offset: Floats, size: tuple[int, int]) -> Floats:
    """The lines on paper of a size (height, width)."""
    height, width = size
    ys, xs = np.nonzero(skeleton)
    if not len(ys):
        return np.ones(size, np.float32)
    links = _links(skeleton, ys, xs)
    points = _straightened(np.stack([xs, ys], axis=1).astype(np.float64) + offset[ys, xs], links)
    enlarged = height / skeleton.shape[0], width / skeleton.shape[1]
    thick = WIDTH * max(1.0, max(size) / EVEN)
    over = max(OVER, round(THICK / thick))
    odd = 2 * max(1, round((thick * over - FATTER - 1) / 2)) + 1
    place = (points + 0.5) * np.array(enlarged[::-1]) * over - 0.5
    paper = np.full((height * over, width * over), 255, np.uint8)
    segments = np.rint(place[links] * 16).astype(np.int32)  # in sixteenths of a pixel
    cv2.polylines(paper, list(segments), False, 0, odd, cv2.LINE_AA, 4)
    reduced = cv2.resize(paper, (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(reduced, np.float32) / np.float32(255)


def _links(skeleton: Values, ys: NDArray[np.intp], xs: NDArray[np.intp]) -> NDArray[np.int32]:
    """n×2: numbers of pixels that are neighbours; aslant only where there is no way around the corner."""
    number = np.full((skeleton.shape[0] + 2, skeleton.shape[1] + 2), -1, np.int32)
    number[ys + 1, xs + 1] = np.arange(len(ys))
    found = []
    for down, across in ((0, 1), (1, 0), (1, 1), (1, -1)):
        other = number[ys + 1 + down, xs + 1 + across]
        there = other >= 0
        if down and across:
            there &= (number[ys + 1 + down, xs + 1] < 0) & (number[ys + 1, xs + 1 + across] < 0)
        found.append(np.stack([np.flatnonzero(there), other[there]], axis=1))
    return np.concatenate(found).astype(np.int32)


def _straightened(points: NDArray[np.float64], links: NDArray[np.int32]) -> NDArray[np.float64]:
    """Points (x, y) moved half of the way to the middle of their two neighbours; ends and junctions stay."""
    neighbours = np.bincount(links.ravel(), minlength=len(points))
    between = (neighbours == 2)[:, None]
    for _ in range(STRAIGHTENED):
        sums = np.zeros_like(points)
        for one, other in ((0, 1), (1, 0)):
            np.add.at(sums, links[:, one], points[links[:, other]])
        points = np.where(between, (points + sums / 2) / 2, points)
    return points
