"""ICC profiles that PhotoFix itself attaches."""

from __future__ import annotations

import struct

from photofix.core import icc as icc_profiles

# Primaries of ROMM RGB (ISO 22028-2) and of sRGB (IEC 61966-2-1), and the white, already relative to D50.
PROPHOTO_PRIMARIES = ((0.7976749, 0.2880402, 0.0), (0.1351917, 0.7118741, 0.0), (0.0313534, 0.0000857, 0.8252100))
SRGB_PRIMARIES = (
    (0.4360747, 0.2225045, 0.0139322),
    (0.3850649, 0.7168786, 0.0971045),
    (0.1430804, 0.0606169, 0.7141733),
)
WHITE = (0.9642, 1.0, 0.8249)
PROPHOTO_GAMMA = 1.8


def prophoto() -> bytes:
    """A version 2 matrix profile: ROMM primaries and a plain gamma of 1.8 (no linear toe)."""
    curve = b"curv" + bytes(4) + struct.pack(">IH", 1, round(PROPHOTO_GAMMA * 256))
    return _matrix(b"ROMM RGB, gamma 1.8", PROPHOTO_PRIMARIES, curve, 0x02400000)


def rgb_like(grey: bytes) -> bytes | None:
    """A matrix profile with the tone curve of a grey profile and the primaries of sRGB, so that equal channels look as
    the one did; None if it is no grey profile whose curve can be followed."""
    if icc_profiles.parse(grey) is None or colour_space(grey) != "GRAY":
        return None
    curve = icc_profiles.tag(grey, b"kTRC")
    return _matrix(b"RGB with the tones of a grey profile", SRGB_PRIMARIES, curve, int.from_bytes(grey[8:12], "big"))


def _matrix(name: bytes, primaries: tuple[tuple[float, ...], ...], curve: bytes, version: int) -> bytes:
    """A matrix profile whose channels have one curve, a whole tag."""
    tags = [
        (b"desc", _text(b"desc", name, version)),
        (b"cprt", _text(b"text", b"No copyright, use freely", version)),
        (b"wtpt", _xyz(WHITE)),
        *zip((b"rXYZ", b"gXYZ", b"bXYZ"), map(_xyz, primaries), strict=True),
        *((tag, curve) for tag in (b"rTRC", b"gTRC", b"bTRC")),
    ]
    table, body = bytearray(struct.pack(">I", len(tags))), bytearray()
    start = 128 + 4 + 12 * len(tags)
    for signature, content in tags:
        table += struct.pack(">4sII", signature, start + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    size = start + len(body)
    header = struct.pack(">I4sI4s4s4s", size, b"\0\0\0\0", version, b"mntr", b"RGB ", b"XYZ ")
    header += struct.pack(">6H", 2000, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + _fixed(WHITE)
    return bytes(header.ljust(128, b"\0") + table + body)


def _text(kind: bytes, words: bytes, version: int) -> bytes:
    """A description or a copyright as the version has it: mluc since version 4."""
    if version >= 0x04000000:
        wide = words.decode("ascii").encode("utf-16-be")
        return b"mluc" + bytes(4) + struct.pack(">II2s2sII", 1, 12, b"en", b"US", len(wide), 28) + wide
    if kind == b"text":
        return b"text" + bytes(4) + words + b"\0"
    return b"desc" + bytes(4) + struct.pack(">I", len(words) + 1) + words + b"\0" + bytes(4 + 4 + 2 + 1 + 67)


def colour_space(profile: bytes) -> str:
    """What a profile's pixels are: "RGB", "GRAY", "CMYK", "Lab"; "" if it is no profile."""
    return profile[16:20].decode("ascii", "replace").strip() if profile[36:40] == b"acsp" else ""


def _fixed(values: tuple[float, ...]) -> bytes:
    return struct.pack(f">{len(values)}i", *(round(value * 65536) for value in values))


def _xyz(values: tuple[float, ...]) -> bytes:
    return b"XYZ " + bytes(4) + _fixed(values)
