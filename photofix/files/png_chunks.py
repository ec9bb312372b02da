"""Metadata chunks of a PNG file, put in and read byte by byte (PNG third edition, XMP part 3)."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from photofix.core.photo import Metadata

_XMP = b"XML:com.adobe.xmp\0\0\0\0\0"
_IPTC = b"Raw profile type iptc"  # ImageMagick's convention, which ExifTool and libvips follow
_HEAD = 33  # signature and IHDR
_PHYS = 21
_MOST_TEXT = 64 * 1024 * 1024


def embed(data: bytes, icc: bytes | None, metadata: Metadata, dpi: tuple[float, float] | None) -> bytes:
    """The PNG with profile, resolution and metadata behind its header chunk."""
    chunks = []
    if icc:
        chunks.append(_chunk(b"iCCP", b"icc\0\0" + zlib.compress(icc)))
    if dpi:
        chunks.append(_chunk(b"pHYs", struct.pack(">IIB", *(round(value / 0.0254) for value in dpi), 1)))
    if metadata.exif:
        chunks.append(_chunk(b"eXIf", metadata.exif))
    if metadata.xmp:
        chunks.append(_chunk(b"iTXt", _XMP + metadata.xmp))
    if metadata.iptc:
        text = f"\niptc\n{len(metadata.iptc):8}\n{metadata.iptc.hex()}\n".encode()
        chunks.append(_chunk(b"zTXt", _IPTC + b"\0\0" + zlib.compress(text)))
    # libvips writes a resolution of its own invention.
    rest = _HEAD + _PHYS if data[_HEAD + 4 : _HEAD + 8] == b"pHYs" else _HEAD
    return data[:_HEAD] + b"".join(chunks) + data[rest:]


def read_dpi_and_iptc(file: BinaryIO) -> tuple[tuple[float, float] | None, bytes | None]:
    """Resolution in dots per inch and IPTC records, each None if the file has none."""
    dpi, records = None, None
    for kind, content in _chunks(file):
        if kind == b"pHYs" and len(content) == 9 and content[8] == 1:
            across, down = struct.unpack(">II", content[:8])
            dpi = (_tidy(across * 0.0254), _tidy(down * 0.0254)) if across and down else None
        elif kind == b"zTXt" and content.startswith(_IPTC + b"\0\0"):
            records = _unhex(content[len(_IPTC) + 2 :])
    return dpi, records


def _tidy(dpi: float) -> float:
    """300 dpi is stored as 11,811 per metre, which is 299.9994: give back what was meant."""
    return float(round(dpi)) if abs(dpi - round(dpi)) < 0.013 else dpi


def _unhex(packed: bytes) -> bytes | None:
    try:
        text = zlib.decompressobj().decompress(packed, _MOST_TEXT)
        digits = re.sub(rb"\s", b"", text.split(b"\n", 3)[3])
        return bytes.fromhex(digits.decode("ascii")) or None
    except (zlib.error, IndexError, ValueError):
        return None


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _chunks(file: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """Type and content of the small chunks; pixel data is skipped."""
    file.seek(8)
    while len(head := file.read(8)) == 8:
        size, kind = struct.unpack(">I4s", head)
        if kind in (b"pHYs", b"zTXt") and size <= _MOST_TEXT:
            yield kind, file.read(size)
            file.seek(4, 1)
        else:
            file.seek(size + 4, 1)
