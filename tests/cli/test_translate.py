"""Translating on the command line and from Python: by name or file, of the whole photo or of what a mask marks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from photofix import api
from photofix.models.pool import Pool
from photofix.ops.translate import OPERATION
from tests.models.reference_generators import Kind, resnet, save


@pytest.fixture
def published(tmp_path: Path) -> str:
    return save(resnet(1, Kind("instance", width=1)), tmp_path / "latest_net_G_A.pth")


def test_a_published_file_translates(shop: Any, published: str) -> None:
    words = ("translate", shop.folder / "photo.png", "--model", published, "--json", "-o", shop.folder / "o.png")
    done = shop.run(*words, operation=OPERATION, make_models=Pool)
    assert (done.code, done.err) == (0, "")
    (line,) = done.lines
    assert line["changed_inside"] > 0.9 * 48 * 64
    assert list(line["models"]) == [f"file:translator:{published}"]
    assert shop.read("o.png").shape == shop.pixels.shape


def test_a_mask_limits_it(shop: Any, published: str) -> None:
    words = ("translate", shop.folder / "photo.png", "--model", published, "--mask", shop.folder / "mask.png")
    done = shop.run(*words, "--json", "-o", shop.folder / "o.png", operation=OPERATION, make_models=Pool)
    assert (done.code, done.err) == (0, "")
    (line,) = done.lines
    assert line["marked"] == 100 and line["changed_outside"] == 0 and 0 < line["changed_inside"] <= 100


def test_what_is_wrong_is_said(shop: Any, tmp_path: Path) -> None:
    (tmp_path / "notes.pth").write_text("no weights")
    for file, words in (
        ("gone.pth", "missing"),
        (str(tmp_path / "notes.pth"), "is damaged"),
        ("file", "No transl"),
    ):
        given = ("translate", shop.folder / "photo.png", "--model", file, "-o", shop.folder / "o.png")
        done = shop.run(*given, operation=OPERATION, make_models=Pool)
        assert done.code == 1 and words in done.err, done.err


def test_it_is_a_function_of_python(shop: Any, published: str) -> None:
    translate = api.function(OPERATION)
    made = translate(shop.pixels, model="file", model_file=published, size=0)
    assert made.shape == shop.pixels.shape and made.dtype == shop.pixels.dtype
    part = translate(shop.pixels, shop.mask, model="file", model_file=published, size=0)
    assert np.array_equal(part[shop.mask > 0], made[shop.mask > 0])
    assert np.array_equal(part[shop.mask == 0], shop.pixels[shop.mask == 0])
