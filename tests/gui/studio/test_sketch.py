"""The steps of a sketch: undone and done again, each whole, of any size."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from photofix.core.region import Region
from photofix.gui.studio import sketch as module
from photofix.gui.studio.drawing import Bytes, fresh
from photofix.gui.studio.sketch import Labels, Sketch


def sheet(shade: int, width: int = 8, height: int = 6) -> Bytes:
    return fresh(np.full((height, width, 3), shade, np.uint8))


def dotted(pixels: Bytes, x: int, y: int, shade: int) -> Bytes:
    made = pixels.copy()
    made[y, x] = shade
    return made


def test_steps_go_back_and_forth(qapp: Any) -> None:
    sketch = Sketch(sheet(255))
    first = dotted(sketch.pixels, 2, 3, 9)
    regions: list[Region] = []
    sketch.changed.connect(regions.append)
    sketch.push("Pencil", first)
    assert regions == [Region(2, 3, 1, 1)] and sketch.labels == Labels("Pencil", "")
    sketch.undo()
    assert np.array_equal(sketch.pixels, sheet(255)) and sketch.labels == Labels("", "Pencil")
    sketch.redo()
    assert np.array_equal(sketch.pixels, first)
    sketch.undo()
    sketch.push("Line", dotted(sketch.pixels, 0, 0, 7))
    assert sketch.labels == Labels("Line", "")


def test_nothing_changed_is_no_step(qapp: Any) -> None:
    sketch = Sketch(sheet(255))
    sketch.push("Pencil", sheet(255))
    assert not sketch.touched


def test_another_size_is_a_step_like_others(qapp: Any) -> None:
    sketch = Sketch(sheet(255))
    resized: list[tuple[int, int]] = []
    sketch.resized.connect(lambda: resized.append(sketch.size))
    sketch.push("New", sheet(0, 4, 9))
    sketch.push("Pencil", dotted(sketch.pixels, 3, 8, 50))
    sketch.undo()
    sketch.undo()
    assert sketch.size == (8, 6) and resized == [(4, 9), (8, 6)]
    sketch.redo()
    sketch.redo()
    assert np.array_equal(sketch.pixels, dotted(sheet(0, 4, 9), 3, 8, 50))


def test_steps_of_one_slider_are_one(qapp: Any) -> None:
    sketch = Sketch(sheet(255))
    sketch.push("Pencil", dotted(sketch.pixels, 1, 1, 1))
    before = sketch.pixels
    sketch.push("Edges", dotted(before, 2, 2, 2), "strength")
    sketch.push("Edges", dotted(before, 5, 5, 3), "strength")
    sketch.undo()
    assert np.array_equal(sketch.pixels, before) and sketch.labels.undo == "Pencil"
    sketch.redo()
    assert np.array_equal(sketch.pixels, dotted(before, 5, 5, 3))


def test_a_new_beginning_has_no_past(qapp: Any) -> None:
    sketch = Sketch(sheet(255))
    sketch.push("Pencil", dotted(sketch.pixels, 1, 1, 1))
    sketch.begin(sheet(7, 3, 3))
    assert sketch.size == (3, 3) and not sketch.touched


def test_the_oldest_steps_go_when_there_are_too_many(qapp: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 3 * 8)  # bytes: three steps of one pixel
    sketch = Sketch(sheet(255))
    for number in range(5):
        sketch.push(str(number), dotted(sketch.pixels, number, 0, number))
    for _ in range(5):
        sketch.undo()
    assert np.array_equal(sketch.pixels, dotted(dotted(sheet(255), 0, 0, 0), 1, 0, 1))


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 5), st.integers(0, 254), st.booleans()), max_size=8))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
def test_all_undone_and_redone_is_the_same(qapp: Any, steps: list[tuple[int, int, int, bool]]) -> None:
    sketch = Sketch(sheet(255))
    for x, y, shade, slid in steps:
        sketch.push("Step", dotted(sketch.pixels, x, y, shade), "slider" if slid else "")
    made = sketch.pixels
    for _ in steps:
        sketch.undo()
    assert np.array_equal(sketch.pixels, sheet(255))
    for _ in steps:
        sketch.redo()
    assert np.array_equal(sketch.pixels, made)
