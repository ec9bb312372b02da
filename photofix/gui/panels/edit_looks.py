"""Small pictures of what edits changed, made on a worker when they are first wanted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColorSpace, QPixmap

from photofix.core.blend import lay
from photofix.core.edit import Edit, Patch
from photofix.core.photo import Photo, Pixels
from photofix.core.region import Region
from photofix.gui.canvas.colour import SRGB, ToScreen

WIDTH, HEIGHT = 48, 36  # logical pixels
RATIO = 2  # picture pixels for each
FINER = 2  # samples a side for each picture pixel
AROUND = 0.2  # share of an edit's size that is shown beside it
SMALLEST = 64  # photo pixels: what is smaller is shown with more around it
DIM = 0.4  # brightness of what was not changed
CLEAR = 3  # how much the share of changed pixels is exaggerated, so that thin lines are seen
MOST = 600  # looks kept

RunInBackground = Callable[[Callable[[], Any], Callable[[Any], None]], None]


@dataclass(frozen=True)
class Look:
    """pixmap: the edit's surroundings, dimmed, with its changes bright. changed: how many pixels it touches."""

    pixmap: QPixmap
    changed: int


class EditLooks(QObject):
    """One is made at a time, the one that was asked for last first."""

    made = Signal(str)  # the edit's id

    def __init__(self, run_in_background: RunInBackground, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run = run_in_background
        self._found: dict[str, tuple[tuple[int, ...], Look]] = {}
        self._wanted: dict[str, tuple[Photo, Edit]] = {}
        self._busy = False

    def get(self, photo: Photo, edit: Edit) -> Look | None:
        """The look of an edit of the photo; None if it is still to be made, which `made` tells of."""
        found = self._found.get(edit.id)
        if found is not None and found[0] == _key(edit):
            return found[1]
        self._wanted.pop(edit.id, None)
        self._wanted[edit.id] = photo, edit
        self._next()
        return found[1] if found else None

    def forget(self) -> None:
        """Another photo is shown."""
        self._found.clear()
        self._wanted.clear()

    def _next(self) -> None:
        if self._busy or not self._wanted:
            return
        self._busy = True
        _, (photo, edit) = self._wanted.popitem()
        self._run(
            lambda: (spotlight(photo, edit, WIDTH * RATIO, HEIGHT * RATIO), touched(edit)),
            lambda made: self._take(photo, edit, *made),
        )

    def _take(self, photo: Photo, edit: Edit, pixels: Pixels, changed: int) -> None:
        pixmap = QPixmap.fromImage(ToScreen(photo, QColorSpace(SRGB))(pixels))
        pixmap.setDevicePixelRatio(RATIO)
        while len(self._found) >= MOST:
            del self._found[next(iter(self._found))]
        self._found[edit.id] = _key(edit), Look(pixmap, changed)
        self._busy = False
        self.made.emit(edit.id)
        self._next()


def _key(edit: Edit) -> tuple[int, ...]:
    return tuple(map(id, (*edit.patches, edit.hidden)))


def touched(edit: Edit) -> int:
    """How many pixels the edit's patches may change, those of overlapping patches counted for each."""
    return sum(int(np.count_nonzero(edit.alpha(patch, patch.region))) for patch in edit.patches)


def spotlight(photo: Photo, edit: Edit, width: int, height: int) -> Pixels:
    """height×width×C pixels in the photo's own depth and colours: the base photo around the edit with the edit alone.

    What is not changed is dimmed, unless nearly everything is changed.
    """
    region = _surroundings(photo, edit, width, height)
    step = max(1, -(-region.w // (width * FINER)))
    pixels = photo.pixels[region.slices][::step, ::step].copy()
    grid = Region.of(pixels)
    marks = np.zeros((grid.h, grid.w), np.uint8)
    for patch in edit.patches:
        small = _sampled(edit, patch, region, step)
        lay(pixels, grid, small, 1.0)
        there = small.region.intersect(grid)
        np.maximum(marks[there.slices], small.alpha[there.within(small.region).slices], out=marks[there.slices])
    bright = np.clip(_resized(marks, width, height).astype(np.float32) / 255 * CLEAR, 0, 1)
    seen = np.asarray(_resized(pixels, width, height), np.float32).reshape(height, width, -1)
    if bright.mean() < 1 - DIM:
        colours = seen.shape[2] - photo.has_alpha
        seen[:, :, :colours] *= (DIM + (1 - DIM) * bright)[:, :, None]
    result: Pixels = np.rint(seen).astype(np.uint8) if photo.depth == 8 else np.rint(seen).astype(np.uint16)
    return result


def _surroundings(photo: Photo, edit: Edit, width: int, height: int) -> Region:
    """What is shown: the edit in the middle, in the picture's proportions as far as the photo reaches."""
    bounds = edit.bounds
    w = max(SMALLEST, round(bounds.w * (1 + 2 * AROUND)), round(bounds.h * (1 + 2 * AROUND) * width / height))
    h = round(w * height / width)
    w, h = min(w, photo.width), min(h, photo.height)
    x = min(max(0, bounds.x + (bounds.w - w) // 2), photo.width - w)
    y = min(max(0, bounds.y + (bounds.h - h) // 2), photo.height - h)
    return Region(x, y, w, h)


def _sampled(edit: Edit, patch: Patch, region: Region, step: int) -> Patch:
    """The patch on cells of step×step pixels of `region`: a cell's alpha is its highest, lest thin lines get lost."""
    inside = patch.region.intersect(region)
    place = inside.within(region)
    left, top = place.x // step, place.y // step
    columns, rows = -(-place.right // step) - left, -(-place.bottom // step) - top
    xs = np.maximum(np.arange(left, left + columns) * step, place.x) - place.x
    ys = np.maximum(np.arange(top, top + rows) * step, place.y) - place.y
    cut = inside.within(patch.region).slices
    alpha = edit.alpha(patch, inside)
    if step > 1 and not inside.empty:
        alpha = np.maximum.reduceat(np.maximum.reduceat(alpha, ys, axis=0), xs, axis=1)
    cells = np.ix_(ys, xs)
    under = None if patch.under is None else patch.under[cut][cells]
    return Patch(Region(left, top, columns, rows), patch.pixels[cut][cells], alpha, under)


def _resized(values: NDArray[Any], width: int, height: int) -> NDArray[Any]:
    shrinks = values.shape[1] >= width and values.shape[0] >= height
    return cv2.resize(values, (width, height), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
