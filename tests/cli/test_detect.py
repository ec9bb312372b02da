"""`photofix detect` and `photofix heal` as commands: masks, objects, folders, mistakes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest

from photofix.core.photo import from_float
from photofix.ops import heal
from tests.cli.conftest import Outcome, Workshop, write
from tests.ops.conftest import SmoothModels, landscape


@pytest.fixture
def run(shop: Workshop) -> Callable[..., Outcome]:
    """The command line on street.png, a photo with one wire, with a finder that sees it."""
    pixels = from_float(landscape(200, 300), np.dtype(np.uint8))
    cv2.line(pixels, (0, 60), (300, 90), (40, 42, 44), 3)
    write(shop.folder / "street.png", np.asarray(pixels, np.uint8))

    def run(*words: object) -> Outcome:
        return shop.run(*words, operation=heal.OPERATION, make_models=lambda device, precision: SmoothModels())

    return run


def grey(shop: Workshop, name: str) -> Any:
    values = cv2.imread(str(shop.folder / name), cv2.IMREAD_UNCHANGED)
    assert values is not None and values.dtype == np.uint8 and values.ndim == 2
    return values


def test_detect_writes_a_grey_mask_of_the_photos_size(shop: Workshop, run: Callable[..., Outcome]) -> None:
    done = run("detect", shop.folder / "street.png", "--kind", "wires", "-o", shop.folder / "found.png")
    assert done.code == 0 and "1 object, " in done.out and "pixels marked" in done.out
    mask = grey(shop, "found.png")
    assert mask.shape == (200, 300) and mask.any(axis=0).mean() > 0.95 and not mask[120:].any()


def test_its_json_holds_the_objects(shop: Workshop, run: Callable[..., Outcome]) -> None:
    done = run("detect", shop.folder / "street.png", "-o", shop.folder / "found.png", "--kind", "wires", "--json")
    (line,) = done.lines
    (wire,) = line["objects"]
    assert wire["kind"] == "wires" and wire["shape"] == "line" and len(wire["points"]) >= 2
    assert line["marked"] == np.count_nonzero(grey(shop, "found.png"))
    assert line["status"] == "done" and line["models"] == {"finder": "0" * 64}


def test_a_folder_gives_a_folder_of_png_masks(shop: Workshop, run: Callable[..., Outcome]) -> None:
    write(shop.folder / "in" / "one.jpg", shop.pixels)
    write(shop.folder / "in" / "two.tif", shop.pixels)
    (shop.folder / "out").mkdir()
    assert run("detect", shop.folder / "in", "-o", shop.folder / "out").code == 0
    assert sorted(path.name for path in (shop.folder / "out").iterdir()) == ["one.png", "two.tif"]


@pytest.mark.parametrize("kind", ["wires", "dust"])
def test_more_sensitivity_marks_no_less(kind: str, shop: Workshop, run: Callable[..., Outcome]) -> None:
    marked = []
    for sensitivity in (0, 0.5, 1):
        name = f"found{sensitivity}.png"
        words = ("detect", shop.folder / "street.png", "-o", shop.folder / name, "--kind", kind)
        assert run(*words, "--sensitivity", sensitivity).code == 0
        marked.append(np.count_nonzero(grey(shop, name)))
    assert marked == sorted(marked) and marked[-1] > 0


def test_a_mask_is_no_jpeg(shop: Workshop, run: Callable[..., Outcome]) -> None:
    done = run("detect", shop.folder / "street.png", "-o", shop.folder / "found.jpg")
    assert done.code == 1 and ".png" in done.err
    assert not (shop.folder / "found.jpg").exists()


def test_mistakes_are_told(shop: Workshop, run: Callable[..., Outcome]) -> None:
    assert run("detect", "-o", shop.folder / "x.png").code == 2
    assert run("detect", shop.folder / "street.png", "-o", shop.folder / "x.png", "--kind", "birds").code == 2
    assert run("detect", shop.folder / "street.png", "-o", shop.folder / "x.png", "--sensitivity", 2).code == 2


def test_heal_repairs_what_it_finds_and_nothing_else(shop: Workshop, run: Callable[..., Outcome]) -> None:
    done = run("heal", shop.folder / "street.png", "-o", shop.folder / "clean.png", "--kind", "wires", "--json")
    (line,) = done.lines
    (wire,) = line["objects"]
    assert wire["label"] == "Wire 1" and wire["method"] == "inpaint" and 0 < wire["confidence"] <= 1
    assert line["changed_outside"] == 0 and line["changed_inside"] > 500
    before, after = shop.read("street.png").astype(int), shop.read("clean.png").astype(int)
    assert np.array_equal(after[120:], before[120:])
    assert np.abs(after - from_float(landscape(200, 300), np.dtype(np.uint8))).max() < 30


def test_heal_says_how_much_it_did(shop: Workshop, run: Callable[..., Outcome]) -> None:
    done = run("heal", shop.folder / "street.png", "-o", shop.folder / "clean.png", "--kind", "wires")
    assert done.code == 0 and "1 object, " in done.out and "0 pixels changed outside the mask" in done.out


def test_a_photo_without_anything_is_written_as_it_is(shop: Workshop, run: Callable[..., Outcome]) -> None:
    plain = np.full((64, 80, 3), 120, np.uint8)
    write(shop.folder / "plain.png", plain)
    done = run("heal", shop.folder / "plain.png", "-o", shop.folder / "clean.png", "--json")
    assert done.code == 0 and json.loads(done.out)["objects"] == []
    assert np.array_equal(shop.read("clean.png"), plain)
