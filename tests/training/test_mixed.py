"""Recipes learn in bfloat16 only where the device is made for it."""

from __future__ import annotations

import pytest
import torch

from photofix.training import mixed as module
from photofix.training.mixed import mixed


@pytest.mark.parametrize(
    ("precision", "dtype"), [("bf16", torch.bfloat16), ("fp16", torch.float32), ("fp32", torch.float32)]
)
def test_as_precise_as_the_device_is_good_at(
    precision: str, dtype: torch.dtype, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "preferred_precision", lambda device: precision)
    with mixed(torch.device("cpu")):
        assert (torch.rand(2, 2) @ torch.rand(2, 2)).dtype == dtype
