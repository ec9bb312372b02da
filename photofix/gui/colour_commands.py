"""What the actions of the Colour menu do: one method each."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from photofix.errors import UserError
from photofix.gui.colouring.session import GREY
from photofix.ops import colour_hints

if TYPE_CHECKING:
    from photofix.gui.window import Window

SUFFIX = ".json"


class ColourCommands(QObject):
    """Those of checkable actions are told whether it is on."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window

    def colorize(self) -> None:
        self._window.operation.choose_by_id("colorize")

    def hints(self, on: bool) -> None:
        if on:
            self._window.hinting.begin()
        else:
            self._window.hinting.session.leave()

    def change(self) -> None:
        for edit in self._window.edits.chosen[:1]:
            self._window.hinting.change(edit)

    def point(self, _on: bool) -> None:
        self._set_mode("point")

    def brush(self, _on: bool) -> None:
        self._set_mode("brush")

    def lock(self, _on: bool) -> None:
        self._set_mode("lock")

    def pick(self, _on: bool) -> None:
        self._set_mode("pick")

    def _set_mode(self, mode: str) -> None:
        session = self._window.hinting.session
        if not session.active:
            self._window.hinting.begin()
        session.set_mode(mode)
        session.mode_changed.emit()  # chosen again it stays checked

    def grey(self) -> None:
        self._window.hinting.session.choose(GREY)

    def remove(self) -> None:
        session = self._window.hinting.session
        if session.selected is not None:
            session.remove(session.selected)

    def clear(self) -> None:
        self._window.hinting.session.clear()

    def load(self) -> None:
        window = self._window
        path, state = window.asking.file_path(self.tr("Load colour hints"), (SUFFIX,)), window.model.state
        if path is None or state is None:
            return
        try:
            hints = colour_hints.read(path, state.base.width, state.base.height)
        except UserError as error:
            window.show_error(error)
            return
        window.hinting.begin()
        window.hinting.session.push(self.tr("Load Hints"), hints)

    def save(self) -> None:
        window, path = self._window, self._window.model.path
        suggested = path.with_suffix(SUFFIX) if path is not None else Path(f"hints{SUFFIX}")
        chosen = window.asking.file_to_save(self.tr("Save colour hints"), self.tr("Colour hints"), suggested)
        if chosen is None:
            return
        wanted = chosen if chosen.suffix.lower() == SUFFIX else chosen.with_name(chosen.name + SUFFIX)
        said = self.tr("Saved as {0}").format(wanted)
        window.workers.run_in_background(
            partial(colour_hints.write, wanted, window.hinting.session.hints, overwrite=True),
            lambda _none: window.statusBar().showMessage(said, 5000),
            window.show_error,
        )
