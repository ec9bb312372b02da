"""Batches made ahead: the same, in the same order, however many make them; errors are not lost."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any

import numpy as np
import pytest
import torch

from photofix.training import feeding


def squares(start: int) -> Iterator[Any]:
    step = start
    while True:
        if step == 50:
            raise RuntimeError("no more")
        yield np.full(3, step**2), step
        step += 1


@pytest.mark.skipif(sys.platform != "linux", reason="processes that share memory are made by fork")
@pytest.mark.filterwarnings("ignore:This DataLoader will create:UserWarning")  # where there is but one core
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # Python 3.12 warns of fork where threads run
def test_processes_make_the_same_batches_in_the_same_order() -> None:
    made = list(islice(feeding.shared(squares, 7, 2), 20))
    assert [step for _, step in made] == list(range(7, 27))
    assert all((values == step**2).all() and isinstance(values, np.ndarray) for values, step in made)


def test_a_cpu_is_fed_by_a_thread_and_its_error_is_raised_here() -> None:
    made = feeding.fed(squares, 45, torch.device("cpu"))
    assert [step for _, step in islice(made, 5)] == list(range(45, 50))
    with pytest.raises(RuntimeError, match="no more"):
        next(made)


@pytest.mark.parametrize(("cores", "helpers"), [(16, 15), (2, 0), (1, 0)])
def test_a_gpu_is_fed_by_all_cores_but_one(monkeypatch: pytest.MonkeyPatch, cores: int, helpers: int) -> None:
    asked: list[int] = []
    monkeypatch.setattr(feeding, "_cores", lambda: cores)
    monkeypatch.setattr(feeding, "shared", lambda batches, start, count: asked.append(count) or batches(start))
    assert next(feeding.fed(squares, 3, torch.device("cuda:0")))[1] == 3
    assert asked == ([helpers] if helpers else [])
