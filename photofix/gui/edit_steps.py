"""What the person can do to edits that are there: each thing is one step of undo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer

from photofix.core.document import State
from photofix.core.edit import Edit
from photofix.gui.document_model import DocumentModel

PAUSE_MS = 800  # turns of the wheel and keys that follow each other sooner are one change


class EditSteps(QObject):
    """Edits are named by their ids; ids that are not in the current state mean nothing."""

    def __init__(self, model: DocumentModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._fading: tuple[State, tuple[str, ...]] | None = None  # the state that the last change of opacity made
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.settle)

    def find(self, ids: Sequence[str]) -> list[Edit]:
        state = self._model.state
        return [edit for edit in state.edits if edit.id in ids] if state else []

    def switch(self, ids: Sequence[str], on: bool) -> None:
        changed = [replace(edit, enabled=on) for edit in self.find(ids) if edit.enabled != on]
        self._change(self.tr("Switch on") if on else self.tr("Switch off"), changed)

    def rename(self, edit_id: str, label: str) -> None:
        """An empty name is none."""
        label = label.strip()
        self._change(
            self.tr("Rename"), [replace(e, label=label) for e in self.find([edit_id]) if label and e.label != label]
        )

    def delete(self, ids: Sequence[str]) -> None:
        found, state = self.find(ids), self._model.state
        if state is not None and found:
            label = self.tr("Delete edit") if len(found) == 1 else self.tr("Delete edits")
            self._model.push(label, state.without(*ids))

    def mark_again(self, ids: Sequence[str], *, off: bool) -> None:
        """Mark what was marked for the edits. off: switch them off, to try something else from the same start."""
        state = self._model.state
        marked = [edit.id for edit in self.find(ids) if edit.mask is not None]
        if state is not None and marked:
            self._model.push(self.tr("Mark again"), state.marked_again(marked, off=off))

    def fade(self, ids: Sequence[str], opacity: float, *, dragging: bool = False) -> None:
        """Show the edits at an opacity of 0..1. Changes that follow each other are one step.

        dragging: until `settle` is called, however long that takes; else until a pause.
        """
        state, key = self._model.state, tuple(ids)
        changed = [replace(edit, opacity=opacity) for edit in self.find(ids) if edit.opacity != opacity]
        if state is None or not changed:
            return
        if self._fading is not None and self._fading[0] is state and self._fading[1] == key:
            self._model.amend(lambda now: now.with_changed(*changed))
        else:
            self._model.push(self.tr("Opacity"), state.with_changed(*changed))
        assert self._model.state is not None
        self._fading = self._model.state, key
        if dragging:
            self._pause.stop()
        else:
            self._pause.start()

    def settle(self) -> None:
        """The next change of opacity is a step of its own."""
        self._pause.stop()
        self._fading = None

    def _change(self, label: str, changed: Sequence[Edit]) -> None:
        state = self._model.state
        if state is not None and changed:
            self._model.push(label, state.with_changed(*changed))
