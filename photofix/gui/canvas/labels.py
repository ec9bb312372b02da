"""The pills on the canvas that name what is shown."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

DARK, LIGHT = QColor(20, 20, 20, 190), QColor(255, 255, 255, 235)
GAP = 10.0  # logical pixels between a pill and the edge it belongs to


def paint_label(
    painter: QPainter, text: str, corner: QPointF, side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft
) -> None:
    """A pill with `text`, its `side` (and else its top left) at the corner, in logical pixels."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font = QFont(painter.font())
    font.setPixelSize(12)
    painter.setFont(font)
    size = painter.fontMetrics().boundingRect(text).size()
    box = QRectF(corner.x(), corner.y(), size.width() + 18, size.height() + 6)
    if side == Qt.AlignmentFlag.AlignRight:
        box.moveRight(corner.x())
    if side == Qt.AlignmentFlag.AlignBottom:
        box.moveBottom(corner.y())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(DARK)
    painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
    painter.setPen(LIGHT)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
