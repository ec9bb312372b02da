"""The directories of a TIFF file (TIFF 6.0, BigTIFF): read and write entries without touching pixels."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
_WORD = {3: 2, 4: 4, 5: 4, 8: 2, 9: 4, 10: 4, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
_NUMBERS = {1: "B", 3: "H", 4: "I", 13: "I", 16: "Q", 18: "Q"}
_MAX_ENTRIES = 4096


class BadTiff(ValueError):
    """The structure points outside the file or makes no sense."""


@dataclass(frozen=True)
class Layout:
    """Byte order ("<" or ">") and classic or BigTIFF."""

    order: str
    big: bool

    @property
    def word(self) -> str:
        return self.order + ("Q" if self.big else "I")

    @property
    def word_size(self) -> int:
        return 8 if self.big else 4


@dataclass(frozen=True)
class Entry:
    """One tag: its values as bytes in the byte order of the file it came from."""

    tag: int
    kind: int
    count: int
    data: bytes

    def numbers(self, order: str) -> tuple[int, ...]:
        """Whole-number values. Raises BadTiff for other kinds."""
        if self.kind not in _NUMBERS:
            raise BadTiff(f"tag {self.tag} holds no whole numbers")
        return struct.unpack(f"{order}{self.count}{_NUMBERS[self.kind]}", self.data)

    def in_order(self, old: str, new: str) -> Entry:
        """The entry with its words in another byte order; undefined bytes stay as they are."""
        word = _WORD.get(self.kind, 1)
        if old == new or word == 1:
            return self
        swapped = b"".join(self.data[i : i + word][::-1] for i in range(0, len(self.data), word))
        return Entry(self.tag, self.kind, self.count, swapped)


def short(tag: int, value: int, order: str) -> Entry:
    return Entry(tag, 3, 1, struct.pack(order + "H", value))


def longs(tag: int, values: Sequence[int], layout: Layout) -> Entry:
    """Offsets or sizes, as wide as the layout's."""
    return Entry(
        tag, 16 if layout.big else 4, len(values), struct.pack(f"{layout.order}{len(values)}{layout.word[1]}", *values)
    )


def read_layout(file: BinaryIO) -> tuple[Layout, int]:
    """The layout and the position of the first directory. Raises BadTiff."""
    file.seek(0)
    head = file.read(16)
    order = {b"II": "<", b"MM": ">"}.get(head[:2])
    if order is None or len(head) < 8:
        raise BadTiff("no TIFF header")
    version = struct.unpack_from(order + "H", head, 2)[0]
    if version == 43 and len(head) == 16:
        return Layout(order, True), struct.unpack_from(order + "Q", head, 8)[0]
    return Layout(order, False), struct.unpack_from(order + "I", head, 4)[0]


def read_entries(file: BinaryIO, layout: Layout, at: int) -> list[Entry]:
    """The entries of the directory at a position, in file order. Raises BadTiff."""
    head_size, entry_size = (8, 20) if layout.big else (2, 12)
    count = struct.unpack(layout.order + ("Q" if layout.big else "H"), _read(file, at, head_size))[0]
    if count > _MAX_ENTRIES:
        raise BadTiff(f"a directory of {count} entries")
    table = _read(file, at + head_size, count * entry_size)
    entries = []
    for start in range(0, len(table), entry_size):
        tag, kind = struct.unpack_from(layout.order + "HH", table, start)
        number = struct.unpack_from(layout.word, table, start + 4)[0]
        size = SIZES.get(kind, 0) * number
        field = table[start + 4 + layout.word_size : start + entry_size]
        inline = size <= layout.word_size
        data = field[:size] if inline else _read(file, struct.unpack(layout.word, field)[0], size)
        if kind in SIZES:
            entries.append(Entry(tag, kind, number, data))
    return entries


def next_directory(file: BinaryIO, layout: Layout, at: int) -> int:
    """The position of the directory that follows the one at `at`; 0 if it is the last. Raises BadTiff."""
    return int(struct.unpack(layout.word, _read(file, _link_at(file, layout, at), layout.word_size))[0])


def link_directory(file: BinaryIO, layout: Layout, at: int, following: int) -> None:
    """Let the directory at `at` be followed by the one at `following`. Raises BadTiff."""
    file.seek(_link_at(file, layout, at))
    file.write(struct.pack(layout.word, following))


def _link_at(file: BinaryIO, layout: Layout, at: int) -> int:
    head_size, entry_size = (8, 20) if layout.big else (2, 12)
    count = struct.unpack(layout.order + ("Q" if layout.big else "H"), _read(file, at, head_size))[0]
    return int(at + head_size + count * entry_size)


def build_directory(entries: Sequence[Entry], layout: Layout, at: int) -> bytes:
    """A directory (no next one) with its values behind it, for the position `at` of the file."""
    ordered = sorted(entries, key=lambda entry: entry.tag)
    head = struct.pack(layout.order + ("Q" if layout.big else "H"), len(ordered))
    entry_size = 4 + 2 * layout.word_size
    values_at = at + len(head) + entry_size * len(ordered) + layout.word_size
    table, values = bytearray(head), bytearray()
    for entry in ordered:
        table += struct.pack(layout.order + "HH", entry.tag, entry.kind) + struct.pack(layout.word, entry.count)
        if len(entry.data) <= layout.word_size:
            table += entry.data.ljust(layout.word_size, b"\0")
        else:
            values += bytes((values_at + len(values)) % 2)
            table += struct.pack(layout.word, values_at + len(values))
            values += entry.data
    return bytes(table + struct.pack(layout.word, 0) + values)


def _read(file: BinaryIO, at: int, size: int) -> bytes:
    try:
        file.seek(at)
        data = file.read(size)
    except (OverflowError, ValueError) as error:
        raise BadTiff("a position outside the file") from error
    if len(data) != size:
        raise BadTiff("a position outside the file")
    return data
