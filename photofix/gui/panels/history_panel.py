"""The steps that undo and redo walk; a click goes to one."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QListView

from photofix.core.document import Document
from photofix.gui.document_model import DocumentModel
from photofix.gui.panels.short_list import fit_height, new_list
from photofix.gui.wording import of_operation

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole


class HistoryRows(QAbstractListModel):
    """The labels of the document's steps, read when they are seen: their number costs nothing."""

    def __init__(self, panel: QListView) -> None:
        super().__init__(panel)
        self._panel = panel
        self._document: Document | None = None
        self._count = 0

    def refresh(self, document: Document | None) -> None:
        """Take up the steps as they are now."""
        count = document.step_count if document else 0
        if document is not self._document or document is None:
            self.beginResetModel()
            self._document, self._count = document, count
            self.endResetModel()
        elif count > self._count:
            self.beginInsertRows(QModelIndex(), self._count, count - 1)
            self._count = count
            self.endInsertRows()
        elif count < self._count:
            self.beginRemoveRows(QModelIndex(), count, self._count - 1)
            self._count = count
            self.endRemoveRows()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        return 0 if parent.isValid() else self._count

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        document = self._document
        if not index.isValid() or document is None or index.row() >= document.step_count:
            return None
        if role == Role.DisplayRole:
            return of_operation(document.step_label(index.row()))
        if role == Role.ForegroundRole and index.row() > document.step:
            return self._panel.palette().color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
        return None


class HistoryPanel(QListView):
    """Oldest on top; what can be redone is faint."""

    def __init__(self, model: DocumentModel) -> None:
        super().__init__()
        self.setObjectName("list")
        self.rows = HistoryRows(self)
        self.setModel(self.rows)
        self.setUniformItemSizes(True)
        new_list(self, self.tr("History"))
        self._model = model
        self._refreshing = False
        model.history_changed.connect(self._refresh)
        self.selectionModel().currentChanged.connect(self._go)
        self._refresh()

    def _refresh(self) -> None:
        document = self._model.document
        self._refreshing = True
        before = self.rows.rowCount()
        self.rows.refresh(document)
        if self.rows.rowCount() != before:
            fit_height(self)
        if document is not None:
            self.setCurrentIndex(self.rows.index(document.step))
            self.scrollTo(self.currentIndex())
        self._refreshing = False
        self.viewport().update()

    def _go(self, current: QModelIndex, _previous: QModelIndex) -> None:
        document = self._model.document
        if not self._refreshing and document is not None and current.isValid() and current.row() != document.step:
            self._model.go_to(current.row())
