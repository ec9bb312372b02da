"""The jobs of a review: look for findings, choose them by sensitivity, heal them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from photofix.core.document import Document, State, changed_outside
from photofix.core.edit import Edit
from photofix.core.finding import Finding, Kind
from photofix.core.mask import TILE, Mask
from photofix.core.progress import Progress
from photofix.errors import Cancelled, UserError
from photofix.gui.document_model import DocumentModel
from photofix.gui.repairs import CHECK, MARGIN
from photofix.gui.resized import check_size
from photofix.gui.review.review import Review
from photofix.gui.review.session import SENSITIVITY, Looked, Session
from photofix.gui.workers import COMPUTE, Task, Workers
from photofix.ops.base import Context, Models, Source
from photofix.ops.detect import DEFAULT, Detect, all_findings, look
from photofix.ops.heal import NAMES, heal


@dataclass(frozen=True)
class Healed:
    """What healing gave. state: before it; outside: pixels changed outside the edits' patches."""

    document: Document
    state: State
    edits: list[Edit]
    outside: int
    device: str


class Looking(QObject):
    """Queues the jobs; what they find goes to the session, what they heal to the document model."""

    changed = Signal()  # `busy` may be another
    refused = Signal(object)  # UserError: nothing was queued
    outdated = Signal()  # the photo is another than the one that was looked at: nothing was queued
    healed = Signal(object)  # Healed, after the model has it

    def __init__(
        self, session: Session, model: DocumentModel, workers: Workers, models: Callable[[], Models], parent: QObject
    ) -> None:
        """models: called on the compute worker."""
        super().__init__(parent)
        self._session, self._model, self._workers, self._models = session, model, workers, models
        self._tasks: list[Task] = []
        self._choosing: Task | None = None
        self._wanted: float | None = None  # the sensitivity to be shown next
        self.sensitivity = DEFAULT
        workers.removed.connect(self._forget)

    @property
    def _healing(self) -> bool:
        return any(task.about is self._model.current and task.job.label == self.tr("Heal") for task in self._tasks)

    @property
    def busy(self) -> bool:
        """Is something of the shown photo being looked for or healed?"""
        return any(task.about is self._model.current for task in self._tasks)

    def cancel(self) -> bool:
        """Stop what was asked for last on the photo that is shown; False if there is nothing."""
        mine = [task for task in self._tasks if task.about is self._model.current]
        if mine:
            self._workers.cancel(mine[-1])
        return bool(mine)

    # Looking

    def find(self, kinds: tuple[Kind, ...], *, thorough: bool = False) -> None:
        """Look for these kinds in the shown photo; verdicts of an earlier review are kept. thorough: see `look`."""
        photo, document = self._model.current, self._model.document
        if photo is None or document is None or not kinds:
            return
        sensitivity = self.sensitivity
        earlier = self._session.review

        def prepare() -> State:
            if photo.document is not document:
                raise Cancelled
            return document.state

        def work(state: State, progress: Progress) -> Looked:
            source = Source(state)
            notes: list[str] = []
            context = Context(self._models(), progress, notes.append)
            sighting = look(source, context, kinds, sensitivity=sensitivity, thorough=thorough)
            review = earlier
            if review is None or not review.is_for(source.width, source.height):
                review = Review(Mask(source.width, source.height))
            found = all_findings(sighting, source, kinds, sensitivity)
            chosen = review.with_found(found, sensitivity).ready()
            return Looked(state, sighting, kinds, [("", chosen)], notes=tuple(notes))

        def finish(looked: Looked) -> None:
            if photo.document is document:
                self._session.take(photo, looked)
                if self.sensitivity != sensitivity:
                    self._choose()

        self._queue(self.tr("Find"), work, finish, prepare)

    def set_sensitivity(self, sensitivity: float) -> None:
        """Show what is found at another sensitivity: nothing is looked at again."""
        self.sensitivity = self._wanted = sensitivity
        if self._choosing is None:
            self._choose()

    def _choose(self) -> None:
        looked = self._session.looked
        wanted, self._wanted = self._wanted, None
        if looked is None or wanted is None:
            return
        review = looked.review

        def work(_prepared: None, _progress: Progress) -> Review:
            found = all_findings(looked.sighting, Source(looked.state), looked.kinds, wanted)
            return review.with_found(found, wanted).ready()

        def finish(chosen: Review) -> None:
            self._choosing = None
            if self._session.looked is looked:
                self._take(looked, review, chosen)
            self._choose()

        self._choosing = self._workers.submit("", work, finish, shown=False, failed=self._lost)

    def _take(self, looked: Looked, before: Review, chosen: Review) -> None:
        if looked.review is before:
            self._session.push(SENSITIVITY, chosen)
        elif self._wanted is None:
            self._wanted = chosen.sensitivity  # something was judged meanwhile

    def _lost(self, error: BaseException) -> None:
        self._choosing = None
        self._workers.failed.emit(error)

    # Healing

    def heal(self) -> None:
        """Heal what is accepted: an edit each, one step of undo."""
        photo, document, review = self._model.current, self._model.document, self._session.review
        if self._healing:
            return  # pressed twice
        if self._session.stale:
            self.outdated.emit()
            return
        if photo is None or document is None or review is None or not review.accepted:
            self.refused.emit(UserError(self.tr("Nothing is accepted that could be healed."),
                                        hint=self.tr("Find something, or accept what was found.")))  # fmt: skip
            return

        asked = document.state

        def prepare() -> State:
            if photo.document is not document:
                raise Cancelled
            check_size(asked, document.state)
            return document.state

        def work(state: State, progress: Progress) -> Healed:
            models, wanted = self._models(), review.to_heal()
            made = heal(Source(state), wanted, Detect(), Context(models, progress.part(0, 1 - CHECK)))
            edits = [_shown(edit, review, wanted) for edit in made if edit.patches]
            progress.report(1 - CHECK, "checking")
            around = [patch.region.grow(MARGIN) for edit in edits for patch in edit.patches]
            return Healed(document, state, edits, changed_outside(_with(state, edits), around), models.device)

        self._session.leave()
        self._queue(self.tr("Heal"), work, self._take_healed, prepare)

    def _take_healed(self, healed: Healed) -> None:
        photo = self._model.photos.of(healed.document)
        if photo is None or not healed.edits:
            return
        state = healed.document.state
        try:
            check_size(healed.state, state)
        except UserError as error:
            self._workers.failed.emit(error)
            return
        self._model.push("Heal", _with(state, healed.edits).with_mask(state.mask), of=healed.document)
        photo.outside = healed.outside
        self.healed.emit(healed)

    # The queue

    def _queue(
        self, title: str, work: Callable[[Any, Progress], Any], finish: Callable[[Any], None],
        prepare: Callable[[], Any],
    ) -> None:  # fmt: skip
        task = self._workers.submit(title, work, finish, prepare=prepare, lane=COMPUTE, about=self._model.current)
        self._tasks.append(task)
        self.changed.emit()

    def _forget(self, task: Task) -> None:
        if task in self._tasks:
            self._tasks.remove(task)
            self.changed.emit()


def _with(state: State, edits: Sequence[Edit]) -> State:
    for edit in edits:
        state = state.with_edit(edit)
    return state


def _shown(edit: Edit, review: Review, healed: Sequence[Finding]) -> Edit:
    """The edit, called as its finding is in the review, and kept off the protected areas."""
    count = dict.fromkeys(Kind, 0)
    names = {}
    for finding in healed:
        count[finding.kind] += 1
        names[f"{NAMES[finding.kind]} {count[finding.kind]}"] = review.names[finding.id]
    named = replace(edit, label=names.get(edit.label, edit.label))
    reaches = any(cell in review.protected.tiles for patch in edit.patches for cell in patch.region.cells(TILE))
    return named.with_hidden(review.protected) if reaches else named
