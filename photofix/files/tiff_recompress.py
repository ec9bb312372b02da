"""TIFF compressions that libvips was built without, exchanged for deflate in memory."""

from __future__ import annotations

import io
import lzma
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

from photofix.files.limits import check_size
from photofix.files.tiff_tags import BadTiff, Entry, build_directory, longs, read_entries, read_layout, short

_COMPRESSION, _DEFLATE = 259, 8
_SEGMENTS = ((273, 279), (324, 325))  # offsets and sizes of strips, of tiles
_WIDTH, _HEIGHT, _BITS, _SAMPLES, _ROWS, _TILE_WIDTH, _TILE_HEIGHT = 256, 257, 258, 277, 278, 322, 323
_MAKER_POINTERS = {330, 0x8769, 0x8825}  # directories elsewhere in the old file


def with_known_compression(path: Path, max_pixels: int, at: int | None = None) -> bytes | None:
    """A page of a Zstandard or LZMA file, packed with deflate; None for all other compressions.

    at: the position of the page's directory; None for the first.

    libvips reads such pages as black instead of failing, so they must never reach it.
    Raises BadTiff if the structure or a segment is damaged, UserError for a bomb.
    """
    with path.open("rb") as file:
        layout, first = read_layout(file)
        at = first if at is None else at
        entries = {entry.tag: entry for entry in read_entries(file, layout, at)}
        packing = entries.get(_COMPRESSION)
        unpack = _unpackers().get(packing.numbers(layout.order)[0]) if packing else None
        if unpack is None:
            return None
        offsets_tag, sizes_tag = next((pair for pair in _SEGMENTS if pair[0] in entries), (0, 0))
        if offsets_tag == 0 or sizes_tag not in entries:
            raise BadTiff("no strips or tiles")
        check_size(_number(entries, _WIDTH, layout.order), _number(entries, _HEIGHT, layout.order), max_pixels)
        limit = _segment_bytes(entries, layout.order)
        out = io.BytesIO()
        out.write(b"II" if layout.order == "<" else b"MM")
        out.write(
            struct.pack(layout.order + ("HHHQ" if layout.big else "HI"), *((43, 8, 0, 0) if layout.big else (42, 0)))
        )
        offsets, sizes = [], []
        spans = zip(entries[offsets_tag].numbers(layout.order), entries[sizes_tag].numbers(layout.order), strict=True)
        for start, size in spans:
            file.seek(start)
            packed = zlib.compress(unpack(file.read(size), limit), 1)
            offsets.append(out.tell())
            sizes.append(len(packed))
            out.write(packed)
    changed = [
        short(_COMPRESSION, _DEFLATE, layout.order),
        longs(offsets_tag, offsets, layout),
        longs(sizes_tag, sizes, layout),
    ]
    kept = {tag: entry for tag, entry in entries.items() if tag not in _MAKER_POINTERS}
    merged = kept | {entry.tag: entry for entry in changed}
    out.write(bytes(out.tell() % 2))
    directory = out.tell()
    out.write(build_directory(list(merged.values()), layout, directory))
    out.seek(8 if layout.big else 4)
    out.write(struct.pack(layout.word, directory))
    return out.getvalue()


def _segment_bytes(entries: dict[int, Entry], order: str) -> int:
    """The most bytes that a strip or tile of this page can unpack to."""

    width = _number(entries, _TILE_WIDTH, order) or _number(entries, _WIDTH, order)
    height = _number(entries, _HEIGHT, order)
    rows = _number(entries, _TILE_HEIGHT, order) or min(_number(entries, _ROWS, order) or height, height)
    bits = max(entries[_BITS].numbers(order)) if _BITS in entries else 1
    return rows * ((width * bits * (_number(entries, _SAMPLES, order) or 1) + 7) // 8)


def _number(entries: dict[int, Entry], tag: int, order: str) -> int:
    """The first value of a tag; 0 if it is missing."""
    return next(iter(entries[tag].numbers(order)), 0) if tag in entries else 0


def _unpackers() -> dict[int, Callable[[bytes, int], bytes]]:
    return {50000: _unzstd, 34926: _unzstd, 34925: _unlzma}


def _unzstd(data: bytes, limit: int) -> bytes:
    import zstandard

    try:
        return zstandard.ZstdDecompressor().stream_reader(data).read(limit)
    except zstandard.ZstdError as error:
        raise BadTiff(f"Zstandard: {error}") from error


def _unlzma(data: bytes, limit: int) -> bytes:
    try:
        return lzma.LZMADecompressor().decompress(data, limit)
    except lzma.LZMAError as error:
        raise BadTiff(f"LZMA: {error}") from error
