"""Rectangle and ellipse: drag from corner to corner, or from the middle."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import Qt

from photofix.gui.tools.area import Points, ellipse, rectangle
from photofix.gui.tools.base import Gesture, Line, MaskWriter, OneGesture, Outline, PointerEvent, Pointing, Preview
from photofix.gui.tools.marking import erases, mark_area
from photofix.gui.tools.settings import BrushSettings

Box = tuple[float, float, float, float]  # left, top, right, bottom
SEEN, EXACT = 0.25, 0.02  # how far outlines may be off: pixels of the screen, pixels of the photo
SMALLEST = 1.0  # pixels: what has no such side is a slip of the hand
Shift, Alt = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier


class BoxTool(OneGesture):
    """Shift at the press adds, Alt subtracts. While dragging Shift makes the sides equal, Alt drags from the middle,
    and the space bar moves the shape."""

    def __init__(
        self, name: str, title: str, points: Callable[[Box, float], Points], model: MaskWriter, settings: BrushSettings
    ):
        """points: the shape in a box, and by how many pixels they may be off."""
        self.id, self.title, self.settings = name, title, settings
        self._points, self._model = points, model

    def outline(self) -> Outline | None:
        return None

    def press(self, event: PointerEvent) -> Gesture | None:
        if event.button != Qt.MouseButton.LeftButton or self._model.state is None:
            return None
        return self._drag(event)

    def _drag(self, event: PointerEvent) -> Gesture:
        erase = erases(event, self.settings)
        anchor = event.x, event.y
        chosen = event.modifiers & (Shift | Alt)  # these said what to do; let go and pressed again they say how
        while True:
            box = _box(anchor, event, event.modifiers & ~chosen)
            if event.kind is Pointing.RELEASE:
                break
            before = event
            event = yield Preview(lines=(Line(self._points(box, SEEN / event.zoom), closed=True),))
            chosen &= event.modifiers
            if event.space:
                anchor = anchor[0] + event.x - before.x, anchor[1] + event.y - before.y
        if box[2] - box[0] >= SMALLEST and box[3] - box[1] >= SMALLEST:
            mark_area(self._model, self._points(box, EXACT), self.settings, self.title, erase=erase)


def rectangle_tool(model: MaskWriter, settings: BrushSettings) -> BoxTool:
    """Its sides lie on pixel borders."""
    return BoxTool("rectangle", "Rectangle", lambda box, _error: rectangle(*np.rint(box).tolist()), model, settings)


def ellipse_tool(model: MaskWriter, settings: BrushSettings) -> BoxTool:
    return BoxTool("ellipse", "Ellipse", lambda box, error: ellipse(*box, error), model, settings)


def _box(anchor: tuple[float, float], event: PointerEvent, keys: Qt.KeyboardModifier) -> Box:
    dx, dy = event.x - anchor[0], event.y - anchor[1]
    if keys & Shift:
        side = max(abs(dx), abs(dy))
        dx, dy = (side if dx >= 0 else -side), (side if dy >= 0 else -side)
    x0, y0 = (anchor[0] - dx, anchor[1] - dy) if keys & Alt else anchor
    x1, y1 = anchor[0] + dx, anchor[1] + dy
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
