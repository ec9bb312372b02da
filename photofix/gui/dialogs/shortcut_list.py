"""The list of all keys, made from the actions table."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from photofix.gui.actions import ACTIONS, keys
from photofix.gui.wording import of_action


class ShortcutList(QDialog):
    """Keys of the actions, and what hand and key do together on the canvas; a search field above."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard Shortcuts"))
        self.resize(560, 640)
        self.search = QLineEdit(placeholderText=self.tr("Search"), clearButtonEnabled=True)
        self.search.setAccessibleName(self.tr("Search the shortcuts"))
        self._texts: list[str] = []
        self.table = QTableWidget(0, 2)
        self.table.setAccessibleName(self.tr("Shortcuts"))
        self.table.setHorizontalHeaderLabels([self.tr("What"), self.tr("Keys")])
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        for row in ACTIONS:
            if row.shortcuts:
                self._add(of_action(row.title), "  ·  ".join(keys(row)), of_action(row.tooltip))
        for what, how in self._gestures():
            self._add(what, how, what)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.search)
        column.addWidget(self.table)
        column.addWidget(buttons)
        self.search.textChanged.connect(self._filter)

    def _gestures(self) -> tuple[tuple[str, str], ...]:
        ctrl = QKeySequence("Ctrl+A").toString(QKeySequence.SequenceFormat.NativeText)[:-1]
        return (
            (self.tr("Straight line from the last stroke"), self.tr("Shift-click")),
            (self.tr("Wipe while marking, mark while wiping"), self.tr("Alt-drag")),
            (self.tr("Brush size and hardness"), self.tr("Alt+right-drag")),
            (self.tr("Brush size"), self.tr("{0}Alt+wheel").format(ctrl)),
            (self.tr("Shape that adds, shape that subtracts"), self.tr("Shift-drag, Alt-drag")),
            (self.tr("Square or circle, shape from its middle"), self.tr("Shift, Alt while dragging")),
            (self.tr("Move the shape that is being dragged"), self.tr("Space while dragging")),
            (self.tr("Close a polygon, take a corner back, drop it"), self.tr("Enter, Backspace, Esc")),
            (self.tr("Pan"), self.tr("Space-drag, middle-drag")),
            (self.tr("Zoom at the cursor"), self.tr("Wheel, {0}wheel").format(ctrl)),
            (self.tr("Turn the split view"), self.tr("Click the divider's handle")),
        )

    def _add(self, what: str, how: str, tip: str) -> None:
        row = self.table.rowCount()
        self._texts.append(f"{what} {how}".casefold())
        self.table.insertRow(row)
        for column, text in enumerate((what, how)):
            item = QTableWidgetItem(text)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled)
            item.setToolTip(tip)
            self.table.setItem(row, column, item)

    def _filter(self, words: str) -> None:
        for row in range(self.table.rowCount()):
            text = self._texts[row]
            self.table.setRowHidden(row, not all(word in text for word in words.casefold().split()))
