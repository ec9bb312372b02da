"""One operation: its presets, its parameters, its preview, and the button that starts it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from photofix.gui.asking import Asking, Dialogs
from photofix.gui.panels.operation_help import OperationHelp
from photofix.gui.panels.params_panel import ParamsPanel
from photofix.gui.panels.preset_row import PresetRow
from photofix.gui.wording import of_operation
from photofix.ops.base import Operation
from photofix.ops.presets import PresetStore


class OperationPanel(QWidget):
    """Generated from the operation's table entry."""

    wanted = Signal(object, object)  # operation, params
    changed = Signal()  # the params
    previewing = Signal(bool)  # the preview was switched on or off
    reset = Signal()  # back to the values that it starts with
    message = Signal(object)  # Message
    hints_wanted = Signal()  # they are to be set on the photo

    def __init__(self, operation: Operation, presets: PresetStore, asking: Asking | None = None) -> None:
        super().__init__()
        self.operation = operation
        asking = asking or Dialogs(self)
        self.params = ParamsPanel(operation.params, asking)
        self.params.changed.connect(self.changed)
        self.params.hints_wanted.connect(self.hints_wanted)
        self.presets = PresetRow(operation, self.params, presets, asking)
        self.presets.message.connect(self.message)
        self.presets.reset_action.triggered.connect(self.reset)
        self.preview = QCheckBox(self.tr("Preview"))
        self.preview.setChecked(True)
        self.preview.setToolTip(self.tr("Show the result on the visible part of the photo while you adjust it"))
        self.preview.toggled.connect(self.previewing)
        self.note = QLabel(wordWrap=True)
        self.note.setObjectName("quiet")
        self.note.hide()
        help_ = QLabel(of_operation(operation.help))
        help_.setObjectName("quiet")
        help_.setWordWrap(True)
        self.button = QPushButton(of_operation(operation.verb))
        self.button.setObjectName("primary")
        self.button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.button.setToolTip(help_.text())
        self.button.clicked.connect(self.start)
        self._build(help_)

    def _build(self, help_: QLabel) -> None:
        self.help_button = QPushButton("?")
        self.help_button.setObjectName("flat")
        self.help_button.setToolTip(self.tr("What it does, and what each value means"))
        self.help_button.setAccessibleName(self.tr("Help on {0}").format(of_operation(self.operation.title)))
        self.help_button.clicked.connect(self.show_help)
        top = QHBoxLayout()
        top.setSpacing(4)
        top.addWidget(help_, 1)
        top.addWidget(self.help_button, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(top)
        column.addWidget(self.presets)
        column.addWidget(self.params)
        if self.operation.previews:
            column.addWidget(self.preview)
        column.addWidget(self.note)
        column.addWidget(self.button)

    def start(self) -> None:
        self.wanted.emit(self.operation, self.values)

    @property
    def values(self) -> Any:
        return self.params.values()

    def show_help(self) -> None:
        OperationHelp(self.operation, self).show_beside(self)

    def say(self, note: str) -> None:
        """Over the button: what is to be known of the preview or the result; empty for nothing."""
        self.note.setText(note)
        self.note.setVisible(bool(note))
