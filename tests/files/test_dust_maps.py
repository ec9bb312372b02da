"""Files of dust maps, and what EXIF says of camera and aperture."""

from __future__ import annotations

import random
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from photofix.core.dust_map import Camera, DustMap, Spot
from photofix.core.photo import Metadata, Origin, Photo
from photofix.errors import UserError
from photofix.files.dust_maps import load_dust_map, save_dust_map
from photofix.files.load import load
from photofix.files.shot import shot

MAP = DustMap(Camera("Ä", "Ä 1", "0"), 60, 40, 4.5, 2, (Spot(1.25, 2.5, 4.0, 0.5, 0.75, 2), Spot(9.0, 8.0, 1.0, 1.0)))


@pytest.mark.parametrize("dust", [MAP, DustMap(Camera(), 6, 4, 0.0, 1, ())])
def test_round_trip(tmp_path: Path, dust: DustMap) -> None:
    path = tmp_path / "some.dustmap"
    save_dust_map(dust, path)
    assert load_dust_map(path) == dust
    with pytest.raises(UserError, match="exists"):
        save_dust_map(dust, path)
    save_dust_map(dust, path, overwrite=True)


def test_a_person_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "some.dustmap"
    save_dust_map(MAP, path)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert sum('"x"' in line for line in lines) == 2 and any('"Ä 1"' in line for line in lines)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"[]", b'{"format": 1}', b" " * (2 << 20)])
def test_what_is_no_map_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "some.dustmap"
    path.write_bytes(content)
    with pytest.raises(UserError, match=r"some\.dustmap"):
        load_dust_map(path)


def test_other_names_and_missing_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="not saved as"):
        save_dust_map(MAP, tmp_path / "map.json")
    with pytest.raises(UserError, match="cannot be read"):
        load_dust_map(tmp_path / "none.dustmap")


def block(**tags: object) -> bytes:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0112] = "Aperta\0", " D7 ", 6
    exif.get_ifd(0x8769).update(tags.get("more", {}))
    return exif.tobytes().removeprefix(b"Exif\0\0")


def taken(exif: bytes | None) -> Photo:
    return Photo(np.zeros((4, 6, 3), np.uint8), metadata=Metadata(exif), origin=Origin("jpeg", turned=6))


def test_what_exif_says() -> None:
    found = shot(taken(block(more={0xA431: "12", 0x829D: IFDRational(56, 10)})))
    assert found.camera == Camera("Aperta", "D7", "12") and found.f_number == 5.6 and found.stored == (4, 6)


def test_the_aperture_may_be_said_in_apex_or_not_at_all() -> None:
    assert shot(taken(block(more={0x9202: IFDRational(6, 1)}))).f_number == 8.0
    for number in (IFDRational(0, 1), IFDRational(5000, 1)):
        assert shot(taken(block(more={0x829D: number}))).f_number is None
    assert shot(taken(None)).f_number is None and shot(taken(None)).camera == Camera()


def test_damaged_blocks_raise_nothing() -> None:
    whole = block(more={0xA431: "12", 0x829D: IFDRational(56, 10)})
    chance = random.Random(3)
    for _ in range(300):
        bad = bytearray(whole[: chance.randrange(len(whole) + 1)])
        for _ in range(chance.randrange(4)):
            if bad:
                bad[chance.randrange(len(bad))] = chance.randrange(256)
        found = shot(taken(bytes(bad)))
        assert found.f_number is None or 0.5 <= found.f_number <= 128


def test_load_remembers_how_a_photo_was_turned(tmp_path: Path) -> None:
    out = BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (6, 4)).save(out, "JPEG", exif=exif)
    path = tmp_path / "turned.jpg"
    path.write_bytes(out.getvalue())
    photo = load(path)
    assert (photo.width, photo.origin.turned) == (4, 6) and shot(photo).stored == (6, 4)
