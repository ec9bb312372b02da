"""What is drawn with: a button for each label or colour, with the key that takes it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPalette, QPen, QShortcut
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from photofix.gui.studio.drawing import Colour

KEYS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "-", "=")
COLUMNS = 2
SWATCH = 22  # logical pixels
PADDING = 6
ROUND = 4.0


class Swatch(QAbstractButton):
    """A patch of colour with its name and key. The chosen one lies on a bright bar with a frame around it."""

    def __init__(self, name: str, colour: Colour, key: str) -> None:
        super().__init__()
        self.colour, self.key = colour, key
        self.setText(name)
        self.setAccessibleName(name)
        self.setToolTip(self.tr("Draw with this: {0}  ({1})").format(name, key) if key else name)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        width = SWATCH + 4 * PADDING + metrics.horizontalAdvance(self.text()) + metrics.horizontalAdvance("0")
        return QSize(width, max(SWATCH, metrics.height()) + 2 * PADDING)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: object) -> None:
        painter, palette = QPainter(self), self.palette()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        text, accent = palette.color(QPalette.ColorRole.WindowText), palette.color(QPalette.ColorRole.Highlight)
        bar = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self.isChecked() or self.underMouse():
            ground = QColor(text)
            ground.setAlpha(36 if self.isChecked() else 16)
            painter.setPen(QPen(accent, 2) if self.isChecked() else Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(bar, ROUND + 1, ROUND + 1)
        if self.hasFocus() and not self.isChecked():
            painter.setPen(QPen(accent, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(bar, ROUND + 1, ROUND + 1)
        patch = QRectF(PADDING, (self.height() - SWATCH) / 2, SWATCH, SWATCH)
        painter.setPen(QPen(palette.color(QPalette.ColorRole.Mid), 1))
        painter.setBrush(QColor(*self.colour))
        painter.drawRoundedRect(patch, ROUND, ROUND)
        font = self.font()
        font.setBold(self.isChecked())
        room = QRectF(patch.right() + PADDING + 2, 0, self.width() - patch.right() - 2 * PADDING - 2, self.height())
        painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self.key)
        painter.setFont(font)
        painter.setPen(text)
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.end()

    def enterEvent(self, event: object) -> None:
        super().enterEvent(event)  # type: ignore[arg-type]
        self.update()

    def leaveEvent(self, event: object) -> None:
        super().leaveEvent(event)  # type: ignore[arg-type]
        self.update()


class Palette(QWidget):
    """All colours of a kind of sketch. The keys 1 to 9, 0, - and = take them, wherever the keyboard is."""

    chosen = Signal(object)  # Colour

    def __init__(self) -> None:
        super().__init__()
        self.buttons: list[Swatch] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(2)
        for number, key in enumerate(KEYS):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.activated.connect(lambda number=number: self.take(number))

    def show_colours(self, colours: Sequence[tuple[str, Colour]]) -> None:
        """Offer these, and no others any more."""
        for button in self.buttons:
            self._grid.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = []
        for number, (name, colour) in enumerate(colours):
            title = QCoreApplication.translate("labels", name)
            button = Swatch(title[:1].upper() + title[1:], colour, KEYS[number] if number < len(KEYS) else "")
            button.clicked.connect(lambda _on, colour=colour: self.chosen.emit(colour))
            rows = -(-len(colours) // COLUMNS)
            self._grid.addWidget(button, number % rows, number // rows)
            self.buttons.append(button)

    def take(self, number: int) -> None:
        """Draw with the colour of a key, if there is one."""
        if number < len(self.buttons):
            self.chosen.emit(self.buttons[number].colour)

    def mark(self, colour: Colour | None) -> None:
        """Show which one is in hand; None: none of them is."""
        for button in self.buttons:
            button.setChecked(button.colour == colour)
