"""Files as other programs write them, opened."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
from PIL import Image, ImageCms
from tiny_pictures import XMP, encoded, exif_block, grey_profile, noise, smooth

from photofix.core.photo import Metadata, Photo
from photofix.files.load import load, turn
from photofix.files.profiles import prophoto
from photofix.files.save import save

GREY = noise(1, np.uint8)[..., 0]
RGB = noise(3, np.uint8)


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def check(photo: Photo, pixels: np.ndarray[Any, Any], *words: str) -> None:
    """The photo has exactly these pixels, and one note about each word."""
    np.testing.assert_array_equal(photo.pixels, pixels.reshape(*pixels.shape[:2], -1), strict=True)
    assert len(photo.notes) == len(words)
    for word, note in zip(words, photo.notes, strict=True):
        assert word in note


PILLOW_MODES = ["1", "L", "LA", "P", "RGB", "RGBA"]


@pytest.mark.parametrize("mode", PILLOW_MODES)
@pytest.mark.parametrize("kind", ["PNG", "TIFF", "BMP", "GIF", "WebP"])
def test_modes_of_pillow(tmp_path: Path, kind: str, mode: str) -> None:
    if kind == "BMP" and mode == "LA":
        pytest.skip("BMP has no grey with alpha")
    picture = Image.fromarray(RGB).convert(mode)
    path = tmp_path / "a.x"
    picture.save(path, kind, **({"lossless": True} if kind == "WebP" else {}))
    photo = load(path)
    with Image.open(path) as opened:
        wanted = np.array(opened.convert("RGB"))
    shown = photo.pixels[..., :1].repeat(3, axis=2) if photo.grey else photo.pixels[..., :3]
    np.testing.assert_array_equal(shown, wanted)
    assert photo.notes == ()
    assert photo.depth == 8


@pytest.mark.parametrize("compression", [None, "lzw", "deflate", "packbits", "zstd", "lzma"])
@pytest.mark.parametrize("layout", [{}, {"tile": (16, 16)}, {"bigtiff": True}, {"byteorder": ">"}, {"predictor": True}])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_tiff_compressions(tmp_path: Path, compression: str | None, layout: dict[str, Any], dtype: Any) -> None:
    if compression in (None, "packbits") and "predictor" in layout:
        pytest.skip("a predictor goes with LZW, deflate and their like")
    pytest.importorskip("imagecodecs", reason="writes the compressions that tifffile cannot")
    pixels = noise(3, dtype)
    tifffile.imwrite(tmp_path / "a.tif", pixels, photometric="rgb", compression=compression, rowsperstrip=7, **layout)
    check(load(tmp_path / "a.tif"), pixels)


def test_tiff_planar_jpeg_and_inverted(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "a.tif", np.moveaxis(RGB, 2, 0).copy(), photometric="rgb", planarconfig="separate")
    check(load(tmp_path / "a.tif"), RGB)
    Image.fromarray(smooth()).save(tmp_path / "b.tif", compression="jpeg", quality=95)
    assert np.abs(load(tmp_path / "b.tif").pixels.astype(int) - smooth()).mean() < 4
    tifffile.imwrite(tmp_path / "c.tif", GREY, photometric="miniswhite")
    check(load(tmp_path / "c.tif"), 255 - GREY)


def test_tiff_alpha_is_straight(tmp_path: Path) -> None:
    pixels = np.dstack([RGB // 2, np.full(RGB.shape[:2], 128, np.uint8)])
    tifffile.imwrite(tmp_path / "a.tif", pixels, photometric="rgb", extrasamples=["unassalpha"])
    check(load(tmp_path / "a.tif"), pixels)
    tifffile.imwrite(tmp_path / "b.tif", pixels, photometric="rgb", extrasamples=["assocalpha"])
    found = load(tmp_path / "b.tif").pixels.astype(int)
    assert np.abs(found[..., :3] - pixels[..., :3] * (255 / 128)).max() <= 1


def test_tiff_further_pages_and_channels_are_noted(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "a.tif", np.stack([RGB, RGB // 2, RGB]), photometric="rgb")
    check(load(tmp_path / "a.tif"), RGB, "2 more")
    five = np.dstack([RGB, RGB[..., :2]])
    tifffile.imwrite(tmp_path / "b.tif", five, photometric="rgb")
    check(load(tmp_path / "b.tif"), five[..., :4], "1 further channel")


def test_tiff_of_deeper_samples(tmp_path: Path) -> None:
    deep = noise(3, np.uint16)
    tifffile.imwrite(tmp_path / "a.tif", deep.astype(np.uint32) << 16 | 77, photometric="rgb")
    check(load(tmp_path / "a.tif"), deep, "32-bit")
    tifffile.imwrite(tmp_path / "b.tif", (deep / 65535).astype(np.float32), photometric="rgb")
    check(load(tmp_path / "b.tif"), deep, "floating-point")
    values = (deep / 65535).astype(np.float32)
    values[0, 0] = (-1, 2, np.nan)
    tifffile.imwrite(tmp_path / "c.tif", values, photometric="rgb")
    deep[0, 0] = (0, 65535, 0)
    check(load(tmp_path / "c.tif"), deep, "floating-point", f"3 of {deep.size}")


def _lab(picture: np.ndarray[Any, Any]) -> Image.Image:
    profiles = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB", 5000)
    lab = ImageCms.profileToProfile(Image.fromarray(picture), *profiles, outputMode="LAB")
    assert lab is not None
    return lab


def _as_srgb(photo: Photo) -> np.ndarray[Any, Any]:
    import io

    from photofix.files.samples import to_8_bit

    assert photo.icc is not None
    source = ImageCms.ImageCmsProfile(io.BytesIO(photo.icc))
    picture = Image.fromarray(np.asarray(to_8_bit(photo.pixels)))
    shown = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"))
    return np.asarray(shown).astype(int)


def test_lab_becomes_wide_rgb(tmp_path: Path) -> None:
    lab = _lab(smooth())
    lab.save(tmp_path / "a.tif", icc_profile=None)
    photo = load(tmp_path / "a.tif")
    assert (photo.icc, photo.depth) == (prophoto(), 16)
    assert "Lab" in photo.notes[0]
    assert np.abs(_as_srgb(photo) - smooth()).mean() < 2
    stored = np.asarray(lab)
    deep = stored.view(np.int8).astype(np.int16) * 256
    deep[..., 0] = (stored[..., 0].astype(np.uint16) * 257).view(np.int16)
    tifffile.imwrite(tmp_path / "b.tif", deep.view(np.uint16), photometric="cielab")
    assert np.abs(_as_srgb(load(tmp_path / "b.tif")) - smooth()).mean() < 2


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_cmyk_becomes_srgb(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a.x"
    Image.fromarray(smooth()).convert("CMYK").save(path, kind)
    photo = load(path)
    assert photo.pixels.shape == (40, 60, 3)
    assert (photo.icc, photo.depth) == (None, 8)
    assert "CMYK" in photo.notes[0]
    correlation = np.corrcoef(photo.pixels.ravel(), smooth().ravel())[0, 1]
    assert correlation > 0.9


def test_adobes_inverted_inks(tmp_path: Path) -> None:
    """Adobe's marker says that inks are stored inverted; its last byte, 2, that they are YCCK instead of CMYK."""
    white = encoded(np.zeros((16, 16, 4), np.uint8), "JPEG", mode="CMYK")
    assert load(write(tmp_path, "a.jpg", white)).pixels.min() > 240
    as_ycck = np.full((16, 16, 4), (255, 127, 127, 0), np.uint8)
    data = encoded(as_ycck, "JPEG", mode="CMYK", quality=100)
    marker = b"Adobe\0d\0\0\0\0\0"
    assert marker in data
    assert load(write(tmp_path, "b.jpg", data.replace(marker, marker[:-1] + b"\2"))).pixels.min() > 240


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WebP", "AVIF"])
def test_orientation_is_applied_once(tmp_path: Path, kind: str, orientation: int) -> None:
    from PIL import ImageOps

    picture = Image.fromarray(smooth())
    block = exif_block(orientation, 60, 40)
    options: dict[str, Any] = {"exif": b"Exif\0\0" + block, "dpi": (300, 150)}
    if kind == "TIFF":
        options["exif"] = Image.Exif()
        options["exif"][0x0112] = orientation
    if kind == "AVIF":
        options = {"exif": options["exif"]}
    path = tmp_path / "a.x"
    picture.save(path, kind, **options)
    photo = load(path)
    with Image.open(path) as plain:
        wanted = np.asarray(ImageOps.exif_transpose(plain).convert("RGB")).astype(int)
    assert photo.pixels.shape == wanted.shape == ((60, 40, 3) if orientation >= 5 else (40, 60, 3))
    assert np.abs(photo.pixels - wanted).mean() < 2
    if kind in ("JPEG", "PNG", "TIFF"):
        assert photo.dpi == ((150, 300) if orientation >= 5 else (300, 150))
    again = load(save(photo, tmp_path / "b.png").path)
    np.testing.assert_array_equal(again.pixels, photo.pixels)
    assert again.metadata == photo.metadata


