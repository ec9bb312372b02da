"""The table of picture formats: what dialogs, help, load and save know about them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from photofix.errors import UserError


@dataclass(frozen=True)
class Format:
    """One format. depths: bits per channel that survive a save (or, if it cannot be written, a load).

    blocks: the metadata that its files can hold ("exif", "xmp", "iptc"). lossy: pixels are not kept exactly
    at the quality that `save` takes by default.
    """

    id: str
    title: str
    suffixes: tuple[str, ...]
    can_write: bool
    depths: tuple[int, ...] = (8,)
    alpha: bool = True
    grey: bool = True
    lossy: bool = False
    blocks: tuple[str, ...] = ("exif", "xmp")
    max_side: int = 2**31 - 1


RAW_SUFFIXES = (
    ".dng", ".cr2", ".cr3", ".crw", ".nef", ".nrw", ".arw", ".sr2", ".srf", ".raf",
    ".orf", ".rw2", ".rwl", ".pef", ".ptx", ".srw", ".x3f", ".3fr", ".fff", ".iiq",
    ".mrw", ".erf", ".mef", ".mos", ".kdc", ".dcr", ".raw", ".gpr",
)  # fmt: skip

FORMATS: tuple[Format, ...] = (
    Format("jpeg", "JPEG", (".jpg", ".jpeg", ".jpe", ".jfif"), True, alpha=False, lossy=True,
           blocks=("exif", "xmp", "iptc"), max_side=65_535),
    Format("png", "PNG", (".png",), True, (8, 16), blocks=("exif", "xmp", "iptc")),
    Format("tiff", "TIFF", (".tif", ".tiff"), True, (8, 16), blocks=("exif", "xmp", "iptc")),
    Format("webp", "WebP", (".webp",), True, grey=False, lossy=True, max_side=16_383),
    Format("avif", "AVIF", (".avif",), True, (8, 12), grey=False, lossy=True, max_side=16_384),
    Format("jxl", "JPEG XL", (".jxl",), True, (8, 16)),
    Format("gif", "GIF", (".gif",), False, grey=False, blocks=("xmp",)),
    Format("bmp", "BMP", (".bmp", ".dib"), False, blocks=()),
    Format("heic", "HEIC", (".heic", ".heif", ".hif"), False, (8, 10, 12)),
    Format("raw", "Camera RAW", RAW_SUFFIXES, False, (16,), alpha=False),
)  # fmt: skip


def by_id(format_id: str) -> Format:
    """The format with this id. Raises KeyError."""
    return {entry.id: entry for entry in FORMATS}[format_id]


def by_suffix(path: Path) -> Format | None:
    """The format that the file's name promises; None for an unknown suffix."""
    suffix = path.suffix.lower()
    return next((entry for entry in FORMATS if suffix in entry.suffixes), None)


def writable_for(path: Path) -> Format:
    """The format that a file of this name is saved in. Raises UserError if there is none."""
    entry = by_suffix(path)
    if entry is not None and entry.can_write:
        return entry
    known = ", ".join(entry.suffixes[0] for entry in FORMATS if entry.can_write)
    what = f"{entry.title} files can be opened but not written" if entry else f"“{path.suffix}” is no format for saving"
    raise UserError(f"“{path.name}” cannot be saved: {what}.", hint=f"Choose a name that ends in one of {known}.")


def default_quality(path: Path, jpeg_quality: int) -> int | None:
    """The quality that the settings ask for in the format of a name: only JPEG has one. None: as `save` thinks fit."""
    found = by_suffix(path)
    return jpeg_quality or None if found is not None and found.id == "jpeg" else None


_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_RAW_HEADS = (b"FUJIFILMCCD-RAW", b"IIRO", b"IIRS", b"MMOR", b"IIU\0", b"FOVb", b"\0MRM", b"II\x1a\0\0\0HEAPCCDR")
HEAD_BYTES = 64


def sniff(head: bytes, path: Path) -> str:
    """The id of the format by the file's first HEAD_BYTES; "" if they are no picture's.

    Most camera RAW formats look like TIFF: those are told apart by the suffix.
    """
    suffix_says_raw = path.suffix.lower() in RAW_SUFFIXES
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(_RAW_HEADS) or (head[:4] in (b"II*\0", b"MM\0*") and (suffix_says_raw or head[8:10] == b"CR")):
        return "raw"
    if head[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        return "tiff"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return "gif"
    if head[:2] == b"BM":
        return "bmp"
    if head[:2] == b"\xff\x0a" or head[4:12] == b"JXL \r\n\x87\n":
        return "jxl"
    if head[4:8] == b"ftyp":
        return _sniff_ftyp(head)
    return "raw" if suffix_says_raw and head.strip(b"\0") else ""


def _sniff_ftyp(head: bytes) -> str:
    size = min(len(head), int.from_bytes(head[:4], "big"))
    brands = {head[8:12], *(head[i : i + 4] for i in range(16, size - 3, 4))}
    if brands & {b"avif", b"avis"}:
        return "avif"
    if b"crx " in brands:
        return "raw"
    return "heic" if brands & _HEIF_BRANDS else ""
