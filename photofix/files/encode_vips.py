"""Encoding with libvips: JPEG, PNG, TIFF, WebP, AVIF."""

from __future__ import annotations

import errno
import os
import shutil
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from photofix.core.photo import Photo
from photofix.files import avif_items, jpeg_segments, png_chunks, tiff_exif, webp_chunks
from photofix.files.tiff_infrared import append_page
from photofix.files.tiff_tags import Entry
from photofix.files.vips import first_line, from_array, vips

_KEEP_NOTHING, _KEEP_XMP_AND_ICC, _KEEP_EXIF_TOO = 0, 2 | 8, 1 | 2 | 8
_LARGEST_CLASSIC_TIFF = 3_500_000_000
_FULL = 1 << 20  # a disk with less room than this is full


def jpeg(photo: Photo, path: Path, quality: int, subsampling: str, progressive: bool) -> tuple[str, ...]:
    """Write an 8-bit photo without alpha; returns notes on metadata that did not fit."""
    with _system_errors(path):
        data = from_array(photo.pixels).jpegsave_buffer(
            Q=quality,
            keep=_KEEP_NOTHING,
            subsample_mode="on" if subsampling == "4:2:0" else "off",
            interlace=progressive,
            optimize_coding=True,
        )
    data, notes = jpeg_segments.embed(data, photo.icc, photo.metadata, photo.dpi)
    path.write_bytes(data)
    return notes


def png(photo: Photo, path: Path) -> None:
    """Write 8 or 16 bit, losslessly."""
    with _system_errors(path):
        data = from_array(photo.pixels).pngsave_buffer(compression=4, filter="sub", keep=_KEEP_NOTHING)
    path.write_bytes(png_chunks.embed(data, photo.icc, photo.metadata, photo.dpi))


def tiff(photo: Photo, path: Path) -> None:
    """Write 8 or 16 bit, losslessly, packed with deflate; the infrared plane becomes the second page."""
    plane_bytes = 0 if photo.infrared is None else photo.infrared.nbytes
    across, down = photo.dpi or (25.4, 25.4)
    with _system_errors(path):
        from_array(photo.pixels).tiffsave(
            str(path),
            compression="deflate",
            predictor="horizontal",
            keep=_KEEP_NOTHING,
            xres=across / 25.4,
            yres=down / 25.4,
            resunit="inch",
            bigtiff=photo.pixels.nbytes + plane_bytes > _LARGEST_CLASSIC_TIFF,
        )
    blobs = ((34675, 7, photo.icc), (700, 1, photo.metadata.xmp), (33723, 7, photo.metadata.iptc))
    extra = [Entry(tag, kind, len(data), data) for tag, kind, data in blobs if data]
    if photo.has_alpha:
        extra.append(Entry(338, 3, 1, struct.pack("<H", 2)))  # unassociated alpha
    dropped = () if photo.dpi else (282, 283, 296)
    with path.open("rb+") as file:
        tiff_exif.append(file, photo.metadata.exif, extra, dropped)
        if photo.infrared is not None:
            append_page(file, photo.infrared)


def webp(photo: Photo, path: Path, quality: int) -> None:
    """Write 8 bit; quality 100 is lossless."""
    image = from_array(photo.pixels)
    with _system_errors(path):
        data = image.webpsave_buffer(
            Q=quality, lossless=quality == 100, exact=True, smart_subsample=True, keep=_KEEP_NOTHING
        )
    size = photo.width, photo.height
    path.write_bytes(webp_chunks.embed(data, size, photo.has_alpha, photo.icc, photo.metadata))


def avif(photo: Photo, path: Path, quality: int) -> None:
    """Write 8 or 12 bit; quality 100 is lossless."""
    pyvips = vips()
    image = from_array(photo.pixels)
    metadata = photo.metadata
    # An empty directory stands in for the EXIF data: libvips would rewrite what it is given.
    placeholder = b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0" if metadata.exif else None
    for name, blob in (("icc-profile-data", photo.icc), ("xmp-data", metadata.xmp), ("exif-data", placeholder)):
        if blob:
            image.set_type(pyvips.GValue.blob_type, name, blob)
    with _system_errors(path):
        data = image.heifsave_buffer(
            compression="av1",
            Q=quality,
            lossless=quality == 100,
            bitdepth=12 if photo.depth == 16 else 8,
            subsample_mode="off" if quality >= 90 else "on",
            keep=_KEEP_EXIF_TOO if metadata.exif else _KEEP_XMP_AND_ICC,
        )
    path.write_bytes(avif_items.replace_exif(data, metadata.exif) if metadata.exif else data)


@contextmanager
def _system_errors(path: Path) -> Iterator[None]:
    """Turn libvips' errors into OSError: of a full disk where that is what happened."""
    try:
        yield
    except vips().Error as error:
        if shutil.disk_usage(path.parent).free < _FULL:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
        raise OSError(errno.EIO, first_line(error)) from error