def test_turns_agree_with_the_standard() -> None:
    pixels = np.array([[[1], [2]], [[3], [4]]], np.uint8)
    turned = [turn(pixels, orientation).ravel().tolist() for orientation in range(1, 9)]
    assert turned == [
        [1, 2, 3, 4],
        [2, 1, 4, 3],
        [4, 3, 2, 1],
        [3, 4, 1, 2],
        [1, 3, 2, 4],
        [3, 1, 4, 2],
        [4, 2, 3, 1],
        [2, 4, 1, 3],
    ]


@pytest.mark.parametrize("bits", [8, 10])
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_heic(tmp_path: Path, bits: int, channels: int) -> None:
    import pillow_heif

    if "x265" not in str(pillow_heif.libheif_info()["encoders"]):
        pytest.skip("this build of libheif cannot write HEIC")
    pixels = (
        smooth() if channels == 3 else smooth()[..., :1] if channels == 1 else np.dstack([smooth(), smooth()[..., 0]])
    )
    mode = {1: "L", 3: "RGB", 4: "RGBA"}[channels] + (";16" if bits > 8 else "")
    data = pixels if bits == 8 else pixels.astype(np.uint16) * 257
    block = exif_block(6)
    image = pillow_heif.from_bytes(mode, (60, 40), np.ascontiguousarray(data).tobytes())
    image.save(tmp_path / "a.heic", quality=-1, chroma=444, exif=b"Exif\0\0" + block, icc_profile=prophoto(), xmp=XMP)
    photo = load(tmp_path / "a.heic")
    assert photo.depth == (16 if bits > 8 else 8)
    assert photo.icc == prophoto()
    assert photo.metadata.xmp == XMP
    assert photo.metadata.exif is not None
    assert len(photo.metadata.exif) == len(block)
    turned = photo.pixels if photo.pixels.shape[:2] == (40, 60) else np.rot90(photo.pixels)
    shown = turned[..., :3].astype(float) / (257 if bits > 8 else 1)
    assert np.abs(shown - pixels[..., :3]).mean() < 3


