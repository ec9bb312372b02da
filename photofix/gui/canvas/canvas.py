"""The canvas widget: shows the document's photo and mask, and hands the pointer to the tool."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Sequence
from functools import reduce
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QColorSpace, QPainter, QPainterPath, QTransform
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from photofix.core.document import Changes
from photofix.core.pyramid import Pyramid
from photofix.core.region import Region
from photofix.gui.canvas.background import RunInBackground, ThreadPerTask
from photofix.gui.canvas.colour import SRGB, ToScreen, profile_space
from photofix.gui.canvas.compare import Divider
from photofix.gui.canvas.outline import border_path, cursor_rect, paint_cursor
from photofix.gui.canvas.overlay import MaskOverlay, cells_of
from photofix.gui.canvas.picture import Picture
from photofix.gui.canvas.pointer import Pointer
from photofix.gui.canvas.scene import Scene
from photofix.gui.canvas.tiles import Painting, TileLayer
from photofix.gui.canvas.view import View
from photofix.gui.tools.base import Outline, Preview, Tool

if TYPE_CHECKING:
    from photofix.gui.document_model import DocumentModel

TILE_BUDGET = 256 * 2**20  # bytes of tiles kept
MAKE_SECONDS = 0.010  # of every painting or step may go into making tiles and levels
AT_ONCE = 2_000_000  # pixels of a photo whose pyramid is built without a thread
MANY = 12  # regions that are no longer repainted one by one
COMPARE_MODES = ("none", "before", "split")


class Canvas(QWidget):
    """The photo in a zoomable view. Reads the model, never writes it; tools do."""

    zoom_changed = Signal(float)
    cursor_moved = Signal(int, int)  # photo pixel under the pointer, or -1, -1

    def __init__(
        self, model: DocumentModel, parent: QWidget | None = None, *, run_in_background: RunInBackground | None = None
    ) -> None:
        """run_in_background: where pyramids are built; by default a thread for each."""
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setTabletTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("Photo")
        self.setAccessibleDescription("The photo being repaired, with the mask over it")
        self.setMinimumSize(160, 120)
        if run_in_background is None:
            threads = ThreadPerTask()
            self.destroyed.connect(lambda: threads.close())  # noqa: PLW0108  # the lambda keeps `threads` alive
            run_in_background = threads
        self._run = run_in_background
        self._model = model
        self._scene: Scene | None = None
        self._view: View | None = None
        self._fit = True
        self._tool: Tool | None = None
        self._pointer = Pointer(self)
        self._preview: Preview | None = None
        self._preview_regions: set[Region] = set()
        self._cursor_rect = QRect()
        self._overlay = MaskOverlay(QColor(255, 0, 110, 128))
        self._divider = Divider()
        self._compare, self._mask_visible = "none", True
        self._surround, self._hint = QColor(64, 64, 64), "Open a photo, or drop one here"
        self._display_profile: bytes | None = None
        self._owed: list[Region] = []
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._catch_up)
        self.wheel_zooms = True
        model.replaced.connect(self._reload)
        model.changed.connect(self._follow)
        self._reload()

    # The document

    def _reload(self) -> None:
        """Another photo or base: start anew, fitted."""
        self._pointer.cancel()
        state = self._model.state
        self._owed.clear()
        self._scene = self._view = None
        self._overlay.show(state.mask if state else None)
        if state is not None:
            picture = Picture(state)
            to_screen = ToScreen(state.base, self._screen_space())
            self._scene = Scene(TileLayer(picture, to_screen, TILE_BUDGET), self._overlay, self._divider)
            self._scene.compare, self._scene.mask_visible = self._compare, self._mask_visible
            self._view = View(picture.photo.width, picture.photo.height, *self._port())
            self._build(picture)
            self.fit()
        self.pointer_moved()
        self.update()

    def _build(self, picture: Picture) -> None:
        pixels = picture.photo.pixels

        def done(pyramid: Pyramid) -> None:
            picture.adopt(pyramid)
            if isValid(self) and self._scene is not None and self._scene.layer.picture is picture:
                self.update()
                self._timer.start()

        if picture.photo.width * picture.photo.height <= AT_ONCE:
            done(Pyramid(pixels))
        else:
            self._run(lambda: Pyramid(pixels), done)

    def _follow(self, changes: Changes) -> None:
        """Take up what changed, and no more."""
        state = self._model.state
        if state is None or self._scene is None or self._scene.layer.picture.photo is not state.base:
            self._reload()
            return
        if changes.pixels:
            self._scene.layer.picture.follow(state, list(changes.pixels))
            for region in changes.pixels:
                self._scene.layer.mark_stale(region, range(1))
                self._update_photo(region)
            self._catch_up()
        if self._pointer.gesturing:
            self._preview_regions.update(cells_of(changes.mask))
        elif changes.mask:
            self._overlay.show(state.mask, changes.mask)
            self._update_all(changes.mask)

    def _catch_up(self) -> None:
        """Do some of the work that is due: coarser levels of what changed, tiles that were not ready."""
        if self._scene is None:
            return
        owed, self._owed = self._owed, []
        for device in owed:
            self._update_device(device)
        layer, end = self._scene.layer, time.perf_counter() + MAKE_SECONDS
        while layer.picture.pending:
            part = layer.picture.step()
            layer.mark_stale(part, range(1, layer.picture.levels))
            self._update_photo(part)
            if time.perf_counter() > end:
                self._timer.start()
                break

    @property
    def settled(self) -> bool:
        """Is everything shown as it will stay? False while tiles or levels are still being made."""
        if self._scene is None:
            return True
        picture = self._scene.layer.picture
        return picture.ready and not picture.pending and not self._owed

    @property
    def tiles_made(self) -> int:
        """How many tiles of the photo have been made since it was opened."""
        return self._scene.layer.made if self._scene else 0

    # Zoom and pan

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
        at = (anchor if anchor is not None else QRectF(self.rect()).center()) * self.devicePixelRatioF()
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
            self.set_zoom(self._view.next_step(1), self._pointer.at)

    def zoom_out(self) -> None:
        if self._view is not None:
            self.set_zoom(self._view.next_step(-1), self._pointer.at)

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
        self.set_zoom(1.0, self._pointer.at)

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

    def _set_view(self, view: View) -> None:
        old, self._view = self._view, view
        if old is None or old == view:
            return
        self.update()
        if old.zoom != view.zoom:
            self.zoom_changed.emit(view.zoom)
        self.pointer_moved()

    def photo_point(self, at: QPointF) -> tuple[float, float]:
        """Logical pixels of the canvas to photo pixels."""
        if self._view is None:
            return 0.0, 0.0
        at = at * self.devicePixelRatioF()
        return self._view.to_photo(at.x(), at.y())

    def canvas_point(self, x: float, y: float) -> QPointF:
        """Photo pixels to logical pixels of the canvas."""
        device = self._view.to_port(x, y) if self._view else (0.0, 0.0)
        return QPointF(*device) / self.devicePixelRatioF()

    # What is shown

    @property
    def mask_colour(self) -> QColor:
        return QColor(self._overlay.colour)

    @mask_colour.setter
    def mask_colour(self, colour: QColor) -> None:
        """Alpha is how strong the overlay is; it never becomes opaque."""
        self._overlay.colour = QColor(colour)
        self.update()

    @property
    def mask_visible(self) -> bool:
        return self._mask_visible

    @mask_visible.setter
    def mask_visible(self, visible: bool) -> None:
        self._mask_visible = visible
        if self._scene is not None:
            self._scene.mask_visible = visible
        self.update()

    def set_grown(self, pieces: Sequence[tuple[Region, NDArray[Any]]] | None) -> None:
        """Outline the mask as the last repair grew it: regions with h×w boolean arrays; None for nothing."""
        if self._scene is not None:
            self._scene.grown = border_path(pieces) if pieces else QPainterPath()
            self.update()

    @property
    def compare(self) -> str:
        return self._compare

    def set_compare(self, mode: str) -> None:
        """ "none", "before" (the base photo without edits and mask) or "split" (both, with a divider)."""
        if mode not in COMPARE_MODES:
            raise ValueError(f"compare is one of {COMPARE_MODES}, not {mode!r}")
        self._compare = mode
        if self._scene is not None:
            self._scene.compare = mode
        self.update()

    @property
    def split_position(self) -> float:
        """The divider's place as a share of the canvas, 0..1 from the left or the top."""
        return self._divider.position

    @split_position.setter
    def split_position(self, position: float) -> None:
        self._divider.position = position
        self.update()

    @property
    def split_vertical(self) -> bool:
        return self._divider.vertical

    @property
    def surround(self) -> QColor:
        """The colour around the photo."""
        return QColor(self._surround)

    @surround.setter
    def surround(self, colour: QColor) -> None:
        self._surround = QColor(colour)
        self.update()

    @property
    def hint(self) -> str:
        """What is said where there is no photo."""
        return self._hint

    @hint.setter
    def hint(self, hint: str) -> None:
        self._hint = hint
        self.update()

    def set_display_profile(self, icc: bytes | None) -> None:
        """The screen's ICC profile; None for what the window system says, else sRGB."""
        self._display_profile = icc
        if self._scene is not None:
            layer = self._scene.layer
            self._scene.layer = TileLayer(
                layer.picture, ToScreen(layer.picture.photo, self._screen_space()), TILE_BUDGET
            )
            self.update()

    def _screen_space(self) -> QColorSpace:
        if self._display_profile is not None:
            return profile_space(self._display_profile)
        window = self.window().windowHandle()
        space = window.format().colorSpace() if window is not None else QColorSpace()
        return space if space.isValid() else QColorSpace(SRGB)

    # Tool, pointer and cursor

    @property
    def tool(self) -> Tool | None:
        return self._tool

    def set_tool(self, tool: Tool | None) -> None:
        self._pointer.cancel()
        if self._tool is not None:
            self._tool.settings.changed.disconnect(self.pointer_moved)  # type: ignore[attr-defined]
        self._tool = tool
        if tool is not None:
            tool.settings.changed.connect(self.pointer_moved)  # type: ignore[attr-defined]
        self.refresh_cursor()

    @property
    def gesturing(self) -> bool:
        """Is a tool's gesture under way?"""
        return self._pointer.gesturing

    def show_preview(self, preview: Preview) -> None:
        """Show what a gesture asks for."""
        self._preview = preview
        if preview.mask is not None:
            regions = list(preview.regions)
            self._preview_regions.update(cells_of(regions))
            self._overlay.show(preview.mask, regions)
            self._update_all(regions)

    def end_preview(self) -> None:
        """Back to the document's mask."""
        regions, self._preview_regions = self._preview_regions, set()
        self._preview = None
        state = self._model.state
        self._overlay.show(state.mask if state else None, regions)
        self._update_all(regions)
        self.pointer_moved()

    def divider_at(self, at: QPointF) -> bool:
        split = self._compare == "split" and self._scene is not None
        return split and self._divider.hit(at, self.width(), self.height())

    def drag_divider(self, to: QPointF) -> None:
        self._divider.move_to(to, self.width(), self.height())
        self.update()

    def click_divider(self, at: QPointF) -> None:
        """A click on the handle turns the divider."""
        if self._divider.on_handle(at, self.width(), self.height()):
            self._divider.rotate()
            self.update()

    def pointer_moved(self) -> None:
        """Show the cursor where the pointer is now, and tell which photo pixel it is on."""
        at = self._pointer.at
        pixel = (-1, -1)
        if at is not None and self._view is not None:
            x, y = (math.floor(value) for value in self.photo_point(at))
            if 0 <= x < self._view.width and 0 <= y < self._view.height:
                pixel = x, y
        self.cursor_moved.emit(*pixel)
        self.refresh_cursor()

    def refresh_cursor(self) -> None:
        """The mouse cursor's shape, and the outline's old and new place."""
        shape = Qt.CursorShape.ArrowCursor
        if self._pointer.panning:
            shape = Qt.CursorShape.ClosedHandCursor
        elif self._pointer.space:
            shape = Qt.CursorShape.OpenHandCursor
        elif self._pointer.on_divider:
            shape = Qt.CursorShape.SplitHCursor if self._divider.vertical else Qt.CursorShape.SplitVCursor
        elif self._outline() is not None:
            shape = Qt.CursorShape.BlankCursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)
        self.update(self._cursor_rect)
        self._cursor_rect = QRect()
        placed = self._outline()
        if placed is not None:
            self._cursor_rect = cursor_rect(*placed, self.zoom / self.devicePixelRatioF())
            self.update(self._cursor_rect)

    def _outline(self) -> tuple[QPointF, Outline] | None:
        """Where the tool's outline is to be drawn, if it is."""
        pointer = self._pointer
        if self._tool is None or self._view is None or pointer.at is None:
            return None
        outline = self._tool.outline()
        if outline is None or pointer.panning or pointer.space or pointer.on_divider:
            return None
        held = self._preview.outline_at if self._preview else None
        return (self.canvas_point(*held) if held else pointer.at), outline

    # Painting

    def paintEvent(self, event: Any) -> None:
        painter = QPainter(self)
        if self._scene is None or self._view is None:
            self._paint_hint(painter)
            painter.end()
            return
        ratio = self.devicePixelRatioF()
        to_device = QTransform.fromScale(1 / ratio, 1 / ratio)
        painting = Painting(painter, to_device, time.perf_counter() + MAKE_SECONDS)
        dirty = _scaled(QRectF(event.rect()), ratio)
        owed = self._scene.paint(painting, self._view, dirty, self._surround)
        painter.setTransform(QTransform())
        self._scene.paint_divider(painter, QSizeF(self.size()))
        placed = self._outline()
        if placed is not None:
            paint_cursor(painter, *placed, self.zoom / ratio)
        painter.end()
        if owed:
            self._owed += owed
            self._timer.start()

    def _paint_hint(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), self._surround)
        painter.setPen(QColor(255, 255, 255) if self._surround.lightness() < 128 else QColor(0, 0, 0))
        painter.setOpacity(0.6)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._hint)

    def _port(self) -> tuple[int, int]:
        ratio = self.devicePixelRatioF()
        return max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio))

    def _update_photo(self, region: Region) -> None:
        """Repaint what shows a region of the photo; two device pixels more, as smooth scaling spreads it."""
        if self._view is not None:
            self._update_device(self._view.shown(region).grow(2 + math.ceil(2 * self._view.zoom)))

    def _update_all(self, regions: Iterable[Region]) -> None:
        """Repaint what shows any of the regions; what encloses them, if they are many."""
        regions = list(regions)
        if len(regions) > MANY:
            regions = [reduce(Region.union, regions)]
        for region in regions:
            self._update_photo(region)

    def _update_device(self, device: Region) -> None:
        area = _scaled(QRectF(*device), 1 / self.devicePixelRatioF())
        self.update(QRect(*area.clip(self.width(), self.height())))

    # Events

    def resizeEvent(self, event: Any) -> None:
        if self._view is not None:
            resized = self._view.resized(*self._port())
            self._set_view(resized.fitted() if self._fit else resized)

    def event(self, event: Any) -> bool:
        kind = event.type()
        if kind == QEvent.Type.ShortcutOverride and self._pointer.wants_key(event):
            event.accept()
            return True
        if kind == QEvent.Type.NativeGesture and self._pointer.pinch(event):
            return True
        if kind == QEvent.Type.DevicePixelRatioChange:
            self.resizeEvent(event)
        return super().event(event)

    def mousePressEvent(self, event: Any) -> None:
        event.setAccepted(self._pointer.press(event))

    def mouseMoveEvent(self, event: Any) -> None:
        self._pointer.move(event)

    def mouseReleaseEvent(self, event: Any) -> None:
        self._pointer.release(event)

    def mouseDoubleClickEvent(self, event: Any) -> None:
        event.setAccepted(self._pointer.press(event))

    def tabletEvent(self, event: Any) -> None:
        event.setAccepted(self._pointer.tablet(event))

    def wheelEvent(self, event: Any) -> None:
        self._pointer.wheel(event)

    def keyPressEvent(self, event: Any) -> None:
        if not self._pointer.key(event, down=True):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: Any) -> None:
        if not self._pointer.key(event, down=False):
            super().keyReleaseEvent(event)

    def leaveEvent(self, event: Any) -> None:
        self._pointer.leave()

    def focusOutEvent(self, event: Any) -> None:
        self._pointer.space = False
        self.refresh_cursor()


def _scaled(area: QRectF, factor: float) -> Region:
    """The whole pixels that a rectangle, enlarged by a factor, touches."""
    scaled = QRectF(area.x() * factor, area.y() * factor, area.width() * factor, area.height() * factor)
    rect = scaled.toAlignedRect()
    return Region(rect.x(), rect.y(), rect.width(), rect.height())
