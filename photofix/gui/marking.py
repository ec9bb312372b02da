"""What the mask tools paint: the document's repair mask, or where one of its steps is hidden."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from photofix.core.document import Changes, Document, State
from photofix.core.edit import Edit
from photofix.core.mask import Mask
from photofix.gui.document_model import DocumentModel


class Marking(QObject):
    """The document model as the canvas and the mask tools see it.

    While a step's mask is painted, `state.mask` is where that step is hidden, and what is pushed with another mask
    becomes another step: the repair mask waits. It ends by itself when the step is gone.
    """

    replaced = Signal()  # as the model's
    changed = Signal(object)  # core.document.Changes, as the model's; `mask` is of the mask that is being painted
    step_changed = Signal()  # another step's mask is painted, or none any more

    def __init__(self, model: DocumentModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._id = ""
        self._hidden: Mask | None = None  # what was shown last
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
        return state if state is None or step is None else state.with_mask(self._of(state, step))

    def push(self, label: str, state: State) -> None:
        """One step of undo. While a step's mask is painted, only `state.mask` counts."""
        now, step = self._model.state, self.step
        if now is None or step is None:
            self._model.push(label, state)
        elif state.mask is not self._of(now, step):
            self._model.push(label, now.with_changed(step.with_hidden(state.mask)))

    def paint(self, step: Edit) -> None:
        """From now on the tools paint where this step is hidden."""
        before = self._shown
        self._id = step.id
        self._tell(before)

    def end(self) -> bool:
        """Back to the repair mask; False if it is what was painted."""
        if not self._id:
            return False
        before = self._shown
        self._id, self._hidden = "", None
        self._tell(before)
        return True

    @property
    def _shown(self) -> Mask | None:
        return self.state.mask if self.state else None

    def _of(self, state: State, step: Edit) -> Mask:
        """Where a step is hidden; the same empty mask as long as it is nowhere, since tools compare by identity."""
        if step.hidden is not None:
            self._hidden = step.hidden
        elif self._hidden is None or not self._hidden.empty:
            self._hidden = Mask(state.base.width, state.base.height)
        return self._hidden

    def _tell(self, before: Mask | None) -> None:
        now = self._shown
        if before is not None and now is not None:
            self.changed.emit(Changes(mask=tuple(before.changes(now))))
        self.step_changed.emit()

    def _replaced(self) -> None:
        gone = bool(self._id)
        self._id, self._hidden = "", None
        self.replaced.emit()
        if gone:
            self.step_changed.emit()

    def _changed(self, changes: Changes) -> None:
        # Where a step is hidden or brought back its pixels change, too.
        self.changed.emit(Changes(changes.pixels, changes.pixels) if self.step is not None else changes)

    def _follow(self) -> None:
        """The step may have been undone or deleted."""
        if self._id and self.step is None:
            hidden, self._id, self._hidden = self._hidden, "", None
            self._tell(hidden)
