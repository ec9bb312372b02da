"""The sketch that is drawn, with the steps that made it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from photofix.core.region import Region
from photofix.gui.studio.drawing import Bytes, changed_part

MOST = 512 * 2**20  # bytes of steps that are kept: some thousand strokes over pictures of usual size


@dataclass(frozen=True)
class _Step:
    """What became of a region of the sketch; None: of all of it, whose size may be another then.

    key: steps of the same one in a row become one.
    """

    label: str
    region: Region | None
    before: Bytes
    after: Bytes
    key: str

    @property
    def bytes(self) -> int:
        return self.before.nbytes + self.after.nbytes


class Labels(NamedTuple):
    """What can be undone and done again; empty where nothing can."""

    undo: str
    redo: str


class Sketch(QObject):
    """pixels: H×W×4 uint8, see `drawing`; never changed in place, so that workers may read them."""

    changed = Signal(object)  # Region
    resized = Signal()
    history_changed = Signal()

    def __init__(self, pixels: Bytes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.pixels = pixels
        self._done: list[_Step] = []
        self._undone: list[_Step] = []

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.pixels.shape[1], self.pixels.shape[0]

    @property
    def touched(self) -> bool:
        """Was anything done to it?"""
        return bool(self._done or self._undone)

    @property
    def labels(self) -> Labels:
        return Labels(self._done[-1].label if self._done else "", self._undone[-1].label if self._undone else "")

    def begin(self, pixels: Bytes) -> None:
        """Another sketch, without a past."""
        self._done.clear()
        self._undone.clear()
        self._take(pixels, _all_of(pixels))

    def push(self, label: str, pixels: Bytes, key: str = "") -> None:
        """One step further, if anything is another now."""
        before, last = self.pixels, self._done[-1] if self._done else None
        region = changed_part(before, pixels) if pixels.shape == before.shape else _all_of(pixels)
        if region.empty:
            return
        if key and last is not None and last.key == key:
            self._done.pop()
            self._step(_Step(label, None, _undone(last, before), pixels, key))
        elif pixels.shape == before.shape:
            part = region.slices
            self._step(_Step(label, region, before[part].copy(), pixels[part].copy(), key))
        else:
            self._step(_Step(label, None, before, pixels, key))
        self._take(pixels, region)

    def undo(self) -> None:
        if self._done:
            step = self._done.pop()
            self._undone.append(step)
            self._put(step.region, step.before)

    def redo(self) -> None:
        if self._undone:
            step = self._undone.pop()
            self._done.append(step)
            self._put(step.region, step.after)

    def _step(self, step: _Step) -> None:
        self._undone.clear()
        self._done.append(step)
        spare = MOST - sum(step.bytes for step in self._done)
        while spare < 0 and len(self._done) > 1:
            spare += self._done.pop(0).bytes

    def _put(self, region: Region | None, values: Bytes) -> None:
        self._take(_with(self.pixels, region, values), region or _all_of(values))

    def _take(self, pixels: Bytes, region: Region) -> None:
        resized = pixels.shape != self.pixels.shape
        self.pixels = pixels
        if resized:
            self.resized.emit()
        self.changed.emit(region)
        self.history_changed.emit()


def _undone(step: _Step, now: Bytes) -> Bytes:
    """The sketch before a step that led to what it is now."""
    return _with(now, step.region, step.before)


def _with(pixels: Bytes, region: Region | None, values: Bytes) -> Bytes:
    if region is None:
        return values
    made = pixels.copy()
    made[region.slices] = values
    return made


def _all_of(pixels: Bytes) -> Region:
    return Region(0, 0, pixels.shape[1], pixels.shape[0])
