"""Colours that a person gives to places of a photo, as they are said in the window, in JSON or in painted strokes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.colour import Working, srgb_decoded
from photofix.core.colour_hint import ColourHint, as_entry, from_entry
from photofix.core.lightness import colours_of
from photofix.core.photo import to_float
from photofix.errors import UserError
from photofix.files.atomic import write_atomically

Floats = NDArray[np.float32]

SUFFIXES = (".json", ".png")
STROKES = 256  # pixels of the longer side at which strokes are read: as many as the network sees
COVERED = 0.25  # share of such a pixel that a stroke has to cover
SAMPLES = 24  # places that stand for a stroke
FORM = 'Each hint is like {"x": 120, "y": 80, "rgb": [200, 150, 120]}, in pixels of the photo; all lie in one list.'


class Hints(NamedTuple):
    """places: n×2 float32, x and y as shares of the photo's width and height, 0..1. colours: n×2, a* and b*."""

    places: Floats
    colours: Floats


class Lock(NamedTuple):
    """A region that keeps its colours.

    corners: n×2, x and y as shares of the photo's width and height. before: how many of the hints were there before
    it; only those count in it. variant: the proposal that it keeps.
    """

    corners: Floats
    before: int
    variant: int


class Told(NamedTuple):
    """All that was said of a photo's colours, in its order."""

    hints: Hints
    locks: tuple[Lock, ...] = ()

    def until(self, lock: Lock) -> Hints:
        """The hints before a lock."""
        return Hints(self.hints.places[: lock.before], self.hints.colours[: lock.before])


NONE = Hints(np.zeros((0, 2), np.float32), np.zeros((0, 2), np.float32))


def told(given: str | Sequence[ColourHint | Mapping[str, Any]] | None, width: int, height: int) -> Told:
    """What a parameter of the kind "hints" says of a photo of width×height pixels.

    Raises UserError that says what is wrong with a file or a hint.
    """
    if given is None:
        return Told(NONE)
    if isinstance(given, str) and Path(given).suffix.lower() == ".png":
        return Told(_strokes(Path(given), width, height))
    hints = read(Path(given), width, height) if isinstance(given, str) else _checked("Hint {0}", given, width, height)
    return _told(hints, width, height)


def read(path: Path, width: int, height: int) -> tuple[ColourHint, ...]:
    """The hints of a JSON file for a photo of width×height pixels. Raises UserError."""
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise UserError(f"{path} is no JSON file: {error}.", hint=FORM) from error
    if not isinstance(entries, list):
        raise UserError(f"{path} holds no list of hints.", hint=FORM)
    return _checked(f"Hint {{0}} of {path}", entries, width, height)


def write(path: Path, hints: Sequence[ColourHint], *, overwrite: bool) -> None:
    """A JSON file that `read` reads. Raises UserError if it cannot be written."""
    text = json.dumps([as_entry(hint) for hint in hints], indent=1)
    write_atomically(path, lambda file: _put(file, text), overwrite=overwrite)


def _put(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")


def _checked(
    name: str, entries: Sequence[ColourHint | Mapping[str, Any]], width: int, height: int
) -> tuple[ColourHint, ...]:
    """Entries as hints. name: of one of them, with {0} for its number."""
    found = []
    for number, entry in enumerate(entries, 1):
        try:
            hint = entry if isinstance(entry, ColourHint) else from_entry(entry)
        except (KeyError, TypeError, ValueError) as error:
            text = f"{name.format(number)} cannot be understood: {entry!r:.80}."
            raise UserError(text, hint=FORM) from error
        x, y = hint.points[0]
        if not hint.locks and not hint.stroke and not (0 <= x < width and 0 <= y < height):
            text = f"{name.format(number)} lies beside the photo: {x:g}, {y:g}."
            raise UserError(text, hint=f"The photo has {width} × {height}.")
        found.append(hint)
    return tuple(found)


def _told(hints: Sequence[ColourHint], width: int, height: int) -> Told:
    places: list[Floats] = [NONE.places]
    colours: list[Floats] = [NONE.colours]
    locks: list[Lock] = []
    size = np.array([width, height], np.float32)
    for hint in hints:
        if hint.rgb is None:
            locks.append(Lock((np.array(hint.points, np.float32) + 0.5) / size, sum(map(len, places)), hint.variant))
            continue
        mine = sampled(hint, width, height) if hint.stroke else (np.array(hint.points, np.float32) + 0.5) / size
        places.append(np.clip(mine, 0, 1).astype(np.float32))
        colours.append(np.repeat(_colours(np.array([[hint.rgb]], np.float32) / 255), len(mine), axis=0))
    return Told(Hints(np.concatenate(places), np.concatenate(colours)), tuple(locks))


def sampled(stroke: ColourHint, width: int, height: int) -> Floats:
    """n×2: places all over a stroke, as shares of the photo's width and height; none if it lies beside the photo."""
    factor = min(1.0, STROKES / max(width, height))
    size = max(1, round(width * factor)), max(1, round(height * factor))
    drawn = np.zeros(size[::-1], np.uint8)
    points = np.rint((np.array(stroke.points) + 0.5) * (size[0] / width, size[1] / height) - 0.5).astype(np.int32)
    cv2.polylines(drawn, [points[:, None]], False, 1, max(1, round(stroke.width * factor)))
    rows, columns = np.nonzero(drawn)
    chosen = np.unique(np.linspace(0, max(0, len(rows) - 1), SAMPLES).round().astype(int)) if len(rows) else slice(0)
    return np.stack([(columns[chosen] + 0.5) / size[0], (rows[chosen] + 0.5) / size[1]], axis=1).astype(np.float32)


def _strokes(path: Path, width: int, height: int) -> Hints:
    """A picture of the photo's shape that is transparent where nothing was painted."""
    from photofix.files.load import load  # all formats; most runs read no file

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
