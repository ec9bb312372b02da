"""Changes the document's mask as one undo step: at once, or in the background where that would be felt."""

from __future__ import annotations

from collections.abc import Callable

from photofix.core.mask import Mask
from photofix.core.mask_edit import Whole
from photofix.gui.tools.base import Writer

AT_ONCE = 16_000_000  # pixels that are gone through without a thread

RunInBackground = Callable[[Callable[[], Mask], Callable[[Mask], None]], object]


class MaskChanges:
    """A change that was overtaken by another one is made again, on the newer mask."""

    def __init__(self, model: Writer, run: RunInBackground) -> None:
        self._model, self._run = model, run

    def make(self, label: str, change: Whole, pixels: int, done: Callable[[], None] = lambda: None) -> None:
        """pixels: how many the change goes through. done: called when the document has it; not if nothing changed."""
        state = self._model.state
        if state is None:
            return
        base, mask = state.base, state.mask

        def finish(changed: Mask) -> None:
            now = self._model.state
            if now is None or now.base is not base:
                return
            if now.mask is not mask:
                self.make(label, change, pixels, done)
            elif changed is not mask:
                self._model.push(label, now.with_mask(changed))
                done()

        if pixels <= AT_ONCE:
            finish(change(mask))
        else:
            self._run(lambda: change(mask), finish)
