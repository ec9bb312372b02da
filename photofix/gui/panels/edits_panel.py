"""The edits over the photo: what each did, and whether it is on."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from photofix.core.edit import Edit
from photofix.core.params import declared
from photofix.gui.document_model import DocumentModel
from photofix.gui.panels.short_list import fit_height, new_list
from photofix.gui.wording import of_operation
from photofix.ops.table import OPERATIONS

ID = Qt.ItemDataRole.UserRole


class EditsPanel(QListWidget):
    """Newest on top. The tick switches an edit on and off, as one step of undo."""

    selected = Signal(object)  # Edit, or None

    def __init__(self, model: DocumentModel) -> None:
        super().__init__()
        new_list(self, self.tr("Edits"))
        self._model = model
        self._shown: tuple[Edit, ...] = ()
        model.history_changed.connect(self._refresh)
        self.itemChanged.connect(self._switch)
        self.itemSelectionChanged.connect(self._select)
        self._refresh(force=True)

    def _refresh(self, force: bool = False) -> None:
        edits = self._model.state.edits if self._model.state else ()
        if edits == self._shown and not force:
            return
        same = [edit.id for edit in edits] == [edit.id for edit in self._shown]
        self._shown = edits
        self.blockSignals(True)
        if not same or force:
            self._rebuild()
        for row, edit in enumerate(reversed(edits)):
            self.item(row).setCheckState(Qt.CheckState.Checked if edit.enabled else Qt.CheckState.Unchecked)
        self.blockSignals(False)
        if not same:
            self.selected.emit(None)

    def _rebuild(self) -> None:
        self.clear()
        for edit in reversed(self._shown):
            item = QListWidgetItem(_title(edit))
            item.setData(ID, edit.id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setToolTip(_details(edit))
            self.addItem(item)
        if not self._shown:
            nothing = QListWidgetItem(self.tr("Nothing repaired yet"))
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            self.addItem(nothing)
        fit_height(self)

    def _switch(self, item: QListWidgetItem) -> None:
        state = self._model.state
        found = [edit for edit in self._shown if edit.id == item.data(ID)]
        on = item.checkState() == Qt.CheckState.Checked
        if state is None or not found or found[0].enabled == on:
            return
        label = self.tr("Switch on") if on else self.tr("Switch off")
        self._model.push(label, state.with_changed(replace(found[0], enabled=on)))

    def _select(self) -> None:
        ids = [item.data(ID) for item in self.selectedItems()]
        self.selected.emit(next((edit for edit in self._shown if edit.id in ids), None))


def _title(edit: Edit) -> str:
    """ "Inpaint · Automatic · 1.3 s"."""
    parts = [of_operation(edit.label)]
    parts += [of_operation(title) for title in _chosen(edit)]
    parts.append(f"{edit.record.seconds:.1f} s")
    return "  ·  ".join(parts)


def _chosen(edit: Edit) -> list[str]:
    """The titles of what was chosen for it, as far as its operation is still known."""
    operation = next((known for known in OPERATIONS if known.id == edit.record.operation), None)
    params = declared(operation.params) if operation else ()
    return [title for param in params for value, title in param.choices if value == edit.record.params.get(param.name)]


def _details(edit: Edit) -> str:
    """The whole record, for the tooltip."""
    record = edit.record
    lines = [f"{record.operation} · {record.device} · {record.seconds:.2f} s"]
    lines += [f"{name}: {'automatic' if value is None else value}" for name, value in record.params.items()]
    lines += [f"{model}: {digest[:12]}…" for model, digest in record.models.items()]
    return "\n".join(lines)
