"""The `detect` command: one photo read, looked at, and its mask written."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from photofix.cli.console import Report
from photofix.cli.plan import Formats, Item
from photofix.core.document import State
from photofix.core.finding_marks import marks
from photofix.core.progress import Progress
from photofix.errors import UserError
from photofix.files.load import load
from photofix.files.masks import EXACT, save_mask
from photofix.ops.base import Context, Models, Source
from photofix.ops.detect import MODEL, Detect, detect


@dataclass(frozen=True)
class Task:
    """What is done to every photo of a command line."""

    params: Detect
    models: Models
    overwrite: bool
    max_pixels: int


def as_masks(formats: Formats) -> Formats:
    """The same photos to read; what is written is a mask, a PNG unless the photo is a TIFF."""
    instead = {suffix: EXACT[0] for suffix in formats.read if suffix not in EXACT}
    return Formats(read=formats.read, write=frozenset(EXACT), instead=instead)


def find(item: Item, task: Task, progress: Progress) -> Report:
    """Do one photo. Raises UserError with the reason if it cannot be done, Cancelled if asked to stop."""
    if item.problem is not None:
        raise item.problem
    _check(item.output)
    begun = time.monotonic()
    progress.report(0, "reading")
    photo = load(item.source, max_pixels=task.max_pixels)
    source = Source(State.of(photo))
    started = time.monotonic()
    found = detect(source, task.params, Context(task.models, progress.part(0.1, 0.85)))
    detect_seconds = round(time.monotonic() - started, 3)
    mask = marks(found, photo.width, photo.height)
    progress.report(0.95, "writing")
    try:
        item.output.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"The folder {item.output.parent} cannot be made: {error.strerror}.") from error
    saved = save_mask(mask, item.output, overwrite=task.overwrite)
    progress.report(1, "")
    return Report(
        item.source, saved.path, "done",
        objects=[finding.to_json() for finding in found],
        marked=sum(int(np.count_nonzero(tile)) for tile in mask.tiles.values()),
        seconds=round(time.monotonic() - begun, 3), detect_seconds=detect_seconds,
        device=task.models.device, models={MODEL: task.models.sha256(MODEL)}, notes=photo.notes,
    )  # fmt: skip


def _check(output: Path) -> None:
    """Refuse a name that no mask can have before the work is done."""
    if output.suffix.lower() not in EXACT:
        raise UserError(
            f"A mask is not saved as “{output.suffix}”.", hint="Save it as .png or .tif: they keep every value."
        )
