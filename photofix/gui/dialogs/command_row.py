"""Draws a row of the command palette: tick, title with the letters that fit, menu, and keys or the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

if TYPE_CHECKING:
    from photofix.gui.dialogs.command_palette import Entry

TICK = 26  # the column of the ticks
PADDING = 12
APART = 14
SELECTED = 34  # of 255: how much of the text's colour the chosen row takes

Index = QModelIndex | QPersistentModelIndex


class CommandRow(QStyledItemDelegate):
    """Reads the roles ENTRY and PLACES of the palette's model."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, option.fontMetrics.height() + 14)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: Entry = index.data(Qt.ItemDataRole.UserRole)
        places: tuple[int, ...] = index.data(Qt.ItemDataRole.UserRole + 1)
        colours = _Colours(option.palette, off=bool(entry.reason))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.selected)
            painter.drawRoundedRect(rect.adjusted(2, 1, -2, -1), 5, 5)
        if entry.on:
            painter.setPen(colours.title)
            painter.drawText(QRect(rect.left(), rect.top(), TICK + 6, rect.height()), Qt.AlignmentFlag.AlignCenter, "✓")
        right = entry.reason or entry.keys
        metrics = option.fontMetrics
        inner = rect.adjusted(TICK + 4, 0, -PADDING, 0)
        painter.setFont(option.font)
        painter.setPen(colours.quiet)
        painter.drawText(inner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, right)
        inner.setRight(inner.right() - metrics.horizontalAdvance(right) - APART)
        used = _draw_title(painter, option.font, inner, entry.title, places, colours)
        inner.setLeft(inner.left() + used + APART)
        painter.setFont(option.font)
        painter.setPen(colours.path)
        path = metrics.elidedText(entry.path, Qt.TextElideMode.ElideMiddle, max(0, inner.width()))
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, path)
        painter.restore()


class _Colours:
    def __init__(self, palette: QPalette, *, off: bool) -> None:
        text = palette.color(QPalette.ColorRole.Text)
        self.quiet = self.path = palette.color(QPalette.ColorRole.PlaceholderText)
        self.title = self.quiet if off else text
        self.fits = self.quiet if off else palette.color(QPalette.ColorRole.Link)
        self.selected = QColor(text)
        self.selected.setAlpha(SELECTED)


def _draw_title(
    painter: QPainter, font: QFont, rect: QRect, title: str, places: tuple[int, ...], colours: _Colours
) -> int:
    """The title with the letters that fit in bold; returns how wide it came out. Cut off where there is no room."""
    plain, bold = QFontMetrics(font), QFont(font)
    bold.setWeight(QFont.Weight.Bold)
    shown = plain.elidedText(title, Qt.TextElideMode.ElideRight, rect.width())
    x = rect.left()
    for run, fits in _runs(shown, set(places)):
        painter.setFont(bold if fits else font)
        painter.setPen(colours.fits if fits else colours.title)
        width = painter.fontMetrics().horizontalAdvance(run)
        painter.drawText(QRect(x, rect.top(), width + 2, rect.height()), Qt.AlignmentFlag.AlignVCenter, run)
        x += width
    return x - rect.left()


def _runs(text: str, places: set[int]) -> list[tuple[str, bool]]:
    """The text in pieces of letters that fit and letters that do not."""
    pieces: list[tuple[str, bool]] = []
    for place, letter in enumerate(text):
        fits = place in places
        if pieces and pieces[-1][1] == fits:
            pieces[-1] = (pieces[-1][0] + letter, fits)
        else:
            pieces.append((letter, fits))
    return pieces
