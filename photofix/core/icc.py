"""Reads the matrix and tone curves out of an ICC profile (ICC.1:2022, versions 2 and 4)."""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

STEPS = 65536  # entries of a tone curve: one for each 16-bit value
_HEADER = 128
_MOST_TAGS = 1024  # profiles have about twenty; more than this is garbage
_LEAST_GAMMA, _MOST_GAMMA = 0.2, 10.0  # beyond, a curve is a step, and no device has it
_COUNTS = {0: 1, 1: 3, 2: 4, 3: 5, 4: 7}  # parametric curve type -> parameters

Curve = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Profile:
    """A device space: encoded values -> `curves` -> linear -> `matrix` -> XYZ relative to D50.

    curves: per channel STEPS values 0..1, never falling. matrix: 3×3, column c is the XYZ of channel c; None for grey.
    """

    curves: tuple[Curve, ...]
    matrix: NDArray[np.float64] | None


def parse(icc: bytes) -> Profile | None:
    """The profile of an RGB matrix or a grey space; None for any other kind and for broken bytes."""
    if len(icc) < _HEADER + 4 or icc[36:40] != b"acsp" or icc[20:24] != b"XYZ ":
        return None
    tags = _tags(icc)
    names = {b"RGB ": (b"rTRC", b"gTRC", b"bTRC"), b"GRAY": (b"kTRC",)}.get(icc[16:20], ())
    curves = [curve for name in names if (curve := _curve(tags.get(name, b""))) is not None]
    if not names or len(curves) != len(names):
        return None
    if len(names) == 1:
        return Profile(tuple(curves), None)
    columns = [xyz for name in (b"rXYZ", b"gXYZ", b"bXYZ") if (xyz := _xyz(tags.get(name, b""))) is not None]
    if len(columns) != 3:
        return None
    matrix = np.stack(columns, axis=1)
    usable = bool((matrix.sum(axis=1) > 0.1).all()) and abs(float(np.linalg.det(matrix))) > 1e-3
    return Profile(tuple(curves), matrix) if usable else None


def tag(icc: bytes, name: bytes) -> bytes:
    """The content of a profile's tag, with its type; empty if there is none."""
    return _tags(icc).get(name, b"")


def _tags(icc: bytes) -> dict[bytes, bytes]:
    """The tags whose place lies inside the bytes."""
    (count,) = struct.unpack_from(">I", icc, _HEADER)
    found: dict[bytes, bytes] = {}
    for i in range(min(count, _MOST_TAGS, (len(icc) - _HEADER - 4) // 12)):
        name, offset, size = struct.unpack_from(">4sII", icc, _HEADER + 4 + 12 * i)
        if offset + size <= len(icc):
            found.setdefault(name, icc[offset : offset + size])
    return found


def _xyz(tag: bytes) -> NDArray[np.float64] | None:
    if len(tag) < 20 or tag[:4] != b"XYZ ":
        return None
    return np.frombuffer(tag, ">i4", 3, 8) / 65536.0


def _curve(tag: bytes) -> Curve | None:
    """Linear light for every encoded value; None if there is no curve that could be turned round."""
    curve = {b"curv": _sampled, b"para": _parametric}.get(tag[:4], lambda _: None)(tag)
    if curve is None or not np.isfinite(curve).all():
        return None
    curve = np.clip(curve, 0.0, 1.0)
    rising = bool((np.diff(curve) >= 0).all()) and curve[-1] - curve[0] > 0.5
    return curve if rising else None


def _sampled(tag: bytes) -> Curve | None:
    """curv: nothing (linear), one gamma, or a table."""
    if len(tag) < 12:
        return None
    (count,) = struct.unpack_from(">I", tag, 8)
    if count > (len(tag) - 12) // 2:
        return None
    values = np.frombuffer(tag, ">u2", count, 12).astype(np.float64)
    x = np.linspace(0.0, 1.0, STEPS)
    if count == 0:
        return x
    if count == 1:
        gamma = float(values[0]) / 256
        return x**gamma if _LEAST_GAMMA <= gamma <= _MOST_GAMMA else None
    return np.interp(x, np.linspace(0.0, 1.0, count), values / 65535)


def _parametric(tag: bytes) -> Curve | None:
    """para: the five functions of ICC.1:2022, table 68."""
    if len(tag) < 12:
        return None
    (kind,) = struct.unpack_from(">H", tag, 8)
    count = _COUNTS.get(kind)
    if count is None or len(tag) < 12 + 4 * count:
        return None
    given = [float(value) / 65536 for value in struct.unpack_from(f">{count}i", tag, 12)]
    c = e = f = 0.0
    d: float | None = None
    match given:
        case [gamma]:
            a, b = 1.0, 0.0
        case [gamma, a, b]:
            pass
        case [gamma, a, b, c]:
            c, e, f = 0.0, c, c
        case [gamma, a, b, c, d]:
            pass
        case _:
            gamma, a, b, c, d, e, f = given
    if not _LEAST_GAMMA <= gamma <= _MOST_GAMMA or a <= 0:
        return None
    x = np.linspace(0.0, 1.0, STEPS)
    power = np.maximum(0.0, a * x + b) ** gamma
    curve: Curve = np.where(x >= (-b / a if d is None else d), power + e, c * x + f)
    return curve
