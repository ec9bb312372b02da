"""Infrared planes of film scanners: told from transparency, made to fit the photo, found in a file beside it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from photofix.core.photo import Photo, Plane
from photofix.errors import UserError
from photofix.files.samples import contiguous

# What VueScan and other scanner programs, or their users, put behind the name of the photo.
_MARKS = ("_ir", "-ir", ".ir", " ir", "_infrared", "-infrared")
_SUFFIXES = (".tif", ".tiff", ".png", ".jpg", ".jpeg")
_EXTREME = 0.05  # share of pixels at the ends of the scale above which a plane is taken for transparency
_LEVELS = 24  # distinct levels that a scan has at least
_ASPECT = 0.01  # relative difference of the sides' ratio above which two pictures cannot show the same frame
_SAMPLE = 1 << 20


def seems_infrared(plane: Plane) -> bool:
    """Whether the values of an H×W plane are a scan's: transparency is mostly at one end of the scale or the other."""
    step = max(1, int(np.sqrt(plane.size / _SAMPLE)))
    seen = plane[::step, ::step]
    extreme = np.count_nonzero((seen == 0) | (seen == np.iinfo(plane.dtype).max))
    return bool(extreme <= _EXTREME * seen.size and np.unique(seen).size >= _LEVELS)


def fitted(plane: Plane, width: int, height: int) -> Plane:
    """The plane at the photo's size. Raises UserError if it shows another cut of the film, by its proportions."""
    if plane.shape == (height, width):
        return plane
    high, wide = plane.shape
    if abs(wide * height / (high * width) - 1) > _ASPECT or not 0.2 < wide / width < 5:
        raise UserError(
            f"The infrared plane is {wide} × {high} pixels, the photo {width} × {height}.",
            hint="Both must be scans of the same frame, cropped alike.",
        )
    import cv2

    how = cv2.INTER_AREA if wide > width else cv2.INTER_LINEAR
    return contiguous(cv2.resize(plane, (width, height), interpolation=how))


def plane_of(picture: Photo, width: int, height: int) -> Plane:
    """The infrared plane in a file of its own, at the photo's size: H×W uint8 or uint16.

    A grey picture is one, and an RGBI file has one. Raises UserError for other pictures and sizes.
    """
    name = picture.path.name if picture.path else "The picture"
    if picture.infrared is not None:
        return fitted(picture.infrared, width, height)
    colours = picture.pixels[..., : 1 if picture.grey else 3]
    if any(not np.array_equal(colours[..., 0], colours[..., i]) for i in range(1, colours.shape[2])):
        raise UserError(
            f"“{name}” is a picture in colour, not an infrared plane.",
            hint="An infrared plane is grey: bright film with dark dust.",
        )
    return fitted(contiguous(colours[..., 0]), width, height)


def beside(path: Path) -> Path | None:
    """The file that holds the infrared plane of the photo at `path`, by its name: scan_ir.tif beside scan.tif."""
    wanted = {f"{path.stem}{mark}{suffix}".casefold() for mark in _MARKS for suffix in _SUFFIXES}
    try:
        names = sorted(entry.name for entry in path.parent.iterdir() if entry.name.casefold() in wanted)
    except OSError:
        return None
    return path.with_name(names[0]) if names else None


def is_beside(path: Path) -> bool:
    """Whether the file is, by its name, the infrared plane of a photo that lies beside it."""
    stem = path.stem.casefold()
    owners = {stem.removesuffix(mark) for mark in _MARKS if stem.endswith(mark)}
    if not owners or path.suffix.casefold() not in _SUFFIXES:
        return False
    return any(entry.stem.casefold() in owners and beside(entry) == path for entry in path.parent.iterdir())
