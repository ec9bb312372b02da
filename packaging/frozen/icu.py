"""Leaves out of ICU's data what Qt never asks ICU for: it sorts words by them, and has tables of its own for the rest.

ICU's data are one archive that is linked as a library. Its form: ICU, source/common/ucmndata.h ("common data").
"""

from __future__ import annotations

import re
import struct
import subprocess
import tempfile
from pathlib import Path

from frozen.unlink import Library

# The order of words in every language, and what ICU starts with. Not: languages' own words for dates, units, money and
# places (the files named by a language), dictionaries, transcriptions, code pages, names of letters.
KEPT = re.compile(r"coll/.*|(?![a-z]{2,3}(_\w+)?\.res)(?!unames)\w+\.(res|icu|nrm)")
FORMAT = b"CmnD"
ALIGNED = 16


def slim(path: Path) -> None:
    """Link the library anew, with the part of its data that is kept. Needs ld and objcopy."""
    library = Library(path.read_bytes())
    ((symbol, start),) = library.places().items()
    made = archive(bytes(library.data[start:]))
    section = ("--rename-section", ".data=.rodata,alloc,load,readonly,data,contents")
    aligned = ("--set-section-alignment", f".data={ALIGNED}")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "data").write_bytes(made)
        for words in (
            ("ld", "-r", "-b", "binary", "-o", "raw.o", "data"),
            ("objcopy", "--redefine-sym", f"_binary_data_start={symbol}", "raw.o", "named.o"),
            ("objcopy", *section, *aligned, "named.o", "data.o"),
            ("ld", "-shared", "-z", "noexecstack", "-s", "-soname", path.name, "-o", "library", "data.o"),
        ):
            subprocess.run(words, cwd=folder, check=True)
        path.write_bytes(Path(folder, "library").read_bytes())


def archive(data: bytes) -> bytes:
    """The archive at the beginning of the data, with the entries that are kept."""
    head = struct.unpack_from("<H", data)[0]
    if data[12:16] != FORMAT:
        raise ValueError("These are not ICU's common data.")
    contents = data[head:]
    (count,) = struct.unpack_from("<I", contents)
    table = [struct.unpack_from("<II", contents, 4 + 8 * number) for number in range(count)]
    names = [contents[at : contents.index(0, at)] for at, _ in table]
    # The last entry's end is not told; nothing lies behind it but the padding of the section.
    ends = [start for _, start in table[1:]] + [len(contents)]
    kept = [
        (name, contents[start:end])
        for name, (_, start), end in zip(names, table, ends, strict=True)
        if KEPT.fullmatch(name.decode().partition("/")[2])
    ]
    return data[:head] + _packed(kept)


def _packed(entries: list[tuple[bytes, bytes]]) -> bytes:
    """Their number, the places of each name and content as counted from here, the names, the contents."""
    body = bytearray(4 + 8 * len(entries))
    struct.pack_into("<I", body, 0, len(entries))
    for field, parts in enumerate(zip(*((name + b"\0", content) for name, content in entries), strict=True)):
        for number, part in enumerate(parts):
            # Names lie close together; what ICU reads as numbers does not.
            body += bytes(-len(body) % ALIGNED if field else 0)
            struct.pack_into("<I", body, 4 + 8 * number + 4 * field, len(body))
            body += part
    return bytes(body)
