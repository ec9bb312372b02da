"""Decoding with libvips: JPEG, PNG, TIFF, WebP, GIF, AVIF."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from photofix.core.photo import Metadata, Pixels
from photofix.files import exif, iptc, jpeg_quality, png_chunks, tiff_exif, tiff_infrared
from photofix.files.decoded import Decoded, DecodeError
from photofix.files.lab import NOTE, to_prophoto
from photofix.files.limits import check_size
from photofix.files.profiles import colour_space, prophoto
from photofix.files.samples import fill_low_bits, from_any
from photofix.files.tiff_recompress import with_known_compression
from photofix.files.tiff_tags import BadTiff, read_entries, read_layout
from photofix.files.vips import first_line, to_array, vips

_LOADERS = {
    "jpeg": "jpegload",
    "png": "pngload",
    "tiff": "tiffload",
    "webp": "webpload",
    "gif": "gifload",
    "avif": "heifload",
}
_OPTIONS = {"png": {"unlimited": True}, "avif": {"unlimited": True}}
_JPEG_HEAD = 1 << 20
# Parts of a JPEG that its XMP speaks of and that lie outside the picture.
_LEFT_OUT = (
    (b"hdrgm:Version", "the HDR gain map was left out"),
    (b"xmpNote:HasExtendedXMP", "the extended part of the XMP data was left out"),
)
_IPTC_TAG, _RESOURCES_TAG = 33723, 34377


def decode(path: Path, format_id: str, max_pixels: int) -> Decoded:
    """Decode the first page of a file of one of the formats above. Raises DecodeError and, for a bomb, UserError."""
    pyvips = vips()
    try:
        image, further = _open(pyvips, path, format_id, max_pixels)
        check_size(image.width, image.height, max_pixels)
        fields = set(image.get_fields())
        icc = image.get("icc-profile-data") if "icc-profile-data" in fields else None
        pixels, icc, notes = _pixels(image, icc)
        pixels, infrared = tiff_infrared.split(path, pixels) if format_id == "tiff" else (pixels, None)
    except (pyvips.Error, BadTiff) as error:
        raise DecodeError(first_line(error)) from error
    if format_id == "avif" and pixels.dtype == np.uint16:
        pixels = fill_low_bits(pixels, image.get("bits-per-sample"))
    metadata, dpi = _metadata(path, format_id, image, fields)
    quality, subsampling = _jpeg_settings(path) if format_id == "jpeg" else (None, None)
    # libheif turns the picture itself, as its own orientation property asks; EXIF has no say there.
    orientation = image.get("orientation") if format_id == "tiff" and "orientation" in fields else None
    if orientation is None:
        orientation = 1 if format_id == "avif" else exif.orientation(metadata.exif)
    if format_id == "tiff" and infrared is None:
        infrared, page_notes = tiff_infrared.page(path, image.width, image.height, max_pixels)
        notes += page_notes
        further = max(0, further - (infrared is not None))
    notes = _left_out(format_id, further) + notes
    notes += tuple(note for mark, note in _LEFT_OUT if format_id == "jpeg" and mark in (metadata.xmp or b""))
    return Decoded(pixels, icc, metadata, dpi, orientation, quality, subsampling, notes, infrared)


def _open(pyvips: Any, path: Path, format_id: str, max_pixels: int) -> tuple[Any, int]:
    """The picture, and how many further pages or frames the file has."""
    # The loaders are called by name: generic opening would take "[...]" in a file name for options.
    name, options = _LOADERS[format_id], _OPTIONS.get(format_id, {})
    repacked = None
    if format_id == "tiff":
        repacked = with_known_compression(path, max_pixels) or tiff_infrared.without_premultiplying(path)
    if repacked is not None:
        image = pyvips.Image.tiffload_buffer(repacked, fail_on="error")
    elif _is_unicode(path):
        image = getattr(pyvips.Image, name)(str(path), fail_on="error", access="sequential", **options)
    else:
        image = getattr(pyvips.Image, f"{name}_buffer")(path.read_bytes(), fail_on="error", **options)
    pages = image.get("n-pages") if "n-pages" in image.get_fields() else 1
    return image, max(0, pages - 1)


def _left_out(format_id: str, further: int) -> tuple[str, ...]:
    what = "frame" if format_id in ("gif", "webp") else "page" if format_id == "tiff" else "picture"
    return (f"only the first {what} was opened; {further} more left out",) if further else ()


def _is_unicode(path: Path) -> bool:
    """Whether the name can be handed to libvips as UTF-8; a name of arbitrary bytes cannot."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True


