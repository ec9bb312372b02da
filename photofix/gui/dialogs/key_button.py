"""A button that shows a key and, once clicked, takes the next key that is pressed."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from photofix.gui.shortcuts import pressed
from photofix.gui.wording import of_key


class KeyButton(QPushButton):
    """`key` is as in the actions table, or empty for one that is to be added. Esc and going elsewhere give up."""

    taken = Signal(str)  # the key that was pressed
    waiting = Signal(bool)  # it waits for a key, or no longer does

    def __init__(self, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("key")
        self.setCheckable(True)
        self.key = key
        self._name()
        self.toggled.connect(self._toggled)

    def _name(self) -> None:
        words = of_key(self.key) if self.key else self.tr("Add Keys")
        self.setText(self.tr("Press the keys…") if self.isChecked() else words)
        self.setAccessibleName(self.tr("Change {0}").format(words) if self.key else words)
        tip = self.tr("Click, then press the new keys; Esc leaves them as they are")
        self.setToolTip(tip)

    def _toggled(self, on: bool) -> None:
        self._name()
        self.waiting.emit(on)

    def event(self, event: Any) -> bool:
        """While it waits, keys that mean something elsewhere (Tab, Enter, shortcuts) are taken as well."""
        if self.isChecked() and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if self.isChecked() and event.type() == QEvent.Type.KeyPress:
            self._press(event)
            return True
        return super().event(event)

    def _press(self, event: Any) -> None:
        event.accept()
        if event.key() == Qt.Key.Key_Escape:
            self.setChecked(False)
            return
        key = pressed(event)
        if key:
            self.setChecked(False)
            self.taken.emit(key)

    def focusOutEvent(self, event: Any) -> None:
        super().focusOutEvent(event)
        self.setChecked(False)
