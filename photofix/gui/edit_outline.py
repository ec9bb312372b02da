"""Outlines in the photo what the selected edits change."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QPainterPath

from photofix.core.edit import Edit
from photofix.core.region import Region
from photofix.gui.canvas.canvas import Canvas
from photofix.gui.canvas.outline import border_path
from photofix.gui.document_model import DocumentModel
from photofix.gui.panels.edit_looks import RunInBackground

AT_ONCE = 300_000  # pixels of patches whose border is followed without a thread


class EditOutline(QObject):
    """The border of large edits takes a while: it is followed on a worker, and dropped if others are selected then.

    A change to the photo takes the outline away: the result is looked at then.
    """

    def __init__(
        self, canvas: Canvas, model: DocumentModel, run_in_background: RunInBackground, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        model.changed.connect(self.clear)
        model.replaced.connect(self.clear)
        self._canvas, self._model, self._run = canvas, model, run_in_background
        self._asked = 0

    def show(self, edits: Sequence[Edit]) -> None:
        """Outline these, or nothing. Of what covers the whole photo there were only the seams of patches: left out."""
        patches = [(edit, patch) for edit in edits if not self._covers(edit) for patch in edit.patches]
        self._asked += 1
        asked = self._asked

        def work() -> QPainterPath:
            return border_path([(patch.region, edit.alpha(patch, patch.region) > 0) for edit, patch in patches])

        def done(path: QPainterPath) -> None:
            if asked == self._asked:
                self._canvas.set_grown_path(path)

        if sum(patch.region.area for _, patch in patches) <= AT_ONCE:
            done(work())
        else:
            self._canvas.set_grown_path(QPainterPath())
            self._run(work, done)

    def _covers(self, edit: Edit) -> bool:
        state = self._model.state
        return (
            state is not None and sum(patch.region.area for patch in edit.patches) >= Region.of(state.base.pixels).area
        )

    def clear(self, *_changes: object) -> None:
        self.show(())
