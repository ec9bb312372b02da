"""Has a library not ask for another one of which it calls nothing, in place: ELF files of 64 bits.

Nothing in the file is moved, so nothing else in it has to be mended. Source of the tables: System V ABI, "Object Files"
and "Dynamic Linking"; Linux Standard Base, 10.7.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

DYNAMIC, SYMBOLS, NEEDED_VERSIONS, SYMBOL_VERSIONS = 6, 11, 0x6FFFFFFE, 0x6FFFFFFF  # types of sections
# Tags in the dynamic section.
END, NEEDED, NUMBER_OF_NEEDED_VERSIONS = 0, 1, 0x6FFFFFFF
WEAK = 2
NO_VERSION = 1  # of a symbol that any version will do for
# What is needed of one library: form, number of versions, its name, the first of them, the next library.
CHAINED = "<HHIII"


class Library:
    """The bytes of a library, and where its tables lie in them."""

    def __init__(self, data: bytes) -> None:
        if data[:6] != b"\x7fELF\x02\x01":
            raise ValueError("Only ELF files of 64 bits, the lowest byte first, can be changed.")
        self.data = bytearray(data)
        (start,) = struct.unpack_from("<Q", data, 40)
        size, count = struct.unpack_from("<HH", data, 58)
        self.table = range(start, start + size * count, size)
        # Of each section: type, address in memory, place in the file, length, number of the section of its strings.
        self.headers = [struct.unpack_from("<4xI8xQQQI", data, offset) for offset in self.table]
        self.sections = {header[0]: (header[2], header[3]) for header in self.headers}
        (self.strings,) = (self.headers[header[4]][2] for header in self.headers if header[0] == SYMBOLS)

    def name(self, at: int) -> str:
        start = self.strings + at
        return self.data[start : self.data.index(0, start)].decode()

    def symbols(self) -> Iterator[tuple[int, int, str, bool]]:
        """Each symbol's number, offset, name, and whether it is the library's own."""
        start, length = self.sections[SYMBOLS]
        for number, offset in enumerate(range(start, start + length, 24)):
            name, section = struct.unpack_from("<I2xH", self.data, offset)
            yield number, offset, self.name(name), section != 0

    def places(self) -> dict[str, int]:
        """Where in the file that lies which the library has for others."""
        start, length = self.sections[SYMBOLS]
        found = {}
        for offset in range(start, start + length, 24):
            name, section, value = struct.unpack_from("<I2xHQ", self.data, offset)
            if section:
                _, address, place, _, _ = self.headers[section]
                found[self.name(name)] = value - address + place
        return found

    def dynamic(self) -> Iterator[tuple[int, int, int]]:
        """Offset, tag and value of each entry of the dynamic section."""
        offset = self.sections[DYNAMIC][0]
        while True:
            tag, value = struct.unpack_from("<qQ", self.data, offset)
            yield offset, tag, value
            if tag == END:
                return
            offset += 16

    def count_needed_versions(self, count: int) -> None:
        """Say of how many libraries versions are needed: the dynamic linker reads it in one place, tools in another."""
        for offset, tag, _ in self.dynamic():
            if tag == NUMBER_OF_NEEDED_VERSIONS:
                struct.pack_into("<Q", self.data, offset + 8, count)
        for offset, header in zip(self.table, self.headers, strict=True):
            if header[0] == NEEDED_VERSIONS:
                struct.pack_into("<I", self.data, offset + 44, count)


def unlink(path: Path, other: Path) -> None:
    """Have the library at `path` not ask for another, of which it calls nothing.

    What it would take from that becomes weak: the dynamic linker leaves at null what is weak and nowhere to be found.
    """
    library = Library(path.read_bytes())
    _weaken(library, exported(other), _drop_versions(library, other.name))
    _drop_name(library, other.name)
    path.write_bytes(library.data)


def exported(path: Path) -> set[str]:
    """The names of what a library has for others."""
    return {name for _, _, name, own in Library(path.read_bytes()).symbols() if own}


def _drop_versions(library: Library, gone: str) -> set[int]:
    """Take the library out of the chain of those of which versions are needed. Returns the numbers of the versions."""
    if NEEDED_VERSIONS not in library.sections:
        return set()
    data, start = library.data, library.sections[NEEDED_VERSIONS][0]
    numbers: set[int] = set()
    kept = []
    offset, step = start, 1
    while step:
        version, count, file, first, step = struct.unpack_from(CHAINED, data, offset)
        if library.name(file) == gone:
            numbers |= {struct.unpack_from("<H", data, offset + first + 16 * n + 6)[0] for n in range(count)}
        else:
            kept.append((offset, version, count, file, offset + first))
        offset += step
    if not kept:
        raise ValueError("Versions would be needed of no library, not even of the C library.")
    # The chain begins where it did, and its links count from their own places.
    places = [start, *(entry[0] for entry in kept[1:])]
    for place, following, entry in zip(places, [*places[1:], 0], kept, strict=True):
        _, version, count, file, first = entry
        struct.pack_into(CHAINED, data, place, version, count, file, first - place, following and following - place)
    library.count_needed_versions(len(kept))
    return numbers


def _weaken(library: Library, names: set[str], versions: set[int]) -> None:
    """Make the symbols of these versions weak, and those of these names that want no version."""
    data = library.data
    start = library.sections[SYMBOL_VERSIONS][0] if SYMBOL_VERSIONS in library.sections else None
    for number, offset, name, own in library.symbols():
        version = NO_VERSION if start is None else struct.unpack_from("<H", data, start + 2 * number)[0]
        if not own and (version in versions or (version <= NO_VERSION and name in names)):
            data[offset + 4] = WEAK << 4 | data[offset + 4] & 15
            if start is not None:
                struct.pack_into("<H", data, start + 2 * number, NO_VERSION)


def _drop_name(library: Library, gone: str) -> None:
    """Close the gap that the library's name leaves in the dynamic section; its end is repeated."""
    entries = list(library.dynamic())
    kept = [(tag, value) for _, tag, value in entries if tag != NEEDED or library.name(value) != gone]
    kept += [(END, 0)] * (len(entries) - len(kept))
    for (offset, _, _), entry in zip(entries, kept, strict=True):
        struct.pack_into("<qQ", library.data, offset, *entry)
