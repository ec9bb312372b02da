"""The canvas widget: shows the document's photo and mask, and hands the pointer to the tool."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
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
from photofix.gui.canvas.colour import SRGB, profile_space
from photofix.gui.canvas.outline import border_path, cursor_rect, paint_cursor
from photofix.gui.canvas.overlay import cells_of
from photofix.gui.canvas.picture import Picture
from photofix.gui.canvas.pointer import Pointer
from photofix.gui.canvas.scene import Scene
from photofix.gui.canvas.tiles import Painting
from photofix.gui.canvas.zoom_widget import ZoomWidget, scaled
from photofix.gui.tools.base import Outline, Preview, Tool

if TYPE_CHECKING:
    from photofix.gui.document_model import DocumentModel

MAKE_SECONDS = 0.010  # of every painting or step may go into making tiles and levels
AT_ONCE = 2_000_000  # pixels of a photo whose pyramid is built without a thread
COMPARE_MODES = ("none", "before", "split")


class Canvas(ZoomWidget):
    """The photo in a zoomable view. Reads the model, never writes it; tools do."""

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
        self._scene = Scene()
        self._tool: Tool | None = None
        self._pointer = Pointer(self)
        self._preview: Preview | None = None
        self._preview_regions: set[Region] = set()
        self._cursor_rect = QRect()
        self._hint = "Open a photo, or drop one here"
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
        self._scene.load(state, self._screen_space())
        if self._scene.picture is None:
            self.show_nothing()
        else:
            photo = self._scene.picture.photo
            self.show_size(photo.width, photo.height)
            self._build(self._scene.picture)
        self.pointer_moved()
        self.update()

    def _build(self, picture: Picture) -> None:
        pixels = picture.photo.pixels

        def done(pyramid: Pyramid) -> None:
            picture.adopt(pyramid)
            if isValid(self) and self._scene.picture is picture:
                self.update()
                self._timer.start()

        if picture.photo.width * picture.photo.height <= AT_ONCE:
            done(Pyramid(pixels))
        else:
            self._run(lambda: Pyramid(pixels), done)

    def _follow(self, changes: Changes) -> None:
        """Take up what changed, and no more."""
        state = self._model.state
        if state is None or self._scene.picture is None or self._scene.picture.photo is not state.base:
            self._reload()
            return
        if changes.pixels:
            self._scene.follow(state, changes.pixels)
            self.update_regions(changes.pixels)
            self._catch_up()
        if self._pointer.gesturing:
            self._preview_regions.update(cells_of(changes.mask))
        elif changes.mask:
            self._scene.overlay.show(state.mask, changes.mask)
            self.update_regions(changes.mask)

    def _catch_up(self) -> None:
        """Do some of the work that is due: coarser levels of what changed, tiles that were not ready."""
        owed, self._owed = self._owed, []
        for device in owed:
            self.update_device(device)
        for region in self._scene.catch_up(time.perf_counter() + MAKE_SECONDS):
            self.update_region(region)
        if self._scene.picture is not None and self._scene.picture.pending:
            self._timer.start()

    @property
    def settled(self) -> bool:
        """Is everything shown as it will stay? False while tiles or levels are still being made."""
        picture = self._scene.picture
        if picture is None:
            return True
        return picture.ready and not picture.pending and not self._owed

    @property
    def tiles_made(self) -> int:
        """How many tiles of the photo have been made since it was opened."""
        return self._scene.layer.made if self._scene.layer else 0

    # What is shown

    @property
    def mask_colour(self) -> QColor:
        return QColor(self._scene.overlay.colour)

    @mask_colour.setter
    def mask_colour(self, colour: QColor) -> None:
        """Alpha is how strong the overlay is; it never becomes opaque."""
        self._scene.overlay.colour = QColor(colour)
        self.update()

    @property
    def mask_visible(self) -> bool:
        return self._scene.mask_visible

    @mask_visible.setter
    def mask_visible(self, visible: bool) -> None:
        self._scene.mask_visible = visible
        self.update()

    def set_grown(self, pieces: Sequence[tuple[Region, NDArray[Any]]] | None) -> None:
        """Outline the mask as the last repair grew it: regions with h×w boolean arrays; None for nothing."""
        self.set_grown_path(border_path(pieces) if pieces else QPainterPath())

    def set_grown_path(self, path: QPainterPath) -> None:
        """The same with a border that was followed already; in photo pixels."""
        self._scene.grown = path
        self.update()

    @property
    def compare(self) -> str:
        return self._scene.compare

    def set_compare(self, mode: str) -> None:
        """ "none", "before" (the base photo without edits and mask) or "split" (both, with a divider)."""
        if mode not in COMPARE_MODES:
            raise ValueError(f"compare is one of {COMPARE_MODES}, not {mode!r}")
        self._scene.compare = mode
        self.update()

    @property
    def split_position(self) -> float:
        """The divider's place as a share of the canvas, 0..1 from the left or the top."""
        return self._scene.divider.position

    @split_position.setter
    def split_position(self, position: float) -> None:
        self._scene.divider.position = position
        self.update()

    @property
    def split_vertical(self) -> bool:
        return self._scene.divider.vertical

    @property
    def surround(self) -> QColor:
        """The colour around the photo."""
        return QColor(self._scene.surround)

    @surround.setter
    def surround(self, colour: QColor) -> None:
        self._scene.surround = QColor(colour)
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
        self._scene.manage_colours(self._screen_space())
        self.update()

    def _screen_space(self) -> QColorSpace:
        if self._display_profile is not None:
            return profile_space(self._display_profile)
        window = self.window().windowHandle()
        space = window.format().colorSpace() if window is not None else QColorSpace()
        return space if space.isValid() else QColorSpace(SRGB)

    # Tool, pointer and cursor

    def zoom_anchor(self) -> QPointF | None:
        return self._pointer.at

    def view_moved(self) -> None:
        self.pointer_moved()

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
            self._scene.overlay.show(preview.mask, regions)
            self.update_regions(regions)

    def end_preview(self) -> None:
        """Back to the document's mask."""
        regions, self._preview_regions = self._preview_regions, set()
        self._preview = None
        state = self._model.state
        self._scene.overlay.show(state.mask if state else None, regions)
        self.update_regions(regions)
        self.pointer_moved()

    def divider_at(self, at: QPointF) -> bool:
        split = self._scene.compare == "split" and self._view is not None
        return split and self._scene.divider.hit(at, self.width(), self.height())

    def drag_divider(self, to: QPointF) -> None:
        self._scene.divider.move_to(to, self.width(), self.height())
        self.update()

    def click_divider(self, at: QPointF) -> None:
        """A click on the handle turns the divider."""
        if self._scene.divider.on_handle(at, self.width(), self.height()):
            self._scene.divider.rotate()
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
            shape = Qt.CursorShape.SplitHCursor if self._scene.divider.vertical else Qt.CursorShape.SplitVCursor
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
        if self._view is None:
            self._paint_hint(painter)
            painter.end()
            return
        ratio = self.devicePixelRatioF()
        to_device = QTransform.fromScale(1 / ratio, 1 / ratio)
        painting = Painting(painter, to_device, time.perf_counter() + MAKE_SECONDS)
        dirty = scaled(QRectF(event.rect()), ratio)
        owed = self._scene.paint(painting, self._view, dirty)
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
        painter.fillRect(self.rect(), self._scene.surround)
        painter.setPen(QColor(255, 255, 255) if self._scene.surround.lightness() < 128 else QColor(0, 0, 0))
        painter.setOpacity(0.6)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._hint)

    # Events

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
