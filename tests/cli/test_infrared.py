"""Scans with infrared planes on the command line: in the file, beside it, named, refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tifffile
from numpy.typing import NDArray

from photofix.files.profiles import prophoto
from photofix.ops.heal import OPERATION
from tests.infrared_scans import Scanner, scan

FAST = ("--engine", "diffusion", "--device", "cpu")


def made() -> tuple[NDArray[np.uint16], NDArray[np.uint16]]:
    """A soft picture with six specks: (RGB, infrared)."""
    y, x = np.mgrid[:120, :160] / 160
    clean = np.stack([0.3 + 0.5 * y, 0.4 + 0.3 * x, 0.7 - 0.4 * y], axis=2).astype(np.float32)
    dust = np.zeros((120, 160), np.float32)
    for column in range(6):
        dust[30 + 8 * column : 35 + 8 * column, 20 + 22 * column : 25 + 22 * column] = 0.9
    _, dusty, plane, _ = scan(clean, dust, Scanner(shift=(1.6, -0.8)), 0)
    return dusty, plane


@pytest.fixture
def folder(shop, tmp_path: Path) -> Path:  # type: ignore[no-untyped-def]
    """rgbi.tif; scan.tif with scan_ir.tif; plain.tif with its plane elsewhere."""
    dusty, plane = made()
    scans = tmp_path / "scans"
    scans.mkdir()
    tifffile.imwrite(scans / "rgbi.tif", np.dstack([dusty, plane]), photometric="rgb", software="VueScan 9",
                     extrasamples=["unspecified"], iccprofile=prophoto(), metadata=None)  # fmt: skip
    tifffile.imwrite(scans / "scan.tif", dusty, photometric="rgb")
    tifffile.imwrite(scans / "scan_ir.tif", plane, photometric="minisblack")
    tifffile.imwrite(tmp_path / "plain.tif", dusty, photometric="rgb")
    tifffile.imwrite(tmp_path / "other.tif", plane, photometric="minisblack")
    return scans


def test_a_folder_of_scans_is_healed_and_planes_are_no_photos(shop, folder: Path) -> None:  # type: ignore[no-untyped-def]
    out = folder.parent / "out"
    done = shop.run("heal", folder, "--kind", "dust", "-o", f"{out}/", "--json", *FAST, operation=OPERATION)
    assert (done.code, done.err) == (0, "")
    assert sorted(path.name for path in out.iterdir()) == ["rgbi.tif", "scan.tif"]
    for line in done.lines:
        assert len(line["objects"]) == 6 and line["changed_outside"] == 0 and line["models"] == {}
    with tifffile.TiffFile(out / "rgbi.tif") as healed:
        first, second = healed.pages
        assert (first.shape, first.dtype) == ((120, 160, 3), np.uint16)
        assert first.tags[34675].value == prophoto()
        np.testing.assert_array_equal(second.asarray(), made()[1])


def test_a_named_plane(shop, folder: Path) -> None:  # type: ignore[no-untyped-def]
    plain, plane, mask = (folder.parent / name for name in ("plain.tif", "other.tif", "mask.tif"))
    done = shop.run("detect", plain, "--kind", "dust", "--infrared", plane, "-o", mask, "--json", "--device", "cpu")
    assert done.code == 0, done.err
    assert len(done.lines[0]["objects"]) == 6
    assert np.count_nonzero(tifffile.imread(mask)) >= 6 * 25


@pytest.mark.parametrize(
    ("given", "code", "words"),
    [
        ("on", 1, "no infrared plane"),
        ("missing.tif", 1, "does not exist"),
        ("scans/rgbi.tif", 0, ""),
        ("photo.png", 1, "in colour"),
        ("always", 2, "none of auto, on, off and no file"),
    ],
)
def test_what_cannot_be_is_said(shop, folder: Path, given: str, code: int, words: str) -> None:  # type: ignore[no-untyped-def]
    named = folder.parent / given if "." in given else given
    words_ = ("detect", folder.parent / "plain.tif", "--kind", "dust", "--infrared", named, "-o", folder / "m.png")
    done = shop.run(*words_, "--device", "cpu")
    assert done.code == code
    assert words in done.err
