"""The self-test: what it tries, what it says, and that it fails where something does."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from photofix.cli import self_test, self_test_checks
from photofix.cli.self_test import Absent, Check, run
from photofix.cli.self_test_checks import FEW, checks, ways
from photofix.core.params import declared
from photofix.errors import UserError
from photofix.files.formats import FORMATS
from photofix.models.table import MODELS
from photofix.ops.base import Context, Operation, Result, Source
from photofix.ops.table import OPERATIONS
from tests.fakes import FakeModels

SHADE = replace(MODELS[0], id="shade")


def fail(error: Exception) -> Callable[[], str]:
    def raise_it() -> str:
        raise error

    return raise_it


def ran(*some: Check, strict: bool = False) -> tuple[int, str]:
    out = io.StringIO()
    return run(some, strict=strict, out=out), out.getvalue()


def test_a_line_for_each_and_the_sum() -> None:
    code, said = ran(Check("thing", "a way", lambda: "three pixels"), Check("other", "b", lambda: ""))
    assert code == 0
    assert "thing       a way" in said and "three pixels" in said
    assert "2 of 2 passed, in" in said


def test_what_fails_is_told_and_the_rest_is_tried(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = ran(
        Check("a", "x", fail(UserError("It is gone.", hint="Bring it back."))),
        Check("b", "y", fail(ValueError("of three boxes none"))),
        Check("c", "z", lambda: "fine"),
    )
    assert code == 1
    assert "It is gone. Bring it back." in said and "ValueError: of three boxes none" in said and "fine" in said
    assert "1 of 3 passed, 2 FAILED" in said
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize("strict", [False, True])
def test_what_this_system_lacks_counts_if_that_is_asked_for(strict: bool) -> None:
    code, said = ran(Check("JPEG XL", "write", fail(Absent("no library"))), strict=strict)
    assert code == (1 if strict else 0)
    assert ("FAILED" if strict else "absent") in said


def test_every_format(tmp_path: Path) -> None:
    """Really: a format that is new and cannot be written needs a sample."""
    found = [check for check in checks(tmp_path, operations=(), models=()) if check.what != "models"]
    assert {check.what for check in found} >= {entry.title for entry in FORMATS}
    code, said = ran(*found)
    assert code == 0, said


def test_an_operation_in_its_ways(tmp_path: Path, paint_operation: Operation, fake_models: FakeModels) -> None:
    found = checks(
        tmp_path, operations=[paint_operation], models=[SHADE], formats=(), make_models=lambda device: fake_models
    )
    code, said = ran(*found)
    assert code == 0, said
    assert "by default" in said and "model shade" in said and "1 models" in said


def test_a_model_that_nothing_uses_is_a_failure(
    tmp_path: Path, paint_operation: Operation, fake_models: FakeModels
) -> None:
    fake_models.scripts["idle"] = lambda: 0
    idle = replace(MODELS[0], id="idle")
    made = checks(
        tmp_path, operations=[paint_operation], models=[SHADE, idle], formats=(), make_models=lambda _: fake_models
    )
    code, said = ran(*made)
    assert code == 1
    assert "no operation used idle" in said


@pytest.mark.parametrize("shade", [0, 1])
def test_a_blank_result_is_a_failure(
    tmp_path: Path, paint_operation: Operation, fake_models: FakeModels, shade: int
) -> None:
    def blank(source: Source, params: Any, context: Context) -> Result:
        from photofix.core.edit import Patch
        from photofix.core.region import Region

        region = Region(0, 0, source.width, source.height)
        pixels = np.full_like(source.read(region), shade)
        return Result((Patch(region, pixels, np.full((region.h, region.w), 255, np.uint8)),))

    broken = replace(paint_operation, run=blank)
    code, said = ran(*checks(tmp_path, operations=[broken], models=(), formats=(), make_models=lambda _: fake_models))
    assert code == 1
    assert "blank" in said


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_ways_start_with_the_defaults_and_need_no_file(operation: Operation) -> None:
    tried = list(ways(operation))
    assert tried[0] == operation.params()
    assert len(tried) == len(set(map(repr, tried)))
    for param in declared(operation.params):
        if param.kind == "choice" and param.or_file:
            assert param.or_file not in {getattr(params, param.name) for params in tried}
        if param.kind == "choice" and len(param.choices) <= FEW and not param.or_file:
            assert {getattr(params, param.name) for params in tried} == {value for value, _ in param.choices}


def test_the_program(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], own_home: Path, fake_models: FakeModels
) -> None:
    homes = []

    def few(folder: Path, device: str) -> list[Check]:
        homes.append((folder, device, self_test.paths.config()))
        return [Check("a", "b", lambda: "c")]

    monkeypatch.setattr(self_test_checks, "checks", few)
    assert self_test.main(["--device", "cpu"], [Check("window", "open", lambda: "seen")]) == 0
    folder, device, config = homes[0]
    assert device == "cpu" and folder in config.parents and not folder.exists()
    assert self_test.paths.config().parent == own_home
    assert "2 of 2 passed" in capsys.readouterr().out
    assert self_test.main(["--what"]) == 2
