"""A field to choose a model: the built-in ones, then those of the person's own that can do the job, then any file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QShowEvent

from photofix.gui.panels.choice_fields import Choices, ListField

Added = Sequence[tuple[str, Path]]  # title, file
FILE = Qt.ItemDataRole.UserRole + 1


class ModelField(ListField):
    """Models of the person's own have the value of the choice that stands for a file."""

    file_chosen = Signal(object)  # str: the file that the value stands for; sent before the value

    def __init__(self, choices: Choices, or_file: str, offered: Callable[[], Added]) -> None:
        """or_file: the value that stands for a file. offered: which files; asked whenever the list is opened."""
        super().__init__(choices)
        self._or_file, self._offered = or_file, offered
        self._shown: Added = ()
        self.activated.connect(self._activated)

    def refresh(self) -> None:
        """Show the models that there are now."""
        offered = list(self._offered())
        if offered == list(self._shown):
            return
        self._shown = offered
        chosen = self.currentData(FILE)
        with QSignalBlocker(self):
            for index in reversed([index for index in range(self.count()) if self.itemData(index, FILE)]):
                self.removeItem(index)
            for number, (title, path) in enumerate(offered):
                index = self._of_file + number if number == 0 else self._of_file
                self.insertItem(index, title, self._or_file)
                self.setItemData(index, str(path), FILE)
                self.setItemData(index, str(path), Qt.ItemDataRole.ToolTipRole)
        if chosen:
            self.show_file(chosen)

    def show_file(self, file: str | None) -> None:
        """If a file is chosen, show it by its name."""
        if self.value != self._or_file:
            return
        if file and self.findData(file, FILE) < 0:
            self.refresh()
        index = self.findData(file, FILE) if file else -1
        with QSignalBlocker(self):
            self.setCurrentIndex(index if index >= 0 else self._of_file)

    def set_value(self, value: str) -> None:
        if value != self.value:
            self.setCurrentIndex(self._of_file if value == self._or_file else self.findData(value))

    def showPopup(self) -> None:
        self.refresh()
        super().showPopup()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    @property
    def _of_file(self) -> int:
        """Where the choice is that stands for any file."""
        return next(
            index
            for index in range(self.count())
            if self.itemData(index) == self._or_file and not self.itemData(index, FILE)
        )

    def _activated(self, index: int) -> None:
        file = self.itemData(index, FILE)
        if file:
            self.file_chosen.emit(file)
