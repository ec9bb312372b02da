"""ICC profiles that PhotoFix itself attaches."""

from __future__ import annotations

import struct

# ROMM RGB (ISO 22028-2) primaries and white, already relative to D50.
PROPHOTO_PRIMARIES = ((0.7976749, 0.2880402, 0.0), (0.1351917, 0.7118741, 0.0), (0.0313534, 0.0000857, 0.8252100))
WHITE = (0.9642, 1.0, 0.8249)
PROPHOTO_GAMMA = 1.8


def prophoto() -> bytes:
    """A version 2 matrix profile: ROMM primaries and a plain gamma of 1.8 (no linear toe)."""
    name = b"ROMM RGB, gamma 1.8"
    description = b"desc\0\0\0\0" + struct.pack(">I", len(name) + 1) + name + b"\0" + bytes(4 + 4 + 2 + 1 + 67)
    tags = [
        (b"desc", description),
        (b"cprt", b"text\0\0\0\0No copyright, use freely\0"),
        (b"wtpt", _xyz(WHITE)),
        *zip((b"rXYZ", b"gXYZ", b"bXYZ"), map(_xyz, PROPHOTO_PRIMARIES), strict=True),
        *(
            (tag, b"curv" + bytes(4) + struct.pack(">IH", 1, round(PROPHOTO_GAMMA * 256)))
            for tag in (b"rTRC", b"gTRC", b"bTRC")
        ),
    ]
    table, body = bytearray(struct.pack(">I", len(tags))), bytearray()
    start = 128 + 4 + 12 * len(tags)
    for signature, content in tags:
        table += struct.pack(">4sII", signature, start + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    size = start + len(body)
    header = struct.pack(">I4sI4s4s4s", size, b"\0\0\0\0", 0x02400000, b"mntr", b"RGB ", b"XYZ ")
    header += struct.pack(">6H", 2000, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + _fixed(WHITE)
    return bytes(header.ljust(128, b"\0") + table + body)


def colour_space(profile: bytes) -> str:
    """What a profile's pixels are: "RGB", "GRAY", "CMYK", "Lab"; "" if it is no profile."""
    return profile[16:20].decode("ascii", "replace").strip() if profile[36:40] == b"acsp" else ""


def _fixed(values: tuple[float, ...]) -> bytes:
    return struct.pack(f">{len(values)}i", *(round(value * 65536) for value in values))


def _xyz(values: tuple[float, ...]) -> bytes:
    return b"XYZ " + bytes(4) + _fixed(values)
