"""Undo memory: the limit is kept, and no step is lost by it as long as there is a disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photofix.core.document import Document, State
from photofix.core.mask import TILE
from photofix.core.region import Region
from photofix.core.spill import SpillFolder, on_disk
from photofix.core.undo_memory import UndoMemory

Make = Callable[..., Any]
PIECE = TILE * TILE


def marked(state: State, region: Region, value: int = 255) -> State:
    return state.with_mask(state.mask.replaced(region, np.full((region.h, region.w), value, np.uint8)))


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[SpillFolder]:
    folder = SpillFolder(tmp_path)
    yield folder
    folder.close()


def watched(memory: UndoMemory, make_photo: Make, **how: Any) -> Document:
    document = Document(make_photo(**how))
    memory.join(document)
    return document


def strokes(document: Document, count: int) -> list[State]:
    """As many strokes over the same spot: each holds one tile of its own."""
    states = []
    for _ in range(count):
        states.append(marked(document.state, Region(0, 0, 9, 9), document.step % 255 + 1))
        document.push("Brush", states[-1])
    return states


def test_without_a_limit_nothing_is_moved(make_photo: Make, folder: SpillFolder) -> None:
    memory = UndoMemory(None, folder)
    document = watched(memory, make_photo)
    strokes(document, 20)
    assert memory.clearing() is None and memory.spare_nbytes == 19 * PIECE
    memory.keep()
    assert folder.folder is None


def test_the_oldest_go_to_the_disk_and_come_back(make_photo: Make, folder: SpillFolder) -> None:
    memory = UndoMemory(8 * PIECE, folder)
    document = watched(memory, make_photo)
    states = strokes(document, 9)
    assert memory.clearing() is None  # the limit is just kept
    states += strokes(document, 1)
    memory.keep()
    assert memory.spare_nbytes == 6 * PIECE  # a quarter of the limit is free again
    assert [on_disk(state.mask.tiles[0, 0]) for state in states] == [True] * 3 + [False] * 7
    for number, state in reversed(list(enumerate(states))):
        assert document.state is state and (state.mask.read(Region(0, 0, 9, 9)) == number + 1).all()
        document.undo()
    # The undone ones count now, too: those go first that would be redone last.
    strokes(document, 1)
    memory.keep()
    assert memory.spare_nbytes == 0


def test_masks_edits_and_other_bases_go(make_photo: Make, make_edit: Make, folder: SpillFolder) -> None:
    memory = UndoMemory(0, folder)
    document = watched(memory, make_photo)
    opened = document.state
    before = opened.composite()
    document.push("Inpaint", replace(marked(opened, Region(0, 0, 30, 30)), edits=(make_edit(Region(3, 3, 20, 20)),)))
    repaired, shown = document.state, document.state.composite()
    document.push("Crop", State.of(make_photo(20, 20)))
    memory.keep()
    assert all(on_disk(array) for state in (opened, repaired) for array in state.arrays())
    assert document.spare_nbytes == 0 and document.nbytes == 20 * 20 * 3
    document.undo()
    np.testing.assert_array_equal(document.state.composite(), shown)
    document.undo()
    np.testing.assert_array_equal(document.state.composite(), before)
    assert document.state is opened and not document.modified


def test_what_is_shared_moves_once_and_stays_shared(make_photo: Make, make_edit: Make, folder: SpillFolder) -> None:
    memory = UndoMemory(0, folder)
    document = watched(memory, make_photo)
    stroke = marked(document.state, Region(0, 0, 9, 9))
    document.push("Brush", stroke)
    edit = replace(make_edit(Region(0, 0, 20, 20)), mask=stroke.mask)
    document.push("Inpaint", document.state.with_edit(edit))
    document.push("Opacity", document.state.with_changed(replace(edit, opacity=0.5)))
    document.push("Delete", document.state.without(edit.id))
    memory.keep()
    assert folder.folder is not None
    assert sum(file.stat().st_size for file in folder.folder.glob("*.raw")) < edit.nbytes + PIECE + 3 * 4096
    states = [document.state for _ in range(4) if document.undo() is not None]
    assert states[1].edits[0].patches is states[0].edits[0].patches
    assert states[2].mask.changes(edit.mask) == []


def test_a_stroke_made_while_others_are_written_is_kept(make_photo: Make, folder: SpillFolder) -> None:
    memory = UndoMemory(PIECE, folder)
    document = watched(memory, make_photo, width=600, height=300)
    first = marked(document.state, Region(0, 0, 9, 9))
    document.push("Brush", first)
    strokes(document, 4)
    clearing = memory.clearing()
    assert clearing is not None
    for _ in range(4):
        document.undo()
    document.push("Brush", marked(document.state, Region(500, 0, 9, 9)))
    clearing.run()
    memory.conclude(clearing)
    assert document.state.mask.tiles[0, 0] is first.mask.tiles[0, 0] and on_disk(first.mask.tiles[0, 0])
    assert document.undo().mask == (Region(256, 0, 256, 256),)


def test_all_documents_together_keep_one_limit(make_photo: Make, folder: SpillFolder) -> None:
    memory = UndoMemory(4 * PIECE, folder)
    first, second = watched(memory, make_photo), watched(memory, make_photo)
    strokes(first, 4)
    strokes(second, 3)
    memory.keep()
    assert memory.spare_nbytes == 3 * PIECE and second.spare_nbytes == 2 * PIECE  # the one used last keeps its own
    memory.join(first)
    assert memory.documents == [second, first]
    del second
    assert memory.documents == [first]


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_without_a_disk_the_oldest_are_forgotten_and_no_more(
    make_photo: Make, make_edit: Make, data: st.DataObject
) -> None:
    memory = UndoMemory(data.draw(st.integers(0, 8 * PIECE)))
    document = watched(memory, make_photo)
    states = [document.state]
    for step in range(data.draw(st.integers(1, 15))):
        kind = data.draw(st.sampled_from(["stroke", "repair", "amend", "undo"]))
        if kind == "undo":
            document.undo()
        else:
            region = Region(step, step, 10 + step, 8)
            state = marked(document.state, region, 100 + step)
            state = state.with_edit(make_edit(region, seed=step)) if kind == "repair" else state
            at = next(i for i, known in enumerate(states) if known is document.state)
            if kind == "amend":
                states[at] = state
                document.amend(lambda _, state=state: state)
            else:
                states[at + 1 :] = [state]
                document.push(kind, state)
        memory.keep()
        while states[0] is not document.state and spare(states, document.state) > (memory.nbytes or 0):
            states.pop(0)
        assert document.spare_nbytes == spare(states, document.state)
    while document.redo().any:
        pass
    back = [document.state]
    while document.undo_info.undo:
        document.undo()
        back.insert(0, document.state)
    assert [id(state) for state in back] == [id(state) for state in states]


def spare(states: list[State], current: State) -> int:
    needed = {id(array) for array in current.arrays()}
    held = {id(array): array.nbytes for state in states for array in state.arrays() if id(array) not in needed}
    return sum(held.values())


def test_a_saved_state_that_was_forgotten_still_tells_the_truth(make_photo: Make, make_edit: Make) -> None:
    memory = UndoMemory(0)
    document = watched(memory, make_photo)

    def push(label: str, state: State) -> None:
        document.push(label, state)
        memory.keep()

    push("Inpaint", document.state.with_edit(make_edit(Region(0, 0, 9, 9))))
    document.mark_saved(document.state)
    push("Brush", marked(document.state, Region(0, 0, 5, 5)))
    push("Brush", marked(document.state, Region(0, 0, 15, 5)))
    assert not document.modified
    push("Delete", document.state.without(document.state.edits[0].id))
    push("Brush", marked(document.state, Region(0, 0, 9, 5)))
    assert document.undo_info.undo == "Brush" and document.modified
