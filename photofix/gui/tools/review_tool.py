"""The tool of a review: judge findings by clicks, bend and widen them by drags, add dust where there is none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from PySide6.QtCore import Qt

from photofix.core.finding import Finding, Kind, Shape
from photofix.gui.review import handles
from photofix.gui.review.session import Session
from photofix.gui.tools.base import Gesture, Outline, PointerEvent, Pointing, Preview

NEAR, GRIP = 7.0, 8.0  # device pixels within which a press means a finding, or one of its handles
COARSE = 2.5  # device pixels by which the points that can be dragged may miss the shape
STILL = 3.0  # device pixels that a press may move and still be a click
AROUND, LEAST = 3.0, 5.0  # device pixels of an outline around a finding and at least around its middle, as it is drawn
FIRST_SIZE = 20.0  # photo pixels of the first spot that is added by a click
STEP = 1.15
NOTHING = Preview()

Keys = Qt.Key


class ReviewTool:
    """A click accepts or rejects, a right-click rejects (or removes what was drawn), and where nothing was found a
    click or a drag adds a dust spot. Points and the round handle of the width can be dragged, a double-click adds a
    point or takes one away. Tab and Shift+Tab step, Space accepts or rejects, Delete rejects, Esc ends.
    """

    id = "review"
    title = "Review"
    pending = False
    own_keys = (Keys.Key_Tab, Keys.Key_Backtab, Keys.Key_Space, Keys.Key_Delete, Keys.Key_Backspace, Keys.Key_Escape)

    def __init__(self, session: Session, stepped: Callable[[int], None]) -> None:
        """stepped: told to go to the next finding (1) or the one before (-1), and to show it."""
        self.settings = session
        self._session, self._stepped = session, stepped
        self._size = FIRST_SIZE
        self._clicked = ""  # the finding that the last click has toggled

    def outline(self) -> Outline | None:
        return None

    def shown(self) -> Preview | None:
        self._session.hover("")
        return None

    def hover(self, event: PointerEvent) -> Preview | None:
        at = self._at(event)
        self._session.hover(at.id if at else "")
        return NOTHING

    def cancel(self) -> None:
        self._session.hover("")

    def key(self, key: Qt.Key, _modifiers: Qt.KeyboardModifier) -> bool:
        session, selected = self._session, self._session.selected
        if key in (Keys.Key_Tab, Keys.Key_Backtab):
            self._stepped(1 if key == Keys.Key_Tab else -1)
        elif key == Keys.Key_Escape:
            session.leave()
        elif selected is not None and key == Keys.Key_Space:
            session.toggle(selected.id)
        elif selected is not None:
            session.dismiss(selected.id)
        return True

    def step_width(self, steps: int) -> None:
        """Make the hovered or selected finding wider (positive) or narrower."""
        review = self._session.review
        finding = (review.get(self._session.hovered) if review else None) or self._session.selected
        if finding is not None and finding.shape is not Shape.AREA:
            wider = handles.with_width(finding, max(finding.width * STEP**steps, finding.width + steps / 2))
            narrower = handles.with_width(finding, min(finding.width * STEP**steps, finding.width + steps / 2))
            self._session.change(wider if steps > 0 else narrower)

    def press(self, event: PointerEvent) -> Gesture | None:
        if self._session.review is None or not self._session.active:
            return None
        finding = self._at(event)
        if event.button == Qt.MouseButton.RightButton:
            return self._dismiss(finding) if finding is not None else None
        if event.button != Qt.MouseButton.LeftButton:
            return None
        if finding is None:
            return self._add(event)
        if event.clicks == 2 and finding.shape is not Shape.SPOT:
            return self._points(finding, event)
        return self._drag(finding, event)

    # Gestures

    def _dismiss(self, finding: Finding) -> Gesture:
        event = yield None
        while event.kind is not Pointing.RELEASE:
            event = yield None
        self._session.dismiss(finding.id)

    def _drag(self, finding: Finding, start: PointerEvent) -> Gesture:
        """Move what was taken hold of; a press that does not move judges."""
        pull = self._pull(handles.coarse(finding, COARSE / start.zoom), start)
        changed: Finding | None = None
        try:
            event = yield NOTHING
            while event.kind is not Pointing.RELEASE:
                if pull is not None and (changed is not None or _far(start, event)):
                    changed = pull(event)
                    self._session.try_out(changed)
                event = yield NOTHING
        finally:
            self._session.try_out(None)
        if changed is not None:
            self._clicked = ""
            self._session.change(changed)
        elif not _far(start, event):
            self._clicked = finding.id
            self._session.toggle(finding.id)

    def _pull(self, finding: Finding, start: PointerEvent) -> Callable[[PointerEvent], Finding] | None:
        """What a drag from here does to the finding: nothing, if it begins at none of its handles."""
        zoom = start.zoom
        grip = handles.width_handle(finding, AROUND / zoom, LEAST / zoom)
        if grip is not None and np.hypot(start.x - grip[0], start.y - grip[1]) <= GRIP / zoom:
            return lambda event: handles.widened(finding, event.x, event.y, AROUND / zoom)
        index = handles.point_at(finding, start.x, start.y, GRIP / zoom)
        if index is None and finding.shape is Shape.SPOT:
            index = 0
        if index is None:
            return None
        x, y = (finding.points[index] - (start.x, start.y)).tolist()
        return lambda event: handles.moved(finding, index, event.x + x, event.y + y)

    def _points(self, finding: Finding, start: PointerEvent) -> Gesture:
        """A double-click: a point less where there is one, else one more."""
        event = yield NOTHING
        while event.kind is not Pointing.RELEASE:
            event = yield NOTHING
        finding = handles.coarse(finding, COARSE / start.zoom)
        index = handles.point_at(finding, start.x, start.y, GRIP / start.zoom)
        if index is None:
            changed: Finding | None = handles.with_point(finding, start.x, start.y)
        else:
            changed = handles.without_point(finding, index)
        if self._clicked == finding.id:
            self._session.undo()  # the first of the two clicks has judged it
        self._clicked = ""
        if changed is not None:
            self._session.change(changed)

    def _add(self, start: PointerEvent) -> Gesture:
        """A spot where nothing is: as large as it is dragged, else as the one before."""
        looked = self._session.looked
        dust = looked is not None and Kind.DUST in looked.kinds
        spot: Any = Finding(Kind.DUST, Shape.SPOT, np.array([[start.x, start.y]]), self._size)
        try:
            event = yield NOTHING
            while event.kind is not Pointing.RELEASE:
                if dust and _far(start, event):
                    radius = float(np.hypot(event.x - start.x, event.y - start.y))
                    spot = handles.with_width(spot, 2 * radius)
                    self._session.try_out(spot)
                event = yield NOTHING
        finally:
            self._session.try_out(None)
        if dust:
            self._size = spot.width
            self._session.add(spot)
        else:
            self._session.select("")

    # Where things are

    def _at(self, event: PointerEvent) -> Finding | None:
        """The finding under the pointer; the handles of the one in hand come first."""
        review, zoom = self._session.review, event.zoom
        if review is None:
            return None
        for finding in (self._session.selected, review.get(self._session.hovered)):
            if finding is not None and self._holds(finding, event):
                return finding
        return handles.hit(review, event.x, event.y, NEAR / zoom)

    def _holds(self, finding: Finding, event: PointerEvent) -> bool:
        """Is one of its handles here?"""
        finding = handles.coarse(finding, COARSE / event.zoom)
        grip = handles.width_handle(finding, AROUND / event.zoom, LEAST / event.zoom)
        if grip is not None and np.hypot(event.x - grip[0], event.y - grip[1]) <= GRIP / event.zoom:
            return True
        return handles.point_at(finding, event.x, event.y, GRIP / event.zoom) is not None


def _far(start: PointerEvent, event: PointerEvent) -> bool:
    return bool(np.hypot(event.x - start.x, event.y - start.y) * start.zoom > STILL)
