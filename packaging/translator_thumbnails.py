"""Makes resources/translators and resources/readme/translators.jpg: what translators take, and what they make of it.

python packaging/translator_thumbnails.py PHOTO
"""

from __future__ import annotations

import sys
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from photofix import api
from photofix.core.translators import TAKES, TRANSLATORS
from photofix.files.load import load
from photofix.ops.edges import edges, filled
from photofix.ops.translate import FOLDER, OPERATION
from photofix.paths import resources

Values = NDArray[np.uint8]

WIDTH, HEIGHT = 222, 150  # three times as large as they are shown, for dense screens
SHORTER = 256  # pixels at which translators work
COLUMNS, ACROSS, GAP = 2, 320, 10  # of the picture for the README; pixels of each one in it, and between them
DARKER, NOISE = 4.5, 0.02  # of the photo made dark: times, and standard deviation
FACADE = 5  # the seed of the facade's labels


def main() -> None:
    photo = np.asarray(load(Path(sys.argv[1])).pixels[..., :3])
    folder = resources() / FOLDER
    folder.mkdir(exist_ok=True)
    translate = api.function(OPERATION)
    tall = ACROSS * HEIGHT // WIDTH
    cells = []
    for name, _ in TRANSLATORS:
        given = _given(TAKES[name], photo)
        made = translate(given, model=name, source="photo")
        cells.append(np.hstack([_cut(picture, ACROSS, tall) for picture in (given, made)]))
        _halves(*(_cut(picture, WIDTH, HEIGHT) for picture in (given, made))).save(folder / f"{name}.jpg", quality=88)
    rows = [np.hstack(_apart(cells[first : first + COLUMNS], 1)) for first in range(0, len(cells), COLUMNS)]
    Image.fromarray(np.vstack(_apart(rows, 0))).save(resources() / "readme" / "translators.jpg", quality=86)


def _apart(pictures: list[Values], axis: int) -> list[Values]:
    """With white between them."""
    spread: list[Values] = []
    for picture in pictures:
        shape = (picture.shape[0], GAP, 3) if axis else (GAP, picture.shape[1], 3)
        spread += [np.full(shape, 255, np.uint8), picture]
    return spread[1:]


def _given(takes: str, photo: Values) -> Values:
    """What a translator takes: made of the photo, but for labels."""
    factor = SHORTER / min(photo.shape[:2])
    small = np.asarray(cv2.resize(photo, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), np.uint8)
    if takes == "edges":
        picture = small.astype(np.float32) / 255
        return np.rint(filled(edges(picture), picture) * 255).astype(np.uint8)
    if takes == "labels":
        return _facade()
    if takes == "grey":
        return np.repeat(cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY)[..., None], 3, axis=2)
    light = (photo / np.float32(255)) ** 2.2 / DARKER
    noisy = light ** (1 / 2.2) + np.random.default_rng(0).normal(0, NOISE, photo.shape)
    return np.rint(np.clip(noisy, 0, 1) * 255).astype(np.uint8)


def _facade() -> Values:
    from photofix.training.facades import facade

    return facade(np.random.default_rng(FACADE), SHORTER).source


def _cut(picture: Values, width: int, height: int) -> Values:
    """The middle of a picture, as large as can be, at that size."""
    factor = max(width / picture.shape[1], height / picture.shape[0])
    size = max(width, round(picture.shape[1] * factor)), max(height, round(picture.shape[0] * factor))
    way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    whole = cv2.resize(picture, size, interpolation=way)
    x, y = (size[0] - width) // 2, (size[1] - height) // 2
    return np.asarray(whole[y : y + height, x : x + width], np.uint8)


def _halves(given: Values, made: Values) -> Image.Image:
    """What is given on the left, what is made of it on the right of a slanting line."""
    height, width = given.shape[:2]
    ends = (width * 0.58, 0), (width * 0.42, height)
    share = Image.new("L", (width, height), 0)
    ImageDraw.Draw(share).polygon([*ends, (width, height), (width, 0)], fill=255)
    both = Image.composite(Image.fromarray(made), Image.fromarray(given), share)
    ImageDraw.Draw(both).line(ends, fill="white", width=3)
    return both


if __name__ == "__main__":
    main()
