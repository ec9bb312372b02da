"""Finds dust in a sighting: spots of the sensor, specks and fibres."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from photofix.core.colour import Working
from photofix.core.finding import Finding, Kind, Shape
from photofix.core.mask import Mask
from photofix.ops import division
from photofix.ops.base import Source
from photofix.ops.components import Component, components
from photofix.ops.shapes import centre_line, thickness
from photofix.ops.thresholds import thresholds

FEWEST = 3  # pixels
LONG = 4.5  # widths from which on dust is a fibre
FIBRE = 12  # and pixels


Clear = dict[tuple[int, int], bool]


@dataclass(frozen=True, eq=False)
class Spots:
    """What may be dust where pixels of at least one threshold hang together, and what was found out about each of it.

    known: by the part's place. clear: whether the photo shows through the spot around a likeliest pixel, (y, x).
    """

    parts: tuple[Component, ...]
    known: dict[int, Finding]
    clear: Clear


def prepared(seen: Mask, low: int, clear: Clear) -> Spots:
    """What hangs together, for all sensitivities that share the threshold. clear: what is shared by all thresholds."""
    return Spots(tuple(part for part in components(seen, low) if len(part.ys) >= FEWEST), {}, clear)


def spots(found: Spots, source: Source, sensitivity: float) -> tuple[Finding, ...]:
    """The dust of a sensitivity 0..1, the most certain first. source: the picture that was looked at."""
    working = Working.of(source.icc, source.state.base.channels)
    high = thresholds(Kind.DUST, sensitivity).high
    wanted = [place for place, part in enumerate(found.parts) if part.peak >= high]
    for place in wanted:
        if place not in found.known:
            found.known[place] = _finding(found.parts[place], source, working, found.clear)
    return tuple(sorted((found.known[place] for place in wanted), key=lambda finding: -finding.confidence))


def _finding(component: Component, source: Source, working: Working, clear: Clear) -> Finding:
    at = component.bounds
    pixels = component.pixels(at)
    count = len(component.ys)
    if count >= FIBRE:
        width = thickness(pixels)
        if count / width >= max(FIBRE, LONG * width):
            line = centre_line(pixels)
            if line is not None:
                return Finding(Kind.DUST, Shape.LINE, line + np.array([at.x, at.y]), count / max(1.0, count / width),
                               component.confidence, at, pixels)  # fmt: skip
    weight = component.values.astype(np.float64)
    centre = np.array([[float((component.xs * weight).sum()), float((component.ys * weight).sum())]]) / weight.sum()
    diameter = 2 * float(np.sqrt(count / np.pi))
    spot = Finding(Kind.DUST, Shape.SPOT, centre + 0.5, diameter, component.confidence, at, pixels)
    if diameter < division.SMALLEST:
        return spot
    peak = int(component.values.argmax())
    key = int(component.ys[peak]), int(component.xs[peak])
    if key not in clear:
        clear[key] = translucent(source, working, spot)
    return replace(spot, translucent=clear[key])


def translucent(source: Source, working: Working, spot: Finding) -> bool:
    """Whether the photo still shows through a spot, so that division brings it back."""
    assert spot.at is not None and spot.pixels is not None
    region = spot.at.grow(division.margin(spot.width)).clip(source.width, source.height)
    marked = np.zeros((region.h, region.w), bool)
    marked[spot.at.within(region).slices] = spot.pixels > 0
    return division.divided(working.to_srgb(source.read(region)), marked, spot.width) is not None
