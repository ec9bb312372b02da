"""How right a detector is: pixels within a tolerance, overlap, objects, false alarms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Marked = NDArray[np.bool_]  # h×w

TOLERANCE = 3  # pixels: as far as a found pixel may lie from a true one
SHARE = 0.5  # of an object's pixels that must agree, for it to count as found or as right


@dataclass(frozen=True)
class Found:
    """What a detector marks in one photo.

    mask: h×w bool. places, owners: for every pixel of every object its index in the flattened photo and the
    object's number (0..count-1); objects may overlap.
    """

    mask: Marked
    places: NDArray[np.int64]
    owners: NDArray[np.int64]
    count: int

    @classmethod
    def of(cls, mask: Marked, least: float = 0) -> Found:
        """A mask alone: what lies closer together than twice the tolerance is one object.

        least: what reaches less far than so many pixels is marked but no object of its own, as the bits of a wire
        that show between leaves are none.
        """
        numbers, stats = cv2.connectedComponentsWithStats(near(mask).astype(np.uint8), connectivity=8)[1:3]
        extent = np.hypot(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) - np.hypot(1, 1) * 2 * TOLERANCE
        places = np.flatnonzero(mask)
        owners = numbers.ravel()[places]
        large = extent[owners] >= least
        kept, owners = np.unique(owners[large], return_inverse=True)
        return cls(mask, places[large], owners.astype(np.int64), len(kept))

    def off(self, place: Marked) -> Found:
        """What is marked off a place, h×w bool; objects that lie in it by more than SHARE of their pixels are gone."""
        kept = ~place.ravel()[self.places]
        sizes = np.bincount(self.owners, minlength=self.count)
        left = np.bincount(self.owners, weights=kept, minlength=self.count) >= (1 - SHARE) * sizes
        kept &= left[self.owners]
        owners = (np.cumsum(left) - 1)[self.owners[kept]]
        return Found(self.mask & ~place, self.places[kept], owners.astype(np.int64), int(left.sum()))


@dataclass(frozen=True)
class Score:
    """Counts of one photo; those of several photos are added. All counts are pixels or objects."""

    pixels: int = 0  # of the photo
    found: int = 0
    right: int = 0  # found, with truth near
    true: int = 0
    met: int = 0  # true, with something found near
    both: int = 0  # found and true at the same place
    objects: int = 0
    right_objects: int = 0
    true_objects: int = 0
    met_objects: int = 0

    @property
    def precision(self) -> float:
        return ratio(self.right, self.found)

    @property
    def recall(self) -> float:
        return ratio(self.met, self.true)

    @property
    def f1(self) -> float:
        return harmonic(self.precision, self.recall)

    @property
    def iou(self) -> float:
        return ratio(self.both, self.found + self.true - self.both)

    @property
    def object_precision(self) -> float:
        return ratio(self.right_objects, self.objects)

    @property
    def object_recall(self) -> float:
        return ratio(self.met_objects, self.true_objects)

    def __add__(self, other: Score) -> Score:
        return Score(*(mine + more for mine, more in zip(vars(self).values(), vars(other).values(), strict=True)))


def ratio(part: int, whole: int) -> float:
    """Nothing wrong among nothing is all right: 1."""
    return part / whole if whole else 1.0


def harmonic(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def near(mask: Marked, reach: int = TOLERANCE) -> Marked:
    """What lies within `reach` pixels (Euclidean) of a marked pixel."""
    y, x = np.ogrid[-reach : reach + 1, -reach : reach + 1]
    disc = (x * x + y * y <= reach * reach).astype(np.uint8)
    return np.asarray(cv2.dilate(mask.astype(np.uint8), disc, borderValue=0), bool)


def judge(found: Found, truth: Found, faint: Marked | None = None) -> Score:
    """The counts of one photo. faint: h×w bool, what nobody can see: neither finding nor missing it is wrong."""
    by_truth = near(truth.mask)
    if faint is not None:
        found = found.off(near(faint) & ~by_truth)
    by_found = near(found.mask)
    return Score(
        pixels=truth.mask.size,
        found=int(found.mask.sum()),
        right=int((found.mask & by_truth).sum()),
        true=int(truth.mask.sum()),
        met=int((truth.mask & by_found).sum()),
        both=int((found.mask & truth.mask).sum()),
        objects=found.count,
        right_objects=_agreeing(found, by_truth),
        true_objects=truth.count,
        met_objects=_agreeing(truth, by_found),
    )


def pixel_counts(found: Marked, truth: Marked, by_truth: Marked) -> tuple[int, int, int, int]:
    """(right, found, met, true) alone, for the many trials of tuning; by_truth is near(truth)."""
    return int((found & by_truth).sum()), int(found.sum()), int((truth & near(found)).sum()), int(truth.sum())


def _agreeing(some: Found, place: Marked) -> int:
    """How many objects lie by at least SHARE of their pixels in the place."""
    sizes = np.bincount(some.owners, minlength=some.count)
    inside = np.bincount(some.owners, weights=place.ravel()[some.places], minlength=some.count)
    return int((inside >= SHARE * np.maximum(sizes, 1)).sum())


def micro(scores: Sequence[Score]) -> Score:
    """All photos as if they were one."""
    return sum(scores, Score())


def macro(scores: Sequence[Score], what: str) -> float:
    """The mean over photos of "precision", "recall", "f1" or "iou"; photos without truth do not take part."""
    values = [getattr(score, what) for score in scores if score.true]
    return float(np.mean(values)) if values else float("nan")
