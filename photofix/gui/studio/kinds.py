"""What translators take, and what that means for drawing: colours, paper, pencil and fill."""

from __future__ import annotations

from dataclasses import dataclass, replace

from photofix.core.facade_labels import LABELS as FACADE
from photofix.gui.studio.drawing import Colour


@dataclass(frozen=True)
class Kind:
    """One way to sketch.

    title: of the palette. colours: what is drawn with, by name. first: which of them is in hand first. paper: what is
    erased to. smooth: lines have soft edges. outlined: rectangles are drawn, not filled. gap, tolerance: of the fill,
    see `drawing.flood`. free: any colour may be mixed. pencil: its first width in pixels. tool: what is in hand first.
    washes: fills go under the lines.
    """

    id: str
    title: str
    colours: tuple[tuple[str, Colour], ...]
    first: int
    paper: Colour
    smooth: bool
    outlined: bool
    gap: int
    tolerance: int
    free: bool
    pencil: float
    tool: str = "pencil"
    washes: bool = False


# The first colours of free sketches: what photographs and drawings are made of.
PAINTS: tuple[tuple[str, Colour], ...] = (
    ("black", (24, 24, 24)), ("grey", (128, 128, 128)), ("white", (255, 255, 255)), ("sky", (126, 176, 226)),
    ("water", (44, 98, 138)), ("grass", (104, 142, 62)), ("forest", (44, 76, 44)), ("sand", (216, 188, 142)),
    ("earth", (122, 86, 58)), ("brick", (164, 72, 52)), ("sun", (244, 198, 72)), ("skin", (226, 176, 146)),
)  # fmt: skip
GREYS: tuple[tuple[str, Colour], ...] = (
    ("black", (0, 0, 0)), ("dark grey", (64, 64, 64)), ("grey", (128, 128, 128)), ("light grey", (192, 192, 192)),
    ("white", (255, 255, 255)),
)  # fmt: skip
WHITE: Colour = (255, 255, 255)

LABELS = Kind("labels", "Labels", FACADE, 2, FACADE[1][1], False, False, 0, 0, False, 8, "rectangle")
INKS = (("ink", (0, 0, 0)), ("paper", WHITE), *(paint for paint in PAINTS if paint[0] not in ("black", "white")))
EDGES = Kind("edges", "Ink and Colours", INKS, 0, WHITE, True, True, 2, 96, True, 2, washes=True)
GREY = Kind("grey", "Greys", GREYS, 0, WHITE, True, False, 2, 24, False, 6)
PHOTO = Kind("photo", "Colours", PAINTS, 0, WHITE, True, False, 2, 24, True, 6)
DARK = replace(PHOTO, id="dark")
KINDS = {kind.id: kind for kind in (LABELS, EDGES, GREY, PHOTO, DARK)}


def kind_of(takes: str) -> Kind:
    """How to sketch for a translator; for one of which nothing is known, as for photos."""
    return KINDS.get(takes, PHOTO)
