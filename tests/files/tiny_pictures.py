"""Tiny pictures, profiles and metadata for the tests of files."""

from __future__ import annotations

import io
import struct
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from photofix.files.profiles import prophoto

XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><a tiff:Orientation="1"/></x:xmpmeta>'
IPTC = b"\x1c\x02\x05\x00\x05Title\x1c\x02\x78\x00\x07Caption"


def exif_block(orientation: int = 1, width: int = 30, height: int = 20, order: str = ">") -> bytes:
    """An EXIF block with a camera, a date, dimensions, a position, a MakerNote and a linked thumbnail."""
    word, head = order + "HHI", b"MM\0*" if order == ">" else b"II*\0"

    def entry(tag: int, kind: int, count: int, value: bytes) -> bytes:
        return struct.pack(word, tag, kind, count) + value.ljust(4, b"\0")

    def short(tag: int, value: int) -> bytes:
        return entry(tag, 3, 1, struct.pack(order + "H", value))

    def long(tag: int, value: int) -> bytes:
        return entry(tag, 4, 1, struct.pack(order + "I", value))

    def directory(entries: list[bytes], following: int) -> bytes:
        return struct.pack(order + "H", len(entries)) + b"".join(entries) + struct.pack(order + "I", following)

    sizes = [2 + 12 * count + 4 for count in (4, 4, 1, 2)]
    at = [8 + sum(sizes[:i]) for i in range(5)]  # first, EXIF, GPS, thumbnail directory, data
    date, note, thumbnail = b"2020:01:02 03:04:05\0", b"\1\2\3\4\5\6", b"\xff\xd8\xff\xd9"
    first = [entry(0x010F, 2, 4, b"Cam\0"), short(0x0112, orientation), long(0x8769, at[1]), long(0x8825, at[2])]
    sub = [
        entry(0x9003, 2, 20, struct.pack(order + "I", at[4])),
        entry(0x927C, 7, 6, struct.pack(order + "I", at[4] + 20)),
    ]
    sub += [short(0xA002, width), short(0xA003, height)]
    thumb = [long(0x0201, at[4] + 26), long(0x0202, len(thumbnail))]
    body = directory(first, at[3]) + directory(sub, 0) + directory([entry(1, 2, 2, b"N\0")], 0) + directory(thumb, 0)
    return head + struct.pack(order + "I", 8) + body + date + note + thumbnail


def grey_profile() -> bytes:
    """A version 2 grey profile with gamma 2.2."""
    tags = (
        (b"wtpt", b"XYZ \0\0\0\0" + struct.pack(">3i", 63190, 65536, 54061)),
        (b"kTRC", b"curv\0\0\0\0\0\0\0\1\2\x33\0\0"),
    )
    start, table, body = 128 + 4 + 12 * len(tags), struct.pack(">I", len(tags)), b""
    for tag, content in tags:
        table += struct.pack(">4sII", tag, start + len(body), len(content))
        body += content
    head = struct.pack(">I4sI4s4s4s12s4s", start + len(body), b"", 0x02400000, b"mntr", b"GRAY", b"XYZ ", b"", b"acsp")
    return head.ljust(68, b"\0") + struct.pack(">3i", 63190, 65536, 54061) + bytes(48) + table + body


def profile_for(channels: int) -> bytes:
    return grey_profile() if channels <= 2 else prophoto()


def noise(channels: int, dtype: Any, height: int = 20, width: int = 30) -> NDArray[Any]:
    """Random pixels with saturated colours, black and white among them."""
    top = np.iinfo(dtype).max
    pixels = np.random.default_rng(channels).integers(0, top, (height, width, channels), dtype, endpoint=True)
    pixels[0, :4] = 0
    pixels[0, 4:8] = top
    pixels[1, :8, 0] = top
    pixels[1, :8, 1:] = 0
    return pixels


def smooth(height: int = 40, width: int = 60) -> NDArray[np.uint8]:
    """A picture that lossy formats keep well: corners of known, different colours."""
    y, x = np.mgrid[0:height, 0:width]
    return np.stack([x * 255 // width, y * 255 // height, (x + y) * 255 // (width + height)], axis=2).astype(np.uint8)


def encoded(picture: NDArray[Any], kind: str, mode: str | None = None, **options: Any) -> bytes:
    """Pixels written by Pillow."""
    stream = io.BytesIO()
    image = Image.fromarray(picture)
    if mode is not None:
        image = Image.frombytes(mode, image.size, picture.tobytes())
    image.save(stream, kind, **options)
    return stream.getvalue()
