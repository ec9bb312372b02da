"""The open photos in a row under the canvas: a click shows one."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from photofix.gui.filmstrip_cell import CELL, Looks, close_area, paint_cell
from photofix.gui.open_photos import OpenPhoto
from photofix.gui.opening import Opening
from photofix.gui.thumbnails import Thumbnails
from photofix.gui.workers import Workers

TURN_MS = 60  # between two steps of the sign that something is worked on
Index = QModelIndex | QPersistentModelIndex


class Filmstrip(QListView):
    """Hidden while there are fewer than two photos. A click shows one, a middle click closes it, dragging moves it."""

    close_wanted = Signal(object)  # OpenPhoto

    def __init__(self, opening: Opening, thumbnails: Thumbnails, workers: Workers) -> None:
        super().__init__()
        self._opening, self._workers, self._photos = opening, workers, opening.photos
        self._rows = _Rows(opening, self)
        self._allowed = True
        self._turn = 0
        self._turning = QTimer(self, interval=TURN_MS)
        self._turning.timeout.connect(self._step)
        self._pressed: OpenPhoto | None = None
        self._on_close = False
        self.setModel(self._rows)
        self.setItemDelegate(_Painter(self, thumbnails))
        self.setObjectName("filmstrip")
        self.setAccessibleName(self.tr("Open photos"))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QListView.SelectionMode.SingleSelection)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedHeight(CELL.height() + 8)
        self.hide()
        self._photos.listed.connect(self._list)
        self._photos.described.connect(self._describe)
        workers.added.connect(self._work)
        workers.removed.connect(self._work)

    def looks(self, photo: OpenPhoto, *, close_hovered: bool = False, hovered: bool = False) -> Looks:
        """How a photo is to be painted now."""
        wished = photo is self._opening.wished
        return Looks(
            photo.name, photo.thumbnail, photo is self._photos.current, wished, photo.modified,
            self._turn if self._busy(photo) else None, hovered, close_hovered,
        )  # fmt: skip

    def set_allowed(self, allowed: bool) -> None:
        """Not to be seen at all, however many photos there are, or as usual."""
        self._allowed = allowed
        self._show_or_hide()

    # The list

    def _list(self) -> None:
        self._rows.refresh()
        self._show_or_hide()
        self._work()
        current = self._photos.current
        if current is not None:
            place = self._rows.index(self._photos.all.index(current))
            self.setCurrentIndex(place)
            self.scrollTo(place)

    def _show_or_hide(self) -> None:
        wanted = self._allowed and len(self._photos.all) > 1
        if wanted == self.isHidden():
            self.setVisible(wanted)

    def _describe(self, photo: OpenPhoto) -> None:
        if photo in self._photos.all:
            self.update(self._rows.index(self._photos.all.index(photo)))

    def _work(self, *_ignored: Any) -> None:
        busy = any(self._busy(photo) for photo in self._photos.all)
        if busy and not self.isHidden():
            self._turning.start()
        else:
            self._turning.stop()
        self.viewport().update()

    def _step(self) -> None:
        self._turn += 1
        self.viewport().update()

    def _busy(self, photo: OpenPhoto) -> bool:
        return any(task.about is photo for task in self._workers.tasks)

    # Mouse and keys

    def photo_at(self, at: QPoint) -> OpenPhoto | None:
        index = self.indexAt(at)
        return self._photos.all[index.row()] if index.isValid() else None

    def on_close_button(self, at: QPoint) -> bool:
        index = self.indexAt(at)
        return index.isValid() and close_area(self.visualRect(index)).contains(at)

    def mousePressEvent(self, event: Any) -> None:
        at = event.position().toPoint()
        self._pressed, self._on_close = self.photo_at(at), self.on_close_button(at)
        if self._pressed is None:
            return
        if event.button() == Qt.MouseButton.LeftButton and not self._on_close:
            self._opening.show(self._pressed)

    def mouseMoveEvent(self, event: Any) -> None:
        self.viewport().update()
        if event.buttons() & Qt.MouseButton.LeftButton and self._pressed in self._photos.all and not self._on_close:
            at = event.position().toPoint()
            index = self.indexAt(QPoint(at.x(), CELL.height() // 2))
            if index.isValid() and self._photos.all[index.row()] is not self._pressed:
                self._photos.move(self._pressed, index.row())

    def mouseReleaseEvent(self, event: Any) -> None:
        at = event.position().toPoint()
        pressed, self._pressed = self._pressed, None
        if pressed is None or self.photo_at(at) is not pressed:
            return
        middle = event.button() == Qt.MouseButton.MiddleButton
        if middle or (event.button() == Qt.MouseButton.LeftButton and self._on_close and self.on_close_button(at)):
            self.close_wanted.emit(pressed)

    def mouseDoubleClickEvent(self, event: Any) -> None:
        self.mousePressEvent(event)

    def wheelEvent(self, event: Any) -> None:
        turn = event.pixelDelta() if not event.pixelDelta().isNull() else event.angleDelta()
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - (turn.y() or turn.x()))

    def keyPressEvent(self, event: Any) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(event.key())
        if steps is not None:
            self._opening.step(steps)
        elif event.key() == Qt.Key.Key_Delete and self._photos.current is not None:
            self.close_wanted.emit(self._photos.current)
        else:
            QWidget.keyPressEvent(self, event)

    def leaveEvent(self, event: Any) -> None:
        super().leaveEvent(event)
        self.viewport().update()


class _Rows(QAbstractListModel):
    """The list of photos as Qt's views read it."""

    def __init__(self, opening: Opening, strip: QWidget) -> None:
        super().__init__(strip)
        self._opening = opening
        self._shown = opening.photos.all

    def refresh(self) -> None:
        if self._opening.photos.all != self._shown:
            self.beginResetModel()
            self._shown = self._opening.photos.all
            self.endResetModel()

    def rowCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008  # as Qt declares it
        return len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        photo = self._shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return photo.name
        unsaved = self.tr("Not saved") if photo.modified else ""
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(filter(None, [str(photo.path or photo.name), unsaved]))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(filter(None, [photo.name, unsaved]))
        return None


class _Painter(QStyledItemDelegate):
    """Paints the visible photos, and so tells which thumbnails are wanted."""

    def __init__(self, strip: Filmstrip, thumbnails: Thumbnails) -> None:
        super().__init__(strip)
        self._strip, self._thumbnails = strip, thumbnails

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return CELL

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        strip = self._strip
        photo = strip.photo_at(option.rect.center())
        if photo is None:
            return
        self._thumbnails.want(photo)
        at = strip.viewport().mapFromGlobal(strip.cursor().pos())
        hovered = strip.underMouse() and option.rect.contains(at)
        looks = strip.looks(photo, hovered=hovered, close_hovered=hovered and strip.on_close_button(at))
        paint_cell(painter, option.rect, looks, option.palette)
