"""The colorizer: guesses the colours of a grey picture, with some of them told or none.

The callable: `guess(lightness, hints)`.
lightness: H×W float32, L* (0..100), of any size; it is meant for pictures of about 256 pixels a side.
hints: H×W×3 float32: a*, b*, and 1 where they are told, else 0, 0, 0.
Returns a `Guess`. Raises OutOfMemory.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from photofix.core.tiles import OutOfMemory
from photofix.models.spec import ModelFile, ModelSpec, Placement

Floats = NDArray[np.float32]


class Guess(NamedTuple):
    """colours: h×w×2 float32, the likely a* and b* in the mean, h and w half of what was shown, rounded up.

    odds: h'×w'×K float32, logits of the K colours in `palette` (K×2: a*, b*) at a quarter of the size, rounded up.
    features: h'×w'×F float32, alike where colours are likely to be the same.
    """

    colours: Floats
    odds: Floats
    palette: Floats
    features: Floats


Guesser = Callable[[Floats, Floats], Guess]


def load(files: list[Path], placement: Placement) -> Guesser:
    """Load the weights onto the device."""
    import torch
    from safetensors.torch import load_file

    from photofix.models.nets.colorizer import Colorizer, bins

    device = torch.device(placement.device)
    dtype = {"fp32": torch.float32, "fp16": torch.float16, "bf16": torch.bfloat16}[placement.precision]
    net = Colorizer()
    net.load_state_dict({name: value.float() for name, value in load_file(files[0]).items()})
    net = net.eval().requires_grad_(False).to(device, dtype, memory_format=torch.channels_last)  # type: ignore[call-overload]

    def guess(lightness: Floats, hints: Floats) -> Guess:
        height, width = lightness.shape
        more = (0, -height % Colorizer.multiple), (0, -width % Colorizer.multiple)
        shown = np.pad(np.dstack([lightness / 100, hints]), (*more, (0, 0)), mode="symmetric").astype(np.float32)
        try:
            with torch.inference_mode():
                seen = torch.from_numpy(shown).to(device).permute(2, 0, 1)[None]
                made = net(seen[:, :1], seen[:, 1:])
                odds, colours, features = (part[0].permute(1, 2, 0).cpu().numpy() for part in made)
        except torch.OutOfMemoryError as error:
            raise OutOfMemory from error
        halves, quarters = ((-(-height // n), -(-width // n)) for n in (2, 4))
        quarter = np.s_[: quarters[0], : quarters[1]]
        return Guess(colours[: halves[0], : halves[1]], odds[quarter], bins()[0], features[quarter])

    return guess


SPEC = ModelSpec(
    id="colorizer",
    title="Colorizer",
    task="colorize",
    load=load,
    files=(ModelFile("colorizer.safetensors", "0e00da3c443c070c816d5f184fc55da4a44b4cf780fbd162d46ad1126780db11"),),
    licence="Apache-2.0",
    training_data="Openly licensed colour photographs (CC BY, CC0, public domain) without their colours; seeded",
    bytes_per_pixel=900,
    precisions=("bf16", "fp16"),
)
