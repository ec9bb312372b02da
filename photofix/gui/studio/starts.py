"""What a sketch begins with: a facade of labels, a photo, or its edges."""

from __future__ import annotations

import cv2
import numpy as np

from photofix.core.document import State
from photofix.core.facade_labels import LABELS
from photofix.gui.studio.drawing import Bytes
from photofix.gui.studio.kinds import EDGES, GREY, Kind
from photofix.gui.studio.kinds import LABELS as LABEL_KIND
from photofix.ops.base import Source
from photofix.ops.reduced import reduced

COLOURS = dict(LABELS)
FLOORS, BAYS = 4, 5


def blank(width: int, height: int, kind: Kind) -> Bytes:
    """H×W×3 of paper."""
    return np.full((height, width, 3), kind.paper, np.uint8)


def facade(width: int, height: int) -> Bytes:
    """H×W×3: the labels of a town house, drawn by hand as it were: a shop and a door, three floors, a cornice."""
    made = np.full((height, width, 3), COLOURS["wall"], np.uint8)

    def box(label: str, x0: float, y0: float, x1: float, y1: float) -> None:
        """Shares of the picture's sides."""
        top, bottom = round(y0 * height), round(y1 * height)
        made[top : max(top + 1, bottom), round(x0 * width) : round(x1 * width)] = COLOURS[label]

    box("background", 0, 0, 1, 0.05)
    box("background", 0, 0, 0.03, 1)
    box("background", 0.97, 0, 1, 1)
    box("cornice", 0.03, 0.05, 0.97, 0.09)
    for floor in range(FLOORS - 1):
        top = 0.13 + 0.2 * floor
        if floor:
            box("moulding", 0.03, top - 0.035, 0.97, top - 0.02)
        for bay in range(BAYS):
            left = 0.085 + 0.176 * bay
            box("window", left, top, left + 0.11, top + 0.13)
            box("sill", left - 0.012, top + 0.13, left + 0.122, top + 0.145)
            if floor == 1 and bay == BAYS // 2:
                box("balcony", left - 0.035, top + 0.085, left + 0.145, top + 0.155)
    box("cornice", 0.03, 0.715, 0.97, 0.735)
    for bay in range(BAYS):
        left = 0.085 + 0.176 * bay
        if bay == BAYS // 2:
            box("door", left - 0.005, 0.78, left + 0.115, 1)
        else:
            box("shop", left - 0.02, 0.78, left + 0.13, 0.96)
    return made


def picture_of(state: State, side: int) -> Bytes:
    """The photo as it stands as H×W×3 uint8 sRGB; its shorter side has `side` pixels, or fewer if it has."""
    width, height = state.base.width, state.base.height
    longest = round(side * max(width, height) / min(width, height))
    return np.rint(np.clip(reduced(Source(state), longest), 0, 1) * 255).astype(np.uint8)


def drawn_from(photo: Bytes, kind: Kind, strength: float) -> Bytes:
    """H×W×3: what a sketch of a kind is for this photo. strength 0..1: how many edges."""
    if kind is EDGES:
        from photofix.ops.edges import edges

        lines = edges(np.asarray(photo / 255, np.float32), strength)
        return np.rint(np.clip(lines, 0, 1) * 255).astype(np.uint8)[..., None].repeat(3, axis=2)
    if kind is GREY:
        return cv2.cvtColor(cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB).astype(np.uint8)
    if kind is LABEL_KIND:
        return nearest_labels(photo)
    return photo


def nearest_labels(picture: Bytes) -> Bytes:
    """H×W×3: every pixel in the colour of the label that is nearest, as pictures of labels lose their exact colours."""
    colours = np.array([rgb for _, rgb in LABELS], np.float32)
    apart = ((picture[..., None, :].astype(np.float32) - colours) ** 2).sum(axis=3)
    return np.asarray(colours[apart.argmin(axis=2)], np.uint8)
