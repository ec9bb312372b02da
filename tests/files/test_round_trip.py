"""What is saved and opened again is the same photo."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tiny_pictures import IPTC, XMP, exif_block, noise, profile_for, smooth

from photofix.core.photo import Metadata, Origin, Photo
from photofix.errors import UserError
from photofix.files import exif
from photofix.files.formats import FORMATS, by_id, default_quality
from photofix.files.load import load
from photofix.files.profiles import prophoto
from photofix.files.save import save

BLOCKS = Metadata(exif_block(), XMP, IPTC)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("suffix", [".png", ".tif"])
def test_lossless_formats_keep_everything(tmp_path: Path, suffix: str, channels: int, dtype: Any) -> None:
    photo = Photo(noise(channels, dtype), profile_for(channels), BLOCKS, (300.0, 240.0))
    report = save(photo, tmp_path / f"a{suffix}")
    first = load(report.path)
    assert report.notes == first.notes == ()
    np.testing.assert_array_equal(first.pixels, photo.pixels, strict=True)
    assert (first.icc, first.dpi) == (photo.icc, photo.dpi)
    assert (first.metadata.xmp, first.metadata.iptc) == (XMP, IPTC)
    again = load(save(first, tmp_path / f"b{suffix}").path)
    np.testing.assert_array_equal(again.pixels, photo.pixels, strict=True)
    assert (again.icc, again.metadata, again.dpi) == (photo.icc, first.metadata, photo.dpi)
    if suffix == ".png":
        assert again.metadata.exif == BLOCKS.exif


@pytest.mark.parametrize("order", ["<", ">"])
def test_tiff_keeps_the_tags_of_foreign_exif(tmp_path: Path, order: str) -> None:
    block = exif_block(order=order)
    saved = load(save(Photo(noise(3, np.uint8), metadata=Metadata(block)), tmp_path / "a.tif").path).metadata.exif
    from PIL import Image

    wanted, found = Image.Exif(), Image.Exif()
    wanted.load(exif.MARKER + block)
    found.load(exif.MARKER + (saved or b""))
    assert found[0x010F] == wanted[0x010F] == "Cam"
    for directory in (0x8769, 0x8825):
        assert found.get_ifd(directory) == wanted.get_ifd(directory) != {}


@pytest.mark.parametrize("suffix", [".jpg", ".webp", ".avif"])
def test_lossy_formats_keep_profile_metadata_and_nearly_the_pixels(tmp_path: Path, suffix: str) -> None:
    photo = Photo(smooth(), prophoto(), Metadata(exif_block(), XMP), None)
    report = save(photo, tmp_path / f"a{suffix}")
    found = load(report.path)
    assert report.notes == found.notes == ()
    assert (found.icc, found.metadata, found.dpi) == (photo.icc, photo.metadata, None)
    assert np.abs(found.pixels.astype(int) - photo.pixels).mean() < 3


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_jpeg_xl_is_lossless_at_both_depths(tmp_path: Path, channels: int, dtype: Any) -> None:
    photo = Photo(noise(channels, dtype), profile_for(channels), Metadata(exif_block(), XMP))
    found = load(save(photo, tmp_path / "a.jxl").path)
    np.testing.assert_array_equal(found.pixels, photo.pixels, strict=True)
    assert (found.icc, found.metadata) == (photo.icc, photo.metadata)


def test_lossy_jpeg_xl_keeps_the_colours_of_its_profile(tmp_path: Path) -> None:
    photo = Photo(smooth(), prophoto())
    found = load(save(photo, tmp_path / "a.jxl", quality=95).path)
    assert found.icc == photo.icc
    assert np.abs(found.pixels.astype(int) - photo.pixels).mean() < 4


@pytest.mark.parametrize("suffix", [".webp", ".avif"])
def test_quality_100_is_lossless(tmp_path: Path, suffix: str) -> None:
    photo = Photo(noise(3, np.uint8))
    np.testing.assert_array_equal(load(save(photo, tmp_path / f"a{suffix}", quality=100).path).pixels, photo.pixels)


def test_avif_keeps_twelve_bits_and_says_so(tmp_path: Path) -> None:
    photo = Photo(noise(3, np.uint16))
    report = save(photo, tmp_path / "a.avif", quality=100)
    found = load(report.path)
    assert report.notes == ("16 bit became 12 bit, the depth of AVIF",)
    assert found.depth == 16
    assert np.abs(found.pixels.astype(int) - photo.pixels).max() <= 16
    assert found.pixels.max() == 65535


def test_jpeg_says_what_it_drops(tmp_path: Path) -> None:
    pixels = noise(4, np.uint16)
    pixels[5, 5] = (0, 0, 0, 0)
    report = save(Photo(pixels), tmp_path / "a.jpg", quality=100)
    assert [note for note in report.notes if "white" in note]
    assert [note for note in report.notes if "8 bit" in note]
    assert load(report.path).pixels.shape == (20, 30, 3)


def test_opaque_alpha_is_no_loss(tmp_path: Path) -> None:
    pixels = noise(4, np.uint8)
    pixels[..., 3] = 255
    assert save(Photo(pixels), tmp_path / "a.jpg").notes == ()


def test_formats_without_iptc_and_resolution(tmp_path: Path) -> None:
    report = save(Photo(smooth(), metadata=Metadata(iptc=IPTC), dpi=(300.0, 300.0)), tmp_path / "a.webp")
    assert report.notes == ("WebP has no place for IPTC data",)
    assert load(report.path).dpi == (300.0, 300.0)


def test_grey_profile_is_exchanged_where_there_is_no_grey(tmp_path: Path) -> None:
    report = save(Photo(noise(1, np.uint8), profile_for(1)), tmp_path / "a.webp")
    assert report.notes == ("the grey profile was exchanged for sRGB",)
    assert load(report.path).icc is None


@pytest.mark.parametrize(("quality", "subsampling"), [(60, "4:2:0"), (85, "4:4:4"), (98, "4:4:4")])
def test_a_jpeg_is_saved_as_it_was(tmp_path: Path, quality: int, subsampling: str) -> None:
    first = load(save(Photo(smooth()), tmp_path / "a.jpg", quality=quality, subsampling=subsampling).path)
    assert first.origin == Origin("jpeg", quality, subsampling)
    assert load(save(first, tmp_path / "b.jpg", progressive=True).path).origin == first.origin
    assert load(save(first, tmp_path / "c.jpg", quality=30).path).origin.quality == 30


def test_long_profiles_and_metadata_in_jpeg(tmp_path: Path) -> None:
    icc = prophoto() + np.random.default_rng(0).bytes(150_000)
    icc = len(icc).to_bytes(4, "big") + icc[4:]
    report = save(Photo(smooth(), icc, Metadata(xmp=b"<x>" + b" " * 70_000 + b"</x>")), tmp_path / "a.jpg")
    assert report.notes == ("XMP data of 68 KB is too long for JPEG and was left out",)
    assert load(report.path).icc == icc


def test_too_large_for_the_format(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="16383"):
        save(Photo(np.zeros((1, 17_000, 3), np.uint8)), tmp_path / "a.webp")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", [s for f in FORMATS if f.can_write for s in f.suffixes])
def test_every_suffix_that_can_be_written(tmp_path: Path, suffix: str) -> None:
    found = load(save(Photo(smooth()), tmp_path / f"A{suffix.upper()}").path)
    assert suffix in by_id(found.origin.format).suffixes
    assert found.notes == ()


@pytest.mark.parametrize(
    "name",
    [
        "with space",
        "📷",
        "100%",
        "x[page=1]",
        "-o",
        "ñ",
        *([] if sys.platform == "win32" else ["new\nline", "a;b'c\"d"]),
    ],
)
@pytest.mark.parametrize("suffix", [".jpg", ".png", ".tif", ".webp", ".avif", ".jxl"])
def test_odd_names(tmp_path: Path, name: str, suffix: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    assert load(save(Photo(smooth()), folder / f"{name}{suffix}").path).width == 60


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".tif", ".webp", ".avif"])
def test_other_programs_find_profile_and_metadata(tmp_path: Path, suffix: str) -> None:
    from PIL import Image

    photo = Photo(smooth(), prophoto(), Metadata(exif_block(), XMP), (300.0, 240.0))
    with Image.open(save(photo, tmp_path / f"a{suffix}").path) as found:
        found.load()
        assert found.info["icc_profile"] == prophoto()
        assert found.getexif()[0x010F] == "Cam"
        assert found.getexif().get_ifd(0x8769)[0x9003] == "2020:01:02 03:04:05"
        packet = found.info.get("xmp") or found.getexif().get(700)
        assert packet == XMP
        if suffix in (".jpg", ".png", ".tif"):
            assert [round(float(value)) for value in found.info["dpi"]] == [300, 240]
        wanted = exif.MARKER + exif_block()
        if suffix != ".tif":
            assert found.info["exif"].removeprefix(exif.MARKER) == wanted.removeprefix(exif.MARKER)
        assert np.abs(np.asarray(found).astype(int) - photo.pixels).mean() < 3


def test_alpha_of_a_tiff_is_straight_for_other_programs(tmp_path: Path) -> None:
    import tifffile

    photo = Photo(noise(4, np.uint16))
    with tifffile.TiffFile(save(photo, tmp_path / "a.tif").path) as found:
        assert found.pages.first.extrasamples == (tifffile.EXTRASAMPLE.UNASSALPHA,)
        assert len(found.pages) == 1


def test_the_quality_of_the_settings_is_for_jpeg_alone() -> None:
    names = ("a.jpg", "a.JPEG", "a.webp", "a.jxl", "a.png", "a.unknown", "a")
    assert [default_quality(Path(name), 80) for name in names] == [80, 80, None, None, None, None, None]
    assert default_quality(Path("a.jpg"), 0) is None
