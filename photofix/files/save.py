"""Saving a photograph to a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from photofix.core.photo import Photo
from photofix.errors import UserError
from photofix.files import encode_vips, jxl
from photofix.files.atomic import refuse_early, write_atomically
from photofix.files.fit_format import fit
from photofix.files.formats import writable_for

SUBSAMPLINGS = ("4:4:4", "4:2:0")
_DEFAULT_QUALITY = {"jpeg": 95, "webp": 92, "avif": 90}


@dataclass(frozen=True)
class SaveReport:
    """Where a photo was written, and what the format could not keep, in words."""

    path: Path
    notes: tuple[str, ...] = ()


def save(
    photo: Photo,
    path: Path,
    *,
    overwrite: bool = False,
    quality: int | None = None,
    subsampling: str | None = None,
    progressive: bool = False,
) -> SaveReport:
    """Write the photo in the format of the path's suffix, whole or not at all.

    quality 1..100 is for JPEG, WebP, AVIF (100: lossless in the latter two) and JPEG XL (lossless unless given);
    subsampling ("4:4:4" or "4:2:0") and progressive are for JPEG. Unless told, a photo that came from a JPEG is
    saved at that file's quality and subsampling. Raises UserError if the suffix is unknown, the file exists and
    `overwrite` is False, or it cannot be written; nothing is changed then.
    """
    target = writable_for(path)
    if quality is not None and not 1 <= quality <= 100:
        raise UserError(f"A quality of {quality} is not possible.", hint="Choose a whole number from 1 to 100.")
    if subsampling is not None and subsampling not in SUBSAMPLINGS:
        raise UserError(f"“{subsampling}” is not a known subsampling.", hint=f"Choose {' or '.join(SUBSAMPLINGS)}.")
    refuse_early(path, overwrite=overwrite)
    fitted, notes = fit(photo, target)
    chosen = quality or photo.origin.quality or _DEFAULT_QUALITY.get(target.id, 100)
    chroma = subsampling or photo.origin.subsampling or SUBSAMPLINGS[0]
    more: list[str] = []

    def write(temporary: Path) -> None:
        if target.id == "jpeg":
            more.extend(encode_vips.jpeg(fitted, temporary, chosen, chroma, progressive))
        elif target.id == "png":
            encode_vips.png(fitted, temporary)
        elif target.id == "tiff":
            encode_vips.tiff(fitted, temporary)
        elif target.id == "webp":
            encode_vips.webp(fitted, temporary, chosen)
        elif target.id == "avif":
            encode_vips.avif(fitted, temporary, chosen)
        else:
            temporary.write_bytes(jxl.encode(fitted, quality))

    write_atomically(path, write, overwrite=overwrite)
    return SaveReport(path, notes + tuple(more))
