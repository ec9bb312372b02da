"""Mixed precision: in which the recipes learn, by what the device is made for."""

from __future__ import annotations

import torch

from photofix.models.device import preferred_precision


def mixed(device: torch.device) -> torch.autocast:
    """bfloat16 where the device is made for it, else float32: elsewhere bfloat16 is emulated and six times slower."""
    return torch.autocast(device.type, torch.bfloat16, enabled=preferred_precision(device.type) == "bf16")
