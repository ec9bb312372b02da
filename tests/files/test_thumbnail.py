"""Small pictures of files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tiny_pictures import exif_block

from photofix.core.photo import Metadata, Photo
from photofix.files.profiles import prophoto
from photofix.files.save import save
from photofix.files.thumbnail import thumbnail

WIDE = np.full((60, 300, 3), (200, 60, 60), np.uint8)


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".tif", ".webp", ".avif"])
def test_it_fits_the_side(tmp_path: Path, suffix: str) -> None:
    save(Photo(WIDE), tmp_path / f"x{suffix}")
    made = thumbnail(tmp_path / f"x{suffix}", 100)
    assert made is not None and made.shape == (20, 100, 3) and made.dtype == np.uint8
    assert np.abs(made.astype(int) - (200, 60, 60)).max() < 12


def test_a_small_picture_is_not_enlarged(tmp_path: Path) -> None:
    save(Photo(WIDE), tmp_path / "x.png")
    made = thumbnail(tmp_path / "x.png", 1000)
    assert made is not None and np.array_equal(made, WIDE)


@pytest.mark.parametrize(("pixels", "channels"), [
    (np.full((20, 30, 1), 90, np.uint8), 3), (np.full((20, 30, 2), 9000, np.uint16), 4),
    (np.full((20, 30, 3), 9000, np.uint16), 3), (np.full((20, 30, 4), 90, np.uint8), 4),
])  # fmt: skip
def test_any_kind_of_photo_becomes_eight_bit_rgb(tmp_path: Path, pixels: Any, channels: int) -> None:
    save(Photo(pixels), tmp_path / "x.png")
    made = thumbnail(tmp_path / "x.png", 100)
    assert made is not None and made.shape == (20, 30, channels) and made.dtype == np.uint8
    level = 90 if pixels.dtype == np.uint8 else 9000 / 257
    assert np.abs(made[:, :, 0] - level).max() <= 2


def test_it_is_upright_and_in_srgb(tmp_path: Path) -> None:
    path = tmp_path / "x.jpg"
    save(Photo(WIDE, icc=prophoto(), metadata=Metadata(exif=exif_block())), path)
    path.write_bytes(path.read_bytes().replace(exif_block(), exif_block(6)))
    made = thumbnail(path, 100)
    assert made is not None and made.shape == (100, 20, 3)
    assert made[50, 10, 0] > 215, "the same numbers mean a stronger red in ProPhoto"


def test_what_is_no_picture_has_none(tmp_path: Path) -> None:
    save(Photo(WIDE), tmp_path / "x.png")
    whole = (tmp_path / "x.png").read_bytes()
    for name, data in (
        ("a.png", b"no picture"),
        ("b.png", whole[:60]),
        ("c.nef", b"II*\0" + bytes(90)),
        ("d.jpg", b""),
    ):
        (tmp_path / name).write_bytes(data)
        assert thumbnail(tmp_path / name, 100) is None, name
    assert thumbnail(tmp_path, 100) is None and thumbnail(tmp_path / "none.png", 100) is None


def test_a_bomb_is_not_touched(tmp_path: Path) -> None:
    save(Photo(WIDE), tmp_path / "x.png")
    assert thumbnail(tmp_path / "x.png", 100, max_pixels=300 * 60 - 1) is None
