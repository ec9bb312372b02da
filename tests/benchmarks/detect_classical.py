"""Classical detectors of lines and spots, each with the grid of parameters among which it is tuned.

A detector is a slow half (`respond`: one picture per photo and setting) and a fast one (`cut`: a mask from it).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage.filters import frangi, sato

from tests.benchmarks.detect_metrics import Marked
from tests.benchmarks.detect_photos import Picture

Response = NDArray[Any]
Setting = Mapping[str, Any]
EVERY = 100_000  # pixels: no bound


@dataclass(frozen=True)
class Classical:
    """responses, cuts: the grid, a tuple of choices per parameter of either half."""

    respond: Callable[..., Any]
    cut: Callable[..., Marked]
    responses: Mapping[str, tuple[Any, ...]]
    cuts: Mapping[str, tuple[Any, ...]]

    def __call__(self, picture: Picture, setting: Setting) -> Marked:
        """h×w bool of what it finds in a picture (h×w×3 uint8)."""
        response = self.respond(picture, **{name: setting[name] for name in self.responses})
        return self.cut(response, **{name: setting[name] for name in self.cuts})


def choices(grid: Mapping[str, tuple[Any, ...]]) -> list[dict[str, Any]]:
    return [dict(zip(grid, values, strict=True)) for values in product(*grid.values())]


def grey(picture: Picture) -> Picture:
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)


def signed(difference: NDArray[Any], sign: str) -> NDArray[np.float32]:
    """What is brighter than its surroundings is positive; wanted: "dark", "bright" or "both" as positive values."""
    values = np.asarray(difference, np.float32)
    return {"dark": -values, "bright": values, "both": np.abs(values)}[sign]


def top_hat(picture: Picture, size: int, sign: str) -> Response:
    values, element = grey(picture), cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    dark = cv2.morphologyEx(values, cv2.MORPH_BLACKHAT, element)
    if sign == "dark":
        return np.asarray(dark)
    bright = cv2.morphologyEx(values, cv2.MORPH_TOPHAT, element)
    return np.asarray(bright if sign == "bright" else np.maximum(bright, dark))


def median_difference(picture: Picture, size: int, sign: str) -> Response:
    values = grey(picture)
    return signed(values.astype(np.float32) - cv2.medianBlur(values, size), sign)


def gaussian_difference(picture: Picture, sigma: float, sign: str) -> Response:
    values = grey(picture).astype(np.float32)
    return signed(cv2.GaussianBlur(values, (0, 0), sigma) - cv2.GaussianBlur(values, (0, 0), 1.6 * sigma), sign)


def ridges(picture: Picture, *, of: Callable[..., Any], sigmas: tuple[float, ...], sign: str) -> Response:
    values = grey(picture).astype(np.float32) / 255
    signs = ("dark", "bright") if sign == "both" else (sign,)
    found = [of(values, sigmas=sigmas, black_ridges=each == "dark") for each in signs]
    return np.asarray(np.maximum.reduce(found), np.float32)


def above(response: Response, threshold: float, low: float, least: int, most: int) -> Marked:
    """Hysteresis: what lies over low * threshold and reaches threshold somewhere, `least` to `most` pixels long."""
    strong = response > threshold
    weak = (response > low * threshold).astype(np.uint8)
    numbers, stats = cv2.connectedComponentsWithStats(weak, connectivity=8)[1:3]
    extent = np.hypot(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    keep = np.zeros(len(stats), bool)
    keep[numbers[strong]] = True
    keep &= (extent >= least) & (extent <= most)
    keep[0] = False
    return np.asarray(keep[numbers], bool)


def segments(picture: Picture, scale: float) -> Response:
    """The line segment detector LSD (von Gioi and others 2010): N×5, x1 y1 x2 y2 width; and the picture's size."""
    detector = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD, scale)
    answer: tuple[Any, ...] = detector.detect(grey(picture))
    lines, widths = answer[:2]
    size = np.full((1, 5), 0, np.float64)
    size[0, :2] = picture.shape[:2]
    if lines is None:
        return size
    return np.concatenate([size, np.concatenate([lines.reshape(-1, 4), widths.reshape(-1, 1)], 1)])


def drawn(response: Response, length: int, pairs: int, least: int) -> Marked:
    """Segments of at least a length; pairs: only those with an opposite one at most so far away, filled between.

    least: what is drawn connectedly reaches over so many pixels.
    """
    height, width = (int(value) for value in response[0, :2])
    lines = response[1:]
    lines = lines[np.hypot(lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1]) >= length]
    mask = np.zeros((height, width), np.uint8)
    if pairs:
        for quad in _between(lines, pairs):
            cv2.fillPoly(mask, [np.round(quad).astype(np.int32)[:, None]], 1)
    else:
        for x1, y1, x2, y2, _ in lines:
            cv2.line(mask, (round(x1), round(y1)), (round(x2), round(y2)), 1, 2)
    return above(mask, 0, 1, least, EVERY)


