"""Closed shapes as something to paint a mask with: antialiased, with a soft edge if wanted."""

from __future__ import annotations

import math
from functools import cached_property
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPolygonF

from photofix.core.mask import TILE, Cell
from photofix.core.region import Region

Points = NDArray[np.floating[Any]]
BLOCK = (
    4 * TILE
)  # pixels a side of what is drawn at a time: a line of many points takes its time, however little is drawn
KEPT = 32  # blocks: a photo's width of them
FINE = 2.0  # standard deviations, in pixels of the picture on which soft edges are made


class Area:
    """The inside of a closed line through N×2 points in photo pixels; where it crosses itself, both sides are inside.

    feather: pixels over which the edge falls to either side, by a Gaussian of half that standard deviation.
    """

    def __init__(self, points: Points, *, feather: float = 0.0, erase: bool = False) -> None:
        self.erase = erase
        self._points = np.asarray(points, np.float64).reshape(-1, 2)
        self._sigma = feather / 2
        # A soft edge is made on a reduced picture, whose grid begins at the photo's corner for every tile.
        self._step = max(1, int(self._sigma / FINE))
        self._margin = math.ceil(3 * self._sigma) + 2 * self._step
        self._path = QPainterPath()
        self._path.setFillRule(Qt.FillRule.WindingFill)
        self._path.addPolygon(QPolygonF([QPointF(x, y) for x, y in self._points.tolist()]))
        self._path.closeSubpath()
        self._blocks: dict[Region, NDArray[np.uint8]] = {}

    @property
    def reach(self) -> Region:
        """Every pixel that may be touched."""
        x0, y0 = (math.floor(value) for value in self._points.min(axis=0))
        x1, y1 = (math.ceil(value) for value in self._points.max(axis=0))
        return Region(x0, y0, x1 - x0, y1 - y0).grow(self._margin if self._sigma else 0)

    def coverage(self, region: Region) -> NDArray[np.uint8] | int:
        """h×w uint8 values for a region inside one of the mask's tiles; one number where they are all alike."""
        cell = region.y // TILE, region.x // TILE
        if cell in self._edge:
            block = Region(region.x // BLOCK * BLOCK, region.y // BLOCK * BLOCK, BLOCK, BLOCK)
            if block not in self._blocks:
                if len(self._blocks) == KEPT:
                    del self._blocks[next(iter(self._blocks))]
                self._blocks[block] = self._soft(block) if self._sigma else self._paint(block, 1, smooth=True)
            return self._blocks[block][region.within(block).slices]
        column, row = cell[1] - self._cells.x, cell[0] - self._cells.y
        return int(self._centres[row, column])

    @cached_property
    def _cells(self) -> Region:
        """The tiles that `reach` touches, counted in tiles."""
        reach = self.reach
        x, y = reach.x // TILE, reach.y // TILE
        return Region(x, y, -(-reach.right // TILE) - x, -(-reach.bottom // TILE) - y)

    @cached_property
    def _edge(self) -> set[Cell]:
        """The tiles that the line comes near; all others are wholly inside or outside."""
        line = _cut(np.concatenate([self._points, self._points[:1]]), TILE)
        low = np.minimum(line[:-1], line[1:]) - self._margin - 1
        high = np.maximum(line[:-1], line[1:]) + self._margin + 1
        boxes = np.unique(np.floor(np.concatenate([low, high], axis=1) / TILE).astype(int), axis=0)
        return {
            (row, column)
            for left, top, right, bottom in boxes.tolist()
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        }

    @cached_property
    def _centres(self) -> NDArray[np.uint8]:
        """What is painted at the middle of each of `_cells`: 0 or 255."""
        cells = self._cells
        return self._paint(Region(cells.x, cells.y, max(1, cells.w), max(1, cells.h)), TILE, smooth=False)

    def _soft(self, region: Region) -> NDArray[np.uint8]:
        step = self._step
        around = region.grow(self._margin)
        x, y = around.x // step, around.y // step
        small = Region(x, y, -(-around.right // step) - x, -(-around.bottom // step) - y)
        picture = self._paint(small, step, smooth=True).astype(np.float32)
        picture = cv2.GaussianBlur(picture, (0, 0), self._sigma / step)  # type: ignore[assignment]
        # Pixel centres: i + 0.5 of the photo lies at (i + 0.5) / step - 0.5 of the reduced picture's indices.
        scale = 1 / step
        shift = [(value + 0.5) * scale - 0.5 for value in (region.x - x * step, region.y - y * step)]
        matrix = np.array([[scale, 0, shift[0]], [0, scale, shift[1]]])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        made = cv2.warpAffine(picture, matrix, (region.w, region.h), flags=flags, borderMode=cv2.BORDER_REPLICATE)
        return np.rint(made).astype(np.uint8)

    def _paint(self, region: Region, step: int, *, smooth: bool) -> NDArray[np.uint8]:
        """h×w values 0..255 of a region of a picture reduced by `step`: the share of each pixel that is inside."""
        image = QImage(region.w, region.h, QImage.Format.Format_Grayscale8)
        image.fill(0)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
        painter.translate(-region.x, -region.y)
        painter.scale(1 / step, 1 / step)
        painter.fillPath(self._path, Qt.GlobalColor.white)
        painter.end()
        rows = np.frombuffer(image.constBits(), np.uint8).reshape(region.h, image.bytesPerLine())
        return rows[:, : region.w].copy()


def ellipse(x0: float, y0: float, x1: float, y1: float, error: float = 0.02) -> Points:
    """The ellipse in a box as N×2 points. error: how many pixels a side may at most be away from the curve."""
    rx, ry = abs(x1 - x0) / 2, abs(y1 - y0) / 2
    count = max(16, math.ceil(math.pi / math.acos(1 - error / max(rx, ry, 2 * error))))
    angles = np.arange(count) * (2 * math.pi / count)
    return np.stack([(x0 + x1) / 2 + rx * np.cos(angles), (y0 + y1) / 2 + ry * np.sin(angles)], axis=1)


def rectangle(x0: float, y0: float, x1: float, y1: float) -> Points:
    """The corners of a box."""
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], float)


def _cut(line: Points, longest: float) -> Points:
    """The line with further points, so that no piece is longer."""
    pieces = np.maximum(1, np.ceil(np.hypot(*np.diff(line, axis=0).T) / longest)).astype(int)
    where = np.concatenate([[0.0], np.cumsum(np.ones(pieces.sum()) / np.repeat(pieces, pieces))])
    at = np.arange(len(line))
    return np.stack([np.interp(where, at, line[:, 0]), np.interp(where, at, line[:, 1])], axis=1)
