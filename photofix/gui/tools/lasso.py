"""The lasso: what a freely drawn line encloses."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import Qt

from photofix.gui.tools.area import Points
from photofix.gui.tools.base import Gesture, Line, MaskWriter, OneGesture, Outline, PointerEvent, Pointing, Preview
from photofix.gui.tools.marking import erases, mark_area
from photofix.gui.tools.settings import BrushSettings


class LassoTool(OneGesture):
    """Drag around what is to be marked. Shift at the press adds, Alt subtracts."""

    id = "lasso"
    title = "Lasso"

    def __init__(self, model: MaskWriter, settings: BrushSettings) -> None:
        self._model, self.settings = model, settings

    def outline(self) -> Outline | None:
        return None

    def press(self, event: PointerEvent) -> Gesture | None:
        if event.button != Qt.MouseButton.LeftButton or self._model.state is None:
            return None
        return self._draw(event)

    def _draw(self, event: PointerEvent) -> Gesture:
        erase = erases(event, self.settings)
        trail = _Trail()
        trail.add(event.x, event.y)
        while event.kind is not Pointing.RELEASE:
            event = yield Preview(lines=(Line(trail.points),))
            if trail.far(event):
                trail.add(event.x, event.y)
        mark_area(self._model, trail.points, self.settings, self.title, erase=erase)


class _Trail:
    """Points that are added one by one and read as an array without copying them each time."""

    def __init__(self) -> None:
        self._buffer = np.empty((256, 2))
        self._count = 0

    @property
    def points(self) -> Points:
        return self._buffer[: self._count]

    def add(self, x: float, y: float) -> None:
        if self._count == len(self._buffer):
            self._buffer = np.concatenate([self._buffer, np.empty_like(self._buffer)])
        self._buffer[self._count] = x, y
        self._count += 1

    def far(self, event: PointerEvent) -> bool:
        """Is the pointer at least a pixel of the screen from the last point?"""
        x, y = self._buffer[self._count - 1]
        return math.hypot(event.x - x, event.y - y) * event.zoom >= 1
