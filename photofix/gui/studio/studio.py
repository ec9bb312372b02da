"""The studio's window: puts the parts in their places and passes on what they say to each other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QLabel, QMainWindow, QStatusBar, QVBoxLayout, QWidget

from photofix.core.document import State
from photofix.errors import UserError
from photofix.gui import actions
from photofix.gui.arranging import beside
from photofix.gui.arrivals import Arrival
from photofix.gui.drop_frame import DropFrame
from photofix.gui.elided import ElidedLabel
from photofix.gui.panels.choice_fields import ListField
from photofix.gui.panels.section import Section
from photofix.gui.panels.side_panel import NARROWEST, SidePanel
from photofix.gui.studio import translators
from photofix.gui.studio.bars import beside_each_other, top_bar
from photofix.gui.studio.beginnings import Beginnings, Begun, Read
from photofix.gui.studio.chooser import Chooser, about_words, advice, takes_words
from photofix.gui.studio.commands import StudioCommands
from photofix.gui.studio.drawing import fresh
from photofix.gui.studio.editor import Editor
from photofix.gui.studio.kept import keep, kept
from photofix.gui.studio.kinds import DARK, EDGES, GREY, LABELS, PHOTO, Kind, kind_of
from photofix.gui.studio.pane import Pane
from photofix.gui.studio.panels import ColourPanel, PencilPanel, ResultPanel, StartPanel
from photofix.gui.studio.pencil import TOOLS, Pencil
from photofix.gui.studio.sketch import Sketch
from photofix.gui.studio.sketch_pane import SketchPane
from photofix.gui.studio.starts import blank, darkened, facade
from photofix.gui.studio.studio_actions import ACTIONS, MENUS
from photofix.gui.studio.studio_actions import TOOLS as BUTTONS
from photofix.gui.studio.translating import Made, Translating, Wish
from photofix.gui.studio.translators import SUFFIXES, Choice
from photofix.gui.tool_bar import ToolBar
from photofix.gui.wording import of_action

FIRST_SIZE, SIDE_WIDTH = QSize(1320, 800), 300
WAYS = (PHOTO, EDGES, LABELS, GREY)  # that a file may be used in which does not say what it takes
FIRST = "labels-to-facade"  # the translator that is shown first


class Studio(QMainWindow):
    """Every kind of sketch has a sheet of its own, so that nothing is lost when another translator is tried."""

    photo_made = Signal(object)  # H×W×3 uint8: the result, to be opened in the editor
    training_wanted = Signal()

    def __init__(self, editor: Editor) -> None:
        super().__init__()
        self.editor = editor
        self.setWindowTitle(self.tr("Sketch Studio – PhotoFix"))
        self.resize(FIRST_SIZE)
        self.sketches: dict[Kind, Sketch] = {}
        self.pencil = Pencil(self)
        self.kind = LABELS
        self.seed: int | None = None
        self.result: Made | None = None
        self._own: Read | None = None  # the photo that the person took last
        self._sources: dict[Kind, Read | None] = {}  # the photos of which sheets were made; None: the labels' example
        self._files: list[Choice] = []
        self._takes: dict[str, str] = {}  # what networks take whose files do not say it, by model
        self.beginnings = Beginnings(editor.workers, self)
        self.translating = Translating(editor.workers, editor.models, self.wish, self)
        self.commands = StudioCommands(self)
        self.sketch_pane = SketchPane(Sketch(fresh(blank(256, 256, LABELS)), self), self.pencil)
        self.result_pane = Pane(self.tr("Result"))
        self.actions_ = actions.build(self, self.sketch_pane, self.commands, editor.icon, ACTIONS)
        self._build()
        self._connect()
        self.setAcceptDrops(True)

    # Building

    def _build(self) -> None:
        self.chooser = Chooser()
        self.takes = ListField([(kind.id, takes_words(kind.id)) for kind in WAYS])
        self.takes.setAccessibleName(self.tr("What it takes"))
        self.takes.setToolTip(self.tr("The file does not say what the network was trained to take"))
        self.about = ElidedLabel()
        self.about.setObjectName("quiet")
        self.line = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.line.setObjectName("warning")
        self.line.setContentsMargins(16, 8, 16, 8)
        self.line.hide()
        self.colours = ColourPanel(self.pencil)
        self.start = StartPanel(self.actions_)
        self.outcome = ResultPanel(self.actions_)
        self.colour_section = Section(self.tr("Labels"), self.colours)
        self.pencil_section = Section(self.tr("Pencil"), PencilPanel(self.pencil))
        self.start_section = Section(self.tr("Begin With"), self.start)
        self.side = SidePanel([
            self.colour_section, self.pencil_section, self.start_section, Section(self.tr("Result"), self.outcome),
        ], lists=False)  # fmt: skip
        self.tools = ToolBar(self.actions_, tools=BUTTONS)
        self.addToolBar(Qt.ToolBarArea.LeftToolBarArea, self.tools)
        actions.fill_menus(self.menuBar(), self.actions_, MENUS, ACTIONS)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(top_bar(self.chooser, self.takes, self.about, self.actions_))
        self.sketch_words, self.result_words = QLabel(), QLabel()
        self.panes = beside_each_other(
            (self.tr("Sketch"), self.sketch_words, self.sketch_pane),
            (self.tr("Result"), self.result_words, self.result_pane),
        )
        column.addWidget(self.panes, 1)
        column.addWidget(self.line)
        self.setCentralWidget(beside(middle, self.side, FIRST_SIZE.width() - SIDE_WIDTH, SIDE_WIDTH))
        self.drop_frame = DropFrame(self.panes, self.take)
        status = QStatusBar()
        status.setSizeGripEnabled(False)
        self.hint, self.zoom = QLabel(), QLabel()
        self.zoom.setAccessibleName(self.tr("Zoom"))
        self.zoom.setToolTip(self.tr("Zoom"))
        status.addWidget(self.hint)
        status.addPermanentWidget(self.zoom)
        self.setStatusBar(status)

    def _connect(self) -> None:
        self.sketch_pane.drawn.connect(self._drawn)
        self.sketch_pane.picked.connect(self.pencil.set_colour)
        self.sketch_pane.pointed.connect(self.result_pane.mirror)
        self.result_pane.follow(self.sketch_pane)
        self.sketch_pane.follow(self.result_pane)
        self.sketch_pane.zoom_changed.connect(lambda zoom: self.zoom.setText(f"{zoom:.0%}"))
        self.pencil.changed.connect(self.refresh)
        self.colours.mix.connect(self.commands.mix)
        self.start.lines_changed.connect(self._redraw)
        self.start.side_changed.connect(lambda _value: self._resize())
        self.outcome.varied.connect(self.vary)
        self.chooser.chosen.connect(self._choose)
        self.takes.changed.connect(self._take_as)
        self.translating.made.connect(self._show)
        self.translating.refused.connect(self._refused)
        self.translating.busy_changed.connect(self._tell_busy)
        self.beginnings.made.connect(self._begin)
        self.beginnings.refused.connect(self._not_begun)

    def dress(self, icon: Callable[[str], QIcon], surround: str) -> None:
        """Put on the theme."""
        for row in ACTIONS:
            if row.icon:
                self.actions_[row.id].setIcon(icon(row.icon))
        self.side.dress(icon)
        for pane in (self.sketch_pane, self.result_pane):
            pane.surround = QColor(surround)
            pane.update()

        self._fit_side()

    def _fit_side(self) -> None:
        """Large text needs a wider panel."""
        column = self.side.widget()
        assert column is not None
        column.ensurePolished()
        bar = self.side.verticalScrollBar().sizeHint().width()
        self.side.setMinimumWidth(max(NARROWEST, column.minimumSizeHint().width() + bar))

    # Translators

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self.list_translators()
        self.sketch_pane.setFocus()
        if self.chooser.choice is None:
            self.chooser.choose(FIRST)
        self.translating.touch()  # it may have been drawn on while it closed

    def closeEvent(self, event: Any) -> None:
        self.translating.stop()
        self.beginnings.stop()
        super().closeEvent(event)

    def keep(self) -> None:
        """What was drawn is there again when PhotoFix is started the next time."""
        for kind, sketch in self.sketches.items():
            if sketch.touched:
                keep(self.editor.sketches, kind, sketch.pixels)

    def list_translators(self) -> None:
        """Offer those that are there now."""
        self.chooser.show_choices([translators.built_in(), translators.own(self.editor.own), self._files])

    def use(self, file: Path) -> None:
        """Take the translator in a file."""
        choice = translators.of(file)
        if file.parent != self.editor.own and choice not in self._files:
            self._files.append(choice)
        self.list_translators()
        self.chooser.choose(choice.model)

    def _choose(self, choice: Choice | None) -> None:
        if choice is None:
            return
        takes = choice.takes or self._takes.get(choice.model, PHOTO.id)
        kind = kind_of(takes)
        self.takes.setVisible(not choice.takes)
        self.takes.blockSignals(True)
        self.takes.set_value(kind.id)
        self.takes.blockSignals(False)
        self.about.setText("")
        self.result = None
        self.line.hide()
        self.result_pane.words = ""
        self.result_pane.show_pixels(None)
        self.show_kind(kind)
        if kind is EDGES:
            self.start.coloured.setChecked(choice.coloured)
        self.translating.restart()
        self.refresh()

    def _take_as(self, takes: str) -> None:
        """The person says what the network takes."""
        choice = self.chooser.choice
        if choice is not None:
            self._takes[choice.model] = takes
            self._choose(choice)

    # Sketches

    @property
    def sketch(self) -> Sketch:
        return self.sketches[self.kind]

    def show_kind(self, kind: Kind) -> None:
        """Draw sketches of this kind from now on, on the sheet that is kept for them."""
        self.kind = kind
        self.pencil.set_kind(kind)
        self.start.show_kind(kind)
        self.hint.setText(advice(kind))
        drawn = self.colour_section, self.pencil_section
        first = (*drawn, self.start_section) if kind in (LABELS, EDGES) else (self.start_section, *drawn)
        self.side.order([*first, self.side.sections[-1]])
        self.colour_section.set_title(of_action(kind.title))
        if kind not in self.sketches:
            side = self.side_length
            old = kept(self.editor.sketches, kind)
            sketch = self.sketches[kind] = Sketch(fresh(blank(side, side, kind)) if old is None else old, self)
            sketch.history_changed.connect(self.refresh)
            self.sketch_pane.show_sketch(sketch)
            if old is None:
                self._begin_first()
        else:
            self.sketch_pane.show_sketch(self.sketches[kind])
        self.refresh()

    @property
    def side_length(self) -> int:
        return round(self.start.side.value or 256)

    def exemplify(self) -> None:
        """Begin with what shows at once what the translator does: a facade, or the sample picture."""
        if self.kind is LABELS:
            self.begin(self.tr("Example"), facade(self.side_length, self.side_length))
            self._sources[LABELS] = None
            return
        store, dark = self.editor.store, self.kind is DARK
        sample = self.editor.resources / "sample" / "sample.jpg"

        def read() -> State:
            state = State.of(store.load(sample))
            return darkened(state) if dark else state

        self._make(read)

    def _make(self, read: Read) -> None:
        """The sheet out of a photo."""
        self._sources[self.kind] = read
        self.beginnings.take(read, self.kind, self.side_length, self.start.lines)

    def _begin_first(self) -> None:
        """With the person's own photo, if there is one, else with the example."""
        if self._own is not None and self.kind is not LABELS:
            self._make(self._own)
        else:
            self.exemplify()

    def begin(self, label: str, picture: Any) -> None:
        """Another picture as the sketch; what was there can be brought back, unless it was never touched."""
        self._sources.pop(self.kind, None)
        if self.sketch.touched:
            self.sketch.push(label, fresh(picture))
        else:
            self.sketch.begin(fresh(picture))

    def lay(self, label: str, width: int, height: int) -> None:
        """An empty sheet."""
        self._sources.pop(self.kind, None)
        self.sketch.push(label, fresh(blank(width, height, self.kind)))

    def take_photo(self, read: Read) -> None:
        """Begin with a photo; read: called on a worker."""
        self._own = read
        self._make(read)

    def _begin(self, begun: Begun) -> None:
        """A sketch was made of a photo: what was drawn by hand stays if only the edges are drawn in another way."""
        sketch = self.sketches.get(begun.kind)
        if sketch is None:
            return
        old = sketch.pixels
        made = fresh(begun.picture)
        if not begun.fresh and old.shape == made.shape:
            made = np.where(old[..., 3:] > 0, old, made)
        label = self.tr("Edges") if begun.kind is EDGES else self.tr("Photo")
        if sketch.touched:
            sketch.push(label, made, "" if begun.fresh else "lines")
        else:
            sketch.begin(made)

    def _not_begun(self, error: UserError) -> None:
        """A photo could not be read: the sheet stays as it is, and is translated if it was not yet."""
        self._sources.pop(self.kind, None)
        self.say(error)
        if self.result is None:
            self.translating.touch()

    def _redraw(self) -> None:
        source = self._sources.get(EDGES)
        if self.kind is EDGES and source is not None:
            self._make(source)

    def _resize(self) -> None:
        """A sketch on which nobody drew is made again at the new size."""
        if self.kind not in self._sources or self.sketch.pixels[..., 3].any():
            return
        source = self._sources[self.kind]
        if source is None:
            self.exemplify()
        else:
            self._make(source)

    # Results

    def wish(self) -> Wish | None:
        """What is to be translated now."""
        choice = self.chooser.choice
        if choice is None or not self.isVisible() or self.beginnings.busy:
            return None
        picture = np.ascontiguousarray(self.sketch_pane.pixels[..., :3])
        return Wish(picture, choice.model, self.seed)

    def vary(self, seed: int | None) -> None:
        """Translate with another chance; None: without."""
        self.seed = seed
        self.outcome.variation.set_value(seed)
        self.translating.touch()

    def _drawn(self) -> None:
        width, height = self.sketch_pane.pixels.shape[1::-1]
        self.sketch_words.setText(f"{width} × {height}")
        self.translating.touch()

    def _show(self, made: Made) -> None:
        choice = self.chooser.choice
        pixels = self.sketch_pane.pixels
        if choice is None or made.wish.model != choice.model or made.picture.shape[:2] != pixels.shape[:2]:
            return
        takes = kind_of(getattr(made.about, "takes", "")).id
        if not choice.takes and choice.model not in self._takes and takes != self.kind.id:
            self._take_as(takes)  # its name gave it away
            return
        self.result = made
        self.line.hide()
        self.result_pane.show_pixels(made.picture)
        self.about.setText(about_words(made.about))
        self.result_words.setText(self.tr("{0} s").format(f"{made.seconds:.2f}"))
        self.result_words.setToolTip(self.tr("How long the translation took on {0}").format(made.device.upper()))
        self.refresh()

    def _tell_busy(self, busy: bool) -> None:
        if busy and self.result is None:
            self.result_pane.words = self.tr("Translating…")
            self.result_pane.update()

    def _refused(self, error: UserError) -> None:
        if self.result is None:
            self.result_pane.words = self.tr("This translator cannot be used.")
            self.result_pane.update()
        self.say(error)

    def say(self, error: UserError) -> None:
        """What went wrong, in a line under the pictures."""
        self.line.setText(f"{error.message} {error.hint}".strip())
        self.line.show()

    def refresh(self) -> None:
        """Which actions can be used, and what they are called."""
        labels = self.sketch.labels if self.kind in self.sketches else None
        noisy = self.result is not None and getattr(self.result.about, "noise", True)
        holding = {
            "always": True, "undo": bool(labels and labels.undo), "redo": bool(labels and labels.redo),
            "opened": self.editor.state() is not None, "translated": self.result is not None, "varied": noisy,
        }  # fmt: skip
        for row in ACTIONS:
            self.actions_[row.id].setEnabled(holding[row.enabled])
        for name, label in (("undo", labels.undo if labels else ""), ("redo", labels.redo if labels else "")):
            self.actions_[name].setText(f"{of_action(name.capitalize())} {label}".strip())
        for name in TOOLS:
            self.actions_[name].setChecked(name == self.pencil.tool)
        self.outcome.allow(noisy)

    # What is dropped on the window

    def take(self, arrival: Arrival) -> None:
        """A network is used, a picture is taken as a photo."""
        for path in arrival.paths:
            if path.suffix.lower() in SUFFIXES:
                self.use(path)
            else:
                self.take_photo(lambda path=path: State.of(self.editor.store.load(path)))  # type: ignore[misc]

    def dragEnterEvent(self, event: Any) -> None:
        self.drop_frame.enter(event)

    def dragLeaveEvent(self, _event: Any) -> None:
        self.drop_frame.hide()

    def dropEvent(self, event: Any) -> None:
        self.drop_frame.drop(event)
