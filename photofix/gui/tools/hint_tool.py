"""The tool of colour hints: set, move and remove them, paint strokes, lock regions, pick colours."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal

from photofix.core.colour_hint import RGB, ColourHint, Point
from photofix.gui.colouring.session import Session
from photofix.gui.tools.base import Gesture, Line, Outline, PointerEvent, Pointing, Preview

NEAR = 10.0  # device pixels within which a press means a hint
STILL = 3.0  # device pixels that a press may move and still be a click
APART = 2.0  # device pixels between the points of a stroke
NOTHING = Preview()

Keys = Qt.Key


class _Settings(QObject):
    changed = Signal()


class HintTool:
    """A click sets a hint with the colour that the place shows, a drag moves one, a right-click removes one. As a brush
    it paints strokes of the chosen colour; to lock, a region is encircled; Alt+click or the eyedropper takes a colour.
    Tab and Shift+Tab step, Delete removes, Esc ends.
    """

    id = "colour_hint"
    title = "Colour Hints"
    pending = False
    own_keys = (Keys.Key_Tab, Keys.Key_Backtab, Keys.Key_Delete, Keys.Key_Backspace, Keys.Key_Escape)

    def __init__(self, session: Session, colour_at: Callable[[float, float], RGB | None]) -> None:
        """colour_at: what the photo shows at a place, in photo pixels; None beside it."""
        self.settings = _Settings()
        self._session, self._colour_at = session, colour_at
        session.mode_changed.connect(self.settings.changed)
        session.colour_changed.connect(self.settings.changed)

    def outline(self) -> Outline | None:
        session = self._session
        return Outline(session.width / 2, session.width / 2) if session.mode == "brush" else None

    def shown(self) -> Preview | None:
        self._session.hover(None)
        return None

    def hover(self, event: PointerEvent) -> Preview | None:
        self._session.hover(self._at(event))
        return NOTHING

    def cancel(self) -> None:
        self._session.hover(None)

    def key(self, key: Qt.Key, _modifiers: Qt.KeyboardModifier) -> bool:
        session = self._session
        if key in (Keys.Key_Tab, Keys.Key_Backtab):
            session.step(1 if key == Keys.Key_Tab else -1)
        elif key == Keys.Key_Escape:
            self._end()
        elif session.selected is not None:
            session.remove(session.selected)
        return True

    def _end(self) -> None:
        """One thing at a time: the eyedropper, the selection, the hints."""
        session = self._session
        if session.mode == "pick":
            session.end_picking()
        elif session.selected is not None:
            session.select(None)
        else:
            session.leave()

    def step_width(self, steps: int) -> None:
        self._session.step_width(steps)

    def press(self, event: PointerEvent) -> Gesture | None:
        session = self._session
        if session.said is None or not session.active:
            return None
        at = self._at(event)
        if event.button == Qt.MouseButton.RightButton:
            return self._remove(at) if at is not None else None
        if event.button != Qt.MouseButton.LeftButton:
            return None
        if session.mode == "pick" or event.modifiers & Qt.KeyboardModifier.AltModifier:
            return self._pick(event)
        if session.mode == "brush":
            return self._paint(event)
        if session.mode == "lock" and (at is None or not session.hints[at].locks):
            return self._enclose(event)
        return self._add(event) if at is None else self._drag(at, event)

    # Gestures

    def _remove(self, number: int) -> Gesture:
        event = yield None
        while event.kind is not Pointing.RELEASE:
            event = yield None
        self._session.remove(number)

    def _pick(self, event: PointerEvent) -> Gesture:
        """What lies under the pointer when the button is let go."""
        while event.kind is not Pointing.RELEASE:
            event = yield NOTHING
        colour = self._colour_at(event.x, event.y)
        if colour is not None:
            self._session.choose(colour)
        self._session.end_picking()

    def _add(self, start: PointerEvent) -> Gesture:
        """A hint with the colour that is there, which changes little until it gets another; with Shift the last one."""
        event = start
        while event.kind is not Pointing.RELEASE:
            event = yield NOTHING
        shown = self._colour_at(event.x, event.y)
        if shown is not None:
            again = bool(start.modifiers & Qt.KeyboardModifier.ShiftModifier)
            self._session.add([(event.x, event.y)], self._session.colour if again else shown)

    def _drag(self, number: int, start: PointerEvent) -> Gesture:
        """Move a hint; a press that does not move selects it."""
        hint, event = self._session.hints[number], start
        while event.kind is not Pointing.RELEASE:
            lines = (_line(hint, event.x - start.x, event.y - start.y),) if _far(start, event) else ()
            event = yield Preview(lines=lines)
        if _far(start, event):
            self._session.move(number, _moved(hint, event.x - start.x, event.y - start.y))
        else:
            self._session.select(number)

    def _paint(self, start: PointerEvent) -> Gesture:
        points, session = [(start.x, start.y)], self._session
        event = yield Preview(lines=(Line(np.array(points), width=session.width),))
        while event.kind is not Pointing.RELEASE:
            _follow(points, event)
            event = yield Preview(lines=(Line(np.array(points), width=session.width),))
        points = points if len(points) > 1 else [*points, (start.x + 0.5, start.y)]
        if any(self._colour_at(x, y) is not None for x, y in points):
            session.add(points, session.colour, session.width)

    def _enclose(self, start: PointerEvent) -> Gesture:
        corners = [(start.x, start.y)]
        event = yield Preview(lines=(Line(np.array(corners), closed=True),))
        while event.kind is not Pointing.RELEASE:
            _follow(corners, event)
            event = yield Preview(lines=(Line(np.array(corners), closed=True),))
        if len(corners) > 2 and _extent(corners) * start.zoom > NEAR:
            self._session.lock(corners)

    # Where things are

    def _at(self, event: PointerEvent) -> int | None:
        """The number of the hint under the pointer, the last one first."""
        for number in reversed(range(len(self._session.hints))):
            if _distance(self._session.hints[number], event.x, event.y) * event.zoom <= NEAR:
                return number
        return None


def _distance(hint: ColourHint, x: float, y: float) -> float:
    """Photo pixels from a place to what of a hint can be taken hold of: of strokes and regions where they begin."""
    return math.hypot(hint.points[0][0] - x, hint.points[0][1] - y)


def _moved(hint: ColourHint, x: float, y: float) -> tuple[Point, ...]:
    return tuple((left + x, top + y) for left, top in hint.points)


def _line(hint: ColourHint, x: float, y: float) -> Line:
    """A hint as it is shown while it is moved."""
    return Line(
        np.array(_moved(hint, x, y)), closed=hint.locks, width=hint.width if hint.stroke else None, handles=True
    )


def _follow(points: list[Point], event: PointerEvent) -> None:
    if math.hypot(points[-1][0] - event.x, points[-1][1] - event.y) * event.zoom >= APART:
        points.append((event.x, event.y))


def _extent(points: list[Point]) -> float:
    """The longer side of what encloses points."""
    return float(np.ptp(np.array(points), axis=0).max())


def _far(start: PointerEvent, event: PointerEvent) -> bool:
    return math.hypot(event.x - start.x, event.y - start.y) * start.zoom > STILL
