"""A widget that shows a picture at any zoom: fit, 1:1, zoom at a point, pan."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import reduce
from typing import Any

from PySide6.QtCore import QPointF, QRect, QRectF, Signal
from PySide6.QtWidgets import QWidget

from photofix.core.region import Region
from photofix.gui.canvas.view import View

MANY = 12  # regions that are no longer repainted one by one


class ZoomWidget(QWidget):
    """Keeps the View of a widget. "Logical pixels" are Qt's, "device pixels" the screen's."""

    zoom_changed = Signal(float)
    moved = Signal()  # zoom, place or port are others now
    most_fit = 1.0  # see View

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: View | None = None
        self._fit = True

    def zoom_anchor(self) -> QPointF | None:
        """Where zooming without a point keeps the picture; None for the middle."""
        return None

    def view_moved(self) -> None:
        """Called after zoom or place have changed."""

    def home(self, port: Region) -> Region:
        """The part of the widget (device pixels) that the view is for."""
        return port

    def at_home(self, at: QPointF) -> QPointF:
        """A point of the widget as one of its home, where they are not the same (logical pixels)."""
        return at

    def show_size(self, width: int, height: int) -> None:
        """A picture of this size from now on, fitted."""
        port = self.home(self.device_area())
        self._view = View(width, height, port.w, port.h, port_x=port.x, port_y=port.y, most_fit=self.most_fit)
        self.fit()
        self.zoom_changed.emit(self.zoom)
        self.moved.emit()

    def show_view(self, view: View, *, fits: bool) -> None:
        """Look at the picture as `view` did, be the widget of another size by now; fits: keep the whole in view."""
        if self._view is not None and (view.width, view.height) == (self._view.width, self._view.height):
            self._fit = fits
            resized = view.in_port(self.home(self.device_area()))
            self._set_view(resized.fitted() if fits else resized)

    def show_nothing(self) -> None:
        """No picture from now on."""
        self._view = None

    @property
    def view(self) -> View | None:
        """Where the photo lies, in device pixels; None without a photo."""
        return self._view

    @property
    def zoom(self) -> float:
        """Device pixels per photo pixel."""
        return self._view.zoom if self._view else 1.0

    def set_zoom(self, zoom: float, anchor: QPointF | None = None) -> None:
        """Zoom with the photo point under `anchor` (logical pixels; default: the middle) staying where it is."""
        if self._view is None:
            return
        if anchor is not None:
            at = self.at_home(anchor) * self.devicePixelRatioF()
        else:
            at = QRectF(*self._view.port).center()
        self._fit = False
        self._set_view(self._view.zoomed(zoom, at.x(), at.y()))

    def zoom_by(self, factor: float, anchor: QPointF | None = None) -> None:
        """Multiply the zoom, stopping at 1:1 on the way past it."""
        zoom = self.zoom * factor
        if (self.zoom < 0.999 and zoom > 1) or (self.zoom > 1.001 and zoom < 1):
            zoom = 1.0
        self.set_zoom(zoom, anchor)

    def zoom_in(self) -> None:
        """To the next of the usual zooms, at the pointer."""
        if self._view is not None:
            self.set_zoom(self._view.next_step(1), self.zoom_anchor())

    def zoom_out(self) -> None:
        if self._view is not None:
            self.set_zoom(self._view.next_step(-1), self.zoom_anchor())

    def fit(self) -> None:
        """Show the whole photo, and keep doing so when the window is resized."""
        self._fit = True
        if self._view is not None:
            self._set_view(self._view.fitted())

    @property
    def fits(self) -> bool:
        """Is the whole photo being kept in view?"""
        return self._fit

    def actual_size(self) -> None:
        """One photo pixel per device pixel, at the pointer."""
        self.set_zoom(1.0, self.zoom_anchor())

    def toggle_zoom(self) -> None:
        """Between fit and 1:1, at the pointer."""
        if self._fit:
            self.actual_size()
        else:
            self.fit()

    def pan(self, by: QPointF) -> None:
        """Move the photo by logical pixels."""
        if self._view is not None:
            by = by * self.devicePixelRatioF()
            moved = self._view.panned(by.x(), by.y())
            self._fit = self._fit and moved == self._view
            self._set_view(moved)

    def centre_on(self, x: float, y: float) -> None:
        """Bring a photo point to the middle, as far as that shows enough of the photo."""
        if self._view is not None:
            centred = self._view.centred_on(x, y)
            self._fit = self._fit and centred == self._view
            self._set_view(centred)

    def _set_view(self, view: View) -> None:
        old, self._view = self._view, view
        if old is None or old == view:
            return
        self.update()
        if old.zoom != view.zoom:
            self.zoom_changed.emit(view.zoom)
        self.view_moved()
        self.moved.emit()

    def photo_point(self, at: QPointF) -> tuple[float, float]:
        """Logical pixels of the canvas to photo pixels."""
        if self._view is None:
            return 0.0, 0.0
        at = self.at_home(at) * self.devicePixelRatioF()
        return self._view.to_photo(at.x(), at.y())

    def canvas_point(self, x: float, y: float) -> QPointF:
        """Photo pixels to logical pixels of the canvas."""
        device = self._view.to_port(x, y) if self._view else (0.0, 0.0)
        return QPointF(*device) / self.devicePixelRatioF()

    def device_area(self) -> Region:
        """The whole widget in device pixels."""
        ratio = self.devicePixelRatioF()
        return Region(0, 0, max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio)))

    def update_region(self, region: Region) -> None:
        """Repaint what shows a region of the photo; two device pixels more, as smooth scaling spreads it."""
        if self._view is not None:
            shown = self._view.shown(region).grow(2 + math.ceil(2 * self._view.zoom))
            self.update_device(shown.intersect(self._view.port))

    def update_regions(self, regions: Iterable[Region]) -> None:
        """Repaint what shows any of the regions; what encloses them, if they are many."""
        regions = list(regions)
        if len(regions) > MANY:
            regions = [reduce(Region.union, regions)]
        for region in regions:
            self.update_region(region)

    def update_device(self, device: Region) -> None:
        area = scaled(QRectF(*device), 1 / self.devicePixelRatioF())
        self.update(QRect(*area.clip(self.width(), self.height())))

    def resizeEvent(self, event: Any) -> None:
        self.take_port()

    def take_port(self) -> None:
        """Go on in the port that is the view's now."""
        if self._view is not None:
            placed = self._view.in_port(self.home(self.device_area()))
            self._set_view(placed.fitted() if self._fit else placed)


def scaled(area: QRectF, factor: float) -> Region:
    """The whole pixels that a rectangle, enlarged by a factor, touches."""
    rect = QRectF(area.x() * factor, area.y() * factor, area.width() * factor, area.height() * factor).toAlignedRect()
    return Region(rect.x(), rect.y(), rect.width(), rect.height())
