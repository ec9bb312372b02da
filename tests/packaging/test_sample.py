"""The sample picture: the same every time, spoiled only where its mask says so, and shipped whole."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image, ImageCms

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "resources" / "sample"
ICONS = ROOT / "resources" / "app"


@pytest.fixture(scope="module")
def small() -> Any:
    """The scene at a tenth of its size: truth, spoiled, mask."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "packaging")
        from sample_picture import scene

        return scene.render(0.1)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the small picture as the command writes it."""
    folder = tmp_path_factory.mktemp("sample")
    command = [sys.executable, "packaging/make_sample.py", "--scale", "0.1", "--out", str(folder)]
    subprocess.run([*command, "--truth", str(folder / "truth.png")], cwd=ROOT, check=True)
    return folder


def test_another_run_gives_the_same_pixels(small: Any, written: Path) -> None:
    truth = cv2.imread(str(written / "truth.png"))
    assert np.array_equal(cv2.cvtColor(truth, cv2.COLOR_BGR2RGB), small.truth)
    assert np.array_equal(cv2.imread(str(written / "sample-mask.png"), cv2.IMREAD_UNCHANGED), small.mask)


def test_only_the_masked_pixels_are_spoiled(small: Any) -> None:
    differs = (small.truth != small.spoiled).any(axis=-1)
    assert not differs[small.mask == 0].any()
    assert differs[small.mask == 255].mean() > 0.8


def test_the_mask_is_all_or_nothing_and_small(small: Any) -> None:
    assert set(np.unique(small.mask)) == {0, 255}
    assert 0.005 < (small.mask > 0).mean() < 0.12


def test_wires_cross_the_whole_width(small: Any) -> None:
    assert (small.mask > 0).any(axis=0).all()


def test_the_shipped_files_agree_in_size() -> None:
    with Image.open(SAMPLE / "sample.jpg") as picture, Image.open(SAMPLE / "sample-mask.png") as mask:
        assert picture.size == mask.size == (4240, 2832)
        assert (picture.mode, mask.mode) == ("RGB", "L")
    assert (SAMPLE / "sample.jpg").stat().st_size < 3_500_000


def test_the_shipped_mask_lies_on_the_flaws() -> None:
    mask = cv2.imread(str(SAMPLE / "sample-mask.png"), cv2.IMREAD_UNCHANGED)
    grey = cv2.imread(str(SAMPLE / "sample.jpg"), cv2.IMREAD_GRAYSCALE)
    # The sky above the mountains: flaws are darker than what lies around them, and nothing else is.
    sky, flaws = grey[:600, :2800], mask[:600, :2800] > 0
    darker = cv2.blur(sky, (151, 151)).astype(np.float32) - sky
    assert darker[flaws].mean() > 8
    assert abs(darker[~flaws].mean()) < 1


def test_the_jpeg_says_srgb_and_carries_exif() -> None:
    with Image.open(SAMPLE / "sample.jpg") as picture:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(picture.info["icc_profile"]))
        exif = picture.getexif()
    assert ImageCms.getProfileDescription(profile).strip() == "sRGB"
    assert (exif[0x010F], exif[0x0112]) == ("PhotoFix", 1)
    assert exif.get_ifd(0x8769)[0x829D] == 11


def test_the_profile_means_srgb() -> None:
    with Image.open(SAMPLE / "sample.jpg") as picture:
        ours = ImageCms.ImageCmsProfile(io.BytesIO(picture.info["icc_profile"]))
    chart = Image.fromarray(np.random.default_rng(5).integers(0, 256, (32, 32, 3), np.uint8))
    same = ImageCms.profileToProfile(chart, ours, ImageCms.createProfile("sRGB"))
    assert np.abs(np.asarray(same, int) - np.asarray(chart, int)).max() <= 1


@pytest.mark.parametrize("size", [16, 24, 32, 48, 64, 128, 256, 512])
def test_icon_sizes(size: int) -> None:
    with Image.open(ICONS / f"photofix-{size}.png") as icon:
        assert (icon.size, icon.mode) == ((size, size), "RGBA")
        assert icon.getchannel("A").getextrema() == (0, 255)


def test_icon_containers() -> None:
    with Image.open(ICONS / "photofix.ico") as ico:
        assert ico.info["sizes"] == {(n, n) for n in (16, 24, 32, 48, 64, 256)}
    data = (ICONS / "photofix.icns").read_bytes()
    assert data[:4] == b"icns" and struct.unpack(">I", data[4:8])[0] == len(data)
