"""The icons: line drawings in resources/icons, painted in the theme's colours at the screen's resolution."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from photofix.gui.theme import Theme

SIZE = 22  # logical pixels


def icon(folder: Path, name: str, theme: Theme) -> QIcon:
    """The drawing `name`.svg: plain, accented where it is switched on, faint where it is disabled."""
    return QIcon(_Drawing(folder / f"{name}.svg", theme))


class _Drawing(QIconEngine):
    """Reads and paints the drawing when it is first seen: most icons are in menus, and not at the start."""

    def __init__(self, file: Path, theme: Theme) -> None:
        super().__init__()
        self._file, self._theme = file, theme
        self._painted: dict[tuple[str, QSize], QPixmap] = {}

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """size: in pixels of the screen."""
        colour = self._colour(mode, state)
        found = self._painted.get((colour, size))
        if found is None:
            found = self._painted[colour, size] = _painted(self._file, colour, size)
        return found

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        size = rect.size() * painter.device().devicePixelRatio()
        painter.drawPixmap(rect, self.pixmap(size, mode, state))

    def clone(self) -> QIconEngine:
        return _Drawing(self._file, self._theme)

    def _colour(self, mode: QIcon.Mode, state: QIcon.State) -> str:
        if mode == QIcon.Mode.Disabled:
            return self._theme.off
        return self._theme.accent if state == QIcon.State.On else self._theme.text


def _painted(file: Path, colour: str, size: QSize) -> QPixmap:
    drawing = file.read_text(encoding="utf-8").replace("currentColor", colour)
    pixmap = QPixmap(size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(QPoint(0, 0), size))
    painter.end()
    return pixmap
