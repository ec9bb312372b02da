"""What the actions of the View menu do that compare before and after or draw over the photo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from photofix.gui.canvas.difference import GAINS
from photofix.gui.canvas.photo_widget import COMPARE_MODES
from photofix.gui.remembered import Remembered

if TYPE_CHECKING:
    from photofix.gui.window import Window


class ViewCommands:
    """Each method is called by an action; those of checkable actions are told whether it is on."""

    def __init__(self, window: Window, remembered: Remembered) -> None:
        self._window, self._canvas, self._remembered = window, window.canvas, remembered
        self._under = "none"  # what is shown again when "before" ends

    def set_compare(self, mode: str) -> None:
        """One of canvas.photo_widget.COMPARE_MODES; its action is the only one that is on."""
        if mode == "before" and self._canvas.compare != "before":
            self._under = self._canvas.compare
        self._canvas.set_compare(mode)
        for name in COMPARE_MODES[1:]:
            self._window.actions_[name].setChecked(name == mode)

    def end_before(self) -> None:
        if self._canvas.compare == "before":
            self.set_compare(self._under)

    def before(self, on: bool) -> None:
        if on:
            self.set_compare("before")
        else:
            self.end_before()

    def split(self, on: bool) -> None:
        self.set_compare("split" if on else "none")

    def side_by_side(self, on: bool) -> None:
        self.set_compare("side_by_side" if on else "none")

    def difference(self, on: bool) -> None:
        self.set_compare("difference" if on else "none")

    def spots(self, on: bool) -> None:
        self.set_compare("spots" if on else "none")

    def turn(self) -> None:
        """Beside each other or one above the other; shows the split if neither split nor sides are shown."""
        if self._canvas.compare in ("split", "side_by_side"):
            self._canvas.turn_comparison()
        else:
            self.set_compare("split")

    def next_gain(self) -> None:
        """The next strength; shows the difference map first if it is not shown."""
        if self._canvas.compare == "difference":
            following = GAINS.index(self._canvas.difference_gain) + 1
            self._canvas.difference_gain = GAINS[following % len(GAINS)]
        else:
            self.set_compare("difference")

    def pixel_grid(self, on: bool) -> None:
        self._remembered.pixel_grid = on