def _between(lines: NDArray[np.float64], apart: int) -> list[NDArray[np.float64]]:
    """Quadrilaterals between segments that run against each other: the two edges of a bar."""
    start, run = lines[:, :2], lines[:, 2:4] - lines[:, :2]
    unit = run / np.maximum(np.hypot(*run.T), 1e-6)[:, None]
    opposite = unit @ unit.T < -0.985
    offset = (start + run / 2)[None] - (start + run / 2)[:, None]
    away = np.abs(offset[..., 0] * unit[:, None, 1] - offset[..., 1] * unit[:, None, 0])
    along = np.abs((offset * unit[:, None]).sum(2))
    beside = along < 0.5 * (np.hypot(*run.T)[None] + np.hypot(*run.T)[:, None])
    first, second = np.nonzero(np.triu(opposite & beside & (away <= apart)))
    return [
        np.concatenate([lines[i, :4].reshape(2, 2), lines[j, :4].reshape(2, 2)])
        for i, j in zip(first, second, strict=True)
    ]


def same(picture: Picture) -> Picture:
    return picture


def blobs(picture: Picture, sign: str, area: int, round_: float, step: int) -> Marked:
    """OpenCV's SimpleBlobDetector, its blobs drawn as discs."""
    options = cv2.SimpleBlobDetector.Params()
    options.thresholdStep, options.minThreshold, options.maxThreshold = step, 10, 245
    options.minArea, options.maxArea, options.minRepeatability, options.minDistBetweenBlobs = area, 2000, 2, 2
    options.filterByColor, options.blobColor = True, 0 if sign == "dark" else 255
    options.filterByCircularity, options.minCircularity = round_ > 0, max(round_, 0.01)
    options.filterByConvexity = options.filterByInertia = False
    mask = np.zeros(picture.shape[:2], np.uint8)
    for spot in cv2.SimpleBlobDetector.create(options).detect(grey(picture)):
        cv2.circle(mask, (round(spot.pt[0]), round(spot.pt[1])), max(1, round(spot.size / 2)), 1, -1)
    return mask.astype(bool)


SIGNS = ("dark", "bright", "both")
LINES = {"least": (1, 20, 50, 100), "most": (EVERY,)}
SPOTS = {"least": (1, 3), "most": (15, 40, EVERY)}
LEVELS = {"threshold": (8, 14, 20, 28, 40, 56, 80), "low": (0.5, 1.0)}
SCALES = ((1.0,), (1.0, 2.0), (1.0, 2.0, 4.0))


def table(kind: str) -> dict[str, Classical]:
    """The detectors that are tried on a kind: their names and how they are tuned."""
    sizes = SPOTS if kind == "dust" else LINES
    made = {
        "top-hat": Classical(top_hat, above, {"size": (5, 9, 15, 25, 41), "sign": SIGNS}, LEVELS | sizes),
        "median difference": Classical(
            median_difference, above, {"size": (5, 9, 15, 25, 41), "sign": SIGNS}, LEVELS | sizes
        ),
        "Frangi": Classical(
            partial(ridges, of=frangi), above, {"sigmas": SCALES, "sign": SIGNS},
            {"threshold": (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4), "low": (0.2, 0.5)} | sizes,
        ),
        "Sato": Classical(
            partial(ridges, of=sato), above, {"sigmas": SCALES, "sign": SIGNS},
            {"threshold": (0.01, 0.02, 0.035, 0.05, 0.075, 0.11, 0.16), "low": (0.3, 0.6)} | sizes,
        ),
    }  # fmt: skip
    if kind == "dust":
        fine = {"threshold": (2, 4, 7, 11, 16, 24), "low": (0.5, 1.0)}
        made["DoG"] = Classical(gaussian_difference, above, {"sigma": (1.0, 2.0, 4.0), "sign": SIGNS}, fine | SPOTS)
        made["blobs"] = Classical(
            same, blobs, {},
            {"sign": ("dark", "bright"), "area": (3, 10, 30), "round_": (0.0, 0.6, 0.8), "step": (4, 10)},
        )  # fmt: skip
    else:
        made["LSD"] = Classical(
            segments, drawn, {"scale": (0.8, 1.0)},
            {"length": (15, 30, 60, 100), "pairs": (0, 4, 8, 14, 20), "least": (1, 60, 150)},
        )  # fmt: skip
    return made
