"""What is in hand: the tool, its width, and a colour for each kind of sketch."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from photofix.gui.studio.drawing import Colour
from photofix.gui.studio.kinds import EDGES, Kind

THINNEST, THICKEST = 1, 200
SIZE_STEP = 1.15
TOOLS = ("pencil", "eraser", "fill", "line", "rectangle")


class Pencil(QObject):
    """Widths are pixels of the sketch. What is set for one kind of sketch is there again when one comes back to it."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kind = EDGES
        self._tools: dict[Kind, str] = {}
        self._sizes: dict[Kind, float] = {}
        self._colours: dict[Kind, Colour] = {}

    @property
    def kind(self) -> Kind:
        return self._kind

    def set_kind(self, kind: Kind) -> None:
        if kind is not self._kind:
            self._kind = kind
            self.changed.emit()

    @property
    def tool(self) -> str:
        """One of TOOLS."""
        return self._tools.get(self._kind, self._kind.tool)

    def set_tool(self, tool: str) -> None:
        if tool != self.tool:
            self._tools[self._kind] = tool
            self.changed.emit()

    @property
    def size(self) -> float:
        return self._sizes.get(self._kind, self._kind.pencil)

    def set_size(self, size: float) -> None:
        size = min(THICKEST, max(THINNEST, round(size)))
        if size != self.size:
            self._sizes[self._kind] = size
            self.changed.emit()

    def step_size(self, steps: int) -> None:
        """Thicker (1) or thinner (-1) by 15 %, at least a pixel."""
        size = self.size
        self.set_size(max(size * SIZE_STEP, size + 1) if steps > 0 else min(size / SIZE_STEP, size - 1))

    @property
    def colour(self) -> Colour:
        return self._colours.get(self._kind, self._kind.colours[self._kind.first][1])

    def set_colour(self, colour: Colour) -> None:
        """Take a colour, and something to draw with it in the place of the eraser."""
        before = self.colour, self.tool
        self._colours[self._kind] = colour
        if self.tool == "eraser":
            self._tools[self._kind] = self._kind.tool
        if before != (self.colour, self.tool):
            self.changed.emit()

    @property
    def ink(self) -> Colour:
        """What the tool paints."""
        return self._kind.paper if self.tool == "eraser" else self.colour
