"""Mouse, pen, wheel and keys over the canvas: pan, zoom, divider, and the gestures of tools."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import (
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPointingDevice,
    QTabletEvent,
    QWheelEvent,
)

from photofix.gui.tools.base import PENDING_KEYS, Gesture, PointerEvent, Pointing

if TYPE_CHECKING:
    from photofix.gui.canvas.canvas import Canvas

CLICK = 3.0  # logical pixels that a press may move and still be a click
ZOOM_PER_NOTCH = 2**0.25
SCROLL_PER_NOTCH = 80.0  # logical pixels

Buttons = Qt.MouseButton
HELD_KEYS = (Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_Control, Qt.Key.Key_Space)  # gestures heed them


class Pointer:
    """Which of its jobs the pointer is doing, and where it is. Points are logical pixels of the canvas."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self.at: QPointF | None = None  # None while outside
        self.space = False
        self._tapped = False  # Space went down, and the pointer did nothing since
        self.panning = False
        self.on_divider = False
        self._button = Buttons.NoButton
        self._from = QPointF()
        self._dragged = False
        self._gesture: Gesture | None = None
        self._turned = 0.0  # of the wheel, in eighths of a degree, not yet a whole notch
        self._last: PointerEvent | None = None  # what the gesture was sent last
        self._pen_press: tuple[int, QPointF] | None = None  # when (ms) and where the pen last came down

    @property
    def gesturing(self) -> bool:
        return self._gesture is not None

    @property
    def busy(self) -> bool:
        """Is a button held for one of the jobs?"""
        return self._button != Buttons.NoButton

    # Mouse

    def press(self, event: QMouseEvent, clicks: int = 1) -> bool:
        """Begin what this press means; False if nothing."""
        self._move_to(event.position())
        self._tapped = False
        if self.busy:
            return True
        if event.button() == Buttons.MiddleButton or (event.button() == Buttons.LeftButton and self.space):
            self.panning = True
        elif event.button() == Buttons.LeftButton and self.on_divider:
            self._dragged = False
        elif not self._begin(
            self._event(Pointing.PRESS, event.position(), event.button(), event.modifiers(), clicks=clicks)
        ):
            return False
        self._button, self._from = event.button(), event.position()
        self._canvas.refresh_cursor()
        return True

    def move(self, event: QMouseEvent) -> None:
        before, now = self.at or event.position(), event.position()
        self._move_to(now)
        if self.panning:
            self._canvas.pan(now - before)
        elif self._gesture is not None:
            self._send(self._event(Pointing.MOVE, now, self._button, event.modifiers()))
        elif self.busy:
            self._dragged = self._dragged or (now - self._from).manhattanLength() > CLICK
            if self._dragged:
                self._canvas.drag_divider(now)
        else:
            self.show_pending(event.modifiers())

    def release(self, event: QMouseEvent) -> None:
        self._move_to(event.position())
        if event.button() != self._button:
            return
        self._button = Buttons.NoButton
        if self.panning:
            self.panning = False
        elif self._gesture is not None:
            self._send(self._event(Pointing.RELEASE, event.position(), event.button(), event.modifiers()))
        elif self.on_divider and not self._dragged:
            self._canvas.click_divider(event.position())
        self._move_to(event.position())

    def leave(self) -> None:
        if not self.busy:
            self._move_to(None)
            self.show_pending()

    # Pen

    def tablet(self, event: QTabletEvent) -> bool:
        """Pen events paint; what is not a gesture is left to become mouse events."""
        kinds = {
            QTabletEvent.Type.TabletPress: Pointing.PRESS,
            QTabletEvent.Type.TabletMove: Pointing.MOVE,
            QTabletEvent.Type.TabletRelease: Pointing.RELEASE,
        }
        kind = kinds[event.type()]
        eraser = event.pointerType() == QPointingDevice.PointerType.Eraser
        if kind is Pointing.PRESS:
            self._move_to(event.position())
            if self.busy or self.space or self.on_divider or event.button() == Buttons.MiddleButton:
                return False
        elif self._gesture is None:
            return False
        button = event.button() if kind is Pointing.PRESS else self._button
        clicks = self._pen_clicks(event) if kind is Pointing.PRESS else 1
        pointer = self._event(kind, event.position(), button, event.modifiers(), event.pressure(), eraser, clicks)
        if kind is Pointing.PRESS:
            if not self._begin(pointer):
                return False
            self._button = button
            self._canvas.setFocus(Qt.FocusReason.MouseFocusReason)  # Qt does so for the mouse only
            return True
        self._move_to(event.position())
        if kind is Pointing.RELEASE:
            self._button = Buttons.NoButton
        self._send(pointer)
        return True

    # Wheel, touchpad and keys

    def wheel(self, event: QWheelEvent) -> None:
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        pixels, notches = event.pixelDelta(), event.angleDelta()
        if ctrl and alt:
            self._turned += notches.y() or notches.x()  # Alt swaps the axes on some systems
            steps, self._turned = int(self._turned / 120), math.fmod(self._turned, 120)
            if steps:
                self._canvas.size_turned.emit(steps)
        elif not pixels.isNull() and not ctrl:
            self._canvas.pan(QPointF(pixels))
        elif ctrl or (self._canvas.wheel_zooms and not shift):
            turn = notches.y() or notches.x()  # Alt swaps the axes on some systems
            self._canvas.zoom_by(ZOOM_PER_NOTCH ** (turn / 120), event.position())
        else:
            scroll = QPointF(notches) * (SCROLL_PER_NOTCH / 120)
            turned = shift and not scroll.x()  # some systems have turned it already
            self._canvas.pan(QPointF(scroll.y(), 0) if turned else scroll)

    def pinch(self, event: QNativeGestureEvent) -> bool:
        if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
            return False
        self._canvas.zoom_by(1 + event.value(), event.position())
        return True

    def wants_key(self, event: QKeyEvent) -> bool:
        """Is this a key for the canvas even where a menu has it as a shortcut?"""
        if self.gesturing:
            return event.key() == Qt.Key.Key_Escape or event.key() in HELD_KEYS
        return event.key() == Qt.Key.Key_Space or self._own(event) or self._for_tool(event)

    def key(self, event: QKeyEvent, *, down: bool) -> bool:
        space = event.key() == Qt.Key.Key_Space
        if space and not event.isAutoRepeat():
            self.space = down
            self._canvas.refresh_cursor()
            if down:
                self._tapped = not self.busy
            elif self._tapped and self._own(event):
                self._give(event)
        if event.key() in HELD_KEYS and not event.isAutoRepeat():
            self._held_changed(QGuiApplication.keyboardModifiers() if space else _modifiers_after(event, down=down))
        if down and event.key() == Qt.Key.Key_Escape and self.gesturing:
            self.cancel()
            return True
        if down and not space and self._own(event):
            return self._give(event)
        if down and self._for_tool(event):
            return self.tool_key(Qt.Key(event.key()), event.modifiers())
        return space

    def _give(self, event: QKeyEvent) -> bool:
        """Give one of its own keys to the tool."""
        tool = self._canvas.tool
        used = tool is not None and tool.key(Qt.Key(event.key()), event.modifiers())
        self.show_pending(event.modifiers())
        return used

    def _own(self, event: QKeyEvent) -> bool:
        """Is this a key that the tool always has?"""
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        return plain and event.key() in getattr(self._canvas.tool, "own_keys", ())

    def tool_key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        """Give one of PENDING_KEYS to a pending tool; True if it was used."""
        tool = self._canvas.tool
        if tool is None or not tool.pending or not tool.key(key, modifiers):
            return False
        self.show_pending(modifiers)
        return True

    def show_pending(self, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Between gestures: show what the tool wants to be seen."""
        tool = self._canvas.tool
        if tool is None or self.gesturing:
            return
        preview = None
        if self.at is not None and self._canvas.view is not None and not (self.busy or self.space or self.on_divider):
            preview = tool.hover(self._event(Pointing.MOVE, self.at, Buttons.NoButton, modifiers))
        self._canvas.show_between(preview or tool.shown())

    def cancel(self) -> None:
        """Roll the gesture back, let go of everything."""
        gesture, self._gesture = self._gesture, None
        self._button, self.panning, self.space = Buttons.NoButton, False, False
        if gesture is not None:
            gesture.close()
            self._canvas.end_preview()
            self.show_pending()
        self._canvas.refresh_cursor()

    def _for_tool(self, event: QKeyEvent) -> bool:
        tool = self._canvas.tool
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        return tool is not None and tool.pending and plain and event.key() in PENDING_KEYS

    def _held_changed(self, modifiers: Qt.KeyboardModifier) -> None:
        if self._gesture is not None and self._last is not None:
            self._send(replace(self._last, kind=Pointing.MOVE, modifiers=modifiers, space=self.space))
        else:
            self.show_pending(modifiers)

    def _pen_clicks(self, event: QTabletEvent) -> int:
        """2 if the pen comes down soon after, and where, it last did: Qt tells double clicks of the mouse only."""
        hints, last = QGuiApplication.styleHints(), self._pen_press
        self._pen_press = int(event.timestamp()), event.position()
        if last is None or event.timestamp() - last[0] > hints.mouseDoubleClickInterval():
            return 1
        if (event.position() - last[1]).manhattanLength() > hints.mouseDoubleClickDistance():
            return 1
        self._pen_press = None
        return 2

    def _begin(self, event: PointerEvent) -> bool:
        tool = self._canvas.tool
        self._gesture = tool.press(event) if tool is not None and self._canvas.view is not None else None
        if self._gesture is None:
            return False
        self._send(None)
        self._last = event
        return True

    def _send(self, event: PointerEvent | None) -> None:
        assert self._gesture is not None
        self._last = event
        try:
            preview = self._gesture.send(event)  # type: ignore[arg-type]  # None starts a generator
        except StopIteration:
            self._gesture = None
            self._canvas.end_preview()
            self.show_pending()
            return
        if preview is not None and self._gesture is not None:
            self._canvas.show_preview(preview)

    def _event(
        self, kind: Pointing, at: QPointF, button: Qt.MouseButton, modifiers: Qt.KeyboardModifier,
        pressure: float = 1.0, eraser: bool = False, clicks: int = 1,
    ) -> PointerEvent:  # fmt: skip
        x, y = self._canvas.photo_point(at)
        return PointerEvent(kind, x, y, button, modifiers, pressure, self._canvas.zoom, eraser, clicks, self.space)

    def _move_to(self, at: QPointF | None) -> None:
        self.at = at
        if not self.busy:
            self.on_divider = at is not None and self._canvas.divider_at(at)
        self._canvas.pointer_moved()


def _modifiers_after(event: QKeyEvent, *, down: bool) -> Qt.KeyboardModifier:
    """The modifiers once this key is down or up; window systems differ in whether the event has them already."""
    own = {
        int(Qt.Key.Key_Shift): Qt.KeyboardModifier.ShiftModifier,
        int(Qt.Key.Key_Alt): Qt.KeyboardModifier.AltModifier,
        int(Qt.Key.Key_Control): Qt.KeyboardModifier.ControlModifier,
    }[event.key()]
    return event.modifiers() | own if down else event.modifiers() & ~own
