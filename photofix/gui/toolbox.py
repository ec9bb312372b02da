"""Which tool is in hand, and the one that takes its place for a while."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from photofix.core.document import State
from photofix.core.mask import Mask
from photofix.core.mask_edit import Whole
from photofix.gui.canvas.canvas import Canvas
from photofix.gui.mask_changes import MaskChanges
from photofix.gui.tools.area import Points
from photofix.gui.tools.base import RunInBackground, Tool, Writer
from photofix.gui.tools.settings import BrushSettings
from photofix.gui.tools.table import TOOLS, Row


class Toolbox(QObject):
    """Makes each tool of the table when it is first chosen, and gives the canvas the chosen one."""

    chosen = Signal()  # another tool, or it adds instead of subtracting, or the other way round
    marked = Signal()  # a tool has marked something that was not marked, and the document has it

    def __init__(
        self, model: Writer, canvas: Canvas, settings: BrushSettings, run: RunInBackground, parent: QObject
    ) -> None:
        """run: where large changes are computed."""
        super().__init__(parent)
        self._model, self._canvas, self.settings, self._run = model, canvas, settings, run
        self.changes = MaskChanges(model, run)
        self._rows = {row.id: row for row in TOOLS}
        self._tools: dict[str, Tool] = {}
        self.current = TOOLS[0].id
        self.lent: Tool | None = None
        self.take_line: Callable[[Points, float], None] | None = None  # lines go there instead of into the mask
        canvas.set_tool(self.tool)
        canvas.size_turned.connect(self.step_size)
        settings.changed.connect(self.chosen)

    @property
    def row(self) -> Row:
        return self._rows[self.current]

    @property
    def tool(self) -> Tool:
        return self._made(self.current)

    @property
    def action(self) -> str:
        """The id of the action that stands for what is in hand: the eraser is the brush that subtracts."""
        return "eraser" if self.current == "brush" and self.settings.erase else self.current

    @property
    def actions(self) -> tuple[str, ...]:
        """The ids of all actions that stand for tools."""
        return (*self._rows, "eraser")

    def choose(self, name: str) -> None:
        """Take a tool in hand; what the one before had begun is dropped."""
        tool = self._made(name)
        self.current = name
        self.lent = None
        self._canvas.set_tool(tool)
        self._canvas.setFocus()
        self.chosen.emit()

    def _made(self, name: str) -> Tool:
        if name not in self._tools:
            self._tools[name] = self._rows[name].make(self, self.settings)
        return self._tools[name]

    def lend(self, tool: Tool) -> None:
        """Give the canvas another tool, until `take_back` or until a tool is chosen."""
        self.lent = tool
        self._canvas.set_tool(tool)

    def take_back(self, tool: Tool) -> None:
        """The lent tool has done its work."""
        if self._canvas.tool is tool:
            self.lent = None
            self._canvas.set_tool(self.tool)

    def step_size(self, steps: int) -> None:
        """Make what the tool paints wider (positive) or narrower."""
        widen = getattr(self.lent, "step_width", None)
        if widen is not None:
            widen(steps)
        elif self.current == "wire":
            self.settings.step_wire_width(steps)
        else:
            self.settings.step_size(steps)

    # What the tools write to

    def run_in_background(
        self, work: Callable[[], Any], done: Callable[[Any], None], failed: Callable[[BaseException], None]
    ) -> None:
        self._run(work, done, failed)

    @property
    def state(self) -> State | None:
        return self._model.state

    def push(self, label: str, state: State) -> None:
        before = self._model.state
        self._model.push(label, state)
        if before is not None and _gains(before.mask, state.mask):
            self.marked.emit()

    def change_mask(self, label: str, change: Whole, pixels: int) -> None:
        before = self._model.state

        def done() -> None:
            now = self._model.state
            if before is not None and now is not None and _gains(before.mask, now.mask):
                self.marked.emit()

        self.changes.make(label, change, pixels, done)


def _gains(old: Mask, new: Mask) -> bool:
    """Is anything marked more strongly than before?"""
    for cell, tile in new.tiles.items():
        was = old.tiles.get(cell)
        if was is None or (was is not tile and bool((tile > was).any())):
            return True
    return False
