"""Documents: states, undo, what changed, what is kept in memory, and the promise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photofix.core.document import Changes, Document, State, changed_outside, changes
from photofix.core.edit import Edit
from photofix.core.mask import TILE, Mask
from photofix.core.photo import Photo
from photofix.core.region import Region

Make = Callable[..., Any]


def marked(state: State, region: Region, value: int = 255) -> State:
    return state.with_mask(state.mask.replaced(region, np.full((region.h, region.w), value, np.uint8)))


@pytest.fixture
def document(make_photo: Make) -> Document:
    return Document(make_photo())


def test_a_region_outside_the_photo_has_no_pixels(document: Document) -> None:
    for region in (Region(-1, 0, 5, 5), Region(58, 0, 3, 5), Region(0, 38, 2, 3)):
        with pytest.raises(ValueError, match="inside"):
            document.state.composite(region)


def test_the_base_is_never_written(document: Document, make_edit: Make) -> None:
    before = document.state.base.pixels.copy()
    whole = document.state.with_edit(make_edit(Region(0, 0, 60, 40))).composite()
    whole[...] = 0
    np.testing.assert_array_equal(document.state.base.pixels, before)


def test_later_edits_lie_over_earlier_ones(document: Document, make_edit: Make) -> None:
    first, second = (
        make_edit(Region(0, 0, 20, 20), alpha=255, seed=1),
        make_edit(Region(10, 0, 20, 20), alpha=255, seed=2),
    )
    composite = document.state.with_edit(first).with_edit(second).composite()
    np.testing.assert_array_equal(composite[:20, :10], first.patches[0].pixels[:, :10])
    np.testing.assert_array_equal(composite[:20, 10:30], second.patches[0].pixels)


def test_a_repair_clears_the_mask(document: Document, make_edit: Make) -> None:
    assert marked(document.state, Region(1, 1, 4, 4)).with_edit(make_edit(Region(0, 0, 5, 5))).mask.empty


def test_edits_are_exchanged_and_deleted_by_their_id(document: Document, make_edit: Make) -> None:
    edits = [make_edit(Region(i, 0, 5, 5)) for i in range(3)]
    state = document.state
    for edit in edits:
        state = state.with_edit(edit)
    faded = replace(edits[1], opacity=0.5)
    assert state.with_changed(faded).edits == (edits[0], faded, edits[2])
    assert state.without(edits[1].id).edits == (edits[0], edits[2])


@pytest.mark.parametrize("off", [True, False])
def test_marking_again_adds_what_the_edits_were_made_for(document: Document, make_edit: Make, off: bool) -> None:
    marks = [marked(document.state, Region(0, 0, 9, 9), 100).mask, marked(document.state, Region(5, 5, 9, 9), 50).mask]
    edits = [replace(make_edit(Region(0, 0, 9, 9)), mask=mask) for mask in (*marks, None)]
    state = replace(marked(document.state, Region(40, 0, 5, 5)), edits=tuple(edits))
    again = state.marked_again([edit.id for edit in edits], off=off)
    expected = np.maximum.reduce([state.mask.read(), marks[0].read(), marks[1].read()])
    np.testing.assert_array_equal(again.mask.read(), expected)
    assert [edit.enabled for edit in again.edits] == [not off] * 3
    assert state.marked_again([], off=True).mask is state.mask


def test_undo_brings_the_marking_back_and_redo_the_repair(document: Document, make_edit: Make) -> None:
    opened = document.state
    stroke = marked(opened, Region(5, 5, 9, 9))
    document.push("Brush", stroke)
    repaired = stroke.with_edit(make_edit(Region(4, 4, 11, 11)))
    done = document.push("Inpaint", repaired)
    assert done.pixels == (Region(4, 4, 11, 11),) and done.mask == (Region(0, 0, 60, 40),)
    assert (document.undo_info.undo, document.undo_info.redo) == ("Inpaint", "")
    assert document.undo() == done and document.state is stroke
    assert (document.undo_info.undo, document.undo_info.redo) == ("Brush", "Inpaint")
    document.undo()
    assert document.state is opened and document.undo_info.undo == ""
    assert document.undo() == Changes() and not document.undo().any
    document.redo()
    assert document.redo() == done and document.state is repaired
    assert document.redo() == Changes()


def test_a_new_step_forgets_what_could_be_redone(document: Document) -> None:
    document.push("Brush", marked(document.state, Region(5, 5, 9, 9)))
    document.undo()
    document.push("Eraser", marked(document.state, Region(0, 0, 9, 9)))
    assert document.undo_info.redo == "" and document.redo() == Changes()


def test_amending_makes_no_step(document: Document, make_edit: Make) -> None:
    edit = make_edit(Region(4, 4, 11, 11))
    document.push("Inpaint", document.state.with_edit(edit))
    change = document.amend(lambda state: state.with_changed(replace(edit, opacity=0.25)))
    assert change.pixels == (Region(4, 4, 11, 11),)
    assert document.state.edits[0].opacity == 0.25 and document.undo_info.undo == "Inpaint"
    document.undo()
    assert document.state.edits == ()


def test_only_the_picture_makes_a_document_modified(document: Document, make_edit: Make) -> None:
    assert not document.modified
    document.push("Brush", marked(document.state, Region(5, 5, 9, 9)))
    assert not document.modified
    document.push("Inpaint", document.state.with_edit(make_edit(Region(5, 5, 9, 9))))
    assert document.modified
    written = document.state
    document.push("Inpaint", document.state.with_edit(make_edit(Region(1, 1, 9, 9))))
    document.mark_saved(written)
    assert document.modified
    document.undo()
    assert not document.modified
    document.undo()
    assert document.modified


def test_another_base_is_another_geometry(document: Document, make_photo: Make) -> None:
    change = document.push("Crop", State.of(make_photo(30, 20)))
    assert change == Changes((Region(0, 0, 30, 20),), (Region(0, 0, 30, 20),), geometry=True)
    assert document.modified
    assert document.undo().geometry and not document.modified


def test_switching_an_edit_touches_its_own_regions_alone(document: Document, make_edit: Make) -> None:
    edits = [make_edit(Region(10 * i, 0, 12, 12), seed=i) for i in range(4)]
    state = document.state
    for edit in edits:
        state = state.with_edit(edit)
    off = state.with_changed(replace(edits[1], enabled=False))
    assert changes(state, off).pixels == (Region(10, 0, 12, 12),)
    assert changes(off, state).pixels == (Region(10, 0, 12, 12),)
    assert changes(off, off.without(edits[1].id)).pixels == ()


@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_changes_cover_every_pixel_that_differs(make_photo: Make, make_edit: Make, data: st.DataObject) -> None:
    state = State.of(make_photo())
    pool = [make_edit(Region(6 * i, 3 * i, 15, 12), seed=i, opacity=o) for i, o in enumerate((1, 0.5, 0, 1, 0.9))]
    old, new = (
        replace(state, edits=tuple(data.draw(st.permutations(pool))[: data.draw(st.integers(0, 5))])) for _ in "ab"
    )
    covered = np.zeros((40, 60), bool)
    for region in changes(old, new).pixels:
        covered[region.slices] = True
    assert not ((old.composite() != new.composite()).any(axis=2) & ~covered).any()


def naive_nbytes(states: list[State], current: State) -> int:
    arrays: dict[int, int] = {}
    for state in states:
        patches = [patch for edit in state.edits for patch in edit.patches]
        held = [
            state.base.pixels,
            *state.mask.tiles.values(),
            *(p.pixels for p in patches),
            *(p.alpha for p in patches),
        ]
        arrays |= {id(array): array.nbytes for array in held}
    for patch in (patch for edit in current.edits for patch in edit.patches):
        arrays.pop(id(patch.pixels), None)
        arrays.pop(id(patch.alpha), None)
    for array in (current.base.pixels, *current.mask.tiles.values()):
        arrays.pop(id(array), None)
    return sum(arrays.values())


def test_memory_is_counted_once_however_many_states_share_it(document: Document, make_edit: Make) -> None:
    states = [document.state]
    edit: Edit = make_edit(Region(0, 0, 20, 20))
    for _ in range(3):
        states.append(marked(document.state, Region(5, 5, 9, 9)))
        document.push("Brush", states[-1])
        states.append(document.state.with_edit(replace(edit, id=str(len(states)))))
        document.push("Inpaint", states[-1])
    base = states[0].base.pixels.nbytes
    assert document.nbytes == base + edit.nbytes + 3 * TILE * TILE
    assert document.spare_nbytes == 3 * TILE * TILE == naive_nbytes(states, document.state)
    for _ in range(6):
        document.undo()
        assert document.spare_nbytes == naive_nbytes(states, document.state)
    document.push("Brush", marked(document.state, Region(0, 0, 1, 1)))
    assert document.nbytes == base + TILE * TILE and document.spare_nbytes == 0


def test_nothing_changes_outside_the_patches(document: Document, make_edit: Make) -> None:
    state = document.state.with_edit(make_edit(Region(3, 3, 30, 20))).with_edit(
        make_edit(Region(20, 9, 30, 20), opacity=0.4)
    )
    assert changed_outside(state, [Region(0, 0, 60, 40)]) == 0
    assert changed_outside(state, []) == 0
    assert changed_outside(state, [Region(-50, -50, 500, 500)]) == 0


def test_a_broken_promise_is_seen_and_counted_once(
    make_photo: Make, make_edit: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a composite that also changes three pixels which no alpha covers."""
    photo: Photo = make_photo(1500, 1100)
    state = State.of(photo).with_edit(make_edit(Region(100, 100, 50, 50)))
    honest = State.composite
    wrong = [(5, 7), (1023, 1024), (1499, 1099)]

    def composite(self: State, region: Region | None = None) -> Any:
        whole = honest(self)
        for x, y in wrong:
            whole[y, x, 1] ^= 1
        return whole[(region or Region.of(whole)).slices]

    monkeypatch.setattr(State, "composite", composite)
    everything = Region(0, 0, 1500, 1100)
    assert changed_outside(state, [everything]) == 3
    assert changed_outside(state, [everything, Region(0, 0, 50, 50), Region(4, 6, 9, 9)]) == 3
    assert changed_outside(state, [Region(0, 0, 50, 50), Region(90, 90, 80, 80)]) == 1
    assert changed_outside(state, [Region(6, 8, 50, 50), Region(0, 0, 5, 7)]) == 0


