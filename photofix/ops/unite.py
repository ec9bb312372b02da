"""Unites what several sources found: an object that two of them saw is one object."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from photofix.core.finding import Finding
from photofix.core.finding_marks import drawn
from photofix.core.region import Region

MOST = 0.5  # of the smaller one's marks: two objects of a kind that share more than this are one


def united(*sources: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings of all sources, those of the first first.

    A later finding of which an earlier one of the same kind covers most, or the other way round, adds its marks to the
    earlier one. So a spot that the photo shows and a dust map knows is healed once.
    """
    found: list[Finding] = []
    for source in sources:
        known = len(found)  # findings of one source are different things
        for finding in source:
            twin = next((i for i, other in enumerate(found[:known]) if same(other, finding)), None)
            if twin is None:
                found.append(finding)
            else:
                found[twin] = _merged(found[twin], finding)
    return tuple(found)


def _marks(finding: Finding) -> tuple[Region, np.ndarray[tuple[int, ...], np.dtype[np.uint8]]]:
    if finding.at is not None and finding.pixels is not None:
        return finding.at, finding.pixels
    return drawn(finding)


def same(a: Finding, b: Finding) -> bool:
    """Whether two findings are the same object: of one kind, and most of the smaller one's marks are the other's."""
    if a.kind is not b.kind or not a.bounds.grow(2).overlaps(b.bounds):
        return False
    (here, mine), (there, other) = _marks(a), _marks(b)
    common = here.intersect(there)
    if common.empty:
        return False
    shared = np.count_nonzero((mine[common.within(here).slices] > 0) & (other[common.within(there).slices] > 0))
    return bool(shared > MOST * min(np.count_nonzero(mine), np.count_nonzero(other)))


def _merged(a: Finding, b: Finding) -> Finding:
    """The first with the marks of both; as it is where its shadow is known."""
    if a.shadow is not None:
        return replace(a, confidence=max(a.confidence, b.confidence))
    (here, mine), (there, other) = _marks(a), _marks(b)
    at = here.union(there)
    values = np.zeros((at.h, at.w), np.uint8)
    for region, part in ((here, mine), (there, other)):
        place = values[region.within(at).slices]
        np.maximum(place, part, out=place)
    return replace(a, at=at, pixels=values, confidence=max(a.confidence, b.confidence))
