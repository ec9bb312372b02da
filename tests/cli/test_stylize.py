"""Painting on the command line and from Python: a style is needed, a mask limits it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from photofix import api
from photofix.ops.stylize import OPERATION
from tests.cli.conftest import write


@pytest.fixture
def style(shop: Any) -> Path:
    painting = np.random.default_rng(2).integers(0, 255, (80, 90, 3), np.uint8)
    return write(shop.folder / "painting.png", cv2.GaussianBlur(painting, (0, 0), 1.5))


def test_a_picture_is_needed(shop: Any) -> None:
    words = ("stylize", shop.folder / "photo.png", "--style", "picture", "-o", shop.folder / "o.png")
    done = shop.run(*words, operation=OPERATION)
    assert done.code == 1 and "No picture is chosen" in done.err and not (shop.folder / "o.png").exists()


def test_the_whole_photo_is_painted(shop: Any, style: Path) -> None:
    words = ("stylize", shop.folder / "photo.png", "--style", style, "--strength", "0.9", "--keep-colors", "--json")
    done = shop.run(*words, "-o", shop.folder / "o.png", operation=OPERATION)
    assert (done.code, done.err) == (0, "")
    assert "marked" not in done.lines[0] and done.lines[0]["changed_inside"] > 0.9 * 48 * 64


@pytest.mark.parametrize("soft", [(), ("--soft-mask",)])
def test_a_mask_limits_it(shop: Any, style: Path, soft: tuple[str, ...]) -> None:
    words = ("stylize", shop.folder / "photo.png", "--style", style, "--mask", shop.folder / "mask.png", *soft)
    done = shop.run(*words, "--json", "-o", shop.folder / "o.png", operation=OPERATION)
    assert (done.code, done.err) == (0, "")
    (line,) = done.lines
    assert line["marked"] == 100 and line["changed_outside"] == 0 and 0 < line["changed_inside"] <= 100
    changed = (shop.read("o.png") != shop.pixels).any(axis=2)
    assert changed[shop.mask > 0].mean() > 0.9 and not changed[shop.mask == 0].any()


def test_python_takes_a_mask_or_none(style: Path, shop: Any) -> None:
    paint = api.function(OPERATION)
    own = {"style": "picture", "style_file": str(style)}
    everywhere, nowhere = (paint(shop.pixels, *mask, **own) for mask in ((), (np.zeros((48, 64), bool),)))
    assert np.array_equal(everywhere, nowhere)  # a mask that marks nothing is none
    part = paint(shop.pixels, shop.mask, **own)
    assert np.array_equal(part[shop.mask > 0], everywhere[shop.mask > 0])
    assert np.array_equal(part[shop.mask == 0], shop.pixels[shop.mask == 0])
    assert "mask: an array" in paint.__doc__
