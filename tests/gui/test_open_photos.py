"""The list of open photos."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from photofix.core.document import Document
from photofix.core.photo import Photo
from photofix.gui.open_photos import OpenPhoto, OpenPhotos


@pytest.fixture
def photos(qapp: Any) -> OpenPhotos:
    photos = OpenPhotos()
    for name in ("a.png", "b.png", "c.png"):
        photos.add(Path("/photos") / name)
    return photos


def names(photos: OpenPhotos) -> list[str]:
    return [photo.name for photo in photos.all]


def test_a_file_is_found_however_its_path_is_written(photos: OpenPhotos) -> None:
    assert photos.at(Path("/photos/deep/../b.png")) is photos.all[1]
    assert photos.at(Path("/photos/d.png")) is None


def test_untitled_photos_are_told_apart(photos: OpenPhotos) -> None:
    assert [photos.add(None, untitled="Untitled").name for _ in range(3)] == ["Untitled", "Untitled 2", "Untitled 3"]


def test_moving(photos: OpenPhotos) -> None:
    photos.move(photos.all[0], 2)
    assert names(photos) == ["b.png", "c.png", "a.png"]
    photos.move(photos.all[2], 1)
    assert names(photos) == ["b.png", "a.png", "c.png"]


def test_neighbours(photos: OpenPhotos) -> None:
    a, b, c = photos.all
    assert photos.beside(c, 1) is a and photos.beside(a, -1) is c and photos.beside(a, 1) is b
    assert photos.after_closing(a) is b and photos.after_closing(c) is b
    photos.remove(a)
    photos.remove(b)
    assert photos.after_closing(c) is None and photos.beside(c, 1) is c


def test_what_would_be_lost(photo: Photo) -> None:
    listed, untitled, opened = OpenPhoto(Path("a.png")), OpenPhoto(None, "Untitled"), OpenPhoto(Path("a.png"))
    untitled.document, opened.document = Document(photo), Document(photo)
    assert [entry.modified for entry in (listed, untitled, opened)] == [False, True, False]
    assert [entry.untouched for entry in (listed, untitled, opened)] == [True, False, True]
    opened.document.push("Brush stroke", opened.document.state)
    assert not opened.modified and not opened.untouched


def test_everyone_is_told_of_a_new_list(photos: OpenPhotos, photo: Photo) -> None:
    told: list[tuple[str, ...]] = []
    photos.listed.connect(lambda: told.append(tuple(names(photos))))
    first = photos.all[0]
    first.document = Document(photo)
    photos.show(first)
    photos.remove(first)
    assert told == [("a.png", "b.png", "c.png"), ("b.png", "c.png")]
    assert photos.current is None and first.document is None
