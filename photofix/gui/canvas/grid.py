"""The pixel grid: hairlines between photo pixels when they are large on the screen."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPainter

from photofix.core.region import Region
from photofix.gui.canvas.view import View

ZOOM = 8.0  # device pixels per photo pixel from which on the grid is shown
LINES = (QColor(0, 0, 0, 60), QColor(255, 255, 255, 60))  # side by side, so that one of them is seen on any photo


def paint_grid(painter: QPainter, view: View, clip: Region) -> None:
    """Two device pixels at the left and upper side of each photo pixel in `clip` (device pixels)."""
    area = view.frame.intersect(clip)
    if view.zoom < ZOOM or area.empty:
        return
    shown = view.covered(area)
    left, top = view.origin
    columns = [left + round(column * view.zoom) for column in range(shown.x, shown.right + 1)]
    rows = [top + round(row * view.zoom) for row in range(shown.y, shown.bottom + 1)]
    for beside, colour in enumerate(LINES):
        for x in columns:
            if area.x <= x + beside < area.right:
                painter.fillRect(x + beside, area.y, 1, area.h, colour)
        for y in rows:
            if area.y <= y + beside < area.bottom:
                painter.fillRect(area.x, y + beside, area.w, 1, colour)
