"""A document model with nothing around it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from photofix.core.document import Document, State
from photofix.core.mask import Mask
from photofix.core.photo import Photo


class FakeModel(QObject):
    """What the canvas and the tools need of the window's document model; counts what is pushed."""

    replaced = Signal()
    changed = Signal(object)

    def __init__(self, photo: Photo | None = None) -> None:
        super().__init__()
        self.document = Document(photo) if photo else None
        self.pushed: list[str] = []
        self.take_line = None

    @property
    def state(self) -> State | None:
        return self.document.state if self.document else None

    @property
    def now(self) -> State:
        """The state where there is one for certain."""
        assert self.document is not None
        return self.document.state

    def open(self, photo: Photo | None) -> None:
        self.document = Document(photo) if photo else None
        self.replaced.emit()

    def push(self, label: str, state: State) -> None:
        assert self.document is not None
        self.pushed.append(label)
        self.changed.emit(self.document.push(label, state))

    def change_mask(self, label: str, change: Callable[[Mask], Mask], pixels: int) -> None:
        mask = change(self.now.mask)
        if mask is not self.now.mask:
            self.push(label, self.now.with_mask(mask))

    def run_in_background(
        self, work: Callable[[], Any], done: Callable[[Any], None], failed: Callable[[BaseException], None]
    ) -> None:
        try:
            result = work()
        except Exception as error:
            failed(error)
        else:
            done(result)

    def undo(self) -> None:
        assert self.document is not None
        self.changed.emit(self.document.undo())

    def redo(self) -> None:
        assert self.document is not None
        self.changed.emit(self.document.redo())
