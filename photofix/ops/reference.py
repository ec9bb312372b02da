"""Borrows the colours of another photo: each place takes those of the places there that look like it.

By regions, not by a tint of the whole: Welsh, Ashikhmin, Mueller, "Transferring color to greyscale images" (SIGGRAPH
2002), with features of the colorizer's network, which sees things, beside lightness and texture. Places that nothing
there is like keep the colours that they have.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.colour import srgb_decoded
from photofix.core.document import State
from photofix.core.lightness import colours_of, lightness, luminance
from photofix.errors import UserError
from photofix.models.colorizer import Guess
from photofix.ops.base import Source
from photofix.ops.planes import resized
from photofix.ops.reduced import reduced
from photofix.ops.toned import colour_left

Floats = NDArray[np.float32]

SIDE = 256  # pixels of the longer side: as many as the network sees
FAINT = 2.0  # less colour beside one tone is none, see ops.toned; muted photos have more
KEPT = 4  # references that stay in memory, 1 MB each
# Measured on val photos with references of the same and of other things.
NEAREST = 16  # places of the reference whose colours are averaged
AXES = 24  # of the network's features, those in which the two photos vary most
NETWORK = 10.0  # by how much those count: the root mean square of their distance from the mean
LIGHT, AROUND = 10.0, 20.0  # lightness, of the place and about it, that counts as 1
HEIGHT = 3.0  # how much top and bottom of the photo are apart
WIDTHS = (2, 6, 16)  # standard deviations in pixels at which texture is measured
EDGES = (3, 8)
TEXTURE = 2.0  # by how much a standard deviation of texture counts
SOFT = 0.2  # of the usual distance: by how much farther places count less, for 1/e
DOUBTED = 12.0  # squared distance at which half of the colours are borrowed
STEEP = 3  # how fast trust falls with it
SMOOTH = 1.0  # standard deviation, in places, by which what is borrowed is evened out
FLAT = 0.5  # squared gradient of L* that has no direction


class Reference(NamedTuple):
    """light: h×w L*, at most SIDE pixels a side. colours: h×w×2, a* and b*."""

    light: Floats
    colours: Floats


def read(path: Path) -> Reference:
    """The colours of a photo of any format. Raises UserError if it cannot be read or has none."""
    try:
        stat = path.stat()
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}.", hint="Choose a colour photo.") from error
    return _read(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(KEPT)
def _read(path: Path, _changed: int, _size: int) -> Reference:
    """A preview asks for the same again and again; a file that was written anew is read anew."""
    from photofix.files.load import load  # all formats; most runs read no file

    linear = srgb_decoded(np.clip(reduced(Source(State.of(load(path))), SIDE), 0, 1))
    light, colours = lightness(luminance(linear)), np.asarray(colours_of(linear), np.float32)
    if colour_left(np.dstack([light, colours])) < FAINT:
        raise UserError(
            f"{path} has no colours to give: it is grey or of one tone.", hint="Choose a colour photo as reference."
        )
    return Reference(light, colours)


def borrowed(light: Floats, guess: Guess, colours: Floats, reference: Reference, other: Guess) -> Floats:
    """What is to be added to colours, so that places which the reference has the like of get the colours from there.

    light: h×w L*; guess: what the network makes of it; colours: h'×w'×2, those that the photo has so far, of any size.
    other: what the network makes of the reference's lightness. Returns h''×w''×2 of the size of the guess's features.
    """
    size, there = guess.features.shape[:2], other.features.shape[:2]
    mine, theirs = _alike(_described(light, size), _described(reference.light, there), guess, other)
    apart = _apart(mine, theirs)
    nearest = np.argpartition(apart, min(NEAREST, apart.shape[1]) - 1, axis=1)[:, :NEAREST]
    distance = np.take_along_axis(apart, nearest, axis=1)
    least = distance.min(axis=1)
    usual = float(np.median(distance.mean(axis=1)))
    share = np.exp((least[:, None] - distance) / (SOFT * usual + np.float32(1e-6)))
    share /= share.sum(axis=1, keepdims=True)
    given = resized(reference.colours, there).reshape(-1, 2)
    found = np.einsum("nk,nkc->nc", share, given[nearest])
    # Photos of other things have something alike in many places, too, but are less alike on the whole.
    trust = 1 / (1 + (np.sqrt(least * np.median(least)) / DOUBTED) ** STEEP)
    change = trust[:, None] * (found - resized(colours, size).reshape(-1, 2))
    return np.asarray(cv2.GaussianBlur(np.asarray(change, np.float32).reshape(*size, 2), (0, 0), SMOOTH), np.float32)


def _described(light: Floats, size: tuple[int, ...]) -> Floats:
    """h×w L* -> size×n: lightness, height in the photo, and logarithms of textures, which have yet to be scaled."""

    def blurred(plane: Floats, width: float) -> Floats:
        return np.asarray(cv2.GaussianBlur(plane, (0, 0), width), np.float32)

    across, down = (cv2.Sobel(light, cv2.CV_32F, *way) / np.float32(8) for way in ((1, 0), (0, 1)))
    steep = np.hypot(across, down)
    direction = blurred(across * across - down * down, 4) / (blurred(steep * steep, 4) + FLAT)
    deviations = [np.sqrt(np.maximum(blurred(light * light, w) - blurred(light, w) ** 2, 0)) for w in WIDTHS]
    textures = [np.log1p(plane) for plane in (*deviations, *(blurred(steep, w) for w in EDGES))]
    height = np.repeat(np.linspace(0, HEIGHT, size[0], dtype=np.float32)[:, None], size[1], axis=1)
    levels = [light / LIGHT, blurred(light, 4) / AROUND, blurred(light, 12) / AROUND]
    return np.dstack(
        [height, *(resized(np.asarray(plane, np.float32), size) for plane in (*levels, *textures, direction))]
    )


def _alike(mine: Floats, theirs: Floats, guess: Guess, other: Guess) -> tuple[Floats, Floats]:
    """n×d and m×d: what places are described by, scaled so that the distance says how alike they are."""
    features = [_rows(one.features) for one in (guess, other)]
    both = np.concatenate(features)
    middle = both.mean(axis=0)
    variances, axes = np.linalg.eigh(np.cov((both - middle).T))
    scale = np.float32(NETWORK / np.sqrt(max(float(variances.sum()), 1e-9)))
    planes = [_rows(one) for one in (mine, theirs)]
    textures = np.concatenate(planes)[:, 4:]
    mean, deviation = textures.mean(axis=0), textures.std(axis=0) + np.float32(1e-3)
    first, second = (
        np.hstack([(own - middle) @ axes[:, -AXES:] * scale, plane[:, :4], TEXTURE * (plane[:, 4:] - mean) / deviation])
        for own, plane in zip(features, planes, strict=True)
    )
    return np.asarray(first, np.float32), np.asarray(second, np.float32)


def _rows(planes: Floats) -> Floats:
    return planes.reshape(-1, planes.shape[2])


def _apart(one: Floats, other: Floats) -> Floats:
    """n×m squared distances."""
    squares = np.square(one).sum(axis=1)[:, None] + np.square(other).sum(axis=1)
    return np.asarray(np.maximum(squares - 2 * (one @ other.T), 0), np.float32)
