"""The navigator: the whole photo, the part of it that the canvas shows, and the zoom to type or choose."""

from __future__ import annotations

import time
from typing import Any

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from photofix.core.region import Region
from photofix.gui.canvas.canvas import Canvas
from photofix.gui.canvas.frame import Frame, Pane
from photofix.gui.canvas.pointer import ZOOM_PER_NOTCH
from photofix.gui.canvas.tiles import Painting
from photofix.gui.canvas.view import LARGEST, View
from photofix.gui.canvas.zoom_widget import scaled
from photofix.gui.panels.fields import Box

HEIGHT = 124  # of the picture, in logical pixels
MAKE_SECONDS = 0.004  # of every painting may go into making tiles
STEP = 0.25  # share of what is seen that an arrow key moves by
DARK, LIGHT = QColor(0, 0, 0, 150), QColor(255, 255, 255, 240)
ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}


class NavigatorPicture(QWidget):
    """The composite in small, painted anew only where it changes; a press or drag moves the canvas there."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__()
        self.setFixedHeight(HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self.tr("Navigator"))
        self.setAccessibleDescription(self.tr("The whole photo; the arrow keys move what the canvas shows"))
        self.setToolTip(self.tr("Click or drag to move there, turn the wheel to zoom"))
        self._canvas = canvas
        self._frame = Frame()
        self._view: View | None = None
        self._box = QRect()  # where the rectangle is drawn, in logical pixels
        self._owed: list[Region] = []
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._catch_up)
        canvas.renewed.connect(self._renew)
        canvas.moved.connect(self._follow)
        self._renew(None)

    # What is shown

    def _renew(self, region: Region | None) -> None:
        """The photo looks different in a region, or everywhere."""
        if region is None:
            self._lay_out()
            self._frame.spoil()
            self.update()
        elif self._view is not None:
            self._spoil(self._view.shown(region).grow(2))

    def _spoil(self, device: Region) -> None:
        self._frame.spoil(device)
        area = scaled(QRectF(*device), 1 / self.devicePixelRatioF())
        self.update(QRect(*area))

    def _lay_out(self) -> None:
        ratio, shown = self.devicePixelRatioF(), self._canvas.view
        port = max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio))
        self._view = View(shown.width, shown.height, *port).fitted() if shown is not None else None
        self.setCursor(Qt.CursorShape.PointingHandCursor if shown is not None else Qt.CursorShape.ArrowCursor)

    def _follow(self) -> None:
        """The canvas shows another part."""
        seen = self.seen
        box = QRect(*scaled(QRectF(*seen.grow(3)), 1 / self.devicePixelRatioF())) if seen is not None else QRect()
        if box != self._box:
            self.update(self._box)
            self.update(box)
            self._box = box

    @property
    def seen(self) -> Region | None:
        """The device pixels of what the canvas shows; None while it shows the whole photo."""
        shown = self._canvas.view
        if shown is None or self._view is None:
            return None
        part = shown.covered(shown.port)
        if part.empty or part == Region(0, 0, shown.width, shown.height):
            return None
        return self._view.shown(part)

    def _catch_up(self) -> None:
        owed, self._owed = self._owed, []
        for device in owed:
            self._spoil(device)

    def paintEvent(self, _event: Any) -> None:
        painter = QPainter(self)
        if self._view is not None:
            self._paint_photo(painter, self._view)
        if self.hasFocus():
            painter.setPen(self.palette().highlight().color())
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()

    def _paint_photo(self, painter: QPainter, view: View) -> None:
        ratio, end = self.devicePixelRatioF(), time.perf_counter() + MAKE_SECONDS
        self._frame.show(view.port, [Pane(view.port, view, "after")])
        self._owed += self._frame.paint(self._paint_part, end)
        if self._owed:
            self._timer.start()
        self._frame.blit(painter, ratio)
        seen = self.seen
        if seen is not None:
            painter.scale(1 / ratio, 1 / ratio)
            _paint_box(painter, seen, max(1, round(ratio)))
            painter.resetTransform()

    def _paint_part(self, painting: Painting, dirty: Region) -> list[Region]:
        assert self._view is not None
        painting.painter.resetTransform()
        painting.painter.setClipping(False)
        painting.painter.fillRect(QRect(*dirty), self.palette().window())
        return self._canvas.paint_small(painting, self._view, dirty)

    # Mouse and keys

    def _go(self, at: QPointF) -> None:
        if self._view is not None:
            at = at * self.devicePixelRatioF()
            self._canvas.centre_on(*self._view.to_photo(at.x(), at.y()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._go(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event.position())

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._canvas.zoom_by(ZOOM_PER_NOTCH ** (event.angleDelta().y() / 120))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        way = ARROWS.get(Qt.Key(event.key()))
        if way is None:
            super().keyPressEvent(event)
            return
        self._canvas.pan(
            QPointF(-way[0] * self._canvas.width() * STEP, -way[1] * self._canvas.height() * STEP)
        )  # fmt: skip

    def event(self, event: Any) -> bool:
        if event.type() in (QEvent.Type.DevicePixelRatioChange, QEvent.Type.PaletteChange):
            self._renew(None)
        return super().event(event)

    def resizeEvent(self, _event: Any) -> None:
        self._renew(None)
        self._follow()


class ZoomBox(Box):
    """The zoom in per cent; the steps are the canvas' own."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__()
        self._canvas = canvas
        self.setDecimals(1)
        self.setRange(0.1, LARGEST * 100)
        self.setSuffix(" %")
        self.setButtonSymbols(Box.ButtonSymbols.NoButtons)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setKeyboardTracking(False)
        self.setAccessibleName(self.tr("Zoom"))
        self.setToolTip(self.tr("Screen pixels for 100 photo pixels"))
        self.valueChanged.connect(self._typed)

    def show_zoom(self, zoom: float) -> None:
        self.blockSignals(True)
        self.setValue(zoom * 100)
        self.blockSignals(False)

    def textFromValue(self, value: float) -> str:
        return self.locale().toString(value, "f", 0 if value >= 10 or value == round(value) else 1)

    def stepBy(self, steps: int) -> None:
        view = self._canvas.view
        if view is not None:
            self._canvas.set_zoom(view.next_step(steps))

    def _typed(self, per_cent: float) -> None:
        self._canvas.set_zoom(per_cent / 100)
        self.show_zoom(self._canvas.zoom)


