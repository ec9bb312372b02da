"""Metadata chunks of a WebP file, put in byte by byte (RFC 9649)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from photofix.core.photo import Metadata

_ICC_FLAG, _ALPHA_FLAG, _EXIF_FLAG, _XMP_FLAG = 0x20, 0x10, 0x08, 0x04


def embed(data: bytes, size: tuple[int, int], alpha: bool, icc: bytes | None, metadata: Metadata) -> bytes:
    """The WebP file, of size (width, height), in its extended form with profile and metadata."""
    if not (icc or metadata.exif or metadata.xmp):
        return data
    flags = (
        _ALPHA_FLAG * alpha | _ICC_FLAG * bool(icc) | _EXIF_FLAG * bool(metadata.exif) | _XMP_FLAG * bool(metadata.xmp)
    )
    sides = b"".join((side - 1).to_bytes(3, "little") for side in size)
    picture = [_chunk(kind, content) for kind, content in _chunks(data) if kind in (b"VP8 ", b"VP8L", b"ALPH")]
    parts = [_chunk(b"VP8X", bytes((flags, 0, 0, 0)) + sides)]
    parts += [_chunk(b"ICCP", icc)] if icc else []
    parts += picture
    parts += [_chunk(b"EXIF", metadata.exif)] if metadata.exif else []
    parts += [_chunk(b"XMP ", metadata.xmp)] if metadata.xmp else []
    body = b"WEBP" + b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _chunk(kind: bytes, content: bytes) -> bytes:
    return kind + struct.pack("<I", len(content)) + content + bytes(len(content) % 2)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 12
    while at + 8 <= len(data):
        kind, size = struct.unpack_from("<4sI", data, at)
        yield kind, data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
