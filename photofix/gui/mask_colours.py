"""The colours in which a mask can be shown."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtGui import QColor

ALPHA = 128


class MaskColour(NamedTuple):
    """id is what is remembered, title a text of the actions table."""

    id: str
    title: str
    rgb: tuple[int, int, int]

    @property
    def colour(self) -> QColor:
        return QColor(*self.rgb, ALPHA)


# Orange, yellow and blue differ from each other, and from green plants and red bricks, for colour-blind eyes too:
# after Okabe and Ito, "Color Universal Design" (2008), made stronger as they are shown at half strength.
MASK_COLOURS = (
    MaskColour("rose", "rose", (255, 0, 110)),
    MaskColour("orange", "orange", (255, 140, 0)),
    MaskColour("yellow", "yellow", (255, 232, 40)),
    MaskColour("blue", "blue", (0, 140, 255)),
    MaskColour("green", "green", (0, 214, 120)),
)

PROTECTED = QColor(140, 84, 255, ALPHA)  # areas in which nothing is healed: none of the colours of a mask


def named(name: str) -> MaskColour:
    """The colour with this id, the first one if there is none."""
    return next((entry for entry in MASK_COLOURS if entry.id == name), MASK_COLOURS[0])


def after(name: str) -> MaskColour:
    """The colour that follows the one with this id, in a circle."""
    return MASK_COLOURS[(MASK_COLOURS.index(named(name)) + 1) % len(MASK_COLOURS)]
