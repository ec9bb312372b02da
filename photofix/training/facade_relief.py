"""A facade as a relief: what every place is made of, how far it stands out, and its label."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.facade_labels import NAMES

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]
Colour = tuple[float, float, float]  # linear light, 0..1


class Box(NamedTuple):
    """Where something is: pixels, the last ones not included."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def inset(self, across: float, down: float | None = None) -> Box:
        """Smaller by so much on every side, or larger."""
        down = across if down is None else down
        return Box(self.left + across, self.top + down, self.right - across, self.bottom - down)


class Relief:
    """Planes of one size, side×side: colour (×3), depth in pixels towards the viewer, glass 0..1, and label."""

    def __init__(self, side: int) -> None:
        self.side = side
        self.colour = np.zeros((side, side, 3), np.float32)
        self.depth = np.zeros((side, side), np.float32)
        self.glass = np.zeros((side, side), np.float32)
        self.label = np.zeros((side, side), np.uint8)

    def lay(
        self, box: Box, colour: Colour | Floats, depth: float, label: str | None = None, *,
        glass: float = 0.0, texture: Floats | None = None, within: Bools | None = None,
    ) -> None:  # fmt: skip
        """Put something there. texture: side×side factors of its colour; within: side×side, where it has a shape."""
        rows, columns = self.at(box)
        where = np.ones((rows.stop - rows.start, columns.stop - columns.start), bool)
        if within is not None:
            where = within[rows, columns]
        paint = np.asarray(colour, np.float32)
        if paint.ndim > 1:
            paint = paint[rows, columns]
        if texture is not None:
            paint = paint * texture[rows, columns][..., None]
        np.copyto(self.colour[rows, columns], paint, where=where[..., None])
        np.copyto(self.depth[rows, columns], np.float32(depth), where=where)
        np.copyto(self.glass[rows, columns], np.float32(glass), where=where)
        if label is not None:
            np.copyto(self.label[rows, columns], np.uint8(NAMES.index(label)), where=where)

    def mark(self, box: Box, label: str) -> None:
        """Give a label and leave the rest."""
        rows, columns = self.at(box)
        self.label[rows, columns] = NAMES.index(label)

    def at(self, box: Box) -> tuple[slice, slice]:
        """Rows and columns, of those there are."""
        left, top, right, bottom = (min(self.side, max(0, round(value))) for value in box)
        return slice(top, max(top, bottom)), slice(left, max(left, right))


def clouds(rng: np.random.Generator, side: int, cell: float, octaves: int = 3, stretch: float = 1.0) -> Floats:
    """side×side noise of deviation 1 about 0, `cell` pixels wide and finer; stretch: below 1 higher than wide."""
    total = np.zeros((side, side), np.float32)
    for octave in range(octaves):
        across = max(2, round(side / cell * 2**octave))
        down = max(2, round(across / stretch))
        if across >= side:
            break
        grid = rng.standard_normal((down, across), np.float32)
        total += cv2.resize(grid, (side, side), interpolation=cv2.INTER_CUBIC) * np.float32(0.5**octave)
    return np.asarray(total / max(1e-6, float(total.std())), np.float32)


def grain(rng: np.random.Generator, side: int) -> Floats:
    return rng.standard_normal((side, side), np.float32)


def courses(
    rng: np.random.Generator, side: int, size: tuple[float, float], joint: float, depth: float, vary: float
) -> tuple[Floats, Bools]:
    """Factors of colour and where the joints are, side×side, of blocks (width, height) laid in courses.

    joint: its width in pixels; depth: factor of its colour; vary: deviation of the blocks' colours.
    """
    ys, xs = np.mgrid[:side, :side].astype(np.float32)
    row = np.floor(ys / size[1]).astype(int)
    moved = xs + (row % 2) * size[0] / 2
    column = np.floor(moved / size[0]).astype(int)
    tints = 1 + vary * rng.standard_normal((int(row.max()) + 1, int(column.max()) + 1), np.float32)
    joints = (ys % size[1] < joint) | (moved % size[0] < joint)
    return np.asarray(np.where(joints, depth, np.clip(tints[row, column], 0.4, 1.6)), np.float32), joints
