"""The tools that mark, and what can be set for each."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from photofix.gui.tools.base import BackgroundWriter, Tool
from photofix.gui.tools.brush import BrushTool
from photofix.gui.tools.lasso import LassoTool
from photofix.gui.tools.polygon import PolygonTool
from photofix.gui.tools.settings import BrushSettings
from photofix.gui.tools.shapes import ellipse_tool, rectangle_tool


def _wire_pen(model: BackgroundWriter, settings: BrushSettings) -> Tool:
    """Imported when it is first chosen: it brings all that follows wires with it."""
    from photofix.gui.tools.wire_pen import WirePenTool

    return WirePenTool(model, settings)


class Row(NamedTuple):
    """id: that of its action, too. options: the settings it heeds besides adding and subtracting."""

    id: str
    make: Callable[[BackgroundWriter, BrushSettings], Tool]
    options: tuple[str, ...]


TOOLS = (
    Row("brush", BrushTool, ("size", "hardness", "opacity")),
    Row("wire", _wire_pen, ("wire_width", "wire_margin", "wire_snap", "advice")),
    Row("lasso", LassoTool, ("feather",)),
    Row("polygon", PolygonTool, ("feather",)),
    Row("rectangle", rectangle_tool, ("feather",)),
    Row("ellipse", ellipse_tool, ("feather",)),
)
