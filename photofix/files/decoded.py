"""What a decoder hands to load: pixels as stored, before the orientation is applied."""

from __future__ import annotations

from dataclasses import dataclass, field

from photofix.core.photo import Metadata, Pixels, Plane


@dataclass(frozen=True)
class Decoded:
    """One decoded file.

    pixels: H×W×(1..4) uint8 or uint16 as stored; orientation: 1..8 (EXIF), still to be applied to them.
    infrared: H×W uint8 or uint16, stored the same way, or None.
    Blocks of metadata are bare: EXIF without the "Exif" marker, IPTC as IIM records.
    """

    pixels: Pixels
    icc: bytes | None = None
    metadata: Metadata = field(default_factory=Metadata)
    dpi: tuple[float, float] | None = None
    orientation: int = 1
    quality: int | None = None
    subsampling: str | None = None
    notes: tuple[str, ...] = ()
    infrared: Plane | None = None


class DecodeError(Exception):
    """The file cannot be decoded; the text says why in a few words. load turns it into a UserError."""