class Navigator(QWidget):
    """Picture, Fit, 1:1 and the zoom."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__()
        self._canvas = canvas
        self.picture = NavigatorPicture(canvas)
        self.zoom = ZoomBox(canvas)
        self.fit = self._button(self.tr("Fit"), self.tr("Show the whole photo"))
        self.actual = self._button(self.tr("1:1"), self.tr("Show one photo pixel per screen pixel"))
        self.fit.clicked.connect(self._fit)
        self.actual.clicked.connect(self._show_pixels)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self.fit)
        row.addWidget(self.actual)
        row.addStretch()
        row.addWidget(self.zoom)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.picture)
        column.addLayout(row)
        canvas.zoom_changed.connect(self._refresh)
        canvas.moved.connect(self._refresh)
        canvas.renewed.connect(self._refresh)
        self._refresh()

    def _button(self, text: str, tip: str) -> QPushButton:
        button = QPushButton(text)
        button.setCheckable(True)
        button.setObjectName("flat")
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        return button

    def _fit(self) -> None:
        self._canvas.fit()
        self._refresh()

    def _show_pixels(self) -> None:
        self._canvas.set_zoom(1.0)
        self._refresh()

    def _refresh(self, _what: object = None) -> None:
        """The zoom, and which of the buttons stands for it."""
        there = self._canvas.view is not None
        for part in (self.fit, self.actual, self.zoom):
            part.setEnabled(there)
        self.zoom.show_zoom(self._canvas.zoom)
        self.fit.setChecked(there and self._canvas.fits)
        self.actual.setChecked(there and self._canvas.zoom == 1)


def _paint_box(painter: QPainter, box: Region, thick: int) -> None:
    """A light rectangle just around the device pixels `box`, with a dark one around it."""
    for colour, away in ((LIGHT, thick), (DARK, 2 * thick)):
        outer = box.grow(away)
        for side in (
            (outer.x, outer.y, outer.w, thick), (outer.x, outer.bottom - thick, outer.w, thick),
            (outer.x, outer.y + thick, thick, outer.h - 2 * thick),
            (outer.right - thick, outer.y + thick, thick, outer.h - 2 * thick),
        ):  # fmt: skip
            painter.fillRect(*side, colour)
