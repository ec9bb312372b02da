"""From a trained network to the file that ships: half precision, safetensors."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn


def export(net: nn.Module, path: Path, metadata: dict[str, str] | None = None) -> None:
    """Write the network's weights as float16 safetensors, first under a temporary name."""
    halves = {name: value.detach().cpu().to(torch.float16).contiguous() for name, value in net.state_dict().items()}
    part = path.with_name(path.name + ".part")
    save_file(halves, part, metadata)
    part.replace(path)
