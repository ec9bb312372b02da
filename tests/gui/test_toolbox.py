"""The tool in hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from photofix.core.mask import Mask
from photofix.core.mask_edit import everything
from photofix.core.photo import Photo
from photofix.core.region import Region
from photofix.gui.canvas.canvas import Canvas
from photofix.gui.document_model import DocumentModel
from photofix.gui.toolbox import Toolbox
from photofix.gui.tools.settings import BrushSettings
from photofix.gui.tools.table import TOOLS


@pytest.fixture
def toolbox(qtbot: Any, model: DocumentModel) -> Toolbox:
    canvas = Canvas(model)
    qtbot.addWidget(canvas)
    model.open(Photo(np.zeros((300, 600, 3), np.uint8)))
    return Toolbox(model, canvas, BrushSettings(canvas), lambda work, done, failed=None: done(work()), canvas)


def test_choosing_gives_the_canvas_the_tool(toolbox: Toolbox, qtbot: Any) -> None:
    assert toolbox._canvas.tool is toolbox.tool and toolbox.action == "brush"
    for row in TOOLS:
        with qtbot.waitSignal(toolbox.chosen, timeout=0):
            toolbox.choose(row.id)
        assert toolbox._canvas.tool is toolbox.tool and toolbox.tool.id == row.id and toolbox.row is row
    assert set(toolbox.actions) == {row.id for row in TOOLS} | {"eraser"}


def test_the_eraser_is_the_brush_that_subtracts(toolbox: Toolbox, qtbot: Any) -> None:
    with qtbot.waitSignal(toolbox.chosen, timeout=0):
        toolbox.settings.erase = True
    assert toolbox.action == "eraser"
    toolbox.choose("lasso")
    assert toolbox.action == "lasso"


def test_the_wheel_turns_the_size(toolbox: Toolbox) -> None:
    before = toolbox.settings.size
    toolbox._canvas.size_turned.emit(2)
    assert toolbox.settings.size > before + 1


def test_a_lent_tool_goes_back(toolbox: Toolbox) -> None:
    lent = TOOLS[1].make(toolbox, toolbox.settings)
    toolbox.lend(lent)
    assert toolbox._canvas.tool is lent
    toolbox.take_back(lent)
    assert toolbox._canvas.tool is toolbox.tool
    toolbox.lend(lent)
    toolbox.choose("polygon")
    toolbox.take_back(lent)
    assert toolbox._canvas.tool is toolbox.tool and toolbox.tool.id == "polygon"


def test_it_tells_when_something_was_marked_and_not_when_it_was_wiped(toolbox: Toolbox) -> None:
    told: list[int] = []
    toolbox.marked.connect(lambda: told.append(1))

    def put(region: Region, value: int) -> None:
        state = toolbox.state
        assert state is not None
        values = np.full((region.h, region.w), value, np.uint8)
        toolbox.push("Test", state.with_mask(state.mask.replaced(region, values)))

    put(Region(0, 0, 100, 100), 100)
    put(Region(0, 0, 50, 50), 200)
    assert len(told) == 2
    put(Region(0, 0, 50, 50), 30)
    toolbox.change_mask("Clear", lambda mask: Mask(mask.width, mask.height), 1)
    assert len(told) == 2
    toolbox.change_mask("Everything", lambda mask: everything(mask.width, mask.height), 1)
    assert len(told) == 3
    toolbox.change_mask("Nothing", lambda mask: mask, 1)
    state = toolbox.state
    assert state is not None
    toolbox.push("Clear", state.with_mask(Mask(600, 300)))
    assert len(told) == 3
