"""Colorizing on the command line and from Python: grey files become RGB, hints come from a file."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from photofix import api
from photofix.ops import restore
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


def test_several_proposals(shop: Any, fake_models: Any, grey: Any) -> None:
    fake_models.scripts["colorizer"] = tinted
    write(shop.folder / "grey.png", grey)
    words = ("colorize", shop.folder / "grey.png", "-o", shop.folder / "o.png", "--json")
    done = shop.run(*words, "--proposals", 3, operation=OPERATION)
    assert (done.code, done.err) == (0, "")
    assert [Path(line["output"]).name for line in done.lines] == ["o-1.png", "o-2.png", "o-3.png"]
    assert not (shop.folder / "o.png").exists()
    made = [shop.read(f"o-{number}.png").astype(int) for number in (1, 2, 3)]
    for one, other in combinations(made, 2):
        assert np.abs(one - other).mean() > 2
    again = shop.run(*words[:-1], "--variant", 2, operation=OPERATION)
    assert again.code == 0 and np.array_equal(shop.read("o.png"), made[2])
    refused = shop.run(*words, "--proposals", 3, operation=OPERATION)
    assert refused.code == 1 and all("exists already" in line["error"] for line in refused.lines)


def test_proposals_of_a_folder(shop: Any, fake_models: Any, grey: Any) -> None:
    fake_models.scripts["colorizer"] = tinted
    for name in ("a.png", "b.png"):
        write(shop.folder / "in" / name, grey)
    done = shop.run("colorize", shop.folder / "in", "-o", shop.folder / "out/", "--proposals", 2, operation=OPERATION)
    assert (done.code, done.err) == (0, "")
    assert sorted(path.name for path in (shop.folder / "out").iterdir()) == [
        "a-1.png", "a-2.png", "b-1.png", "b-2.png",
    ]  # fmt: skip


@pytest.mark.parametrize("count", ["1", "22", "x"])
def test_how_many_proposals_there_can_be(shop: Any, grey: Any, count: str) -> None:
    write(shop.folder / "grey.png", grey)
    done = shop.run("colorize", shop.folder / "grey.png", "-o", "o.png", "--proposals", count, operation=OPERATION)
    assert done.code == 2 and "from 2 to 21" in done.err


def test_one_proposal_or_several(shop: Any, grey: Any) -> None:
    write(shop.folder / "grey.png", grey)
    words = ("colorize", shop.folder / "grey.png", "-o", shop.folder / "o.png", "--proposals", 2, "--variant", 1)
    done = shop.run(*words, operation=OPERATION)
    assert done.code == 2 and "cannot be used together" in done.err and not list(shop.folder.glob("o*"))


def test_restored_and_coloured_in_one_go(shop: Any, fake_models: Any, grey: Any) -> None:
    """A grey file becomes RGB only if colours are asked for; its 16 bits stay."""
    fake_models.scripts["colorizer"] = tinted
    write(shop.folder / "grey.tif", grey.astype(np.uint16) * 257)
    words = ("restore", shop.folder / "grey.tif", "-o", shop.folder / "o.tif", "--json", "--overwrite",
             "--scratches", 0, "--noise", 0, "--jpeg", 0, "--blur", 0)  # fmt: skip
    shop.run(*words, operation=restore.OPERATION)
    plain = cv2.imread(str(shop.folder / "o.tif"), cv2.IMREAD_UNCHANGED)
    assert plain is not None and plain.ndim == 2
    done = shop.run(*words, "--colours", 1, operation=restore.OPERATION)
    assert (done.code, done.err) == (0, "")
    assert done.lines[0]["steps"][-1]["operation"] == "colorize"
    assert "the photo was grey and is RGB now, with sRGB" in done.lines[0]["notes"]
    made = cv2.imread(str(shop.folder / "o.tif"), cv2.IMREAD_UNCHANGED)
    assert made is not None and made.dtype == np.uint16 and np.ptp(made.astype(int), axis=2).mean() > 3 * 257
