"""The panels at the studio's right: what a sketch begins with, the pencil, the result."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QColor, QIcon, QPixmap
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from photofix.gui.panels.entry_fields import SWATCH
from photofix.gui.panels.fields import NumberField
from photofix.gui.studio.drawing import Colour
from photofix.gui.studio.kinds import EDGES, Kind
from photofix.gui.studio.palette import Palette
from photofix.gui.studio.pencil import THICKEST, THINNEST, Pencil
from photofix.gui.studio.starts import Lines

SIDE, LEAST_SIDE, MOST_SIDE, SIDE_STEP = 256, 64, 1024, 64
STRENGTH = 0.5
MOST_VARIATION = 9999


def action_button(action: QAction, text: str = "", *, primary: bool = False) -> QPushButton:
    """A button that does what a menu entry does. text: what it is called, if not as that."""
    button = QPushButton()
    button.setObjectName("primary" if primary else "")
    button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    button.clicked.connect(lambda _on: action.trigger())

    def follow() -> None:
        button.setText(text or action.text())
        button.setToolTip(action.toolTip())
        button.setEnabled(action.isEnabled())

    action.changed.connect(follow)
    follow()
    return button


class ColourPanel(QWidget):
    """The palette, and for free sketches a colour that one mixes."""

    mix = Signal()

    def __init__(self, pencil: Pencil) -> None:
        super().__init__()
        self._pencil = pencil
        self._kind: Kind | None = None
        self.palette_ = Palette()
        self.palette_.chosen.connect(pencil.set_colour)
        self.other = QPushButton(self.tr("Other Colour…"))
        self.other.setIconSize(SWATCH)
        self.other.setToolTip(self.tr("Mix a colour; Alt-click takes one from the sketch"))
        self.other.clicked.connect(self.mix)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.palette_)
        column.addWidget(self.other)
        pencil.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        kind, colour = self._pencil.kind, self._pencil.colour
        if kind is not self._kind:
            self._kind = kind
            self.palette_.show_colours(kind.colours)
            self.other.setVisible(kind.free)
        erasing = self._pencil.tool == "eraser"
        self.palette_.mark(kind.paper if erasing else colour)
        known = any(colour == other for _, other in kind.colours)
        self.other.setIcon(QIcon() if known else _swatch(colour))


class PencilPanel(QWidget):
    """The pencil's width."""

    def __init__(self, pencil: Pencil) -> None:
        super().__init__()
        self._pencil = pencil
        self.size_ = NumberField(self.tr("Width"), THINNEST, THICKEST, pencil.size, unit="px", curved=True)
        self.size_.setToolTip(self.tr("Of pencil, eraser and lines, in pixels of the sketch; a pen presses it wider"))
        self.size_.changed.connect(lambda size: pencil.set_size(float(size)))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.size_)
        pencil.changed.connect(self._follow)

    def _follow(self) -> None:
        self.size_.set_default(self._pencil.kind.pencil)
        self.size_.set_value(self._pencil.size)


class StartPanel(QWidget):
    """What a sketch begins with."""

    lines_changed = Signal()
    side_changed = Signal(int)

    def __init__(self, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        grid = QGridLayout()
        grid.setSpacing(6)
        words = (
            ("photo", self.tr("A Photo…")), ("opened", self.tr("The Open Photo")),
            ("open", self.tr("A Sketch…")), ("new", self.tr("Empty Sheet…")),
        )  # fmt: skip
        for number, (name, text) in enumerate(words):
            grid.addWidget(action_button(actions[name], text), number // 2, number % 2)
        self.strength = NumberField(self.tr("Edges"), 0, 1, STRENGTH, step=0.05)
        self.strength.setToolTip(self.tr("How many edges are taken; what you have drawn stays"))
        self.strength.changed.connect(lambda _value: self.lines_changed.emit())
        self.coloured = QCheckBox(self.tr("With the photo’s colours"))
        self.coloured.setChecked(True)
        self.coloured.setToolTip(self.tr("Between the edges, in flat colours; what you have drawn stays"))
        self.coloured.toggled.connect(lambda _on: self.lines_changed.emit())
        self.side = NumberField(self.tr("Size"), LEAST_SIDE, MOST_SIDE, SIDE, step=SIDE_STEP, unit="px")
        self.side.setToolTip(self.tr("The shorter side of what a photo becomes; larger takes longer to translate"))
        self.side.changed.connect(lambda value: self.side_changed.emit(round(float(value))))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(grid)
        column.addWidget(self.strength)
        column.addWidget(self.coloured)
        column.addWidget(self.side)

    def show_kind(self, kind: Kind) -> None:
        for field in (self.strength, self.coloured):
            field.setVisible(kind is EDGES)

    @property
    def lines(self) -> Lines:
        value = self.strength.value
        return Lines(STRENGTH if value is None else value, self.coloured.isChecked())


class ResultPanel(QWidget):
    """Chance, and where the result goes."""

    varied = Signal(object)  # int, the seed; None without

    def __init__(self, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self.variation = NumberField(self.tr("Variation"), 1, MOST_VARIATION, None, automatic=True, bare=True)
        self.variation.box.setSpecialValueText(self.tr("None"))
        self.variation.setToolTip(self.tr("Another number makes another picture of the same sketch"))
        self.variation.changed.connect(lambda value: self.varied.emit(None if value is None else round(value)))
        self.another = action_button(actions["variation"], self.tr("Another"))
        self.another.setAccessibleName(self.tr("Another variation"))
        self.another.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        chance = QHBoxLayout()
        chance.setSpacing(6)
        chance.addWidget(self.variation, 1)
        chance.addWidget(self.another)
        grid = QGridLayout()
        grid.setSpacing(6)
        grid.addWidget(action_button(actions["open_result"], primary=True), 0, 0, 1, 2)
        grid.addWidget(action_button(actions["save_result"]), 1, 0)
        grid.addWidget(action_button(actions["copy"]), 1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(chance)
        column.addLayout(grid)

    def allow(self, on: bool) -> None:
        """Does the translator know variations?"""
        self.variation.setEnabled(on)


def _swatch(colour: Colour) -> QIcon:
    pixmap = QPixmap(SWATCH)
    pixmap.fill(QColor(*colour))
    return QIcon(pixmap)
