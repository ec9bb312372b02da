"""What the mask tools paint: the document's repair mask, where one of its steps is hidden, or a mask of another's."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from photofix.core.document import Changes, Document, State
from photofix.core.edit import Edit
from photofix.core.mask import Mask
from photofix.gui.document_model import DocumentModel


class Lender(Protocol):
    """Whoever has a mask of the photo's size that is to be painted for a while."""

    @property
    def mask(self) -> Mask: ...

    def push_mask(self, label: str, mask: Mask) -> None:
        """Take what was painted, with one step of undo, and call `Marking.renew`."""


class Marking(QObject):
    """The document model as the canvas and the mask tools see it.

    While a step's mask is painted, `state.mask` is where that step is hidden, and what is pushed with another mask
    becomes another step: the repair mask waits. It ends by itself when the step is gone. The same goes for a mask that
    was borrowed, which its lender keeps.
    """

    replaced = Signal()  # as the model's
    changed = Signal(object)  # core.document.Changes, as the model's; `mask` is of the mask that is being painted
    step_changed = Signal()  # another step's mask is painted, or none any more

    def __init__(self, model: DocumentModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._id = ""
        self._nothing: Mask | None = None  # of the photo's size: always the same, since tools compare by identity
        self._told: Mask | None = None  # the step's or the lender's mask that was told of last
        self._lender: Lender | None = None
        model.replaced.connect(self._replaced)
        model.changed.connect(self._changed)
        model.history_changed.connect(self._follow)

    @property
    def step(self) -> Edit | None:
        """The step whose mask is painted; None: the repair mask is."""
        state = self._model.state
        return next((edit for edit in state.edits if edit.id == self._id), None) if state and self._id else None

    @property
    def document(self) -> Document | None:
        return self._model.document

    @property
    def path(self) -> Path | None:
        return self._model.path

    @property
    def state(self) -> State | None:
        """The document's state, with the mask that is being painted in the place of the repair mask."""
        state, step = self._model.state, self.step
        if state is not None and self._lender is not None:
            return state.with_mask(self._lender.mask)
        return state if state is None or step is None else state.with_mask(self._of(state, step))

    def push(self, label: str, state: State) -> None:
        """One step of undo. While a step's mask is painted, only `state.mask` counts."""
        now, step = self._model.state, self.step
        if self._lender is not None:
            self._lender.push_mask(label, state.mask)
        elif now is None or step is None:
            self._model.push(label, state)
        elif state.mask is not self._of(now, step):
            self._model.push(label, now.with_changed(step.with_hidden(state.mask)))

    def paint(self, step: Edit) -> None:
        """From now on the tools paint where this step is hidden."""
        self._take(step.id)

    def borrow(self, lender: Lender | None) -> None:
        """From now on the tools paint this one's mask; None: the repair mask again."""
        if lender is self._lender:
            return
        self.end()
        before, self._told = self._shown, None
        self._lender = lender
        self._tell(before)

    def renew(self) -> None:
        """The lender's mask is another."""
        if self._lender is not None:
            self._tell(self._told)

    @property
    def _shown(self) -> Mask | None:
        return self.state.mask if self.state else None

    def _tell(self, before: Mask | None) -> None:
        now = self._shown
        self._told = now if self._lender is not None else None
        if before is not None and now is not None and before is not now:
            self.changed.emit(Changes(mask=tuple(before.changes(now))))

    def end(self) -> bool:
        """Back to the repair mask; False if it is what was painted."""
        if not self._id:
            return False
        self._take("")
        return True

    def _of(self, state: State, step: Edit) -> Mask:
        """Where a step is hidden."""
        if step.hidden is not None:
            return step.hidden
        if self._nothing is None:
            self._nothing = Mask(state.base.width, state.base.height)
        return self._nothing

    def _take(self, step_id: str) -> None:
        """Another mask is painted from now on."""
        state = self._model.state
        before = self._told if self._id else state.mask if state else None
        self._id = step_id
        now = self.state.mask if self.state else None
        self._told = now if step_id else None
        if before is not None and now is not None:
            self.changed.emit(Changes(mask=tuple(before.changes(now))))
        self.step_changed.emit()

    def _replaced(self) -> None:
        was, self._id, self._lender = self._id, "", None
        self._nothing = self._told = None
        self.replaced.emit()
        if was:
            self.step_changed.emit()

    def _changed(self, changes: Changes) -> None:
        if not self._id and self._lender is None:
            self.changed.emit(changes)
        elif changes.pixels:
            self.changed.emit(Changes(changes.pixels))  # the repair mask is not shown

    def _follow(self) -> None:
        """A stroke on the step's mask was made or undone, or the step itself is gone."""
        if not self._id:
            return
        if self.step is None:
            self._take("")
            return
        before, now = self._told, self.state.mask if self.state else None
        if before is not None and now is not None and before is not now:
            self._told = now
            self.changed.emit(Changes(mask=tuple(before.changes(now))))
