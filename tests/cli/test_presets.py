"""Presets and flags on the command line."""

from __future__ import annotations

import argparse
import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from photofix import paths
from photofix.cli import flags, parser
from photofix.ops.base import Operation
from photofix.ops.presets import PresetStore
from photofix.ops.table import OPERATIONS
from tests.cli.conftest import Workshop
from tests.operations import CONTRAST, EVERYTHING, Contrast, Everything, contrasted


def parsed(operation: Operation, *words: str) -> Any:
    masks = ["-m", "m.png"] if operation.scope.value == "masked" else []
    options = parser.build([operation]).parse_args([operation.id, "in.png", "-o", "out.png", *masks, *words])
    return flags.read(operation.params(), options)


@pytest.mark.parametrize("operation", [*OPERATIONS, EVERYTHING, CONTRAST], ids=lambda operation: operation.id)
def test_every_operation_has_its_flags(operation: Operation, capsys: pytest.CaptureFixture[str]) -> None:
    assert parsed(operation) == operation.params()
    with pytest.raises(SystemExit):
        parser.build([operation]).parse_args([operation.id, "--help"])
    text = " ".join(capsys.readouterr().out.split())
    for param in fields(operation.params):
        assert flags.flag_of(param.name) in text and param.metadata["help"] in text


def test_every_kind_is_read() -> None:
    words = ["--engine", "a", "--look", "one", "--grow", "5", "--count", "9", "--amount", "0.25", "--sure", "--seed",
             "7", "--caption", "two words", "--style", "a/b.jpg", "--tint", "#123456"]  # fmt: skip
    assert parsed(EVERYTHING, *words) == Everything("a", "one", 5, 9, 0.25, True, "two words", "a/b.jpg", "#123456", 7)
    assert parsed(EVERYTHING, "--no-sure", "--grow", "auto", "--style", "auto") == Everything()


@pytest.mark.parametrize(
    "words", [["--tint", "red"], ["--style", "a.pth"], ["--caption", "x" * 41], ["--count", "10"], ["--engine", "c"]]
)
def test_what_is_wrong_is_refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parsed(EVERYTHING, *words)
    assert f"argument {words[0]}" in capsys.readouterr().err


def test_a_flag_goes_over_the_base() -> None:
    options = argparse.Namespace(amount=0.0, other=3)
    assert flags.read(Contrast(amount=2.0, middle=10), options) == Contrast(amount=0.0, middle=10)


def test_presets_by_name_and_file_are_used(shop: Workshop) -> None:
    PresetStore(paths.presets()).save(CONTRAST, "Half", Contrast(amount=-0.5))
    file = shop.folder / "mine.json"
    file.write_text(json.dumps({"operation": "contrast", "params": {"amount": 1, "old": 2}}))
    for preset, words, params in (
        ("Strong", [], Contrast(amount=2.0)),
        ("half", [], Contrast(amount=-0.5)),
        ("half", ["--middle", "10"], Contrast(amount=-0.5, middle=10)),
        (str(file), [], Contrast(amount=1.0)),
    ):
        out = f"out-{Path(preset).stem}-{len(words)}.png"
        done = shop.run(
            "contrast", shop.folder / "photo.png", "-o", shop.folder / out, "--preset", preset, *words,
            operation=CONTRAST,
        )  # fmt: skip
        assert done.code == 0
        assert (shop.read(out) == contrasted(shop.pixels, params)).all()
        assert ("old" in done.err) == (preset == str(file))


def test_what_changes_the_whole_photo_speaks_of_no_mask(shop: Workshop) -> None:
    photo, words = shop.folder / "photo.png", ["--amount", "1"]
    said = shop.run("contrast", photo, "-o", shop.folder / "a.png", *words, operation=CONTRAST)
    changed = (shop.read("a.png") != shop.pixels).any(axis=2).sum()
    assert said.code == 0 and f"{changed:,} pixels changed (" in said.out and "mask" not in said.out
    said = shop.run("contrast", photo, "-o", shop.folder / "b.png", "--json", *words, operation=CONTRAST)
    assert "marked" not in said.lines[0] and said.lines[0]["changed_inside"] == changed
    said = shop.run("contrast", "-o", shop.folder / "c.png", operation=CONTRAST)
    assert said.code == 2 and "photofix contrast PHOTO --output" in said.err


def test_a_preset_that_does_not_exist(shop: Workshop) -> None:
    done = shop.run("contrast", shop.folder / "photo.png", "-o", shop.folder / "o.png", "--preset", "no",
                    operation=CONTRAST)  # fmt: skip
    assert done.code == 2 and "no preset “no”" in done.err and "Strong" in done.err
    assert not (shop.folder / "o.png").exists()


def test_presets_are_listed(shop: Workshop) -> None:
    store = PresetStore(paths.presets())
    store.save(CONTRAST, "Soft light", Contrast(amount=0.1))
    store.set_default(CONTRAST, "Soft light")
    lines = shop.run("presets", operation=CONTRAST).out.splitlines()
    assert [line.split()[1] for line in lines][:3] == ["Standard", "Strong", "Flat"]
    (mine,) = (line for line in lines if "Soft light" in line)
    assert "your own" in mine and "starts with it" in mine
