"""What a painter changes, parted in what it does to colours on the whole, patches that nobody wants, and strokes."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.ops.texture_transfer import Faithful, weight

Floats = NDArray[np.float32]

# Standard deviations, in pixels: what of lightness and of colours is wider than that is no stroke, but a patch.
LIGHT, COLOUR = 4.5, 3.0
ROUGH = 0.1  # share with which a place counts whose lightness is all slope: outlines are not to bleed into skies
FARTHEST = 2.5  # standard deviations beyond which colours count as if they lay there
STIFF = 0.01  # how little colours are moved that are rare
SAMPLES = 50_000  # pixels at most that say what happens to colours


class Change(NamedTuple):
    """Both h×w×n. tone: what happens to a colour wherever it lies. strokes: what is finer than a patch."""

    tone: Floats
    strokes: Floats


def parted(picture: Floats, made: Floats, size: float = 1) -> Change:
    """What was painted over a picture (both h×w×n, lightness first, about 0..1), without patches.
    size: of strokes, 1 being those of a network.

    Painters choose among the colours of a painting, and where a smooth place lies between two of them they lay patches
    of both. What they do to a colour on the average stays, as do strokes.
    """
    change = made - picture
    tone = _toned(picture, change)
    rest = change - tone
    slope = weight(np.ascontiguousarray(picture[..., 0]), Faithful(0, 1))
    counted = np.maximum(1 - slope, np.float32(ROUGH))
    for plane in range(rest.shape[2]):
        width = size * (COLOUR if plane else LIGHT)
        around = cv2.GaussianBlur(rest[..., plane] * counted, (0, 0), width)
        rest[..., plane] -= np.asarray(around / cv2.GaussianBlur(counted, (0, 0), width), np.float32)
    return Change(tone, rest)


def _toned(picture: Floats, change: Floats) -> Floats:
    """h×w×n: the change as a quadratic function of the picture's values, by ridge regression."""
    values = picture.reshape(-1, picture.shape[2])
    spread = values.std(axis=0) + np.float32(STIFF)
    terms = _terms(np.clip((values - values.mean(axis=0)) / spread, -FARTHEST, FARTHEST))
    step = max(1, len(values) // SAMPLES)
    seen, wanted = (part[::step].astype(np.float64) for part in (terms, change.reshape(values.shape)))
    normal = seen.T @ seen + STIFF * len(seen) * np.eye(seen.shape[1])
    return np.asarray(terms @ np.linalg.solve(normal, seen.T @ wanted).astype(np.float32)).reshape(change.shape)


def _terms(values: Floats) -> Floats:
    """N×n to N×terms: 1, the values, and their products."""
    count = values.shape[1]
    products = [values[:, one] * values[:, other] for one in range(count) for other in range(one, count)]
    return np.stack([np.ones(len(values), np.float32), *values.T, *products], axis=1)
