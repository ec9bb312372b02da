"""What the actions of the table do: one method each, named there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from photofix.gui.colour_commands import ColourCommands
from photofix.gui.colouring.session import Session as HintSession
from photofix.gui.dialogs.about import about_box
from photofix.gui.document_model import DocumentModel
from photofix.gui.dust_maps import DustMaps
from photofix.gui.edit_commands import EditCommands
from photofix.gui.find_commands import FindCommands
from photofix.gui.improve_commands import ImproveCommands
from photofix.gui.mask_commands import MaskCommands
from photofix.gui.own_models import OwnModels
from photofix.gui.photo_commands import PhotoCommands
from photofix.gui.remembered import Remembered
from photofix.gui.review.session import Session as ReviewSession
from photofix.gui.step_commands import StepCommands
from photofix.gui.translate_commands import TranslateCommands
from photofix.gui.view_commands import ViewCommands

if TYPE_CHECKING:
    from photofix.gui.window import Window


class Commands(QObject):
    """Each method is called by an action; those of checkable actions are told whether it is on."""

    def __init__(self, window: Window, open_sample: Callable[[], None], remembered: Remembered) -> None:
        super().__init__(window)
        self._window = window
        self._model, self._files, self._repairs = window.model, window.files, window.repairs
        self._canvas, self._brush = window.canvas, window.brush
        self.open_sample = open_sample
        self._finding, self._hinting = window.finding, window.hinting
        self.find = FindCommands(window)
        self.photos = PhotoCommands(window)
        self.mask = MaskCommands(window, remembered)
        self.view = ViewCommands(window, remembered)
        self.edits = EditCommands(window)
        self.steps = StepCommands(window)
        self.dust = DustMaps(window)
        self.improve = ImproveCommands(window)
        self.colour = ColourCommands(window)
        self.translate = TranslateCommands(window)
        self.models = OwnModels(window, remembered)

    # File

    def open(self) -> None:
        self._window.opening.ask()

    def save(self) -> None:
        self._files.save()

    def save_as(self) -> None:
        self._files.save_as()

    def close_photo(self) -> None:
        self._files.close()

    def quit(self) -> None:
        self._window.close()

    # Edit

    def undo(self) -> None:
        self._undoing("undo").undo()

    def redo(self) -> None:
        self._undoing("redo").redo()

    def _undoing(self, way: str) -> DocumentModel | ReviewSession | HintSession:
        """Whose steps are undone or done again now: hints before the photo's own, which are older."""
        if self._finding.session.active:
            return self._finding.session
        info = self._hinting.undo_info
        return self._hinting.session if info is not None and getattr(info, way) else self._model

    def repair(self) -> None:
        if not self._canvas.tool_key(Qt.Key.Key_Return):  # the keyboard may be elsewhere than on the canvas
            self._window.operation.start()

    def cancel(self) -> None:
        """What was asked for last: what a tool has begun, a step's mask, preview, hints, review, search, repair."""
        if self._canvas.tool_key(Qt.Key.Key_Escape):
            return
        if self._window.marking.end() or self._window.preview.drop():
            return
        if self._hinting.session.leave() or self._finding.cancel():
            return
        self._repairs.cancel()

    # Brush

    def smaller(self) -> None:
        self._window.toolbox.step_size(-1)

    def larger(self) -> None:
        self._window.toolbox.step_size(1)

    def softer(self) -> None:
        self._brush.step_hardness(-1)

    def harder(self) -> None:
        self._brush.step_hardness(1)

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

    def full_screen(self, on: bool) -> None:
        self._window.set_full_screen(on)

    def hide_panels(self, on: bool) -> None:
        self._window.show_panels(not on)

    def go_to_panels(self) -> None:
        self._window.go_to_panels()

    def light_theme(self, on: bool) -> None:
        self._window.set_theme("light" if on else "dark")

    # Help

    def settings(self) -> None:
        self._window.helpers.open_dialog("settings")

    def palette(self) -> None:
        self._window.helpers.find()

    def shortcuts(self) -> None:
        self._window.helpers.open_dialog("shortcuts")

    def first_steps(self) -> None:
        self._window.show_first_steps(True)

    def about(self) -> None:
        self._window.show_dialog(about_box(self._window))
