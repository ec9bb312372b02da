"""What dialogs have in common that try something on the part of the photo that is looked at."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel

from photofix.core.document import State
from photofix.core.region import Region
from photofix.gui.qt_pictures import to_image

SIDE = 420  # pixels of a picture, at most
LEAST = 8  # pixels of the photo


def part_at(state: State, centre: tuple[float, float], factor: float = 1.0) -> Region:
    """The region of a photo around a place that fills a picture when it is made `factor` times as large."""
    width, height = (max(LEAST, round(SIDE / factor)) for _ in range(2))
    x, y = round(centre[0] - width / 2), round(centre[1] - height / 2)
    x = max(0, min(x, state.base.width - width))
    y = max(0, min(y, state.base.height - height))
    return Region(x, y, width, height).clip(state.base.width, state.base.height)


def show_picture(label: QLabel, pixels: Any) -> None:
    """h×w×3 uint8 sRGB, a pixel for a pixel of the screen."""
    pixmap = QPixmap.fromImage(to_image(pixels))
    pixmap.setDevicePixelRatio(label.devicePixelRatioF())
    label.setPixmap(pixmap)
