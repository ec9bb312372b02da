"""Making a photo suit a format: depth, alpha, grey and metadata that it cannot hold, with a word on each."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from photofix.core.photo import Metadata, Photo
from photofix.errors import UserError
from photofix.files import exif
from photofix.files.formats import Format
from photofix.files.samples import contiguous, on_white, to_8_bit
from photofix.files.vips import from_array, to_array, vips

_NO_RESOLUTION_FIELD = ("webp", "avif", "jxl")


def fit(photo: Photo, target: Format) -> tuple[Photo, tuple[str, ...]]:
    """The photo as the format can hold it, and what was lost on the way. Raises UserError if it is too large."""
    if max(photo.width, photo.height) > target.max_side:
        raise UserError(
            f"{target.title} holds pictures of up to {target.max_side} pixels a side; this one is "
            f"{photo.width} × {photo.height}.",
            hint="Save it as TIFF or PNG.",
        )
    notes: list[str] = []
    if photo.grey and not target.grey:
        photo = _grey_as_rgb(photo, notes)
    pixels = photo.pixels
    if photo.has_alpha and not target.alpha:
        if pixels[..., -1].min() < np.iinfo(pixels.dtype).max:
            notes.append(f"{target.title} has no transparency: the picture was laid on white")
        pixels = on_white(pixels)
    if photo.depth == 16 and max(target.depths) == 8:
        pixels = to_8_bit(pixels)
        notes.append(f"16 bit became 8 bit, the depth of {target.title}")
    elif photo.depth == 16 and max(target.depths) < 16 and photo.origin.format not in ("avif", "heic"):
        notes.append(f"16 bit became {max(target.depths)} bit, the depth of {target.title}")
    metadata, dpi = _metadata(photo, target, notes)
    infrared = photo.infrared
    if infrared is not None and target.id != "tiff":
        notes.append(f"{target.title} has no place for the infrared plane; TIFF keeps it")
        infrared = None
    return replace(photo, pixels=pixels, metadata=metadata, dpi=dpi, infrared=infrared), tuple(notes)


def _grey_as_rgb(photo: Photo, notes: list[str]) -> Photo:
    """Grey in three channels. A grey profile cannot describe those, so the tones are carried into sRGB."""
    grey, alpha = photo.pixels[..., :1], photo.pixels[..., 1:]
    rgb: NDArray[Any]
    if photo.icc is None:
        rgb = np.repeat(grey, 3, axis=2)
    else:
        pyvips = vips()
        image = from_array(contiguous(grey))
        image.set_type(pyvips.GValue.blob_type, "icc-profile-data", photo.icc)
        rgb = to_array(image.icc_transform("srgb", embedded=True, intent="relative", depth=photo.depth))
        notes.append("the grey profile was exchanged for sRGB")
    return replace(photo, pixels=contiguous(np.concatenate([rgb, alpha], axis=2)), icc=None)


def _metadata(photo: Photo, target: Format, notes: list[str]) -> tuple[Metadata, tuple[float, float] | None]:
    metadata, dpi = photo.metadata, photo.dpi
    if metadata.iptc and "iptc" not in target.blocks:
        notes.append(f"{target.title} has no place for IPTC data")
        metadata = replace(metadata, iptc=None)
    if dpi is not None and target.id in _NO_RESOLUTION_FIELD:
        if metadata.exif is None:
            metadata = replace(metadata, exif=exif.with_resolution(dpi))
        elif exif.resolution(metadata.exif) is None:
            notes.append(f"{target.title} has no place for the resolution beside the EXIF data")
    return metadata, dpi
