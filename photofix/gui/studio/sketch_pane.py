"""The sketch on the screen, and the pencil over it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRect, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPointingDevice, QTabletEvent
from PySide6.QtWidgets import QWidget

from photofix.core.region import Region
from photofix.gui.canvas.outline import cursor_rect, paint_cursor
from photofix.gui.studio.drawing import Bytes, Colour, Marks, filled
from photofix.gui.studio.pane import Pane
from photofix.gui.studio.pencil import Pencil
from photofix.gui.studio.sketch import Sketch
from photofix.gui.tools.base import Outline

LIGHTEST = 0.15  # share of the width that the lightest touch of a pen still draws

Point = tuple[float, float]


class SketchPane(Pane):
    """Draws with the left button or a pen; Alt or the right button takes the colour under the pointer."""

    drawn = Signal()  # what `pixels` gives is another now, be it in the middle of a stroke
    picked = Signal(object)  # Colour

    def __init__(self, sketch: Sketch, pencil: Pencil, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Sketch"), parent)
        self.setTabletTracking(True)
        self.setAccessibleDescription(self.tr("What the translator turns into a picture"))
        self._sketch, self._pencil = sketch, pencil
        self.pressure_scales_size = True
        self._marks: Marks | None = None
        self._label = self._tool = ""
        self._from: Point = (0, 0)  # where the gesture began
        self._last: tuple[float, float, float] = (0, 0, 0)  # x, y and width of the pencil
        self._ended: Point | None = None  # where the last stroke ended, to go on from in a straight line
        self._touched = Region(0, 0, 0, 0)
        self._at: QPointF | None = None
        self._ring = QRect()
        pencil.changed.connect(self._show_ring)
        self.show_sketch(sketch)

    @property
    def pixels(self) -> Bytes:
        """What is to be seen: the sketch with what is being drawn; H×W×4, to be copied before anything is drawn on."""
        return self._marks.pixels if self._marks is not None else self._sketch.pixels

    @property
    def drawing(self) -> bool:
        return self._marks is not None

    @property
    def draws(self) -> bool:
        return True

    @property
    def resting_cursor(self) -> Qt.CursorShape:
        return Qt.CursorShape.BlankCursor if self._has_ring else Qt.CursorShape.CrossCursor

    def show_sketch(self, sketch: Sketch) -> None:
        """Draw on this one from now on."""
        self.cancel()
        if self.image is not None:
            self._sketch.changed.disconnect(self._renew)
        self._sketch, self._ended = sketch, None
        sketch.changed.connect(self._renew)
        self._renew(Region(0, 0, *sketch.size))

    def cancel(self) -> bool:
        """Forget what is being drawn; False if nothing is."""
        if self._marks is None:
            return False
        self._marks = None
        self._renew(Region(0, 0, *self._sketch.size))
        return True

    def _renew(self, region: Region) -> None:
        pixels = self.pixels
        known = self._image
        if known is not None and (known.width(), known.height()) == (pixels.shape[1], pixels.shape[0]):
            self._copy(known, pixels, region)
            self.update()
        else:
            self.show_pixels(np.ascontiguousarray(pixels[..., :3]))
        self.drawn.emit()

    @staticmethod
    def _copy(image: QImage, pixels: Bytes, region: Region) -> None:
        part = pixels[region.slices][..., :3]
        rows = np.frombuffer(image.bits(), np.uint8).reshape(image.height(), image.bytesPerLine())
        rows[region.y : region.bottom, 3 * region.x : 3 * region.right] = part.reshape(region.h, 3 * region.w)

    # Drawing

    def mousePressEvent(self, event: Any) -> None:
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        left = event.button() == Qt.MouseButton.LeftButton
        if event.button() == Qt.MouseButton.RightButton or (left and alt):
            self._pick(self.photo_point(event.position()))
        elif left and not self._space and self.view is not None and self._marks is None:
            self._begin(self.photo_point(event.position()), event.modifiers(), 1.0, self._pencil.tool)
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: Any) -> None:
        if self._marks is not None:
            self._go_on(self.photo_point(event.position()), event.modifiers(), 1.0)
        self._point(event.position())
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: Any) -> None:
        if self._marks is not None and event.button() == Qt.MouseButton.LeftButton:
            self._end()
        super().mouseReleaseEvent(event)

    def tabletEvent(self, event: QTabletEvent) -> None:
        """A pen draws as wide as it is pressed, and erases with its other end; else it is a mouse."""
        place, kind = self.photo_point(event.position()), event.type()
        pressure = event.pressure() if self.pressure_scales_size else 1.0
        plain = not self._space and not event.modifiers() & Qt.KeyboardModifier.AltModifier
        if kind == QTabletEvent.Type.TabletPress and plain and event.button() == Qt.MouseButton.LeftButton:
            eraser = event.pointerType() == QPointingDevice.PointerType.Eraser
            self._begin(place, event.modifiers(), pressure, "eraser" if eraser else self._pencil.tool)
        elif kind == QTabletEvent.Type.TabletMove and self._marks is not None:
            self._go_on(place, event.modifiers(), pressure)
        elif kind == QTabletEvent.Type.TabletRelease and self._marks is not None:
            self._end()
        else:
            event.ignore()  # becomes a mouse event
            return
        self._point(event.position())
        self.pointed.emit(place)
        event.accept()

    def leaveEvent(self, event: Any) -> None:
        self._point(None)
        super().leaveEvent(event)

    def keyPressEvent(self, event: Any) -> None:
        if event.key() == Qt.Key.Key_Escape and self.cancel():
            return
        super().keyPressEvent(event)

    def _begin(self, at: Point, modifiers: Qt.KeyboardModifier, pressure: float, tool: str) -> None:
        kind, pencil = self._pencil.kind, self._pencil
        ink = kind.paper if tool == "eraser" else pencil.colour
        self._label = self._name(tool)
        if tool == "fill":
            self._fill(at, ink)
            return
        self._marks = Marks(self._sketch.pixels, ink, smooth=kind.smooth)
        self._tool = tool
        self._from, self._touched = at, Region(0, 0, 0, 0)
        width = self._width(pressure)
        straight = modifiers & Qt.KeyboardModifier.ShiftModifier and self._ended is not None
        start = self._ended if straight and self._ended is not None else at
        self._last = (*start, width)
        self._go_on(at, modifiers, pressure)

    def _name(self, tool: str) -> str:
        return {
            "pencil": self.tr("Pencil"), "eraser": self.tr("Eraser"), "fill": self.tr("Fill"),
            "line": self.tr("Line"), "rectangle": self.tr("Rectangle"),
        }[tool]  # fmt: skip

    def _go_on(self, at: Point, modifiers: Qt.KeyboardModifier, pressure: float) -> None:
        marks, width = self._marks, self._width(pressure)
        assert marks is not None
        even = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        before = self._touched
        if self._tool == "line":
            marks.wipe(before)
            end = _on_a_ray(self._from, at) if even else at
            self._touched = marks.line((*self._from, width), (*end, width))
            self._last = (*end, width)
        elif self._tool == "rectangle":
            marks.wipe(before)
            end = _on_a_square(self._from, at) if even else at
            self._touched = marks.rectangle(self._from, end, width if self._pencil.kind.outlined else None)
        else:
            self._touched, before = marks.line(self._last, (*at, width)), Region(0, 0, 0, 0)
            self._last = (*at, width)
        changed = self._touched.union(before)
        if not changed.empty:
            self._renew(changed)

    def _end(self) -> None:
        marks, self._marks = self._marks, None
        assert marks is not None
        self._ended = self._last[:2]
        self._sketch.push(self._label, marks.pixels)

    def _fill(self, at: Point, ink: Colour) -> None:
        x, y = math.floor(at[0]), math.floor(at[1])
        width, height = self._sketch.size
        if 0 <= x < width and 0 <= y < height:
            kind = self._pencil.kind
            made = filled(self._sketch.pixels, x, y, ink, tolerance=kind.tolerance, gap=kind.gap, wash=kind.washes)
            self._sketch.push(self._label, made)

    def _pick(self, at: Point) -> None:
        x, y = math.floor(at[0]), math.floor(at[1])
        width, height = self._sketch.size
        if 0 <= x < width and 0 <= y < height:
            red, green, blue = (int(value) for value in self._sketch.pixels[y, x, :3])
            self.picked.emit((red, green, blue))

    def _width(self, pressure: float) -> float:
        return max(1.0, self._pencil.size * max(LIGHTEST, pressure))

    # The pencil's ring

    @property
    def _has_ring(self) -> bool:
        return self._pencil.tool in ("pencil", "eraser") or (self._pencil.tool == "line")

    def _point(self, at: QPointF | None) -> None:
        self._at = at
        self._show_ring()

    def _show_ring(self) -> None:
        self.update(self._ring)
        self._ring = QRect()
        if self._at is not None and self._has_ring:
            self._ring = cursor_rect(self._at, self._outline, self._scale)
            self.update(self._ring)
        self._show_cursor()

    @property
    def _outline(self) -> Outline:
        return Outline(self._pencil.size / 2, 0)

    @property
    def _scale(self) -> float:
        """Logical pixels per pixel of the sketch."""
        return self.zoom / self.devicePixelRatioF()

    def paint_over(self, painter: QPainter) -> None:
        if self._at is not None and self._has_ring and self._grabbed is None and not self._space:
            paint_cursor(painter, self._at, self._outline, self._scale)


def _on_a_ray(start: Point, end: Point) -> Point:
    """The end moved so that the line runs level, upright or at 45°."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    eighth = math.pi / 4
    angle = round(math.atan2(dy, dx) / eighth) * eighth
    along = dx * math.cos(angle) + dy * math.sin(angle)
    return start[0] + along * math.cos(angle), start[1] + along * math.sin(angle)


def _on_a_square(start: Point, end: Point) -> Point:
    dx, dy = end[0] - start[0], end[1] - start[1]
    side = max(abs(dx), abs(dy))
    return start[0] + math.copysign(side, dx), start[1] + math.copysign(side, dy)
