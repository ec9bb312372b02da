"""A document's life: random actions, and after each the picture must be what a slow reference says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from photofix.core.document import Changes, Document, changed_outside
from photofix.core.edit import Edit, Patch, Record
from photofix.core.jobs import Job, JobState, run_here
from photofix.core.photo import Photo
from photofix.core.progress import Progress
from photofix.core.pyramid import Pyramid
from photofix.core.region import Region
from photofix.core.spill import SpillFolder
from photofix.core.undo_memory import UndoMemory
from photofix.errors import Cancelled

Array = np.ndarray[Any, Any]
WIDTH, HEIGHT = 290, 270  # four tiles of the mask, three of them narrow
places = st.builds(
    Region, st.integers(-5, WIDTH - 1), st.integers(-5, HEIGHT - 1), st.integers(1, 60), st.integers(1, 60)
)
seeds = st.integers(0, 2**16)
opacities = st.sampled_from([0.0, 0.01, 0.37, 0.5, 0.99, 1.0])


@dataclass(frozen=True)
class Layer:
    """The reference's idea of an edit: pixels and alpha of the whole picture's size, in wide integers."""

    pixels: Array
    alpha: Array
    steps: int = 65535  # opacity
    on: bool = True


@dataclass(frozen=True)
class Moment:
    """The reference's idea of a state."""

    layers: tuple[Layer, ...]
    mask: Array

    def composite(self, base: Array) -> Array:
        """From scratch, with every pixel of every layer."""
        result = base.astype(np.int64)
        for layer in self.layers:
            if layer.on:
                weight = layer.alpha[:, :, None] * layer.steps
                result = result + ((layer.pixels - result) * weight + 255 * 65535 // 2) // (255 * 65535)
        return result


class Life(RuleBasedStateMachine):
    """Strokes, repairs, cancelled repairs, undo, redo, and all that can be done to edits, with little memory."""

    actions = 0
    folder = Path()  # where undo memory writes

    @initialize(
        channels=st.sampled_from([1, 3, 4]), deep=st.booleans(), seed=seeds, budget=st.sampled_from([0, 2**17, None])
    )
    def open(self, channels: int, deep: bool, seed: int, budget: int | None) -> None:
        self.dtype = np.dtype(np.uint16 if deep else np.uint8)
        self.base = self.random(np.random.default_rng(seed), (HEIGHT, WIDTH, channels))
        self.original = self.base.copy()
        self.document = Document(Photo(self.base))
        self.spilled = SpillFolder(Life.folder)
        self.memory = UndoMemory(budget, self.spilled)
        self.memory.join(self.document)
        self.pyramid = Pyramid(self.base)
        self.moments = [Moment((), np.zeros((HEIGHT, WIDTH), np.uint8))]
        self.marked: dict[str, Array] = {}  # what each edit was made for
        self.at = 0
        self.shown = self.base.copy()

    def random(self, rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
        return rng.integers(0, np.iinfo(self.dtype).max + 1, shape, self.dtype)

    @property
    def moment(self) -> Moment:
        return self.moments[self.at]

    def took_place(self, change: Changes, moment: Moment | None) -> None:
        """Check `change` against what really differs, and show it. moment: the new one, if it is new."""
        Life.actions += 1
        before_mask = self.moment.mask
        if moment is not None:
            self.moments[self.at + 1 :] = [moment]
            self.at += 1
        self.compare(change, before_mask)

    def compare(self, change: Changes, before_mask: Array) -> None:
        self.memory.keep()
        assert self.memory.nbytes is None or self.document.spare_nbytes <= self.memory.nbytes
        expected = self.moment.composite(self.original)
        for differs, regions in (
            ((expected != self.shown).any(axis=2), change.pixels),
            (before_mask != self.moment.mask, change.mask),
        ):
            left = differs.copy()
            for region in regions:
                left[region.clip(WIDTH, HEIGHT).slices] = False
            assert not left.any()
        for region in change.pixels:
            inside = region.clip(WIDTH, HEIGHT)
            if not inside.empty:
                self.pyramid.update(inside, self.document.state.composite(inside))
        self.shown = expected

    @rule(place=places, value=st.sampled_from([0, 90, 255]))
    def stroke(self, place: Region, value: int) -> None:
        values = np.full((place.h, place.w), value, np.uint8)
        state = self.document.state
        mask = self.moment.mask.copy()
        mask[place.clip(WIDTH, HEIGHT).slices] = value
        change = self.document.push("Brush", state.with_mask(state.mask.replaced(place, values)))
        self.took_place(change, Moment(self.moment.layers, mask))

    def repair_job(self, where: list[Region], seed: int, stop_at: int | None = None) -> tuple[Job[Edit], list[Changes]]:
        """A job as an operation would make it; it asks itself to stop before patch number `stop_at`."""
        told: list[Changes] = []

        def work(_: Any, progress: Progress) -> Edit:
            rng, patches = np.random.default_rng(seed), []
            for number, place in enumerate(where):
                if number == stop_at:
                    progress.cancel()
                progress.report(number / len(where))
                region = place.clip(WIDTH, HEIGHT)
                alpha = np.clip(rng.integers(-255, 511, (region.h, region.w)), 0, 255).astype(np.uint8)
                patches.append(Patch(region, self.random(rng, (region.h, region.w, self.base.shape[2])), alpha))
            if stop_at == len(where):
                progress.cancel()
            return Edit("Inpaint", tuple(patches), Record("inpaint", {"seed": seed}), mask=self.document.state.mask)

        def finish(edit: Edit) -> None:
            told.append(self.document.push("Inpaint", self.document.state.with_edit(edit)))

        return Job("Inpaint", lambda: None, work, finish), told

    @rule(where=st.lists(places.filter(lambda p: not p.clip(WIDTH, HEIGHT).empty), max_size=3), seed=seeds)
    def repair(self, where: list[Region], seed: int) -> None:
        job, told = self.repair_job(where, seed)
        edit = run_here(job)
        layers = []
        for patch in edit.patches:  # one layer for each patch: they may overlap
            pixels = np.zeros((HEIGHT, WIDTH, self.base.shape[2]), np.int64)
            alpha = np.zeros((HEIGHT, WIDTH), np.int64)
            pixels[patch.region.slices], alpha[patch.region.slices] = patch.pixels, patch.alpha
            layers.append(Layer(pixels, alpha))
        self.marked[edit.id] = self.moment.mask
        moment = Moment((*self.moment.layers, *layers), np.zeros((HEIGHT, WIDTH), np.uint8))
        self.took_place(told[0], moment)

    @rule(
        where=st.lists(places.filter(lambda p: not p.clip(WIDTH, HEIGHT).empty), min_size=1, max_size=3), data=st.data()
    )
    def cancelled_repair(self, where: list[Region], data: st.DataObject) -> None:
        before, menu = self.document.state, self.document.undo_info
        job, told = self.repair_job(where, 1, data.draw(st.integers(0, len(where))))
        with pytest.raises(Cancelled):
            run_here(job)
        assert job.state is JobState.CANCELLED and told == []
        assert self.document.state is before and self.document.undo_info == menu
        self.took_place(Changes(), None)

    @rule()
    def undo(self) -> None:
        mask = self.moment.mask
        change = self.document.undo()
        self.at = max(0, self.at - 1)
        Life.actions += 1
        self.compare(change, mask)

    @rule()
    def redo(self) -> None:
        mask = self.moment.mask
        change = self.document.redo()
        self.at = min(len(self.moments) - 1, self.at + 1)
        Life.actions += 1
        self.compare(change, mask)

    def layers_of(self, index: int) -> slice:
        """Where the layers of one edit are among all."""
        counts = [len(edit.patches) for edit in self.document.state.edits]
        return slice(sum(counts[:index]), sum(counts[: index + 1]))

    def exchanged(self, index: int, change: Callable[[Layer], Layer | None]) -> Moment:
        layers, place = list(self.moment.layers), self.layers_of(index)
        layers[place] = [new for layer in layers[place] if (new := change(layer)) is not None]
        return Moment(tuple(layers), self.moment.mask)

    @precondition(lambda self: self.document.state.edits)
    @rule(data=st.data())
    def switch(self, data: st.DataObject) -> None:
        index = data.draw(st.integers(0, len(self.document.state.edits) - 1))
        edit = self.document.state.edits[index]
        moment = self.exchanged(index, lambda layer: replace(layer, on=not layer.on))
        state = self.document.state.with_changed(replace(edit, enabled=not edit.enabled))
        self.took_place(self.document.push("Switch", state), moment)

    @precondition(lambda self: self.document.state.edits)
    @rule(data=st.data(), drag=st.lists(opacities, min_size=1, max_size=3))
    def fade(self, data: st.DataObject, drag: list[float]) -> None:
        """A slider: its first position makes a step, the further ones amend it."""
        index = data.draw(st.integers(0, len(self.document.state.edits) - 1))
        edit = self.document.state.edits[index]
        for number, opacity in enumerate(drag):
            state = self.document.state.with_changed(replace(edit, opacity=opacity))
            moment = self.exchanged(index, lambda layer, o=opacity: replace(layer, steps=round(o * 65535)))
            if number:
                self.moments[self.at] = moment
                self.took_place(self.document.amend(lambda _, s=state: s), None)
            else:
                self.took_place(self.document.push("Opacity", state), moment)

    @precondition(lambda self: self.document.state.edits)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        index = data.draw(st.integers(0, len(self.document.state.edits) - 1))
        moment = self.exchanged(index, lambda _: None)
        state = self.document.state.without(self.document.state.edits[index].id)
        self.took_place(self.document.push("Delete", state), moment)

    @precondition(lambda self: self.document.state.edits)
    @rule(data=st.data(), off=st.booleans())
    def mark_again(self, data: st.DataObject, off: bool) -> None:
        index = data.draw(st.integers(0, len(self.document.state.edits) - 1))
        edit = self.document.state.edits[index]
        changed = self.exchanged(index, lambda layer: replace(layer, on=layer.on and not off))
        moment = replace(changed, mask=np.maximum(self.moment.mask, self.marked[edit.id]))
        state = self.document.state.marked_again([edit.id], off=off)
        self.took_place(self.document.push("Mark again", state), moment)

    @precondition(lambda self: self.document.state.edits)
    @rule(data=st.data())
    def rename(self, data: st.DataObject) -> None:
        edit = data.draw(st.sampled_from(self.document.state.edits))
        state = self.document.state.with_changed(replace(edit, label="Wire"))
        self.took_place(self.document.push("Rename", state), self.moment)

    @rule(share=st.floats(0, 1))
    def jump(self, share: float) -> None:
        """A click into the list of steps."""
        mask, self.at = self.moment.mask, round(share * (len(self.moments) - 1))
        Life.actions += 1
        self.compare(self.document.go_to(self.at), mask)

    @invariant()
    def the_picture_is_what_the_reference_says(self) -> None:
        if not hasattr(self, "document"):
            return
        state, whole = self.document.state, Region(0, 0, WIDTH, HEIGHT)
        np.testing.assert_array_equal(state.composite(), self.shown)
        np.testing.assert_array_equal(self.pyramid.read(0, whole), self.shown)
        np.testing.assert_array_equal(state.mask.read(), self.moment.mask)
        np.testing.assert_array_equal(self.base, self.original)
        assert changed_outside(state, [whole]) == 0

    def teardown(self) -> None:
        if not hasattr(self, "document"):
            return
        for step, moment in enumerate(self.moments):  # what lies on the disk, too
            self.document.go_to(step)
            np.testing.assert_array_equal(self.document.state.composite(), moment.composite(self.original))
            np.testing.assert_array_equal(self.document.state.mask.read(), moment.mask)
        self.document.go_to(self.at)
        self.spilled.close()
        fresh = Pyramid(self.document.state.composite())
        for level in range(fresh.levels):
            whole = Region(0, 0, *fresh.size(level))
            np.testing.assert_array_equal(self.pyramid.read(level, whole), fresh.read(level, whole))


def test_five_hundred_random_actions_keep_every_promise(tmp_path: Path) -> None:
    Life.actions, Life.folder = 0, tmp_path
    health = [HealthCheck.too_slow, HealthCheck.data_too_large]
    few_and_long = settings(max_examples=25, stateful_step_count=50, deadline=None, suppress_health_check=health)
    run_state_machine_as_test(Life, settings=few_and_long)
    assert Life.actions >= 500
