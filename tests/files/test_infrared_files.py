"""Infrared planes in files, as scanner programs lay them out, and transparency that is none."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
from numpy.typing import NDArray
from PIL import Image
from tiny_pictures import noise, profile_for

from photofix.core.document import State
from photofix.core.photo import Metadata, Photo
from photofix.errors import UserError
from photofix.files.edited import edited
from photofix.files.formats import FORMATS
from photofix.files.infrared import is_beside, seems_infrared
from photofix.files.load import load, with_infrared
from photofix.files.save import save
from photofix.files.tiff_tags import read_entries, read_layout

VUESCAN, SILVERFAST = "VueScan 9 x64 (9.8.34)", "SilverFast 9.2.4"
HIGH, WIDE = 24, 36


def colours(dtype: Any = np.uint16) -> NDArray[Any]:
    return noise(3, dtype, HIGH, WIDE)


def plane(dtype: Any = np.uint16) -> NDArray[Any]:
    """Bright film with noise and a hair."""
    top = np.iinfo(dtype).max
    values = np.random.default_rng(5).normal(0.8, 0.03, (HIGH, WIDE))
    values[5:7, 3:30] = 0.3
    return np.rint(np.clip(values, 0.01, 0.98) * top).astype(dtype)


def check(photo: Photo, dtype: Any = np.uint16, *words: str) -> None:
    np.testing.assert_array_equal(photo.pixels, colours(dtype), strict=True)
    np.testing.assert_array_equal(photo.infrared, plane(dtype), strict=True)
    assert len(photo.notes) == len(words)
    assert all(word in note for word, note in zip(words, photo.notes, strict=True))


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("planar", ["contig", "separate"])
@pytest.mark.parametrize(
    ("extra", "program"),
    [("unspecified", VUESCAN), ("unspecified", SILVERFAST), ("unspecified", None), ("unassalpha", VUESCAN),
     ("assocalpha", VUESCAN), (None, VUESCAN), (None, None)],
)  # fmt: skip
@pytest.mark.parametrize("compression", [None, "lzw", "zstd"])
def test_fourth_sample(
    tmp_path: Path, dtype: Any, planar: str, extra: str | None, program: str | None, compression: str | None
) -> None:
    if compression == "zstd" and extra == "assocalpha":
        pytest.skip("no scanner program packs with Zstandard")
    if compression:
        pytest.importorskip("imagecodecs", reason="writes the compressions that tifffile cannot")
    four = np.dstack([colours(dtype), plane(dtype)])
    path = tmp_path / "a.tif"
    stored = four if planar == "contig" else np.moveaxis(four, 2, 0).copy()
    tifffile.imwrite(path, stored, photometric="rgb", planarconfig=planar, software=program, compression=compression,
                     extrasamples=[extra or "unspecified"], metadata=None)  # fmt: skip
    if extra is None:
        without_tag(path, 338)
    check(load(path), dtype)


def without_tag(path: Path, tag: int) -> None:
    """Turn a tag of the first directory into a private one."""
    with path.open("rb+") as file:
        layout, at = read_layout(file)
        entries = read_entries(file, layout, at)
        places = {entry.tag: at + 2 + 12 * i for i, entry in enumerate(entries)}
        last = max(places)
        file.seek(places[tag])
        moved = file.read(12)
        # Tags stay in order: what follows moves up, and the private one becomes the last.
        file.seek(places[tag] + 12)
        rest = file.read(places[last] - places[tag])
        file.seek(places[tag])
        file.write(rest + struct.pack("<H", 65000) + moved[2:])


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_grey_with_infrared(tmp_path: Path, dtype: Any) -> None:
    grey = colours(dtype)[..., :1]
    two = np.dstack([grey, plane(dtype)])
    tifffile.imwrite(tmp_path / "a.tif", two, photometric="minisblack", planarconfig="contig", software=SILVERFAST,
                     extrasamples=["unspecified"], metadata=None)  # fmt: skip
    photo = load(tmp_path / "a.tif")
    np.testing.assert_array_equal(photo.pixels, grey, strict=True)
    np.testing.assert_array_equal(photo.infrared, plane(dtype), strict=True)


def alphas() -> list[NDArray[np.uint16]]:
    """Opaque, cut out, and a soft edge."""
    opaque = np.full((HIGH, WIDE), 65535, np.uint16)
    cut = np.where(np.arange(WIDE) < 10, 0, opaque).astype(np.uint16)
    soft = np.clip((np.arange(WIDE) - 12.0) / 10, 0, 1) * opaque
    return [opaque, cut, soft.astype(np.uint16)]


@pytest.mark.parametrize("kind", range(3))
@pytest.mark.parametrize("extra", ["unassalpha", "unspecified"])
@pytest.mark.parametrize("program", [None, "Adobe Photoshop 25.0", VUESCAN])
def test_alpha_stays_alpha(tmp_path: Path, kind: int, extra: str, program: str | None) -> None:
    if program == VUESCAN and extra == "unspecified" and kind:
        pytest.skip("VueScan writes no transparency: there a fourth sample without a meaning is infrared")
    four = np.dstack([colours(), alphas()[kind]])
    tifffile.imwrite(tmp_path / "a.tif", four, photometric="rgb", software=program, extrasamples=[extra])
    photo = load(tmp_path / "a.tif")
    np.testing.assert_array_equal(photo.pixels, four, strict=True)
    assert photo.infrared is None


def test_tagged_alpha_stays_alpha_whatever_it_looks_like(tmp_path: Path) -> None:
    four = np.dstack([colours(), plane()])
    tifffile.imwrite(tmp_path / "a.tif", four, photometric="rgb", extrasamples=["unassalpha"])
    photo = load(tmp_path / "a.tif")
    np.testing.assert_array_equal(photo.pixels, four, strict=True)
    assert photo.infrared is None


def mark(path: Path) -> None:
    """Make the last page a mask by its tag, as SilverFast does; tifffile allows that for two levels only."""
    with tifffile.TiffFile(path) as opened:
        place = opened.pages[-1].tags[254].valueoffset
    with path.open("rb+") as file:
        file.seek(place)
        file.write(struct.pack("<I", 4))


@pytest.mark.parametrize("compression", [None, "lzw", "zstd"])
@pytest.mark.parametrize("marked", ["kind", "name", "", "third"])
def test_further_page(tmp_path: Path, marked: str, compression: str | None) -> None:
    if compression:
        pytest.importorskip("imagecodecs", reason="writes the compressions that tifffile cannot")
    with tifffile.TiffWriter(tmp_path / "a.tif") as file:
        file.write(colours(), photometric="rgb", software=SILVERFAST, compression=compression)
        if marked == "third":  # as SilverFast 9 does
            file.write(np.ascontiguousarray(colours()[::2, ::2]), photometric="rgb", subfiletype=1)
        words = "Infrared channel" if marked == "name" else None
        file.write(plane(), photometric="minisblack", subfiletype=0, description=words, compression=compression)
    if marked in ("kind", "third"):
        mark(tmp_path / "a.tif")
    check(
        load(tmp_path / "a.tif"),
        np.uint16,
        *(["1 more left out"] if marked == "third" and compression != "zstd" else []),
    )


def test_a_page_of_half_the_size_is_enlarged(tmp_path: Path) -> None:
    with tifffile.TiffWriter(tmp_path / "a.tif") as file:
        file.write(colours(), photometric="rgb")
        file.write(plane()[::2, ::2].copy(), photometric="minisblack", subfiletype=0)
    mark(tmp_path / "a.tif")
    found = load(tmp_path / "a.tif").infrared
    assert found is not None and found.shape == (HIGH, WIDE)
    assert np.abs(found.astype(float).mean() - plane().mean()) < 0.02 * 65535


def test_other_second_pages_are_left_out(tmp_path: Path) -> None:
    text = np.where(plane() > 40000, 65535, 0).astype(np.uint16)
    others = [text, plane()[:, :10].copy(), colours(), colours()[..., 0] > 9]
    for index, other in enumerate(others):
        path = tmp_path / f"{index}.tif"
        with tifffile.TiffWriter(path) as file:
            file.write(colours(), photometric="rgb")
            file.write(other, photometric="rgb" if other.ndim == 3 else "minisblack")
        photo = load(path)
        assert photo.infrared is None
        assert "1 more left out" in photo.notes[0]


@pytest.mark.parametrize("name", ["scan_ir.tif", "scan-IR.tiff", "Scan_Infrared.tif", "scan.ir.png"])
def test_file_beside(tmp_path: Path, name: str) -> None:
    tifffile.imwrite(tmp_path / "scan.tif", colours(), photometric="rgb")
    save(Photo(plane()[..., None]), tmp_path / name)
    check(load(tmp_path / "scan.tif"))
    assert is_beside(tmp_path / name) and not is_beside(tmp_path / "scan.tif")
    assert load(tmp_path / name).infrared is None


def test_a_file_beside_that_does_not_fit_is_said_and_left(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "scan.tif", colours(), photometric="rgb")
    bad = tmp_path / "scan_ir.tif"
    for content, word in ((plane()[:, :9], "9 × 24"), (colours(), "colour"), (None, "cannot be")):
        if content is None:
            bad.write_bytes(b"II*\0garbage")
        else:
            tifffile.imwrite(bad, content, photometric="rgb" if content.ndim == 3 else "minisblack")
        photo = load(tmp_path / "scan.tif")
        assert photo.infrared is None
        assert "was not used" in photo.notes[0] and word in photo.notes[0]
        with pytest.raises(UserError, match=word):
            with_infrared(Photo(colours()), bad)


def test_orientation_turns_the_plane(tmp_path: Path) -> None:
    four = np.dstack([colours(), plane()])
    tifffile.imwrite(tmp_path / "a.tif", four, photometric="rgb", software=VUESCAN, extrasamples=["unspecified"],
                     extratags=[(274, 3, 1, 6, True)])  # fmt: skip
    photo = load(tmp_path / "a.tif")
    np.testing.assert_array_equal(photo.pixels, np.rot90(colours(), -1))
    np.testing.assert_array_equal(photo.infrared, np.rot90(plane(), -1))


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_tiff_keeps_the_plane_as_its_second_page(tmp_path: Path, channels: int, dtype: Any) -> None:
    pixels = noise(channels, dtype, 900, 700)
    deep = np.random.default_rng(1).integers(0, 60000, (900, 700), np.uint16)
    photo = Photo(pixels, profile_for(channels), Metadata(), (300.0, 300.0), infrared=deep)
    report = save(photo, tmp_path / "a.tif")
    assert report.notes == ()
    found = load(report.path)
    assert found.notes == ()
    np.testing.assert_array_equal(found.pixels, pixels, strict=True)
    np.testing.assert_array_equal(found.infrared, deep, strict=True)
    assert (found.icc, found.dpi) == (photo.icc, photo.dpi)
    np.testing.assert_array_equal(tifffile.imread(report.path, key=1), deep)
    with Image.open(report.path) as other:
        assert other.n_frames == 2  # type: ignore[attr-defined]


@pytest.mark.parametrize("suffix", [f.suffixes[0] for f in FORMATS if f.can_write and f.id != "tiff"])
def test_other_formats_say_that_they_have_no_place(tmp_path: Path, suffix: str) -> None:
    report = save(Photo(colours(), infrared=plane()), tmp_path / f"a{suffix}")
    assert any("no place for the infrared plane" in note for note in report.notes)
    assert load(report.path).infrared is None


def test_an_edited_photo_keeps_its_plane() -> None:
    photo = Photo(colours(), infrared=plane())
    assert edited(State.of(photo)).infrared is photo.infrared


def test_damaged_pages_are_said_and_left(tmp_path: Path) -> None:
    """Every byte of the second directory, broken: the photo opens, with the plane or a note."""
    with tifffile.TiffWriter(tmp_path / "a.tif") as file:
        file.write(colours(), photometric="rgb")
        file.write(plane(), photometric="minisblack", subfiletype=0, compression="zlib")
    mark(tmp_path / "a.tif")
    whole = (tmp_path / "a.tif").read_bytes()
    with tifffile.TiffFile(tmp_path / "a.tif") as opened:
        start = opened.pages[1].offset
    rng = np.random.default_rng(3)
    broken = tmp_path / "b.tif"
    noted = 0
    for place in range(start, min(len(whole), start + 200)):
        data = bytearray(whole)
        data[place] = (data[place] + int(rng.integers(1, 256))) % 256
        broken.write_bytes(data)
        try:
            photo = load(broken, max_pixels=10_000)
        except UserError:
            continue
        np.testing.assert_array_equal(photo.pixels, colours())
        assert photo.infrared is None or photo.infrared.shape == (HIGH, WIDE)
        noted += bool(photo.notes)
    assert noted > 10


def test_a_page_that_claims_to_be_huge_is_not_decoded(tmp_path: Path) -> None:
    with tifffile.TiffWriter(tmp_path / "a.tif") as file:
        file.write(colours(), photometric="rgb")
        file.write(plane(), photometric="minisblack", subfiletype=0)
    mark(tmp_path / "a.tif")
    with tifffile.TiffFile(tmp_path / "a.tif") as opened:
        places = {tag.code: tag.valueoffset for tag in opened.pages[1].tags}
    data = bytearray((tmp_path / "a.tif").read_bytes())
    struct.pack_into("<H", data, places[256], WIDE * 1000)
    struct.pack_into("<H", data, places[257], HIGH * 1000)
    (tmp_path / "a.tif").write_bytes(data)
    photo = load(tmp_path / "a.tif", max_pixels=100_000)
    assert photo.infrared is None
    assert any("over the limit" in note for note in photo.notes)


def test_directories_that_go_round_in_circles_end(tmp_path: Path) -> None:
    with tifffile.TiffWriter(tmp_path / "a.tif") as file:
        file.write(colours(), photometric="rgb")
        file.write(plane()[:, :9].copy(), photometric="minisblack")
    data = bytearray((tmp_path / "a.tif").read_bytes())
    with tifffile.TiffFile(tmp_path / "a.tif") as opened:
        second = opened.pages[1].offset
        count = len(opened.pages[1].tags)
    struct.pack_into("<I", data, second + 2 + 12 * count, second)
    (tmp_path / "a.tif").write_bytes(data)
    try:
        assert load(tmp_path / "a.tif").infrared is None
    except UserError as error:
        assert "TIFF" in error.message


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_what_seems_infrared(dtype: Any) -> None:
    assert seems_infrared(plane(dtype))
    for alpha in alphas():
        assert not seems_infrared((alpha >> (16 - 8 * np.dtype(dtype).itemsize)).astype(dtype))
