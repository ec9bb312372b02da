"""The coarse pass: which parts of a photo hold anything that stands out, and are worth the network."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

AROUND = 15  # pixels a side of the surroundings that a pixel is compared with
STRIKING = 0.04  # difference (of 0..1) that is always worth a look
CLEAR = 7.0  # and so is one of this many times the noise
FAINT = 5.2  # times the noise of a mean along a line; calm noise reaches 4.8 now and then
FLOOR = 0.0008  # noise that is always there, as where a JPEG file has smoothed everything away: a fifth of a level
LENGTH = 11  # pixels of these lines
ANGLES = 8


def worth(luma: Floats) -> bool:
    """Whether anything in a part of a photo stands out of its surroundings above the noise.

    luma: h×w float32, 0..1, of the photo reduced to half, so that grain is fainter and a line of 11 pixels is one of
    22. A wire that is fainter than the noise still shows in the mean along itself: so what is calm pixel by pixel is
    looked at along lines of eight directions, too, and as soft spots.
    """
    away = luma - cv2.blur(luma, (AROUND, AROUND))
    size = np.abs(away)
    noise = max(FLOOR, 1.4826 * float(np.median(size[::2, ::2])))
    largest = float(size.max())
    if largest > STRIKING or largest > CLEAR * noise:
        return True
    means = (cv2.filter2D(away, cv2.CV_32F, kernel) for kernel in _lines())
    soft = cv2.GaussianBlur(luma, (0, 0), 4) - cv2.GaussianBlur(luma, (0, 0), 12)
    return any(_stands_out(np.asarray(mean, np.float32), FLOOR / 2) for mean in (*means, soft))


def _stands_out(response: Floats, floor: float) -> bool:
    size = np.abs(response)
    return float(size.max()) > FAINT * max(floor, 1.4826 * float(np.median(size[::2, ::2])))


def _lines() -> list[Floats]:
    """Means along short lines through the middle, of eight directions."""
    middle, found = LENGTH // 2, []
    for angle in np.arange(ANGLES) * (np.pi / ANGLES):
        kernel = np.zeros((LENGTH, LENGTH), np.float32)
        dx, dy = (round(middle * 16 * float(f(angle))) for f in (np.cos, np.sin))
        centre = middle * 16
        cv2.line(kernel, (centre - dx, centre - dy), (centre + dx, centre + dy), 1.0, 1, cv2.LINE_AA, 4)
        found.append(np.asarray(kernel / kernel.sum(), np.float32))
    return found
