"""What a person says of a photo's colours: the colour of a place or a stroke, or a region that is to stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

RGB = tuple[int, int, int]
Point = tuple[float, float]


@dataclass(frozen=True)
class ColourHint:
    """One thing that was said.

    points: x and y in photo pixels, one for a place, more for a stroke or the corners of a locked region. rgb: 0..255,
    sRGB; with three alike the place stays grey; None: the region keeps the colours that it has by what was said before.
    width: of a stroke, in photo pixels. variant: of a locked region, the proposal whose colours it keeps.
    """

    points: tuple[Point, ...]
    rgb: RGB | None = None
    width: float = 0.0
    variant: int = 0

    @property
    def locks(self) -> bool:
        return self.rgb is None

    @property
    def stroke(self) -> bool:
        return not self.locks and len(self.points) > 1


def as_entry(hint: ColourHint) -> dict[str, Any]:
    """Plain JSON values that `from_entry` reads."""
    points = [[round(x, 2), round(y, 2)] for x, y in hint.points]
    if hint.rgb is None:
        return {"lock": points, "variant": hint.variant}
    if hint.stroke:
        return {"stroke": points, "width": round(hint.width, 2), "rgb": list(hint.rgb)}
    return {"x": points[0][0], "y": points[0][1], "rgb": list(hint.rgb)}


def from_entry(entry: Mapping[str, Any]) -> ColourHint:
    """What `as_entry` or an edit's record holds, or a person wrote.

    Raises KeyError, TypeError or ValueError if it cannot be understood.
    """
    if "points" in entry:
        return _recorded(entry)
    if "lock" in entry:
        corners = _points(entry["lock"])
        if len(corners) < 3:
            raise ValueError("a region has three corners at least")
        return ColourHint(corners, variant=int(entry.get("variant", 0)))
    red, green, blue = (float(value) for value in entry["rgb"])
    if not all(0 <= value <= 255 for value in (red, green, blue)):
        raise ValueError("a colour's values are 0 to 255")
    rgb = round(red), round(green), round(blue)
    if "stroke" in entry:
        return ColourHint(_points(entry["stroke"]), rgb, max(0.0, float(entry.get("width", 0))))
    return ColourHint(((float(entry["x"]), float(entry["y"])),), rgb)


def _recorded(entry: Mapping[str, Any]) -> ColourHint:
    """The fields by their names."""
    rgb = entry["rgb"] if entry["rgb"] is None else tuple(int(value) for value in entry["rgb"])
    return ColourHint(_points(entry["points"]), rgb, float(entry["width"]), int(entry["variant"]))  # type: ignore[arg-type]


def _points(pairs: Sequence[Sequence[Any]]) -> tuple[Point, ...]:
    points = tuple((float(x), float(y)) for x, y in pairs)
    if not points:
        raise ValueError("a stroke has points")
    return points
