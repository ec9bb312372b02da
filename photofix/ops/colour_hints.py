"""Colours that a person gives to places of a photo, read from a JSON file or a picture of strokes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.colour import Working, srgb_decoded
from photofix.core.lightness import colours_of
from photofix.core.photo import to_float
from photofix.errors import UserError
from photofix.files.load import load

Floats = NDArray[np.float32]

SUFFIXES = (".json", ".png")
STROKES = 256  # pixels of the longer side at which strokes are read: as many as the network sees
COVERED = 0.25  # share of such a pixel that a stroke has to cover
FORM = 'Each hint is like {"x": 120, "y": 80, "rgb": [200, 150, 120]}, in pixels of the photo; all lie in one list.'


class Hints(NamedTuple):
    """places: n×2 float32, x and y as shares of the photo's width and height, 0..1. colours: n×2, a* and b*."""

    places: Floats
    colours: Floats


NONE = Hints(np.zeros((0, 2), np.float32), np.zeros((0, 2), np.float32))


def read(path: Path, width: int, height: int) -> Hints:
    """The hints of a file for a photo of width×height pixels. Raises UserError that says what is wrong with them."""
    return _strokes(path, width, height) if path.suffix.lower() == ".png" else _listed(path, width, height)


def _listed(path: Path, width: int, height: int) -> Hints:
    """A list of points."""
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise UserError(f"{path} is no JSON file: {error}.", hint=FORM) from error
    if not isinstance(entries, list):
        raise UserError(f"{path} holds no list of hints.", hint=FORM)
    if not entries:
        return NONE
    points = [_point(path, number, entry, width, height) for number, entry in enumerate(entries, 1)]
    places = np.array([((x + 0.5) / width, (y + 0.5) / height) for x, y, _ in points], np.float32)
    rgb = np.array([[colour for *_, colour in points]], np.float32) / 255
    return Hints(np.clip(places, 0, 1), _colours(rgb))


def _point(path: Path, number: int, entry: Any, width: int, height: int) -> tuple[float, float, list[float]]:
    try:
        x, y, rgb = float(entry["x"]), float(entry["y"]), [float(value) for value in entry["rgb"]]
        if len(rgb) != 3 or not all(0 <= value <= 255 for value in rgb):
            raise ValueError
    except (TypeError, KeyError, ValueError) as error:
        raise UserError(f"Hint {number} of {path} cannot be understood: {entry!r:.80}.", hint=FORM) from error
    if not (0 <= x < width and 0 <= y < height):
        raise UserError(
            f"Hint {number} of {path} lies beside the photo: {x:g}, {y:g}.", hint=f"The photo has {width} × {height}."
        )
    return x, y, rgb


def _strokes(path: Path, width: int, height: int) -> Hints:
    """A picture of the photo's shape that is transparent where nothing was painted."""
    photo = load(path)
    if photo.channels != 4:
        raise UserError(f"{path} is not transparent anywhere.", hint="Paint strokes on a transparent PNG of RGBA.")
    if abs(photo.width * height - photo.height * width) > max(width, height) * max(photo.width, photo.height) * 0.01:
        raise UserError(
            f"{path} is {photo.width} × {photo.height}, the photo {width} × {height}.",
            hint="Strokes lie on a picture of the photo's shape.",
        )
    rgb = Working.of(photo.icc, photo.channels).to_srgb(photo.pixels)
    alpha = to_float(photo.pixels[..., 3])
    factor = min(1.0, STROKES / max(photo.width, photo.height))
    size = (max(1, round(photo.width * factor)), max(1, round(photo.height * factor)))
    cover = cv2.resize(alpha, size, interpolation=cv2.INTER_AREA)
    mean = cv2.resize(rgb * alpha[..., None], size, interpolation=cv2.INTER_AREA) / np.maximum(cover, 1e-6)[..., None]
    rows, columns = np.nonzero(cover >= COVERED)
    if not rows.size:
        return NONE
    places = np.stack([(columns + 0.5) / size[0], (rows + 0.5) / size[1]], axis=1)
    return Hints(places.astype(np.float32), _colours(np.clip(mean[rows, columns], 0, 1)[None]))


def _colours(rgb: NDArray[np.floating]) -> Floats:
    """1×n×3 sRGB, 0..1 -> n×2: a* and b*."""
    return np.asarray(colours_of(srgb_decoded(rgb.astype(np.float32)))[0], np.float32)
