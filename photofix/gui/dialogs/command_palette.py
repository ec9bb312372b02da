"""The command palette: a line to type a few letters of a command into, and the commands that fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QListView, QVBoxLayout, QWidget
from shiboken6 import isValid

from photofix.gui import fuzzy
from photofix.gui.dialogs.command_row import CommandRow

ROWS = 9  # seen at once
WIDEST = 42  # lines of text, laid side by side
GAP = 12
OTHER_WORDS = -20.0  # a command whose menu or tooltip fits comes after those whose title does
UNUSABLE = -6.0
ENTRY = Qt.ItemDataRole.UserRole
PLACES = Qt.ItemDataRole.UserRole + 1

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Entry:
    """A command. path: the menu it is in. words: what else it is found by. reason: why it cannot be used now."""

    id: str
    title: str
    path: str
    words: str
    keys: str
    reason: str
    on: bool
    run: Callable[[], None]

    @property
    def described(self) -> str:
        """For those who hear it."""
        return ", ".join(text for text in (self.title, self.path, self.keys, self.reason) if text)


@dataclass(frozen=True)
class Found:
    entry: Entry
    places: tuple[int, ...] = ()


def find(query: str, entries: Sequence[Entry], used: Sequence[str]) -> list[Found]:
    """What fits, best first. Without a query everything, with what was used last (ids, newest first) on top."""
    order = {name: place for place, name in enumerate(used)}
    if not query.strip():
        ranked = sorted(entries, key=lambda entry: order.get(entry.id, len(order)))
        return [Found(entry) for entry in ranked]
    scored: list[tuple[float, int, Found]] = []
    for entry in entries:
        fit = fuzzy.match(query, entry.title)
        if fit is not None:
            score, places = fit.score, fit.places
        elif fuzzy.has_words(query, f"{entry.title} {entry.path} {entry.words} {entry.keys}"):
            score, places = OTHER_WORDS, ()
        else:
            continue
        score += UNUSABLE if entry.reason else 0.0
        scored.append((-score, order.get(entry.id, len(order)), Found(entry, places)))
    return [found for *_rank, found in sorted(scored, key=lambda ranked: ranked[:2])]


class _FoundModel(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.found: list[Found] = []

    def show(self, found: list[Found]) -> None:
        self.beginResetModel()
        self.found = found
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.found)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        found = self.found[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return found.entry.described
        if role == Qt.ItemDataRole.ToolTipRole:
            return found.entry.words
        return {ENTRY: found.entry, PLACES: found.places}.get(Qt.ItemDataRole(role))


class CommandPalette(QFrame):
    """Hangs over its window until a command is chosen, Esc is pressed or something else gets the keyboard.

    It is part of the window, not a window of its own: nothing behind it stops.
    """

    chosen = Signal(object)  # Entry, once the palette is gone and the keyboard is where it was

    def __init__(self, window: QWidget, over: QWidget) -> None:
        """over: the part of the window at whose top it hangs."""
        super().__init__(window)
        self._over = over
        self.setObjectName("card")
        self.setAccessibleName(self.tr("Find a command"))
        self._entries: Sequence[Entry] = ()
        self._used: Sequence[str] = ()
        self._before: QWidget | None = None
        self.field = QLineEdit(placeholderText=self.tr("What do you want to do?"))
        self.field.setObjectName("find")
        self.field.setAccessibleName(self.tr("Find a command"))
        self.field.setToolTip(self.tr("A few letters of a command, its menu or what it does, or of a recent photo"))
        self._model = _FoundModel(self)
        self.list = QListView()
        self.list.setObjectName("found")
        self.list.setAccessibleName(self.tr("Commands"))
        self.list.setModel(self._model)
        self.list.setItemDelegate(CommandRow(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.nothing = QLabel(self.tr("No command has these letters"))
        self.nothing.setObjectName("quiet")
        self.nothing.setContentsMargins(14, 10, 14, 12)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        for part in (self.field, self.list, self.nothing):
            column.addWidget(part)
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        self.list.clicked.connect(self._run)
        self.list.entered.connect(self.list.setCurrentIndex)
        self.hide()

    def open(self, entries: Sequence[Entry], used: Sequence[str]) -> None:
        """Show it with these commands. used: ids of those chosen before, newest first."""
        self._entries, self._used = entries, used
        self._before = self.window().focusWidget()
        self._over.installEventFilter(self)
        self.field.clear()
        self._search()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def dismiss(self) -> None:
        """Go away; the keyboard goes back to where it was."""
        if self.isHidden():
            return
        self._over.removeEventFilter(self)
        had_keyboard = self.field.hasFocus()
        self.hide()
        if had_keyboard and self._before is not None and isValid(self._before):
            self._before.setFocus(Qt.FocusReason.PopupFocusReason)
        self._before = None

    @property
    def found(self) -> list[Found]:
        """What is listed, best first."""
        return self._model.found

    def _search(self) -> None:
        self._model.show(find(self.field.text(), self._entries, self._used))
        self.nothing.setVisible(not self._model.found)
        self.list.setVisible(bool(self._model.found))
        if self._model.found:
            self.list.setCurrentIndex(self._model.index(0))
        self._place()

    def _place(self) -> None:
        """At the top of the photo, in its middle, as tall as what was found."""
        rows = min(ROWS, len(self._model.found))
        self.list.setFixedHeight(rows * self.list.sizeHintForRow(0) + 8 if rows else 0)
        self.setFixedWidth(min(WIDEST * self.fontMetrics().height(), self._over.width() - 2 * GAP))
        self.adjustSize()
        corner = self._over.mapTo(self.window(), QPoint((self._over.width() - self.width()) // 2, GAP))
        self.move(corner)

    def _run(self, index: QModelIndex) -> None:
        entry: Entry | None = index.data(ENTRY)
        if entry is None or entry.reason:
            return  # the row says why
        self.dismiss()
        self.chosen.emit(entry)

    def _step(self, rows: int) -> None:
        count = len(self._model.found)
        if count:
            row = self.list.currentIndex().row() + rows
            # One step past the end goes round, a page stops there.
            row = row % count if abs(rows) == 1 else max(0, min(count - 1, row))
            self.list.setCurrentIndex(self._model.index(row))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if watched is self._over:
            if kind == QEvent.Type.Resize:
                self._place()
            return False
        if kind == QEvent.Type.FocusOut and not self.isAncestorOf(self.window().focusWidget()):
            self.dismiss()
        if kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress) and isinstance(event, QKeyEvent):
            return self._key(event, press=kind == QEvent.Type.KeyPress)
        return False

    def _key(self, event: QKeyEvent, *, press: bool) -> bool:
        """The palette's own keys, kept from the shortcuts of the window; everything else is typed."""
        keys = Qt.Key
        steps = {keys.Key_Down: 1, keys.Key_Up: -1, keys.Key_PageDown: ROWS - 1, keys.Key_PageUp: 1 - ROWS,
                 keys.Key_Tab: 1, keys.Key_Backtab: -1}  # fmt: skip
        key = Qt.Key(event.key())
        if key not in (keys.Key_Escape, keys.Key_Return, keys.Key_Enter, *steps):
            return False
        event.accept()
        if press and key == keys.Key_Escape:
            self.dismiss()
        elif press and key in steps:
            self._step(steps[key])
        elif press:
            self._run(self.list.currentIndex())
        return True
