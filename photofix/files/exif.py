"""EXIF blocks: reading a few tags and making a block fit upright pixels, in place.

A block is the bare TIFF structure ("II*\\0…" or "MM\\0*…") of CIPA DC-008 (Exif 2.32), without the "Exif\\0\\0" marker.
Damaged blocks are carried as they are: no function here raises on them.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

MARKER = b"Exif\0\0"
_ORIENTATION, _X_RESOLUTION, _Y_RESOLUTION, _UNIT = 0x0112, 0x011A, 0x011B, 0x0128
_EXIF_IFD, _WIDTH, _HEIGHT = 0x8769, 0xA002, 0xA003
_STORED = (0x0100, 0x0101)
_SHORT, _LONG, _RATIONAL = 3, 4, 5


class _Entry(NamedTuple):
    tag: int
    kind: int
    number: int
    at: int  # position of the four value bytes


def bare(block: bytes | None) -> bytes | None:
    """The block without its marker; None for none or an empty one."""
    return (block.removeprefix(MARKER) or None) if block else None


def orientation(block: bytes | None) -> int:
    """1..8; 1 if the tag is missing or nonsense."""
    value = _first_number(block, _ORIENTATION)
    return value if value is not None and 1 <= value <= 8 else 1


def resolution(block: bytes | None) -> tuple[float, float] | None:
    """Dots per inch (horizontal, vertical), or None."""
    if block is None or (order := _order(block)) is None:
        return None
    found: dict[int, float] = {}
    for entry in _entries(block, order, _first_ifd(block, order)):
        if entry.tag in (_X_RESOLUTION, _Y_RESOLUTION) and entry.kind == _RATIONAL:
            at = _unpack(order + "I", block, entry.at)
            pair = _unpack(order + "II", block, at[0]) if at else None
            if pair and pair[0] and pair[1]:
                found[entry.tag] = pair[0] / pair[1]
    if len(found) != 2:
        return None
    scale = 2.54 if _first_number(block, _UNIT) == 3 else 1.0
    return found[_X_RESOLUTION] * scale, found[_Y_RESOLUTION] * scale


def upright(block: bytes | None, turned: int) -> bytes | None:
    """The block for pixels to which the orientation `turned` (1..8) was applied; same length.

    The orientation tag becomes 1. If it was not: the thumbnail, which still lies on its side, is unlinked, and
    the pixel dimensions are swapped where the sides were.
    """
    if block is None or (order := _order(block)) is None or orientation(block) == turned == 1:
        return block
    out = bytearray(block)
    start = _first_ifd(block, order)
    for entry in _entries(block, order, start):
        if entry.tag == _ORIENTATION:
            _put_number(out, order, entry, 1)
    if turned > 1:
        _unlink_thumbnail(out, order, start)
    if turned >= 5:
        _swap_dimensions(out, order, start)
    return bytes(out)


def without_thumbnail(block: bytes | None) -> bytes | None:
    """The block without its thumbnail, which would still show what an edit has removed."""
    if block is None or (order := _order(block)) is None:
        return block
    out = bytearray(block)
    at = _unlink_thumbnail(out, order, _first_ifd(block, order))
    for entry in _entries(block, order, at) if at else ():
        if entry.tag == 0x0201:
            first = _number(block, order, entry) or 0
            size = next((_number(block, order, e) or 0 for e in _entries(block, order, at) if e.tag == 0x0202), 0)
            end = min(len(out), first + size)
            out[first:end] = bytes(max(0, end - first))
    return bytes(out)


def with_size(block: bytes | None, width: int, height: int) -> bytes | None:
    """The block for pixels of another size: what it says of their dimensions is what they are now; same length."""
    if block is None or (order := _order(block)) is None:
        return block
    out = bytearray(block)
    start = _first_ifd(block, order)
    for entry in _entries(block, order, start):
        if entry.tag in _STORED:
            _put_number(out, order, entry, (width, height)[_STORED.index(entry.tag)])
        if entry.tag == _EXIF_IFD and (at := _number(block, order, entry)):
            for side in _entries(block, order, at):
                if side.tag in (_WIDTH, _HEIGHT):
                    _put_number(out, order, side, width if side.tag == _WIDTH else height)
    return bytes(out)


def with_resolution(dpi: tuple[float, float]) -> bytes:
    """A new block that says the resolution and nothing else."""
    values = b"".join(struct.pack("<II", round(value * 1000), 1000) for value in dpi)
    data = 8 + 2 + 3 * 12 + 4
    entries = struct.pack("<HHII", _X_RESOLUTION, _RATIONAL, 1, data)
    entries += struct.pack("<HHII", _Y_RESOLUTION, _RATIONAL, 1, data + 8)
    entries += struct.pack("<HHIHH", _UNIT, _SHORT, 1, 2, 0)
    return b"II*\0" + struct.pack("<IH", 8, 3) + entries + struct.pack("<I", 0) + values


def _order(block: bytes) -> str | None:
    return {b"II*\0": "<", b"MM\0*": ">"}.get(block[:4])


def _unpack(form: str, block: bytes | bytearray, at: int) -> tuple[int, ...] | None:
    inside = 0 <= at <= len(block) - struct.calcsize(form)
    return struct.unpack_from(form, block, at) if inside else None


def _first_ifd(block: bytes, order: str) -> int:
    found = _unpack(order + "I", block, 4)
    return found[0] if found else 0


def _entries(block: bytes, order: str, start: int) -> Iterator[_Entry]:
    count = _unpack(order + "H", block, start)
    for index in range(count[0] if count else 0):
        at = start + 2 + 12 * index
        head = _unpack(order + "HHI", block, at)
        if head is None or at + 12 > len(block):
            return
        yield _Entry(head[0], head[1], head[2], at + 8)


def _number(block: bytes, order: str, entry: _Entry) -> int | None:
    form = {_SHORT: "H", _LONG: "I"}.get(entry.kind)
    found = _unpack(order + form, block, entry.at) if form and entry.number == 1 else None
    return found[0] if found else None


def _first_number(block: bytes | None, tag: int) -> int | None:
    if block is None or (order := _order(block)) is None:
        return None
    hits = (_number(block, order, e) for e in _entries(block, order, _first_ifd(block, order)) if e.tag == tag)
    return next(hits, None)


def _put_number(out: bytearray, order: str, entry: _Entry, value: int) -> None:
    form = {_SHORT: "H", _LONG: "I"}.get(entry.kind)
    if form and not (form == "H" and value > 0xFFFF):
        struct.pack_into(order + form, out, entry.at, value)


def _unlink_thumbnail(out: bytearray, order: str, start: int) -> int:
    """Cut the link from the first directory to the second. Returns where the second was, 0 if there was none."""
    count = _unpack(order + "H", out, start)
    link = start + 2 + 12 * count[0] if count else len(out)
    second = _unpack(order + "I", out, link)
    if second is None:
        return 0
    struct.pack_into(order + "I", out, link, 0)
    return second[0]


def _swap_dimensions(out: bytearray, order: str, start: int) -> None:
    block = bytes(out)
    for pointer in _entries(block, order, start):
        if pointer.tag == _EXIF_IFD and (at := _number(block, order, pointer)):
            sides = {e.tag: e for e in _entries(block, order, at) if e.tag in (_WIDTH, _HEIGHT)}
            if len(sides) == 2:
                width, height = (_number(block, order, sides[tag]) for tag in (_WIDTH, _HEIGHT))
                if width is not None and height is not None:
                    _put_number(out, order, sides[_WIDTH], height)
                    _put_number(out, order, sides[_HEIGHT], width)
