"""The wire pen: click along a wire or just its two ends; the path between snaps to it and takes its width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt

from photofix.core.document import State
from photofix.core.edit import Edit
from photofix.core.mask import Mask
from photofix.core.photo import Photo
from photofix.core.wire_path import SNAP, WirePath, joined, piece, reach, simplified, straight
from photofix.gui.tools.area import Points
from photofix.gui.tools.base import BackgroundWriter, Gesture, Line, Outline, PointerEvent, Pointing, Preview
from photofix.gui.tools.settings import BrushSettings
from photofix.gui.tools.stroke import Segment, WorkingMask

NEAR_POINT, NEAR_PATH = 9.0, 6.0  # device pixels in which a press takes hold of a point, or of the path
LEAST_SNAP, MOST_SNAP = 3.0, 60.0  # photo pixels
SAME = 0.5  # photo pixels: a double click's second point in the same place is none

START = "Click one end of the wire."
GO_ON = "Click its other end, or point after point along it.  Alt: straight"
LOOKING = "Looking for the wire…"
READY = "Enter marks the wire.  Drag a point to move it, click the path to add one, Backspace takes one away."
FAILED = "The wire could not be looked for: the line is straight. Move a point to try again, or mark the straight line."
LOST = "No wire was found between the points: the line is straight. Set a point nearer to the wire, or set the width."


Place = NDArray[np.float64]  # x and y in photo pixels


@dataclass(frozen=True)
class Node:
    """A clicked point; how far beside the wire it may lie (photo pixels); is the piece that leads to it straight?"""

    x: float
    y: float
    snap: float
    straight: bool = False

    @property
    def at(self) -> Place:
        return np.array([self.x, self.y])


Nodes = tuple[Node, ...]
Piece = tuple[Node, Node, float | None]  # and the width, if it is given
Paths = dict[Piece, WirePath]


class WirePenTool:
    """Each click sets a point, and from the second on the path is shown. Points can be dragged, a click on the path
    adds one, Backspace or Delete takes away the one under the pointer or the last. Alt or Ctrl with the click leaves
    that piece straight. Enter or a double click marks the wire (once it is found), Esc drops it.

    The path follows what is seen: the photo with the edits that are switched on.
    """

    id = "wire"
    title = "Wire"

    def __init__(self, model: BackgroundWriter, settings: BrushSettings) -> None:
        self._model, self.settings = model, settings
        self._nodes: Nodes = ()
        self._hovered: int | None = None
        self._found: Paths = {}
        self._outdated: Paths = {}  # found before the edits changed: shown until they are found anew
        self._failed: set[Piece] = set()
        self._running = False
        self._finishing = False  # is the wire to be marked as soon as all of it is found?
        self._photo: Photo | None = None  # that the path lies on
        self._edits: tuple[Edit, ...] = ()  # with which it was found
        settings.advice = START

    @property
    def pending(self) -> bool:
        return bool(self._nodes)

    def outline(self) -> Outline | None:
        return None

    def press(self, event: PointerEvent) -> Gesture | None:
        state = self._model.state
        if event.button != Qt.MouseButton.LeftButton or state is None:
            return None
        self._photo, self._finishing = state.base, False
        if event.clicks == 2 and len(self._nodes) > 1:
            return self._end()  # the first of the two clicks has set the point
        return self._drag(event)

    def shown(self) -> Preview | None:
        return self._preview(self._nodes) if self._nodes else None

    def hover(self, event: PointerEvent) -> Preview | None:
        if not self._nodes:
            return None
        self._hovered = self._node_at(event)
        if self._hovered is not None or self._piece_at(event) is not None:
            return self._preview(self._nodes)
        last = self._places(self._nodes)[-1]
        return self._preview(self._nodes, Line(np.array([last, (event.x, event.y)])))

    def key(self, key: Qt.Key, _modifiers: Qt.KeyboardModifier) -> bool:
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._finish()
        elif key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            gone = self._hovered if self._hovered is not None else len(self._nodes) - 1
            self._hovered = None
            self._keep(self._nodes[:gone] + self._nodes[gone + 1 :])
        else:
            self.cancel()
        return True

    def cancel(self) -> None:
        self._hovered, self._finishing = None, False
        self._found, self._outdated, self._failed = {}, {}, set()
        self._keep(())

    # Gestures

    def _drag(self, event: PointerEvent) -> Gesture:
        """Set a point, or take hold of one, and move it until the release."""
        index, nodes = self._node_at(event), self._nodes
        if index is None and (found := self._piece_at(event)) is not None:
            index = found + 1
            nodes = (*nodes[:index], self._node(event, straight=nodes[index].straight), *nodes[index:])
        elif index is None:
            index = len(nodes)
            plain = event.modifiers & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier)
            nodes = (*nodes, self._node(event, straight=bool(plain)))
        start = event
        while event.kind is not Pointing.RELEASE:
            if (event.x, event.y) != (start.x, start.y):
                moved = replace(nodes[index], x=event.x, y=event.y, snap=_snap(event))
                nodes = (*nodes[:index], moved, *nodes[index + 1 :])
            event = yield self._preview(nodes)
        self._hovered = index
        self._keep(nodes)

    def _end(self) -> Gesture:
        event = yield None
        while event.kind is not Pointing.RELEASE:
            event = yield None
        self._finish()

    def _finish(self) -> None:
        """Mark the path as one undo step; if it is still looked for, as soon as it is found."""
        state, path = self._model.state, self._path(self._nodes)
        self._finishing = path is not None and self._missing(self._nodes)
        if self._finishing:
            return
        self.cancel()
        if state is None or path is None:
            return
        points, erase = simplified(path.points), self.settings.erase
        if self._model.take_line is not None:
            self._model.take_line(points, path.width)
            return
        radius = path.width / 2 + self.settings.wire_margin
        strokes = [
            Segment(x0, y0, radius, x1, y1, radius, 1.0, 255, erase)
            for (x0, y0), (x1, y1) in zip(points[:-1].tolist(), points[1:].tolist(), strict=True)
        ]

        def paint(mask: Mask) -> Mask:
            work = WorkingMask(mask)
            for stroke in strokes:
                work.paint(stroke)
            return work.finished()

        pixels = sum(stroke.reach.clip(state.base.width, state.base.height).area for stroke in strokes)
        self._model.change_mask(f"Erase {self.title.lower()}" if erase else self.title, paint, pixels)

    def _keep(self, nodes: Nodes) -> None:
        self._nodes = nodes
        self._tell()
        self.settings.changed.emit()

    # The path

    def _pieces(self, nodes: Nodes) -> list[WirePath]:
        """The path from point to point as far as it is known; what is not is looked for, and straight meanwhile."""
        keys = self._keys(nodes)
        self._notice_edits()
        missing = [key for key in keys if self._unknown(key)]
        if missing and not self._running:
            self._look_for(missing[-1], keep=set(keys) | set(self._keys(self._nodes)))
        known = self._outdated | self._found
        return [known.get(key) or straight(key[0].at, key[1].at, key[2]) for key in keys]

    def _unknown(self, key: Piece) -> bool:
        return key not in self._found and key not in self._failed and not key[1].straight

    def _missing(self, nodes: Nodes) -> bool:
        return any(self._unknown(key) for key in self._keys(nodes))

    def _notice_edits(self) -> None:
        """Once an edit was made, switched or faded, the path is to be looked for in another picture."""
        state = self._model.state
        if state is not None and state.edits is not self._edits:
            self._edits = state.edits
            self._outdated, self._found, self._failed = self._found, {}, set()

    def _keys(self, nodes: Nodes) -> list[Piece]:
        snapped = self.settings.wire_snap
        width = self.settings.wire_width
        ready = nodes if snapped else [replace(node, straight=True) for node in nodes]
        return [(a, b, width) for a, b in pairwise(ready)]

    def _look_for(self, key: Piece, keep: set[Piece]) -> None:
        state, (start, end, width) = self._model.state, key
        if state is None or state.base is not self._photo:
            return
        edits = state.edits
        self._running = True
        self._found = {known: path for known, path in self._found.items() if known in keep}

        def ended() -> bool:
            """Is the answer still wanted?"""
            self._running = False
            return self._photo is state.base and self._edits is edits and bool(self._nodes)

        def take(path: WirePath) -> None:
            if ended():
                self._found[key] = path
            self._go_on()

        def fail(_error: BaseException) -> None:
            if ended():
                self._failed.add(key)
                self._finishing = False
            self._go_on()

        snap = max(start.snap, end.snap)
        self._model.run_in_background(lambda: _followed(state, start.at, end.at, width, snap), take, fail)

    def _go_on(self) -> None:
        """A search is over: show what it found, begin the next, or mark the wire if that is all."""
        self._tell()
        self.settings.changed.emit()
        if self._finishing and not self._missing(self._nodes):
            self._finish()

    def _path(self, nodes: Nodes) -> WirePath | None:
        """The whole path with the width that it is to be marked with; pieces without a wire take that of the others."""
        if len(nodes) < 2:
            return None
        path = joined(self._pieces(nodes))
        return replace(path, width=self.settings.wire_width or path.width)

    def _tell(self) -> None:
        """Say in the tool's options what was found and what to do next."""
        pieces = self._pieces(self._nodes)
        found = joined(pieces) if pieces else None
        self.settings.wire_found = found.width if found is not None and found.found else None
        wanted = [key for key in self._keys(self._nodes) if not key[1].straight]
        if not pieces:
            self.settings.advice = GO_ON if self._nodes else START
        elif any(self._unknown(key) for key in wanted):
            self.settings.advice = LOOKING
        elif any(key in self._failed for key in wanted):
            self.settings.advice = FAILED
        else:
            lost = wanted and not any(self._found[key].found for key in wanted)
            self.settings.advice = LOST if lost else READY

    # What is seen, and where it is

    def _preview(self, nodes: Nodes, *more: Line) -> Preview:
        path = self._path(nodes)
        lines = [] if path is None else [Line(path.points, width=path.width + 2 * self.settings.wire_margin)]
        handles = [Line(place[None], handles=True) for place in self._places(nodes)]
        return Preview(lines=(*lines, *more, *handles))

    def _places(self, nodes: Nodes) -> list[Points]:
        """Where the points are shown: on the path."""
        pieces = self._pieces(nodes)
        if not pieces:
            return [node.at for node in nodes]
        return [pieces[0].points[0], *(found.points[-1] for found in pieces)]

    def _node_at(self, event: PointerEvent) -> int | None:
        """The point that a press here would take hold of."""
        return _nearest([place[None] for place in self._places(self._nodes)], event, NEAR_POINT)

    def _piece_at(self, event: PointerEvent) -> int | None:
        """The piece of the path that a press here would add a point to."""
        return _nearest([found.points for found in self._pieces(self._nodes)], event, NEAR_PATH)

    def _node(self, event: PointerEvent, *, straight: bool) -> Node:
        return Node(event.x, event.y, _snap(event), straight)


