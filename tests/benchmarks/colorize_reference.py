"""Colours that come from a reference, for `colorize_quality --reference`: of the same thing, and of another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.photo import Photo
from photofix.files.save import save
from photofix.ops.colorize import Colorize

Picture = NDArray[np.uint8]
Floats = NDArray[np.float32]
Colourer = Callable[[Picture, Colorize], Picture]  # a grey picture, and how


def tinted(light: Floats, automatic: Floats, reference: Floats) -> Floats:
    """Reinhard et al., "Color transfer between images" (2001): mean and deviation of the whole.

    Of h×w×2 colours that were guessed and h×w×2 of the reference; light is not changed.
    """
    mean, deviation = automatic.mean(axis=(0, 1)), automatic.std(axis=(0, 1)) + 1e-3
    wanted = reference.mean(axis=(0, 1)), reference.std(axis=(0, 1))
    return np.asarray((automatic - mean) / deviation * wanted[1] + wanted[0], np.float32)


def mirrored(truth: Picture) -> Picture:
    """Half of the photo or so, mirrored, a little smaller."""
    height, width = truth.shape[:2]
    part = truth[height // 10 : height - height // 10, width // 8 : width - width // 8, :][:, ::-1]
    return np.asarray(cv2.resize(part, None, fx=0.8, fy=0.8, interpolation=cv2.INTER_AREA), np.uint8)


def halves(truth: Picture) -> tuple[Picture, Picture]:
    """Two photos of one place: left and right of this one, or top and bottom."""
    height, width = truth.shape[:2]
    if width >= height:
        return truth[:, : width // 2], truth[:, width // 2 :]
    return truth[: height // 2], truth[height // 2 :]


def by_reference(colourer: Colourer, grey: Picture, reference: Picture) -> Picture:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "reference.png"
        save(Photo(np.ascontiguousarray(reference)), file)
        return colourer(grey, Colorize(reference=str(file)))


def cases(photos: list[Picture], number: int) -> Iterator[tuple[str, Picture, Picture]]:
    """What the reference is, the photo, and the reference."""
    truth = photos[number]
    yield "itself", truth, mirrored(truth)
    yield "other half", *halves(truth)
    yield "another photo", truth, photos[(number + len(photos) // 4) % len(photos)]
