"""EXIF in TIFF files, where it is not a block but a part of the file's own directories."""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from typing import BinaryIO

from photofix.files.tiff_tags import BadTiff, Entry, Layout, build_directory, read_entries, read_layout

_EXIF, _GPS, _INTEROP = 0x8769, 0x8825, 0xA005
# Descriptive tags of the first directory; those on pixels and resolution belong to the TIFF file itself.
_DESCRIPTIVE = {0x010E, 0x010F, 0x0110, 0x0131, 0x0132, 0x013B, 0x013C, 0x4746, 0x4749, 0x8298, *range(0x9C9B, 0x9CA0)}
_BLOCK = Layout("<", False)


def extract(file: BinaryIO) -> bytes | None:
    """The camera's tags of a TIFF or TIFF-like RAW file as a little-endian EXIF block; None if there are none.

    The same tags give the same bytes, whatever the file's byte order and layout. Damaged parts are left out.
    """
    kept, parts = _parse(file)
    if not kept and not any(parts.values()):
        return None
    return b"II*\0" + struct.pack("<I", 8) + _with_parts(kept, parts, _BLOCK, 8)


def append(file: BinaryIO, block: bytes | None, extra: Sequence[Entry] = (), dropped: Sequence[int] = ()) -> None:
    """Add the tags of an EXIF block and `extra` (little-endian) to a finished TIFF file open for reading and writing.

    The first directory is written again, enlarged and without the tags `dropped`, at the end; pixels are not
    moved. A MakerNote keeps its bytes, but one that counts positions from the start of the old file cannot be
    read by every program. A damaged block is left out.
    """
    layout, at = read_layout(file)
    added, parts = _parse(io.BytesIO(block or b""))
    merged = {entry.tag: entry for entry in read_entries(file, layout, at) if entry.tag not in dropped}
    merged |= {entry.tag: entry.in_order("<", layout.order) for entry in (*added, *extra)}
    end = file.seek(0, io.SEEK_END)
    end += file.write(bytes(end % 2))
    file.write(_with_parts(list(merged.values()), parts, layout, end))
    file.seek(8 if layout.big else 4)
    file.write(struct.pack(layout.word, end))


def _parse(source: BinaryIO) -> tuple[list[Entry], dict[int, list[Entry]]]:
    """Descriptive entries of a file or block and the entries of its sub-directories, little-endian."""
    try:
        layout, at = read_layout(source)
        entries = read_entries(source, layout, at)
    except BadTiff:
        return [], {}
    parts = {tag: _sub_entries(source, layout, entries, tag) for tag in (_EXIF, _GPS)}
    return _portable([entry for entry in entries if entry.tag in _DESCRIPTIVE], layout), parts


def _portable(entries: Sequence[Entry], layout: Layout) -> list[Entry]:
    return [entry.in_order(layout.order, "<") for entry in entries]


def _sub_entries(file: BinaryIO, layout: Layout, entries: Sequence[Entry], tag: int) -> list[Entry]:
    """Little-endian entries of a directory that another one points to; the interoperability directory nested."""
    pointer = next((entry for entry in entries if entry.tag == tag), None)
    if pointer is None:
        return []
    try:
        found = read_entries(file, layout, pointer.numbers(layout.order)[0])
    except (BadTiff, IndexError):
        return []
    return _portable([entry for entry in found if entry.tag != _INTEROP], layout)


def _with_parts(entries: list[Entry], parts: dict[int, list[Entry]], layout: Layout, at: int) -> bytes:
    """A directory at `at`, followed by the directories it points to."""
    pointers = [tag for tag in sorted(parts) if parts[tag]]
    rest = [entry for entry in entries if entry.tag not in parts]
    blank = [Entry(tag, 4, 1, bytes(4)) for tag in pointers]
    where = at + len(build_directory(rest + blank, layout, at))
    body, filled = bytearray(), []
    for tag in pointers:
        body += bytes((where + len(body)) % 2)
        position = where + len(body)
        filled.append(Entry(tag, 4, 1, struct.pack(layout.order + "I", position)))
        body += build_directory([e.in_order("<", layout.order) for e in parts[tag]], layout, position)
    return build_directory(rest + filled, layout, at) + bytes(body)
