"""Takes out of a library all that is not loaded when it runs, symbols for debuggers above all: ELF files of 64 bits.

Like strip, but what is loaded is not laid out anew: whole pages are moved up, in the order and with the addresses that
they had. So it may be used on the libraries of wheels, in which auditwheel has moved tables and which strip breaks.
"""

from __future__ import annotations

import struct
from pathlib import Path

LOAD = 1
NOTHING, NO_BITS = 0, 8  # types of sections: none, and one that takes no place in the file
LOADED = 2  # flag of a section
X86_64 = 62
HEADER, PROGRAM, SECTION = "<16xHHIQQQIHHHHHH", "<IIQQQQQQ", "<IIQQQQIIQQ"
SMALLEST_PAGE = 4096


def repack(path: Path) -> None:
    """Write the library anew."""
    path.write_bytes(repacked(path.read_bytes()))


def repacked(data: bytes) -> bytes:
    """The library without what is not loaded; its table of sections names the rest."""
    if data[:6] != b"\x7fELF\x02\x01":
        raise ValueError("Only ELF files of 64 bits, the lowest byte first, can be repacked.")
    header = list(struct.unpack_from(HEADER, data))
    _, machine, _, _, programs_at, sections_at, _, _, _, programs, _, sections, names = header
    segments = [list(struct.unpack_from(PROGRAM, data, programs_at + 56 * number)) for number in range(programs)]
    table = [list(struct.unpack_from(SECTION, data, sections_at + 64 * number)) for number in range(sections)]
    out, moved = _moved_up(data, [segment for segment in segments if segment[0] == LOAD], machine)

    def place(offset: int) -> int:
        return next((offset - by for start, end, by in moved if start <= offset < end), 0)

    for segment in segments:
        segment[2] = place(segment[2]) if segment[5] else 0
        if segment[0] == LOAD and machine == X86_64:
            segment[7] = SMALLEST_PAGE
    for number, section in enumerate(table):
        if number == names:
            start, length = section[4:6]
            section[4] = len(out)
            out += data[start : start + length]
        elif section[2] & LOADED:
            section[4] = 0 if section[1] == NO_BITS else place(section[4])
        else:
            section[:] = [0, NOTHING, 0, 0, 0, 0, 0, 0, 0, 0]
    out += bytes(-len(out) % 8)
    header[4], header[5] = place(programs_at), len(out)
    struct.pack_into(HEADER, out, 0, *header)
    out[:16] = data[:16]
    for number, segment in enumerate(segments):
        struct.pack_into(PROGRAM, out, header[4] + 56 * number, *segment)
    return bytes(out) + b"".join(struct.pack(SECTION, *section) for section in table)


def _moved_up(data: bytes, loaded: list[list[int]], machine: int) -> tuple[bytearray, list[tuple[int, int, int]]]:
    """The loaded segments, closed up. Also of each its old start and end in the file, and by how much it is moved."""
    out = bytearray()
    moved: list[tuple[int, int, int]] = []
    for _, _, offset, _, _, length, _, aligned in sorted(loaded, key=lambda segment: segment[2]):
        # An address in memory and a place in the file have to differ by whole pages. Those of x86-64 are small, however
        # large the linker thought that they might be.
        page = SMALLEST_PAGE if machine == X86_64 else aligned
        behind = not moved or offset >= moved[-1][1]
        by = max(0, offset - len(out)) // page * page if behind else moved[-1][2]
        out += bytes(max(0, offset - by - len(out)))
        out[offset - by : offset - by + length] = data[offset : offset + length]
        moved.append((offset, offset + length, by))
    return out, moved
