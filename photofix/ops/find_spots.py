"""Finds dust in a sighting: spots of the sensor, specks and fibres."""

from __future__ import annotations

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

Memory = dict[object, object]


def spots(seen: Mask, source: Source, sensitivity: float, memory: Memory) -> tuple[Finding, ...]:
    """The dust of a sensitivity 0..1, the most certain first. memory: keeps what was found out about spots."""
    working = Working.of(source.icc, source.state.base.channels)
    found = [
        _finding(component, source, working, memory)
        for component in components(seen, *thresholds(Kind.DUST, sensitivity))
        if len(component.ys) >= FEWEST
    ]
    return tuple(sorted(found, key=lambda finding: -finding.confidence))


def _finding(component: Component, source: Source, working: Working, memory: Memory) -> Finding:
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
    key = "translucent", int(component.ys[peak]), int(component.xs[peak])
    if key not in memory:
        memory[key] = translucent(source, working, spot)
    return Finding(spot.kind, spot.shape, spot.points, diameter, spot.confidence, at, pixels, bool(memory[key]))


def translucent(source: Source, working: Working, spot: Finding) -> bool:
    """Whether the photo still shows through a spot, so that division brings it back."""
    assert spot.at is not None and spot.pixels is not None
    region = spot.at.grow(division.margin(spot.width)).clip(source.width, source.height)
    marked = np.zeros((region.h, region.w), bool)
    marked[spot.at.within(region).slices] = spot.pixels > 0
    return division.divided(working.to_srgb(source.read(region)), marked, spot.width) is not None
