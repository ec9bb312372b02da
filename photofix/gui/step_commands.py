"""What the actions do that belong to one step of the photo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from photofix.core.edit import Edit

if TYPE_CHECKING:
    from photofix.gui.window import Window


class StepCommands(QObject):
    """They mean the step that is selected among the edits, else the newest."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._chosen = ""

    def choose(self, edits: Sequence[Edit]) -> None:
        """Other steps are selected, newest first, or none; the first counts."""
        edit = edits[0] if edits else None
        self._chosen = edit.id if edit is not None else ""
        marking = self._window.marking
        if marking.step is not None and edit is not None and edit.id != marking.step.id:
            marking.paint(edit)

    @property
    def step(self) -> Edit | None:
        state = self._window.model.state
        edits = state.edits if state else ()
        return next((edit for edit in edits if edit.id == self._chosen), edits[-1] if edits else None)

    def paint_mask(self, on: bool) -> None:
        """The mask tools paint where the step is hidden, or the repair mask again."""
        step = self.step
        if not on or step is None:
            self._window.marking.end()
        else:
            self._window.finding.session.leave()
            self._window.canvas.mask_visible = True
            self._window.marking.paint(step)
        self._window.canvas.setFocus()
