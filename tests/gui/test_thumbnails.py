"""The small pictures of the open photos."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtGui import QImage

from photofix.core.document import Document, State
from photofix.core.photo import Photo
from photofix.gui.open_photos import OpenPhotos
from photofix.gui.thumbnails import SIDE, Thumbnails, _reduced
from photofix.gui.workers import Workers


@pytest.fixture
def photos(qapp: Any) -> OpenPhotos:
    return OpenPhotos()


def settle(qtbot: Any, workers: Workers) -> None:
    qtbot.waitUntil(lambda: not workers.busy)


def test_a_photo_is_pictured_once_until_it_looks_otherwise(qtbot: Any, photos: OpenPhotos, workers: Workers) -> None:
    thumbnails, made = Thumbnails(photos, workers), []
    photos.described.connect(lambda photo: made.append(photo.thumbnail))
    entry = photos.add(Path("grey.png"))
    entry.document = Document(Photo(np.full((30, 20, 1), 99, np.uint8)))
    for _ in range(2):
        thumbnails.want(entry)
        settle(qtbot, workers)
    assert len(made) == 1 and made[0].size().toTuple() == (20, 30) and made[0].pixelColor(3, 3).name() == "#636363"
    entry.document = Document(Photo(np.full((30, 21, 1), 10, np.uint8)))
    thumbnails.want(entry)
    settle(qtbot, workers)
    assert len(made) == 2 and made[1].pixelColor(3, 3).name() == "#0a0a0a"
    entry.document = None
    thumbnails.want(entry)
    settle(qtbot, workers)
    assert len(made) == 2, "a photo that is only listed again looks as it did"


def test_a_file_without_a_picture_is_not_asked_twice(
    qtbot: Any, photos: OpenPhotos, workers: Workers, tmp_path: Path
) -> None:
    thumbnails, told = Thumbnails(photos, workers), []
    photos.described.connect(told.append)
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"no picture")
    entry = photos.add(bad)
    for _ in range(2):
        thumbnails.want(entry)
        settle(qtbot, workers)
    assert told == [entry] and entry.thumbnail is None


def test_what_was_closed_gets_no_picture(qtbot: Any, photos: OpenPhotos, workers: Workers, photo: Photo) -> None:
    thumbnails = Thumbnails(photos, workers)
    entries = [photos.add(Path(f"{number}.png")) for number in range(3)]
    for entry in entries:
        entry.document = Document(photo)
        thumbnails.want(entry)
    photos.remove(entries[0])
    photos.remove(entries[1])
    settle(qtbot, workers)
    assert [isinstance(entry.thumbnail, QImage) for entry in entries] == [False, False, True]


@pytest.mark.parametrize(("width", "height"), [(1, 1), (SIDE, 3), (1000, 700), (90, 2001), (3 * SIDE + 1, 5)])
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_reducing_keeps_the_shape(width: int, height: int, channels: int) -> None:
    pixels = np.full((height, width, channels), 1234, np.uint16)
    small = _reduced(State.of(Photo(pixels)))
    assert small.shape[2] == channels and small.dtype == np.uint16 and (small == 1234).all()
    assert max(small.shape[:2]) <= 2 * SIDE and max(small.shape[:2]) >= min(SIDE, max(width, height))
    ratio = small.shape[1] / small.shape[0]
    assert ratio == pytest.approx(width / height, rel=0.1) or min(small.shape[:2]) <= 5


def test_bands_meet() -> None:
    ramp = np.broadcast_to(np.linspace(0, 255, 2240).astype(np.uint8)[:, None, None], (2240, 100, 3))
    small = _reduced(State.of(Photo(ramp)))[:, 0, 0].astype(int)
    assert len(small) == SIDE and (np.diff(small) >= 0).all() and (np.diff(small) <= 2).all()
