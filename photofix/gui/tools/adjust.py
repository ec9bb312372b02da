"""Changes the whole mask by an amount: shown at once, applied by Enter, dropped by Esc."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal

from photofix.core.mask import Mask
from photofix.core.mask_edit import Change
from photofix.gui.mask_changes import RunInBackground
from photofix.gui.tools.base import Gesture, Outline, PointerEvent, Preview, Writer


class AdjustTool(QObject):
    """In the canvas's hand while the amount is chosen; clicks mean nothing then.

    Only the newest amount is computed, in the background, one at a time.
    """

    changed = Signal()  # there is something else to be shown
    ended = Signal()  # applied or dropped

    id = "adjust"

    def __init__(
        self, title: str, change: Change, amount: float, model: Writer, run: RunInBackground, parent: QObject
    ) -> None:
        """title: of the undo step."""
        super().__init__(parent)
        self.title, self._change, self._model, self._run = title, change, model, run
        self._amount = amount
        self._made: tuple[Mask, float, Mask] | None = None  # from which mask, by which amount, what
        self._preview: Preview | None = None
        self._running = False
        self._applying = False
        self.pending = True
        self._compute()

    @property
    def settings(self) -> QObject:
        return self

    @property
    def amount(self) -> float:
        return self._amount

    @amount.setter
    def amount(self, amount: float) -> None:
        if amount != self._amount:
            self._amount = amount
            self._compute()

    def outline(self) -> Outline | None:
        return None

    def press(self, _event: PointerEvent) -> Gesture | None:
        return None

    def hover(self, _event: PointerEvent) -> Preview | None:
        return None

    def shown(self) -> Preview | None:
        return self._preview

    def key(self, key: Qt.Key, _modifiers: Qt.KeyboardModifier) -> bool:
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.apply()
        elif key == Qt.Key.Key_Escape:
            self.cancel()
        return True

    def cancel(self) -> None:
        if self.pending:
            self.pending = False
            self._preview = None
            self.ended.emit()

    def apply(self) -> None:
        """Make it one undo step, as soon as it is computed."""
        self._applying = True
        self._compute()

    def refresh(self) -> None:
        """The document's mask may be another."""
        self._compute()

    def _compute(self) -> None:
        state = self._model.state
        if not self.pending or self._running or state is None:
            return
        if self._made is not None and (self._made[0] is state.mask and self._made[1] == self._amount):
            if self._applying:
                self._push(self._made[2])
            return
        mask, amount, change = state.mask, self._amount, self._change
        self._running = True

        def take(made: Mask) -> None:
            self._running = False
            if not self.pending:
                return
            shown = self._preview.mask if self._preview else mask
            assert isinstance(shown, Mask)
            regions = shown.changes(made) if shown.width == made.width and shown.height == made.height else []
            self._made, self._preview = (mask, amount, made), Preview(made, regions)
            self._compute()
            if self.pending:
                self.changed.emit()

        self._run(lambda: change(mask, amount), take)

    def _push(self, mask: Mask) -> None:
        state = self._model.state
        self.cancel()
        if state is not None and state.mask.changes(mask):
            self._model.push(self.title, state.with_mask(mask))
