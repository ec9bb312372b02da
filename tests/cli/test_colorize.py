"""Colorizing on the command line and from Python: grey files become RGB, hints come from a file."""

from __future__ import annotations

import json
from typing import Any

import cv2
import numpy as np
import pytest

from photofix import api
from photofix.ops.colorize import OPERATION
from tests.cli.conftest import write
from tests.ops.conftest import landscape, tinted


@pytest.fixture
def grey() -> Any:
    return np.rint(landscape(48, 64)[..., 0] * 255).astype(np.uint8)


def test_a_grey_file_becomes_rgb(shop: Any, fake_models: Any, grey: Any) -> None:
    fake_models.scripts["colorizer"] = tinted
    write(shop.folder / "grey.png", grey)
    done = shop.run("colorize", shop.folder / "grey.png", "-o", shop.folder / "o.png", "--json", operation=OPERATION)
    assert (done.code, done.err) == (0, "")
    (line,) = done.lines
    assert "the photo was grey and is RGB now, with sRGB" in line["notes"] and line["changed_outside"] == 0
    assert line["models"].keys() == {"colorizer"}
    assert np.ptp(shop.read("o.png").astype(int), axis=2).mean() > 3


def test_16_bits_stay(shop: Any, fake_models: Any, grey: Any) -> None:
    fake_models.scripts["colorizer"] = tinted
    write(shop.folder / "grey.tif", grey.astype(np.uint16) * 257)
    done = shop.run("colorize", shop.folder / "grey.tif", "-o", shop.folder / "o.tif", operation=OPERATION)
    assert (done.code, done.err) == (0, "")
    made = cv2.imread(str(shop.folder / "o.tif"), cv2.IMREAD_UNCHANGED)
    assert made is not None and made.dtype == np.uint16 and made.shape == (48, 64, 3)


def test_hints_come_from_a_file(shop: Any, fake_models: Any, grey: Any) -> None:
    fake_models.scripts["colorizer"] = tinted
    write(shop.folder / "grey.png", grey)
    words = ("colorize", shop.folder / "grey.png", "--overwrite", "-o", shop.folder / "o.png")
    shop.run(*words, operation=OPERATION)
    before = shop.read("o.png")
    hints = shop.folder / "hints.json"
    hints.write_text(json.dumps([{"x": 30, "y": 20, "rgb": [60, 160, 70]}]))
    assert shop.run(*words, "--hints", hints, operation=OPERATION).code == 0
    after = shop.read("o.png").astype(int)
    assert after[20, 30, 1] - after[20, 30, 0] > before[20, 30, 1].astype(int) - before[20, 30, 0] + 30
    wrong = shop.run(*words, "--hints", shop.folder / "none.json", operation=OPERATION)
    assert wrong.code == 1 and "cannot be read" in wrong.err


def test_proposals_are_numbered_and_differ(shop: Any, fake_models: Any, grey: Any) -> None:
    fake_models.scripts["colorizer"] = tinted
    write(shop.folder / "grey.png", grey)
    words = ("colorize", shop.folder / "grey.png", "-o", shop.folder / "o.png", "--json")
    done = shop.run(*words, "--proposals", "3", operation=OPERATION)
    assert (done.code, [line["output"] for line in done.lines]) == (
        0, [str(shop.folder / f"o-{number}.png") for number in (1, 2, 3)],
    )  # fmt: skip
    assert not (shop.folder / "o.png").exists()
    made = [shop.read(f"o-{number}.png").astype(int) for number in (1, 2, 3)]
    assert all(np.abs(made[i] - made[j]).mean() > 3 for i, j in ((0, 1), (0, 2), (1, 2)))
    shop.run(*words, operation=OPERATION)
    assert np.array_equal(shop.read("o.png"), made[0])


def test_no_proposal_replaces_a_file(shop: Any, fake_models: Any, grey: Any) -> None:
    fake_models.scripts["colorizer"] = tinted
    write(shop.folder / "grey.png", grey)
    (shop.folder / "o-1.png").write_bytes(b"kept")
    words = ("colorize", shop.folder / "grey.png", "-o", shop.folder / "o.png", "--proposals", "2")
    done = shop.run(*words, operation=OPERATION)
    assert done.code == 1 and "o-1.png exists already" in done.err
    assert (shop.folder / "o-1.png").read_bytes() == b"kept" and not (shop.folder / "o-2.png").exists()
    assert shop.run(*words, "--overwrite", operation=OPERATION).code == 0


def test_proposals_into_a_folder(shop: Any, fake_models: Any, grey: Any) -> None:
    fake_models.scripts["colorizer"] = tinted
    for name in ("a.png", "b.png"):
        write(shop.folder / name, grey)
    inputs = (shop.folder / "a.png", shop.folder / "b.png", shop.folder / "none.png")
    done = shop.run("colorize", *inputs, "-o", f"{shop.folder}/out/", "--proposals", "2", operation=OPERATION)
    assert done.code == 1 and done.err.count("There is no file") == 1
    assert sorted(file.name for file in (shop.folder / "out").iterdir()) == ["a-1.png", "a-2.png", "b-1.png", "b-2.png"]


@pytest.mark.parametrize("words", [("--proposals", "2", "--variant", "1"), ("--proposals", "1"), ("--proposals", "21")])
def test_proposals_that_make_no_sense(shop: Any, fake_models: Any, grey: Any, words: tuple[str, ...]) -> None:
    write(shop.folder / "grey.png", grey)
    done = shop.run("colorize", shop.folder / "grey.png", "-o", shop.folder / "o.png", *words, operation=OPERATION)
    assert done.code == 2 and "--proposals" in done.err


def test_only_what_has_proposals_takes_the_flag(shop: Any) -> None:
    photo = shop.photo("photo.png")
    done = shop.run("paint", photo, "-m", shop.mask_file("mask.png"), "-o", shop.folder / "o.png", "--proposals", "2")
    assert done.code == 2 and "unrecognized arguments: --proposals" in done.err


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
@pytest.mark.parametrize("dimensions", [2, 3])
def test_a_grey_array_becomes_one_of_three_channels(fake_models: Any, grey: Any, dtype: Any, dimensions: int) -> None:
    fake_models.scripts["colorizer"] = tinted
    top = 1 if dtype is np.float32 else np.iinfo(dtype).max
    values = (grey / 255 * top).astype(dtype)
    array = values if dimensions == 2 else values[..., None]
    made = api.function(OPERATION)(array, models=fake_models)
    assert made.shape == (48, 64, 3) and made.dtype == dtype
    assert np.ptp(made.astype(float), axis=2).mean() > 0.01 * top
    assert "H×W×3" in api.function(OPERATION).__doc__
