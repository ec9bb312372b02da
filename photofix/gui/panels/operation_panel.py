"""One operation: its parameters, and the button that starts it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from photofix.gui.panels.params_panel import ParamsPanel
from photofix.gui.wording import of_operation
from photofix.ops.base import Operation


class OperationPanel(QWidget):
    """Generated from the operation's table entry."""

    wanted = Signal(object, object)  # operation, params

    def __init__(self, operation: Operation) -> None:
        super().__init__()
        self.operation = operation
        self.params = ParamsPanel(operation.params)
        help_ = QLabel(of_operation(operation.help))
        help_.setObjectName("quiet")
        help_.setWordWrap(True)
        self.button = QPushButton(of_operation(operation.verb))
        self.button.setObjectName("primary")
        self.button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.button.setToolTip(self.tr("{0}  (Enter)").format(help_.text()))
        self.button.clicked.connect(self.start)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(help_)
        column.addWidget(self.params)
        column.addWidget(self.button)

    def start(self) -> None:
        self.wanted.emit(self.operation, self.params.values())
