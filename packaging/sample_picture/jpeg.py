"""A JPEG of limited size that carries an sRGB profile and camera-like EXIF."""

from __future__ import annotations

import struct

import cv2
import numpy as np

EXIF_TEXT = {
    0x010E: "Rendered landscape with power lines and sensor dust",
    0x010F: "PhotoFix",
    0x0110: "Rendered landscape",
    0x0131: "packaging/make_sample.py",
    0x0132: "2026:06:21 06:12:00",
    0x013B: "The PhotoFix authors",
    0x8298: "The PhotoFix authors, Apache-2.0",
}


def srgb_profile() -> bytes:
    """A version 4 ICC matrix profile of sRGB (ICC.1:2010; IEC 61966-2-1, primaries adapted to D50 by Bradford)."""

    def fixed(*numbers: float) -> bytes:
        return b"".join(struct.pack(">i", round(n * 65536)) for n in numbers)

    def text(words: str) -> bytes:
        coded = words.encode("utf-16-be")
        return b"mluc" + struct.pack(">IIIHHII", 0, 1, 12, 0x656E, 0x5553, len(coded), 28) + coded

    curve = b"para" + struct.pack(">IHH", 0, 3, 0) + fixed(2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
    adapt = (1.04788, 0.02292, -0.05022, 0.02959, 0.99048, -0.01707, -0.00925, 0.01508, 0.75168)
    blocks = [
        (b"desc", text("sRGB")),
        (b"cprt", text("No copyright, use freely")),
        (b"wtpt", b"XYZ \0\0\0\0" + fixed(0.96420, 1.0, 0.82491)),
        (b"chad", b"sf32\0\0\0\0" + fixed(*adapt)),
        (b"rXYZ", b"XYZ \0\0\0\0" + fixed(0.43607, 0.22249, 0.01392)),
        (b"gXYZ", b"XYZ \0\0\0\0" + fixed(0.38515, 0.71687, 0.09708)),
        (b"bXYZ", b"XYZ \0\0\0\0" + fixed(0.14307, 0.06061, 0.71410)),
        (b"rTRC", curve),
        (b"gTRC", curve),
        (b"bTRC", curve),
    ]
    table, body, places = b"", b"", dict[bytes, int]()
    start = 128 + 4 + 12 * len(blocks)
    for name, block in blocks:
        if block not in places:
            places[block] = start + len(body)
            body += block + b"\0" * (-len(block) % 4)
        table += name + struct.pack(">II", places[block], len(block))
    header = struct.pack(
        ">I4sI4s4s4s6H4s4sI4s4s8sI", start + len(body), b"\0\0\0\0", 0x04200000, b"mntr", b"RGB ", b"XYZ ",
        2026, 1, 1, 0, 0, 0, b"acsp", b"\0\0\0\0", 0, b"\0\0\0\0", b"\0\0\0\0", b"\0" * 8, 0,
    ) + fixed(0.96420, 1.0, 0.82491)  # fmt: skip
    return header.ljust(128, b"\0") + struct.pack(">I", len(blocks)) + table + body


def exif() -> bytes:
    """A small EXIF block (TIFF, big-endian): texts, orientation 1, 300 dpi, exposure 1/125 s, f/11, ISO 100, 24 mm."""

    def entry(tag: int, kind: int, count: int, data: bytes) -> tuple[int, int, int, bytes]:
        return tag, kind, count, data

    def words(tag: int, value: str) -> tuple[int, int, int, bytes]:
        coded = value.encode("ascii") + b"\0"
        return entry(tag, 2, len(coded), coded)

    def short(tag: int, value: int) -> tuple[int, int, int, bytes]:
        return entry(tag, 3, 1, struct.pack(">H", value))

    def ratio(tag: int, top: int, bottom: int) -> tuple[int, int, int, bytes]:
        return entry(tag, 5, 1, struct.pack(">II", top, bottom))

    def directory(entries: list[tuple[int, int, int, bytes]], at: int) -> bytes:
        table, more = struct.pack(">H", len(entries)), b""
        free = at + 2 + 12 * len(entries) + 4
        for tag, kind, count, data in sorted(entries):
            if len(data) <= 4:
                table += struct.pack(">HHI", tag, kind, count) + data.ljust(4, b"\0")
            else:
                table += struct.pack(">HHII", tag, kind, count, free + len(more))
                more += data + b"\0" * (len(data) % 2)
        return table + b"\0\0\0\0" + more

    main = [words(tag, value) for tag, value in EXIF_TEXT.items()]
    main += [short(0x0112, 1), ratio(0x011A, 300, 1), ratio(0x011B, 300, 1), short(0x0128, 2)]
    camera = [ratio(0x829A, 1, 125), ratio(0x829D, 11, 1), short(0x8827, 100), ratio(0x920A, 24, 1), short(0xA001, 1),
              entry(0x9000, 7, 4, b"0232"), words(0x9003, EXIF_TEXT[0x0132])]  # fmt: skip
    pointer = entry(0x8769, 4, 1, struct.pack(">I", 0))
    length = len(directory([*main, pointer], 8))
    pointer = entry(0x8769, 4, 1, struct.pack(">I", 8 + length))
    return b"MM\0\x2a\0\0\0\x08" + directory([*main, pointer], 8) + directory(camera, 8 + length)


def pack(picture: np.ndarray, limit: int) -> bytes:
    """The picture (H×W×3 uint8 RGB) as the best 4:2:0 JPEG of at most limit bytes, with profile and EXIF."""
    swapped = cv2.cvtColor(picture, cv2.COLOR_RGB2BGR)
    for quality in range(92, 40, -1):
        options = [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_OPTIMIZE, 1, cv2.IMWRITE_JPEG_PROGRESSIVE, 1]
        coded = cv2.imencode(".jpg", swapped, options)[1].tobytes()
        if len(coded) <= limit:
            break
    segments = b""
    for marker, data in ((0xE1, b"Exif\0\0" + exif()), (0xE2, b"ICC_PROFILE\0\x01\x01" + srgb_profile())):
        segments += struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data
    after_jfif = 4 + struct.unpack(">H", coded[4:6])[0]
    return coded[:after_jfif] + segments + coded[after_jfif:]
