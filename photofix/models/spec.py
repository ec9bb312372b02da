"""What is known about a model without loading it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class ModelFile:
    """One weights file: its name under resources/models and its SHA-256; of the person's own, its path and None."""

    name: str
    sha256: str | None


@dataclass(frozen=True)
class Placement:
    """Where and how a model runs: device "cpu", "cuda:0", "xpu" or "mps"; precision "fp32", "fp16" or "bf16"."""

    device: str
    precision: str


@dataclass(frozen=True)
class ModelSpec:
    """A model as data. `load(files, placement)` returns the callable whose contract the model's module states.

    bytes_per_pixel: the memory that it takes at most for each pixel that it is shown, measured with fp32 on a CPU.
    """

    id: str
    title: str
    task: str
    load: Callable[[list[Path], Placement], Callable[..., Any]]
    files: tuple[ModelFile, ...]
    licence: str
    training_data: str
    bytes_per_pixel: int
    precisions: tuple[str, ...] = ("fp32",)  # besides fp32: what the weights were checked with
