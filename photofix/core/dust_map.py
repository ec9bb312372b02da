"""Dust maps: where dust lies on a camera's sensor, and which photos a map is for."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from photofix.core.dust_shadow import Shadow, shadow
from photofix.errors import UserError

FORMAT, VERSION = "photofix dust map", 1
MOST_SPOTS = 5000
MOST_PIXELS = 200_000  # a side of a sensor
LONGEST_NAME = 200
UNKNOWN_APERTURE = 11.0  # taken for photos that do not say their f-number
UPRIGHT = (6, 8)  # the EXIF orientations of a camera held upright


@dataclass(frozen=True)
class Camera:
    """What EXIF says of the camera; empty where it says nothing."""

    make: str = ""
    model: str = ""
    serial: str = ""

    @property
    def name(self) -> str:
        """For the person."""
        # Many makers repeat themselves in the model: "Canon" "Canon EOS R5".
        brand = "" if self.model.casefold().startswith(self.make.casefold()) else f"{self.make} "
        serial = f" no. {self.serial}" if self.serial else ""
        return f"{brand}{self.model}{serial}".strip() or "an unknown camera"

    def is_same(self, other: Camera) -> bool:
        """Could both be the same body? A serial number that one of them does not tell decides nothing."""
        if (self.make.casefold(), self.model.casefold()) != (other.make.casefold(), other.model.casefold()):
            return False
        return self.serial == other.serial or not (self.serial and other.serial)


@dataclass(frozen=True)
class Shot:
    """What a photo tells about how it was taken.

    width, height: as displayed, upright. turned: the EXIF orientation 1..8 that made it so. f_number: None = unknown.
    """

    camera: Camera
    width: int
    height: int
    turned: int = 1
    f_number: float | None = None

    @property
    def stored(self) -> tuple[int, int]:
        """Width and height before it was turned upright."""
        return (self.height, self.width) if self.turned >= 5 else (self.width, self.height)

    @property
    def aperture(self) -> float:
        return self.f_number or UNKNOWN_APERTURE

    def turns(self, width: int, height: int) -> tuple[int, ...]:
        """The orientations by which it may have come from a sensor of this size; none if it cannot have.

        A photo that stands upright in its file was turned by a program: to which side, it does not say.
        """
        if self.stored == (width, height):
            return (self.turned,)
        return UPRIGHT if self.turned == 1 and self.stored == (height, width) else ()


@dataclass(frozen=True)
class Spot:
    """One particle. x, y: on the sensor in pixels, pixel i covers i..i+1. particle: its diameter in pixels.

    opacity: 0..1. confidence: 0..1. frames: how many photos it was seen in.
    """

    x: float
    y: float
    particle: float
    opacity: float
    confidence: float = 1.0
    frames: int = 1


@dataclass(frozen=True)
class DustMap:
    """The dust of one sensor. distance: from the particles to the photosites, in pixels (see core.dust_shadow).

    frames: how many photos it was learnt from.
    """

    camera: Camera
    width: int
    height: int
    distance: float
    frames: int
    spots: tuple[Spot, ...]

    def shadow(self, spot: Spot, f_number: float) -> Shadow:
        return shadow(spot.particle, spot.opacity, self.distance, f_number)

    def turns(self, shot: Shot) -> tuple[int, ...]:
        """The orientations in which the photo can lie on this sensor, one or two. Raises UserError if it is not its."""
        if not self.camera.is_same(shot.camera):
            raise UserError(
                f"The dust map is of {self.camera.name}, the photo of {shot.camera.name}.",
                hint="Learn a map from photos of this camera.",
            )
        turns = shot.turns(self.width, self.height)
        if not turns:
            raise UserError(
                f"The photo has {shot.stored[0]} × {shot.stored[1]} pixels, the dust map {self.width} × {self.height}.",
                hint="Use the whole photo: in a cropped or resized one the dust lies elsewhere.",
            )
        return turns

    def to_json(self) -> dict[str, Any]:
        """Plain values: lengths to a hundredth of a pixel."""
        return {
            "format": FORMAT,
            "version": VERSION,
            "camera": {"make": self.camera.make, "model": self.camera.model, "serial": self.camera.serial},
            "width": self.width,
            "height": self.height,
            "distance": round(self.distance, 2),
            "frames": self.frames,
            "spots": [
                {
                    "x": round(spot.x, 2), "y": round(spot.y, 2), "particle": round(spot.particle, 2),
                    "opacity": round(spot.opacity, 4), "confidence": round(spot.confidence, 3), "frames": spot.frames,
                }
                for spot in self.spots
            ],
        }  # fmt: skip


def from_json(values: Any) -> DustMap:
    """A map from what `to_json` made, or from anything at all. Raises UserError if it is no map."""
    if not isinstance(values, dict) or values.get("format") != FORMAT:
        raise UserError("This is no dust map.", hint="Choose a file that PhotoFix has saved as one.")
    if values.get("version") != VERSION:
        raise UserError("The dust map was saved by another version of PhotoFix.", hint="Learn it again.")
    camera, spots = values.get("camera"), values.get("spots")
    if not isinstance(camera, dict) or not isinstance(spots, list) or len(spots) > MOST_SPOTS:
        raise _damaged("camera or spots")
    width, height = (_whole(values, key, 1, MOST_PIXELS) for key in ("width", "height"))
    return DustMap(
        Camera(*(_name(camera, key) for key in ("make", "model", "serial"))), width, height,
        _number(values, "distance", 0, MOST_PIXELS), _whole(values, "frames", 1, 10**6),
        tuple(_spot(spot, width, height) for spot in spots),
    )  # fmt: skip


def to_sensor(x: float, y: float, width: int, height: int, turned: int) -> tuple[float, float]:
    """Where a point of an upright photo lies on the sensor, whose size is given. turned: EXIF orientation 1..8."""
    across, down = (height, width) if turned >= 5 else (width, height)
    if turned in (2, 3, 6, 7):
        x = across - x
    if turned in (3, 4, 7, 8):
        y = down - y
    return (y, x) if turned >= 5 else (x, y)


def from_sensor(x: float, y: float, width: int, height: int, turned: int) -> tuple[float, float]:
    """The inverse of `to_sensor`: where a point of the sensor lies in the upright photo."""
    across, down = (height, width) if turned >= 5 else (width, height)
    if turned >= 5:
        x, y = y, x
    if turned in (2, 3, 6, 7):
        x = across - x
    if turned in (3, 4, 7, 8):
        y = down - y
    return x, y


def _spot(values: Any, width: int, height: int) -> Spot:
    if not isinstance(values, dict):
        raise _damaged("spots")
    return Spot(
        _number(values, "x", 0, width), _number(values, "y", 0, height), _number(values, "particle", 0.1, width),
        _number(values, "opacity", 0, 1), _number(values, "confidence", 0, 1), _whole(values, "frames", 1, 10**6),
    )  # fmt: skip


def _name(values: Mapping[str, Any], key: str) -> str:
    text = values.get(key, "")
    if not isinstance(text, str) or len(text) > LONGEST_NAME or re.search(r"[^\x20-\x7e\xa0-\ufffd]", text):
        raise _damaged(key)
    return text


def _number(values: Mapping[str, Any], key: str, low: float, high: float) -> float:
    value = values.get(key)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
        raise _damaged(key)
    if not math.isfinite(value):
        raise _damaged(key)
    return float(value)


def _whole(values: Mapping[str, Any], key: str, low: int, high: int) -> int:
    value = _number(values, key, low, high)
    if value != int(value):
        raise _damaged(key)
    return int(value)


def _damaged(what: str) -> UserError:
    return UserError(f"The dust map is damaged: {what} cannot be used.", hint="Learn it again.")
