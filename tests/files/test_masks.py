"""Masks as picture files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from tiny_pictures import encoded, exif_block, smooth

from photofix.core.mask import Mask
from photofix.core.photo import Photo
from photofix.errors import UserError
from photofix.files.load import load
from photofix.files.masks import load_mask, save_mask

PHOTO = Photo(np.zeros((40, 60, 3), np.uint8))


def _hole() -> NDArray[np.uint8]:
    values = np.zeros((40, 60), np.uint8)
    values[10:20, 5:30] = 255
    return values


def _soft() -> NDArray[np.uint8]:
    """Grey steps around the half: 128 and more is repair."""
    values = _hole()
    values[10:20, 5:10] = 128
    values[0, :10], values[1, :10] = 127, 5
    return values


def _pictures() -> dict[str, Image.Image]:
    hole = _hole()
    palette = Image.fromarray(hole // 255, "L").convert("P")
    palette.putpalette([0, 0, 0, 255, 0, 0])
    clear = np.dstack([np.full((40, 60, 3), 200, np.uint8), hole])
    opaque = np.dstack([hole, hole, hole, np.full((40, 60), 255, np.uint8)])
    return {
        "grey": Image.fromarray(hole),
        "steps": Image.fromarray(_soft()),
        "one bit": Image.fromarray(hole).convert("1"),
        "colour": Image.fromarray(np.dstack([hole, hole * 0, hole * 0])),
        "palette": palette,
        "alpha": Image.fromarray(clear),
        "opaque alpha": Image.fromarray(opaque),
        "grey alpha": Image.merge("LA", [Image.new("L", (60, 40)), Image.fromarray(hole)]),
        "sixteen bit": Image.fromarray(hole.astype(np.uint16) * 257),
    }


@pytest.mark.parametrize("name", _pictures())
@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_kinds_of_mask(tmp_path: Path, kind: str, name: str) -> None:
    path = tmp_path / "mask.x"
    _pictures()[name].save(path, kind)
    np.testing.assert_array_equal(load_mask(path, PHOTO).read(), _hole())


def test_a_jpeg_mask_marks_nothing_by_its_noise(tmp_path: Path) -> None:
    path = tmp_path / "mask.jpg"
    path.write_bytes(encoded(_hole(), "JPEG", quality=60))
    assert np.count_nonzero(load_mask(path, PHOTO).read() != _hole()) < 20


def test_an_empty_mask_is_an_empty_mask(tmp_path: Path) -> None:
    (tmp_path / "m.png").write_bytes(encoded(np.zeros((40, 60), np.uint8), "PNG"))
    assert load_mask(tmp_path / "m.png", PHOTO).empty


def test_the_mask_lies_as_the_photo_is_displayed(tmp_path: Path) -> None:
    photo_path = tmp_path / "photo.jpg"
    photo_path.write_bytes(encoded(smooth(), "JPEG", exif=b"Exif\0\0" + exif_block(6, 60, 40)))
    photo = load(photo_path)
    assert (photo.width, photo.height) == (40, 60)
    upright = np.ascontiguousarray(np.rot90(_hole(), -1))
    (tmp_path / "shown.png").write_bytes(encoded(upright, "PNG"))
    np.testing.assert_array_equal(load_mask(tmp_path / "shown.png", photo).read(), upright)
    (tmp_path / "stored.png").write_bytes(encoded(_hole(), "PNG"))
    with pytest.raises(UserError, match="60 × 40 pixels, the photo 40 × 60") as caught:
        load_mask(tmp_path / "stored.png", photo)
    assert "displayed" in caught.value.hint
    (tmp_path / "tagged.png").write_bytes(encoded(_hole(), "PNG", exif=b"Exif\0\0" + exif_block(6, 60, 40)))
    np.testing.assert_array_equal(load_mask(tmp_path / "tagged.png", photo).read(), upright)


@pytest.mark.parametrize("shape", [(40, 61), (20, 30)])
def test_another_size_is_an_error_naming_both(tmp_path: Path, shape: tuple[int, int]) -> None:
    (tmp_path / "m.png").write_bytes(encoded(np.zeros(shape, np.uint8), "PNG"))
    with pytest.raises(UserError, match=f"{shape[1]} × {shape[0]} pixels, the photo 60 × 40"):
        load_mask(tmp_path / "m.png", PHOTO)


@pytest.mark.parametrize("suffix", [".png", ".tif"])
def test_a_saved_mask_comes_back(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"m{suffix}"
    assert save_mask(Mask.from_array(_hole()), path).notes == ()
    np.testing.assert_array_equal(load_mask(path, PHOTO).read(), _hole())
    assert load(path).pixels.shape == (40, 60, 1)
    with pytest.raises(UserError, match="exists already"):
        save_mask(Mask.from_array(_hole()), path)
    save_mask(Mask(60, 40), path, overwrite=True)
    assert load_mask(path, PHOTO).empty


@pytest.mark.parametrize("suffix", [".png", ".tif"])
def test_a_soft_mask_comes_back_as_it_was(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"m{suffix}"
    save_mask(Mask.from_array(_soft()), path)
    np.testing.assert_array_equal(load_mask(path, PHOTO, soft=True).read(), _soft())
    np.testing.assert_array_equal(load_mask(path, PHOTO).read(), (_soft() > 127) * np.uint8(255))


@pytest.mark.parametrize(("name", "kind"), [("steps", "JPEG"), ("colour", "PNG"), ("sixteen bit", "PNG")])
def test_other_pictures_are_cut_in_the_middle_even_when_soft_ones_are_wanted(
    tmp_path: Path, name: str, kind: str
) -> None:
    path = tmp_path / f"m.{'jpg' if kind == 'JPEG' else 'png'}"
    _pictures()[name].save(path, kind, **({"quality": 95} if kind == "JPEG" else {}))
    assert set(np.unique(load_mask(path, PHOTO, soft=True).read())) <= {0, 255}


def test_a_mask_is_not_saved_with_loss(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="jpg"):
        save_mask(Mask.from_array(_hole()), tmp_path / "m.jpg")
    assert not list(tmp_path.iterdir())


def test_a_broken_mask_is_the_same_error_as_a_broken_photo(tmp_path: Path) -> None:
    (tmp_path / "m.png").write_bytes(b"")
    with pytest.raises(UserError, match="empty"):
        load_mask(tmp_path / "m.png", PHOTO)
    options: dict[str, Any] = {"max_pixels": 100}
    (tmp_path / "n.png").write_bytes(encoded(_hole(), "PNG"))
    with pytest.raises(UserError, match="over the limit"):
        load_mask(tmp_path / "n.png", PHOTO, **options)
