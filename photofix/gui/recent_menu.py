"""The menu of photos that were open before."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from photofix.gui.remembered import Remembered


class RecentMenu(QObject):
    """Fills a menu each time it is opened."""

    def __init__(self, menu: QMenu, remembered: Remembered, open_files: Callable[[list[Path]], None]) -> None:
        super().__init__(menu)
        self.menu, self._remembered, self._open = menu, remembered, open_files
        menu.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        self.menu.clear()
        paths = self._remembered.recent
        for path in paths:
            entry = self.menu.addAction(path.name, partial(self._open, [path]))
            entry.setToolTip(str(path))
            entry.setStatusTip(str(path))
        if not paths:
            self.menu.addAction(self.tr("Nothing yet")).setEnabled(False)
        else:
            self.menu.addSeparator()
            self.menu.addAction(self.tr("Clear List"), self._remembered.forget_recent)
