"""The findings of a review as a list: what each is called, how certain it is, whether it is to be healed."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from photofix.gui.review.review import Review
from photofix.gui.review.wording import label_of

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole


class FindingRows(QAbstractListModel):
    """A row with a tick for each; thousands cost nothing, as only what is seen is asked for."""

    switched = Signal(str, bool)  # id; is it to be healed?

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._review: Review | None = None

    def show(self, review: Review | None) -> None:
        """Show this review from now on."""
        old, self._review = self._review, review
        if review is old:
            return
        if review is None or old is None or [f.id for f in old.listed] != [f.id for f in review.listed]:
            self.beginResetModel()
            self.endResetModel()
        else:
            self.dataChanged.emit(self.index(0), self.index(self.rowCount() - 1))

    def row_of(self, finding_id: str) -> int:
        return self._review.places.get(finding_id, -1) if self._review else -1

    def id_of(self, row: int) -> str:
        listed = self._review.listed if self._review else ()
        return listed[row].id if 0 <= row < len(listed) else ""

    def rowCount(self, _parent: Index | None = None) -> int:
        return len(self._review.listed) if self._review else 0

    def flags(self, _index: Index) -> Qt.ItemFlag:
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        review = self._review
        if review is None or not 0 <= index.row() < len(review.listed):
            return None
        finding = review.listed[index.row()]
        if role in (Role.DisplayRole, Role.AccessibleTextRole, Role.ToolTipRole):
            return label_of(review, finding)
        if role == Role.CheckStateRole:
            return Qt.CheckState.Checked if review.accepts(finding.id) else Qt.CheckState.Unchecked
        return None

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        if role != Role.CheckStateRole or not self.id_of(index.row()):
            return False
        self.switched.emit(self.id_of(index.row()), Qt.CheckState(value) == Qt.CheckState.Checked)
        return True
