"""The document: an immutable state, the list of states that undo walks, and what changed between two."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any
from weakref import ref

import numpy as np
from numpy.typing import NDArray

from photofix.core.blend import lay_edit
from photofix.core.edit import Edit, Patch
from photofix.core.mask import Mask
from photofix.core.memory import Holdings, Moved
from photofix.core.photo import Photo, Pixels
from photofix.core.region import Region

CELL = 1024  # pixels a side of what `changed_outside` compares at a time


@dataclass(frozen=True, eq=False)
class State:
    """A base photo that is never overwritten, the edits over it in order, and the mask."""

    base: Photo
    edits: tuple[Edit, ...]
    mask: Mask

    @classmethod
    def of(cls, photo: Photo) -> State:
        return cls(photo, (), Mask(photo.width, photo.height))

    def composite(self, region: Region | None = None) -> Pixels:
        """A new h×w×C array: the base with all visible edits, in the photo's own depth. The region must lie inside."""
        whole = Region.of(self.base.pixels)
        region = whole if region is None else region
        if not whole.contains(region):
            raise ValueError(f"{region} is not inside the photo of {self.base.width}×{self.base.height}")
        pixels = self.base.pixels[region.slices].copy()
        for edit in self.edits:
            if edit.visible and edit.bounds.overlaps(region):
                lay_edit(pixels, region, edit)
        return pixels

    def with_edit(self, edit: Edit) -> State:
        """The state after a repair: one more edit, the mask cleared."""
        return replace(self, edits=(*self.edits, edit), mask=Mask(self.base.width, self.base.height))

    def with_mask(self, mask: Mask) -> State:
        return replace(self, mask=mask)

    def with_changed(self, *edits: Edit) -> State:
        """The state with each of `edits` in the place of the one that has its id (switched, faded, renamed)."""
        changed = {edit.id: edit for edit in edits}
        return replace(self, edits=tuple(changed.get(old.id, old) for old in self.edits))

    def without(self, *edit_ids: str) -> State:
        """The state with some edits deleted."""
        return replace(self, edits=tuple(edit for edit in self.edits if edit.id not in edit_ids))

    def marked_again(self, edit_ids: Collection[str], *, off: bool) -> State:
        """The state with what was marked for these edits marked again, beside what is marked now.

        off: switch them off, so that what comes next starts from the picture without them.
        """
        mask, edits = self.mask, []
        for edit in self.edits:
            if edit.id in edit_ids:
                mask = mask if edit.mask is None else mask.joined(edit.mask)
                edit = replace(edit, enabled=False) if off and edit.enabled else edit
            edits.append(edit)
        return replace(self, edits=tuple(edits), mask=mask)

    def holders(self) -> Iterator[Photo | Mask | Patch]:
        """What holds this state's arrays."""
        yield self.base
        yield self.mask
        for edit in self.edits:
            if edit.mask is not None:
                yield edit.mask
            if edit.hidden is not None:
                yield edit.hidden
            yield from edit.patches

    def arrays(self) -> Iterator[NDArray[Any]]:
        """Every array that this state holds."""
        for holder in self.holders():
            yield from holder.arrays()


@dataclass(frozen=True)
class Changes:
    """What differs between two states: regions of pixels, regions of the mask, or the whole picture."""

    pixels: tuple[Region, ...] = ()
    mask: tuple[Region, ...] = ()
    geometry: bool = False

    @property
    def any(self) -> bool:
        return bool(self.pixels or self.mask or self.geometry)


def changes(old: State, new: State) -> Changes:
    """Where the two states' composites or masks may differ."""
    if old.base is not new.base:
        whole = Region.of(new.base.pixels)
        return Changes((whole,), (whole,), geometry=True)
    head = _shared_prefix(old.edits, new.edits)
    gone, come = old.edits[head:], new.edits[head:]
    # What follows a change is laid over other pixels than before, but only where the change itself is.
    tail = _shared_prefix(gone[::-1], come[::-1])
    gone, come = gone[: len(gone) - tail], come[: len(come) - tail]
    if len(gone) == len(come) == 1 and _only_masked(gone[0], come[0]):
        touched = _masked_changes(gone[0], come[0], old.mask)
    else:
        touched = [patch.region for edit in (*gone, *come) if edit.visible for patch in edit.patches]
    return Changes(tuple(dict.fromkeys(touched)), tuple(old.mask.changes(new.mask)))


def _only_masked(old: Edit, new: Edit) -> bool:
    """Do two edits differ in nothing that is seen but where they are hidden?"""
    return old.patches is new.patches and old.opacity == new.opacity and old.visible == new.visible


def _masked_changes(old: Edit, new: Edit, alike: Mask) -> list[Region]:
    """Where an edit was hidden or brought back: whole tiles. alike: any mask of the photo's size."""
    if not new.visible:
        return []
    nothing = Mask(alike.width, alike.height)
    return (old.hidden or nothing).changes(new.hidden or nothing)


def _shared_prefix(old: tuple[Edit, ...], new: tuple[Edit, ...]) -> int:
    count = 0
    for a, b in zip(old, new, strict=False):
        if a is not b:
            break
        count += 1
    return count


@dataclass(frozen=True)
class UndoInfo:
    """What the undo menu shows. Empty text = nothing to undo or redo."""

    undo: str
    redo: str


@dataclass(frozen=True)
class _Mark:
    """Which picture a state shows, remembered without keeping its pixels in memory."""

    base: ref[Photo]
    edits: tuple[ref[Edit], ...]

    @classmethod
    def of(cls, state: State) -> _Mark:
        return cls(ref(state.base), tuple(ref(edit) for edit in state.edits))

    def fits(self, state: State) -> bool:
        return self.base() is state.base and tuple(edit() for edit in self.edits) == state.edits


