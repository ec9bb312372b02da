"""Mouse, pen, wheel and keys over the canvas: pan, zoom, divider, and the gestures of tools."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QNativeGestureEvent, QPointingDevice, QTabletEvent, QWheelEvent

from photofix.gui.tools.base import Gesture, PointerEvent, Pointing

if TYPE_CHECKING:
    from photofix.gui.canvas.canvas import Canvas

CLICK = 3.0  # logical pixels that a press may move and still be a click
ZOOM_PER_NOTCH = 2**0.25
SCROLL_PER_NOTCH = 80.0  # logical pixels

Buttons = Qt.MouseButton


class Pointer:
    """Which of its jobs the pointer is doing, and where it is. Points are logical pixels of the canvas."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self.at: QPointF | None = None  # None while outside
        self.space = False
        self.panning = False
        self.on_divider = False
        self._button = Buttons.NoButton
        self._from = QPointF()
        self._dragged = False
        self._gesture: Gesture | None = None

    @property
    def gesturing(self) -> bool:
        return self._gesture is not None

    @property
    def busy(self) -> bool:
        """Is a button held for one of the jobs?"""
        return self._button != Buttons.NoButton

    # Mouse

    def press(self, event: QMouseEvent) -> bool:
        """Begin what this press means; False if nothing."""
        self._move_to(event.position())
        if self.busy:
            return True
        if event.button() == Buttons.MiddleButton or (event.button() == Buttons.LeftButton and self.space):
            self.panning = True
        elif event.button() == Buttons.LeftButton and self.on_divider:
            self._dragged = False
        elif not self._begin(self._event(Pointing.PRESS, event.position(), event.button(), event.modifiers())):
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
        pointer = self._event(kind, event.position(), button, event.modifiers(), event.pressure(), eraser)
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
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        pixels, notches = event.pixelDelta(), event.angleDelta()
        if not pixels.isNull() and not ctrl:
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
        return event.key() == Qt.Key.Key_Space or (event.key() == Qt.Key.Key_Escape and self.gesturing)

    def key(self, event: QKeyEvent, *, down: bool) -> bool:
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self.space = down
                self._canvas.refresh_cursor()
            return True
        if down and event.key() == Qt.Key.Key_Escape and self.gesturing:
            self.cancel()
            return True
        return False

    def cancel(self) -> None:
        """Roll the gesture back, let go of everything."""
        gesture, self._gesture = self._gesture, None
        self._button, self.panning, self.space = Buttons.NoButton, False, False
        if gesture is not None:
            gesture.close()
            self._canvas.end_preview()
        self._canvas.refresh_cursor()

    def _begin(self, event: PointerEvent) -> bool:
        tool = self._canvas.tool
        self._gesture = tool.press(event) if tool is not None and self._canvas.view is not None else None
        if self._gesture is None:
            return False
        self._send(None)
        return True

    def _send(self, event: PointerEvent | None) -> None:
        assert self._gesture is not None
        try:
            preview = self._gesture.send(event)  # type: ignore[arg-type]  # None starts a generator
        except StopIteration:
            self._gesture = None
            self._canvas.end_preview()
            return
        if preview is not None and self._gesture is not None:
            self._canvas.show_preview(preview)

    def _event(
        self, kind: Pointing, at: QPointF, button: Qt.MouseButton, modifiers: Qt.KeyboardModifier,
        pressure: float = 1.0, eraser: bool = False,
    ) -> PointerEvent:  # fmt: skip
        x, y = self._canvas.photo_point(at)
        return PointerEvent(kind, x, y, button, modifiers, pressure, self._canvas.zoom, eraser)

    def _move_to(self, at: QPointF | None) -> None:
        self.at = at
        if not self.busy:
            self.on_divider = at is not None and self._canvas.divider_at(at)
        self._canvas.pointer_moved()
