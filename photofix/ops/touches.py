"""How each of the painters lays on paint: strokes or dots, how long and strong, in colours how far apart."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.painters import PAINTERS
from photofix.ops.flow import along
from photofix.ops.palette import Palette

Floats = NDArray[np.float32]


class Touch(NamedTuple):
    """strokes: how much of those that the network lays is taken. broken: how far the colours of others, between them,
    are apart, as a share of the palette's spread, and length: how many pixels these reach to either side; none makes
    them dots, without traces of bristles. vivid, contrast: how much stronger colours and lightness are than in the
    painting on the average.
    """

    strokes: float = 1.0
    length: float = 8.0
    broken: float = 0.0
    vivid: float = 1.0
    contrast: float = 1.0


TOUCHES = {
    "van-gogh": Touch(strokes=1.0, length=14, broken=0.3),
    "munch": Touch(strokes=1.0, length=18, broken=0.3, vivid=1.25, contrast=1.25),
    "hokusai": Touch(strokes=0.9),
    "monet": Touch(strokes=0.85, length=3, broken=0.25),
    "seurat": Touch(strokes=0.1, length=0, broken=0.6),
    "klimt": Touch(strokes=0.85, length=2, broken=0.25, vivid=1.15, contrast=1.25),
    "picabia": Touch(strokes=0.7),
    "cezanne": Touch(strokes=1.2, length=6, broken=0.15),
    "turner": Touch(strokes=0.9, length=12, broken=0.15),
    "renoir": Touch(strokes=0.8, length=8, broken=0.2),
    "thomson": Touch(strokes=1.1, length=16, broken=0.3),
    "pissarro": Touch(strokes=1.0, length=3, broken=0.25),
}
WIDTH = 1.6  # standard deviation of a stroke of broken colour, in pixels
# How much lightness and colours are broken. Those of the network differ in lightness already; dots in hardly anything
# but colour, or faces could not be read.
STROKES, DOTS = (0.5, 1.0, 1.0), (0.6, 2.3, 2.3)
APART, DOT = 5, 2.5  # pixels: how far from each other dots are, and their radius
FULL = 1.2  # how evenly strokes are filled


def touch(mix: Floats) -> Touch:
    """Of a mixture of PAINTERS; of any other style the usual one."""
    if len(mix) != len(PAINTERS):
        return Touch()
    return Touch(*(float(value) for value in mix @ np.array([TOUCHES[name] for name, _ in PAINTERS])))


def enlivened(palette: Palette, touch: Touch) -> Palette:
    """The palette with as much more contrast and colour as the touch has."""
    more = np.array([touch.contrast, touch.vivid, touch.vivid], np.float32)
    mean = palette.mean * np.array([1, touch.vivid, touch.vivid], np.float32)
    return Palette(mean, palette.covariance * np.outer(more, more))


def broken(ways: Floats, palette: Palette, touch: Touch, rng: np.random.Generator) -> Floats:
    """h×w×3, of mean 0: strokes along the ways (h×w×2), or dots, of the palette's colours, that the eye mixes."""
    length = round(touch.length)
    if length:
        noise = [cv2.GaussianBlur(rng.standard_normal(ways.shape[:2], np.float32), (0, 0), WIDTH) for _ in range(3)]
        laid = along(np.dstack(noise), ways, length)
        laid = np.tanh(laid * np.float32(FULL / max(float(laid.std()), 1e-6)))
    else:
        laid = dots(ways.shape[:2], rng)
    share = STROKES if length else DOTS
    values, axes = np.linalg.eigh(palette.covariance.astype(np.float64))
    spread = (axes * np.sqrt(np.maximum(values, 0))) @ axes.T * share
    return np.asarray(laid @ (touch.broken * spread).astype(np.float32), np.float32)


def dots(size: tuple[int, ...], rng: np.random.Generator) -> Floats:
    """h×w×3 within -1..1: round dots, close to each other, each of one colour, all equally strong."""
    rows, columns = (-(-length // APART) + 2 for length in size)
    place = rng.random((rows, columns, 2), np.float32) * np.float32(APART)
    colour = rng.standard_normal((rows, columns, 3), np.float32)
    colour /= np.linalg.norm(colour, axis=2, keepdims=True)
    y, x = (np.arange(length, dtype=np.float32) for length in size)
    nearest, found = np.full(size, np.inf, np.float32), np.zeros((*size, 3), np.float32)
    for down in range(3):
        for across in range(3):
            cells = np.ix_(np.arange(size[0]) // APART + down, np.arange(size[1]) // APART + across)
            corner = (cells[0] - 1) * APART, (cells[1] - 1) * APART
            dot = place[cells]
            away = np.hypot(y[:, None] - corner[0] - dot[..., 0], x[None] - corner[1] - dot[..., 1])
            nearer = away < nearest
            nearest[nearer] = away[nearer]
            found[nearer] = colour[cells][nearer]
    return np.asarray(found * np.clip(DOT + 0.5 - nearest, 0, 1)[..., None], np.float32)
