"""A picture in a zoomable view that moves together with another one's."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QWidget

from photofix.core.region import Region
from photofix.gui.canvas.side_by_side import mirror_rect, paint_mirror
from photofix.gui.canvas.zoom_widget import ZoomWidget
from photofix.gui.qt_pictures import to_image

PIXELS = 6.0  # zoom from which pixels are shown as squares
ZOOM_PER_NOTCH = 2**0.25
SCROLL_PER_NOTCH = 80.0  # logical pixels
MOST_FIT = 12.0
FRAME = QColor(0, 0, 0, 70)
MARGIN = 16  # logical pixels around a picture that is shown to fit


class Pane(ZoomWidget):
    """Pans with the middle button, or with the space bar and the left one; the wheel zooms or pans."""

    pointed = Signal(object)  # the pointer's place in pixels of the picture, or None
    most_fit = MOST_FIT

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(180, 180)
        self.surround = QColor("#1b1b1b")
        self.wheel_zooms = True
        self.words = ""  # shown while there is no picture
        self._image: QImage | None = None
        self._mirror: QPointF | None = None  # the other pane's pointer, in logical pixels of this one
        self._space = False
        self._grabbed: QPointF | None = None  # where the picture is being pulled

    # The picture

    @property
    def image(self) -> QImage | None:
        return self._image

    def show_pixels(self, pixels: NDArray[np.uint8] | None, size: tuple[int, int] | None = None) -> None:
        """Show H×W×3 uint8, or none; it fills a view of `size` (width, height), by default its own."""
        self._image = None if pixels is None else to_image(pixels)
        if pixels is not None:
            wanted = size or (pixels.shape[1], pixels.shape[0])
            if self.view is None or (self.view.width, self.view.height) != wanted:
                self.show_size(*wanted)
        self.update()

    def follow(self, other: Pane) -> None:
        """Look at the picture as the other pane does, from now on."""
        other.moved.connect(lambda: self._move_like(other))

    def _move_like(self, other: Pane) -> None:
        if other.view is None:
            return
        if self.view is None or (self.view.width, self.view.height) != (other.view.width, other.view.height):
            self.show_size(other.view.width, other.view.height)
        self.show_view(other.view, fits=other.fits)

    def mirror(self, place: tuple[float, float] | None) -> None:
        """Show where the pointer is in the other pane."""
        before, self._mirror = self._mirror, None if place is None else self.canvas_point(*place)
        for at in (before, self._mirror):
            if at is not None:
                self.update(mirror_rect(at))

    def paintEvent(self, _event: Any) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.surround)
        if self._image is None or self.view is None:
            self._paint_words(painter)
        else:
            self._paint_picture(painter, self._image)
            self.paint_over(painter)
            if self._mirror is not None:
                paint_mirror(painter, self._mirror)
        painter.end()

    def paint_over(self, painter: QPainter) -> None:
        """What is drawn over the picture."""

    def _paint_picture(self, painter: QPainter, image: QImage) -> None:
        frame = self.place
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self.smooth)
        painter.drawImage(frame, image)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(FRAME, 1))
        painter.drawRect(frame.adjusted(-0.5, -0.5, 0.5, 0.5))

    @property
    def smooth(self) -> bool:
        """Are pixels too small to be shown as squares?"""
        return self.zoom < PIXELS

    @property
    def place(self) -> QRectF:
        """Where the picture lies, in logical pixels."""
        assert self.view is not None
        ratio, frame = self.devicePixelRatioF(), self.view.frame
        return QRectF(frame.x / ratio, frame.y / ratio, frame.w / ratio, frame.h / ratio)

    def _paint_words(self, painter: QPainter) -> None:
        painter.setPen(QColor("#1d1d1d" if self.surround.lightness() > 110 else "#a0a0a0"))
        room = QRectF(self.rect()).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.words)

    def home(self, port: Region) -> Region:
        """A picture that fits has air around it."""
        inner = port.grow(-round(MARGIN * self.devicePixelRatioF()))
        return port if inner.empty else inner

    # Moving

    def mousePressEvent(self, event: Any) -> None:
        left = event.button() == Qt.MouseButton.LeftButton
        if event.button() == Qt.MouseButton.MiddleButton or (left and (self._space or not self.draws)):
            self._grabbed = event.position()
            self._show_cursor()

    @property
    def draws(self) -> bool:
        """Does the left button draw? Else it pans."""
        return False

    def mouseMoveEvent(self, event: Any) -> None:
        if self._grabbed is not None:
            self.pan(event.position() - self._grabbed)
            self._grabbed = event.position()
        self.pointed.emit(self.photo_point(event.position()) if self.view is not None else None)

    def mouseReleaseEvent(self, _event: Any) -> None:
        self._grabbed = None
        self._show_cursor()

    def leaveEvent(self, _event: Any) -> None:
        self.pointed.emit(None)

    def wheelEvent(self, event: Any) -> None:
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        pixels, notches = event.pixelDelta(), event.angleDelta()
        if ctrl or (pixels.isNull() and self.wheel_zooms and not shift):
            self.zoom_by(ZOOM_PER_NOTCH ** ((notches.y() or notches.x()) / 120), event.position())
        elif not pixels.isNull():
            self.pan(QPointF(pixels))
        else:
            scroll = QPointF(notches) * (SCROLL_PER_NOTCH / 120)
            self.pan(QPointF(scroll.y(), 0) if shift and not scroll.x() else scroll)
        event.accept()

    def event(self, event: Any) -> bool:
        if event.type() == QEvent.Type.NativeGesture:
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self.zoom_by(1 + event.value(), event.position())
            return True
        return super().event(event)

    def keyPressEvent(self, event: Any) -> None:
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._space = True
                self._show_cursor()
            return
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: Any) -> None:
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._space = False
                self._show_cursor()
            return
        super().keyReleaseEvent(event)

    def focusOutEvent(self, event: Any) -> None:
        self._space = False
        self._show_cursor()
        super().focusOutEvent(event)

    @property
    def resting_cursor(self) -> Qt.CursorShape:
        """The cursor while nothing is pulled."""
        return Qt.CursorShape.OpenHandCursor

    def _show_cursor(self) -> None:
        if self._grabbed is not None:
            shape = Qt.CursorShape.ClosedHandCursor
        else:
            shape = Qt.CursorShape.OpenHandCursor if self._space else self.resting_cursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)
