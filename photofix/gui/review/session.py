"""The reviews of the open photos: which is shown, what is selected, and their undo."""

from __future__ import annotations

from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, Signal

from photofix.core.document import State, UndoInfo, changes
from photofix.core.finding import Finding, Kind
from photofix.core.mask import Mask
from photofix.gui.document_model import DocumentModel
from photofix.gui.open_photos import OpenPhoto
from photofix.gui.review.review import Review
from photofix.ops.sighting import Sighting

SENSITIVITY = "Sensitivity"


@dataclass(eq=False)
class Looked:
    """What was seen in a photo. state: the picture that was looked at. steps: the review and how it came about.

    notes: what the person should know of how it was looked at.
    """

    state: State
    sighting: Sighting
    kinds: tuple[Kind, ...]
    steps: list[tuple[str, Review]]
    step: int = 0
    selected: str = ""
    notes: tuple[str, ...] = ()

    @property
    def review(self) -> Review:
        return self.steps[self.step][1]


class Session(QObject):
    """The review of the shown photo. While it is `active` it is what undo and the tools of the mask work on.

    It has an undo of its own: what is done in a review changes no photo. Mask tools paint the protected areas.
    """

    changed = Signal()  # the review, what is selected or hovered, or whether it is stale
    mode_changed = Signal()  # `active` is another
    protected_changed = Signal()  # the protected areas are others

    def __init__(self, model: DocumentModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._all: WeakKeyDictionary[OpenPhoto, Looked] = WeakKeyDictionary()
        self._judged: tuple[Looked, State, bool] | None = None  # whether it was stale in this state
        self.active = False
        self.hovered = ""
        self.trial: Finding | None = None  # shown in the place of the one with its id while it is dragged
        model.leaving.connect(self.leave)
        model.replaced.connect(self._replaced)
        model.history_changed.connect(self.changed)

    # What there is

    @property
    def looked(self) -> Looked | None:
        """Of the photo that is shown."""
        photo = self._model.current
        return self._all.get(photo) if photo is not None else None

    @property
    def review(self) -> Review | None:
        looked = self.looked
        return looked.review if looked else None

    @property
    def stale(self) -> bool:
        """Is the photo another picture than the one that was looked at?"""
        looked, state = self.looked, self._model.state
        if looked is None or state is None:
            return False
        if self._judged is None or self._judged[0] is not looked or self._judged[1] is not state:
            differing = changes(looked.state, state)
            self._judged = looked, state, bool(differing.pixels or differing.geometry)
        return self._judged[2]

    @property
    def selected(self) -> Finding | None:
        looked = self.looked
        return looked.review.get(looked.selected) if looked else None

    @property
    def undo_info(self) -> UndoInfo:
        looked = self.looked
        if looked is None:
            return UndoInfo("", "")
        undo = looked.steps[looked.step][0] if looked.step else ""
        redo = looked.steps[looked.step + 1][0] if looked.step + 1 < len(looked.steps) else ""
        return UndoInfo(undo, redo)

    # Begin and end

    def take(self, photo: OpenPhoto, looked: Looked) -> None:
        """What was found in a photo is there."""
        self._all[photo] = looked
        if photo is self._model.current:
            self.hovered = ""
            self.begin()
            self.protected_changed.emit()

    def begin(self) -> None:
        if self.looked is not None and not self.active:
            self.active = True
            self.mode_changed.emit()
        self.changed.emit()

    def leave(self) -> bool:
        """Back to the photo; False if no review was open."""
        if not self.active:
            return False
        self.active, self.hovered, self.trial = False, "", None
        self.mode_changed.emit()
        self.changed.emit()
        return True

    def _replaced(self) -> None:
        """Another photo, or a base of another size, of which nothing is known."""
        looked, state = self.looked, self._model.state
        if looked is not None and state is not None and looked.state.base is not state.base:
            self.leave()
        self.changed.emit()

    # What the person does

    def push(self, label: str, review: Review, *, selected: str | None = None) -> None:
        """Make this the review, with one step of its undo; sensitivities in a row are one."""
        looked = self.looked
        if looked is None or review is looked.review:
            return
        before = looked.review
        amended = label == SENSITIVITY and looked.steps[looked.step][0] == SENSITIVITY
        looked.step += not amended
        looked.steps[looked.step :] = [(label, review)]
        if selected is not None:
            looked.selected = selected
        self._tell(before)

    def undo(self) -> None:
        self._go(-1)

    def redo(self) -> None:
        self._go(1)

    def _go(self, by: int) -> None:
        looked = self.looked
        if looked is not None and 0 <= looked.step + by < len(looked.steps):
            before = looked.review
            looked.step += by
            self._tell(before)

    def _tell(self, before: Review) -> None:
        if self.review is not None and self.review.protected is not before.protected:
            self.protected_changed.emit()
        self.changed.emit()

    def select(self, finding_id: str) -> None:
        """Select one, or none with an empty id."""
        looked = self.looked
        if looked is not None and looked.selected != finding_id:
            looked.selected = finding_id
            self.changed.emit()

    def hover(self, finding_id: str) -> None:
        if self.hovered != finding_id:
            self.hovered = finding_id
            self.changed.emit()

    def step(self, by: int) -> Finding | None:
        """Select the next one in the list, or the one before, going round."""
        looked, review = self.looked, self.review
        if looked is None or review is None or not review.listed:
            return None
        place = review.places.get(looked.selected)
        start = (-1 if by > 0 else 0) if place is None else place
        finding = review.listed[(start + by) % len(review.listed)]
        self.select(finding.id)
        return finding

    def toggle(self, finding_id: str) -> None:
        """Accept or reject one."""
        review = self.review
        if review is not None and finding_id in review.places:
            self.judge([finding_id], accept=finding_id in review.off, selected=finding_id)

    def judge(self, finding_ids: list[str], *, accept: bool, selected: str | None = None) -> None:
        review = self.review
        if review is None:
            return
        what = review.names.get(finding_ids[0], "") if len(finding_ids) == 1 else "All"
        self.push(f"{'Accept' if accept else 'Reject'} {what}", review.judged(finding_ids, accept=accept),
                  selected=selected)  # fmt: skip

    def judge_all(self, *, accept: bool) -> None:
        if self.review is not None:
            self.judge([finding.id for finding in self.review.listed], accept=accept)

    def dismiss(self, finding_id: str) -> None:
        """Reject one; if it was drawn by hand, remove it."""
        review = self.review
        if review is not None and finding_id in review.places:
            verb = "Remove" if finding_id in review.drawn else "Reject"
            self.push(f"{verb} {review.names[finding_id]}", review.dismissed(finding_id))

    def change(self, finding: Finding) -> None:
        """Put another shape in the place of the finding with its id; its pixels follow from the shape then."""
        review = self.review
        if review is not None and finding.id in review.places:
            shaped = replace(finding, at=None, pixels=None, confidence=1.0)
            self.push(f"Change {review.names[finding.id]}", review.changed(shaped), selected=finding.id)

    def add(self, finding: Finding) -> None:
        review = self.review
        if review is not None:
            after = review.added(finding)
            self.push(f"Add {after.names[finding.id]}", after, selected=finding.id)

    def try_out(self, finding: Finding | None) -> None:
        """Show a finding as a gesture wants it; None: as it is."""
        self.trial = finding
        self.changed.emit()

    # The protected areas, as the tools of the mask paint them

    @property
    def mask(self) -> Mask:
        review = self.review
        assert review is not None
        return review.protected

    def push_mask(self, label: str, mask: Mask) -> None:
        if self.review is not None:
            self.push(label, self.review.with_protected(mask))
