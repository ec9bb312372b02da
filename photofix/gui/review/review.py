"""The state of a review: what was found, what the person thinks of it, what was added and what is protected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from photofix.core.finding import Finding, Kind
from photofix.core.mask import Mask
from photofix.gui.review.shield import covered, spared
from photofix.ops.detect import DEFAULT
from photofix.ops.heal import NAMES
from photofix.ops.unite import same

ORDER = {kind: place for place, kind in enumerate(Kind)}


@dataclass(frozen=True, eq=False)
class Review:
    """Immutable: undo in the review goes back to an earlier one.

    listed: all findings, by kind. own: ids of those that the person drew or changed; drawn: of those that were drawn.
    replaced: found ones in whose place changed ones are. rejected: what the person does not want healed; those that
    are not listed at this sensitivity are kept for when they come back. protected: where nothing is to be healed.
    """

    protected: Mask
    sensitivity: float = DEFAULT
    listed: tuple[Finding, ...] = ()
    own: frozenset[str] = frozenset()
    drawn: frozenset[str] = frozenset()
    replaced: tuple[Finding, ...] = ()
    rejected: tuple[Finding, ...] = ()

    # What is to be seen of it

    def is_for(self, width: int, height: int) -> bool:
        """Is it of a photo of this size?"""
        return (self.protected.width, self.protected.height) == (width, height)

    @cached_property
    def off(self) -> frozenset[str]:
        """The ids of what the person rejected."""
        return frozenset(finding.id for finding in self.rejected)

    @cached_property
    def shielded(self) -> frozenset[str]:
        """The ids of what lies under protected areas."""
        return covered(self.listed, self.protected)

    @cached_property
    def accepted(self) -> tuple[Finding, ...]:
        """What is to be healed."""
        return tuple(finding for finding in self.listed if self.accepts(finding.id))

    @cached_property
    def counts(self) -> Counter[Kind]:
        """How many of each kind are to be healed."""
        return Counter(finding.kind for finding in self.accepted)

    @cached_property
    def names(self) -> dict[str, str]:
        """What each finding is called: its kind and its number, by id."""
        count = dict.fromkeys(Kind, 0)
        names = {}
        for finding in self.listed:
            count[finding.kind] += 1
            names[finding.id] = f"{NAMES[finding.kind]} {count[finding.kind]}"
        return names

    @cached_property
    def places(self) -> dict[str, int]:
        """Where in the list each finding is, by id."""
        return {finding.id: place for place, finding in enumerate(self.listed)}

    @cached_property
    def boxes(self) -> NDArray[np.float64]:
        """N×4: left, top, right and bottom of each finding's shape, in photo pixels."""
        return boxes_of(self.listed)

    def ready(self) -> Review:
        """Itself, with everything worked out that is asked of it to show it: of thousands that takes a while."""
        _ = self.counts, self.names, self.places, self.boxes
        return self

    def get(self, finding_id: str) -> Finding | None:
        place = self.places.get(finding_id)
        return None if place is None else self.listed[place]

    def accepts(self, finding_id: str) -> bool:
        return finding_id not in self.off and finding_id not in self.shielded

    def count(self, kind: Kind) -> int:
        """How many of a kind are to be healed."""
        return self.counts[kind]

    def to_heal(self) -> list[Finding]:
        """The accepted ones, without what of them is protected."""
        left = (spared(finding, self.protected) for finding in self.accepted)
        return [finding for finding in left if finding is not None]

    # What the person does

    def judged(self, finding_ids: Collection[str], *, accept: bool) -> Review:
        """Accept or reject some. Itself if they are so already."""
        if all((finding_id not in self.off) is accept for finding_id in finding_ids):
            return self
        rest = tuple(finding for finding in self.rejected if finding.id not in finding_ids)
        new = () if accept else tuple(finding for finding in self.listed if finding.id in finding_ids)
        return replace(self, rejected=rest + new)

    def added(self, finding: Finding) -> Review:
        """One more, drawn by the person."""
        ids = frozenset([finding.id])
        return replace(
            self, listed=_ordered([*self.listed, finding]), own=self.own | ids, drawn=self.drawn | ids
        )  # fmt: skip

    def changed(self, finding: Finding) -> Review:
        """In the place of the one with its id; what is changed is wanted."""
        place = self.places[finding.id]
        before = self.listed[place]
        return replace(
            self,
            listed=(*self.listed[:place], finding, *self.listed[place + 1 :]),
            own=self.own | {finding.id},
            replaced=self.replaced if finding.id in self.own else (*self.replaced, before),
            rejected=tuple(other for other in self.rejected if other.id != finding.id),
        )

    def dismissed(self, finding_id: str) -> Review:
        """Without one that was drawn; what was found is rejected, as it would be found again."""
        if finding_id not in self.drawn:
            return self.judged([finding_id], accept=False)
        ids = frozenset([finding_id])
        return replace(
            self,
            listed=tuple(finding for finding in self.listed if finding.id != finding_id),
            rejected=tuple(finding for finding in self.rejected if finding.id != finding_id),
            own=self.own - ids, drawn=self.drawn - ids,
        )  # fmt: skip

    def with_protected(self, protected: Mask) -> Review:
        return replace(self, protected=protected)

    def with_found(self, found: Iterable[Finding], sensitivity: float) -> Review:
        """With what is found at another sensitivity; verdicts and the person's own findings stay."""
        kept = [finding for finding in self.listed if finding.id in self.own]
        fresh = _unlike(list(found), [*self.replaced, *kept])
        mine = [finding for finding in self.rejected if finding.id in self.own]
        known = [finding for finding in self.rejected if finding.id not in self.own]
        back, again = _matched(fresh, known)
        return replace(
            self, sensitivity=sensitivity, listed=_ordered([*fresh, *kept]),
            rejected=(*mine, *again, *(old for old in known if old.id not in back)),
        )  # fmt: skip


def boxes_of(findings: Sequence[Finding]) -> NDArray[np.float64]:
    """N×4: left, top, right and bottom of each finding's shape, in photo pixels."""
    if not findings:
        return np.zeros((0, 4))
    starts = np.concatenate([[0], np.cumsum([len(finding.points) for finding in findings])[:-1]])
    points = np.concatenate([finding.points for finding in findings])
    reach = np.array([finding.width for finding in findings])[:, None] / 2
    low, high = np.minimum.reduceat(points, starts), np.maximum.reduceat(points, starts)
    return np.concatenate([low - reach, high + reach], axis=1)


def _ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """By kind, else as they come."""
    return tuple(sorted(findings, key=lambda finding: ORDER[finding.kind]))


def _near(boxes: NDArray[np.float64], box: NDArray[np.float64]) -> NDArray[np.intp]:
    return np.flatnonzero((boxes[:, :2] <= box[2:] + 2).all(axis=1) & (boxes[:, 2:] >= box[:2] - 2).all(axis=1))


def _unlike(found: list[Finding], others: list[Finding]) -> list[Finding]:
    """Those that are none of the others."""
    back, known = _matched(found, others)
    gone = {finding.id for finding in known} if back else set()
    return [finding for finding in found if finding.id not in gone]


def _matched(found: list[Finding], known: list[Finding]) -> tuple[set[str], list[Finding]]:
    """The ids of the known that are among the found, and these."""
    back: set[str] = set()
    again: dict[str, Finding] = {}
    boxes = boxes_of(found)
    for old, box in zip(known, boxes_of(known), strict=True):
        for place in _near(boxes, box).tolist():
            if found[place].id == old.id or same(found[place], old):
                back.add(old.id)
                again[found[place].id] = found[place]
    return back, list(again.values())
