"""The row that chooses, saves and deletes an operation's presets."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QWheelEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QMenu, QPushButton, QWidget

from photofix.core.params import for_any_photo
from photofix.errors import UserError
from photofix.gui.asking import Asking
from photofix.gui.messages import Message
from photofix.gui.panels.params_panel import ParamsPanel
from photofix.gui.wording import of_operation
from photofix.ops.base import Operation
from photofix.ops.presets import STANDARD, PresetStore


class PresetRow(QWidget):
    """Which preset the panel shows, or "Changed" if its values are no preset's; a menu keeps and forgets."""

    message = Signal(object)  # Message

    def __init__(self, operation: Operation, panel: ParamsPanel, store: PresetStore, asking: Asking) -> None:
        super().__init__()
        self._operation, self._panel, self._store, self._asking = operation, panel, store, asking
        self._loaded: tuple[str, Any] = (STANDARD, operation.params())  # name, and what the panel showed then
        self.list = _List()
        self.list.setAccessibleName(self.tr("Preset"))
        self.list.setToolTip(self.tr("Values kept under a name"))
        self.menu_button = QPushButton("⋯")
        self.menu_button.setObjectName("flat")
        self.menu_button.setAccessibleName(self.tr("Presets: save, delete, default"))
        self.menu_button.setToolTip(self.tr("Save, delete or start with a preset"))
        self.menu = QMenu(self)
        self.save_action = self._action(self.tr("Save as Preset…"), self._save)
        self.default_action = self._action(self.tr("Start with This Preset"), self._make_default)
        self.default_action.setCheckable(True)
        self.delete_action = self._action(self.tr("Delete Preset"), self._delete)
        self.menu.addSeparator()
        self.reset_action = self._action(self.tr("Reset"), self.reset)
        self.menu_button.clicked.connect(self._open_menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        label = QLabel(self.tr("Preset"))
        label.setBuddy(self.list)
        both = QHBoxLayout()
        both.setSpacing(4)
        both.addWidget(self.list, 1)
        both.addWidget(self.menu_button)
        row.addWidget(label, 1)
        row.addLayout(both, 2)
        self.list.activated.connect(self._chosen)
        panel.changed.connect(self._follow)
        self._start()

    def reset(self) -> None:
        """Back to what the panel starts with."""
        self._load(self._store.default(self._operation))

    def _start(self) -> None:
        default = self._store.default(self._operation)
        self._fill()
        self._load(default, starting=True)

    def _action(self, title: str, do: Any) -> QAction:
        action = self.menu.addAction(title)
        action.triggered.connect(lambda _checked: do())
        return action

    def _fill(self) -> None:
        """The list of presets as they are now."""
        self.list.clear()
        entries = self._store.entries(self._operation)
        for index, entry in enumerate(entries):
            if index and entries[index - 1].built_in and not entry.built_in:
                self.list.insertSeparator(self.list.count())
            self.list.addItem(of_operation(entry.name) if entry.built_in else entry.name, entry.name)
        self._follow()

    def _follow(self) -> None:
        """Name the preset whose values the panel shows, or say that they are changed."""
        name, params = self._loaded
        index = self.list.findData(name) if for_any_photo(self._panel.values()) == params else -1
        self.list.setCurrentIndex(index)
        self.list.setPlaceholderText(self.tr("Changed"))

    def _chosen(self, index: int) -> None:
        name = self.list.itemData(index)
        if name is not None:
            self._load(name)

    def _load(self, name: str, *, starting: bool = False) -> None:
        # Said a moment later: when the panel starts, nobody listens yet.
        try:
            loaded = self._store.load(self._operation, name)
        except UserError as error:
            QTimer.singleShot(0, self, partial(self.message.emit, Message.of(error)))
            self._follow()
            return
        for note in loaded.notes:
            QTimer.singleShot(0, self, partial(self.message.emit, Message(note)))
        if starting or name == self._store.default(self._operation):
            self._panel.set_defaults(loaded.params)
        self._loaded = name, loaded.params
        self._panel.set_values(loaded.params)
        self._follow()

    def _open_menu(self) -> None:
        self.refresh_menu()
        self.menu.popup(self.menu_button.mapToGlobal(self.menu_button.rect().bottomLeft()))

    def refresh_menu(self) -> None:
        """What can be done with the preset that is shown."""
        name = self.list.currentData()
        own = [entry.name for entry in self._store.entries(self._operation) if not entry.built_in]
        self.delete_action.setEnabled(name in own)
        self.default_action.setEnabled(name is not None)
        self.default_action.setChecked(name is not None and name == self._store.default(self._operation))

    def _save(self) -> None:
        own = [entry.name for entry in self._store.entries(self._operation) if not entry.built_in]
        before = self._loaded[0] if self._loaded[0] in own else ""
        name = self._asking.preset_name(before)
        if name is None:
            return
        wanted = " ".join(name.split()).casefold()
        if any(known.casefold() == wanted for known in own) and not self._asking.replace_preset(name):
            return
        values = for_any_photo(self._panel.values())
        try:
            kept = self._store.save(self._operation, name, values)
            if kept == self._store.default(self._operation):
                self._panel.set_defaults(values)
        except UserError as error:
            self.message.emit(Message.of(error))
            return
        self._loaded = kept, values
        self._fill()

    def _delete(self) -> None:
        name = self.list.currentData()
        try:
            self._store.delete(self._operation, name)
            default = self._store.load(self._operation, self._store.default(self._operation))
        except UserError as error:
            self.message.emit(Message.of(error))
            return
        self._panel.set_defaults(default.params)
        self._loaded = STANDARD, self._operation.params()
        self._fill()

    def _make_default(self) -> None:
        """The window starts with it from now on; chosen again, with Standard."""
        name, params = self._loaded
        chosen = STANDARD if name == self._store.default(self._operation) else name
        try:
            self._store.set_default(self._operation, chosen)
        except UserError as error:
            self.message.emit(Message.of(error))
            return
        self._panel.set_defaults(params if chosen == name else self._operation.params())


class _List(QComboBox):
    """The wheel scrolls the panel and not the presets: each of them changes many values."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumContentsLength(6)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
