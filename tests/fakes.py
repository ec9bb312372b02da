"""Fakes for every test: models without weights, an operation whose result is known, a home of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from photofix.core.edit import Patch
from photofix.core.params import choice, flag, integer, number
from photofix.core.photo import Pixels
from photofix.ops.base import Context, Operation, Result, Scope, Source


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The person's own settings and logs are neither read nor written."""
    home = tmp_path_factory.getbasetemp() / "home"
    monkeypatch.setenv("PHOTOFIX_HOME", str(home))
    return home


class Roomy:
    """What models have that always find the memory they need."""

    def on_cpu(self, model_id: str) -> Callable[..., Any] | None:
        return None

    def room(self, model_id: str) -> int | None:
        return None


@dataclass
class FakeModels(Roomy):
    """Models without weights: `scripts` maps a model's id to the callable that it is. Counts what was asked for."""

    scripts: dict[str, Callable[..., Any]] = field(default_factory=dict)
    device: str = "fake"
    asked: list[str] = field(default_factory=list)

    def get(self, model_id: str) -> Callable[..., Any]:
        self.asked.append(model_id)
        return self.scripts[model_id]

    def sha256(self, model_id: str) -> str:
        return (model_id.encode().hex() * 64)[:64]


@dataclass(frozen=True)
class PaintParams:
    """One parameter of every kind."""

    shade: int = integer(200, "Shade", "What is painted.", 0, 255)
    offset: int | None = integer(None, "Offset", "Added to it.", 0, 50, unit="px", automatic="none")
    strength: float = number(1.0, "Strength", "How opaque, 100% at most.", 0.0, 1.0)
    model: str = choice("none", "Model", "Asked for the shade.", (("none", "None"), ("shade", "Shade")))
    twice: bool = flag(False, "Twice", "Report twice.")


def paint(source: Source, params: PaintParams, context: Context) -> Result:
    """Fill what the mask marks with one shade; with the model "shade", with what the model says."""
    context.progress.report(0.5, "painting")
    region = source.mask.bounds
    shade, models = params.shade + (params.offset or 0), {}
    if params.model != "none":
        shade = context.models.get(params.model)()
        models[params.model] = context.models.sha256(params.model)
    pixels: Pixels = np.full_like(source.read(region), shade)
    alpha = (source.mask.read(region) * params.strength).astype(np.uint8)
    return Result((Patch(region, pixels, alpha),), models)


@pytest.fixture
def fake_models() -> FakeModels:
    return FakeModels({"shade": lambda: 77})


@pytest.fixture
def paint_operation() -> Operation:
    """An operation whose result is known, so that what lies around operations can be tested without one of them."""
    return Operation("paint", "Paint", "Paint", "Fill with one shade.", PaintParams, paint, Scope.MASKED, 0)
