"""Published fast styles, from files of the person's own: candy, mosaic, rain princess, udnie and others like them.

The callable: `restyle(picture)`.
picture: H×W×3 float32, sRGB-encoded, 0..1, of any size; all of a photo at once, for its statistics count. Returns
H×W×3 float32, about 0..1. Raises OutOfMemory.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from photofix.core.model_id import of_file
from photofix.core.tiles import OutOfMemory
from photofix.errors import UserError
from photofix.models.spec import ModelFile, ModelSpec, Placement

if TYPE_CHECKING:
    from photofix.models.nets.transformer import Transformer

Floats = NDArray[np.float32]
Restyle = Callable[[Floats], Floats]

LEAST = 32  # pixels a side: smaller pictures are mirrored, or the norms would have next to nothing to go by


def own(path: Path) -> ModelSpec:
    """A published style: `load` raises UserError if the file is none."""
    return ModelSpec(
        id=of_file("transformer", path), title=path.name, task="style transfer", load=load,
        files=(ModelFile(str(path.absolute()), None),), licence="the person's own",
        training_data="the person's own", bytes_per_pixel=2500,
    )  # fmt: skip


def load(files: list[Path], placement: Placement) -> Restyle:
    """Load the weights onto the device."""
    import torch

    net = built(_state(files[0]))
    if net is None:
        raise UserError(
            f"{files[0].name} is no style that PhotoFix knows.",
            hint="It reads the fast_neural_style networks of the PyTorch examples and those that have the same layers.",
        )
    device = torch.device(placement.device)
    net = net.eval().requires_grad_(False).to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]

    def restyle(picture: Floats) -> Floats:
        height, width = picture.shape[:2]
        more = [max(LEAST, side + -side % net.multiple) - side for side in (height, width)]
        whole = np.pad(np.clip(picture, 0, 1), ((0, more[0]), (0, more[1]), (0, 0)), mode="symmetric")
        try:
            with torch.inference_mode():
                seen = torch.from_numpy(np.ascontiguousarray(whole)).to(device).permute(2, 0, 1)[None]
                made = net(seen.contiguous(memory_format=torch.channels_last))[0].permute(1, 2, 0).cpu().numpy()
        except torch.OutOfMemoryError as error:
            raise OutOfMemory from error
        return np.ascontiguousarray(made[:height, :width])

    return restyle


def built(state: Mapping[str, Any]) -> Transformer | None:
    """The network that these tensors are of; None if they are of none."""
    from photofix.models.nets.transformer import Transformer, layers

    found = layers({name: list(value.shape) for name, value in state.items()})
    if found is None:
        return None
    net = Transformer([list(state[weight].shape) for weight, _ in found.convolutions])
    for layer, names in zip((*net.convolutions, *net.norms), (*found.convolutions, *found.norms), strict=True):
        layer.load_state_dict({"weight": state[names[0]].float(), "bias": state[names[1]].float()})
    return net


def _state(path: Path) -> dict[str, Any]:
    """The tensors of a file, by name; nothing if it holds none. Nothing in it is run."""
    import pickle

    import torch

    try:
        held = torch.load(path, map_location="cpu", weights_only=True)
    except (OSError, pickle.UnpicklingError, RuntimeError, EOFError, ValueError):
        return {}
    for inner in ("state_dict", "model"):
        if isinstance(held, dict) and isinstance(held.get(inner), dict):
            held = held[inner]
    good = isinstance(held, dict) and all(isinstance(value, torch.Tensor) for value in held.values())
    return dict(held) if good else {}
