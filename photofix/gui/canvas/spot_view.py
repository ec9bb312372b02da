"""The view in which dust jumps out: what differs from its surroundings, white on black."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage

from photofix.core.photo import Pixels
from photofix.core.region import Region
from photofix.gui.canvas.cache import TileKey
from photofix.gui.canvas.picture import Picture
from photofix.gui.canvas.tiles import PREVIEW, Painting, TileLayer
from photofix.gui.canvas.view import View

BUDGET = 64 * 2**20  # bytes of tiles kept; they have one byte for a pixel
AROUND = 48  # photo pixels to each side of a pixel that are its surroundings: wider than all but the largest dust
FEWEST = 5  # of the shown pixels, however small the view
SMOOTH = 1.2  # standard deviation in shown pixels of what takes the grain away
FAINTEST, STRONGEST = 0.4, 24.0  # steps of 8 bit that a difference must have, at the ends of the threshold
RESTLESS = 1.5  # times the mean difference around, which a spot must stand out from: leaves and grass stay dark
FIRST = 0.5


class Seen(NamedTuple):
    """h×w: by how much each pixel differs from its surroundings, and the mean of that around it; steps of 8 bit."""

    differing: NDArray[np.float32]
    restless: NDArray[np.float32]


class SpotView:
    """The photo without its local background, amplified. Tiles are made when they are first seen."""

    def __init__(self) -> None:
        self._layer: TileLayer | None = None
        self._threshold = FIRST

    @property
    def threshold(self) -> float:
        """0 shows the faintest spots and the grain with them, 1 only what is plain to see."""
        return self._threshold

    @threshold.setter
    def threshold(self, threshold: float) -> None:
        self._threshold = min(1.0, max(0.0, threshold))
        if self._layer is not None:
            self._layer.mark_all_stale()

    def show(self, picture: Picture | None) -> None:
        """Show this picture from now on, or nothing."""
        self._layer = None
        if picture is not None:
            self._layer = TileLayer(picture, self._whole, BUDGET, render=self._render, reach=reach)

    def mark_stale(self, region: Region, levels: range) -> None:
        """The picture's pixels of a region of the photo are others at these levels."""
        if self._layer is not None:
            self._layer.mark_stale(region, levels)

    def draw(self, painting: Painting, view: View, clip: Region) -> list[Region]:
        """Draw what `clip` (device pixels) shows; returns the parts for which time was up."""
        assert self._layer is not None
        painting.painter.fillRect(QRect(*clip.intersect(view.frame)), QColor(0, 0, 0))
        return self._layer.draw(painting, view, clip, before=False)

    def _render(self, key: TileKey, area: Region) -> QImage:
        assert self._layer is not None
        picture = self._layer.picture
        around = area.grow(reach(key.level)).clip(*picture.size(key.level))
        seen, place = (
            look(picture.read(key.level, around, before=key.before), surroundings(key.level)),
            area.within(around),
        )
        return self._image(Seen(seen.differing[place.slices], seen.restless[place.slices]))

    def _whole(self, pixels: Pixels) -> QImage:
        """What stands in for tiles that are not made yet: all of a photo, much reduced."""
        return self._image(look(pixels, max(FEWEST, AROUND * max(pixels.shape[:2]) // (8 * PREVIEW))))

    def _image(self, seen: Seen) -> QImage:
        """Black up to half of what is to be shown."""
        least = FAINTEST * (STRONGEST / FAINTEST) ** self._threshold
        shown = np.clip(512 * seen.differing / (least + RESTLESS * seen.restless) - 256, 0, 255).astype(np.uint8)
        height, width = shown.shape
        return QImage(shown.data, width, height, width, QImage.Format.Format_Grayscale8).copy()


def surroundings(level: int) -> int:
    """How many pixels of a level to each side are looked at for the background."""
    return max(FEWEST, AROUND >> level)


def reach(level: int) -> int:
    """How many pixels of a level around a tile change it."""
    return 2 * surroundings(level) + 4


def look(pixels: Pixels, around: int) -> Seen:
    """By how much each pixel differs from its surroundings.

    The background is a mean over about `around` pixels to each side (a box twice, close to a Gaussian).
    """
    colours = np.ascontiguousarray(pixels[:, :, :3] if pixels.shape[2] >= 3 else pixels[:, :, :1])
    values = colours.astype(np.float32) * np.float32(1.0 if pixels.dtype == np.uint8 else 1 / 257)
    plain = cv2.cvtColor(values, cv2.COLOR_RGB2GRAY) if values.shape[2] == 3 else values[:, :, 0]
    side = around | 1
    background = cv2.blur(cv2.blur(plain, (side, side)), (side, side))
    fine = cv2.GaussianBlur(plain, (0, 0), SMOOTH)
    differing = np.asarray(np.abs(fine - background), np.float32)
    wide = 2 * around + 1
    return Seen(differing, np.asarray(cv2.blur(differing, (wide, wide)), np.float32))
