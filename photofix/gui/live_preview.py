"""Shows what an operation would do to the visible part of the photo, while its params are being changed."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal

from photofix.core.document import Changes, State
from photofix.core.mask import Mask
from photofix.core.photo import Pixels
from photofix.core.progress import Progress
from photofix.core.recall import Memory
from photofix.core.region import Region
from photofix.errors import UserError
from photofix.gui.canvas.canvas import Canvas
from photofix.gui.canvas.live import Live, at_ground
from photofix.gui.document_model import DocumentModel
from photofix.gui.panels.operation_panel import OperationPanel
from photofix.gui.workers import COMPUTE, Task, Workers
from photofix.ops.base import Context, Models, Operation, perform
from photofix.ops.grey import with_room

PATIENCE_MS = 150  # after the last change


@dataclass(frozen=True)
class Wanted:
    """What to compute: an area of a level with its surroundings (both in the level's pixels).

    pixels: of the surroundings; None: level 0, which is read from the state.
    """

    operation: Operation
    params: Any
    state: State
    level: int
    area: Region
    around: Region
    pixels: Pixels | None


class LivePreview(QObject):
    """At most one computation at a time, of what was wanted last. Never writes the document.

    recall: what it computed of the shown photo, for others that compute of it, too. Active from a change of the params
    until it is dropped or the operation is applied.
    """

    active_changed = Signal()

    def __init__(
        self, model: DocumentModel, canvas: Canvas, workers: Workers, models: Callable[[], Models], parent: QObject
    ) -> None:
        """models: called on the compute worker."""
        super().__init__(parent)
        self._model, self._canvas, self._workers, self._models = model, canvas, workers, models
        self._panel: OperationPanel | None = None
        self._task: Task | None = None
        self._held = False
        self.active = False
        self.recall = Memory()
        self._timer = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._timer.timeout.connect(self._compute)
        model.changed.connect(self._follow)
        model.replaced.connect(self._forget)
        canvas.moved.connect(self._refresh)
        workers.progressed.connect(self._progressed)

    def show_panel(self, panel: OperationPanel) -> None:
        """Another operation's panel is shown: what was previewed is dropped."""
        self.drop()
        self._panel = panel

    def touch(self) -> None:
        """The params were changed."""
        panel = self._panel
        if panel is None or not panel.operation.previews or not panel.preview.isChecked() or self._model.state is None:
            return
        self._held = False
        self._set_active(True)
        self._timer.start()

    def hurry(self) -> None:
        """What was changed was changed at once, and not by a slider: nothing more is to be waited for."""
        if self._timer.isActive():
            self._timer.start(0)
            self._timer.setInterval(PATIENCE_MS)

    def switch(self, on: bool) -> None:
        """The preview was switched on or off."""
        if on:
            self.touch()
        else:
            self.drop()

    def drop(self) -> bool:
        """Show the photo as it is; False if nothing else was shown."""
        was, self._held = self.active, False
        self._stop()
        self._canvas.show_live(None)
        self._say("")
        self._set_active(False)
        return was

    def hold(self) -> None:
        """The operation is being applied: what is shown stays until `settle`."""
        if self.active:
            self._stop()
            self._held = True
            self._say("")

    def settle(self) -> None:
        """What was applied is in the document, or was given up."""
        if self._held:
            self.drop()

    def _forget(self) -> None:
        """Another photo, or a base of another size or kind."""
        self.recall.forget()
        self.drop()

    def _stop(self) -> None:
        self._timer.stop()
        if self._task is not None:
            self._workers.cancel(self._task)
            self._task = None

    def _set_active(self, active: bool) -> None:
        if active != self.active:
            self.active = active
            self.active_changed.emit()

    def _follow(self, changes: Changes) -> None:
        """The document is another; its marks matter only to what repairs them."""
        if changes.pixels or (self._panel is not None and self._panel.operation.marks):
            self._refresh()

    def _refresh(self) -> None:
        """The photo or what is seen of it is another."""
        if self.active and not self._held:
            self._timer.start()

    def _say(self, note: str) -> None:
        if self._panel is not None and self._panel.operation.previews:
            self._panel.say(note)

    def _compute(self) -> None:
        """Begin what is wanted now, in the place of what was begun before."""
        self._stop()
        wanted = self._wanted()
        if wanted is None:
            self._timer.start()  # the photo is being made ready
            return

        def work(_prepared: None, progress: Progress) -> Live:
            return computed(wanted, Context(self._models(), progress, recall=self.recall))

        def finish(live: Live) -> None:
            self._task = None
            self._canvas.show_live(live)
            self._say(self._scale_note(wanted))

        self._task = self._workers.submit("", work, finish, lane=COMPUTE, shown=False, failed=self._failed)

    def _wanted(self) -> Wanted | None:
        state, part, panel = self._model.state, self._canvas.visible_part(), self._panel
        if state is None or part is None or panel is None:
            return None
        level, area = part
        around = area.grow(math.ceil(panel.operation.halo / 2**level))
        around = around.clip(_halved(state.base.width, level), _halved(state.base.height, level))
        pixels = self._canvas.read_part(level, around) if level else None
        if area.empty or (level and pixels is None):
            return None
        return Wanted(panel.operation, panel.values, state, level, area, around, pixels)

    def _scale_note(self, wanted: Wanted) -> str:
        if wanted.operation.true_to_scale or not wanted.level:
            return ""
        return self.tr("Shown at 1/{0} of the size; zoom to 100 % to judge it.").format(2**wanted.level)

    def _failed(self, error: BaseException) -> None:
        self._task = None
        self._canvas.show_live(None)
        if isinstance(error, UserError):
            self._say(f"{error.message} {error.hint}".strip())
        else:
            self.drop()
            self._workers.failed.emit(error)

    def _progressed(self, task: Task) -> None:
        if task is self._task and task.fraction > 0:
            self._say(self.tr("Previewing… {0} %").format(round(100 * task.fraction)))


def computed(wanted: Wanted, context: Context) -> Live:
    """Run the operation on nothing but the wanted area and its surroundings."""
    state, around = wanted.state, wanted.around
    pixels = state.composite(around) if wanted.pixels is None else wanted.pixels
    context.progress.check()
    mask = Mask(around.w, around.h)
    if wanted.operation.marks:
        mask = Mask.from_array(_marked(state.mask, wanted.level, around))
    small = State.of(replace(state.base, pixels=pixels, infrared=None)).with_mask(mask)
    if wanted.operation.makes_colours(wanted.params):
        small = with_room(small, context.note)
    scale, corner = float(2**wanted.level), (around.x, around.y)
    edit = perform(wanted.operation, small, wanted.params, context, scale=scale, whole=state, corner=corner)
    return Live(wanted.level, wanted.area, small.with_edit(edit).composite(wanted.area.within(around)))


def _marked(mask: Mask, level: int, area: Region) -> NDArray[np.uint8]:
    """h×w values of an area of a level: the strongest of the pixels that each stands for."""
    ground = at_ground(level, area)
    values = np.zeros((ground.h, ground.w), np.uint8)
    inside = ground.clip(mask.width, mask.height)
    values[inside.within(ground).slices] = mask.read(inside)
    side = 1 << level
    return np.ascontiguousarray(values.reshape(area.h, side, area.w, side).max(axis=(1, 3)))


def _halved(length: int, times: int) -> int:
    """A side of the photo at a level."""
    return -(-length >> times)
