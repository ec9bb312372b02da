"""The canvas widget: shows the document's photo and mask, and hands the pointer to the tool."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from photofix.core.region import Region
from photofix.gui.canvas.background import RunInBackground
from photofix.gui.canvas.lines import LINE_REACH, Placing, lines_touched, paint_lines
from photofix.gui.canvas.max_tiles import cells_of
from photofix.gui.canvas.outline import cursor_rect, paint_cursor
from photofix.gui.canvas.photo_widget import PhotoWidget
from photofix.gui.canvas.pointer import Pointer
from photofix.gui.canvas.side_by_side import mirror_rect, paint_mirror
from photofix.gui.tools.base import Line, Outline, Preview, Tool

if TYPE_CHECKING:
    from photofix.gui.document_model import DocumentModel
    from photofix.gui.marking import Marking

TAB_KEYS = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


class Layer(Protocol):
    """What is drawn over the photo and below what the tool shows."""

    def paint(self, painter: QPainter, placing: Placing) -> None:
        """Paint what `placing.dirty` shows of it, in logical pixels."""


class Canvas(PhotoWidget):
    """The photo in a zoomable view. Reads the model, never writes it; tools do."""

    cursor_moved = Signal(int, int)  # photo pixel under the pointer, or -1, -1
    size_turned = Signal(int)  # steps by which the wheel wants the tool larger

    def __init__(
        self,
        model: DocumentModel | Marking,
        parent: QWidget | None = None,
        *,
        run_in_background: RunInBackground | None = None,
    ) -> None:
        """model: a Marking where masks of steps are painted, too. run_in_background: where pyramids are built; by
        default a thread for each.
        """
        super().__init__(model, parent, run_in_background)
        self.setMouseTracking(True)
        self.setTabletTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Photo"))
        self.setAccessibleDescription(self.tr("The photo being repaired, with the mask over it"))
        self.setMinimumSize(160, 120)
        self._tool: Tool | None = None
        self._pointer = Pointer(self)
        self._preview: Preview | None = None
        self._preview_regions: set[Region] = set()
        self._cursor_rect = self._mirror_rect = QRect()
        self._layer: Layer | None = None
        self.wheel_zooms = True  # does the wheel zoom without Ctrl, too? Else it scrolls
        self.reload()

    def reload(self) -> None:
        self._pointer.cancel()
        self._drop_pending()
        super().reload()
        self.pointer_moved()

    def mask_changed(self, regions: Sequence[Region]) -> None:
        if self._pointer.gesturing or self._preview_regions:
            self._preview_regions.update(cells_of(regions))
        else:
            super().mask_changed(regions)

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
        self._drop_pending()
        if self._tool is not None:
            self._tool.settings.changed.disconnect(self._tool_changed)  # type: ignore[attr-defined]
        self._tool = tool
        if tool is not None:
            tool.settings.changed.connect(self._tool_changed)  # type: ignore[attr-defined]
        self.refresh_cursor()

    def _drop_pending(self) -> None:
        if self._tool is not None:
            self._tool.cancel()
        self.end_preview()

    def _tool_changed(self) -> None:
        self.pointer_moved()
        self._pointer.show_pending()

    def tool_key(self, key: Qt.Key) -> bool:
        """Give one of PENDING_KEYS to the tool if it is pending; True if it was used."""
        return self._pointer.tool_key(key, Qt.KeyboardModifier.NoModifier)

    @property
    def gesturing(self) -> bool:
        """Is a tool's gesture under way?"""
        return self._pointer.gesturing

    def show_preview(self, preview: Preview) -> None:
        """Show what a gesture asks for."""
        self._show_lines(preview.lines)
        self._preview = preview
        if preview.mask is not None:
            regions = list(preview.regions)
            self._preview_regions.update(cells_of(regions))
            self._scene.overlay.show(preview.mask, regions)
            self.update_regions(regions)

    def show_between(self, preview: Preview | None) -> None:
        """Show what a tool asks for between its gestures."""
        if preview is not None and preview is not self._preview:
            self.show_preview(preview)
        elif preview is None and self._preview is not None:
            self.end_preview()

    def end_preview(self) -> None:
        """Back to the document's mask."""
        regions, self._preview_regions = self._preview_regions, set()
        self._show_lines(())
        self._preview = None
        state = self._model.state
        self._scene.overlay.show(state.mask if state else None, regions)
        self.update_regions(regions)
        self.pointer_moved()

    def _show_lines(self, lines: Sequence[Line]) -> None:
        for area in lines_touched(self._preview.lines if self._preview else (), lines):
            corners = QRectF(self.canvas_point(area.left(), area.top()), self.canvas_point(area.right(), area.bottom()))
            self.update(corners.adjusted(-LINE_REACH, -LINE_REACH, LINE_REACH, LINE_REACH).toAlignedRect())

    def divider_at(self, at: QPointF) -> bool:
        split = self._scene.compare == "split" and self._view is not None
        return split and self._scene.divider.hit(at, self.width(), self.height())

    def drag_divider(self, to: QPointF) -> None:
        self._scene.divider.move_to(to, self.width(), self.height())
        self.update()

    def click_divider(self, at: QPointF) -> None:
        """A click on the handle turns the divider."""
        if self._scene.divider.on_handle(at, self.width(), self.height()):
            self.turn_comparison()

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
        shape = Qt.CursorShape.CrossCursor if self._tool and self._view else Qt.CursorShape.ArrowCursor
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
        self.update(self._mirror_rect)
        self._cursor_rect = self._mirror_rect = QRect()
        placed, at = self._outline(), self._pointer.at
        mirror = self.mirror(at) if at is not None else None
        if placed is not None:
            self._cursor_rect = cursor_rect(*placed, self.zoom / self.devicePixelRatioF())
            self.update(self._cursor_rect)
        if mirror is not None:
            self._mirror_rect = mirror_rect(mirror)
            self.update(self._mirror_rect)

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
        self.paint_photo(painter)
        zoom = self.zoom / self.devicePixelRatioF()
        placing = Placing(self.canvas_point(0, 0), zoom, QRectF(event.rect()), self.mask_colour)
        if self._layer is not None and self._view is not None and self.compare != "before":
            self._paint_layer(painter, self._layer, placing)
        if self._preview is not None and self._preview.lines:
            paint_lines(painter, self._preview.lines, placing)
        placed, at = self._outline(), self._pointer.at
        mirror = self.mirror(at) if at is not None else None
        if placed is not None:
            paint_cursor(painter, *placed, zoom)
        if mirror is not None:
            paint_mirror(painter, mirror)
        painter.end()

    def set_layer(self, layer: Layer | None) -> None:
        """Draw this over the photo from now on; None: nothing."""
        self._layer = layer
        self.update()

    def _paint_layer(self, painter: QPainter, layer: Layer, placing: Placing) -> None:
        """In the pane in which tools draw."""
        ratio = self.devicePixelRatioF()
        home = self.home(self.device_area())
        area = QRectF(home.x / ratio, home.y / ratio, home.w / ratio, home.h / ratio)
        painter.save()
        painter.setClipRect(area)
        layer.paint(painter, placing._replace(dirty=placing.dirty.intersected(area)))
        painter.restore()

    # Events

    def event(self, event: Any) -> bool:
        kind = event.type()
        if kind == QEvent.Type.ShortcutOverride and self._pointer.wants_key(event):
            event.accept()
            return True
        if kind == QEvent.Type.KeyPress and event.key() in TAB_KEYS and self._pointer.wants_key(event):
            self.keyPressEvent(event)  # before Qt moves the keyboard to another widget
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
        event.setAccepted(self._pointer.press(event, clicks=2))

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
