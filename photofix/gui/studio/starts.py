"""What a sketch begins with: a facade of labels, a photo, or its edges."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np

from photofix.core.colour import srgb_decoded, srgb_encoded
from photofix.core.document import State
from photofix.core.facade_labels import LABELS
from photofix.core.photo import Photo
from photofix.gui.studio.drawing import Bytes
from photofix.gui.studio.kinds import EDGES, GREY, Kind
from photofix.gui.studio.kinds import LABELS as LABEL_KIND
from photofix.ops.base import Source
from photofix.ops.edges import edges, filled
from photofix.ops.reduced import reduced

COLOURS = dict(LABELS)


class Lines(NamedTuple):
    """How the edges of a photo are drawn. strength 0..1: how many. coloured: with the photo's colours between them."""

    strength: float
    coloured: bool


FLOORS, BAYS = 3, 5
DARK_SIDE, STOPS, SHOT, READ = 1024, 3.0, 2e-4, 1e-3  # pixels; of light that is missing; noise of light and of reading


def blank(width: int, height: int, kind: Kind) -> Bytes:
    """H×W×3 of paper."""
    return np.full((height, width, 3), kind.paper, np.uint8)


def facade(width: int, height: int) -> Bytes:
    """H×W×3: the labels of a town house as one would draw it: shops and a door, three floors, a roof's edge."""
    made = np.full((height, width, 3), COLOURS["wall"], np.uint8)

    def box(label: str, x0: float, y0: float, x1: float, y1: float) -> None:
        """Shares of the picture's sides."""
        top, bottom = round(y0 * height), round(y1 * height)
        made[top : max(top + 1, bottom), round(x0 * width) : round(x1 * width)] = COLOURS[label]

    box("background", 0, 0, 1, 0.07)
    box("background", 0, 0, 0.05, 1)
    box("background", 0.96, 0, 1, 1)
    box("moulding", 0.04, 0.07, 0.97, 0.105)
    box("moulding", 0.05, 0.687, 0.96, 0.701)
    for floor in range(FLOORS):
        top = 0.155 + 0.195 * floor
        for bay in range(BAYS):
            left = 0.12 + 0.174 * bay
            box("cornice", left - 0.018, top - 0.018, left + 0.093, top)
            box("window", left, top, left + 0.075, top + 0.125)
            box("sill", left - 0.014, top + 0.125, left + 0.089, top + 0.139)
    for bay in range(BAYS):
        left = 0.075 + 0.174 * bay
        if bay == BAYS // 2:
            box("door", left + 0.027, 0.79, left + 0.137, 1)
        else:
            box("shop", left, 0.74, left + 0.164, 0.98)
    return made


def picture_of(state: State, side: int) -> Bytes:
    """The photo as it stands as H×W×3 uint8 sRGB; its shorter side has `side` pixels, or fewer if it has."""
    width, height = state.base.width, state.base.height
    longest = round(side * max(width, height) / min(width, height))
    return np.rint(np.clip(reduced(Source(state), longest), 0, 1) * 255).astype(np.uint8)


def darkened(state: State) -> State:
    """The photo as a short exposure by night would have it: three stops less light, with noise; reduced for that."""
    picture = picture_of(state, DARK_SIDE)
    light = srgb_decoded(np.asarray(picture / 255, np.float32)) * np.float32(2.0**-STOPS)
    noise = np.random.default_rng(1).normal(0, 1, light.shape).astype(np.float32)
    noisy = np.clip(light + noise * np.sqrt(light * SHOT + READ**2), 0, 1)
    return State.of(Photo(np.rint(srgb_encoded(noisy) * 255).astype(np.uint8)))


def drawn_from(photo: Bytes, kind: Kind, lines: Lines) -> Bytes:
    """H×W×3: what a sketch of a kind is for this photo."""
    if kind is EDGES:
        picture = np.asarray(photo / 255, np.float32)
        ink = edges(picture, lines.strength)
        drawn = filled(ink, picture) if lines.coloured else ink[..., None].repeat(3, axis=2)
        return np.rint(np.clip(drawn, 0, 1) * 255).astype(np.uint8)
    if kind is GREY:
        return cv2.cvtColor(cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB).astype(np.uint8)
    if kind is LABEL_KIND:
        return nearest_labels(photo)
    return photo


def nearest_labels(picture: Bytes) -> Bytes:
    """H×W×3: every pixel in the colour of the label that is nearest, as pictures of labels lose their exact colours."""
    values, made = picture.astype(np.int32), np.empty_like(picture)
    nearest = np.full(picture.shape[:2], np.iinfo(np.int32).max, np.int32)
    for _, rgb in LABELS:
        apart = ((values - np.array(rgb, np.int32)) ** 2).sum(axis=2)
        closer = apart < nearest
        made[closer], nearest[closer] = rgb, apart[closer]
    return made
