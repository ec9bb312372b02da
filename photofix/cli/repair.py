"""One photo on the command line: read, repaired, checked, written."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np

from photofix.cli.console import Report
from photofix.cli.plan import Item
from photofix.core.document import State, changed_outside
from photofix.core.edit import Edit
from photofix.core.mask import Mask
from photofix.core.progress import Progress
from photofix.core.region import Region
from photofix.errors import UserError
from photofix.files.edited import edited
from photofix.files.formats import by_suffix, default_quality
from photofix.files.load import load
from photofix.files.masks import load_mask
from photofix.files.save import save
from photofix.ops.base import Context, Models, Operation, Scope, performed

BAND = 128


@dataclass(frozen=True)
class Task:
    """What is done to every photo of a command line."""

    operation: Operation
    params: Any
    models: Models
    overwrite: bool
    quality: int | None
    jpeg_quality: int  # of the settings, for where `quality` is None
    max_pixels: int
    soft_mask: bool = False  # see files.masks.load_mask


def repair(item: Item, task: Task, progress: Progress) -> Report:
    """Do one photo. Raises UserError with the reason if it cannot be done, Cancelled if asked to stop.

    The output appears under its name only when it is complete.
    """
    if item.problem is not None:
        raise item.problem
    begun = time.monotonic()
    progress.report(0, "reading")
    photo = load(item.source, max_pixels=task.max_pixels)
    state = State.of(photo)
    if item.mask is not None:
        state = state.with_mask(load_mask(item.mask, photo, max_pixels=task.max_pixels, soft=task.soft_mask))
    started = time.monotonic()
    edits = performed(task.operation, state, task.params, Context(task.models, progress.part(0.1, 0.8)))
    repair_seconds = round(time.monotonic() - started, 3)
    mask = state.mask if task.operation.scope is Scope.MASKED else _marked(edits, state.mask)
    marked = None if task.operation.scope not in (Scope.MASKED, Scope.FOUND) else _count(mask)
    touched = sum(int(np.count_nonzero(patch.alpha)) for edit in edits for patch in edit.patches)
    for edit in edits:
        state = state.with_edit(edit)
    progress.report(0.9, "writing")
    inside, outside = measured(state)
    if outside:
        raise AssertionError(f"{task.operation.id} changed {outside} pixels outside its patches")
    try:
        item.output.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"The folder {item.output.parent} cannot be made: {error.strerror}.") from error
    quality = task.quality or default_quality(item.output, task.jpeg_quality)
    saved = save(edited(state), item.output, overwrite=task.overwrite, quality=quality)
    progress.report(1, "")
    written = by_suffix(saved.path)
    return Report(
        item.source, saved.path, "done",
        objects=[_told(edit) for edit in edits] if task.operation.scope is Scope.FOUND else None,
        marked=marked, touched=touched, changed_inside=inside, changed_outside=outside,
        patches=sum(len(edit.patches) for edit in edits),
        lossy=written is not None and written.lossy,
        seconds=round(time.monotonic() - begun, 3), repair_seconds=repair_seconds,
        device=next((edit.record.device for edit in edits if edit.record.models), "cpu"),
        models={name: digest for edit in edits for name, digest in edit.record.models.items()}, 
        notes=(*photo.notes, *saved.notes),
    )  # fmt: skip


def _marked(edits: Iterable[Edit], mask: Mask) -> Mask:
    """What the edits' own masks mark together, and `mask`."""
    return reduce(Mask.joined, (edit.mask for edit in edits if edit.mask is not None), mask)


def _told(edit: Edit) -> dict[str, Any]:
    """What was found and repaired by one edit, as plain values."""
    about = {name: edit.record.params[name] for name in ("kind", "confidence", "method")}
    bounds = edit.bounds
    return {"label": edit.label, **about, "region": [bounds.x, bounds.y, bounds.w, bounds.h]}


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