def test_dpi_is_none_where_the_file_says_nothing(tmp_path: Path) -> None:
    for suffix in (".png", ".tif", ".jpg", ".webp", ".avif", ".jxl"):
        assert load(save(Photo(smooth()), tmp_path / f"a{suffix}").path).dpi is None


def test_content_beats_the_name(tmp_path: Path) -> None:
    photo = load(write(tmp_path, "a.jpg", encoded(RGB, "PNG")))
    check(photo, RGB, "holds PNG")
    assert photo.origin.format == "png"


def test_grey_keeps_its_profile_and_channel(tmp_path: Path) -> None:
    path = write(tmp_path, "a.jpg", encoded(GREY, "JPEG", icc_profile=grey_profile()))
    photo = load(path)
    assert photo.pixels.shape == (20, 30, 1)
    assert photo.icc == grey_profile()
    assert photo.notes == ()


def test_a_profile_of_other_colours_is_dropped_and_said(tmp_path: Path) -> None:
    photo = load(write(tmp_path, "a.jpg", encoded(RGB, "JPEG", icc_profile=grey_profile())))
    assert photo.icc is None
    assert "profile" in photo.notes[0]


def test_animations_give_their_first_frame(tmp_path: Path) -> None:
    frames = [Image.fromarray(smooth()), Image.fromarray(255 - smooth())]
    for kind in ("GIF", "WebP"):
        frames[0].save(tmp_path / "a.x", kind, save_all=True, append_images=frames[1:], quality=90)
        photo = load(tmp_path / "a.x")
        assert np.abs(photo.pixels[..., :3].astype(int) - smooth()).mean() < 25
        assert photo.pixels.shape[:2] == (40, 60)
        assert "1 more" in photo.notes[0]


