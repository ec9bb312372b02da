"""What all tools that mark areas share: whether they add or subtract, and how the mask is changed."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt

from photofix.core.mask import Mask
from photofix.gui.tools.area import Area, Points
from photofix.gui.tools.base import MaskWriter, PointerEvent
from photofix.gui.tools.settings import BrushSettings
from photofix.gui.tools.stroke import WorkingMask


def erases(press: PointerEvent, settings: BrushSettings) -> bool:
    """Does the gesture that begins so subtract? Shift always adds, Alt always subtracts."""
    if press.modifiers & Qt.KeyboardModifier.AltModifier:
        return True
    if press.modifiers & Qt.KeyboardModifier.ShiftModifier:
        return False
    return settings.erase or press.eraser


def mark_area(model: MaskWriter, points: Points, settings: BrushSettings, title: str, *, erase: bool) -> None:
    """Mark the inside of N×2 points (or wipe the mark there) as one undo step; none if that changes nothing."""
    state = model.state
    if state is None or len(points) < 3:
        return
    feather, corners = settings.feather, np.array(points)
    pixels = Area(corners, feather=feather).reach.clip(state.base.width, state.base.height).area

    def paint(mask: Mask) -> Mask:
        work = WorkingMask(mask)
        work.paint(Area(corners, feather=feather, erase=erase))
        return work.finished()

    model.change_mask(f"Erase {title.lower()}" if erase else title, paint, pixels)
