"""PhotoFix's own detector as the benchmark calls it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import cv2
import numpy as np

from photofix.core.document import State
from photofix.core.finding import Finding, Kind
from photofix.core.finding_marks import marked, marks
from photofix.core.photo import Photo
from photofix.core.progress import Progress
from photofix.models.pool import Pool
from photofix.ops.base import Context, Models, Source
from photofix.ops.detect import findings, look
from photofix.ops.sighting import Sighting
from tests.benchmarks.detect_metrics import Found, Marked
from tests.benchmarks.detect_photos import KINDS, Picture
from tests.fakes import Roomy

DEFAULT = 0.5  # sensitivity
HALF = 128  # of a soft mask: from here on a pixel counts as marked


class Finder:
    """Looks once at a picture; what is found at which sensitivity costs next to nothing then."""

    def __init__(self, models: Models | None = None) -> None:
        """models: whose "finder" looks; the built-in one if not said."""
        self.context = Context(models or Pool(), Progress.silent())

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


class SeesTruth(Roomy):
    """Models whose finder takes the colours of a picture for probabilities, for pictures made by `shown`."""

    device = "cpu"

    def get(self, model_id: str) -> Callable[..., Any]:
        return lambda pictures: np.rint(np.clip(pictures, 0, 1) * 255).astype(np.uint8)

    def sha256(self, model_id: str) -> str:
        return "0" * 64


def shown(truth: Marked, kind: str) -> Picture:
    """The truth of a kind as what a perfect network would say of it: h×w×3 uint8, a little soft at edges."""
    picture = np.zeros((*truth.shape, 3), np.uint8)
    picture[..., KINDS.index(kind)] = cv2.GaussianBlur(truth.astype(np.uint8) * 255, (0, 0), 0.6)
    return picture
