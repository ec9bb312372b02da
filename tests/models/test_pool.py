"""The pool: what fits into the free memory, and where models go on when it does not."""

from __future__ import annotations

import numpy as np
import pytest

from photofix.models import pool as pools
from photofix.models.pool import SHARE, Pool
from photofix.models.spec import ModelSpec, Placement
from photofix.models.table import MODELS
from tests.ops.conftest import landscape

EACH = pytest.mark.parametrize("spec", MODELS, ids=lambda spec: spec.id)


@EACH
def test_there_is_as_much_room_as_there_is_memory(spec: ModelSpec, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "free_memory", lambda device: 10**9)
    assert Pool("cpu", "fp32").room(spec.id) == int(10**9 * SHARE) // spec.bytes_per_pixel > 0
    monkeypatch.setattr(pools, "free_memory", lambda device: None)
    assert Pool("cpu", "fp32").room(spec.id) is None


def test_a_network_goes_on_on_the_cpu_alone_if_it_was_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Pool("cpu", "fp32").on_cpu("finder") is None
    monkeypatch.setattr(pools, "place", lambda device, precision: Placement("cuda:0", "fp16"))
    pool = Pool()
    find = pool.on_cpu("finder")
    assert find is not None and find is pool.on_cpu("finder")
    assert pool.device == "cuda:0"
    assert find(landscape(32, 48)[None].astype(np.float32)).shape == (1, 32, 48, 3)