class Document:
    """The states of one photo's life, the current one, and which of them is on disk."""

    def __init__(self, photo: Photo) -> None:
        self._states: list[tuple[str, State]] = [("Open", State.of(photo))]
        self._index = 0
        self._saved = _Mark.of(self.state)
        self._held = Holdings()
        self._needed = Holdings()  # what the current state holds
        for held in (self._held, self._needed):
            held.add(self.state.holders())

    @property
    def state(self) -> State:
        return self._states[self._index][1]

    @property
    def undo_info(self) -> UndoInfo:
        undo = self._states[self._index][0] if self._index else ""
        redo = self._states[self._index + 1][0] if self._index + 1 < len(self._states) else ""
        return UndoInfo(undo, redo)

    @property
    def steps(self) -> tuple[str, ...]:
        """The labels of all states, oldest first, with those that can be redone."""
        return tuple(label for label, _ in self._states)

    @property
    def step_count(self) -> int:
        """How many `steps` there are."""
        return len(self._states)

    def step_label(self, step: int) -> str:
        """One of `steps`."""
        return self._states[step][0]

    @property
    def step(self) -> int:
        """The current state's place in `steps`."""
        return self._index

    @property
    def modified(self) -> bool:
        """True if the picture (not merely the mask) differs from what was opened or last saved."""
        return not self._saved.fits(self.state)

    @property
    def nbytes(self) -> int:
        """Bytes of memory that all states hold, the current one included, everything shared counted once."""
        return self._held.nbytes

    @property
    def spare_nbytes(self) -> int:
        """Bytes that would be free if there were no state but the current one: what undo memory limits."""
        return self._held.nbytes - self._needed.nbytes

    @property
    def other_states(self) -> list[State]:
        """All but the current one, those first that are the least likely to be needed soon."""
        states = [state for _, state in self._states]
        return states[: self._index] + states[: self._index : -1]

    def mark_saved(self, state: State) -> None:
        """`state` (maybe no longer the current one) is what lies on disk now."""
        self._saved = _Mark.of(state)

    def push(self, label: str, state: State) -> Changes:
        """Make `state` the current one; what could be redone is forgotten."""
        before = self.state
        for _, forgotten in self._states[self._index + 1 :]:
            self._held.remove(forgotten.holders())
        self._states[self._index + 1 :] = [(label, state)]
        self._held.add(state.holders())
        self._index += 1
        return self._changed(before)

    def amend(self, update: Callable[[State], State]) -> Changes:
        """Replace the current state without a new history entry."""
        label, before = self._states[self._index]
        after = update(before)
        self._states[self._index] = (label, after)
        self._held.add(after.holders())
        self._held.remove(before.holders())
        return self._changed(before)

    def undo(self) -> Changes:
        return self.go_to(self._index - 1)

    def redo(self) -> Changes:
        return self.go_to(self._index + 1)

    def go_to(self, step: int) -> Changes:
        """Make a place in `steps` the current one; one that is not there changes nothing."""
        if not 0 <= step < len(self._states):
            return Changes()
        before = self.state
        self._index = step
        return self._changed(before)

    def move(self, moved: Moved, known: Collection[int] = ()) -> None:
        """Hold equal arrays, kept elsewhere, in the place of the moved ones. known: ids of states that do so already.

        No state changes by it, neither in itself nor in what it compares equal to.
        """
        for _, state in self._states:
            if id(state) not in known:
                for holder in state.holders():
                    step = holder.moving(moved)
                    if step is not None:
                        step()
        self._held.move(moved)
        self._needed.move(moved)

    def forget_oldest(self) -> bool:
        """Let the oldest step go that can be undone; False if there is none."""
        if not self._index:
            return False
        _, oldest = self._states.pop(0)
        self._held.remove(oldest.holders())
        self._index -= 1
        return True

    def _changed(self, before: State) -> Changes:
        """Another state than `before` is the current one."""
        self._needed.add(self.state.holders())
        self._needed.remove(before.holders())
        return changes(before, self.state)


def changed_outside(state: State, allowed: Iterable[Region]) -> int:
    """Pixels of the composite that differ from the base outside every visible patch's alpha. Always 0: the promise.

    Computed from the pixels themselves, not from what should be so. `allowed` limits the work to these regions
    (what lies outside the photo is left out; a pixel in several of them counts once).
    """
    cells: dict[tuple[int, int], list[Region]] = {}
    for region in allowed:
        for part in region.clip(state.base.width, state.base.height).tiles(CELL):
            cells.setdefault((part.x // CELL, part.y // CELL), []).append(part)
    return sum(_changed_in(state, parts) for parts in cells.values())


def _changed_in(state: State, parts: list[Region]) -> int:
    """The same for some regions that are close together."""
    around = reduce(Region.union, parts)
    now, base = state.composite(around), state.base.pixels[around.slices]
    if np.array_equal(now, base):
        return 0
    asked = np.zeros((around.h, around.w), bool)
    for part in parts:
        asked[part.within(around).slices] = True
    differs = reduce(np.logical_or, ((now[:, :, i] != base[:, :, i]) for i in range(base.shape[2])))
    return int(np.count_nonzero(differs & asked & ~_painted(state, around)))


def _painted(state: State, region: Region) -> NDArray[np.bool_]:
    inside = np.zeros((region.h, region.w), bool)
    for edit in state.edits:
        for patch in edit.patches if edit.visible else ():
            common = patch.region.intersect(region)
            if not common.empty:
                inside[common.within(region).slices] |= edit.alpha(patch, common) > 0
    return inside
