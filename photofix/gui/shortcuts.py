"""The keys of the actions: those of the table, or those that the person gave them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence

from photofix.gui import actions
from photofix.gui.gestures import CANVAS_KEYS
from photofix.gui.remembered import Remembered
from photofix.gui.wording import of_key

_MODIFIERS = (
    Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta, Qt.Key.Key_unknown,
    Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock, Qt.Key.Key_ScrollLock,
)  # fmt: skip


class Shortcuts(QObject):
    """Keys are written as QKeySequence does, without regard to the system: "Ctrl+Shift+Z"."""

    changed = Signal()

    def __init__(self, built: Mapping[str, QAction], remembered: Remembered, parent: QObject | None = None) -> None:
        """built: the actions by id, which get their keys here."""
        super().__init__(parent)
        self._actions, self._remembered = built, remembered
        self._rows = {row.id: row for row in actions.ACTIONS if row.do}
        self._own = self._read(remembered.shortcuts)
        for name in self._own:
            self._show(name)

    def _read(self, kept: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
        """What was kept, so that no key has two holders: what the person gave comes before what the table says now."""
        own: dict[str, tuple[str, ...]] = {}
        taken = set(CANVAS_KEYS)
        for name in sorted(self._rows, key=lambda name: name not in kept):
            wanted = _written(kept[name]) if name in kept else self.first_keys(name)
            keys = tuple(key for key in wanted if key not in taken)
            taken.update(keys)
            if keys != self.first_keys(name):
                own[name] = keys
        return own

    def keys(self, name: str) -> tuple[str, ...]:
        """The keys of an action."""
        return self._own.get(name, self.first_keys(name))

    def first_keys(self, name: str) -> tuple[str, ...]:
        """What the table says."""
        return _written(self._rows[name].shortcuts)

    def is_changed(self, name: str) -> bool:
        return self.keys(name) != self.first_keys(name)

    @property
    def any_changed(self) -> bool:
        return any(self.is_changed(name) for name in self._rows)

    def holder(self, key: str) -> str | None:
        """The id of the action that has a key."""
        return next((name for name in self._rows if key in self.keys(name)), None)

    def add(self, name: str, key: str, *, instead_of: str = "") -> None:
        """Give an action a key, which is taken from the action that has it. ValueError if it is the canvas's own."""
        if key in CANVAS_KEYS:
            raise ValueError(f"{key} belongs to the canvas")
        keys = [key if known == instead_of else known for known in self.keys(name)]
        if key not in keys:
            keys.append(key)
        self._set({name: tuple(keys)} | self._without([key], name))

    def remove(self, name: str, key: str) -> None:
        self._set({name: [known for known in self.keys(name) if known != key]})

    def reset(self, name: str) -> None:
        """Give an action its first keys, also where another has them now."""
        keys = self.first_keys(name)
        self._set({name: keys} | self._without(keys, name))

    def reset_all(self) -> None:
        self._set({name: self.first_keys(name) for name in self._rows})

    @property
    def own(self) -> dict[str, tuple[str, ...]]:
        """What the person changed: keys by the action's id. Can be assigned, to take a change back."""
        return dict(self._own)

    @own.setter
    def own(self, own: Mapping[str, Sequence[str]]) -> None:
        self._set({name: own.get(name, self.first_keys(name)) for name in self._rows})

    def text(self, name: str) -> str:
        """An action's first key as this system writes it, or nothing."""
        return next((of_key(key) for key in self.keys(name)), "")

    def held_by(self, name: str, event: QKeyEvent) -> bool:
        """Is the key of this event, whatever is held with it, one of the action's?"""
        keys = (QKeySequence(key)[0] for key in self.keys(name))  # type: ignore[index]
        return any(key.key() == event.key() for key in keys)

    def _without(self, keys: Sequence[str], heir: str) -> dict[str, tuple[str, ...]]:
        """What the actions that lose these keys to `heir` have left."""
        losers = [name for name in self._rows if name != heir and set(keys) & set(self.keys(name))]
        return {name: tuple(key for key in self.keys(name) if key not in keys) for name in losers}

    def _set(self, new: Mapping[str, Sequence[str]]) -> None:
        for name, keys in new.items():
            before = self.keys(name)
            self._own.pop(name, None)
            if tuple(keys) != self.first_keys(name):
                self._own[name] = tuple(keys)
            if before != self.keys(name):
                self._show(name)
        self._remembered.shortcuts = {name: list(keys) for name, keys in self._own.items()}
        self.changed.emit()

    def _show(self, name: str) -> None:
        action = self._actions[name]
        action.setShortcuts([QKeySequence(key) for key in self.keys(name)])
        action.setToolTip(actions.tooltip(self._rows[name], action))


def pressed(event: QKeyEvent) -> str:
    """The key of a press as it is written in the table; empty while only Ctrl, Shift and the like are down."""
    if event.key() in _MODIFIERS:
        return ""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier & ~Qt.KeyboardModifier.GroupSwitchModifier
    text = event.text()
    symbol = bool(text) and text.isprintable() and not text.isalnum() and not text.isspace()
    if symbol and not held & ~Qt.KeyboardModifier.ShiftModifier:
        held = Qt.KeyboardModifier.NoModifier  # Shift is how the keyboard makes it: "?", not "Shift+?"
    key = Qt.Key.Key_Tab if event.key() == Qt.Key.Key_Backtab else Qt.Key(event.key())
    return QKeySequence(held.value | key.value).toString()


def _written(keys: Sequence[str]) -> tuple[str, ...]:
    """Keys in one spelling, unreadable ones left out."""
    return tuple(text for key in keys if (text := QKeySequence(key).toString()))
