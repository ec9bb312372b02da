"""The three promises, kept by the real program with its real weights: command line, Python and window alike."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

import photofix
from photofix.cli.main import main
from photofix.core.document import State
from photofix.core.photo import Metadata, Photo, from_float
from photofix.core.progress import Progress
from photofix.files.load import load
from photofix.files.masks import load_mask
from photofix.files.save import save
from photofix.models.pool import Pool
from photofix.ops.base import Context, perform
from photofix.ops.inpaint import OPERATION, Inpaint
from tests.ops.conftest import landscape

SIZE = (180, 240)


def exif() -> bytes:
    block = Image.Exif()
    block[0x010F], block[0x0110], block[0x013B] = "Camera maker", "Model 1", "A photographer"
    return block.tobytes().removeprefix(b"Exif\x00\x00")


def mask_file(folder: Path) -> tuple[Path, NDArray[np.uint8]]:
    mask = np.zeros(SIZE, np.uint8)
    cv2.line(mask, (0, 30), (239, 70), 255, 5)
    cv2.circle(mask, (170, 130), 18, 255, -1)
    Image.fromarray(mask).save(folder / "mask.png")
    return folder / "mask.png", mask


def example(name: str, make_icc: Callable[..., bytes]) -> Photo:
    """The three kinds of file that other programs spoil."""
    values = landscape(*SIZE)
    facts: dict[str, Any] = {"metadata": Metadata(exif=exif()), "dpi": (300.0, 300.0)}
    if name == "prophoto.tif":
        pixels = from_float(values, np.dtype(np.uint16))
        pixels[:, 120:] = (1500, 61000, 2500)  # a green that sRGB cannot hold
        return Photo(pixels, icc=make_icc("prophoto", 1.8), **facts)
    if name == "adobe.jpg":
        return Photo(from_float(values, np.dtype(np.uint8)), icc=make_icc("adobe", 2.19921875), **facts)
    return Photo(from_float(values[..., :1], np.dtype(np.uint8)), icc=make_icc(None, 2.2), **facts)


@pytest.mark.parametrize(
    ("name", "out"), [("prophoto.tif", "out.tif"), ("adobe.jpg", "out.png"), ("grey.png", "out.png")]
)
def test_only_the_mask_changes_and_all_else_survives(
    name: str, out: str, make_icc: Callable[..., bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = example(name, make_icc)
    save(made, tmp_path / name)
    marks, mask = mask_file(tmp_path)
    stored = (tmp_path / name).read_bytes()
    code = main(["inpaint", str(tmp_path / name), "--mask", str(marks), "-o", str(tmp_path / out), "--json"])
    said = json.loads(capsys.readouterr().out)
    assert (code, said["changed_outside"]) == (0, 0)

    before, after = load(tmp_path / name), load(tmp_path / out)
    grown = cv2.distanceTransform((mask == 0).astype(np.uint8), cv2.DIST_L2, 5) <= 4
    difference = np.abs(after.pixels.astype(int) - before.pixels)
    assert difference[~grown].max() == 0
    assert difference[mask > 0].max() > 0
    assert after.pixels.dtype == before.pixels.dtype and after.pixels.shape == before.pixels.shape
    assert after.icc == made.icc
    assert after.dpi == made.dpi
    kept, given = Image.Exif(), Image.Exif()
    kept.load(after.metadata.exif)
    given.load(made.metadata.exif)
    assert {tag: kept.get(tag) for tag in (0x010F, 0x0110, 0x013B)} == {
        tag: given.get(tag) for tag in (0x010F, 0x0110, 0x013B)
    }
    assert (tmp_path / name).read_bytes() == stored
    if name == "prophoto.tif":
        green = (mask > 0) & (np.arange(240) > 136)[None]
        # 3 % of the range, grain included; clipped to sRGB, half of the range would be lost
        assert difference[green].mean(axis=0).max() < 0.03 * 65535


def test_command_line_python_and_window_make_the_same_pixels(make_icc: Callable[..., bytes], tmp_path: Path) -> None:
    save(example("prophoto.tif", make_icc), tmp_path / "in.tif")
    marks, _ = mask_file(tmp_path)
    assert main(["inpaint", str(tmp_path / "in.tif"), "--mask", str(marks), "-o", str(tmp_path / "o.tif"), "-q"]) == 0
    photofix.inpaint(photofix.open(tmp_path / "in.tif"), marks).save(tmp_path / "p.tif")
    # What the window runs: its own pool of models, the same operation, the state's composite.
    state = State.of(load(tmp_path / "in.tif"))
    marked = state.with_mask(load_mask(marks, state.base))
    edit = perform(OPERATION, marked, Inpaint(), Context(Pool(), Progress.silent()))
    pixels = marked.with_edit(edit).composite()
    np.testing.assert_array_equal(load(tmp_path / "o.tif").pixels, pixels)
    np.testing.assert_array_equal(load(tmp_path / "p.tif").pixels, pixels)


def test_no_network_is_asked_for(
    make_icc: Callable[..., bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the network was asked for")

    save(example("grey.png", make_icc), tmp_path / "in.png")
    marks, _ = mask_file(tmp_path)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert main(["inpaint", str(tmp_path / "in.png"), "--mask", str(marks), "-o", str(tmp_path / "o.png"), "-q"]) == 0
