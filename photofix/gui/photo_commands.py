"""What the actions do that are about several photos, or bring one from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from photofix.gui.window import Window


class PhotoCommands(QObject):
    """The part "photos" of the commands."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window

    def next(self) -> None:
        self._window.opening.step(1)

    def previous(self) -> None:
        self._window.opening.step(-1)

    def reopen(self) -> None:
        self._window.opening.reopen()

    def close_all(self) -> None:
        self._window.files.close_all()

    def paste(self) -> None:
        self._window.clipboard.paste()

    def copy(self) -> None:
        self._window.clipboard.copy()