def _dng(path: Path, **tags: Any) -> None:
    """A DNG with a Bayer pattern, as a camera would write it, that shows a flat, warm grey."""
    height, width = 64, 96
    sensor = np.full((height, width), 20_000, np.uint16)
    sensor[0::2, 0::2], sensor[1::2, 1::2] = 10_000, 5_000
    matrix = [10000, 10000, 0, 10000, 0, 10000, 0, 10000, 10000, 10000, 0, 10000, 0, 10000, 0, 10000, 10000, 10000]
    extra = [
        (271, 2, 0, "Cam"), (272, 2, 0, "Cam One"), (33421, 3, 2, (2, 2)), (33422, 1, 4, bytes((0, 1, 1, 2))),
        (50706, 1, 4, bytes((1, 4, 0, 0))), (50707, 1, 4, bytes((1, 1, 0, 0))), (50708, 2, 0, "Cam One"),
        (50714, 3, 1, 0), (50717, 3, 1, 65535), (50721, 10, 9, tuple(matrix)),
        (50728, 5, 3, (1, 2, 1, 1, 1, 4)), (50778, 3, 1, 21), (274, 3, 1, tags.get("orientation", 1)),
    ]  # fmt: skip
    tifffile.imwrite(path, sensor, photometric=32803, extratags=extra, metadata=None, software=False)


@pytest.mark.parametrize("orientation", [1, 6])
def test_raw_is_developed_with_the_cameras_white(tmp_path: Path, orientation: int) -> None:
    _dng(tmp_path / "a.dng", orientation=orientation)
    photo = load(tmp_path / "a.dng")
    assert photo.notes == ()
    assert photo.origin.format == "raw"
    assert (photo.depth, photo.icc) == (16, prophoto())
    height, width = photo.pixels.shape[:2]
    assert (height < width) == (orientation == 1)
    assert photo.metadata.exif is not None
    assert b"Cam" in photo.metadata.exif
    middle = photo.pixels[height // 2, width // 2].astype(float)
    assert np.ptp(middle) < 0.02 * middle.mean()


def test_exif_of_a_turned_photo_loses_its_thumbnail_only(tmp_path: Path) -> None:
    block = exif_block(6, 60, 40)
    photo = load(write(tmp_path, "a.jpg", encoded(smooth(), "JPEG", exif=b"Exif\0\0" + block)))
    changed = [i for i, pair in enumerate(zip(block, photo.metadata.exif or b"", strict=True)) if pair[0] != pair[1]]
    assert 0 < len(changed) <= 1 + 4 + 2
    upright = write(tmp_path, "b.jpg", encoded(smooth(), "JPEG", exif=b"Exif\0\0" + exif_block()))
    assert load(upright).metadata == Metadata(exif_block())


def test_a_gain_map_is_missed(tmp_path: Path) -> None:
    packet = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf hdrgm:Version="1.0"/></x:xmpmeta>'
    photo = load(write(tmp_path, "a.jpg", encoded(smooth(), "JPEG", xmp=packet)))
    assert photo.notes == ("the HDR gain map was left out",)


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".tif", ".webp", ".avif", ".jxl"])
def test_opening_leaves_the_file_alone(tmp_path: Path, suffix: str) -> None:
    path = save(Photo(smooth()), tmp_path / f"a{suffix}").path
    before = path.read_bytes(), path.stat().st_mtime_ns
    photo = load(path)
    photo.pixels[:] = 0
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert load(path).pixels.any()
