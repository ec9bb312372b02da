"""The brush: marks what is to be repaired, or wipes the mark away."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt

from photofix.core.photo import Photo
from photofix.gui.tools.base import Gesture, OneGesture, Outline, PointerEvent, Pointing, Preview, Writer
from photofix.gui.tools.settings import BrushSettings
from photofix.gui.tools.stroke import Segment, WorkingMask

LIGHTEST = 0.05  # share of the size that the lightest pen pressure still paints
SPACING = 0.25  # share of a dab that the pointer moves before the stroke goes on; one pixel is always enough
HARDNESS_DRAG = 200.0  # device pixels of an Alt+right-drag from soft to hard


class BrushTool(OneGesture):
    """Drag paints, Shift-click draws a straight line from the last point, Alt does the opposite (wipe or mark).

    Alt+right-drag changes the size (sideways) and the hardness (up and down). One stroke is one undo step.
    """

    id = "brush"
    title = "Brush"

    def __init__(self, model: Writer, settings: BrushSettings | None = None) -> None:
        self.settings = settings or BrushSettings()
        self._model = model
        self._last: tuple[Photo, float, float] | None = None  # where the last stroke on which photo ended

    @property
    def erase(self) -> bool:
        return self.settings.erase

    @erase.setter
    def erase(self, erase: bool) -> None:
        self.settings.erase = erase

    def set_size(self, size: float) -> None:
        """Diameter in photo pixels."""
        self.settings.size = size

    def step_size(self, steps: int) -> None:
        self.settings.step_size(steps)

    def step_hardness(self, steps: int) -> None:
        self.settings.step_hardness(steps)

    def outline(self) -> Outline:
        radius = self.settings.size / 2
        return Outline(radius, radius * self.settings.hardness)

    def press(self, event: PointerEvent) -> Gesture | None:
        alt = bool(event.modifiers & Qt.KeyboardModifier.AltModifier)
        if event.button == Qt.MouseButton.RightButton and alt:
            return self._resize(event)
        if event.button == Qt.MouseButton.LeftButton and self._model.state is not None:
            return self._paint(event, erase=(self.settings.erase or event.eraser) != alt)
        return None

    def _paint(self, event: PointerEvent, *, erase: bool) -> Gesture:
        state = self._model.state
        assert state is not None
        stroke: list[Segment] = []
        work = WorkingMask(state.mask)
        segment = self._dab(event, erase)
        if event.modifiers & Qt.KeyboardModifier.ShiftModifier and self._last and self._last[0] is state.base:
            segment = replace(segment, x0=self._last[1], y0=self._last[2])
        while True:
            stroke.append(segment)
            event = yield Preview(work, work.paint(segment))
            while event.kind is Pointing.MOVE and _too_near(segment, event):
                event = yield None
            if event.kind is Pointing.RELEASE and _too_near(segment, event):
                break
            segment = replace(self._dab(event, erase), x0=segment.x1, y0=segment.y1, r0=segment.r1)
            if event.kind is Pointing.RELEASE:
                stroke.append(replace(segment, r1=segment.r0))  # a pen's last pressure is 0
                work.paint(stroke[-1])
                break
        self._commit(stroke, work)

    def _commit(self, stroke: list[Segment], work: WorkingMask) -> None:
        """Push the stroke as one state; if a repair landed meanwhile, over the mask that it left."""
        state = self._model.state
        if state is None:
            return
        self._last = (state.base, stroke[-1].x1, stroke[-1].y1)
        if state.mask is not work.base:
            work = WorkingMask(state.mask)
            for segment in stroke:
                work.paint(segment)
        mask = work.finished()
        if mask is not state.mask:
            self._model.push("Erase stroke" if stroke[0].erase else "Brush stroke", state.with_mask(mask))

    def _dab(self, event: PointerEvent, erase: bool) -> Segment:
        settings = self.settings
        share = max(LIGHTEST, event.pressure) if settings.pressure_scales_size else 1.0
        radius = settings.size / 2 * share
        return Segment(
            event.x, event.y, radius, event.x, event.y, radius,
            settings.hardness, round(255 * settings.opacity), erase,
        )  # fmt: skip

    def _resize(self, start: PointerEvent) -> Gesture:
        size, hardness = self.settings.size, self.settings.hardness
        held = Preview(outline_at=(start.x, start.y))
        event = yield held
        while event.kind is Pointing.MOVE:
            self.settings.size = size + 2 * (event.x - start.x)
            self.settings.hardness = hardness - (event.y - start.y) * start.zoom / HARDNESS_DRAG
            event = yield held


def _too_near(segment: Segment, event: PointerEvent) -> bool:
    """Has the pointer hardly moved since the segment's end? A quarter of the dab, but never more than one pixel."""
    limit = min(1.0, SPACING * 2 * segment.r1)
    return (event.x - segment.x1) ** 2 + (event.y - segment.y1) ** 2 < limit**2
