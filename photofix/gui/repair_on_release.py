"""The option that a mark is repaired as soon as it is made, without Enter."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, QTimer

from photofix.core.document import Changes
from photofix.core.mask import Mask
from photofix.gui.canvas.canvas import Canvas
from photofix.gui.document_model import DocumentModel
from photofix.gui.remembered import Remembered


class RepairOnRelease(QObject):
    """Starts the repair after a gesture that marked something; not after one that only wiped."""

    def __init__(
        self, model: DocumentModel, canvas: Canvas, remembered: Remembered, start: Callable[[], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._model, self._canvas, self._remembered, self._start = model, canvas, remembered, start
        self._mask: Mask | None = None
        model.replaced.connect(self._note)
        model.changed.connect(self._changed)

    def _note(self) -> None:
        self._mask = self._model.state.mask if self._model.state else None

    def _changed(self, changes: Changes) -> None:
        before = self._mask
        self._note()
        wanted = self._remembered.repair_on_release and self._canvas.gesturing and changes.mask
        if wanted and self._mask is not None and marked_more(before, self._mask):
            QTimer.singleShot(0, self, self._start)  # the gesture is not quite over


def marked_more(before: Mask | None, after: Mask) -> bool:
    """Is anything marked more strongly than before? Looks at changed tiles only."""
    old = before.tiles if before is not None else {}
    return any(
        tile is not old.get(key) and bool((tile > old.get(key, np.uint8(0))).any()) for key, tile in after.tiles.items()
    )
