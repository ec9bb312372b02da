"""What the actions of the Mask menu do: one method each."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from photofix.core import mask_edit
from photofix.core.mask import TILE, Mask
from photofix.core.mask_edit import Change
from photofix.gui import mask_colours
from photofix.gui.panels.amount_bar import AmountBar
from photofix.gui.remembered import Remembered
from photofix.gui.tools.adjust import AdjustTool
from photofix.gui.wording import of_action
from photofix.ops.base import Scope

if TYPE_CHECKING:
    from photofix.gui.window import Window


class MaskCommands(QObject):
    """Which tool is in hand, changes of the whole mask, its files and its looks."""

    def __init__(self, window: Window, remembered: Remembered) -> None:
        super().__init__(window)
        self._window, self._remembered = window, remembered
        self._model, self._canvas, self._toolbox = window.marking, window.canvas, window.toolbox
        self._adjusting: AdjustTool | None = None
        self._kind = ""
        self.bar = AmountBar()
        self.bar.changed.connect(self._set_amount)
        self.bar.applied.connect(partial(self._tell, AdjustTool.apply))
        self.bar.dropped.connect(partial(self._tell, AdjustTool.cancel))
        self._model.changed.connect(lambda _changes: self._tell(AdjustTool.refresh))
        # Not before the gesture that marked is over.
        self._toolbox.marked.connect(self._repair_marked, Qt.ConnectionType.QueuedConnection)

    # Tools

    def brush(self, _on: bool) -> None:
        self._toolbox.settings.erase = False
        self._toolbox.choose("brush")

    def eraser(self, _on: bool) -> None:
        self._toolbox.settings.erase = True
        self._toolbox.choose("brush")

    def wire(self, _on: bool) -> None:
        self._toolbox.choose("wire")

    def lasso(self, _on: bool) -> None:
        self._toolbox.choose("lasso")

    def polygon(self, _on: bool) -> None:
        self._toolbox.choose("polygon")

    def rectangle(self, _on: bool) -> None:
        self._toolbox.choose("rectangle")

    def ellipse(self, _on: bool) -> None:
        self._toolbox.choose("ellipse")

    def swap(self) -> None:
        self._toolbox.settings.erase = not self._toolbox.settings.erase

    def repair_on_release(self, on: bool) -> None:
        self._remembered.repair_on_release = on

    def _repair_marked(self) -> None:
        operation = self._window.operation
        if operation.current.operation.scope is not Scope.MASKED:
            operation.choose_scope(Scope.MASKED)  # who paints and presses Enter wants a repair, not another photo
        if self._remembered.repair_on_release and operation.current.operation.scope is Scope.MASKED:
            operation.start()

    # The whole mask

    def grow(self) -> None:
        self._adjust("grow", self.tr("Grow the mask by"), "Grow mask", mask_edit.grow)

    def shrink(self) -> None:
        self._adjust("shrink", self.tr("Shrink the mask by"), "Shrink mask", mask_edit.shrink)

    def feather(self) -> None:
        self._adjust("feather", self.tr("Feather the mask by"), "Feather mask", mask_edit.feather)

    def invert(self) -> None:
        state = self._model.state
        if state is not None:
            # What is not marked costs nothing: it becomes a tile that all share.
            self._toolbox.changes.make("Invert mask", mask_edit.invert, len(state.mask.tiles) * TILE * TILE)

    def clear(self) -> None:
        self._toolbox.changes.make("Clear mask", lambda mask: Mask(mask.width, mask.height), 0)

    def select_all(self) -> None:
        everything = mask_edit.everything
        self._toolbox.changes.make("Mark everything", lambda mask: everything(mask.width, mask.height), 0)

    def _adjust(self, kind: str, question: str, label: str, change: Change) -> None:
        """Ask by how much, showing what it does."""
        amount = self._remembered.amount(kind)
        tool = AdjustTool(label, change, amount, self._model, self._window.workers.run_in_background, self)
        tool.ended.connect(partial(self._adjusted, tool))
        self._toolbox.lend(tool)  # which ends the one before
        self._adjusting, self._kind = tool, kind
        self.bar.ask(question, amount, mask_edit.WIDEST)

    def _tell(self, what: Callable[[AdjustTool], None]) -> None:
        if self._adjusting is not None:
            what(self._adjusting)

    def _set_amount(self, amount: float) -> None:
        if self._adjusting is not None:
            self._adjusting.amount = amount

    def _adjusted(self, tool: AdjustTool) -> None:
        self._adjusting = None
        self._remembered.set_amount(self._kind, tool.amount)
        self.bar.end()
        self._toolbox.take_back(tool)
        self._canvas.setFocus()
        tool.deleteLater()

    # Files

    def import_mask(self) -> None:
        document = self._model.document
        path = self._window.asking.mask_to_open(self._folder()) if document is not None else None
        if document is None or path is None:
            return
        photo = document.state.base

        def finish(mask: Mask) -> None:
            state = self._model.state
            if state is not None and state.base is photo:
                self._model.push("Import mask", state.with_mask(mask))

        store = self._window.store
        self._window.workers.submit(
            self.tr("Import {0}").format(path.name), lambda _prepared, _progress: store.load_mask(path, photo), finish
        )

    def export_mask(self) -> None:
        state = self._model.state
        if state is None:
            return
        name = self._model.path.stem if self._model.path else "photo"
        path = self._window.asking.mask_to_save((self._folder() or Path.home()) / f"{name}-mask.png")
        if path is None:
            return
        store, mask, agreed = self._window.store, state.mask, bool(path.suffix)  # else the dialog asked about another
        target = path if agreed else path.with_suffix(".png")
        saved = self.tr("Mask saved as {0}").format(target)
        self._window.workers.submit(
            self.tr("Export {0}").format(target.name),
            lambda _prepared, _progress: store.save_mask(mask, target, overwrite=agreed),
            lambda _report: self._window.statusBar().showMessage(saved, 5000),
        )

    def _folder(self) -> Path | None:
        return self._model.path.parent if self._model.path else None

    # Looks

    def show(self, on: bool) -> None:
        self._canvas.mask_visible = on

    def next_colour(self) -> None:
        chosen = mask_colours.after(self._remembered.mask_colour)
        self._remembered.mask_colour = chosen.id
        self._window.statusBar().showMessage(self.tr("Mask colour: {0}").format(of_action(chosen.title)), 3000)
