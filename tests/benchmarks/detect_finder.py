"""PhotoFix's own detector as the benchmark calls it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from photofix.core.document import State
from photofix.core.finding import Finding, Kind
from photofix.core.finding_marks import marked, marks
from photofix.core.photo import Photo
from photofix.core.progress import Progress
from photofix.models.pool import Pool
from photofix.ops.base import Context, Source
from photofix.ops.detect import findings, look
from photofix.ops.sighting import Sighting
from tests.benchmarks.detect_metrics import Found
from tests.benchmarks.detect_photos import Picture

DEFAULT = 0.5  # sensitivity
HALF = 128  # of a soft mask: from here on a pixel counts as marked


class Finder:
    """Looks once at a picture; what is found at which sensitivity costs next to nothing then."""

    def __init__(self) -> None:
        self.context = Context(Pool(), Progress.silent())

    def look(self, picture: Picture, kind: str) -> tuple[Source, Sighting]:
        source = Source(State.of(Photo(picture)))
        return source, look(source, self.context, (Kind(kind),))

    def found(self, seen: tuple[Source, Sighting], kind: str, sensitivity: float = DEFAULT) -> Found:
        source, sighting = seen
        return as_found(findings(sighting, source, Kind(kind), sensitivity), source.width, source.height)

    def __call__(self, picture: Picture, kind: str) -> Found:
        return self.found(self.look(picture, kind), kind)


def as_found(some: Sequence[Finding], width: int, height: int) -> Found:
    """Findings as pixels and objects: each finding is one object."""
    mask = marks(some, width, height).read() >= HALF
    places = [np.flatnonzero(marked(finding, width, height).read() >= HALF) for finding in some]
    owners = [np.full(len(place), number, np.int64) for number, place in enumerate(places)]
    empty = [np.zeros(0, np.int64)]
    return Found(mask, np.concatenate(empty + places), np.concatenate(empty + owners), len(some))
