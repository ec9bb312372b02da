"""The command `train pix2pix`: which pairs it takes, what it says of them, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from photofix.training.pix2pix_settings import Settings


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    folder = tmp_path / "pairs"
    for side in "AB":
        (folder / side).mkdir(parents=True)
        for number in range(3):
            pixels = np.random.default_rng(number).integers(0, 256, (20, 24, 3), np.uint8)
            cv2.imwrite(str(folder / side / f"{number}.png"), pixels)
    cv2.imwrite(str(folder / "A" / "alone.png"), pixels)
    return folder


def test_the_check_says_what_it_found(shop: Any, pairs: Path) -> None:
    done = shop.run("train", "pix2pix", "--pairs", pairs, "--check", "--json", "--size", 16)
    assert done.code == 0
    assert json.loads(done.out) == {
        "pairs": 2, "val": 1, "size": 16, "problems": ["alone.png: no partner in B"],
        "takes": "photo", "gives": "photo",
    }  # fmt: skip
    said = shop.run("train", "pix2pix", "--pairs", pairs / "A", pairs / "B", "--check").out.splitlines()
    assert said == ["2 pairs to learn from, 1 for the score", "  left out: alone.png: no partner in B"]


def test_too_few_pairs_are_told_by_the_check_and_refused_by_the_training(shop: Any, pairs: Path) -> None:
    for number in (1, 2):
        (pairs / "B" / f"{number}.png").unlink()
    words = ("train", "pix2pix", "--pairs", pairs)
    told = json.loads(shop.run(*words, "--check", "--json").out)
    assert told["pairs"] == 1 and told["val"] == 0 and len(told["problems"]) == 3
    done = shop.run(*words, "-o", pairs / "x.safetensors")
    assert done.code == 1 and "too few" in done.err and "no partner" in done.err


def test_the_training_is_started(shop: Any, pairs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from photofix.training import pix2pix

    seen: list[Any] = []
    monkeypatch.setattr(pix2pix, "train", lambda *words, **options: seen.append((words, options)))
    words = ("train", "pix2pix", "--pairs", pairs, "-o", pairs / "mine.safetensors", "--size", 16)
    assert shop.run(*words, "--minutes", 3, "--critic", "16", "--generator", "resnet", "--resume").code == 0
    ((examples, settings, out), options) = seen[0]
    assert (len(examples), out, options["resume"]) == (2, pairs / "mine.safetensors", True)
    assert (settings.minutes, settings.critic, settings.generator, settings.width) == (3.0, "16", "resnet", 64)
    assert shop.run(*words).code == 0 and seen[1][0][1] == Settings(size=16)


def test_pairs_of_single_photographs(shop: Any, pairs: Path) -> None:
    words = ("train", "pix2pix", "--photos", pairs / "A", "--size", 16, "--check")
    assert shop.run(*words, "--derive", "grey").out == "3 pairs to learn from, 1 for the score\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "needs --pairs"),
        (("--pairs", "a", "b", "c"), "one folder or two"),
        (("--pairs", "a"), "There is no folder"),
        (("--derive", "grey"), "single photographs"),
        (("--pairs", "a", "--photos", "b", "--derive", "grey"), "single photographs"),
    ],
)
def test_what_is_refused(shop: Any, words: tuple[str, ...], said: str) -> None:
    done = shop.run("train", "pix2pix", *words)
    assert done.code == 1 and said in done.err


def test_the_file_must_be_named(shop: Any, pairs: Path) -> None:
    words = ("train", "pix2pix", "--pairs", pairs, "--size", 16)
    assert "needs --out" in shop.run(*words).err
    assert "x.pth cannot be a translator" in shop.run(*words, "-o", pairs / "x.pth").err


def test_recipes_that_need_photographs_say_so(shop: Any) -> None:
    done = shop.run("train", "edges-to-photo", "-o", shop.folder / "out")
    assert done.code == 1 and "needs --photos" in done.err
