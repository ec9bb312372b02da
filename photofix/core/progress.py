"""Progress and cancel in one small object, handed down through every long call."""

from __future__ import annotations

import threading
from collections.abc import Callable

from photofix.errors import Cancelled


class Progress:
    """Reports a share of the work done and carries the wish to stop.

    `report` raises Cancelled once `cancel` was called, from any thread. `part` hands a sub-range of the
    bar to a callee, which need not know that it is a part.
    """

    def __init__(self, listener: Callable[[float, str], None] | None = None) -> None:
        self._listener = listener
        self._stop = threading.Event()
        self._start, self._span = 0.0, 1.0

    @classmethod
    def silent(cls) -> Progress:
        """Tells nobody; can still be cancelled."""
        return cls()

    def report(self, fraction: float, text: str = "") -> None:
        """`fraction` 0..1 of this part is done. Raises Cancelled if the person asked to stop."""
        self.check()
        if self._listener is not None:
            self._listener(self._start + self._span * min(1.0, max(0.0, fraction)), text)

    def check(self) -> None:
        """Raise Cancelled if the person asked to stop."""
        if self._stop.is_set():
            raise Cancelled

    def part(self, start: float, span: float) -> Progress:
        """A view on the range start..start+span of this one, sharing its listener and its cancel."""
        child = Progress(self._listener)
        child._stop = self._stop
        child._start, child._span = self._start + self._span * start, self._span * span
        return child

    def cancel(self) -> None:
        self._stop.set()

    @property
    def cancelled(self) -> bool:
        return self._stop.is_set()