def _followed(state: State, start: Place, end: Place, width: float | None, snap: float) -> WirePath:
    """The wire between two points in what is seen of a state; only around the wire are the edits blended."""
    area = reach(start, end, snap).clip(state.base.width, state.base.height)
    if not any(edit.visible and edit.bounds.overlaps(area) for edit in state.edits):
        return piece(state.base.pixels, start, end, width=width, snap=snap)
    corner = np.array([area.x, area.y], float)
    found = piece(state.composite(area), start - corner, end - corner, width=width, snap=snap)
    return replace(found, points=found.points + corner)


def _snap(event: PointerEvent) -> float:
    """As many photo pixels as the aim is coarse at this zoom."""
    return min(MOST_SNAP, max(LEAST_SNAP, SNAP / event.zoom))


def _nearest(paths: Sequence[Points], event: PointerEvent, limit: float) -> int | None:
    """Which polyline passes within `limit` device pixels of the pointer, and nearest."""
    away = [_distance(path, event.x, event.y) * event.zoom for path in paths]
    best = int(np.argmin(away)) if away else -1
    return best if best >= 0 and away[best] <= limit else None


def _distance(path: Points, x: float, y: float) -> float:
    if len(path) == 1:
        return float(np.hypot(*(path[0] - (x, y))))
    start, run = path[:-1], np.diff(path, axis=0)
    share = (((x, y) - start) * run).sum(1) / np.maximum((run**2).sum(1), 1e-12)
    gap = start + np.clip(share, 0, 1)[:, None] * run - (x, y)
    return float(np.hypot(gap[:, 0], gap[:, 1]).min())
