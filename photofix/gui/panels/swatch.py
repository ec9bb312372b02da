"""A small square of a colour, to be chosen by a click."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QAbstractButton

from photofix.core.colour_hint import RGB
from photofix.gui.panels.flow import Flow

SIDE = 24
EDGE = QColor(128, 128, 128, 160)  # seen on dark and light panels, beside pale and deep colours


class Swatch(QAbstractButton):
    """`chosen` tells its colour. Chosen ones have a ring."""

    chosen = Signal(object)  # RGB

    def __init__(self, rgb: RGB, name: str, *, side: int = SIDE) -> None:
        super().__init__()
        self.rgb = rgb
        self._side = side
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.name_it(name)
        self.clicked.connect(lambda: self.chosen.emit(self.rgb))

    def name_it(self, name: str) -> None:
        self.setAccessibleName(f"{name} {hex_of(self.rgb)}")
        self.setToolTip(f"{name}  {hex_of(self.rgb)}")

    def show_colour(self, rgb: RGB, name: str) -> None:
        self.rgb = rgb
        self.name_it(name)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inner = self.rect().toRectF().adjusted(2.5, 2.5, -2.5, -2.5)
        painter.setPen(QPen(EDGE, 1))
        painter.setBrush(QColor(*self.rgb))
        painter.drawRoundedRect(inner, 3, 3)
        if self.isChecked() or self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.palette().highlight().color(), 2))
            painter.drawRoundedRect(self.rect().toRectF().adjusted(1, 1, -1, -1), 4, 4)
        painter.end()


class SwatchRow(Flow):
    """Swatches beside each other; `set_colours` shows others in their place."""

    chosen = Signal(object)  # RGB

    def __init__(self, name: str, colours: Sequence[RGB], places: int) -> None:
        """name: of the row, to tell the swatches by. places: how many there may be."""
        self._name = name
        self.swatches = [Swatch((0, 0, 0), name) for _ in range(places)]
        super().__init__(self.swatches)
        for swatch in self.swatches:
            swatch.chosen.connect(self.chosen)
        self.set_colours(colours)

    def set_colours(self, colours: Sequence[RGB]) -> None:
        for number, swatch in enumerate(self.swatches):
            swatch.setVisible(number < len(colours))
            if number < len(colours):
                swatch.show_colour(colours[number], f"{self._name} {number + 1}")
        self.updateGeometry()

    def mark(self, rgb: RGB) -> None:
        """Put a ring around the colour that is in use."""
        for swatch in self.swatches:
            swatch.setChecked(swatch.rgb == rgb)


def hex_of(rgb: RGB) -> str:
    return "#{:02x}{:02x}{:02x}".format(*rgb)


def rgb_of(text: str) -> RGB:
    """What `hex_of` says."""
    colour = QColor(text)
    return colour.red(), colour.green(), colour.blue()
