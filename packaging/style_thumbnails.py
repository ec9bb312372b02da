"""Makes resources/styles and resources/readme/painters.jpg: the sample picture in the style of each painter.

python packaging/style_thumbnails.py PHOTO
"""

from __future__ import annotations

import sys
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from photofix import api
from photofix.core.painters import PAINTERS
from photofix.files.load import load
from photofix.ops.stylize import OPERATION
from photofix.paths import resources

WIDTH, HEIGHT = 222, 150  # three times as large as they are shown, for dense screens
MARGIN = 0.5  # share of the photo's width that is shown: strokes are to be seen
STROKE = 2.0
COLUMNS, ACROSS = 3, 480  # of the picture for the README, and pixels of each photo in it


def main() -> None:
    photo = np.asarray(load(Path(sys.argv[1])).pixels[..., :3])
    folder = resources() / "styles"
    folder.mkdir(exist_ok=True)
    paint = api.function(OPERATION)
    tall = round(ACROSS * photo.shape[0] / photo.shape[1])
    cells = []
    for name, _ in PAINTERS:
        cells.append(cv2.resize(paint(photo, style=name), (ACROSS, tall), interpolation=cv2.INTER_AREA))
        made = paint(photo, style=name, stroke=STROKE)
        height, width = made.shape[:2]
        across = round(MARGIN * width)
        down = min(height, round(across * HEIGHT / WIDTH))
        y, x = (height - down) // 2, (width - across) // 2
        small = cv2.resize(made[y : y + down, x : x + across], (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
        Image.fromarray(small).save(folder / f"{name}.jpg", quality=88)
    rows = [np.hstack(cells[first : first + COLUMNS]) for first in range(0, len(cells), COLUMNS)]
    Image.fromarray(np.vstack(rows)).save(resources() / "readme" / "painters.jpg", quality=86)


if __name__ == "__main__":
    main()
