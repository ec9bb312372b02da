"""The icons: line drawings in resources/icons, painted in the theme's colours at the screen's resolution."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from photofix.gui.theme import Theme

SIZE = 22  # logical pixels
RATIOS = (1, 2, 3)


def icon(folder: Path, name: str, theme: Theme) -> QIcon:
    """The drawing `name`.svg: plain, accented where it is switched on, faint where it is disabled."""
    drawing = (folder / f"{name}.svg").read_text(encoding="utf-8")
    found = QIcon()
    looks = (
        (theme.text, ((QIcon.Mode.Normal, QIcon.State.Off),)),
        (theme.accent, ((QIcon.Mode.Normal, QIcon.State.On),)),
        (theme.off, ((QIcon.Mode.Disabled, QIcon.State.Off), (QIcon.Mode.Disabled, QIcon.State.On))),
    )
    for colour, uses in looks:
        renderer = QSvgRenderer(QByteArray(drawing.replace("currentColor", colour).encode()))
        for pixmap in (_painted(renderer, ratio) for ratio in RATIOS):
            for mode, state in uses:
                found.addPixmap(pixmap, mode, state)
    return found


def _painted(renderer: QSvgRenderer, ratio: int) -> QPixmap:
    pixmap = QPixmap(QSize(SIZE, SIZE) * ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, SIZE * ratio, SIZE * ratio))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
