"""How a photo was taken, from its EXIF block: camera, f-number, orientation.

Tags are those of CIPA DC-008 (Exif 2.32). What a damaged block does not tell is unknown; nothing here raises on one.
"""

from __future__ import annotations

import struct

from photofix.core.dust_map import LONGEST_NAME, Camera, Shot
from photofix.core.photo import Photo

_MAKE, _MODEL, _EXIF_IFD = 0x010F, 0x0110, 0x8769
_F_NUMBER, _APERTURE, _SERIAL = 0x829D, 0x9202, 0xA431
_ASCII, _SHORT, _LONG, _RATIONAL = 2, 3, 4, 5
_SIZES = {_ASCII: 1, _SHORT: 2, _LONG: 4, _RATIONAL: 8}
_MOST_ENTRIES = 1000
_F_NUMBERS = 0.5, 128.0


def shot(photo: Photo) -> Shot:
    """What the photo says of itself."""
    block = photo.metadata.exif or b""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(block[:4], "")
    main = _tags(block, order, 4) if order else {}
    more = _tags(block, order, at) if (at := main.get(_EXIF_IFD, (0, b"", 0))[2]) else {}
    camera = Camera(_text(main, _MAKE), _text(main, _MODEL), _text(more, _SERIAL))
    return Shot(camera, photo.width, photo.height, photo.origin.turned, _f_number(more, order))


def _tags(block: bytes, order: str, pointer: int) -> dict[int, tuple[int, bytes, int]]:
    """Kind, value and place of the value of each tag of the directory that the pointer leads to."""
    found: dict[int, tuple[int, bytes, int]] = {}
    start = _number(block, order + "I", pointer)
    for index in range(min(_MOST_ENTRIES, _number(block, order + "H", start))):
        at = start + 2 + 12 * index
        if at + 12 > len(block):
            break
        tag, kind, number = struct.unpack_from(order + "HHI", block, at)
        size = _SIZES.get(kind, 0) * number
        place = at + 8 if size <= 4 else _number(block, order + "I", at + 8)
        if size and place + size <= len(block):
            found[tag] = kind, block[place : place + size], at + 8
    return found


def _number(block: bytes, form: str, at: int) -> int:
    return int(struct.unpack_from(form, block, at)[0]) if 0 <= at <= len(block) - struct.calcsize(form) else 0


def _text(tags: dict[int, tuple[int, bytes, int]], tag: int) -> str:
    kind, value, _ = tags.get(tag, (0, b"", 0))
    text = value.split(b"\0")[0].decode("utf-8", "replace") if kind == _ASCII else ""
    return "".join(c for c in text if c.isprintable() and ord(c) < 0xFFFE).strip()[:LONGEST_NAME]


def _f_number(tags: dict[int, tuple[int, bytes, int]], order: str) -> float | None:
    """FNumber, or what ApertureValue (APEX: twice the binary logarithm) stands for."""
    for tag, apex in ((_F_NUMBER, False), (_APERTURE, True)):
        kind, value, _ = tags.get(tag, (0, b"", 0))
        if kind == _RATIONAL and len(value) == 8:
            above, below = struct.unpack(order + "II", value)
            if below:
                number = 2 ** min(above / below / 2, 10) if apex else above / below
                if _F_NUMBERS[0] <= number <= _F_NUMBERS[1]:
                    return float(number)
    return None
