"""How one photo looks in the filmstrip: its picture, its name, and the signs on it."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPalette, QPen

CELL = QSize(108, 92)
PICTURE = QSize(96, 62)
TOP = 7
NAME = 16
BUTTON = 18
DOT = 6
NAME_PIXELS = 11
SPOKE = 30  # degrees that the arc turns at a step
SHADE = QColor(0, 0, 0, 150)
LIGHT = QColor(255, 255, 255, 235)


class Looks(NamedTuple):
    """What is to be seen of a photo. turn: how far the sign of work has turned; None: nothing is worked on."""

    name: str
    picture: QImage | None
    shown: bool
    wished: bool
    modified: bool
    turn: int | None
    hovered: bool
    close_hovered: bool


def close_area(cell: QRect) -> QRect:
    """Where the close button is: the upper right corner of the picture."""
    frame = _frame(cell)
    return QRect(frame.right() - BUTTON - 1, frame.top() + 3, BUTTON, BUTTON)


def paint_cell(painter: QPainter, cell: QRect, looks: Looks, palette: QPalette) -> None:
    painter.save()
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    frame = _frame(cell)
    shape = _paint_picture(painter, frame, looks, palette)
    if looks.turn is not None:
        _paint_work(painter, shape, looks.turn)
    if looks.shown or looks.wished:
        accent = palette.color(QPalette.ColorRole.Highlight)
        painter.setPen(QPen(accent, 2, Qt.PenStyle.SolidLine if looks.shown else Qt.PenStyle.DotLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(shape.adjusted(-3, -3, 3, 3), 4, 4)
    if looks.hovered:
        _paint_button(painter, QRectF(close_area(cell)), hovered=looks.close_hovered)
    _paint_name(painter, cell, looks, palette)
    painter.restore()


def _frame(cell: QRect) -> QRect:
    """The room of the picture."""
    return QRect(cell.x() + (cell.width() - PICTURE.width()) // 2, cell.y() + TOP, PICTURE.width(), PICTURE.height())


def _paint_picture(painter: QPainter, frame: QRect, looks: Looks, palette: QPalette) -> QRectF:
    """The picture fitted into its room, or an empty sheet; returns where it lies."""
    if looks.picture is None or looks.picture.isNull():
        shape = QRectF(frame.adjusted(12, 4, -12, -4))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color(QPalette.ColorRole.Mid))
        painter.drawRoundedRect(shape, 3, 3)
        return shape
    size = looks.picture.size().scaled(frame.size(), Qt.AspectRatioMode.KeepAspectRatio)
    size = size.expandedTo(QSize(2, 2))
    corner = frame.center() - QRect(0, 0, size.width(), size.height()).center()
    shape = QRectF(corner.x(), corner.y(), size.width(), size.height())
    painter.setOpacity(1.0 if looks.shown or looks.hovered else 0.8)
    painter.drawImage(shape, looks.picture)
    painter.setOpacity(1.0)
    return shape


def _paint_work(painter: QPainter, shape: QRectF, turn: int) -> None:
    """An arc that turns, on a disc that is seen on any picture."""
    disc = QRectF(0, 0, 26, 26)
    disc.moveCenter(shape.center())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(SHADE)
    painter.drawEllipse(disc)
    painter.setPen(QPen(LIGHT, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawArc(disc.adjusted(6, 6, -6, -6), -turn * SPOKE * 16, 260 * 16)


def _paint_button(painter: QPainter, area: QRectF, *, hovered: bool) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 230) if hovered else SHADE)
    painter.drawEllipse(area)
    painter.setPen(QPen(LIGHT, 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    middle, arm = area.center(), 3.6
    painter.drawLine(middle - QPointF(arm, arm), middle + QPointF(arm, arm))
    painter.drawLine(middle + QPointF(-arm, arm), middle + QPointF(arm, -arm))


def _paint_name(painter: QPainter, cell: QRect, looks: Looks, palette: QPalette) -> None:
    """The name, shortened in its middle where it is too long, after a dot if the photo is not saved."""
    font = QFont(painter.font())
    font.setPixelSize(NAME_PIXELS)
    painter.setFont(font)
    frame = _frame(cell)
    room = frame.width() - (DOT + 4 if looks.modified else 0)
    name = painter.fontMetrics().elidedText(looks.name, Qt.TextElideMode.ElideMiddle, room)
    width = painter.fontMetrics().horizontalAdvance(name)
    left = frame.x() + (frame.width() - width + (DOT + 4 if looks.modified else 0)) // 2
    line = QRect(left, frame.bottom() + 4, width + 1, NAME)
    if looks.modified:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color(QPalette.ColorRole.Highlight))
        painter.drawEllipse(QRectF(left - DOT - 4, line.center().y() - DOT / 2 + 1, DOT, DOT))
    role = QPalette.ColorRole.Text if looks.shown or looks.hovered else QPalette.ColorRole.PlaceholderText
    painter.setPen(palette.color(role))
    painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
