"""One photo on the command line: read, repaired, checked, written."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np

from photofix.cli.console import Report
from photofix.cli.plan import Item
from photofix.core.document import State, changed_outside
from photofix.core.edit import Edit
from photofix.core.mask import Mask
from photofix.core.photo import Photo
from photofix.core.progress import Progress
from photofix.core.region import Region
from photofix.errors import UserError
from photofix.files.edited import edited
from photofix.files.formats import by_suffix, default_quality
from photofix.files.load import load, with_infrared
from photofix.files.masks import load_mask
from photofix.files.save import save
from photofix.ops.base import Context, Models, Operation, Scope, performed, reshaped
from photofix.ops.grey import with_room

BAND = 128


@dataclass(frozen=True)
class Task:
    """What is done to every photo of a command line. proposals: are the items' numbers those of proposals?"""

    operation: Operation
    params: Any
    models: Models
    overwrite: bool
    quality: int | None
    jpeg_quality: int  # of the settings, for where `quality` is None
    max_pixels: int
    soft_mask: bool = False  # see files.masks.load_mask
    infrared: Path | None = None  # file with the infrared plane, in the place of the photo's own
    proposals: bool = False

    def of(self, item: Item) -> Task:
        """What is done for one item."""
        if not self.proposals:
            return self
        return replace(self, params=replace(self.params, **{self.operation.proposals: item.proposal}))


def repair(item: Item, task: Task, progress: Progress) -> Report:
    """Do one photo. Raises UserError with the reason if it cannot be done, Cancelled if asked to stop.

    The output appears under its name only when it is complete.
    """
    if item.problem is not None:
        raise item.problem
    begun = time.monotonic()
    progress.report(0, "reading")
    photo = load(item.source, max_pixels=task.max_pixels)
    if task.infrared is not None:
        photo = with_infrared(photo, task.infrared, max_pixels=task.max_pixels)
    state = State.of(photo)
    if item.mask is not None:
        state = state.with_mask(load_mask(item.mask, photo, max_pixels=task.max_pixels, soft=task.soft_mask))
    notes = list(photo.notes)
    context = Context(task.models, progress.part(0.1, 0.8), notes.append)
    if task.operation.makes_colours(task.params):
        state = with_room(state, context.note)
    done = _reshaped(state, task, context) if task.operation.scope is Scope.GEOMETRY else _edited(state, task, context)
    progress.report(0.9, "writing")
    try:
        item.output.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"The folder {item.output.parent} cannot be made: {error.strerror}.") from error
    quality = task.quality or default_quality(item.output, task.jpeg_quality)
    saved = save(done.photo, item.output, overwrite=task.overwrite, quality=quality)
    progress.report(1, "")
    written = by_suffix(saved.path)
    return Report(
        item.source, saved.path, "done", **done.told,
        lossy=written is not None and written.lossy,
        seconds=round(time.monotonic() - begun, 3),
        device=task.models.device if done.models else "cpu",
        models=dict(done.models), notes=(*notes, *saved.notes),
    )  # fmt: skip


@dataclass(frozen=True)
class _Done:
    """What is to be written, the models that took part, and what the report tells of it."""

    photo: Photo
    models: Mapping[str, str]
    told: dict[str, Any]


def _edited(state: State, task: Task, context: Context) -> _Done:
    """The photo with the operation's edits. Raises AssertionError if anything else changed."""
    started = time.monotonic()
    edits = performed(task.operation, state, task.params, context)
    seconds = round(time.monotonic() - started, 3)
    mask = state.mask if task.operation.marks else _marked(edits, state.mask)
    told_of_marks = task.operation.scope in (Scope.MASKED, Scope.FOUND) or not mask.empty
    for edit in edits:
        state = state.with_edit(edit)
    inside, outside = measured(state)
    if outside:
        raise AssertionError(f"{task.operation.id} changed {outside} pixels outside its patches")
    told = {
        "objects": [_told(edit) for edit in edits] if task.operation.scope is Scope.FOUND else None,
        "steps": [_step(edit) for edit in edits] if task.operation.scope is Scope.STEPS else None,
        "marked": _count(mask) if told_of_marks else None,
        "touched": sum(int(np.count_nonzero(patch.alpha)) for edit in edits for patch in edit.patches),
        "changed_inside": inside, "changed_outside": outside,
        "patches": sum(len(edit.patches) for edit in edits), "repair_seconds": seconds,
    }  # fmt: skip
    models = {name: digest for edit in edits for name, digest in edit.record.models.items()}
    return _Done(edited(state), models, told)


def _reshaped(state: State, task: Task, context: Context) -> _Done:
    """The photo at another size."""
    started = time.monotonic()
    photo, models = reshaped(task.operation, state, task.params, context)
    seconds = round(time.monotonic() - started, 3)
    size = {"size_before": [state.base.width, state.base.height], "size": [photo.width, photo.height]}
    return _Done(photo, models, {**size, "repair_seconds": seconds})


def _marked(edits: Iterable[Edit], mask: Mask) -> Mask:
    """What the edits' own masks mark together, and `mask`."""
    return reduce(Mask.joined, (edit.mask for edit in edits if edit.mask is not None), mask)


def _told(edit: Edit) -> dict[str, Any]:
    """What was found and repaired by one edit, as plain values."""
    about = {name: edit.record.params[name] for name in ("kind", "confidence", "method")}
    bounds = edit.bounds
    return {"label": edit.label, **about, "region": [bounds.x, bounds.y, bounds.w, bounds.h]}


def _step(edit: Edit) -> dict[str, Any]:
    """What one step of a recipe did, as plain values."""
    record = edit.record
    return {"label": edit.label, "operation": record.operation, "params": dict(record.params)}


def _count(mask: Mask) -> int:
    return sum(int(np.count_nonzero(tile)) for tile in mask.tiles.values())


def measured(state: State) -> tuple[int, int]:
    """Pixels that differ from the original inside and outside of what patches cover, over the whole picture.

    In bands, so that a picture of 100 megapixels needs no second and third copy of itself; a band that is the
    original byte for byte needs no closer look.
    """
    inside = outside = 0
    for y in range(0, state.base.height, BAND):
        band = Region(0, y, state.base.width, BAND).clip(state.base.width, state.base.height)
        composite, original = state.composite(band), state.base.pixels[band.slices]
        if not np.array_equal(composite, original):
            beyond = changed_outside(state, [band])
            inside += int((composite != original).any(axis=2).sum()) - beyond
            outside += beyond
    return inside, outside
