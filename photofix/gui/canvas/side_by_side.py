"""Side by side: two panes with the same view, and the pointer mirrored from one to the other."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from photofix.core.region import Region

SEAM = 2  # device pixels between the panes
ARM, HOLE = 9.0, 3.0  # of the mirrored pointer's cross, in logical pixels
DARK, LIGHT = QColor(0, 0, 0, 170), QColor(255, 255, 255, 235)


def halves(port: Region, *, vertical: bool) -> tuple[Region, Region]:
    """The panes for before and after, of one size: left and right, or upper and lower if not `vertical`."""
    if vertical:
        width = max(1, (port.w - SEAM) // 2)
        return Region(port.x, port.y, width, port.h), Region(port.right - width, port.y, width, port.h)
    height = max(1, (port.h - SEAM) // 2)
    return Region(port.x, port.y, port.w, height), Region(port.x, port.bottom - height, port.w, height)


def mirrored(at: QPointF, panes: tuple[Region, Region], ratio: float) -> QPointF:
    """The same place in the other pane. at: logical pixels; panes: device pixels; ratio: device per logical pixel."""
    first, second = panes
    step = QPointF(second.x - first.x, second.y - first.y) / ratio
    return at - step if in_pane(at, second, ratio) else at + step


def in_pane(at: QPointF, pane: Region, ratio: float) -> bool:
    """Is a point (logical pixels) in the pane (device pixels)?"""
    return pane.x <= at.x() * ratio < pane.right and pane.y <= at.y() * ratio < pane.bottom


def mirror_rect(at: QPointF) -> QRect:
    """The logical pixels that `paint_mirror` may touch."""
    reach = ARM + 3
    return QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach).toAlignedRect()


def paint_mirror(painter: QPainter, at: QPointF) -> None:
    """A cross, open in the middle so that the pixel it points at is seen."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    at = QPointF(math.floor(at.x()) + 0.5, math.floor(at.y()) + 0.5)  # lines of one logical pixel are crisp there
    for colour, thickness in ((DARK, 3.0), (LIGHT, 1.0)):
        painter.setPen(QPen(colour, thickness, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            painter.drawLine(at + QPointF(dx, dy) * HOLE, at + QPointF(dx, dy) * ARM)
