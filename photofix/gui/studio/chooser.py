"""The list of translators at the top of the studio, and what is known of the chosen one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPalette, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from photofix.gui.studio.kinds import EDGES, LABELS, Kind
from photofix.gui.studio.translators import Choice

PADDING = 12
APART = 28
WIDTH = 250  # logical pixels of the list while it is closed
TAKES = Qt.ItemDataRole.UserRole + 1


class Chooser(QComboBox):
    """Those that ship come first, then the person's own, then other files. The wheel changes it only with the keyboard.

    In the opened list each says at the right what it takes.
    """

    chosen = Signal(object)  # Choice

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Translator"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setItemDelegate(_Row(self))
        self.setMaxVisibleItems(20)
        self._choices: list[Choice] = []
        self.currentIndexChanged.connect(self._changed)

    @property
    def choice(self) -> Choice | None:
        found = self.currentData()
        return found if isinstance(found, Choice) else None

    @property
    def choices(self) -> list[Choice]:
        return list(self._choices)

    def show_choices(self, groups: Sequence[Sequence[Choice]]) -> None:
        """Offer these, in groups with a line between; the chosen one stays chosen if it is among them."""
        before = self.choice
        self.blockSignals(True)
        self.clear()
        self._choices = [choice for group in groups for choice in group]
        for group in groups:
            if group and self.count():
                self.insertSeparator(self.count())
            for choice in group:
                title = QCoreApplication.translate("operations", choice.title)
                self.addItem(title, choice)
                self.setItemData(self.count() - 1, takes_words(choice.takes), TAKES)
                tip = str(choice.file) if choice.file else title
                self.setItemData(self.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        self.setCurrentIndex(self._index(before))
        self.blockSignals(False)

    def choose(self, model: str) -> None:
        """Take the one whose model has this id, if it is offered."""
        for index in range(self.count()):
            data = self.itemData(index)
            if isinstance(data, Choice) and data.model == model:
                self.setCurrentIndex(index)

    def _index(self, wanted: Choice | None) -> int:
        models = [getattr(self.itemData(index), "model", None) for index in range(self.count())]
        return models.index(wanted.model) if wanted is not None and wanted.model in models else -1

    def _changed(self, _index: int) -> None:
        self.setToolTip(str(self.currentData(Qt.ItemDataRole.ToolTipRole) or ""))
        if self.choice is not None:
            self.chosen.emit(self.choice)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        widest = max((metrics.horizontalAdvance(self.itemText(row)) for row in range(self.count())), default=0)
        return QSize(min(2 * WIDTH, max(WIDTH, widest + 44)), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(WIDTH // 2, super().minimumSizeHint().height())

    def showPopup(self) -> None:
        delegate = self.itemDelegate()
        assert isinstance(delegate, _Row)
        self.view().setMinimumWidth(max(self.width(), delegate.widest()))
        super().showPopup()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class _Row(QStyledItemDelegate):
    """The title, and at the right, quietly, what the translator takes."""

    def __init__(self, chooser: Chooser) -> None:
        super().__init__(chooser)
        self._chooser = chooser

    def widest(self) -> int:
        metrics, rows = self._chooser.fontMetrics(), range(self._chooser.count())
        words = [self._chooser.itemText(row) + str(self._chooser.itemData(row, TAKES) or "") for row in rows]
        return max((metrics.horizontalAdvance(text) for text in words), default=0) + 2 * PADDING + APART

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        if not index.data():
            return QSize(0, 9)
        return QSize(WIDTH, option.fontMetrics.height() + 14)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        rect, palette = option.rect, option.palette
        painter.save()
        if not index.data():
            painter.setPen(palette.color(QPalette.ColorRole.Mid))
            painter.drawLine(rect.left() + 6, rect.center().y(), rect.right() - 6, rect.center().y())
            painter.restore()
            return
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, palette.color(QPalette.ColorRole.Mid))
        room = QRect(rect).adjusted(PADDING, 0, -PADDING, 0)
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, str(index.data()))
        painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
        takes = str(index.data(TAKES) or "")
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, takes)
        painter.restore()


def takes_words(takes: str) -> str:
    """What a translator takes, in words."""
    words = {
        "labels": QCoreApplication.translate("studio", "from labels"),
        "edges": QCoreApplication.translate("studio", "from edges"),
        "grey": QCoreApplication.translate("studio", "from a grey picture"),
        "photo": QCoreApplication.translate("studio", "from a picture"),
    }
    return words.get(takes, QCoreApplication.translate("studio", "from a picture") if takes else "")


def about_words(about: Any) -> str:
    """What was found out about a network, in a line: "U-Net, 8 levels · 54.4 M · trained at 256"."""
    if about is None:
        return ""
    parts = [str(about.architecture)]
    parameters = getattr(about, "parameters", None)
    if parameters:
        parts.append(QCoreApplication.translate("studio", "{0} M").format(f"{parameters / 1e6:.1f}"))
    if getattr(about, "size", None):
        parts.append(QCoreApplication.translate("studio", "trained at {0}").format(about.size))
    return " · ".join(parts)


def advice(kind: Kind) -> str:
    """How to begin, in a line."""
    if kind is LABELS:
        return QCoreApplication.translate(
            "studio", "Drag rectangles; the keys 1, 2, 3 … say what they are. The result follows every stroke."
        )
    if kind is EDGES:
        return QCoreApplication.translate(
            "studio", "Draw lines, fill what they enclose (G); white is made up. The result follows every stroke."
        )
    return QCoreApplication.translate("studio", "Take a photo, or paint. The result follows every stroke.")
