"""What colour hints consist of in the window, and what their parts say to each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from photofix.core.colour_hint import RGB, Point, from_entry
from photofix.core.document import State, UndoInfo
from photofix.core.edit import Edit
from photofix.core.params import filled
from photofix.core.progress import Progress
from photofix.gui.canvas.hint_layer import HintLayer, Shown
from photofix.gui.colouring.bar import HintsBar
from photofix.gui.colouring.panel import HintPanel
from photofix.gui.colouring.session import Session
from photofix.gui.panels.section import Section
from photofix.gui.remembered import Remembered
from photofix.gui.tools.hint_tool import HintTool
from photofix.gui.workers import COMPUTE, Task
from photofix.ops import colorize
from photofix.ops.base import Context, Operation, Source
from photofix.ops.plausible import colours_at

if TYPE_CHECKING:
    from photofix.gui.window import Window

WIDTH = 1 / 30  # of the photo's longer side: a stroke, until another width is chosen
ID = colorize.OPERATION.id


class HintParts(QObject):
    """Session, panel, bar, tool and what is drawn over the photo."""

    changed = Signal()  # which actions can be used may be another

    def __init__(self, window: Window, remembered: Remembered) -> None:
        super().__init__(window)
        self._window = window
        self.session = Session(window.model, remembered, self)
        self.tool = HintTool(self.session, window.canvas.colour_at)
        self.layer = HintLayer()
        self.bar = HintsBar(self.session)
        self.panel = HintPanel(self.session, window.asking.colour)
        self.section = Section(self.tr("Colour Hints"), self.panel)
        self.section.hide()
        self._asked: Task | None = None
        self._place: tuple[State, Point] | None = None  # of which the likely colours are shown or asked for
        self.session.mode_changed.connect(self._change_mode)
        self.session.changed.connect(self._show)
        self.session.changed.connect(self.changed)
        window.model.replaced.connect(self._show)
        window.toolbox.chosen.connect(self._tool_chosen)
        window.finding.session.mode_changed.connect(self._review_begun)

    def use_actions(self, actions: Mapping[str, QAction]) -> None:
        """Offer these as buttons."""
        self._actions = actions
        self.panel.use_actions(actions)
        self.bar.use_actions(actions)

    def follow_operations(self) -> None:
        """The operations' panel is there: its hints are those of the photo."""
        operations = self._window.operation
        operations.hints_wanted.connect(self.begin)
        operations.chosen.connect(lambda _panel: self._operation_chosen())
        operations.changed.connect(self._take_variant)

    @property
    def undo_info(self) -> UndoInfo | None:
        """What undo takes back while hints are set; None if that is nothing of the hints."""
        info = self.session.undo_info
        return info if self.session.active and (info.undo or info.redo) else None

    @property
    def rules(self) -> dict[str, bool]:
        """Does each rule of actions.RULES hold that is about hints?"""
        chosen = self._window.edits.chosen
        return {
            "hinting": self.session.active,
            "hints": bool(self.session.hints),
            "hint": self.session.active and self.session.selected is not None,
            "colours": len(chosen) == 1 and chosen[0].record.operation == ID,
        }

    # Begin and end

    def begin(self) -> None:
        """Set hints on the photo: those of its last colouring, if it has one and nothing else was said yet."""
        window = self._window
        if window.model.state is None:
            return
        window.finding.session.leave()
        window.marking.end()
        window.operation.choose_by_id(ID)
        edit = self._last()
        said = self.session.said
        if edit is not None and said is not None and len(said.steps) == 1:
            self._take_up(edit)
        self.session.begin()

    def change(self, edit: Edit) -> None:
        """Set the hints and values of an edit anew; what comes of them takes its place."""
        self._window.operation.choose_by_id(ID)
        self._take_up(edit)
        self.begin()

    def _take_up(self, edit: Edit) -> None:
        panel = self._window.operation.made(ID)
        given = edit.record.params
        hints = given.get("hints")
        self.session.take_up(edit.id, [from_entry(hint) for hint in hints] if isinstance(hints, (list, tuple)) else ())
        if panel is not None:
            values, _ = filled(colorize.Colorize, {name: given[name] for name in given if name != "hints"})
            panel.params.set_values(values)

    def replaced_by(self, operation: Operation) -> str:
        """The id of the edit in whose place the operation's next one comes; empty if it is one more."""
        said = self.session.said
        if operation.id != ID or said is None or not (self.session.active or said.hints):
            return ""
        edit = self._last()
        return edit.id if edit is not None else ""

    def _last(self) -> Edit | None:
        """The edit that the session is about, else the last one that gave colours."""
        state, said = self._window.model.state, self.session.said
        edits = [edit for edit in state.edits if edit.record.operation == ID] if state is not None else []
        chosen = [edit for edit in edits if said is not None and edit.id == said.edit]
        return next(iter([*chosen, *reversed(edits)]), None)

    def _change_mode(self) -> None:
        session, window = self.session, self._window
        if session.active:
            if window.toolbox.lent is not self.tool:
                self._take_hold()
        elif window.toolbox.lent is self.tool:
            window.toolbox.take_back(self.tool)
        if not session.active and not window.finding.session.active:
            window.canvas.set_layer(None)
        self.section.setVisible(session.active)
        for name in ("point", "brush", "lock", "pick"):
            self._actions[f"hint_{name}"].setChecked(session.active and session.mode == name)
        self._actions["colour_hints"].setChecked(session.active)
        self._show()
        self.changed.emit()

    def _take_hold(self) -> None:
        """The pointer sets hints from now on."""
        window = self._window
        self._first_width()
        window.toolbox.lend(self.tool)
        window.canvas.set_layer(self.layer)
        window.canvas.setFocus()
        window.hints.hide()

    def _first_width(self) -> None:
        state = self._window.model.state
        if not self.session.width and state is not None:
            self.session.set_width(round(WIDTH * max(state.base.width, state.base.height)))

    def _tool_chosen(self) -> None:
        """Another tool is in hand: hints are set no more."""
        if self.session.active and self._window.toolbox.lent is not self.tool:
            self.session.leave()

    def _review_begun(self) -> None:
        if self._window.finding.session.active:
            self.session.leave()

    def _operation_chosen(self) -> None:
        if self._window.operation.current.operation.id != ID:
            self.session.leave()

    def _take_variant(self) -> None:
        values = self._window.operation.values
        if isinstance(values, colorize.Colorize):
            self.session.variant = values.variant

    # What is shown

    def _show(self) -> None:
        session = self.session
        panel = self._window.operation.made(ID)
        if panel is not None:
            panel.params.fields["hints"].write(session.hints or None)
            self._window.preview.hurry()
        if session.active:
            self.layer.shown = Shown(session.hints, session.selected, session.hovered, self.tr("Locked"))
            self._window.canvas.update()
        self._ask_likely()

    def _ask_likely(self) -> None:
        """Find out what is likely at the place in hand."""
        session, state = self.session, self._window.model.state
        number = session.selected
        hint = session.hints[number] if session.active and number is not None else None
        place = None if hint is None or hint.locks or state is None else (state, hint.points[0])
        if place == self._place:
            return
        self._place = place
        if self._asked is not None:
            self._window.workers.cancel(self._asked)
            self._asked = None
        self.panel.show_likely(())
        if place is None:
            return
        models, recall = self._window.repairs.models, self._window.preview.recall
        source = Source(place[0])

        def work(_prepared: None, progress: Progress) -> tuple[RGB, ...]:
            return colours_at(source, place[1], Context(models(), progress, recall=recall))

        def finish(colours: tuple[RGB, ...]) -> None:
            self._asked = None
            if self._place == place:
                self.panel.show_likely(colours)

        self._asked = self._window.workers.submit("", work, finish, lane=COMPUTE, shown=False)
