"""What a review consists of in the window, and what its parts say to each other."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from photofix.core.document import UndoInfo
from photofix.core.finding import Finding, Kind, Shape
from photofix.gui import mask_colours
from photofix.gui.canvas.finding_layer import FindingLayer, Shown
from photofix.gui.messages import Message
from photofix.gui.panels.find_panel import FindPanel
from photofix.gui.panels.section import Section
from photofix.gui.remembered import Remembered
from photofix.gui.review.bar import ReviewBar
from photofix.gui.review.looking import Healed, Looking
from photofix.gui.review.session import Session
from photofix.gui.tools.area import Points
from photofix.gui.tools.review_tool import ReviewTool

if TYPE_CHECKING:
    from photofix.gui.window import Window

ROOM = 0.8  # share of the view that a finding may fill when it is stepped to


class ReviewParts(QObject):
    """Session, jobs, panel, bar, tool and what is drawn over the photo."""

    changed = Signal()  # which actions can be used may be another

    def __init__(self, window: Window, remembered: Remembered) -> None:
        super().__init__(window)
        self._window, self._remembered = window, remembered
        self._canvas, self._toolbox = window.canvas, window.toolbox
        self.session = Session(window.model, self)
        self.looking = Looking(self.session, window.model, window.workers, window.repairs.models, self)
        self.tool = ReviewTool(self.session, self.step)
        self.layer = FindingLayer()
        self._hinted = False  # are the first steps to be shown again after the review,
        self._folded = False  # and is the operations' section to be unfolded?
        self.bar = ReviewBar(self.session)
        self.panel = FindPanel(
            self.session, self.looking, remembered, partial(setattr, window.canvas, "spot_threshold"), self.go_to
        )
        self.section = Section(self.tr("Find and Heal"), self.panel)
        self.session.mode_changed.connect(self._change_mode)
        self.session.changed.connect(self._show)
        self.session.protected_changed.connect(window.marking.renew)
        self._toolbox.chosen.connect(self._name_mode)
        self.looking.refused.connect(window.show_error)
        self.looking.outdated.connect(self._offer_to_look)
        self.looking.healed.connect(self._tell_healed)
        for part in (self.session.changed, self.looking.changed):
            part.connect(self.changed)

    def use_actions(self, actions: Mapping[str, QAction]) -> None:
        """Offer these as buttons."""
        self._actions = actions
        self.panel.use_actions(actions)
        self.bar.use_actions(actions)

    @property
    def busy(self) -> bool:
        """Is there something that Esc would end?"""
        return self.session.active or self.looking.busy

    @property
    def undo_info(self) -> UndoInfo | None:
        """What undo takes back during a review; None outside of one."""
        return self.session.undo_info if self.session.active else None

    @property
    def rules(self) -> dict[str, bool]:
        """Does each rule of actions.RULES hold that is about findings?"""
        return {"found": self.session.review is not None, "finding": self.session.selected is not None}

    def cancel(self) -> bool:
        """End the review, else what is being looked for or healed; False if there is neither."""
        if self.session.leave():
            return True
        return self.looking.cancel()

    # Begin and end

    def _change_mode(self) -> None:
        session, window = self.session, self._window
        if session.active:
            window.preview.drop()
            window.marking.borrow(session)
            self._toolbox.take_line = self.add_line
            self._canvas.set_layer(self.layer)
            self.judge()
        else:
            self._toolbox.take_line = None
            self._toolbox.choose(self._toolbox.current)
            self._canvas.set_layer(None)
            window.marking.borrow(None)
        self.show_colour()
        self._name_mode()
        self._make_room()

    def _make_room(self) -> None:
        """What cannot be used during a review, or speaks of something else, is put away, and comes back after it."""
        fold = self._window.operation_section.title
        hints = self._window.hints
        if self.session.active:
            self._hinted = not hints.isHidden()
            hints.hide()
            self._folded = fold.isChecked()
            fold.setChecked(False)
            self.section.title.setChecked(True)
            return
        if self._hinted:
            hints.show()
            hints.resized.emit()
        if self._folded:
            fold.setChecked(True)

    def judge(self) -> None:
        """Clicks accept and reject from now on."""
        self._toolbox.lend(self.tool)
        self._canvas.setFocus()
        self._name_mode()
        self._toolbox.chosen.emit()

    def protect(self) -> None:
        """The tools of the mask paint where nothing may be healed; they do so in a review whatever tool it is."""
        self.session.begin()
        self._canvas.mask_visible = True
        self._toolbox.settings.erase = False
        self._toolbox.choose("brush")

    @property
    def judging(self) -> bool:
        return self._toolbox.lent is self.tool

    def _name_mode(self) -> None:
        """Bar and actions say what the pointer does."""
        name = "judge" if self.judging else "wire" if self._toolbox.current == "wire" else "protect"
        self.bar.show_mode(name)
        for action in ("judge", "protect"):
            self._actions[action].setChecked(self.session.active and action == name)
        self._actions["review"].setChecked(self.session.active)

    def show_colour(self) -> None:
        """What is painted looks different while it protects."""
        own = mask_colours.named(self._remembered.mask_colour).colour
        self._canvas.mask_colour = mask_colours.PROTECTED if self.session.active else own

    # What is shown

    def _show(self) -> None:
        session, review = self.session, self.session.review
        if session.active and review is not None:
            marked = [finding.id for finding in (session.selected,) if finding is not None]
            self.layer.shown = Shown(review, (*marked, session.hovered), session.trial)
            self._canvas.update()

    def step(self, by: int) -> None:
        """To the next finding (1) or the one before (-1), at 1:1."""
        finding = self.session.step(by)
        if finding is not None:
            self._bring(finding)

    def go_to(self, finding_id: str) -> None:
        """Select a finding and bring it into view."""
        review = self.session.review
        finding = review.get(finding_id) if review else None
        if finding is not None:
            self.session.select(finding_id)
            self._bring(finding)

    def _bring(self, finding: Finding) -> None:
        """At 1:1 or closer, the middle of it in the middle."""
        if self._canvas.zoom < 1:
            self._canvas.set_zoom(1.0)
        bounds = np.stack([finding.points.min(axis=0), finding.points.max(axis=0)])
        view = self._canvas.view
        if view is None:
            return
        middle = bounds.mean(axis=0)
        if bool(((bounds[1] - bounds[0]) * view.zoom > ROOM * np.array([view.port.w, view.port.h])).any()):
            middle = finding.points[len(finding.points) // 2] if finding.shape is not Shape.SPOT else middle
        self._canvas.centre_on(*middle.tolist())

    def add_line(self, points: Points, width: float) -> None:
        """The wire pen has drawn one."""
        self.session.add(Finding(Kind.WIRES, Shape.LINE, np.array(points, np.float64), width))

    # What is said

    def _offer_to_look(self) -> None:
        self._window.messages.show_message(Message(
            self.tr("The photo was changed since it was looked at."),
            self.tr("What was found may no longer be there."),
            button=(self.tr("Look Again"), self.find),
        ))  # fmt: skip

    def find(self) -> None:
        self.looking.find(self.panel.wanted, thorough=self.panel.thorough.isChecked())

    def _tell_healed(self, healed: Healed) -> None:
        window = self._window
        if window.model.current is not None:
            window.status.show_outside(window.model.current.outside)
        window.status.show_device(healed.device)
        count = len(healed.edits)
        said = self.tr("Healed 1 finding") if count == 1 else self.tr("Healed {0} findings").format(f"{count:,}")
        window.statusBar().showMessage(said, 5000)
