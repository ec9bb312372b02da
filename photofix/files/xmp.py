"""XMP packets: the one property that must follow the pixels."""

from __future__ import annotations

import re

_ORIENTATION = re.compile(rb"""(tiff:Orientation\s*(?:=\s*["']|>\s*))[2-8](?=\s*(?:["']|<))""")


def upright(packet: bytes | None) -> bytes | None:
    """The packet with tiff:Orientation reset to 1; same length."""
    return _ORIENTATION.sub(rb"\g<1>1", packet) if packet else None
