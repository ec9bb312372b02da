"""The list of all keys, made from the actions table, where they can be changed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from photofix.gui.actions import ACTIONS, MENUS
from photofix.gui.dialogs.key_editor import KeyEditor
from photofix.gui.gestures import GESTURES, texts
from photofix.gui.shortcuts import Shortcuts
from photofix.gui.wording import of_action, of_key

ID = Qt.ItemDataRole.UserRole
WORDS = Qt.ItemDataRole.UserRole + 1
KEYS = 1


class ShortcutList(QDialog):
    """Commands by menu, then what hand and key do together on the canvas; a search field above, an editor below."""

    def __init__(self, shortcuts: Shortcuts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard Shortcuts"))
        self.resize(600, 680)
        self._shortcuts = shortcuts
        rows = {row.id: row for row in ACTIONS if row.do}
        self.search = QLineEdit(placeholderText=self.tr("Search commands and keys"), clearButtonEnabled=True)
        self.search.setAccessibleName(self.tr("Search the shortcuts"))
        self.search.setToolTip(self.tr("Words of a command or what it does, or its keys"))
        self.tree = self._new_tree()
        self.items = {row.id: self._add_row(row.id, row.title, row.tooltip, row.menu) for row in rows.values()}
        for gesture in GESTURES:
            what, how = texts(gesture)
            item = QTreeWidgetItem(self._groups[self.tr("Mouse and Canvas")], [what, how])
            item.setData(0, WORDS, f"{what} {how}".casefold())
            item.setToolTip(0, what)
            item.setToolTip(KEYS, how)
            item.setForeground(KEYS, self.palette().placeholderText())
        self.tree.expandAll()
        self.editor = KeyEditor(shortcuts, rows)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.reset_all = buttons.addButton(self.tr("Reset All"), QDialogButtonBox.ButtonRole.ResetRole)
        self.reset_all.setToolTip(self.tr("Give all commands their first keys again"))
        for button in buttons.findChildren(QPushButton):
            button.setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        self.reset_all.clicked.connect(self.editor.reset_all)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        for part in (self.search, self.tree, self.editor, buttons):
            column.addWidget(part)
        self.search.textChanged.connect(self._filter)
        self.tree.currentItemChanged.connect(self._choose)
        self.tree.itemActivated.connect(self._change)
        shortcuts.changed.connect(self._show_keys)
        self._show_keys()

    def _new_tree(self) -> QTreeWidget:
        tree = QTreeWidget(columnCount=2)
        tree.setRootIsDecorated(False)
        tree.setUniformRowHeights(True)
        tree.setObjectName("keys")
        tree.setAccessibleName(self.tr("Shortcuts"))
        tree.setToolTip(self.tr("Choose a command to change its keys"))
        tree.setHeaderLabels([self.tr("Command"), self.tr("Keys")])
        tree.setIndentation(12)
        tree.setItemsExpandable(False)
        tree.header().setStretchLastSection(False)
        tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        tree.header().setSectionResizeMode(KEYS, QHeaderView.ResizeMode.ResizeToContents)
        self._groups: dict[str, QTreeWidgetItem] = {}
        for menu in (*MENUS, self.tr("Mouse and Canvas")):
            group = QTreeWidgetItem(tree, [of_action(menu)])
            group.setFlags(Qt.ItemFlag.ItemIsEnabled)
            group.setFirstColumnSpanned(True)
            font = tree.font()
            font.setBold(True)
            group.setFont(0, font)
            self._groups[menu] = group
        return tree

    def _add_row(self, name: str, title: str, tooltip: str, menu: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem(self._groups[menu], [of_action(title), ""])
        item.setData(0, ID, name)
        item.setData(0, WORDS, f"{of_action(title)} {of_action(tooltip)} {of_action(menu)}".casefold())
        item.setToolTip(0, of_action(tooltip))
        return item

    def _show_keys(self) -> None:
        for name, item in self.items.items():
            item.setText(KEYS, "  ·  ".join(of_key(key) for key in self._shortcuts.keys(name)))
            font = item.font(KEYS)
            font.setBold(self._shortcuts.is_changed(name))
            item.setFont(KEYS, font)
        self.reset_all.setEnabled(self._shortcuts.any_changed)

    def _choose(self, item: QTreeWidgetItem | None) -> None:
        self.editor.edit((item.data(0, ID) if item else None) or "")

    def _change(self, item: QTreeWidgetItem) -> None:
        """A double-click or Enter on a row."""
        self._choose(item)
        self.editor.begin()

    def _filter(self, words: str) -> None:
        for group in self._groups.values():
            rows = [row for number in range(group.childCount()) if (row := group.child(number)) is not None]
            for row in rows:
                text = f"{row.data(0, WORDS)} {row.text(KEYS).casefold()}"
                row.setHidden(not all(word in text for word in words.casefold().split()))
            group.setHidden(all(row.isHidden() for row in rows))
