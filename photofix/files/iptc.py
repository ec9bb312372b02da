"""IPTC records (IIM 4.2) inside Photoshop image resource blocks, the way JPEG wraps them."""

from __future__ import annotations

_HEAD = b"Photoshop 3.0\0"
_IPTC_ID = b"8BIM\x04\x04"


def from_resources(block: bytes | None) -> bytes | None:
    """The IIM records in a JPEG APP13 or TIFF block; a block of bare records is returned as it is."""
    if not block:
        return None
    if block[:1] == b"\x1c":
        return block
    at = len(_HEAD) if block.startswith(_HEAD) else 0
    while block[at : at + 4] == b"8BIM" and at + 12 <= len(block):
        name = 1 + block[at + 6]
        data = at + 6 + name + name % 2
        size = int.from_bytes(block[data : data + 4], "big")
        if block[at : at + 6] == _IPTC_ID:
            return block[data + 4 : data + 4 + size] or None
        at = data + 4 + size + size % 2
    return None


def to_resources(records: bytes) -> bytes:
    """IIM records as the content of a JPEG APP13 segment."""
    return _HEAD + _IPTC_ID + b"\0\0" + len(records).to_bytes(4, "big") + records + bytes(len(records) % 2)
