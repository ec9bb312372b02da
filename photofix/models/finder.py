"""The finder model: where wires, dust and scratches lie in a picture.

The callable: `find(pictures)`.
pictures: N×H×W×3 float32, sRGB-encoded, about 0..1, of any size. It sees some 60 pixels far.
Returns N×H×W×3 uint8: for every pixel the probability, 0..255, of a wire, of dust and of a scratch.
Raises OutOfMemory.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from photofix.core.tiles import OutOfMemory
from photofix.models.spec import ModelFile, ModelSpec, Placement

Find = Callable[[NDArray[np.float32]], NDArray[np.uint8]]


def load(files: list[Path], placement: Placement) -> Find:
    """Load the weights onto the device."""
    import torch
    from safetensors.torch import load_file

    from photofix.models.nets.finder import Finder

    device = torch.device(placement.device)
    dtype = {"fp32": torch.float32, "fp16": torch.float16, "bf16": torch.bfloat16}[placement.precision]
    net = Finder()
    net.load_state_dict({name: value.float() for name, value in load_file(files[0]).items()})
    net = net.eval().requires_grad_(False).to(device, dtype, memory_format=torch.channels_last)  # type: ignore[call-overload]

    def find(pictures: NDArray[np.float32]) -> NDArray[np.uint8]:
        height, width = pictures.shape[1:3]
        down, right = -height % net.multiple, -width % net.multiple
        padded = np.pad(pictures, ((0, 0), (0, down), (0, right), (0, 0)), mode="symmetric")
        try:
            with torch.inference_mode():
                rgb = torch.from_numpy(padded).to(device).permute(0, 3, 1, 2)
                odds = torch.sigmoid(net(rgb)).mul_(255).round_().to(torch.uint8)
                result = odds.permute(0, 2, 3, 1).cpu().numpy()
        except torch.OutOfMemoryError as error:
            raise OutOfMemory from error
        return np.ascontiguousarray(result[:, :height, :width])

    return find


SPEC = ModelSpec(
    id="finder",
    title="Finder",
    task="detect",
    load=load,
    files=(ModelFile("finder.safetensors", "4d18aa494c1f95830b1cb2eefa0d1319e47a09be9d269c101145b47bcf0e0566"),),
    licence="Apache-2.0",
    training_data="1,573 openly licensed photographs (CC BY, CC0, public domain) with rendered defects, seeded",
    bytes_per_pixel=310,
    precisions=("bf16", "fp16"),
)
