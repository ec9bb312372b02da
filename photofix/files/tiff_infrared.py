"""The infrared plane inside a TIFF file: its fourth sample or a page of its own."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from numpy.typing import NDArray

from photofix.core.photo import Pixels, Plane
from photofix.errors import UserError
from photofix.files.infrared import fitted, seems_infrared
from photofix.files.limits import check_size
from photofix.files.samples import contiguous
from photofix.files.tiff_recompress import with_known_compression
from photofix.files.tiff_tags import (
    BadTiff,
    Entry,
    Layout,
    build_directory,
    link_directory,
    longs,
    next_directory,
    read_entries,
    read_layout,
    short,
)
from photofix.files.vips import first_line, to_array, vips

Tags = dict[int, Entry]

_PROGRAMS = (b"vuescan", b"silverfast", b"lasersoft", b"hamrick")  # scanner software that writes infrared planes
_KIND, _WIDTH, _HEIGHT, _BITS, _COMPRESSION, _PHOTOMETRIC, _DESCRIPTION = 254, 256, 257, 258, 259, 262, 270
_OFFSETS, _SAMPLES, _ROWS, _SIZES, _PAGE_NAME, _SOFTWARE, _PREDICTOR, _EXTRA = 273, 277, 278, 279, 285, 305, 317, 338
_REDUCED, _INFRARED_PAGE = (
    1,
    4,
)  # NewSubfileType: a small copy; a mask, which SilverFast's infrared pages are said to be
_PREMULTIPLIED, _ALPHAS = 1, (1, 2)
_DEFLATE, _DIFFERENCES = 8, 2
_MAX_PAGES = 16
_STRIP = 1 << 20  # bytes of a strip, about


def without_premultiplying(path: Path) -> bytes | None:
    """The file with its fourth sample no longer tagged as associated alpha, where a scanner program tagged it so.

    libvips would divide the colours by it. None where nothing is to be changed. Raises BadTiff.
    """
    with path.open("rb") as file:
        layout, at = read_layout(file)
        tags = _tags(file, layout, at)
        if _number(tags, _EXTRA, layout, -1) != _PREMULTIPLIED or not _from_scanner(tags):
            return None
        file.seek(0)
        data = bytearray(file.read())
    head, step = (8, 20) if layout.big else (2, 12)
    for place in range(at + head, at + head + step * len(tags), step):
        if struct.unpack_from(layout.order + "H", data, place)[0] == _EXTRA:
            struct.pack_into(layout.order + "H", data, place + 4 + layout.word_size, 2)
    return bytes(data)


def split(path: Path, pixels: Pixels) -> tuple[Pixels, Plane | None]:
    """H×W×C pixels and their infrared plane where the last of 2 or 4 samples is one; else the pixels as they are.

    Samples without a tag (or of unspecified meaning) are judged by the program that wrote them and by their values.
    A tagged alpha stays alpha, unless scanner software wrote it and it looks like infrared.
    """
    if pixels.shape[2] not in (2, 4):
        return pixels, None
    with path.open("rb") as file:
        layout, at = read_layout(file)
        tags = _tags(file, layout, at)
    if _number(tags, _SAMPLES, layout, 1) != pixels.shape[2]:
        return pixels, None
    plane = pixels[..., -1]
    tagged, scanned = _number(tags, _EXTRA, layout, 0) in _ALPHAS, _from_scanner(tags)
    if tagged and not scanned:
        return pixels, None
    if not seems_infrared(plane) and (tagged or not scanned or plane.min() == plane.max()):
        return pixels, None
    return contiguous(pixels[..., :-1]), contiguous(plane)


def page(path: Path, width: int, height: int, max_pixels: int) -> tuple[Plane | None, tuple[str, ...]]:
    """The plane of the first further page that is one, at the photo's size, and notes on what cannot be read.

    A page is one if it is grey, 8 or 16 bit, of the photo's proportions, and either marked (as a mask, or by its name
    or description) or looks like one.
    """
    pyvips = vips()
    try:
        for index, at, marked in _candidates(path, width, height):
            plane = _read(pyvips, path, index, at, max_pixels)
            if marked or seems_infrared(plane):
                return fitted(plane, width, height), ()
    except (pyvips.Error, BadTiff) as error:
        return None, (f"the infrared page is damaged and was left out ({first_line(error)})",)
    except UserError as error:
        return None, (f"the infrared page was left out: {error.message}",)
    return None, ()


def append_page(file: BinaryIO, plane: Plane) -> None:
    """Add the plane to a finished TIFF file of one page, open for reading and writing: as its second, with deflate.

    It is marked as SilverFast's are, and named, so that it is found again.
    """
    layout, first = read_layout(file)
    height, width = plane.shape
    stored: NDArray[Any] = plane.astype(f"{layout.order}u{plane.itemsize}")
    rows = max(1, _STRIP // (width * plane.itemsize))
    file.seek(0, 2)
    offsets, sizes = [], []
    for top in range(0, height, rows):
        strip = stored[top : top + rows].copy()
        strip[:, 1:] -= stored[top : top + rows, :-1]  # the horizontal predictor of TIFF 6.0, section 14
        packed = zlib.compress(strip.tobytes(), 6)
        offsets.append(file.tell())
        sizes.append(len(packed))
        file.write(packed)
    file.write(bytes(file.tell() % 2))
    at = file.tell()
    name = b"Infrared\0"
    numbers = {
        _BITS: plane.itemsize * 8, _COMPRESSION: _DEFLATE, _PHOTOMETRIC: 1, _SAMPLES: 1, _PREDICTOR: _DIFFERENCES,
    }  # fmt: skip
    wide = Layout(layout.order, False)  # sizes of pictures are 32-bit numbers in BigTIFF too
    entries = [
        *(short(tag, value, layout.order) for tag, value in numbers.items()),
        *(longs(tag, [value], wide) for tag, value in ((_KIND, _INFRARED_PAGE), (_WIDTH, width), (_HEIGHT, height))),
        longs(_ROWS, [min(rows, height)], wide),
        longs(_OFFSETS, offsets, layout),
        longs(_SIZES, sizes, layout),
        Entry(_PAGE_NAME, 2, len(name), name),
    ]
    file.write(build_directory(entries, layout, at))
    link_directory(file, layout, first, at)


def _candidates(path: Path, width: int, height: int) -> Iterator[tuple[int, int, bool]]:
    """Number and position of the pages that may hold the plane, and whether they are marked as such."""
    with path.open("rb") as file:
        layout, at = read_layout(file)
        seen: set[int] = set()
        for index in range(_MAX_PAGES):
            if at == 0 or at in seen:
                return
            seen.add(at)
            tags = _tags(file, layout, at)
            if index and _may_be(tags, layout, width, height):
                kind = _number(tags, _KIND, layout, 0)
                words = b" ".join(tags[tag].data for tag in (_PAGE_NAME, _DESCRIPTION) if tag in tags).lower()
                yield index, at, kind == _INFRARED_PAGE or b"infrared" in words
            at = next_directory(file, layout, at)


def _may_be(tags: Tags, layout: Layout, width: int, height: int) -> bool:
    """One grey sample of 8 or 16 bits in the photo's proportions, which is no reduced copy."""
    if _number(tags, _SAMPLES, layout, 1) != 1 or _number(tags, _BITS, layout, 1) not in (8, 16):
        return False
    if _number(tags, _PHOTOMETRIC, layout, 1) not in (0, 1, 4) or _number(tags, _KIND, layout, 0) & _REDUCED:
        return False
    wide, high = _number(tags, _WIDTH, layout, 0), _number(tags, _HEIGHT, layout, 0)
    return abs(wide * height - high * width) <= width * height // 20


def _read(pyvips: Any, path: Path, index: int, at: int, max_pixels: int) -> Plane:
    repacked = with_known_compression(path, max_pixels, at)
    if repacked is not None:
        image = pyvips.Image.tiffload_buffer(repacked, fail_on="error")
    else:
        image = pyvips.Image.tiffload(str(path), page=index, fail_on="error")
    check_size(image.width, image.height, max_pixels)
    if image.bands != 1 or image.format not in ("uchar", "ushort"):
        raise BadTiff("it is not grey")
    return contiguous(to_array(image)[..., 0])


def _from_scanner(tags: Tags) -> bool:
    return _SOFTWARE in tags and any(name in tags[_SOFTWARE].data.lower() for name in _PROGRAMS)


def _tags(file: BinaryIO, layout: Layout, at: int) -> Tags:
    return {entry.tag: entry for entry in read_entries(file, layout, at)}


def _number(tags: Tags, tag: int, layout: Layout, default: int) -> int:
    """The first value of a tag, `default` if it is missing."""
    return next(iter(tags[tag].numbers(layout.order)), default) if tag in tags else default