def _pixels(image: Any, icc: bytes | None) -> tuple[Pixels, bytes | None, tuple[str, ...]]:
    """Grey or RGB pixels with at most one alpha channel, the profile that describes them, and notes."""
    if image.interpretation == "cmyk":
        embedded = icc is not None and colour_space(icc) == "CMYK"
        deep = image.format == "ushort"
        image = image.icc_transform("srgb", embedded=embedded, input_profile="cmyk", intent="relative",
                                    black_point_compensation=True, depth=16 if deep else 8)  # fmt: skip
        how = "its profile" if embedded else "a standard profile, as it has none"
        return to_array(image), None, (f"CMYK was converted to sRGB through {how}",)
    if image.interpretation in ("lab", "labs"):
        lab = image[0:3].colourspace("lab")
        values = np.frombuffer(lab.write_to_memory(), np.float32).reshape(image.height, image.width, 3)
        return to_prophoto(values), prophoto(), (NOTE,)
    notes: tuple[str, ...] = ()
    if image.bands > 4:
        notes += (f"{image.bands - 4} further channels were left out",)
        image = image[0:4]
    pixels, lost = from_any(_samples(image))
    wanted = "GRAY" if pixels.shape[2] <= 2 else "RGB"
    if icc is not None and colour_space(icc) != wanted:
        icc = None
        notes += ("the colour profile does not fit the pixels and was left out",)
    return pixels, icc, notes + lost


def _samples(image: Any) -> Any:
    types = {"uchar": "u1", "ushort": "u2", "uint": "u4", "float": "f4", "double": "f8"}
    if image.format not in types:
        raise DecodeError(f"it holds samples of the type “{image.format}”, which are no photograph's")
    memory = np.frombuffer(image.write_to_memory(), types[image.format])
    return memory.reshape(image.height, image.width, image.bands)


def _metadata(path: Path, format_id: str, image: Any, fields: set[str]) -> tuple[Metadata, tuple[float, float] | None]:
    def block(name: str) -> bytes | None:
        return image.get(name) if name in fields else None

    own_exif, records = exif.bare(block("exif-data")), iptc.from_resources(block("iptc-data"))
    # Elsewhere libvips makes up a resolution as soon as there is EXIF.
    stored = format_id in ("jpeg", "tiff") and "resolution-unit" in fields
    dpi = _tidy(image.xres * 25.4, image.yres * 25.4) if stored else None
    if format_id in ("tiff", "png"):
        with path.open("rb") as file:
            if format_id == "png":
                dpi, records = png_chunks.read_dpi_and_iptc(file)
            else:
                own_exif = tiff_exif.extract(file)
                layout, at = read_layout(file)
                tags = {entry.tag: entry.data for entry in read_entries(file, layout, at)}
                records = iptc.from_resources(tags.get(_IPTC_TAG) or tags.get(_RESOURCES_TAG))
    return Metadata(own_exif, block("xmp-data") or None, records), dpi or exif.resolution(own_exif)


def _tidy(*dpi: float) -> tuple[float, float]:
    """Undo the detour over pixels per millimetre in single precision."""
    across, down = (float(round(value)) if abs(value - round(value)) < 1e-3 else round(value, 4) for value in dpi)
    return across, down


def _jpeg_settings(path: Path) -> tuple[int | None, str | None]:
    with path.open("rb") as file:
        return jpeg_quality.estimate(file.read(_JPEG_HEAD))


def exif_of_jpeg(data: bytes) -> bytes | None:
    """The EXIF block of a JPEG in memory (a RAW file's preview); None if it has none or cannot be read."""
    pyvips = vips()
    try:
        image = pyvips.Image.jpegload_buffer(data)
        return exif.bare(image.get("exif-data")) if "exif-data" in image.get_fields() else None
    except pyvips.Error:
        return None
