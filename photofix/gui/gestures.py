"""What the mouse, the wheel and the canvas's own keys do, as a table for the list of all keys."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence


@dataclass(frozen=True)
class Gesture:
    """what: what it does. how: with {ctrl} for the key that is called so on this system."""

    what: str
    how: str


GESTURES = (
    Gesture("Straight line from the last stroke", "Shift-click"),
    Gesture("Wipe while marking, mark while wiping", "Alt-drag"),
    Gesture("Brush size and hardness", "Alt+right-drag"),
    Gesture("Brush size", "{ctrl}Alt+wheel"),
    Gesture("Shape that adds, shape that subtracts", "Shift-drag, Alt-drag"),
    Gesture("Square or circle, shape from its middle", "Shift, Alt while dragging"),
    Gesture("Move the shape that is being dragged", "Space while dragging"),
    Gesture("Close a polygon, take a corner back, drop it", "Enter, Backspace, Esc"),
    Gesture("Mark the wire, take a point back, drop it", "Enter, Backspace, Esc"),
    Gesture("Wire without snapping", "Alt-click, {ctrl}click"),
    Gesture("Accept or reject a finding", "Click, Space"),
    Gesture("Reject a finding, remove a drawn one", "Right-click, Del"),
    Gesture("Next finding, the one before", "Tab, Shift+Tab"),
    Gesture("Bend a found wire, add or remove a point", "Drag a point, double-click"),
    Gesture("Width of a finding", "{ctrl}Alt+wheel, drag its round handle"),
    Gesture("Add a dust spot in a review", "Click, drag"),
    Gesture("Pan", "Space-drag, middle-drag"),
    Gesture("Zoom at the cursor", "{ctrl}wheel"),
    Gesture("Zoom or pan, as the settings say", "Wheel"),
    Gesture("Roll back the gesture under way", "Esc"),
    Gesture("Turn the split view", "Click the divider's handle"),
    Gesture("Give a value its first number again", "Double-click the slider"),
)
CANVAS_KEYS = ("Space",)  # the canvas takes these whatever the shortcuts say


def texts(gesture: Gesture) -> tuple[str, str]:
    """What and how, in the person's language, with the keys as this system writes them."""
    ctrl = QKeySequence("Ctrl+A").toString(QKeySequence.SequenceFormat.NativeText)[:-1]
    what, how = (QCoreApplication.translate("gestures", text) for text in (gesture.what, gesture.how))
    return what, how.format(ctrl=ctrl)
