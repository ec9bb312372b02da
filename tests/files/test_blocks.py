"""EXIF, XMP, IPTC and profile blocks on their own; the table of formats."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageCms
from tiny_pictures import IPTC, encoded, exif_block, smooth

from photofix.errors import UserError
from photofix.files import exif, iptc, jpeg_quality, tiff_exif, xmp
from photofix.files.formats import FORMATS, by_suffix, sniff, writable_for
from photofix.files.profiles import colour_space, prophoto


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_upright_exif(order: str, orientation: int) -> None:
    block = exif_block(orientation, 60, 40, order)
    assert exif.orientation(block) == orientation
    upright = exif.upright(block, orientation)
    assert upright is not None
    assert len(upright) == len(block)
    assert exif.orientation(upright) == 1
    if orientation == 1:
        assert upright == block
    tags = Image.Exif()
    tags.load(exif.MARKER + upright)
    sub = tags.get_ifd(0x8769)
    assert (sub[0xA002], sub[0xA003]) == ((40, 60) if orientation >= 5 else (60, 40))
    assert bool(tags.get_ifd(ExifTags.IFD.IFD1)) == (orientation == 1)
    assert exif.upright(upright, 1) == upright


def test_a_thumbnail_that_shows_what_was_removed_is_wiped() -> None:
    assert b"\xff\xd8\xff\xd9" in exif_block()
    wiped = exif.without_thumbnail(exif_block())
    assert wiped is not None
    assert b"\xff\xd8" not in wiped
    assert len(wiped) == len(exif_block())


def test_resolution_in_exif() -> None:
    assert exif.resolution(exif.with_resolution((300.0, 72.5))) == (300.0, 72.5)
    assert exif.resolution(exif_block()) is None


@given(st.data())
def test_damaged_exif_never_raises(data: st.DataObject) -> None:
    block = bytearray(exif_block(6, order=data.draw(st.sampled_from("<>"))))
    for at in data.draw(st.lists(st.integers(4, len(block) - 1), max_size=8)):
        block[at] = data.draw(st.integers(0, 255))
    cut = bytes(block[: data.draw(st.integers(0, len(block)))])
    upright = exif.upright(cut, exif.orientation(cut))
    assert upright is not None
    assert len(upright) == len(cut)
    assert len(exif.without_thumbnail(cut) or b"") == len(cut)
    exif.resolution(cut)
    tiff_exif.extract(io.BytesIO(cut))


@given(st.binary(max_size=200))
def test_noise_is_no_metadata(noise: bytes) -> None:
    assert exif.orientation(noise) in range(1, 9)
    iptc.from_resources(noise)
    jpeg_quality.estimate(noise)
    assert sniff(noise[:64], Path("a.png")) in {"", *(entry.id for entry in FORMATS)}


def test_xmp_orientation() -> None:
    for before, after in (
        (b'tiff:Orientation="6"', b'tiff:Orientation="1"'),
        (b"<tiff:Orientation>8</", b"<tiff:Orientation>1</"),
    ):
        assert xmp.upright(b"<x " + before + b">") == b"<x " + after + b">"
    assert xmp.upright(b'exif:Width="6"') == b'exif:Width="6"'
    assert xmp.upright(None) is None


def test_iptc_among_other_resources() -> None:
    others = b"8BIM\x03\xed\x05Namex\0\0\0\x03abc\0"
    block = iptc.to_resources(IPTC)
    assert iptc.from_resources(block) == IPTC
    assert iptc.from_resources(b"Photoshop 3.0\0" + others + block[14:]) == IPTC
    assert iptc.from_resources(IPTC) == IPTC
    assert iptc.from_resources(others) is None


@pytest.mark.parametrize("quality", [5, 30, 49, 50, 51, 75, 90, 95, 99, 100])
@pytest.mark.parametrize(("sampling", "name"), [(0, "4:4:4"), (1, "4:2:2"), (2, "4:2:0")])
def test_quality_of_a_jpeg(quality: int, sampling: int, name: str) -> None:
    data = encoded(smooth(), "JPEG", quality=quality, subsampling=sampling, progressive=quality > 80)
    assert jpeg_quality.estimate(data) == (quality, name)


def test_our_profile_is_a_valid_prophoto() -> None:
    profile = ImageCms.ImageCmsProfile(io.BytesIO(prophoto()))
    assert "ROMM" in ImageCms.getProfileDescription(profile)
    assert colour_space(prophoto()) == "RGB"
    to_srgb = ImageCms.buildTransform(profile, ImageCms.createProfile("sRGB"), "RGB", "RGB")
    grey = ImageCms.applyTransform(Image.new("RGB", (1, 1), (128, 128, 128)), to_srgb)
    assert grey is not None
    pixel = grey.getpixel((0, 0))
    assert isinstance(pixel, tuple)
    assert max(pixel) - min(pixel) <= 2
    assert abs(pixel[1] - round(255 * (1.055 * (128 / 255) ** (1.8 / 2.4) - 0.055))) <= 1


def test_formats_do_not_share_ids_or_suffixes() -> None:
    suffixes = [suffix for entry in FORMATS for suffix in entry.suffixes]
    assert len(set(suffixes)) == len(suffixes)
    assert len({entry.id for entry in FORMATS}) == len(FORMATS)
    for entry in FORMATS:
        for suffix in entry.suffixes:
            assert by_suffix(Path(f"A{suffix.upper()}")) is entry
            if not entry.can_write:
                with pytest.raises(UserError, match="opened but not written"):
                    writable_for(Path(f"a{suffix}"))
