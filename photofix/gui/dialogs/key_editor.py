"""Changes the keys of one action: a button for each, what stands in the way, and the way back."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from photofix.gui.actions import Action
from photofix.gui.dialogs.key_button import KeyButton
from photofix.gui.gestures import CANVAS_KEYS
from photofix.gui.shortcuts import Shortcuts
from photofix.gui.wording import of_action, of_key


class KeyEditor(QFrame):
    """Shows one row of the actions table, or nothing to change."""

    def __init__(self, shortcuts: Shortcuts, rows: dict[str, Action], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setAccessibleName(self.tr("Keys of the chosen command"))
        self._shortcuts, self._rows = shortcuts, rows
        self.name = ""
        self.buttons: list[KeyButton] = []
        self._title = QLabel()
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self.remove = QPushButton(self.tr("Remove"))
        self.remove.setToolTip(self.tr("The command no longer has these keys"))
        self.remove.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # or the keys would no longer be waited for
        self.reset = QPushButton(self.tr("Reset"))
        self.reset.setToolTip(self.tr("Give this command its first keys again"))
        self._row = QHBoxLayout()
        self._row.setSpacing(6)
        self._row.addStretch()
        self._row.addWidget(self.remove)
        self._row.addWidget(self.reset)
        self.note = QLabel(wordWrap=True)
        self.note.setObjectName("quiet")
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.act = QPushButton()
        notes = QHBoxLayout()
        notes.addWidget(self.note, 1)
        notes.addWidget(self.act)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 10, 10)
        column.setSpacing(8)
        column.addWidget(self._title)
        column.addLayout(self._row)
        column.addLayout(notes)
        # What comes and goes leaves its place free, so that the list above does not jump.
        for part in (self.remove, self.reset, self.act):
            policy = part.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            part.setSizePolicy(policy)
        self.reset.clicked.connect(self._reset)
        self.remove.pressed.connect(self._remove)
        self._act: partial[None] | None = None
        self.act.clicked.connect(self._do)
        self.edit("")

    def edit(self, name: str) -> None:
        """Show the keys of an action; an empty name for something that has none to change."""
        self.name = name
        self._title.setText(of_action(self._rows[name].title) if name else "")
        self._say(self.tr("Click keys to change them.") if name else self.tr("Choose a command to change its keys."))
        self._show_keys()

    def begin(self) -> None:
        """Wait for the key that replaces the first one."""
        if self.buttons:
            self.buttons[0].setFocus()
            self.buttons[0].setChecked(True)

    def _show_keys(self) -> None:
        for button in self.buttons:
            button.hide()
            button.deleteLater()
        keys = (*self._shortcuts.keys(self.name), "") if self.name else ()
        self.buttons = [KeyButton(key) for key in keys]
        for place, button in enumerate(self.buttons):
            self._row.insertWidget(place, button)
            button.taken.connect(partial(self._take, button.key))
            button.waiting.connect(self._waiting)
        self.reset.setVisible(bool(self.name))
        self.reset.setEnabled(bool(self.name) and self._shortcuts.is_changed(self.name))
        self._waiting(False)

    def _waiting(self, _on: bool) -> None:
        self.remove.setVisible(any(button.isChecked() and button.key for button in self.buttons))

    def _take(self, before: str, key: str) -> None:
        """A key was pressed: give it, or ask first if somebody has it."""
        holder = self._shortcuts.holder(key)
        if key in CANVAS_KEYS:
            self._say(self.tr("{0} belongs to the canvas and cannot be given away.").format(of_key(key)))
        elif holder == self.name:
            self._say(self.tr("The command has {0} already.").format(of_key(key)))
        elif holder is not None:
            title = of_action(self._rows[holder].title)
            text = self.tr("{0} is used by “{1}”.").format(of_key(key), title)
            self._say(text, self.tr("Take Over"), partial(self._give, before, key))
        else:
            self._give(before, key)

    def _give(self, before: str, key: str) -> None:
        self._shortcuts.add(self.name, key, instead_of=before)
        self._show_keys()
        self._say(self.tr("{0} is set.").format(of_key(key)))

    def _remove(self) -> None:
        waiting = next((button for button in self.buttons if button.isChecked()), None)
        if waiting is not None:
            self._shortcuts.remove(self.name, waiting.key)
            self._show_keys()
            self._say(self.tr("{0} is free.").format(of_key(waiting.key)))

    def _reset(self) -> None:
        self._shortcuts.reset(self.name)
        self._show_keys()
        self._say("")

    def reset_all(self) -> None:
        """All commands get their first keys; one click takes that back."""
        before = self._shortcuts.own
        self._shortcuts.reset_all()
        self._show_keys()
        self._say(self.tr("All commands have their first keys again."), self.tr("Undo"), partial(self._restore, before))

    def _restore(self, own: dict[str, tuple[str, ...]]) -> None:
        self._shortcuts.own = own
        self._show_keys()
        self._say("")

    def _say(self, text: str, button: str = "", act: partial[None] | None = None) -> None:
        self.note.setText(text)
        self._act = act
        self.act.setText(button)
        self.act.setToolTip(text)
        self.act.setVisible(act is not None)

    def _do(self) -> None:
        if self._act is not None:
            self._act()
