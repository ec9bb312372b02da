"""The EXIF item of an AVIF file, exchanged for a block of our own (ISO/IEC 14496-12, 23008-12)."""

from __future__ import annotations

import struct


def replace_exif(data: bytes, exif: bytes) -> bytes:
    """The AVIF with its present EXIF item pointing to `exif`, appended behind everything else.

    libvips rewrites EXIF in its own words; this puts the original bytes in their place. The item must exist.
    Raises ValueError if the file is laid out otherwise than libheif does.
    """
    meta = data.index(b"meta")
    item = _exif_item(data, meta)
    at = data.index(b"iloc", meta) + 4
    version, sizes, bases = data[at], data[at + 4], data[at + 5]
    if version != 0 or sizes != 0x44 or bases & 0xF0 not in (0x00, 0x40):
        raise ValueError("unknown layout of the AVIF item table")
    base = 4 if bases & 0xF0 else 0
    out = bytearray(data)
    position = len(data) + 8
    content = b"\0\0\0\0" + exif
    entry = at + 8
    for _ in range(struct.unpack_from(">H", data, at + 6)[0]):
        number, _, extents = struct.unpack_from(f">HH{base}xH", data, entry)
        first = entry + 6 + base
        if number == item and extents == 1:
            out[entry + 4 : entry + 4 + base] = bytes(base)
            struct.pack_into(">II", out, first, position, len(content))
            return bytes(out) + struct.pack(">I", len(content) + 8) + b"mdat" + content
        entry = first + 8 * extents
    raise ValueError("the AVIF has no EXIF item")


def _exif_item(data: bytes, meta: int) -> int:
    at = data.index(b"infe", meta)
    while data[at + 12 : at + 16] != b"Exif":
        at = data.index(b"infe", at + 4)
    return int(struct.unpack_from(">H", data, at + 8)[0])
