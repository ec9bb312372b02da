"""A menu at a button that asks for which operation something is to be done; of one alone nothing is asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QPushButton

from photofix.gui.wording import of_operation
from photofix.ops.base import Operation


def choose_operation(button: QPushButton, operations: Sequence[Operation], do: Callable[[Operation], None]) -> None:
    """Call `do` with the operation, at once or when it was chosen."""
    if len(operations) == 1:
        do(operations[0])
        return
    menu = QMenu(button)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for operation in operations:
        menu.addAction(of_operation(operation.title)).triggered.connect(lambda _on=False, chosen=operation: do(chosen))
    menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
