"""Outlines over the photo: the tool's cursor, and the mask as the last repair grew it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from photofix.core.region import Region
from photofix.gui.tools.base import Outline

TINY = 4.0  # logical pixels: below this radius a cross shows where the tool is
ARM = 6.0
DARK, LIGHT = QColor(0, 0, 0, 170), QColor(255, 255, 255, 235)


def cursor_rect(centre: QPointF, outline: Outline, scale: float) -> QRect:
    """The logical pixels that `paint_cursor` may touch. scale: logical pixels per photo pixel."""
    reach = max(outline.radius * scale, ARM) + 3
    return QRectF(centre.x() - reach, centre.y() - reach, 2 * reach, 2 * reach).toAlignedRect()


def paint_cursor(painter: QPainter, centre: QPointF, outline: Outline, scale: float) -> None:
    """The true size as a ring, where the feather begins as a thinner one; dark and light, to be seen on any photo."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    radius, inner = outline.radius * scale, outline.inner * scale
    for colour, thickness in ((DARK, 3.0), (LIGHT, 1.25)):
        painter.setPen(QPen(colour, thickness))
        if radius > TINY:
            painter.drawEllipse(centre, radius, radius)
        else:
            for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                painter.drawLine(centre + QPointF(dx, dy) * 2, centre + QPointF(dx, dy) * ARM)
    if radius > TINY and radius - inner > 2 and inner > 1:
        for colour, thickness in ((QColor(0, 0, 0, 110), 1.75), (QColor(255, 255, 255, 150), 0.75)):
            painter.setPen(QPen(colour, thickness))
            painter.drawEllipse(centre, inner, inner)


def border_path(pieces: Sequence[tuple[Region, NDArray[Any]]]) -> QPainterPath:
    """The outermost pixels of h×w boolean pieces as one path in photo pixels."""
    path = QPainterPath()
    for region, inside in pieces:
        contours, _ = cv2.findContours(inside.astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
        for contour in contours:
            corners = contour[:, 0, :] + 0.5
            points = [QPointF(region.x + x, region.y + y) for x, y in corners.tolist()]
            path.addPolygon(QPolygonF([*points, points[0]]))
    return path


def paint_border(painter: QPainter, path: QPainterPath, origin: QPointF, scale: float) -> None:
    """The path as a thin two-tone line. origin: where the photo's corner is; scale: logical pixels per photo pixel."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.translate(origin)
    painter.scale(scale, scale)
    dark, light = QPen(DARK, 2.0), QPen(LIGHT, 1.0, Qt.PenStyle.DashLine)
    for pen in (dark, light):
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.drawPath(path)
    painter.restore()
