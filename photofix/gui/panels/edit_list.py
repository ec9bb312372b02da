"""The edits as rows of a list: newest on top, with an eye to switch each, a small picture, name and opacity."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QIcon, QMouseEvent, QPainter, QPalette
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QListView, QStyle, QStyledItemDelegate, QWidget

from photofix.core.edit import Edit
from photofix.gui.document_model import DocumentModel
from photofix.gui.edit_steps import EditSteps
from photofix.gui.panels.edit_looks import HEIGHT, WIDTH, EditLooks
from photofix.gui.panels.edit_record import summary
from photofix.gui.wording import of_operation

EDIT = Qt.ItemDataRole.UserRole
EYE = 34  # logical pixels of the eye's column
EYE_SIZE = 18
MARGIN = 5
ROW = HEIGHT + 2 * MARGIN
FAINT = 0.4  # opacity of the picture of an edit that is off

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole


class EditRows(QAbstractListModel):
    """The current state's edits, newest first. Ticks and names are written as steps of undo."""

    def __init__(self, model: DocumentModel, steps: EditSteps) -> None:
        super().__init__()
        self._model, self._steps = model, steps
        self._edits: tuple[Edit, ...] = ()  # oldest first, as in the state

    @property
    def edits(self) -> tuple[Edit, ...]:
        """Newest first, as shown."""
        return self._edits[::-1]

    def refresh(self) -> bool:
        """Take up the state. True if rows came, went or changed places, and nothing is selected any more."""
        old, new = self._edits, self._model.state.edits if self._model.state else ()
        if old is new:
            return False
        if [edit.id for edit in old] == [edit.id for edit in new]:
            self._edits = new
            for row, (was, now) in enumerate(zip(old[::-1], new[::-1], strict=True)):
                if was is not now:
                    self.dataChanged.emit(self.index(row), self.index(row))
            return False
        self.beginResetModel()
        self._edits = new
        self.endResetModel()
        return True

    def row_of(self, edit_id: str) -> int:
        """-1 if it is not there."""
        return next((row for row, edit in enumerate(self.edits) if edit.id == edit_id), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        return 0 if parent.isValid() else len(self._edits)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        edit = self._edits[-1 - index.row()]
        if role == Role.DisplayRole:
            return of_operation(edit.label)
        if role == Role.EditRole:
            return of_operation(edit.label)
        if role == Role.CheckStateRole:
            return Qt.CheckState.Checked if edit.enabled else Qt.CheckState.Unchecked
        if role == Role.AccessibleTextRole:
            state = self.tr("on") if edit.enabled else self.tr("off")
            return f"{of_operation(edit.label)}, {summary(edit)}, {state}, {round(100 * edit.opacity)} %"
        if role == Role.ToolTipRole:
            return self.tr("{0}\nClick the eye to switch it off and on; double-click to rename").format(
                of_operation(edit.label)
            )
        return edit if role == EDIT else None

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        edit = self._edits[-1 - index.row()]
        if role == Role.CheckStateRole:
            self._steps.switch([edit.id], Qt.CheckState(value) == Qt.CheckState.Checked)
        elif value != of_operation(edit.label):
            self._steps.rename(edit.id, str(value))
        return True


class EditList(QListView):
    """Clicking an eye selects nothing; if its row is one of several selected, it switches them all."""

    switched = Signal(list, bool)  # ids of edits, on

    def __init__(self, rows: EditRows, model: DocumentModel, looks: EditLooks) -> None:
        super().__init__()
        self.setObjectName("list")
        self.setModel(rows)
        self._rows = rows
        self.painting = _Row(model, looks)
        self.setItemDelegate(self.painting)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    @property
    def chosen(self) -> list[Edit]:
        """What is selected, newest first."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self._rows.edits[row] for row in rows]

    def choose(self, ids: Sequence[str]) -> None:
        """Select these edits, as far as they are there."""
        selection = self.selectionModel()
        for row in sorted((row for row in map(self._rows.row_of, ids) if row >= 0), reverse=True):
            selection.select(self._rows.index(row), QItemSelectionModel.SelectionFlag.Select)
            selection.setCurrentIndex(self._rows.index(row), QItemSelectionModel.SelectionFlag.NoUpdate)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._press_eye(event):
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if not self._press_eye(event):
            super().mouseDoubleClickEvent(event)

    def _press_eye(self, event: QMouseEvent) -> bool:
        """Is this a press on an eye? Then it is done."""
        index = self.indexAt(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or not index.isValid() or event.position().x() >= EYE:
            return False
        edit: Edit = index.data(EDIT)
        chosen = [other.id for other in self.chosen]
        self.switched.emit(chosen if edit.id in chosen else [edit.id], not edit.enabled)
        return True


class _Row(QStyledItemDelegate):
    """Paints a row, and gives the editor of its name."""

    def __init__(self, model: DocumentModel, looks: EditLooks) -> None:
        super().__init__()
        self._model, self._looks = model, looks
        self._on, self._off = QIcon(), QIcon()

    def dress(self, icon: Callable[[str], QIcon]) -> None:
        self._on, self._off = icon("mask"), icon("eye-off")

    def sizeHint(self, _option: Any, _index: Index) -> QSize:
        return QSize(160, ROW)

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        edit: Edit = index.data(EDIT)
        state = self._model.state
        if state is None:
            return
        colours, rect, role = option.palette, option.rect, QPalette.ColorRole
        flags = QStyle.StateFlag
        painter.save()
        if option.state & flags.State_Selected:
            painter.fillRect(rect, colours.color(role.Mid))
        elif option.state & flags.State_MouseOver:
            painter.fillRect(rect, colours.color(role.AlternateBase))
        if option.state & flags.State_HasFocus:
            painter.fillRect(QRect(rect.left(), rect.top(), 2, rect.height()), colours.color(role.Highlight))
        eye = QRect(QPoint(0, 0), QSize(EYE_SIZE, EYE_SIZE))
        eye.moveCenter(QPoint(rect.left() + EYE // 2 + 2, rect.center().y()))
        (self._on if edit.enabled else self._off).paint(painter, eye, mode=_mode(edit))
        picture = QRect(rect.left() + EYE + 4, rect.top() + MARGIN, WIDTH, HEIGHT)
        look = self._looks.get(state.base, edit)
        painter.setOpacity(1.0 if edit.enabled else FAINT)
        if look is not None:
            painter.drawPixmap(picture, look.pixmap)
        else:
            painter.fillRect(picture, colours.color(role.AlternateBase))
        painter.setOpacity(1.0)
        self._write(painter, option, edit, rect.adjusted(EYE + WIDTH + 14, MARGIN - 1, -12, 1 - MARGIN))
        painter.restore()

    def _write(self, painter: QPainter, option: Any, edit: Edit, area: QRect) -> None:
        colours, metrics = option.palette, option.fontMetrics
        quiet = colours.color(QPalette.ColorRole.PlaceholderText)
        painter.setFont(option.font)
        if edit.opacity < 1:
            share = f"{round(100 * edit.opacity)} %"
            painter.setPen(quiet)
            painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, share)
            area = area.adjusted(0, 0, -metrics.horizontalAdvance(share) - 10, 0)
        half = area.height() // 2
        top, bottom = area.adjusted(0, 0, 0, -half), area.adjusted(0, half, 0, 0)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.setPen(colours.color(QPalette.ColorRole.Text) if edit.enabled else quiet)
        title = metrics.elidedText(of_operation(edit.label), Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(top, left, title)
        painter.setPen(quiet)
        small = option.font
        small.setPixelSize(12)
        painter.setFont(small)
        painter.drawText(bottom, left, metrics.elidedText(summary(edit), Qt.TextElideMode.ElideRight, area.width()))

    def editorEvent(self, event: QEvent, model: Any, option: Any, index: Index) -> bool:
        """Space switches the current edit. The mouse is the list's affair: the eye is not where a tick would be."""
        return event.type() == QEvent.Type.KeyPress and super().editorEvent(event, model, option, index)

    def createEditor(self, parent: QWidget, _option: Any, _index: Index) -> QWidget:
        editor = _Name(parent)
        editor.setAccessibleName(self.tr("Name of the edit"))
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: Any, _index: Index) -> None:
        editor.setGeometry(option.rect.adjusted(EYE + WIDTH + 10, MARGIN + 5, -8, -MARGIN - 5))


class _Name(QLineEdit):
    """A name to type. Enter and Escape end the typing and start or stop no repair."""

    def event(self, event: QEvent) -> bool:
        ending = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_F2)
        if event.type() == QEvent.Type.ShortcutOverride and event.key() in ending:  # type: ignore[attr-defined]
            event.accept()
            return True
        return super().event(event)


def _mode(edit: Edit) -> QIcon.Mode:
    return QIcon.Mode.Normal if edit.enabled else QIcon.Mode.Disabled
