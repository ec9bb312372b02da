"""The panel of colour hints: the colour in hand, what is likely at the place in hand, palettes, recent colours."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from photofix.core.colour_hint import RGB
from photofix.gui import tips
from photofix.gui.colouring.session import RECENT, Session
from photofix.gui.panels.fields import NumberField
from photofix.gui.panels.swatch import Swatch, SwatchRow, hex_of, rgb_of
from photofix.gui.wording import of_operation
from photofix.ops.plausible import COUNT, PALETTES

LARGE = 40  # logical pixels of the colour in hand


class HintPanel(QWidget):
    def __init__(self, session: Session, ask: Callable[[str, str], str | None]) -> None:
        """ask: for a colour as "#rrggbb", by a title and from one."""
        super().__init__()
        self._session, self._ask = session, ask
        self.current = Swatch(session.colour, self.tr("Colour in hand"), side=LARGE)
        self.current.setCheckable(False)
        self.current.clicked.connect(self.choose_any)
        self.text = QLabel()
        self.text.setObjectName("quiet")
        self.text.setWordWrap(True)
        self.other = QPushButton(self.tr("Other…"))
        self.other.setToolTip(self.tr("Choose any colour"))
        self.other.clicked.connect(self.choose_any)
        self.grey = QPushButton(self.tr("Grey"))
        self.stroke = NumberField(self.tr("Stroke"), 2, 2000, 40, unit=self.tr("px"), curved=True)
        self.stroke.setToolTip(self.tr("Width of a stroke in photo pixels"))
        self.stroke.changed.connect(lambda value: session.set_width(float(value)))
        self.likely = SwatchRow(self.tr("Likely here"), (), COUNT)
        self.wait = QLabel(self.tr("Select a place"), wordWrap=True)
        self.wait.setObjectName("quiet")
        self._labels: list[QLabel] = []
        self.recent = SwatchRow(self.tr("Recent"), session.recent, RECENT)
        self.palettes = [SwatchRow(of_operation(title), colours, len(colours)) for title, colours in PALETTES]
        for row in (self.likely, self.recent, *self.palettes):
            row.chosen.connect(session.choose)
        self.remove = QPushButton(self.tr("Remove"))
        self.clear = QPushButton(self.tr("Remove All"))
        self.load = QPushButton(self.tr("Load…"))
        self.save = QPushButton(self.tr("Save…"))
        self._build()
        for signal in (session.changed, session.mode_changed, session.colour_changed):
            signal.connect(self._follow)
        self._follow()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.current)
        top.addWidget(self.text, 1)
        top.addWidget(self.grey)
        top.addWidget(self.other)
        column.addLayout(top)
        column.addWidget(self.stroke)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        titles = [self.tr("Likely here"), *(of_operation(title) for title, _ in PALETTES), self.tr("Recent")]
        for number, (title, row) in enumerate(zip(titles, [self.likely, *self.palettes, self.recent], strict=True)):
            label = QLabel(title)
            label.setObjectName("quiet")
            self._labels.append(label)
            grid.addWidget(label, number, 0)
            grid.addWidget(row, number, 1)
        grid.addWidget(self.wait, 0, 1)
        column.addLayout(grid)
        for buttons in ((self.remove, self.clear), (self.load, self.save)):
            line = QHBoxLayout()
            line.setSpacing(6)
            for button in buttons:
                button.setAutoDefault(False)
                line.addWidget(button, 1)
            column.addLayout(line)

    def use_actions(self, actions: Mapping[str, QAction]) -> None:
        """The buttons do what these do."""
        for button, name in (
            (self.grey, "hint_grey"), (self.remove, "hint_remove"), (self.clear, "hints_clear"),
            (self.load, "hints_load"), (self.save, "hints_save"),
        ):  # fmt: skip
            action = actions[name]
            tips.like(button, action)
            button.clicked.connect(action.trigger)
            button.setEnabled(action.isEnabled())
            action.enabledChanged.connect(button.setEnabled)

    def show_likely(self, colours: Sequence[RGB]) -> None:
        """What is likely at the place in hand; nothing while that is not known."""
        self.likely.set_colours(colours)
        self.likely.setVisible(bool(colours))
        self.wait.setVisible(not colours)
        self._mark()

    def choose_any(self) -> None:
        colour = self._ask(self.tr("Choose a colour"), hex_of(self._session.colour))
        if colour is not None:
            self._session.choose(rgb_of(colour))

    def _follow(self) -> None:
        session = self._session
        selected = session.selected
        hint = session.hints[selected] if selected is not None else None
        rgb = session.colour if hint is None or hint.rgb is None else hint.rgb
        self.current.show_colour(rgb, self.tr("Colour in hand"))
        count = len(session.hints)
        self.text.setText(self.tr("{0} of {1}").format((selected or 0) + 1, count) if hint is not None else "")
        self.stroke.setVisible(session.mode == "brush")
        self.stroke.blockSignals(True)
        self.stroke.set_value(session.width)
        self.stroke.blockSignals(False)
        self.recent.set_colours(session.recent)
        self._labels[-1].setVisible(bool(session.recent))
        self._mark()

    def _mark(self) -> None:
        for row in (self.likely, self.recent, *self.palettes):
            row.mark(self.current.rgb)
