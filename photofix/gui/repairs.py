"""Runs operations on the document: from the button to the edit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial, reduce
from typing import Any

from PySide6.QtCore import QObject, Signal

from photofix.core.document import Document, State, changed_outside, changes
from photofix.core.edit import Edit
from photofix.core.mask import Mask
from photofix.core.photo import Photo
from photofix.core.progress import Progress
from photofix.errors import Cancelled, UserError
from photofix.gui.document_model import DocumentModel
from photofix.gui.open_photos import OpenPhoto
from photofix.gui.resized import check_size
from photofix.gui.wording import of_operation
from photofix.gui.workers import COMPUTE, Task, Workers
from photofix.ops.base import Context, Models, Operation, Scope, performed, reshaped
from photofix.ops.grey import with_room

MARGIN = 64  # pixels around every patch that are checked for changes, too
CHECK = 0.03  # share of the progress bar that the check gets


@dataclass(frozen=True)
class _Begun:
    """What a repair started from. taken: the marks that it repairs."""

    document: Document
    state: State
    taken: Mask


@dataclass(frozen=True)
class Repaired:
    """What a repair made, its steps in order. outside: pixels changed outside the patches, counted over them and
    around them. notes: what the person should know of it."""

    begun: _Begun
    label: str
    edits: tuple[Edit, ...]
    outside: int
    device: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Reshaped:
    """The photo at another size. notes: what the person should know of it. late: it was changed meanwhile."""

    begun: _Begun
    label: str
    photo: Photo
    notes: tuple[str, ...]
    device: str
    late: bool = False


class Repairs(QObject):
    """Queues repairs on the compute worker, and gives what they make to the document model."""

    done = Signal(object)  # Repaired, after the model has what it made, if anything
    reshaped = Signal(object)  # Reshaped, after the model has it
    queue_changed = Signal()  # `busy` may be another
    refused = Signal(object)  # UserError: nothing was queued

    def __init__(
        self, model: DocumentModel, workers: Workers, make_models: Callable[[], Models], parent: QObject | None = None
    ) -> None:
        """make_models is called once, on the worker thread, when models are first needed."""
        super().__init__(parent)
        self._model, self._workers = model, workers
        self._make_models = make_models
        self._models: Models | None = None  # belongs to the compute worker
        self._queued: dict[Task, Mask] = {}  # what each is to repair of the photo that it is about
        workers.removed.connect(self._forget)

    def warm_up(self, told: Callable[[str], None]) -> None:
        """Find the device, which imports what computes, before the first repair needs it; `told` hears its name."""
        self._workers.submit(
            "", lambda _prepared, _progress: self.models().device, told, lane=COMPUTE, shown=False,
            failed=lambda _error: None,  # said again, and shown, when a repair needs it
        )  # fmt: skip

    def renew_models(self, told: Callable[[str], None]) -> None:
        """Another device was chosen: what is queued is done on the old one, what comes later on the new one."""

        def forget(_prepared: None, _progress: Progress) -> None:
            self._models = None

        self._workers.submit("", forget, lambda _done: None, lane=COMPUTE, shown=False)
        self.warm_up(told)

    def start(self, operation: Operation, params: Any) -> None:
        """Queue the operation on what is marked now; a mask that is being repaired already is not repaired twice."""
        photo, document = self._model.current, self._model.document
        if photo is None or document is None:
            return
        asked = document.state
        marked = asked.mask
        # What others are about to repair is theirs: it stays marked if they are cancelled.
        mask = reduce(Mask.without, (self._queued[task] for task in self._of_current()), marked)
        if operation.scope is not Scope.MASKED:
            mask = Mask(marked.width, marked.height)  # it takes no marks, and leaves them as they are
        elif mask.empty:
            self.refused.emit(self._nothing(marked))
            return

        def prepare() -> _Begun:
            if photo.document is not document:
                raise Cancelled
            now = document.state
            check_size(asked, now)
            if operation.scope is not Scope.MASKED:
                return _Begun(document, now, mask)
            # What was painted since is not asked for, what was repaired or wiped meanwhile is no longer there.
            left = now.mask.common(mask)
            if left.empty:
                raise Cancelled
            return _Begun(document, now.with_mask(left), left)

        def work(begun: _Begun, progress: Progress) -> Repaired | Reshaped:
            models = self.models()
            if operation.scope is Scope.GEOMETRY:
                return _reshaped(operation, params, begun, models, progress)
            return _repaired(operation, params, begun, models, progress)

        title = of_operation(operation.title)
        task = self._workers.submit(
            title, work, self._finish, prepare=prepare, lane=COMPUTE, failed=partial(self._failed, photo), about=photo
        )
        self._queued[task] = mask
        self.queue_changed.emit()

    def cancel(self) -> None:
        """Stop what was asked for last on the photo that is shown."""
        tasks = self._of_current()
        if tasks:
            self._workers.cancel(tasks[-1])

    @property
    def busy(self) -> bool:
        """Does a repair of the shown photo wait or run?"""
        return bool(self._of_current())

    def _of_current(self) -> list[Task]:
        return [task for task in self._queued if task.about is self._model.current]

    def _nothing(self, marked: Mask) -> UserError:
        """Why there is nothing to repair."""
        if marked.empty:
            return UserError(self.tr("Paint over what should go first."), hint=self.tr("Then press Enter."))
        return UserError(self.tr("This is being repaired already."))

    def _finish(self, repaired: Repaired | Reshaped) -> None:
        document = repaired.begun.document
        if isinstance(repaired, Reshaped):
            self._finish_reshaped(repaired, document)
            return
        photo, state = self._model.photos.of(document), document.state
        if photo is None:
            return
        if repaired.edits:
            try:
                check_size(repaired.begun.state, state)
            except UserError as error:
                self._failed(photo, error)
                return
            left = state.mask.without(repaired.begun.taken)
            if not repaired.begun.state.base.grey:
                state = with_room(state, lambda _note: None)
            for edit in repaired.edits:
                state = state.with_edit(edit)
            self._model.push(repaired.label, state.with_mask(left), of=document)
            photo.outside = repaired.outside
        self.done.emit(repaired)

    def _finish_reshaped(self, made: Reshaped, document: Document) -> None:
        photo = self._model.photos.of(document)
        if photo is not None:
            changed = changes(made.begun.state, document.state)
            photo.outside = None
            self._model.push(made.label, State.of(made.photo), of=document)
            self.reshaped.emit(replace(made, late=changed.any))

    def _failed(self, photo: OpenPhoto, error: BaseException) -> None:
        """Say it, and of which photo, if that is not the one on the screen."""
        if isinstance(error, UserError) and photo is not self._model.current:
            text = self.tr("“{0}”: {1}").format(photo.name, error.message)
            error = UserError(text, hint=error.hint, action=error.action)
        self._workers.failed.emit(error)

    def _forget(self, task: Task) -> None:
        if task in self._queued:
            del self._queued[task]
            self.queue_changed.emit()

    def models(self) -> Models:
        """Made when they are first asked for. To be called on the compute worker only."""
        if self._models is None:
            self._models = self._make_models()
        return self._models


def _repaired(operation: Operation, params: Any, begun: _Begun, models: Models, progress: Progress) -> Repaired:
    notes: list[str] = []
    if operation.colours(params):
        begun = replace(begun, state=with_room(begun.state, notes.append))
    made = performed(operation, begun.state, params, Context(models, progress.part(0, 1 - CHECK), notes.append))
    edits = tuple(edit for edit in made if edit.patches)
    progress.report(1 - CHECK, "checking")
    around = [patch.region.grow(MARGIN) for edit in edits for patch in edit.patches]
    outside = changed_outside(reduce(State.with_edit, edits, begun.state), around)
    devices = [edit.record.device for edit in edits]
    device = next((name for name in devices if name != "cpu"), "cpu")
    return Repaired(begun, operation.title, edits, outside, device, tuple(notes))


def _reshaped(operation: Operation, params: Any, begun: _Begun, models: Models, progress: Progress) -> Reshaped:
    notes: list[str] = []
    photo, used = reshaped(operation, begun.state, params, Context(models, progress, notes.append))
    return Reshaped(begun, operation.title, photo, tuple(notes), models.device if used else "cpu")
