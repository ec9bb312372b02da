"""What all tools that mark areas share: whether they add or subtract, and how the mask is changed."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt

from photofix.gui.tools.area import Area, Points
from photofix.gui.tools.base import PointerEvent, Writer
from photofix.gui.tools.settings import BrushSettings
from photofix.gui.tools.stroke import WorkingMask


def erases(press: PointerEvent, settings: BrushSettings) -> bool:
    """Does the gesture that begins so subtract? Shift always adds, Alt always subtracts."""
    if press.modifiers & Qt.KeyboardModifier.AltModifier:
        return True
    if press.modifiers & Qt.KeyboardModifier.ShiftModifier:
        return False
    return settings.erase or press.eraser


def mark_area(model: Writer, points: Points, settings: BrushSettings, title: str, *, erase: bool) -> None:
    """Mark the inside of N×2 points (or wipe the mark there) as one undo step; none if that changes nothing."""
    state = model.state
    if state is None or len(points) < 3:
        return
    work = WorkingMask(state.mask)
    work.paint(Area(np.asarray(points), feather=settings.feather, erase=erase))
    mask = work.finished()
    if mask is not state.mask:
        model.push(f"Erase {title.lower()}" if erase else title, state.with_mask(mask))
