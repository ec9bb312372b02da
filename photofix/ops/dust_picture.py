"""A dust map as a picture: the sensor with its spots, each ringed and numbered."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.dust_map import DustMap

PAPER, RING, NUMBER = (208, 208, 206), (160, 82, 6), (48, 48, 46)
F_NUMBER = 16.0  # at which the spots are drawn
SUB = 4  # binary digits of a pixel with which rings are drawn
LEAST = 2.5  # pixels: a spot's radius on the picture
WIDE = 1000  # pixels: rings are drawn thicker on larger pictures
ROOM = 5.0  # pixels between a spot and its ring


def dust_picture(dust: DustMap, longer_side: int = 1600) -> NDArray[np.uint8]:
    """h×w×3 uint8 in sRGB. Spots are as large as at f/16, but never too small to be seen, and as dark as they are."""
    scale = longer_side / max(dust.width, dust.height)
    size = max(1, round(dust.height * scale)), max(1, round(dust.width * scale))
    picture = np.full((*size, 3), PAPER, np.uint8)
    for number, spot in enumerate(dust.spots, 1):
        shade = dust.shadow(spot, F_NUMBER)
        radius = max(LEAST, shade.diameter / 2 * scale)
        dark = max(0.25, shade.deepest)
        colour = tuple(round(value * (1 - dark)) for value in PAPER)
        at = spot.x * scale, spot.y * scale
        _disc(picture, at, radius, colour, cv2.FILLED)
        _disc(picture, at, radius + ROOM, RING, 2 if longer_side > WIDE else 1)
        text = str(number)
        wide = 9 * len(text)
        x = (
            at[0] + radius + ROOM + 4
            if at[0] + radius + ROOM + wide + 8 < size[1]
            else at[0] - radius - ROOM - wide - 6
        )
        y = min(size[0] - 4, max(14, at[1] + 5))
        cv2.putText(picture, text, (round(x), round(y)), cv2.FONT_HERSHEY_SIMPLEX, 0.45, NUMBER, 1, cv2.LINE_AA)
    return picture


def _disc(
    picture: NDArray[np.uint8], at: tuple[float, float], radius: float, colour: tuple[int, ...], thickness: int
) -> None:
    fine = 1 << SUB
    centre = round((at[0] - 0.5) * fine), round((at[1] - 0.5) * fine)
    cv2.circle(picture, centre, round(radius * fine), colour, thickness, cv2.LINE_AA, SUB)
