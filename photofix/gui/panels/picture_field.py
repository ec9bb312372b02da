"""A field to choose one of several values by their pictures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPixmap, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup

from photofix.core.own_style import THUMBNAIL, WEIGHTS
from photofix.gui.panels.flow import Flow

PICTURE = QSize(74, 50)
RIM = 3  # around the picture, where the ring of the chosen one is
ROUND = 4.0


class PictureButton(QAbstractButton):
    """A picture with a short name below it; a ring when chosen. Without a picture, a plus sign.

    file: of the person's own that it stands for, if any.
    """

    def __init__(self, value: str, title: str, picture: Path, file: Path | None = None) -> None:
        super().__init__()
        self.value, self.file = value, file
        self._file = picture
        self._picture: QPixmap | None = None  # read when it is first seen
        self.setText(title.split(":", maxsplit=1)[0])
        self.setToolTip(title)
        self.setAccessibleName(title)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(PICTURE.width() + 2 * RIM, PICTURE.height() + 2 * RIM + self.fontMetrics().height() + 2)

    def paintEvent(self, _event: object) -> None:
        if self._picture is None:
            self._picture = QPixmap(str(self._file))
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        frame = QRectF(RIM, RIM, PICTURE.width(), PICTURE.height())
        path = QPainterPath()
        path.addRoundedRect(frame, ROUND, ROUND)
        text = self.palette().text().color()
        if self._picture.isNull():
            painter.setPen(QPen(self.palette().placeholderText().color(), 1, Qt.PenStyle.DashLine))
            painter.drawPath(path)
            painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, "+")
        else:
            painter.save()
            painter.setClipPath(path)
            painter.drawPixmap(frame, self._picture, QRectF(self._picture.rect()))
            painter.restore()
        if self.isChecked():
            painter.setPen(QPen(self.palette().highlight().color(), 2))
            painter.drawRoundedRect(frame.adjusted(-1.5, -1.5, 1.5, 1.5), ROUND + 1, ROUND + 1)
        below = QRectF(0, frame.bottom() + RIM, self.width(), self.height() - frame.bottom() - RIM)
        painter.setPen(self.palette().highlight().color() if self.hasFocus() else text)
        name = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, int(below.width()))
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter, name)
        painter.end()


class PictureField(Flow):
    """All choices, each with its picture from a folder, one of them pressed. The arrow keys go from one to another.

    After them come the person's own files, of which the folder may get more: they have the value of the last choice.
    """

    changed = Signal(object)  # the value
    file_chosen = Signal(object)  # str: the file that the value stands for; sent before that

    def __init__(self, choices: Sequence[tuple[str, str]], pictures: Path, own: Path) -> None:
        self._fixed = [PictureButton(value, title, pictures / f"{value}{THUMBNAIL}") for value, title in choices]
        self._own = own
        super().__init__(self._fixed)
        self._group = QButtonGroup(self)
        for button in self._fixed:
            self._group.addButton(button)
        self._fixed[0].setChecked(True)
        self.setFocusProxy(self._fixed[0])
        self._group.buttonToggled.connect(self._toggled)

    @property
    def buttons(self) -> list[PictureButton]:
        return [button for button in self._group.buttons() if isinstance(button, PictureButton)]

    @property
    def value(self) -> str:
        return next(button.value for button in self.buttons if button.isChecked())

    def set_value(self, value: str) -> None:
        if value != self.value:
            next(button for button in self._fixed if button.value == value).setChecked(True)

    def refresh(self) -> None:
        """Show the person's own files as they are now."""
        kept = [button for button in self.buttons if button.file is not None]
        files = sorted(self._own.glob(f"*{WEIGHTS}")) if self._own.is_dir() else []
        if [button.file for button in kept] == files:
            return
        chosen = next((button.file for button in kept if button.isChecked()), None)
        if chosen is not None:
            self._fixed[-1].setChecked(True)
        for button in kept:
            self._group.removeButton(button)
        more = [PictureButton(self._fixed[-1].value, file.stem, file.with_suffix(THUMBNAIL), file) for file in files]
        self.put([*self._fixed, *more])
        for button in more:
            self._group.addButton(button)
            button.setChecked(button.file == chosen)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def _toggled(self, button: QAbstractButton, on: bool) -> None:
        if on and isinstance(button, PictureButton):
            self.setFocusProxy(button)
            if button.file is not None:
                self.file_chosen.emit(str(button.file))
            self.changed.emit(button.value)
