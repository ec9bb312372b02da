"""Input, output and truth of some pairs that were not learnt from, as a training draws them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from photofix.gui.qt_pictures import to_image

COLUMNS = 3
HEAD, APART, SEAM = 22, 12, 3  # logical pixels
WIDEST_GAP = 16  # pixels of white around pictures that are cut off


class Triptychs(QWidget):
    """The picture has rows of three squares; they are laid out anew so that as many as possible are large."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Input, output and truth of pairs that it does not learn from"))
        self.setMinimumSize(QSize(320, 200))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._rows: list[list[QImage]] = []
        self.shown = 0  # pictures so far: tests count them

    @property
    def empty(self) -> bool:
        return not self._rows

    def clear(self) -> None:
        self._rows = []
        self.update()

    def show_pixels(self, pixels: NDArray[np.uint8]) -> None:
        """H×W×3 uint8."""
        self._rows = [[to_image(tile) for tile in row] for row in tiles(pixels)]
        self.shown += 1
        self.update()

    @property
    def _shape(self) -> float:
        """Height by width of a picture."""
        tile = self._rows[0][0]
        return tile.height() / tile.width()

    def paintEvent(self, _event: Any) -> None:
        painter, palette = QPainter(self), self.palette()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        quiet = palette.color(QPalette.ColorRole.PlaceholderText)
        if not self._rows:
            frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.setPen(QPen(palette.color(QPalette.ColorRole.Mid), 1))
            painter.drawRoundedRect(frame, 5, 5)
            painter.setPen(quiet)
            words = self.tr("Pictures that it makes of pairs it has not learnt from appear here.")
            wrapped = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(frame.adjusted(24, 0, -24, 0), wrapped, words)
            painter.end()
            return
        beside, width = self._arrangement()
        side = (width - (COLUMNS - 1) * SEAM) / COLUMNS
        height = side * self._shape
        for column in range(min(beside, len(self._rows))):
            left = column * (width + 2 * APART)
            for number, title in enumerate((self.tr("Input"), self.tr("Output"), self.tr("Truth"))):
                room = QRectF(left + number * (side + SEAM), 0, side, HEAD)
                painter.setPen(palette.color(QPalette.ColorRole.WindowText) if number == 1 else quiet)
                painter.drawText(room, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter, title)
        for place, row in enumerate(self._rows):
            x, y = place % beside * (width + 2 * APART), HEAD + place // beside * (height + APART)
            for number, tile in enumerate(row):
                painter.drawImage(QRectF(x + number * (side + SEAM), y, side, height), tile)
        painter.end()

    def _arrangement(self) -> tuple[int, float]:
        """How many triptychs lie beside each other, and how wide each is."""
        count, seams = len(self._rows), (COLUMNS - 1) * SEAM

        def widest(beside: int) -> float:
            rows = -(-count // beside)
            by_width = (self.width() - (beside - 1) * 2 * APART) / beside
            by_height = (self.height() - HEAD - (rows - 1) * APART) / rows / self._shape * COLUMNS + seams
            return min(by_width, by_height)

        beside = max(range(1, count + 1), key=widest)
        return beside, widest(beside)


def tiles(pixels: NDArray[np.uint8]) -> list[list[NDArray[np.uint8]]]:
    """The three pictures of every row, without the white between them."""
    count = max(1, round(pixels.shape[0] / max(1, pixels.shape[1] // COLUMNS)))
    return [_row(row) for row in np.array_split(pixels, count)]


def _row(row: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    gap = 0
    while gap < min(WIDEST_GAP, row.shape[0] // 4) and row[gap].min() == 255:
        gap += 1
    parts = np.array_split(row, COLUMNS, axis=1)
    return [np.ascontiguousarray(part[gap : part.shape[0] - gap, gap : part.shape[1] - gap]) for part in parts]
