"""The pixel grid: hairlines between photo pixels when they are large on the screen."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor, QImage, QPainter

from photofix.core.region import Region
from photofix.gui.canvas.view import View

ZOOM = 8.0  # device pixels per photo pixel from which on the grid is shown
STRENGTH = 44  # of 255
LINES = ((0, QColor(0, 0, 0, STRENGTH)), (1, QColor(255, 255, 255, STRENGTH)))  # one of them is seen on any photo
BAND = 32  # rows that are drawn at once: a column drawn pixel under pixel would wait for memory at each


def paint_grid(painter: QPainter, view: View, clip: Region) -> None:
    """A dark and a light device pixel at the left and upper side of each photo pixel in `clip` (device pixels)."""
    area = view.frame.intersect(clip)
    if view.zoom < ZOOM or area.empty:
        return
    shown = view.covered(area)
    left, top = view.origin
    columns = left + np.rint(np.arange(shown.x, shown.right + 1) * view.zoom).astype(int) - area.x
    rows = top + np.rint(np.arange(shown.y, shown.bottom + 1) * view.zoom).astype(int)
    band = _band(columns, area.w)
    for y in range(area.y, area.bottom, BAND):
        painter.drawImage(area.x, y, band, 0, 0, area.w, min(BAND, area.bottom - y))
    for y in rows.tolist():
        for beside, colour in LINES:
            if area.y <= y + beside < area.bottom:
                painter.fillRect(area.x, y + beside, area.w, 1, colour)


def _band(columns: np.ndarray, width: int) -> QImage:
    """BAND rows with the lines of all columns (0 is the image's left edge), clear between them."""
    row = np.zeros((width, 4), np.uint8)
    for beside, colour in LINES:
        at = columns + beside
        at = at[(at >= 0) & (at < width)]
        row[at] = (*[colour.red() * STRENGTH // 255] * 3, STRENGTH)
    band = np.ascontiguousarray(np.broadcast_to(row, (BAND, width, 4)))
    return QImage(band.data, width, BAND, 4 * width, QImage.Format.Format_ARGB32_Premultiplied).copy()
