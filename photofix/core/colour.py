"""Photo pixels to sRGB-encoded floats, as networks want them, and back without losing what sRGB cannot hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core import icc as profiles
from photofix.core.photo import Pixels, from_float, to_float

Floats = NDArray[np.float32]

# Linear sRGB -> XYZ relative to D50: IEC 61966-2-1 primaries, adapted by Bradford as in ICC profiles.
_SRGB = np.array([
    [0.4360747, 0.3850649, 0.1430804],
    [0.2225045, 0.7168786, 0.0606169],
    [0.0139322, 0.0971045, 0.7141733],
])  # fmt: skip
_LUMA = np.array([[0.2126, 0.7152, 0.0722]])  # ITU-R BT.709

# The least slope of a tone curve, so that each can be turned round. A pure gamma is flat at black: one float32 step
# of a bright neighbour channel would be tens of 16-bit levels there. Colour engines limit it at about this value too.
_LEAST_SLOPE = 1 / 32
_SAME = 2e-3  # a profile closer to sRGB than this (half an 8-bit level) is taken for sRGB


@dataclass(frozen=True, eq=False)
class _Tone:
    """One tone curve both ways: `linear` by 16-bit value; `encoded` by the square root of linear light, both 0..1."""

    linear: Floats
    encoded: Floats
    step: Floats

    @classmethod
    def of(cls, curve: NDArray[np.float64]) -> _Tone:
        x = np.linspace(0.0, 1.0, profiles.STEPS)
        linear = np.maximum.accumulate(curve - x * _LEAST_SLOPE) + x * _LEAST_SLOPE
        linear /= max(1.0, linear[-1])
        encoded = np.interp(x**2, linear, x)
        return cls(
            linear.astype(np.float32),
            encoded.astype(np.float32),
            np.diff(encoded, append=encoded[-1]).astype(np.float32),
        )

    def decode(self, codes: NDArray[Any]) -> Floats:
        """uint8 or uint16 -> linear light."""
        table = self.linear if codes.dtype == np.uint16 else self.linear[:: profiles.STEPS // 255]
        decoded: Floats = table[codes]
        return decoded

    def encode(self, linear: Floats) -> Floats:
        """Linear light, clipped to 0..1 -> encoded values 0..1."""
        place = np.sqrt(np.clip(linear, 0, 1))
        place *= profiles.STEPS - 1
        index = place.astype(np.int32)
        place -= index
        place *= self.step[index]
        place += self.encoded[index]
        return place


@dataclass(frozen=True, eq=False)
class Working:
    """The way between a photo's own pixels and "extended sRGB": sRGB-encoded float32, unclipped.

    Values outside 0..1 are colours that sRGB cannot hold, by the sRGB curve mirrored at 0 (as in scRGB and CSS
    Color 4). Without tones the encoded values are taken as they are.
    """

    _tones: tuple[_Tone, ...] = ()
    _to_srgb: NDArray[np.float64] | None = None  # linear device values -> linear sRGB
    _from_srgb: NDArray[np.float64] | None = None

    @classmethod
    def of(cls, icc: bytes | None, channels: int) -> Working:
        """icc: the photo's profile or None; channels: 1..4 as in Photo.

        RGB profiles of a matrix and curves and grey ones of a curve are followed. Without a profile, and with one
        that is broken, of another kind (CMYK, Lab, tables only) or of another number of channels, the encoded values
        are taken for sRGB: display spaces are close enough to it for a network to see the picture right, and what
        comes back is exact, whereas inverting a table is neither.
        """
        profile = profiles.parse(icc) if icc else None
        if profile is None or len(profile.curves) != (1 if channels <= 2 else 3):
            return cls()
        if profile.matrix is None:
            forward, back = np.ones((3, 1)), _LUMA
        else:
            forward = np.linalg.inv(_white_preserving(_SRGB)) @ _white_preserving(profile.matrix)
            back = np.linalg.inv(forward)
        if _is_srgb(profile.curves, forward):
            return cls()
        kinds: list[tuple[profiles.Curve, _Tone]] = []
        tones = []
        for curve in profile.curves:  # most profiles have one curve three times
            tone = next((made for known, made in kinds if np.array_equal(known, curve)), None) or _Tone.of(curve)
            kinds.append((curve, tone))
            tones.append(tone)
        return cls(tuple(tones), forward, back)

    def to_srgb(self, pixels: Pixels) -> Floats:
        """h×w×C uint8 or uint16 -> h×w×3 float32, unclipped. Grey becomes three equal channels; alpha is ignored."""
        count = 1 if pixels.shape[2] <= 2 else 3
        colour = pixels[:, :, :count]
        if not self._tones or self._to_srgb is None:
            plain = to_float(colour)
            return plain.repeat(3, axis=2) if count == 1 else plain
        if self._one_tone:
            linear = self._tones[0].decode(colour)
        else:
            linear = np.stack([tone.decode(colour[:, :, i]) for i, tone in enumerate(self._tones)], axis=2)
        return (
            _transformed(srgb_encoded(linear), self._to_srgb)
            if count == 1
            else srgb_encoded(_transformed(linear, self._to_srgb))
        )

    def from_srgb(self, values: Floats, like: Pixels) -> Pixels:
        """The inverse: h×w×3 float32 -> pixels of the dtype and channels of `like` (h×w×C), rounded, clipped.

        Grey is the luminance of the three channels; alpha is copied from `like`.
        """
        count = 1 if like.shape[2] <= 2 else 3
        if not self._tones or self._from_srgb is None:
            encoded = _transformed(values, _LUMA) if count == 1 else values
        else:
            linear = _transformed(srgb_decoded(values), self._from_srgb)
            if self._one_tone:
                encoded = self._tones[0].encode(linear)
            else:
                encoded = np.stack([tone.encode(linear[:, :, i]) for i, tone in enumerate(self._tones)], axis=2)
        colour = from_float(encoded, like.dtype)
        return colour if like.shape[2] == count else np.concatenate([colour, like[:, :, count:]], axis=2)

    @property
    def _one_tone(self) -> bool:
        return all(tone is self._tones[0] for tone in self._tones)


def _white_preserving(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """The matrix with white at exactly 1, 1, 1: rounded (or never adapted) primaries must not tint neutral greys."""
    adapted: NDArray[np.float64] = matrix / matrix.sum(axis=1, keepdims=True)
    return adapted


def _is_srgb(curves: tuple[profiles.Curve, ...], forward: NDArray[np.float64]) -> bool:
    x = np.linspace(0.0, 1.0, profiles.STEPS, dtype=np.float32)
    same_curves = all(np.abs(srgb_encoded(curve.astype(np.float32)) - x).max() < _SAME for curve in curves)
    plain = np.ones((3, 1)) if forward.shape[1] == 1 else np.eye(3)
    return same_curves and bool(np.abs(forward - plain).max() < _SAME)


def _transformed(values: Floats, matrix: NDArray[np.float64]) -> Floats:
    """Every pixel of h×w×n values multiplied by an m×n matrix: h×w×m."""
    out = cv2.transform(values, matrix)
    return np.asarray(out, np.float32).reshape(*values.shape[:2], matrix.shape[0])


def srgb_encoded(linear: Floats) -> Floats:
    """IEC 61966-2-1, mirrored at 0."""
    size = np.abs(linear)
    out: Floats = np.power(size, np.float32(1 / 2.4))
    out *= np.float32(1.055)
    out -= np.float32(0.055)
    np.copyto(out, size * np.float32(12.92), where=size <= np.float32(0.0031308))
    return np.copysign(out, linear, out=out)


def srgb_decoded(values: Floats) -> Floats:
    """The inverse of `srgb_encoded`."""
    size = np.abs(values)
    out: Floats = (size + np.float32(0.055)) * np.float32(1 / 1.055)
    np.power(out, np.float32(2.4), out=out)
    np.copyto(out, size * np.float32(1 / 12.92), where=size <= np.float32(0.04045))
    return np.copysign(out, values, out=out)
