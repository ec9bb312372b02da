"""What was said of the open photos' colours: the hints of each, which is selected, and their undo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, Signal

from photofix.core.colour_hint import RGB, ColourHint, Point
from photofix.core.document import UndoInfo
from photofix.gui.document_model import DocumentModel
from photofix.gui.open_photos import OpenPhoto
from photofix.gui.panels.swatch import hex_of, rgb_of
from photofix.gui.remembered import Remembered

Hints = tuple[ColourHint, ...]

MODES = ("point", "brush", "lock", "pick")
FIRST = (178, 124, 90)
GREY = (128, 128, 128)
RECENT = 12
STEP = 1.15
NARROWEST, WIDEST = 2.0, 2000.0  # photo pixels of a stroke


@dataclass(eq=False)
class Said:
    """Of one photo. steps: its hints and how they came about. edit: the id of the edit whose hints they are."""

    steps: list[tuple[str, Hints]] = field(default_factory=lambda: [("", ())])
    step: int = 0
    selected: int | None = None
    edit: str = ""

    @property
    def hints(self) -> Hints:
        return self.steps[self.step][1]


class Session(QObject):
    """The hints of the shown photo. While it is `active` the pointer sets them, and undo takes them back.

    colour: what the brush paints with. width: of its strokes, in photo pixels. variant: the proposal that regions
    keep which are locked now. `mode` is one of MODES.
    """

    changed = Signal()  # the hints, what is selected or hovered
    mode_changed = Signal()  # `active` or `mode` is another
    colour_changed = Signal()  # colour, width or the recent colours

    def __init__(self, model: DocumentModel, remembered: Remembered, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model, self._remembered = model, remembered
        self._all: WeakKeyDictionary[OpenPhoto, Said] = WeakKeyDictionary()
        self.active = False
        self.mode = MODES[0]
        self._before_picking = MODES[0]
        self.colour: RGB = FIRST
        self.width = 0.0  # 0: not chosen yet
        self.variant = 0
        self.hovered: int | None = None
        model.replaced.connect(self._replaced)

    # What there is

    @property
    def said(self) -> Said | None:
        """Of the photo that is shown."""
        photo = self._model.current
        return self._all.setdefault(photo, Said()) if photo is not None and self._model.state is not None else None

    @property
    def hints(self) -> Hints:
        said = self.said
        return said.hints if said else ()

    @property
    def selected(self) -> int | None:
        """The number of the hint in hand."""
        said = self.said
        return said.selected if said else None

    @property
    def undo_info(self) -> UndoInfo:
        said = self.said
        if said is None:
            return UndoInfo("", "")
        redo = said.steps[said.step + 1][0] if said.step + 1 < len(said.steps) else ""
        return UndoInfo(said.steps[said.step][0] if said.step else "", redo)

    @property
    def recent(self) -> tuple[RGB, ...]:
        """The colours that were chosen last."""
        return tuple(rgb_of(text) for text in self._remembered.recent_colours)

    # Begin and end

    def begin(self) -> None:
        if self.said is not None and not self.active:
            self.active = True
            self.mode_changed.emit()
        self.changed.emit()

    def take_up(self, edit_id: str, hints: Sequence[ColourHint]) -> None:
        """Go on from the hints of an edit, which the next one takes the place of."""
        said = self.said
        if said is None:
            return
        said.edit = edit_id
        if tuple(hints) != said.hints:
            self.push("Take Up Hints", tuple(hints))

    def leave(self) -> bool:
        """Back to the photo; False if no hints were being set."""
        if not self.active:
            return False
        self.active, self.hovered, self.mode = False, None, MODES[0]
        self.mode_changed.emit()
        self.changed.emit()
        return True

    def set_mode(self, mode: str) -> None:
        if mode == self.mode:
            return
        if mode == "pick":
            self._before_picking = self.mode
        elif mode == "brush":
            self.select(None)
        self.mode = mode
        self.mode_changed.emit()

    def end_picking(self) -> None:
        if self.mode == "pick":
            self.set_mode(self._before_picking)

    def _replaced(self) -> None:
        self.hovered = None
        if self.said is None:
            self.leave()
        self.changed.emit()

    # What the person does

    def push(self, label: str, hints: Hints, *, selected: int | None = None) -> None:
        """Make these the hints, with one step of undo; another colour of the hint that got one last is no new step."""
        said = self.said
        if said is None or hints == said.hints:
            return
        again = label == "Colour Hint" and said.steps[said.step][0] == label and selected == said.selected
        said.step += not again
        said.steps[said.step :] = [(label, hints)]
        said.selected = selected
        self.changed.emit()

    def undo(self) -> None:
        self._go(-1)

    def redo(self) -> None:
        self._go(1)

    def _go(self, by: int) -> None:
        said = self.said
        if said is not None and 0 <= said.step + by < len(said.steps):
            said.step += by
            said.selected = None
            self.hovered = None
            self.changed.emit()

    def add(self, points: Sequence[Point], rgb: RGB, width: float = 0.0) -> None:
        """A place, or with several points a stroke."""
        label = "Add Stroke" if len(points) > 1 else "Add Hint"
        hints = (*self.hints, ColourHint(tuple(points), rgb, width))
        self.push(label, hints, selected=None if len(points) > 1 else len(hints) - 1)

    def lock(self, corners: Sequence[Point]) -> None:
        """A region keeps its colours from now on."""
        hints = (*self.hints, ColourHint(tuple(corners), variant=self.variant))
        self.push("Lock Region", hints, selected=len(hints) - 1)

    def move(self, number: int, points: Sequence[Point]) -> None:
        """Put a hint elsewhere."""
        self._change("Move Hint", number, replace(self.hints[number], points=tuple(points)))

    def remove(self, number: int) -> None:
        self.push("Remove Hint", self.hints[:number] + self.hints[number + 1 :])

    def clear(self) -> None:
        self.push("Remove All Hints", ())

    def choose(self, rgb: RGB) -> None:
        """Take a colour: the hint in hand gets it, and the brush paints with it."""
        self.colour = rgb
        others = [text for text in self._remembered.recent_colours if text != hex_of(rgb)]
        self._remembered.recent_colours = [hex_of(rgb), *others][:RECENT]
        number = self.selected
        if self.active and number is not None and not self.hints[number].locks:
            self._change("Colour Hint", number, replace(self.hints[number], rgb=rgb))
        self.colour_changed.emit()

    def _change(self, label: str, number: int, hint: ColourHint) -> None:
        hints = self.hints
        self.push(label, (*hints[:number], hint, *hints[number + 1 :]), selected=number)

    def select(self, number: int | None) -> None:
        said = self.said
        if said is not None and said.selected != number:
            said.selected = number
            self.changed.emit()

    def hover(self, number: int | None) -> None:
        if self.hovered != number:
            self.hovered = number
            self.changed.emit()

    def step(self, by: int) -> None:
        """Select the next hint (1) or the one before (-1), round and round."""
        if self.hints:
            start = (-1 if by > 0 else 0) if self.selected is None else self.selected
            self.select((start + by) % len(self.hints))

    def step_width(self, steps: int) -> None:
        self.set_width(self.width * STEP**steps)

    def set_width(self, width: float) -> None:
        self.width = min(max(width, NARROWEST), WIDEST)
        self.colour_changed.emit()
