"""The document: an immutable state, the list of states that undo walks, and what changed between two."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from photofix.core.blend import lay
from photofix.core.edit import Edit
from photofix.core.mask import Mask
from photofix.core.photo import Photo, Pixels
from photofix.core.region import Region


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
        """A new h×w×C array: the base with all visible edits, in the photo's own depth."""
        region = region or Region.of(self.base.pixels)
        pixels = self.base.pixels[region.slices].copy()
        for edit in self.edits:
            if edit.visible:
                for patch in edit.patches:
                    lay(pixels, region, patch, edit.opacity)
        return pixels

    def with_edit(self, edit: Edit) -> State:
        """The state after a repair: one more edit, the mask cleared."""
        return replace(self, edits=(*self.edits, edit), mask=Mask(self.base.width, self.base.height))

    def with_mask(self, mask: Mask) -> State:
        return replace(self, mask=mask)


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
    shared = _shared_prefix(old.edits, new.edits)
    touched = [
        patch.region for edit in (*old.edits[shared:], *new.edits[shared:]) if edit.visible for patch in edit.patches
    ]
    return Changes(tuple(dict.fromkeys(touched)), tuple(old.mask.changes(new.mask)))


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


class Document:
    """The states of one photo's life, the current one, and which of them is on disk."""

    def __init__(self, photo: Photo) -> None:
        self._states: list[tuple[str, State]] = [("Open", State.of(photo))]
        self._index = 0
        self._saved: State | None = self.state

    @property
    def state(self) -> State:
        return self._states[self._index][1]

    @property
    def undo_info(self) -> UndoInfo:
        undo = self._states[self._index][0] if self._index else ""
        redo = self._states[self._index + 1][0] if self._index + 1 < len(self._states) else ""
        return UndoInfo(undo, redo)

    @property
    def modified(self) -> bool:
        """True if the picture (not merely the mask) differs from what was opened or last saved."""
        saved = self._saved
        return saved is None or saved.base is not self.state.base or saved.edits != self.state.edits

    def mark_saved(self, state: State) -> None:
        """`state` (maybe no longer the current one) is what lies on disk now."""
        self._saved = state

    def push(self, label: str, state: State) -> Changes:
        """Make `state` the current one; what could be redone is forgotten."""
        before = self.state
        self._states[self._index + 1 :] = [(label, state)]
        self._index += 1
        return changes(before, state)

    def amend(self, update: Callable[[State], State]) -> Changes:
        """Replace the current state without a new history entry."""
        label, before = self._states[self._index]
        self._states[self._index] = (label, update(before))
        return changes(before, self.state)

    def undo(self) -> Changes:
        return self._go(self._index - 1)

    def redo(self) -> Changes:
        return self._go(self._index + 1)

    def _go(self, index: int) -> Changes:
        if not 0 <= index < len(self._states):
            return Changes()
        before = self.state
        self._index = index
        return changes(before, self.state)


def changed_outside(state: State, allowed: Iterable[Region]) -> int:
    """Pixels of the composite that differ from the base outside every visible patch's alpha. Always 0: the promise.

    Computed from the pixels themselves, not from what should be so. `allowed` limits the work to these regions.
    """
    count = 0
    for region in allowed:
        inside = _painted(state, region)
        differs = (state.composite(region) != state.base.pixels[region.slices]).any(axis=2)
        count += int((differs & ~inside).sum())
    return count


def _painted(state: State, region: Region) -> NDArray[np.bool_]:
    inside = np.zeros((region.h, region.w), bool)
    for edit in state.edits:
        for patch in edit.patches if edit.visible else ():
            common = patch.region.intersect(region)
            if not common.empty:
                inside[common.within(region).slices] |= patch.alpha[common.within(patch.region).slices] > 0
    return inside
