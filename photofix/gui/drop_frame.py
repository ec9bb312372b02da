"""The frame that says what happens while something is dragged over the window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QPainter, QPalette, QPen
from PySide6.QtWidgets import QWidget

from photofix.gui.arrivals import Arrival, promised, read

INSET = 10


class DropFrame(QWidget):
    """Lies over `area` while there is something to be dropped on the window, which passes its drag events on."""

    def __init__(self, area: QWidget, take: Callable[[Arrival], None]) -> None:
        super().__init__(area)
        self._area, self._take = area, take
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def enter(self, event: QDragEnterEvent) -> None:
        if promised(event.mimeData()):
            event.acceptProposedAction()
            self.setGeometry(self._area.rect())
            self.raise_()
            self.show()

    def drop(self, event: QDropEvent) -> None:
        self.hide()
        arrival = read(event.mimeData())
        event.acceptProposedAction()
        # The other program waits for the drop to end: no question may be open meanwhile.
        QTimer.singleShot(0, self, partial(self._take, arrival))

    def paintEvent(self, _event: Any) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        veil = QColor(palette.color(QPalette.ColorRole.Window))
        veil.setAlpha(200)
        painter.fillRect(self.rect(), veil)
        painter.setPen(QPen(palette.color(QPalette.ColorRole.Highlight), 2, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(INSET, INSET, -INSET, -INSET), 8, 8)
        font = painter.font()
        font.setPixelSize(20)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(palette.color(QPalette.ColorRole.WindowText))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.tr("Drop to open"))
        painter.end()
