"""Masks as picture files."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from photofix.core.mask import Mask
from photofix.core.photo import Photo
from photofix.errors import UserError
from photofix.files.limits import MAX_PIXELS
from photofix.files.load import load
from photofix.files.save import SaveReport, save

EXACT = (".png", ".tif", ".tiff")


def load_mask(path: Path, photo: Photo, *, max_pixels: int = MAX_PIXELS, soft: bool = False) -> Mask:
    """The mask in a picture of the photo's size as it is displayed (upright).

    A picture with transparency is read by its alpha (opaque = repair), any other by its brightness, which is that
    of the brightest channel, so that any strong colour on black will do (white = repair). More than half is
    repair, the rest is keep. soft: what `save_mask` writes, an 8-bit grey picture without loss, is taken as it is, soft
    marks and all. Raises UserError if the file cannot be read or its size is not the photo's.
    """
    picture = load(path, max_pixels=max_pixels)
    _check_size(picture, photo)
    pixels = picture.pixels
    if soft and pixels.shape[2] == 1 and pixels.dtype == np.uint8 and path.suffix.lower() in EXACT:
        return Mask.from_array(np.asarray(pixels[..., 0], np.uint8))
    half = np.iinfo(pixels.dtype).max // 2
    if picture.has_alpha and pixels[..., -1].min() <= half:
        marked = np.asarray(pixels[..., -1] > half)
    else:
        colours = pixels[..., :-1] if picture.has_alpha else pixels
        marked = np.asarray((colours > half).any(axis=2))
    return Mask.from_array(marked.view(np.uint8) * np.uint8(255))


def save_mask(mask: Mask, path: Path, *, overwrite: bool = False) -> SaveReport:
    """Write the mask as a grey picture (0 keep, 255 repair), whole or not at all.

    Raises UserError as save does, and for a format that would change the values.
    """
    if path.suffix.lower() not in EXACT:
        raise UserError(
            f"A mask is not saved as “{path.suffix}”.", hint="Save it as .png or .tif: they keep every value."
        )
    return save(Photo(mask.read()[..., None]), path, overwrite=overwrite)


def _check_size(picture: Photo, photo: Photo) -> None:
    mask_size, photo_size = (picture.width, picture.height), (photo.width, photo.height)
    if mask_size == photo_size:
        return
    name = picture.path.name if picture.path else "the mask"
    hint = "Make the mask in the photo's own size."
    if mask_size == photo_size[::-1]:
        hint = "It lies on its side: make the mask on the photo as it is displayed, turned upright."
    raise UserError(
        f"The mask “{name}” is {mask_size[0]} × {mask_size[1]} pixels, the photo {photo_size[0]} × {photo_size[1]}.",
        hint=hint,
    )
