"""How large a picture is to become: factors, pixels, centimetres and inches."""

from __future__ import annotations

import re
from typing import NamedTuple

from photofix.errors import UserError

CM = 2.54  # in an inch
PRINT = re.compile(r"(?P<side>\d+(?:[.,]\d+)?)\s*(?P<unit>cm|mm|in|inch|\")\s*@\s*(?P<dpi>\d+(?:[.,]\d+)?)\s*dpi", re.I)
LENGTH = re.compile(
    r"(?P<size>\d+(?:[.,]\d+)?)\s*(?:px|(?P<unit>cm|mm|in|inch|\")(?:\s*@\s*(?P<dpi>\d+(?:[.,]\d+)?)\s*dpi)?)", re.I
)
PER_INCH = {"cm": CM, "mm": 10 * CM, "in": 1.0, "inch": 1.0, '"': 1.0}
HINT = "Say the long side and the resolution: 30cm@300dpi."
DPI = 300.0  # of a photo that does not say its own
LONGEST = 500_000  # pixels a side


class Size(NamedTuple):
    """Pixels, and the dots per inch that the person asked for, if any."""

    width: int
    height: int
    dpi: float | None = None


def scaled(width: int, height: int, factor: float) -> Size:
    """Both sides times a factor, rounded, at least a pixel."""
    return Size(max(1, round(width * factor)), max(1, round(height * factor)))


def printed(width: int, height: int, wish: str) -> Size:
    """The long side as long as in "30cm@300dpi"; also mm, in and inch. Raises UserError if it says something else."""
    found = PRINT.fullmatch(wish.strip())
    if found is None:
        raise UserError(f"{wish!r} is no print size.", hint=HINT)
    side, dpi = (float(found[name].replace(",", ".")) for name in ("side", "dpi"))
    pixels = side / PER_INCH[found["unit"].lower()] * dpi
    if not 1 <= pixels <= LONGEST:
        raise UserError(f"{wish} would be {pixels:,.0f} pixels.", hint=HINT)
    return Size(*scaled(width, height, pixels / max(width, height))[:2], dpi)


def length(wish: str, dpi: float | None) -> float:
    """Pixels, from "40px", "5mm" or "5mm@300dpi"; also cm, in and inch. dpi: the photo's. Raises UserError."""
    found = LENGTH.fullmatch(wish.strip())
    if found is None:
        raise UserError(f"{wish!r} is no size.", hint="Say pixels or a length on paper: 40px, 5mm, 5mm@300dpi.")
    size = float(found["size"].replace(",", "."))
    if found["unit"]:
        inch = float(found["dpi"].replace(",", ".")) if found["dpi"] else dpi or DPI
        size *= inch / PER_INCH[found["unit"].lower()]
    if not 0 < size <= LONGEST:
        raise UserError(f"{wish} would be {size:,.0f} pixels.")
    return size
