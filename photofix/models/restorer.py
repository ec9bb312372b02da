"""The restorer: takes noise and JPEG artefacts out of a picture, as much of them as it is told there is.

The callable: `clean(picture, noise, coarseness)`.
picture: H×W×3 float32, sRGB-encoded, about 0..1, of any size; values outside 0..1 are colours that sRGB cannot hold.
noise: standard deviation of the noise in the same unit, 0 for none. coarseness: 1 minus a hundredth of the JPEG
quality, 0 for no JPEG. Returns H×W×3 float32. It sees at most 128 pixels far. Raises OutOfMemory.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from photofix.core.tiles import OutOfMemory
from photofix.models.spec import ModelFile, ModelSpec, Placement

Floats = NDArray[np.float32]
Clean = Callable[[Floats, float, float], Floats]


def load(files: list[Path], placement: Placement) -> Clean:
    """Load the weights onto the device."""
    import torch
    from safetensors.torch import load_file

    from photofix.models.nets.restorer import Restorer

    device = torch.device(placement.device)
    dtype = {"fp32": torch.float32, "fp16": torch.float16, "bf16": torch.bfloat16}[placement.precision]
    net = Restorer()
    net.load_state_dict({name: value.float() for name, value in load_file(files[0]).items()})
    net = net.eval().requires_grad_(False).to(device, dtype, memory_format=torch.channels_last)  # type: ignore[call-overload]

    def clean(picture: Floats, noise: float, coarseness: float) -> Floats:
        height, width = picture.shape[:2]
        more = -height % Restorer.multiple, -width % Restorer.multiple
        inside = np.pad(np.clip(picture, 0, 1), ((0, more[0]), (0, more[1]), (0, 0)), mode="symmetric")
        told = [torch.full((1,), value, device=device) for value in (noise, coarseness)]
        try:
            with torch.inference_mode():
                seen = torch.from_numpy(np.ascontiguousarray(inside)).to(device).permute(2, 0, 1)[None]
                made = net(seen, *told)[0].permute(1, 2, 0).cpu().numpy()
        except torch.OutOfMemoryError as error:
            raise OutOfMemory from error
        change: Floats = made[:height, :width] - inside[:height, :width]
        return np.asarray(picture + change, np.float32)

    return clean


SPEC = ModelSpec(
    id="restorer",
    title="Restorer",
    task="restore",
    load=load,
    files=(ModelFile("restorer.safetensors", "18adcc7cf4b5c299b2bd4ce7ab96ce8365b7a1597b33593498cbd8a993f6afa3"),),
    licence="Apache-2.0",
    training_data="1,573 openly licensed photographs (CC BY, CC0, public domain) with rendered noise and JPEG; seeded",
    bytes_per_pixel=520,
    precisions=("bf16", "fp16"),
)
