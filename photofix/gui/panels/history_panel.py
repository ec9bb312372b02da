"""The steps that undo and redo walk; a click goes to one."""

from __future__ import annotations

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from photofix.gui.document_model import DocumentModel
from photofix.gui.panels.short_list import fit_height, new_list
from photofix.gui.wording import of_operation


class HistoryPanel(QListWidget):
    """Oldest on top; what can be redone is faint."""

    def __init__(self, model: DocumentModel) -> None:
        super().__init__()
        new_list(self, self.tr("History"))
        self._model = model
        model.history_changed.connect(self._refresh)
        self.currentRowChanged.connect(self._go)
        self._refresh()

    def _refresh(self) -> None:
        document = self._model.document
        steps, step = (document.steps, document.step) if document else ((), -1)
        self.blockSignals(True)
        if [self.item(row).text() for row in range(self.count())] != [of_operation(label) for label in steps]:
            self.clear()
            self.addItems([of_operation(label) for label in steps])
            fit_height(self)
        faint = self.palette().color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
        plain = self.palette().color(QPalette.ColorRole.Text)
        for row in range(self.count()):
            self.item(row).setForeground(faint if row > step else plain)
        self.setCurrentRow(step)
        self.blockSignals(False)
        current: QListWidgetItem | None = self.item(step)
        if current is not None:
            self.scrollToItem(current)

    def _go(self, row: int) -> None:
        if self._model.document is not None and row not in (-1, self._model.document.step):
            self._model.go_to(row)
