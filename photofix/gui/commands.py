"""What the actions of the table do: one method each, named there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from photofix.core.mask import Mask
from photofix.gui.dialogs.about import about_box
from photofix.gui.dialogs.shortcut_list import ShortcutList
from photofix.gui.edit_commands import EditCommands

if TYPE_CHECKING:
    from photofix.gui.window import Window


class Commands(QObject):
    """Each method is called by an action; those of checkable actions are told whether it is on."""

    def __init__(self, window: Window, open_sample: Callable[[], None]) -> None:
        super().__init__(window)
        self._window = window
        self._model, self._files, self._repairs = window.model, window.files, window.repairs
        self._canvas, self._brush = window.canvas, window.brush
        self.open_sample = open_sample
        self.edits = EditCommands(window)

    # File

    def open(self) -> None:
        self._files.ask_and_open()

    def save(self) -> None:
        self._files.save()

    def save_as(self) -> None:
        self._files.save_as()

    def close_photo(self) -> None:
        self._files.leave(self._model.close)

    def quit(self) -> None:
        self._window.close()

    # Edit

    def undo(self) -> None:
        self._model.undo()

    def redo(self) -> None:
        self._model.redo()

    def repair(self) -> None:
        self._window.operation.start()

    def cancel(self) -> None:
        self._repairs.cancel()

    # Mask

    def brush(self, _on: bool) -> None:
        self._brush.erase = False
        self._canvas.setFocus()
        self._window.show_tool()

    def eraser(self, _on: bool) -> None:
        self._brush.erase = True
        self._canvas.setFocus()
        self._window.show_tool()

    def swap(self) -> None:
        self._brush.erase = not self._brush.erase

    def smaller(self) -> None:
        self._brush.step_size(-1)

    def larger(self) -> None:
        self._brush.step_size(1)

    def softer(self) -> None:
        self._brush.step_hardness(-1)

    def harder(self) -> None:
        self._brush.step_hardness(1)

    def clear_mask(self) -> None:
        state = self._model.state
        if state is not None:
            self._model.push("Clear mask", state.with_mask(Mask(state.base.width, state.base.height)))

    def show_mask(self, on: bool) -> None:
        self._canvas.mask_visible = on

    # View

    def zoom_in(self) -> None:
        self._canvas.zoom_in()

    def zoom_out(self) -> None:
        self._canvas.zoom_out()

    def fit(self) -> None:
        self._canvas.fit()

    def actual_size(self) -> None:
        self._canvas.actual_size()

    def toggle_zoom(self) -> None:
        self._canvas.toggle_zoom()

    def before(self, on: bool) -> None:
        self._window.set_compare("before" if on else "none")

    def split(self, on: bool) -> None:
        self._window.set_compare("split" if on else "none")

    def full_screen(self, on: bool) -> None:
        self._window.set_full_screen(on)

    def hide_panels(self, on: bool) -> None:
        self._window.show_panels(not on)

    def go_to_panels(self) -> None:
        self._window.go_to_panels()

    def light_theme(self, on: bool) -> None:
        self._window.set_theme("light" if on else "dark")

    # Help

    def shortcuts(self) -> None:
        self._window.show_dialog(ShortcutList(self._window))

    def first_steps(self) -> None:
        self._window.show_first_steps(True)

    def about(self) -> None:
        self._window.show_dialog(about_box(self._window))
