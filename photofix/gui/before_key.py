""" "Before" lasts as long as its key is held; chosen from the menu, until it is chosen again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from photofix.gui.shortcuts import Shortcuts


class BeforeKey(QObject):
    """Tells when the key is let go, or its release would go to another window."""

    def __init__(self, window: QWidget, shortcuts: Shortcuts, released: Callable[[], None]) -> None:
        super().__init__(window)
        self._window, self._shortcuts, self._released = window, shortcuts, released
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: Any) -> bool:
        kind = event.type()
        if kind == QEvent.Type.KeyRelease:
            if self._shortcuts.held_by("before", event) and not event.isAutoRepeat():
                self._released()
        elif kind == QEvent.Type.ActivationChange and not self._window.isActiveWindow():
            self._released()
        return False
