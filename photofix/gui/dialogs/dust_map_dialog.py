"""Shows a dust map: the sensor with its spots, the camera, a list; and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSizePolicy,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from photofix.core.dust_map import DustMap
from photofix.gui.qt_pictures import to_image
from photofix.ops.dust_picture import F_NUMBER, dust_picture

if TYPE_CHECKING:
    from photofix.gui.dust_maps import DustMaps

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class _Picture(QWidget):
    """The map's picture, as large as there is room for."""

    def __init__(self) -> None:
        super().__init__()
        self._dust: DustMap | None = None
        self._image: QImage | None = None
        self.setMinimumSize(420, 280)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("The sensor with its dust"))

    def show_map(self, dust: DustMap | None) -> None:
        self._dust = dust
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw()

    def _draw(self) -> None:
        """Drawn in the size in which it is shown, so that the numbers can be read."""
        dust, image = self._dust, None
        if dust is not None:
            scale = min(self.width() / dust.width, self.height() / dust.height)
            side = round(max(dust.width, dust.height) * scale * self.devicePixelRatioF())
            image = to_image(dust_picture(dust, max(1, side)))
            image.setDevicePixelRatio(self.devicePixelRatioF())
        self._image = image
        self.update()

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        if self._image is None:
            painter.setPen(self.palette().mid().color())
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 4, 4)
        else:
            painter.drawImage(0, 0, self._image)
        painter.end()


class DustMapDialog(QDialog):
    """Stays open beside the window while jobs run."""

    def __init__(self, maps: DustMaps, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Dust Map"))
        self.resize(980, 520)
        self._maps = maps
        self._shown: DustMap | None = None
        self.picture = _Picture()
        self.title, self.about = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.about.setObjectName("quiet")
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        for label in (self.title, self.about):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.list = self._new_list()
        self.learn = self._button(self.tr("Learn from Open Photos"), self.tr("Find what all open photos share"))
        self.load = self._button(self.tr("Open…"), self.tr("Open a map that was saved"))
        self.save = self._button(self.tr("Save…"), self.tr("Save this map as a file"))
        self.apply = self._button(self.tr("Clean This Photo"), self.tr("Take the dust off the photo that is shown"))
        self.apply_all = self._button(self.tr("Clean All Photos"), self.tr("Take the dust off all open photos"))
        self._lay_out()
        self.learn.clicked.connect(maps.learn)
        self.load.clicked.connect(maps.load)
        self.save.clicked.connect(maps.save)
        self.apply.clicked.connect(self._clean_shown)
        self.apply_all.clicked.connect(lambda: maps.apply(maps.photos))
        maps.changed.connect(self.refresh)
        maps.listed.connect(self.refresh)
        self.refresh()

    def say(self, text: str, hint: str) -> None:
        """What went wrong, until the next thing happens."""
        self.title.setText(text)
        self.about.setText(hint)

    def refresh(self) -> None:
        """Show the map that there is now, and what can be done."""
        maps, dust = self._maps, self._maps.dust
        if dust is not self._shown:
            self._shown = dust
            self.picture.show_map(dust)
            self._fill(dust)
        self.title.setText(self._title(dust))
        self.about.setText(self._about(dust))
        self.about.setToolTip(self._skipped())
        self.learn.setEnabled(bool(maps.photos) and not maps.busy)
        self.load.setEnabled(not maps.busy)
        self.save.setEnabled(dust is not None)
        for button in (self.apply, self.apply_all):
            button.setEnabled(dust is not None and bool(dust.spots) and bool(maps.photos) and not maps.busy)

    def _title(self, dust: DustMap | None) -> str:
        if self._maps.busy:
            return self.tr("Working…")
        if dust is None:
            return self.tr("No dust map yet")
        count = len(dust.spots)
        many = self.tr("1 spot") if count == 1 else self.tr("{0} spots").format(count or self.tr("no"))
        return self.tr("{0}: {1}").format(dust.camera.name, many)

    def _about(self, dust: DustMap | None) -> str:
        if dust is None:
            return self.tr(
                "Dust on the sensor lies at the same places in every photo of a camera. Open several photos of one "
                "camera, of anything, uncropped – or one of the plain sky – and learn where it is."
            )
        text = self.tr("{0} × {1} pixels, learnt from {2} photos").format(dust.width, dust.height, dust.frames)
        skipped = len(self._maps.learnt.skipped) if self._maps.learnt else 0
        return text + (self.tr("; {0} not used, hover to see why").format(skipped) if skipped else "")

    def _skipped(self) -> str:
        learnt = self._maps.learnt
        return "\n".join(f"{skip.name}: {skip.reason}" for skip in learnt.skipped) if learnt else ""

    def _clean_shown(self) -> None:
        current = self._maps.current
        if current is not None:
            self._maps.apply([current])

    def _fill(self, dust: DustMap | None) -> None:
        self.list.clear()
        for number, spot in enumerate(dust.spots if dust else (), 1):
            assert dust is not None
            shade = dust.shadow(spot, F_NUMBER)
            texts = [str(number), f"{spot.x:.0f}", f"{spot.y:.0f}", f"{shade.diameter:.1f}", f"{shade.density:.2f}"]
            item = QTreeWidgetItem(self.list, texts)
            for column in range(len(texts)):
                item.setTextAlignment(column, RIGHT)

    def _new_list(self) -> QTreeWidget:
        columns = [self.tr("No."), "x", "y", self.tr("Size"), self.tr("Density")]
        listed = QTreeWidget(columnCount=len(columns))
        listed.setObjectName("keys")
        listed.setAccessibleName(self.tr("Spots"))
        listed.setToolTip(self.tr("Place and diameter in pixels of the sensor, optical density, both at f/16"))
        listed.setRootIsDecorated(False)
        listed.setUniformRowHeights(True)
        listed.setHeaderLabels(columns)
        listed.header().setStretchLastSection(False)
        listed.header().setDefaultAlignment(RIGHT)
        for column in range(len(columns)):
            listed.header().setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        listed.setFixedWidth(360)
        return listed

    def _button(self, text: str, tip: str) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(tip)
        button.setAutoDefault(False)
        return button

    def _lay_out(self) -> None:
        middle = QHBoxLayout()
        middle.setSpacing(14)
        middle.addWidget(self.picture, 1)
        middle.addWidget(self.list)
        bottom = QHBoxLayout()
        bottom.setSpacing(8)
        for button in (self.learn, self.load, self.save):
            bottom.addWidget(button)
        bottom.addStretch()
        for button in (self.apply, self.apply_all):
            bottom.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        column.addWidget(self.title)
        column.addWidget(self.about)
        column.addLayout(middle, 1)
        column.addLayout(bottom)
