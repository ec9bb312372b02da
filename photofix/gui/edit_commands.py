"""What the actions for edits do: one method each, named in the actions table as "edits.method"."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from photofix.gui.window import Window


class EditCommands:
    """All of them work on the edits that are selected in the panel."""

    def __init__(self, window: Window) -> None:
        self._window = window  # whose panels are made later

    def toggle(self) -> None:
        self._window.edits.toggle()

    def rename(self) -> None:
        self._window.edits.rename()

    def delete(self) -> None:
        self._window.edits.delete()

    def mark_again(self) -> None:
        self._mark(off=True)

    def mark_over(self) -> None:
        self._mark(off=False)

    def _mark(self, *, off: bool) -> None:
        self._window.marking.end()  # what is marked is to be seen
        self._window.edits.mark_again(off=off)
