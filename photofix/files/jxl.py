"""Decoding and encoding JPEG XL with libjxl."""

from __future__ import annotations

from pathlib import Path

from photofix.core.photo import Metadata, Photo
from photofix.files import exif
from photofix.files.decoded import Decoded, DecodeError
from photofix.files.limits import check_size
from photofix.files.samples import from_any


def decode(path: Path, max_pixels: int) -> Decoded:
    """Decode a JPEG XL file. Raises DecodeError and, for a bomb, UserError."""
    import pyjpegxl

    data = path.read_bytes()
    try:
        header = pyjpegxl.probe(data)
        check_size(header.width, header.height, max_pixels)
        bits = header.bits_per_sample
        info, values = pyjpegxl.decode_to_numpy(
            data, dtype="uint8" if bits <= 8 else "uint16" if bits <= 16 else "float32"
        )
    except (RuntimeError, ValueError) as error:
        raise DecodeError(str(error)) from error
    pixels, notes = from_any(values.reshape(*values.shape[:2], -1))
    block = exif.bare(info.exif)
    return Decoded(pixels, info.icc, Metadata(block, info.xmp or None), exif.resolution(block), notes=notes)


def encode(photo: Photo, quality: int | None) -> bytes:
    """The photo as JPEG XL: lossless if quality is None or 100, else 1..99 as libjxl's cjxl understands it."""
    import pyjpegxl

    lossless = quality is None or quality >= 100
    data: bytes = pyjpegxl.encode_from_numpy(
        photo.pixels,
        lossless=lossless,
        quality=0.0 if quality is None or lossless else _distance(quality),
        speed=pyjpegxl.EncoderSpeed.Falcon if lossless else pyjpegxl.EncoderSpeed.Squirrel,
        icc=photo.icc,
        exif=photo.metadata.exif,
        xmp=photo.metadata.xmp,
    )
    return data


def _distance(quality: int) -> float:
    """Butteraugli distance for a JPEG-like quality (JxlEncoderDistanceFromQuality)."""
    if quality >= 30:
        return 0.1 + (100 - quality) * 0.09
    return 53.0 / 3000.0 * quality * quality - 23.0 / 20.0 * quality + 25.0
