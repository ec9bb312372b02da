"""The polygon: click corner by corner."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Qt

from photofix.gui.tools.base import Gesture, Line, MaskWriter, Outline, PointerEvent, Pointing, Preview
from photofix.gui.tools.marking import erases, mark_area
from photofix.gui.tools.settings import BrushSettings

NEAR = 8.0  # device pixels from the first corner in which a click closes the polygon
Point = tuple[float, float]


class PolygonTool:
    """Each click sets a corner; Shift keeps the side at a multiple of 45°. A double click, a click on the first corner
    or Enter closes the polygon, Backspace takes the last corner back, Esc drops it all.

    Shift at the first click adds, Alt subtracts.
    """

    id = "polygon"
    title = "Polygon"

    def __init__(self, model: MaskWriter, settings: BrushSettings) -> None:
        self._model, self.settings = model, settings
        self._corners: list[Point] = []
        self._erase = False

    @property
    def pending(self) -> bool:
        return bool(self._corners)

    def outline(self) -> Outline | None:
        return None

    def press(self, event: PointerEvent) -> Gesture | None:
        if event.button != Qt.MouseButton.LeftButton or self._model.state is None:
            return None
        if event.clicks == 2 and self._corners:
            return self._close()  # the first of the two clicks has set the corner
        return self._set(event)

    def shown(self) -> Preview | None:
        return self._preview(self._corners) if self._corners else None

    def hover(self, event: PointerEvent) -> Preview | None:
        return self._preview([*self._corners, self._place(event)], event) if self._corners else None

    def key(self, key: Qt.Key, _modifiers: Qt.KeyboardModifier) -> bool:
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._finish()
        elif key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self._corners.pop()
        else:
            self._corners.clear()
        return True

    def cancel(self) -> None:
        self._corners.clear()

    def _set(self, event: PointerEvent) -> Gesture:
        if not self._corners:
            self._erase = erases(event, self.settings)
        while event.kind is not Pointing.RELEASE:
            event = yield self._preview([*self._corners, self._place(event)], event)
        if self._closes(event):
            self._finish()
        else:
            self._corners.append(self._place(event))

    def _close(self) -> Gesture:
        event = yield None
        while event.kind is not Pointing.RELEASE:
            event = yield None
        self._finish()

    def _finish(self) -> None:
        corners, self._corners = self._corners, []
        mark_area(self._model, np.array(corners).reshape(-1, 2), self.settings, self.title, erase=self._erase)

    def _preview(self, corners: Sequence[Point], event: PointerEvent | None = None) -> Preview:
        closes = event is not None and self._closes(event)
        points = np.array(self._corners if closes else corners)
        return Preview(lines=(Line(points, closed=closes, handles=True),))

    def _closes(self, event: PointerEvent) -> bool:
        """Would a click here close the polygon?"""
        if len(self._corners) < 3:
            return False
        x, y = self._corners[0]
        return math.hypot(event.x - x, event.y - y) * event.zoom <= NEAR

    def _place(self, event: PointerEvent) -> Point:
        if not self._corners or not event.modifiers & Qt.KeyboardModifier.ShiftModifier:
            return event.x, event.y
        x, y = self._corners[-1]
        angle = round(math.atan2(event.y - y, event.x - x) / (math.pi / 4)) * (math.pi / 4)
        along = (event.x - x) * math.cos(angle) + (event.y - y) * math.sin(angle)
        return x + along * math.cos(angle), y + along * math.sin(angle)
