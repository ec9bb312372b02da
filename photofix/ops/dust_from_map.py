"""The dust of a frame, known from the dust map of its camera."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from photofix.core.colour import srgb_decoded, srgb_encoded
from photofix.core.dust_map import DustMap, Shot, Spot, from_sensor
from photofix.core.dust_shadow import Floats, Shadow, distances
from photofix.core.finding import Finding, Kind, Shape
from photofix.core.region import Region
from photofix.ops.base import Source
from photofix.ops.dust_evidence import LIMIT
from photofix.ops.dust_measure import MIDDLE, SIDE, Cut, Seen, answers, cut, spread

VARIES = 0.25  # share by which a particle's opacity usually differs from the map's
PLAIN = 0.2  # up to this uncertainty a frame is plain enough to say that a particle is no longer there
GONE = 0.3  # of the opacity that the map says; what shows less in a plain place has been wiped off
SHARP = 0.1  # up to this uncertainty a frame is plain enough to say where exactly the shadow lies
STRAYS = 0.35  # of the diameter: other lenses throw the shadow a little elsewhere
BETTER = 1.1  # by this factor it must fit better there
FAINTEST = 0.004  # of the light; what takes less is not seen
DARKEST = 0.3  # what lets less light through is filled instead of divided
DARKEST_BUSY = 0.1  # likewise where the frame is busy: texture is guessed worse there than it is divided
RIM = 0.015  # of the light that the rim of such a spot takes


class _Look(NamedTuple):
    """What a frame shows of a spot. x, y: in the upright frame. seen: None where nothing can be told."""

    spot: Spot
    x: float
    y: float
    shade: Shadow
    found: Cut | None
    seen: Seen | None


def dust_from_map(source: Source, dust: DustMap, taken: Shot) -> tuple[Finding, ...]:
    """The map's spots as findings in this frame, in the map's order.

    Where the frame is plain enough its own evidence decides: how dense a spot is, where exactly, and whether it is
    still there. Where it is not, the map is trusted. Raises UserError if the frame is not of the map's sensor.
    """
    views = [_looks(source, dust, taken, turn) for turn in dust.turns(taken)]
    looks = max(views, key=_speaks)
    return tuple(finding for look in looks if (finding := _finding(source, look)) is not None)


def brightened(rgb: Floats, shadow: Floats) -> Floats:
    """h×w×3 sRGB-encoded colours with a shadow (h×w, the part of the linear light that is left) taken off."""
    return srgb_encoded(srgb_decoded(rgb) / shadow[..., None])


def _looks(source: Source, dust: DustMap, taken: Shot, turn: int) -> list[_Look]:
    looks = []
    for spot in dust.spots:
        x, y = from_sensor(spot.x, spot.y, dust.width, dust.height, turn)
        shade = dust.shadow(spot, taken.aperture)
        found = cut(source, x, y, shade, taken.aperture)
        looks.append(_Look(spot, x, y, shade, found, None) if found is None else _looked(spot, x, y, shade, found))
    return looks


def _looked(spot: Spot, x: float, y: float, shade: Shadow, found: Cut) -> _Look:
    said = answers(found, shade)
    sigma = spread(said, shade, found.pitch)
    here = float(said[MIDDLE, MIDDLE])
    if sigma < SHARP:
        away = distances(SIDE, SIDE, SIDE / 2, SIDE / 2)
        near = np.where(away <= STRAYS * shade.diameter / found.pitch, said, -np.inf)
        row, column = divmod(int(near.argmax()), SIDE)
        if near[row, column] > max(BETTER * here, here + 3 * sigma):
            x, y = x + (column - MIDDLE) * found.pitch, y + (row - MIDDLE) * found.pitch
            here = float(near[row, column])
    return _Look(spot, x, y, shade, found, Seen(here, sigma))


def _speaks(looks: Sequence[_Look]) -> float:
    """How much the frame speaks for the map, seen so."""
    return sum(max(-LIMIT, min(LIMIT, look.seen.score)) for look in looks if look.seen is not None)


def _finding(source: Source, look: _Look) -> Finding | None:
    """None where nothing is to be seen, or nothing is left of it."""
    share = _share(look.seen)
    if share is None:
        return None
    opacity = min(1.0, look.shade.opacity * share)
    shade = look.shade._replace(opacity=opacity)
    reach = shade.reach + 1
    left, top = math.floor(look.x - reach), math.floor(look.y - reach)
    whole = Region(left, top, math.ceil(look.x + reach) - left, math.ceil(look.y + reach) - top)
    at = whole.clip(source.width, source.height)
    if at.empty or shade.deepest < FAINTEST:
        return None
    shadow = shade.transmission(distances(at.w, at.h, look.x - at.x, look.y - at.y))
    plain = look.seen is not None and look.seen.sigma < PLAIN
    divided = 1 - shade.deepest >= (DARKEST if plain else DARKEST_BUSY)
    marked = shadow < 1 - (FAINTEST / 4 if divided else RIM)
    return Finding(
        Kind.DUST, Shape.SPOT, np.array([[look.x, look.y]]), shade.diameter, look.spot.confidence, at,
        marked.astype(np.uint8) * np.uint8(255), translucent=divided, shadow=shadow if divided else None,
    )  # fmt: skip


def _share(seen: Seen | None) -> float | None:
    """The particle's opacity in this frame as a share of the map's: what is known beforehand and what is seen.

    Both are weighted by their certainty (Bayes' rule for normal distributions). None: it is plainly not there.
    """
    if seen is None:
        return 1.0
    if seen.sigma < PLAIN and seen.opacity + 2 * seen.sigma < GONE:
        return None
    if abs(seen.opacity - 1) > 3 * math.hypot(seen.sigma, VARIES):
        return 1.0  # something in the scene
    known, told = 1 / VARIES**2, 1 / seen.sigma**2
    return max(GONE, (known + told * seen.opacity) / (known + told))
