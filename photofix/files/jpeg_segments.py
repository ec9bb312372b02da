"""Metadata segments of a JPEG file, put in byte by byte (JPEG T.81, Exif 2.32, XMP part 3, ICC.1 annex B)."""

from __future__ import annotations

import struct

from photofix.core.photo import Metadata
from photofix.files import exif, iptc

_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_XMP_MORE = b"http://ns.adobe.com/xmp/extension/\0"
_ICC = b"ICC_PROFILE\0"
_MOST = 65_533


def embed(
    data: bytes, icc: bytes | None, metadata: Metadata, dpi: tuple[float, float] | None
) -> tuple[bytes, tuple[str, ...]]:
    """A JPEG without application segments, given a JFIF header, profile and metadata; notes on what was too long."""
    blocks: list[tuple[int, bytes]] = [(0xE0, _jfif(dpi))]
    notes: list[str] = []
    for marker, content, name in (
        (0xE1, exif.MARKER + metadata.exif if metadata.exif else b"", "EXIF"),
        (0xE1, _XMP + metadata.xmp if metadata.xmp else b"", "XMP"),
        (0xED, iptc.to_resources(metadata.iptc) if metadata.iptc else b"", "IPTC"),
    ):
        if len(content) > _MOST:
            notes.append(f"{name} data of {len(content) // 1024} KB is too long for JPEG and was left out")
        elif content:
            blocks.append((marker, content))
    blocks += [(0xE2, part) for part in _icc_parts(icc or b"")]
    segments = b"".join(bytes((0xFF, marker)) + (len(part) + 2).to_bytes(2, "big") + part for marker, part in blocks)
    return data[:2] + segments + data[2:], tuple(notes)


def _jfif(dpi: tuple[float, float] | None) -> bytes:
    across, down = (min(65_535, max(1, round(value))) for value in dpi or (1, 1))
    return struct.pack(">5sHBHHBB", b"JFIF\0", 0x0102, 1 if dpi else 0, across, down, 0, 0)


def _icc_parts(icc: bytes) -> list[bytes]:
    room = _MOST - len(_ICC) - 2
    chunks = [icc[i : i + room] for i in range(0, len(icc), room)]
    return [_ICC + bytes((number, len(chunks))) + chunk for number, chunk in enumerate(chunks, 1)]
