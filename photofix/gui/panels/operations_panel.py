"""All operations of the table: a chooser, and the panel of the chosen one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from photofix.gui.asking import Asking
from photofix.gui.panels.flow import Flow
from photofix.gui.panels.operation_panel import OperationPanel
from photofix.gui.panels.params_panel import ParamsPanel
from photofix.gui.wording import of_operation
from photofix.ops.base import Operation, Scope, Task
from photofix.ops.presets import PresetStore


class OperationsPanel(QWidget):
    """The panels are made when they are first chosen, and keep their values. With one operation there is no chooser."""

    wanted = Signal(object, object)  # operation, params
    chosen = Signal(object)  # OperationPanel: another one is shown
    changed = Signal()  # the shown panel's params
    previewing = Signal(bool)  # the shown panel's preview was switched on or off
    reset = Signal()  # the shown panel is back to the values that it starts with
    message = Signal(object)  # Message
    hints_wanted = Signal()  # of the shown operation they are to be set on the photo

    def __init__(
        self, operations: Sequence[Operation], presets: PresetStore, asking: Asking | None = None, *,
        begin: Callable[[OperationPanel], None] = lambda _panel: None,
    ) -> None:  # fmt: skip
        """begin: gives a new panel what the person wants it to begin with."""
        super().__init__()
        self._begin = begin
        self._operations, self._presets, self._asking = tuple(operations), presets, asking
        self._panels: dict[str, OperationPanel] = {}
        self._enabled = True
        self.chooser = Chooser(operations)
        self.chooser.chosen.connect(self.choose)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self._column.addWidget(self.chooser)
        self.chooser.setVisible(len(operations) > 1)
        self.current = self._panel(operations[0])

    @property
    def operations(self) -> tuple[Operation, ...]:
        return self._operations

    def choose(self, operation: Operation) -> None:
        """Show an operation's panel."""
        self.chooser.mark(operation)
        if operation is self.current.operation:
            return
        self.current.hide()
        self.current = self._panel(operation)
        self.current.show()
        self.current.button.setEnabled(self._enabled)
        self.chosen.emit(self.current)

    def choose_by_id(self, operation_id: str) -> None:
        """Show the panel of the operation with this id, ready for the keyboard; nothing if there is none."""
        button = self.chooser.buttons.get(operation_id)
        if button is not None:
            button.click()
            self.current.params.setFocus()

    def choose_scope(self, scope: Scope) -> None:
        """Show the first operation of a scope; nothing if there is none."""
        for operation in self._operations:
            if operation.scope is scope:
                self.choose(operation)
                return

    def made(self, operation_id: str) -> OperationPanel | None:
        """The panel of the operation with this id, shown or not; None if it was not made yet."""
        return self._panels.get(operation_id)

    def start(self) -> None:
        """Do what the shown panel's button does, if it can be pressed."""
        if self._enabled:
            self.current.start()

    def set_enabled(self, enabled: bool) -> None:
        """Can an operation be started now?"""
        self._enabled = enabled
        self.current.button.setEnabled(enabled)

    @property
    def params(self) -> ParamsPanel:
        """The shown panel's."""
        return self.current.params

    @property
    def button(self) -> QPushButton:
        """The shown panel's."""
        return self.current.button

    @property
    def values(self) -> Any:
        """The shown panel's params as they stand."""
        return self.current.values

    def _panel(self, operation: Operation) -> OperationPanel:
        if operation.id not in self._panels:
            panel = OperationPanel(operation, self._presets, self._asking)
            panel.wanted.connect(self.wanted)
            panel.changed.connect(self.changed)
            panel.previewing.connect(self.previewing)
            panel.reset.connect(self.reset)
            panel.message.connect(self.message)
            panel.hints_wanted.connect(self.hints_wanted)
            self._panels[operation.id] = panel
            self._begin(panel)
            self._column.addWidget(panel)
        return self._panels[operation.id]


class Chooser(QWidget):
    """The operations by task: a task's name, and a button for each of its operations."""

    chosen = Signal(object)  # Operation

    def __init__(self, operations: Sequence[Operation]) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QPushButton] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        order = list(Task)
        ordered = sorted(operations, key=lambda operation: order.index(operation.task))
        for row, (task, alike) in enumerate(groupby(ordered, lambda operation: operation.task)):
            name = QLabel(of_operation(task.value))
            name.setObjectName("task")
            name.setIndent(0)
            grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Flow([self._button(operation) for operation in alike]), row, 1)
        self.mark(operations[0])

    def mark(self, operation: Operation) -> None:
        """Show which one is chosen."""
        self.buttons[operation.id].setChecked(True)

    def _button(self, operation: Operation) -> QPushButton:
        button = QPushButton(of_operation(operation.title))
        button.setObjectName("chip")
        button.setCheckable(True)
        button.setAutoDefault(False)
        button.setToolTip(of_operation(operation.help))
        button.clicked.connect(lambda _checked: self.chosen.emit(operation))
        self._group.addButton(button)
        self.buttons[operation.id] = button
        return button