def test_undo_then_redo_is_the_identity(document: Document, make_edit: Make) -> None:
    for i in range(5):
        document.push("Brush", marked(document.state, Region(i, i, 9, 9)))
        document.push("Inpaint", document.state.with_edit(make_edit(Region(i, 2 * i, 9, 9), seed=i)))
    last = document.state
    for steps in range(1, 11):
        for _ in range(steps):
            document.undo()
        for _ in range(steps):
            document.redo()
        assert document.state is last


def test_a_state_starts_with_an_empty_mask_of_the_photos_size(make_photo: Make) -> None:
    mask = State.of(make_photo(7, 5)).mask
    assert isinstance(mask, Mask) and (mask.width, mask.height, mask.empty) == (7, 5, True)


def test_any_step_can_be_gone_to(document: Document, make_edit: Make) -> None:
    opened = document.state
    document.push("Brush", marked(opened, Region(0, 0, 5, 5)))
    document.push("Inpaint", document.state.with_edit(make_edit(Region(0, 0, 5, 5))))
    repaired = document.state
    assert document.steps == ("Open", "Brush", "Inpaint") and document.step == 2
    assert document.go_to(0).pixels and document.state is opened and document.undo_info.redo == "Brush"
    assert document.go_to(3) == document.go_to(-1) == Changes() and document.state is opened
    document.go_to(2)
    assert document.state is repaired and document.steps == ("Open", "Brush", "Inpaint")
