"""What has faded in a picture, told by its tones: the curve of each channel that brings it back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

EDGE = 0.05  # share of each side that is not measured: frames, paper, a scanner's lid
RARE = 0.05  # per cent of the pixels that may be darker than black, and as many lighter than white
BLACK, WHITE = 0.01, 0.98  # where the darkest and the lightest come to lie
# Tones of a sound picture reach from here to there; what falls short by DOUBT is surely faded.
SOUND_BLACK, SOUND_WHITE, DOUBT = 0.06, 0.94, 0.08
ONE_SIDED = 0.1  # how much of that counts if only black or only white has faded: snow, fog and night are so, too
DARK_TINT, LIGHT_TINT = 0.05, 0.12  # differences of the channels' black and white points that are surely a cast
GREYEST = 0.06  # difference of channels up to which a pixel may be grey
ENOUGH = 0.04  # share of such pixels by which as much is done for them as ever
LEANING = 0.4  # how much that is: what may be grey is mostly a little coloured
GAMMAS = 0.75, 1.33  # how far the middle tones of a channel are moved at most
TONED = 0.055  # deviation of colours from those of their lightness, by that of lightness, below which all is one tone
LEAST_RANGE = 0.1  # of a channel's tones: what is flatter is not stretched further
SEEN = 0.1  # of `faded` and `cast`
_LUMA = np.array([0.2126, 0.7152, 0.0722])  # ITU-R BT.709


@dataclass(frozen=True)
class Curves:
    """What tones become: slope · v + offset, and that, between black and white, to the power of gamma.

    slope, offset, gamma: of the three channels. faded, cast: 0..1, how sure it is that contrast has faded and that
    there is a cast. toned: the picture has one tone alone, as sepia prints have.
    """

    slope: tuple[float, ...]
    offset: tuple[float, ...]
    gamma: tuple[float, ...]
    faded: float
    cast: float
    toned: bool

    @property
    def needed(self) -> bool:
        """Would anybody see it?"""
        return max(self.faded, self.cast) > SEEN


def measured(picture: Floats, tone: str = "auto", cast: float | None = None, contrast: float | None = None) -> Curves:
    """The curves for a picture, h×w×3 float32, sRGB-encoded, reduced so far that its grain is gone.

    cast, contrast: 0..1, how much of each is corrected; None: as much as the picture looks faded, both ends of its
    tones pulled in, so that sunsets, fog and night stay. tone: "auto" keeps the colour of a picture that has one tone
    alone; "keep" and "neutral" do or do not, whatever it looks like.

    Black and white points are matched by channel, as in automatic levels; what then may be grey, but not skin, gives
    the middle.
    """
    tones = _inner(np.clip(picture, 0, 1)).reshape(-1, 3).astype(np.float64)
    low, high = (np.percentile(tones, share, axis=0) for share in (RARE, 100 - RARE))
    toned = _one_tone(tones)
    lifted, dull = _short(*(float(np.percentile(tones @ _LUMA, share)) for share in (RARE, 100 - RARE)))
    faded = max(min(lifted, dull), ONE_SIDED * max(lifted, dull))
    tinted = _tinted(low, high) * float(np.sqrt(min(lifted, dull)))
    keep = tone == "keep" or (tone == "auto" and toned)
    wanted = 0.0 if keep else 1.0 if toned else tinted if cast is None else cast
    slope, offset = _matched(low, high, wanted)
    black, white = (slope * low + offset).min(), (slope * high + offset).max()
    more, less = _stretch(black, white, faded if contrast is None else contrast)
    slope, offset = slope * more, offset * more + less
    bent = np.clip(tones * slope + offset, 0, 1)
    gamma = _exponents(bent) if toned and not keep else _gammas(bent, wanted)
    return Curves(_plain(slope), _plain(offset), _plain(gamma), faded, 0.0 if keep else tinted, toned)


def applied(picture: Floats, curves: Curves, strength: float = 1.0) -> Floats:
    """h×w×3 with its tones on the curves; strength 0..1. What lies beyond black and white goes on straight."""
    slope, offset, gamma = (np.array(part, np.float32) for part in (curves.slope, curves.offset, curves.gamma))
    made = picture * slope + offset
    inside = np.clip(made, 0, 1)
    made += np.power(inside, gamma) - inside
    return np.asarray(picture + np.float32(strength) * (made - picture), np.float32)


def _plain(values: Doubles) -> tuple[float, ...]:
    return tuple(float(value) for value in values)


def _inner(picture: Floats) -> Floats:
    y, x = (int(side * EDGE) for side in picture.shape[:2])
    return picture[y : picture.shape[0] - y, x : picture.shape[1] - x]


def _one_tone(tones: Doubles) -> bool:
    """Do all colours follow from lightness?"""
    luma = tones @ _LUMA
    base = np.stack([np.ones_like(luma), luma, luma**2], axis=1)
    colours = tones - luma[:, None]
    rest = colours - base @ np.linalg.lstsq(base, colours, rcond=None)[0]
    return bool(rest.std(axis=0).max() <= TONED * luma.std())


def _short(dark: float, light: float) -> tuple[float, float]:
    """How sure it is that black and white are missing, where tones go from dark to light."""
    lifted, dull = (float(np.clip(short / DOUBT, 0, 1)) for short in (dark - SOUND_BLACK, SOUND_WHITE - light))
    return lifted, dull


def _tinted(low: Doubles, high: Doubles) -> float:
    """How sure it is that black and white points of channels that lie apart do so by a cast."""
    return float(np.clip(max(np.ptp(low) / DARK_TINT, np.ptp(high) / LIGHT_TINT), 0, 1))


def _matched(low: Doubles, high: Doubles, share: float) -> tuple[Doubles, Doubles]:
    """Slope and offset by which the channels' black and white points come together by a share."""
    slope = np.ones(3) + share * (np.ptp([low.mean(), high.mean()]) / np.maximum(high - low, LEAST_RANGE) - 1)
    return slope, (low + share * (low.mean() - low)) - slope * low


def _stretch(black: float, white: float, share: float) -> tuple[float, float]:
    """Slope and offset by which black and white get to where they belong by a share; tones are never compressed."""
    dark, light = black + share * (min(black, BLACK) - black), white + share * (max(white, WHITE) - white)
    slope = (light - dark) / max(white - black, LEAST_RANGE)
    return slope, dark - slope * black


def _gammas(tones: Doubles, share: float) -> Doubles:
    """By what exponents that which may be grey becomes less coloured."""
    grey = np.ptp(tones, axis=1) < GREYEST
    middle = (tones.min(axis=1) > 0.12) & (tones.max(axis=1) < 0.9)
    candidates = tones[grey & middle & ~_skin(tones)]
    if not len(candidates) or not share:
        return np.ones(3)
    sure = LEANING * min(1.0, len(candidates) / len(tones) / ENOUGH)
    return np.asarray(_exponents(candidates) ** (share * sure))


def _exponents(tones: Doubles) -> Doubles:
    """By what exponents the middle of the tones becomes grey."""
    median = np.clip(np.median(tones, axis=0), 0.02, 0.98)
    return np.asarray(np.clip(np.log(median @ _LUMA) / np.log(median), *GAMMAS))


def _skin(tones: Doubles) -> NDArray[np.bool_]:
    """What may be skin: red over green over blue, by no more and no less than skin of any lightness (after Kovač et
    al., "Human skin colour clustering for face detection", EUROCON 2003, made lightness-relative)."""
    red, green, blue = tones.T
    return np.asarray((red > green * 1.08) & (green > blue * 1.02) & (red < green * 1.9) & (red - blue > 0.04))
