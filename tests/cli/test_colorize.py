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
